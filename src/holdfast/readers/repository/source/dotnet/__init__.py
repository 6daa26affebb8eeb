"""Applications of .NET."""
