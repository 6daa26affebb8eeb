"""Certificates and their renewal, distributions and names in guides."""
