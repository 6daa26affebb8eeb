"""Sizes of hosts in scripts."""
