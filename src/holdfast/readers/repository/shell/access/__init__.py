"""Doors, logins, keys, rights and passwords in scripts."""
