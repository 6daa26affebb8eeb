"""Backups that a program makes itself."""
