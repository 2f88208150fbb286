"""A first blueprint from a log: lanes, steps, the main flow, and every doubt about them."""
