"""Ways back to an earlier release in scripts."""
