"""What the commands of a script are for, and what they start, send or bring back."""
