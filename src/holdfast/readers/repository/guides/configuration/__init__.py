"""Settings that guides have somebody write, hand over or do without."""
