"""JavaScript and TypeScript: where routes are mounted, and how settings are read, chosen and demanded."""
