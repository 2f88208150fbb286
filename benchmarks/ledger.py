"""Seconds and peak memory of all of waste on made-up logs: python benchmarks/ledger.py [instances]

Each log is made by one process, and each measure taken in a process of its own that reads the file: the library
(`mining.read`, then `mining.waste`) and the command (`mining waste FILE`). Imports are not timed. Everybody does much at
once, which is the hardest for causes. Ten minutes for ten million instances.
"""

import argparse
import json
import tempfile
import time
from pathlib import Path

import numpy as np
import polars as pl
from alone import alone, peak_gb

PER_CASE = 15
ACTIVITIES = 24
KINDS = ("starts", "one time", "a tenth without start")
MEASURES = ("library", "command")


def made_up(instances: int, kind: str, seed: int = 1) -> pl.DataFrame:
    """Cases of about 15 instances, with overlaps, ties and repetitions, as texts in order of time."""
    rng = np.random.default_rng(seed)
    case = np.sort(rng.integers(0, max(instances // PER_CASE, 1), instances))
    arrival = rng.integers(0, 365 * 24 * 3600, instances // PER_CASE + 1)[case]
    start = arrival + rng.integers(0, 5 * 24 * 3600, instances)
    end = start + rng.integers(0, 6 * 3600, instances) * (rng.random(instances) > 0.1)
    at = lambda seconds: pl.Series(seconds * 1_000_000 + 1_700_000_000_000_000).cast(pl.Datetime("us", "UTC"))  # noqa: E731
    frame = pl.DataFrame(
        {
            "case": pl.Series(case).cast(pl.String),
            "activity": pl.Series(rng.integers(0, ACTIVITIES, instances)).cast(pl.String),
            "end": at(end),
            "resource": pl.Series(rng.integers(0, 200, instances)).cast(pl.String),
            "start": at(start),
        }
    ).sort("end", "start")
    if kind == "one time":
        return frame.drop("start")
    known = pl.Series(rng.random(instances) >= (0.1 if kind == "a tenth without start" else 0.0))
    return frame.with_columns(start=pl.when(known).then("start"))


def library(path: str) -> None:
    """Read, then account for all of it."""
    import mining
    import mining.reading.door
    import mining.waste.waste

    marks = [(time.perf_counter(), time.process_time(), peak_gb())]
    log = mining.read(path)
    marks.append((time.perf_counter(), time.process_time(), peak_gb()))
    result = mining.waste(log)
    assert result.reconciles
    marks.append((time.perf_counter(), time.process_time(), peak_gb()))
    steps = [
        {"name": name, "seconds": after[0] - before[0], "processor": after[1] - before[1], "peak_gb": after[2]}
        for name, before, after in zip(("mining.read", "mining.waste"), marks, marks[1:], strict=False)
    ]
    print(json.dumps({"steps": steps, "instances": log.instances, "cells": result.ledger.cells.height}))


def command(path: str) -> None:
    """Run the command as a user would; what it shows goes nowhere."""
    import contextlib
    import io

    from cli.main import run

    wall, processor = time.perf_counter(), time.process_time()
    with contextlib.redirect_stdout(io.StringIO()):
        assert run(["waste", path]) == 0
    seconds, used = time.perf_counter() - wall, time.process_time() - processor
    steps = [{"name": "mining waste FILE", "seconds": seconds, "processor": used, "peak_gb": peak_gb()}]
    print(json.dumps({"steps": steps}))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("instances", type=int, nargs="?", default=1_000_000)
    parser.add_argument("--kind", choices=KINDS, action="append", help="of the logs (default: all)")
    parser.add_argument("--only", choices=MEASURES, help=argparse.SUPPRESS)
    parser.add_argument("--file", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.only:
        {"library": library, "command": command}[given.only](given.file)
        return
    with tempfile.TemporaryDirectory(prefix="mining-benchmark-") as folder:
        for kind in given.kind or KINDS:
            path = Path(folder) / "log.parquet"
            made_up(given.instances, kind).write_parquet(path, compression="zstd")
            print(f"{given.instances:,} instances, {kind}")
            for step in (step for what in MEASURES for step in alone(__file__, what, path)["steps"]):
                rate = given.instances / step["processor"]
                print(
                    f"  {step['name']:<18}{step['seconds']:8.2f} s {step['processor']:8.2f} s of processor "
                    f"{rate:12,.0f} /s   peak {step['peak_gb']:5.2f} GB",
                    flush=True,
                )


if __name__ == "__main__":
    main()
