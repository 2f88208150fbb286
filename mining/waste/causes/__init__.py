"""Why nobody worked: closed, contention, batching, overtaking, other."""
