"""The published waiting-time cases, exact (the files are not part of the project)."""

import os
from datetime import timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import mining
from mining.log import EventLog
from mining.waste.causes.batches import batches
from mining.waste.causes.concurrency import concurrent_by_order
from mining.waste.causes.enablement import enablement

LOGS = os.environ.get("SERVICE_MINING_LOGS")
pytestmark = pytest.mark.skipif(LOGS is None, reason="SERVICE_MINING_LOGS does not say where the published logs are")
FOLDER = Path(LOGS or "") / "waiting"
OFFICE = {name: {"hours": "Mon-Fri 10:00-20:00"} for name in ("Anya", "Carmine", "Cole", "Dom")}
CALENDARS = OFFICE | {"Marcus": {"hours": "Mon-Fri 10:00-12:00, 12:30-20:00"}}
NAMES = {"batching": "batching", "overtaking": "prioritization", "contention": "contention", "closed": "unavailability"}
NAMES |= {"other": "extraneous"}
KEYS = ["source_activity", "source_resource", "target_activity", "target_resource"]
MINUTE = 60_000_000


def manual(number: int) -> tuple[EventLog, pl.DataFrame]:
    log = mining.read(FOLDER / f"manual_log_{number}.csv", timezone="UTC")
    present = set(log.events["resource"].cast(pl.String))
    calendars = {name: hours for name, hours in CALENDARS.items() if name in present}
    return log, mining.waiting_causes(log, calendars=calendars, order=mining.PUBLISHED_ORDER)


def seconds(text: str) -> float:
    days, _, clock = text.partition(" days")
    parts = [float(part) for part in clock.strip().split(":")] if clock.strip() else [0.0, 0.0, 0.0]
    return float(days) * 86_400 + parts[0] * 3_600 + parts[1] * 60 + parts[2]


@pytest.mark.parametrize("number", [1, 2, 3])
def test_the_transition_tables(number: int) -> None:
    """Per transition: frequency, cases, and seconds per cause, row by row as published."""
    _, found = manual(number)
    durations = [pl.col(name).sum().dt.total_seconds().cast(pl.Float64) for name in ("instance_waiting", *NAMES)]
    table = (
        found.filter(pl.col("source_activity").is_not_null())
        .rename({"activity": "target_activity", "resource": "target_resource"})
        .group_by(KEYS)
        .agg(pl.len().cast(pl.Float64).alias("frequency"), pl.col("case_id").cast(pl.Int64).sort(), *durations)
        .with_columns(pl.col("case_id").cast(pl.List(pl.String)).list.join(","))
        .sort(KEYS)
    )
    expected = pl.read_csv(FOLDER / f"manual_log_{number}_expected.csv", schema_overrides={"cases": pl.String}).sort(KEYS)
    for cause, name in (NAMES | {"instance_waiting": "total"}).items():
        assert [seconds(text) for text in expected[f"wt_{name}"]] == table[cause].to_list()
    assert expected.select(*KEYS, "frequency", "cases").rows() == table.select(*KEYS, "frequency", "case_id").rows()


@pytest.mark.parametrize(
    ("number", "service", "waiting", "efficiency"),
    [
        (1, 9.25, [0, 1.5, 2.25, 0.5, 1.0], 0.637931),
        (2, 14.25, [0, 1.75, 1.25, 1.0, 2.0], 0.703704),
        (3, 53.25, [3.75, 4.5, 8.25, 4.5, 0], 0.717172),
    ],
)
def test_the_totals(number: int, service: float, waiting: list[float], efficiency: float) -> None:
    """Hours of service and per cause; service / (service + waiting); log 1 without contention: 0.755102."""
    log, found = manual(number)
    worked = (log.events["end"] - log.events["start"]).sum() / timedelta(hours=1)
    assert service == worked
    assert waiting == [found[cause].sum() / timedelta(hours=1) for cause in NAMES]
    assert efficiency == pytest.approx(worked / (worked + sum(waiting)), abs=5e-7)
    if number == 1:
        assert 0.755102 == pytest.approx(worked / (worked + sum(waiting) - waiting[2]), abs=5e-7)


@pytest.mark.parametrize("order", [mining.DEFAULT_ORDER, mining.PUBLISHED_ORDER])
@pytest.mark.parametrize(
    ("name", "hours"),
    [
        ("prioritization", {"overtaking": 1.5, "other": 1.5}),
        ("resource_contention", {"contention": 2.5, "other": 0.5}),
        ("prioritization_and_contention", {"contention": 1.0, "overtaking": 1.5, "other": 0.5}),
    ],
)
def test_two_or_three_instances(name: str, hours: dict[str, float], order: tuple[str, ...]) -> None:
    """The last case waits three hours from 9 on."""
    columns = {"arrival": "enabled_timestamp", "start": "start_timestamp", "end": "time:timestamp"}
    log = mining.read(FOLDER / f"{name}.csv", timezone="UTC", **columns)
    last = mining.waiting_causes(log, order=order).filter(pl.col("case_id") == "2").row(0, named=True)
    assert hours == {cause: last[cause] / timedelta(hours=1) for cause in mining.DEFAULT_ORDER if last[cause]} | hours
    assert timedelta(hours=3) == last["instance_waiting"]


def coded(name: str) -> tuple[pl.DataFrame, list[np.ndarray]]:
    """A table with enabled times; its resource, activity, enabled, start and end as integers."""
    table = pl.read_csv(FOLDER / name)
    codes = [table[column].rank("dense").cast(pl.Int64).to_numpy() for column in ("Resource", "Activity")]
    times = [
        table[f"{column}_time"].str.to_datetime(time_unit="us", time_zone="UTC").to_physical().to_numpy()
        for column in ("enabled", "start", "end")
    ]
    return table, codes + times


@pytest.mark.parametrize(
    ("column", "smallest", "gap", "count"),
    [
        ("expected_id", 2, 0, 5),
        ("expected_id", 3, 0, 5),
        (None, 4, 0, 0),
        ("expected_id_gap", 2, 5, 5),
        ("expected_id_gap_size_4", 4, 5, 3),
    ],
)
def test_batches(column: str | None, smallest: int, gap: int, count: int) -> None:
    """The ids of the file, for each smallest size and gap (minutes)."""
    table, columns = coded("batches.csv")
    found = batches(*columns, gap=gap * MINUTE, smallest=smallest)
    expected = [-1] * table.height if column is None else table[column].cast(pl.Int64).fill_null(-1).to_list()
    assert count == len(set(found.tolist()) - {-1}) == len(set(expected) - {-1})
    assert expected == found.tolist()


def test_concurrency() -> None:
    """Only C and D are concurrent; in trace-02 C is enabled at the end of B."""
    log = mining.read(FOLDER / "concurrency.csv", timezone="UTC")
    related = concurrent_by_order(log)
    assert {("C", "D"), ("D", "C")} == {
        (log.activities[one], log.activities[other]) for one, other in zip(*related.nonzero(), strict=True)
    }
    rows = log.events.with_row_index().filter(pl.col("case") == log.cases["case_id"].to_list().index("trace-02"))
    row = dict(rows.select("activity", "index").iter_rows())
    found = enablement(log, related)
    assert row["B"] == found.source[row["C"]]
    assert log.end_micros[row["B"]] == found.enabled[row["C"]]
