"""Money: capacity, cash out, penalties, the price of delay."""
