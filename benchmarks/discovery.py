"""From a Parquet file to directly-follows graph, its times, variants, durations, rework: beside pm4py, DuckDB, bare polars.

    python benchmarks/discovery.py                       # ten million instances, pm4py on one million
    python benchmarks/discovery.py --instances 1e6 --order shuffled

Prints seconds, processor seconds, peak memory, ratios at equal size (pm4py is scaled from a smaller one, which flatters it).
Every program runs alone in a process of its own; imports are not timed. DuckDB is optional. Two minutes on a quiet machine.

All do the same from the same file: edges with counts, mean and median times; variants with cases and median flow time; flow
time of every case; repeated work per activity.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
from alone import alone, peak_gb

ACTIVITIES, TRACES, YEAR = 25, 2_000, 365 * 86_400 * 10**6
EVENTS_PER_CASE = 15


def generated(instances: int, order: str, seed: int = 1) -> pl.DataFrame:
    """A log with text ids: 2,000 traces of unequal frequency, 2 % of labels at random, cases over a year."""
    random = np.random.default_rng(seed)
    lengths = random.integers(6, 24, TRACES)
    traces = [random.integers(0, ACTIVITIES, length) for length in lengths]
    weights = 1 / np.arange(1, TRACES + 1)
    chosen = random.choice(TRACES, instances // 6 + 1, p=weights / weights.sum())
    chosen = chosen[: int(np.searchsorted(np.cumsum(lengths[chosen]), instances)) + 1]
    case = np.repeat(np.arange(chosen.size), lengths[chosen])[:instances]
    labels = np.concatenate([traces[k] for k in chosen])[:instances]
    other = random.random(instances) < 0.02
    labels[other] = random.integers(0, ACTIVITIES, int(other.sum()))
    gaps = np.cumsum(random.exponential(4e9, instances).astype(np.int64) + 1)
    begins = np.flatnonzero(np.diff(case, prepend=-1))
    arrivals = random.integers(0, YEAR, chosen.size)
    moments = gaps - np.repeat(gaps[begins] - arrivals[: begins.size], np.diff(np.append(begins, instances)))
    names = pl.Series([f"Activity number {k:02}" for k in range(ACTIVITIES)])
    frame = pl.DataFrame(
        {"number": case, "activity": names.gather(labels), "end": pl.Series(moments).cast(pl.Datetime("us"))}
    )
    frame = frame.select(pl.format("case-{}", "number").alias("case"), "activity", pl.col("end").dt.replace_time_zone("UTC"))
    return frame.sort("end") if order == "time" else frame.sample(fraction=1, shuffle=True, seed=seed)


def ours(path: str) -> Callable[[], object]:
    import scipy.sparse  # noqa: F401 - loaded where there are many rows; imports are not timed

    from mining.assembly import assemble
    from mining.discovery.dfg import dfg
    from mining.discovery.variants import variants
    from mining.waste.instances.passes import passes
    from mining.waste.instances.placed import placed

    def run() -> tuple[int, int, int]:
        log = assemble(pl.read_parquet(path))
        log.flow_time.median()
        again = passes(placed(log, None)).rework
        repeating = np.bincount(log.activity_codes[np.flatnonzero(again)], minlength=len(log.activities))
        return dfg(log).frame.height, variants(log).frame.height, int((repeating > 0).sum())

    return run


def bare_polars(path: str) -> Callable[[], object]:
    """Only what no program can do without: scan, code, sort."""

    def run() -> int:
        texts = pl.Categorical(pl.Categories.random())
        coded = pl.scan_parquet(path).with_columns(
            pl.col("case").cast(texts).to_physical(), pl.col("activity").cast(pl.Categorical(pl.Categories.random()))
        )
        return coded.collect().sort("case", "end").height

    return run


def duckdb(path: str) -> Callable[[], object]:
    import duckdb as engine

    follows = f"""
        select activity, following, count(*), avg(gap), median(gap) from (
            select activity, lead(activity) over w as following, lead("end") over w - "end" as gap
            from '{path}' window w as (partition by "case" order by "end"))
        where following is not null group by all"""
    traces = f"""
        select trace, count(*), median(flow) from (
            select list(activity order by "end") as trace, epoch_us(max("end")) - epoch_us(min("end")) as flow
            from '{path}' group by "case") group by trace"""
    again = f"""
        select activity, sum(times - 1) as surplus from (
            select "case", activity, count(*) as times from '{path}' group by all) group by activity having surplus > 0"""
    follows = follows.replace('lead("end") over w - "end"', 'epoch_us(lead("end") over w) - epoch_us("end")')

    def run() -> tuple[int, int, int]:
        with engine.connect() as connection:
            return tuple(len(connection.sql(query).fetchall()) for query in (follows, traces, again))  # type: ignore[return-value]

    return run


def pm4py(path: str) -> Callable[[], object]:
    import pandas as pd
    import pm4py as library

    names = {"case_id": "case", "activity_key": "activity", "timestamp_key": "end"}

    def run() -> tuple[int, int, int]:
        log = library.format_dataframe(pd.read_parquet(path), **names)
        library.discover_performance_dfg(log)
        library.get_all_case_durations(log)
        again = library.get_rework_cases_per_activity(log)
        return len(library.discover_dfg(log)[0]), len(library.get_variants(log)), len(again)

    return run


PROGRAMS: dict[str, Callable[[str], Callable[[], object]]] = {
    "ours": ours,
    "bare polars": bare_polars,
    "duckdb": duckdb,
    "pm4py": pm4py,
}


def run_alone(name: str, path: str) -> None:
    work = PROGRAMS[name](path)
    wall, processor = time.perf_counter(), time.process_time()
    counts = work()
    figures = {
        "seconds": time.perf_counter() - wall,
        "processor": time.process_time() - processor,
        "peak_gb": peak_gb(),
    }
    print(json.dumps({**figures, "counts": counts}))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--instances", type=float, default=1e7)
    parser.add_argument("--pm4py-instances", type=float, default=1e6)
    parser.add_argument("--order", choices=["time", "shuffled"], default="time")
    parser.add_argument("--only", choices=PROGRAMS, help=argparse.SUPPRESS)
    parser.add_argument("--file", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.only:
        run_alone(given.only, given.file)
        return
    with tempfile.TemporaryDirectory(prefix="mining-benchmark-") as folder:
        files = {}
        for size in {int(given.instances), int(given.pm4py_instances)}:
            files[size] = Path(folder) / f"{size}.parquet"
            generated(size, given.order).write_parquet(files[size], compression="zstd")
        print(f"{int(given.instances):,} instances, {given.order} order (pm4py: {int(given.pm4py_instances):,})")
        rows: dict[str, dict[str, float]] = {}
        for name in PROGRAMS:
            if name == "duckdb" and importlib.util.find_spec("duckdb") is None:
                print("duckdb        not installed")
                continue
            size = int(given.pm4py_instances if name == "pm4py" else given.instances)
            rows[name] = alone(__file__, name, files[size])
            scale = given.instances / size
            whole, work = rows[name]["seconds"] * scale, rows[name]["processor"] * scale
            beside = f"{whole / rows['ours']['seconds']:6.1f} x ours ({work / rows['ours']['processor']:.1f} x by processor)"
            print(
                f"{name:12} {rows[name]['seconds']:8.2f} s {rows[name]['processor']:8.2f} s processor "
                f"{rows[name]['peak_gb']:6.2f} GB  {beside}  {rows[name]['counts']}"
            )


if __name__ == "__main__":
    main()
