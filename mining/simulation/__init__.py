"""Services with known waste, for samples, tests and benchmarks.

A discrete-event simulation of teams with queues, shifts and batches. Everything that goes wrong is planted on purpose
and recorded (`Sample.planted`), so that an analysis can be held against what is true.
"""

from mining.simulation.planted import Planted
from mining.simulation.samples import NAMES, Sample, sample

__all__ = ["NAMES", "Planted", "Sample", "sample"]
