"""For all tests: a busy machine fails nothing. Timings are measured in benchmarks, never tested."""

from hypothesis import settings

settings.register_profile("without deadlines", deadline=None)
settings.load_profile("without deadlines")
