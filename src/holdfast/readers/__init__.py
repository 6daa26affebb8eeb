"""Evidence in: each reader turns one kind of source into typed facts, and never writes."""
