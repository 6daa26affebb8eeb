"""Failures that scripts hide."""
