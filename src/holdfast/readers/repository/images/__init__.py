"""Images of containers: what their names and tags tell."""
