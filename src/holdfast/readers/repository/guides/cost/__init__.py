"""What a guide reckons that the product costs, and what it keeps for good."""
