"""What a review asks of the results: what is open, and how the touchpoints do."""
