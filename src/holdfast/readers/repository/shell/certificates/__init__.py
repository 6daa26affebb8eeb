"""Certificates and their renewal, and addresses without them, in scripts."""
