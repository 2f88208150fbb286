"""What would be saved if a cause of waiting, or rework, were there in part only."""
