"""What the clock starts: crontabs, and the scripts behind their lines."""
