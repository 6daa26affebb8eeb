"""Backups, their retention and restores in scripts."""
