"""For all tests: a busy machine fails nothing, and the whole suite stays under three minutes on two cores.

Timings are measured in benchmarks, never tested. Examples are drawn anew in every run.
"""

from hypothesis import settings

settings.register_profile("suite", deadline=None, max_examples=50)
settings.load_profile("suite")
