"""Where the log and the design part."""
