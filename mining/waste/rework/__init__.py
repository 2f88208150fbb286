"""What is done again or goes back: rework, corrections, loops, hand-overs, reopened cases."""
