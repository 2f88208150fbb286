"""What a review asks of the results: what is open, how the touchpoints do, what became of the design."""
