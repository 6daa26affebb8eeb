"""Settings that scripts fetch, write, demand or do without."""
