"""Secrets and accounts that source holds."""
