"""Databases and files that an application keeps, and where."""
