"""Reading beside what others need for the same file.

    python benchmarks/reading.py              # CSV of 1.2 million rows, XES of 200,000 events
    python benchmarks/reading.py --rows 1e5 --events 2e4

CSV: polars' own reading of the same file with its times parsed; twice that, and a second for a million rows in which roles
are recognised and findings made, is what is wanted. Recognition: what the door needs beyond polars' reading, the coding and
sorting. XES: pm4py's default reader (iterparse; not r4pm). Every program runs alone in a process of its own, three times
(pm4py once); the best counts; imports are not timed. All of it takes a minute on a quiet machine.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
from alone import alone, peak_gb

TIMES = 3
FORM = "%Y-%m-%d %H:%M:%S"


def generated(rows: int, seed: int = 1) -> pl.DataFrame:
    """A help desk's export: six events per case, texts, times as text, in order of time."""
    random = np.random.default_rng(seed)
    case = np.arange(rows) // 6
    moments = random.integers(0, 365 * 86_400, rows // 6 + 1)[case] + (np.arange(rows) % 6) * random.integers(
        60, 90_000, rows
    )
    steps = pl.Series(["Take call", "Diagnose", "Order part", "Repair", "Test", "Close ticket", "Call back"])
    return pl.DataFrame(
        {
            "Ticket": pl.Series(case).cast(pl.String).str.zfill(7),
            "Activity": steps.gather(random.integers(0, 7, rows)),
            "Timestamp": (pl.Series(moments * 1_000_000 + 1_700_000_000_000_000).cast(pl.Datetime("us"))).dt.strftime(FORM),
            "Agent": pl.Series([f"Agent {k:03}" for k in range(200)]).gather(random.integers(0, 200, rows)),
            "Channel": pl.Series(["phone", "mail", "chat"]).gather(random.integers(0, 3, rows)),
            "Minutes": random.integers(1, 200, rows),
        }
    ).sort("Timestamp")


def size_of(frame: pl.DataFrame) -> int:
    """Bytes of columns of texts as polars holds them: 16 for each, and the letters of those longer than 12."""
    lengths = (column.str.len_bytes() for column in frame.get_columns())
    return sum(16 * frame.height + int(length.filter(length > 12).sum()) for length in lengths)


def our_reading(path: str) -> Callable[[], int]:
    import numpy.ma  # noqa: F401 - polars loads it with the first array; imports are not timed

    from mining import read

    return lambda: read(path).instances


def polars_reading(path: str) -> Callable[[], int]:
    def run() -> int:
        frame = pl.read_csv(path, schema_overrides={"Ticket": pl.String})
        return frame.with_columns(pl.col("Timestamp").str.to_datetime(FORM)).height

    return run


def bare_work(path: str) -> Callable[[], int]:
    """Polars' reading, the coding and the sorting: what is left of our time is recognition and judging."""
    from mining.assembly import assemble

    def run() -> int:
        frame = pl.read_csv(path, infer_schema=False)
        frame = frame.with_columns(pl.col("Timestamp").str.to_datetime(FORM))
        names = {"Ticket": "case", "Activity": "activity", "Timestamp": "end", "Agent": "resource"}
        return assemble(frame.rename(names)).instances

    return run


def pm4py_reading(path: str) -> Callable[[], int]:
    import warnings

    import pm4py

    def run() -> int:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return len(pm4py.read_xes(path, variant="iterparse"))

    return run


PROGRAMS: dict[str, Callable[[str], Callable[[], int]]] = {
    "ours": our_reading,
    "polars": polars_reading,
    "bare": bare_work,
    "pm4py": pm4py_reading,
}


def measured(name: str, path: Path, times: int = TIMES) -> dict[str, float]:
    """Run one program alone; the best of `times`."""
    return min((alone(__file__, name, path) for _ in range(times)), key=lambda run: run["seconds"])


def run_alone(name: str, path: str) -> None:
    work = PROGRAMS[name](path)
    before = peak_gb()
    begun, processor = time.perf_counter(), time.process_time()
    rows = work()
    seconds, busy = time.perf_counter() - begun, time.process_time() - processor
    peak = peak_gb()
    print(json.dumps({"seconds": seconds, "processor": busy, "peak_gb": peak, "before_gb": before, "rows": rows}))


def shown(name: str, figures: dict[str, float], beside: str = "") -> None:
    grown = figures["peak_gb"] - figures["before_gb"]
    print(f"{name:34} {figures['seconds']:7.2f} s {figures['processor']:7.2f} s processor {grown:6.2f} GB more  {beside}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=float, default=1.2e6)
    parser.add_argument("--events", type=float, default=2e5)
    parser.add_argument("--only", choices=PROGRAMS, help=argparse.SUPPRESS)
    parser.add_argument("--file", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.only:
        run_alone(given.only, given.file)
        return
    with tempfile.TemporaryDirectory(prefix="mining-benchmark-") as folder:
        table = Path(folder) / "export.csv"
        frame = generated(int(given.rows))
        frame.write_csv(table)
        held = size_of(pl.read_csv(table, infer_schema=False)) / 2**30
        print(f"CSV: {frame.height:,} rows, {table.stat().st_size / 2**20:.0f} MB; its columns in memory {held:.2f} GB")
        theirs, bare, ours = (measured(name, table) for name in ("polars", "bare", "ours"))
        shown("polars, times parsed", theirs)
        shown("polars, coded and sorted", bare)
        ratio, work = (ours[figure] / theirs[figure] for figure in ("seconds", "processor"))
        shown("ours", ours, f"{ratio:.1f} x polars ({work:.1f} x by processor)")
        for figure, name in (("seconds", "seconds"), ("processor", "processor seconds")):
            allowed = 2 * theirs[figure] + given.rows / 1e6
            print(f"{ours[figure]:.2f} {name}; twice polars and a second per million rows are {allowed:.2f}")
        beyond = (ours["processor"] - bare["processor"]) / given.rows * 1e6
        grown = (ours["peak_gb"] - ours["before_gb"]) / held
        print(f"recognition and judging, per million rows: {beyond:.2f} s of processor; memory: {grown:.1f} x the columns")

        from mining import read
        from mining.exchange.files import write_log

        log, xes = Path(folder) / "log.xes", frame.head(int(given.events))
        xes.write_csv(table)
        write_log(read(table), log)
        print(f"XES: {xes.height:,} events, {log.stat().st_size / 2**20:.0f} MB")
        # As another program would have written it: without what the log remembers.
        log.write_bytes(b"".join(line for line in log.open("rb") if b'key="mining:log"' not in line))
        ours, theirs = measured("ours", log), measured("pm4py", log, 1)
        shown("ours", ours)
        ratio, work = (theirs[figure] / ours[figure] for figure in ("seconds", "processor"))
        shown("pm4py, default reader", theirs, f"{ratio:.1f} x ours ({work:.1f} x by processor)")


if __name__ == "__main__":
    main()
