"""What every instance is: whose, by whom, work or a state, done for the first time or again."""
