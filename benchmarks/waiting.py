"""Seconds and peak memory of the causes of waiting, on simulated queues: python benchmarks/waiting.py [instances]."""

import argparse
import heapq
import resource
import time

import numpy as np
import polars as pl

import mining
from mining.assembly import assemble

STEPS = 8
SECOND = 1_000_000
OFFICE = {"hours": "Mon-Fri 09:00-12:00, 13:00-18:00", "timezone": "Asia/Shanghai", "holidays": "CN"}


def queues(instances: int, resources: int, busy: float, urgent: float, seed: int = 1) -> mining.EventLog:
    """Cases that go through eight queues, a person drawn for each step; urgent cases go first."""
    random = np.random.default_rng(seed)
    cases = instances // STEPS
    service = 600.0
    arrival = np.sort(random.uniform(0, cases * STEPS * service / resources / busy, cases))
    goes_first = random.random(cases) < urgent
    team = resources // STEPS
    frames = []
    for step in range(STEPS):
        who = random.integers(0, team, cases)
        lasts = random.exponential(service, cases)
        start = np.empty(cases)
        order = np.lexsort((arrival, who))
        change = np.flatnonzero(np.diff(who[order], prepend=-1))
        for rows in np.split(order, change[1:]):
            start[rows] = served(arrival[rows].tolist(), lasts[rows].tolist(), goes_first[rows].tolist())
        end = start + lasts
        label, person = [f"step {step}"] * cases, who + step * team
        frames.append(
            pl.DataFrame({"case": np.arange(cases), "activity": label, "resource": person, "start": start, "end": end})
        )
        arrival = end
    at = ((pl.col("start", "end") * SECOND).cast(pl.Int64) + 1_700_000_000 * SECOND).cast(pl.Datetime("us"))
    return assemble(pl.concat(frames).with_columns(at))


def served(arrivals: list[float], lasts: list[float], urgent: list[bool]) -> list[float]:
    """Starts at one person who takes urgent cases first, then in order of arrival; arrivals are in order."""
    starts = [0.0] * len(arrivals)
    waiting: list[tuple[bool, int]] = []
    now, following = 0.0, 0
    for _ in arrivals:
        if not waiting:
            now = max(now, arrivals[following])
        while following < len(arrivals) and arrivals[following] <= now:
            heapq.heappush(waiting, (not urgent[following], following))
            following += 1
        _, chosen = heapq.heappop(waiting)
        starts[chosen] = now
        now += lasts[chosen]
    return starts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("instances", type=int, nargs="?", default=1_000_000)
    parser.add_argument("--resources", type=int, default=500)
    parser.add_argument("--busy", type=float, default=0.9)
    parser.add_argument("--urgent", type=float, default=0.0)
    given = parser.parse_args()
    log = queues(given.instances, given.resources, given.busy, given.urgent)
    print(f"{log.instances:,} instances, {given.resources} resources, busy {given.busy:.0%}, urgent {given.urgent:.0%}")
    names = log.events["resource"].cast(pl.String).unique().to_list()
    runs = {
        "default order": {},
        "with calendars": {"calendars": dict.fromkeys(names, OFFICE)},
        "published order": {"order": mining.PUBLISHED_ORDER},
    }
    for name, options in runs.items():
        began, used = time.perf_counter(), time.process_time()
        found = mining.waiting_causes(log, **options)
        seconds, processor = time.perf_counter() - began, time.process_time() - used
        total = found["instance_waiting"].sum()
        shares = {cause: found[cause].sum() / total for cause in mining.DEFAULT_ORDER}
        shown = ", ".join(f"{cause} {share:.1%}" for cause, share in shares.items())
        print(f"  {name:<16}{seconds:7.2f} s {processor:7.2f} s of processor {log.instances / processor:12,.0f} /s  {shown}")
    _ledgers(log, names)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  peak memory {peak:,.0f} MB")


def _ledgers(log: mining.EventLog, names: list[str]) -> None:
    """The same causes in the ledger, with all that `mining.waste` tells."""
    calendars = mining.Staffing.of(resources=dict.fromkeys(names, OFFICE))
    for name, staffing in (("ledger", None), ("with calendars", calendars)):
        began, used = time.perf_counter(), time.process_time()
        result = mining.waste(log, staffing=staffing)
        seconds, processor = time.perf_counter() - began, time.process_time() - used
        assert result.reconciles
        print(f"  {name:<16}{seconds:7.2f} s {processor:7.2f} s of processor {log.instances / processor:12,.0f} /s")


if __name__ == "__main__":
    main()
