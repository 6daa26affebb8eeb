"""Certificates that a program answers with, and visitors whom it lets come without."""
