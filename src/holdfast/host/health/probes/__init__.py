"""One module per thing that is asked."""
