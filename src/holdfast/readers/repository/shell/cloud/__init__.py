"""What the command line of AWS makes in scripts."""
