"""Writing logs as files that others read, and that come back as equal logs."""
