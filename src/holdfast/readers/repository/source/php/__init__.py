"""Applications in PHP."""
