"""The verbs: each use case in the order things happen."""
