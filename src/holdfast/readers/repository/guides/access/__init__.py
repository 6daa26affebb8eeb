"""Doors, logins, keys and passwords in guides."""
