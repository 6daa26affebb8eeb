"""What handlers of an application answer about its health, and by which routes."""
