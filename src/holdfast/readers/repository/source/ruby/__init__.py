"""Applications in Ruby."""
