"""What a text says of itself that the product lacks, or only plans."""
