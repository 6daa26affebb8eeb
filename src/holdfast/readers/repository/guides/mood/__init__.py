"""What a guide means by what it says: a step, a mere claim, a wish, an example, and for which environment."""
