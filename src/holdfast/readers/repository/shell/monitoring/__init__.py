"""What scripts watch, and whom they tell."""
