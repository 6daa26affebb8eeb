"""Databases and what one machine holds, in guides."""
