"""How a pipeline's expression begins and ends that gives a secret, alone or as one of two."""

OPENS = r"\{\{\s*(?:[\w.-]{1,80}\s*\|\|\s*)?secrets\."
"""What stands between the dollar and the secret's name."""
CLOSES = r"\s*(?:\|\|[^{}\n]{0,120})?\}\}"
"""What stands behind the name."""
