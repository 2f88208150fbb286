"""The ledger: every instant of every case in exactly one entry, and its views."""
