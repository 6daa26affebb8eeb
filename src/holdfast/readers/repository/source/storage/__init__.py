"""Buckets and keys of AWS that source uses."""
