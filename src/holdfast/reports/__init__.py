"""Findings out: one file per format, one catalogue per language."""
