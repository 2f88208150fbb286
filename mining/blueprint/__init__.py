"""What was designed: the blueprint file, and a log held beside it."""
