"""What the host's instance is, and how many CPU credits it has left."""
