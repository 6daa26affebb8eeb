"""Releases in scripts, and what they do to what serves."""
