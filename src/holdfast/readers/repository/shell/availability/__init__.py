"""Databases, clusters and file systems that scripts set up."""
