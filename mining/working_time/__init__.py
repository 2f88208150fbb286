"""Working time: how much of a stretch of time lies within working hours."""
