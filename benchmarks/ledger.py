"""Seconds and peak memory of the ledger on a made-up log: python benchmarks/ledger.py [instances] [--single-time]."""

import resource
import sys
import time
from itertools import pairwise

import numpy as np
import polars as pl

import mining
from mining.assembly import assemble
from mining.waste.ledger import ledger
from mining.waste.placed import placed
from mining.waste.rework import passes
from mining.waste.service import services
from mining.waste.staff import learn

PER_CASE = 15
ACTIVITIES = 24


def made_up(instances: int, *, single_time: bool, seed: int = 1) -> mining.EventLog:
    """A log of cases of about 15 instances, with overlaps, ties and repetitions."""
    rng = np.random.default_rng(seed)
    case = np.sort(rng.integers(0, max(instances // PER_CASE, 1), instances))
    arrival = rng.integers(0, 365 * 24 * 3600, instances // PER_CASE + 1)[case]
    start = arrival + rng.integers(0, 5 * 24 * 3600, instances)
    end = start + rng.integers(0, 6 * 3600, instances) * (rng.random(instances) > 0.1)
    at = lambda seconds: pl.Series(seconds * 1_000_000 + 1_700_000_000_000_000).cast(pl.Datetime("us"))  # noqa: E731
    frame = pl.DataFrame(
        {
            "case": pl.Series(case).cast(pl.String),
            "activity": pl.Series(rng.integers(0, ACTIVITIES, instances)).cast(pl.String),
            "end": at(end),
            "resource": pl.Series(rng.integers(0, 200, instances)).cast(pl.String),
        }
    )
    return assemble(frame if single_time else frame.with_columns(start=at(start)))


def main() -> None:
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    single_time = "--single-time" in sys.argv
    log = made_up(numbers[0] if numbers else 1_000_000, single_time=single_time)
    peak_before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    marks = [("", time.perf_counter(), time.process_time())]
    seen = placed(log, None)
    again = passes(seen)
    marks.append(("rework", time.perf_counter(), time.process_time()))
    learnt = learn(seen)
    marks.append(("first pass", time.perf_counter(), time.process_time()))
    account = ledger(seen, services(seen, learnt.likely_work, learnt.rota), again.rework, learnt.rota, learnt.idle)
    marks.append(("ledger", time.perf_counter(), time.process_time()))
    assert account.reconciles
    marks.append(("reconciles", time.perf_counter(), time.process_time()))
    rows = account.frame.height
    marks.append(("frame", time.perf_counter(), time.process_time()))
    del seen, again, learnt, account
    mining.waste(log)
    marks.append(("mining.waste", time.perf_counter(), time.process_time()))
    times = "one time" if single_time else "starts"
    print(f"{log.instances:,} instances, {log.cases.height:,} cases, {rows:,} entries, {times}")
    for (_, before, used), (name, after, then) in pairwise(marks):
        rate = log.instances / (after - before) / 1e6
        print(f"  {name:<14}{after - before:8.2f} s   {then - used:8.2f} s of processor   {rate:6.2f} M instances/s")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  peak memory   {peak:8.0f} MB (log made: {peak_before:,.0f} MB)")


if __name__ == "__main__":
    main()
