"""What can be computed without an account: prices, bills, credits, scaling."""
