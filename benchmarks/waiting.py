"""Seconds and peak memory of the causes of waiting, on simulated queues: python benchmarks/waiting.py [instances]

The queues are simulated in plain Python by one process; the program is measured in another, which reads the file.
"""

import argparse
import heapq
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import polars as pl
from alone import peak_gb

import mining

STEPS = 8
SECOND = 1_000_000
OFFICE = {"hours": "Mon-Fri 09:00-12:00, 13:00-18:00", "timezone": "Asia/Shanghai", "holidays": "CN"}


def queues(instances: int, resources: int, busy: float, urgent: float, seed: int = 1) -> pl.DataFrame:
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
    at = ((pl.col("start", "end") * SECOND).cast(pl.Int64) + 1_700_000_000 * SECOND).cast(pl.Datetime("us", "UTC"))
    return pl.concat(frames).select(pl.col("case", "resource").cast(pl.String), "activity", at).sort("end", "start")


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


RUNS = ("causes", "causes, calendars", "causes, published", "waste", "waste, calendars")
"""`mining.waiting_causes` in the default order, with calendars, in the published order; `mining.waste` without and with."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("instances", type=int, nargs="?", default=1_000_000)
    parser.add_argument("--resources", type=int, default=500)
    parser.add_argument("--busy", type=float, default=0.9)
    parser.add_argument("--urgent", type=float, default=0.0)
    parser.add_argument("--only", choices=RUNS, help=argparse.SUPPRESS)
    parser.add_argument("--file", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.only:
        run_alone(given.only, given.file)
        return
    with tempfile.TemporaryDirectory(prefix="mining-benchmark-") as folder:
        path = Path(folder) / "queues.parquet"
        log = queues(given.instances, given.resources, given.busy, given.urgent)
        log.write_parquet(path, compression="zstd")
        print(f"{log.height:,} instances, {given.resources} resources, busy {given.busy:.0%}, urgent {given.urgent:.0%}")
        del log
        for name in RUNS:
            sys.stdout.flush()
            subprocess.run([sys.executable, __file__, "--only", name, "--file", str(path)], check=True)


def run_alone(name: str, path: str) -> None:
    log = mining.read(path)
    people = log.events["resource"].cast(pl.String).unique().to_list()
    hours = dict.fromkeys(people, OFFICE) if name.endswith("calendars") else {}
    shown = ""
    began, used = time.perf_counter(), time.process_time()
    if name.startswith("waste"):
        result = mining.waste(log, staffing=mining.Staffing.of(resources=hours))
    else:
        order = mining.PUBLISHED_ORDER if name.endswith("published") else mining.DEFAULT_ORDER
        found = mining.waiting_causes(log, calendars=hours, order=order)
    seconds, processor = time.perf_counter() - began, time.process_time() - used
    peak = peak_gb()
    if name.startswith("waste"):
        assert result.reconciles
    else:
        total = found["instance_waiting"].sum()
        shown = ", ".join(f"{cause} {found[cause].sum() / total:.1%}" for cause in mining.DEFAULT_ORDER)
    rate = log.instances / processor
    print(f"  {name:<18}{seconds:7.2f} s {processor:7.2f} s of processor {rate:12,.0f} /s   peak {peak:.2f} GB  {shown}")


if __name__ == "__main__":
    main()
