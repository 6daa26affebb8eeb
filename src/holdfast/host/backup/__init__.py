"""Backups of PostgreSQL, and their restoring: what row 8 owes on a host."""
