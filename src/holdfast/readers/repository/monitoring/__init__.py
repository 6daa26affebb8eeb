"""What watches from outside CloudWatch, and whether an alarm can ring and call somebody."""
