"""The archive of the write-ahead log: kept on the host at once, shipped to the store, fetched in a recovery."""
