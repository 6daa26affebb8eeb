"""Words by which people write guides, in each language, and what they tell wherever they stand."""
