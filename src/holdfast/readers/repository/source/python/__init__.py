"""Python: where routes are mounted, and how settings are read, chosen, listed and demanded."""
