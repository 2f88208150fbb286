"""Where the time goes: the ledger, rework, staff hours, money."""
