"""`backup`: the use cases of row 8, in the order in which things happen."""
