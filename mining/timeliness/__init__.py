"""Whether a service keeps its times: what a target is about, what its clock counts, and how long it may take."""
