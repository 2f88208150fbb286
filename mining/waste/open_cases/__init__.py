"""Cases that are open: who is waited for, and what the design allows next."""
