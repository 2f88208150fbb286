"""On real exports and on the samples: the ledger adds up, and planted waste is found."""

import os
from datetime import timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import mining
from mining.waste.waste import Waste, waste

SHELF = os.environ.get("SERVICE_MINING_LOGS")
FILES = [
    "academic_consulta.csv.gz",
    "airport_turnaround.csv",
    "bpic2013_incidents.xes.gz",
    "bpic2017_w.csv.gz",
    "daqapo_hospital.csv.gz",
    "helpdesk_italian.csv.gz",
    "production.csv",
    "receipt.csv.gz",
    "roadtraffic100traces.xes",
]


def independent_flow_time(log: mining.EventLog) -> timedelta:
    """Last end minus arrival, summed over cases, by polars alone (no case of these files is open)."""
    last = log.events.group_by("case").agg(pl.max_horizontal(pl.col("start").max(), pl.col("end").max()).alias("last"))
    joined = last.sort("case").with_columns(log.cases["arrival"])
    total = (joined["last"] - joined["arrival"]).sum()
    assert isinstance(total, timedelta)
    return total


@pytest.mark.skipif(SHELF is None, reason="SERVICE_MINING_LOGS is not set: the real exports are not at hand")
@pytest.mark.parametrize("name", FILES)
def test_real_exports_reconcile(name: str) -> None:
    """Entries add up to every case's flow time in each scenario; waiting, states and the union of work are all of it."""
    assert SHELF is not None
    log = mining.read(Path(SHELF) / "logs" / name)
    result = waste(log)
    assert result.ledger.differences == {"low": 0, "likely": 0, "high": 0}
    frame = result.ledger.frame
    assert all(frame[scenario].sum() == result.flow_time for scenario in ("low", "likely", "high"))
    if not log.cases["open"].any():
        assert result.flow_time == independent_flow_time(log)
    least, most = (frame.filter(pl.col("class") == "work")[name].sum() or timedelta(0) for name in ("low", "high"))
    assert least <= most
    per_case = result.ledger.per_case.group_by("case_id").agg(pl.col("likely").sum())
    flow = dict(zip(log.cases["case_id"], log.flow_time, strict=True))
    assert all(flow[case] == length for case, length in per_case.iter_rows())


@pytest.mark.skipif(SHELF is None, reason="SERVICE_MINING_LOGS is not set: the real exports are not at hand")
def test_the_union_of_work_is_what_interval_merging_says() -> None:
    """Work in the ledger of a log with starts equals the merged service intervals of each case, in plain Python."""
    assert SHELF is not None
    log = mining.read(Path(SHELF) / "logs" / "production.csv")
    expected = 0
    spans = list(zip(log.start_micros.tolist(), log.end_micros.tolist(), strict=True))
    for case in range(log.cases.height):
        reached = np.iinfo(np.int64).min
        for start, end in sorted(spans[log.offsets[case] : log.offsets[case + 1]]):
            expected += max(end - max(start, reached), 0)
            reached = max(reached, end)
    work = waste(log).ledger.frame.filter(pl.col("class") == "work")["likely"].sum()
    assert work == timedelta(microseconds=expected)


def sample(name: str) -> Waste:
    """The waste of a sample log of the project with its blueprint, read as the command line does."""
    from cli.options import Reading

    folder = Path(__file__).parents[2] / "sample_logs"
    blueprint = mining.Blueprint.load(folder / f"{name}.yaml")
    reading = Reading()
    return waste(reading.read(str(folder / f"{name}.csv"), blueprint), blueprint)


def planted(name: str) -> dict[str, float]:
    """The figures of the samples' README for one service: fact -> value."""
    text = (Path(__file__).parents[2] / "sample_logs" / "README.md").read_text(encoding="utf-8")
    section = text.split(f"\n## {name}\n", 1)[1].split("\n## ", 1)[0]
    facts = {}
    for line in section.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 2 and cells[1].replace(",", "").replace(".", "").isdigit():
            facts[cells[0]] = float(cells[1].replace(",", ""))
    return facts


@pytest.mark.parametrize("name", ["room_service", "help_desk", "complaints_zh"])
def test_samples_reconcile_and_have_the_planted_flow_time(name: str) -> None:
    """Flow time is the simulation's own, within what its figures were rounded to and its times were cut to seconds."""
    result = sample(name)
    assert result.reconciles
    assert result.flow_time / timedelta(hours=1) == pytest.approx(planted(name)["flow time, all cases"], rel=1e-6)


def test_planted_work_and_waiting_of_room_service_are_found() -> None:
    """Time in which somebody works is exactly what was simulated; the rest of the flow time is waiting."""
    facts, frame = planted("room_service"), sample("room_service").ledger.frame
    hours = {name: part["likely"].sum() / timedelta(hours=1) for (name,), part in frame.group_by("class")}
    assert hours["work"] == pytest.approx(facts["of it somebody works on the case"], rel=1e-6)
    assert hours["waiting"] == pytest.approx(
        facts["flow time, all cases"] - facts["of it somebody works on the case"], rel=1e-6
    )


def test_planted_work_of_complaints_lies_between_the_bounds() -> None:
    """Its file holds no starts: the simulated work is inside low and high, and the likely value has the right size."""
    facts, result = planted("complaints_zh"), sample("complaints_zh")
    work = result.ledger.frame.filter(pl.col("class") == "work")
    low, likely, high = (work[name].sum() / timedelta(hours=1) for name in ("low", "likely", "high"))
    assert low <= facts["of it somebody works on the case"] <= high
    assert likely == pytest.approx(facts["of it somebody works on the case"], rel=0.35)
