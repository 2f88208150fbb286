"""What a simulation planted: exact counts and hours, taken from what happened and not from any analysis of the log."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import polars as pl

from mining.simulation.shifts import Absence
from mining.simulation.world import Planting, Row, World

CAUSES = ("shift", "batching", "queue", "other")
"""Nobody of the team was there; the batch was incomplete; everybody was busy; nobody had been asked yet."""


@dataclass(frozen=True, eq=False, repr=False)
class Planted:
    """The facts behind a simulated log, true by construction.

    Attributes:
        cases: cases in the export.
        open_cases: ids of the cases that were still going on at the export, sorted.
        instances: rows of the export.
        flow_time: summed over cases; first start to last end, of open cases to the latest time in the export.
        worked: time in which somebody worked on the case, summed over cases (parallel work counts once);
            None where rows are states.
        open_wait: what passed since the last row of the open cases.
        work: activity, team, executions, rework (executions), cases, time, rework_time (Duration, summed over executions);
            by activity, team. Empty where rows are states.
        staff: team, person, executions, busy, rework_busy (Duration; a round for several cases counts once);
            by team, person.
        waiting: activity, team (waited for), cause (`CAUSES`), cases, time: time in which nobody worked on the case,
            charged to the next execution to start; by activity, team, cause. Empty where rows are states.
        states: status, entries, cases, time; by status. Empty where rows are work.
        deviations: fact, kind, step, case_id, open; what was planted, and the deviation as which it must show;
            by fact, kind, step, case_id.
    """

    cases: int
    open_cases: tuple[str, ...]
    instances: int
    flow_time: timedelta
    worked: timedelta | None
    open_wait: timedelta
    work: pl.DataFrame
    staff: pl.DataFrame
    waiting: pl.DataFrame
    states: pl.DataFrame
    deviations: pl.DataFrame

    def __repr__(self) -> str:
        return f"Planted({self.cases:,} cases, {len(self.open_cases)} open, {self.deviations.height} departures)"

    @property
    def facts(self) -> pl.DataFrame:
        """Closed cases per planted departure: fact, kind, step, cases; by fact, kind, step."""
        closed = self.deviations.filter(~pl.col("open")).group_by("fact", "kind", "step")
        return closed.agg(pl.col("case_id").n_unique().cast(pl.Int64).alias("cases")).sort(pl.all())

    @property
    def causes(self) -> pl.DataFrame:
        """Waiting by team waited for and cause: team, cause, time; by team, cause."""
        return self.waiting.group_by("team", "cause").agg(pl.col("time").sum()).sort("team", "cause")

    def to_dict(self) -> dict[str, Any]:
        """Return the facts as they stand in JSON; durations in hours."""
        frames = ("work", "staff", "waiting", "states", "deviations")
        return {
            "cases": self.cases,
            "open_cases": list(self.open_cases),
            "instances": self.instances,
            "flow_time_hours": _hours(self.flow_time),
            "worked_hours": None if self.worked is None else _hours(self.worked),
            "open_wait_hours": _hours(self.open_wait),
            **{name: _in_hours(getattr(self, name)).to_dicts() for name in frames},
        }


def planted_by(world: World, case_ids: Sequence[str], rows: Sequence[Row], *, entered: bool) -> Planted:
    """Sum up what happened.

    Args:
        world: after its run.
        case_ids: id of every case.
        rows: what the export shows, ordered by case, end, start, and as it happened.
        entered: rows are states that last to the next row of the case.
    """
    latest = max((row.end for row in rows), default=0)
    of_case: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        of_case[row.case].append(row)
    open_cases = {case for case in of_case if case not in world.finished}
    ends = {case: latest if case in open_cases else own[-1].end for case, own in of_case.items()}
    flow = sum(ends[case] - min(row.start for row in own) for case, own in of_case.items())
    absences = {name: team.absence for name, team in world.teams.items()}
    worked, waiting = (0, []) if entered else _waited(of_case, absences)
    return Planted(
        cases=len(of_case),
        open_cases=tuple(sorted(case_ids[case] for case in open_cases)),
        instances=len(rows),
        flow_time=timedelta(seconds=flow),
        worked=None if entered else timedelta(seconds=worked),
        open_wait=timedelta(seconds=sum(latest - of_case[case][-1].end for case in open_cases)),
        work=_work([] if entered else rows),
        staff=_staff([] if entered else rows),
        waiting=_summed(waiting, ("activity", "team", "cause")),
        states=_summed(_lasted(of_case, ends) if entered else [], ("status",), count="entries"),
        deviations=_deviations(world.plantings, case_ids, open_cases),
    )


def _waited(of_case: Mapping[int, list[Row]], absences: Mapping[str, Absence]) -> tuple[int, list[tuple[Any, ...]]]:
    """Return the seconds in which somebody worked, and (activity, team, cause, case, seconds) of all waiting."""
    worked, found = 0, []
    for case, own in of_case.items():
        until = None
        for row in sorted(own, key=lambda row: row.start):
            if until is None:
                until = row.start
            if row.start > until:
                parts = _causes(row, until, absences)
                found += [(row.activity, row.team, cause, case, seconds) for cause, seconds in parts.items() if seconds]
                until = row.start
            if row.end > until:
                worked += row.end - until
                until = row.end
    return worked, found


def _causes(row: Row, since: int, absences: Mapping[str, Absence]) -> dict[str, int]:
    """Split the wait of [since, start) before a row into `CAUSES`; where nobody is there, that comes first."""
    asked = min(max(since, row.asked), row.start)
    released = min(max(asked, row.released), row.start)
    absence = absences.get(row.team or "")
    shut = (absence.between(asked, released), absence.between(released, row.start)) if absence else (0, 0)
    return {
        "other": asked - since,
        "shift": sum(shut),
        "batching": released - asked - shut[0],
        "queue": row.start - released - shut[1],
    }


def _lasted(of_case: Mapping[int, list[Row]], ends: Mapping[int, int]) -> list[tuple[Any, ...]]:
    return [
        (row.activity, case, following - row.start)
        for case, own in of_case.items()
        for row, following in zip(own, [*(later.start for later in own[1:]), ends[case]], strict=True)
    ]


def _summed(entries: Sequence[tuple[Any, ...]], keys: tuple[str, ...], count: str | None = None) -> pl.DataFrame:
    """Sum (keys..., case, seconds) into one row per key."""
    schema = {**dict.fromkeys(keys, pl.String), "case": pl.Int64, "seconds": pl.Int64}
    frame = pl.DataFrame(entries, schema=schema, orient="row")
    counted = [pl.len().cast(pl.Int64).alias(count)] if count else []
    return (
        frame.group_by(*keys)
        .agg(
            *counted,
            pl.col("case").n_unique().cast(pl.Int64).alias("cases"),
            _duration(pl.col("seconds").sum()).alias("time"),
        )
        .sort(*keys)
    )


def _work(rows: Sequence[Row]) -> pl.DataFrame:
    frame = _frame(rows)
    seconds = pl.col("end") - pl.col("start")
    return (
        frame.group_by("activity", "team")
        .agg(
            pl.len().cast(pl.Int64).alias("executions"),
            pl.col("rework").sum().cast(pl.Int64),
            pl.col("case").n_unique().cast(pl.Int64).alias("cases"),
            _duration(seconds.sum()).alias("time"),
            _duration(seconds.filter(pl.col("rework")).sum()).alias("rework_time"),
        )
        .sort("activity", "team")
    )


def _staff(rows: Sequence[Row]) -> pl.DataFrame:
    frame = _frame(rows).filter(pl.col("person").is_not_null() & pl.col("team").is_not_null())
    keys = ["team", "person", "start", "end"]
    # A round for several cases leaves several rows of one person at one time: worked once.
    rounds = frame.group_by(keys).agg(pl.len().alias("executions"), pl.col("rework").all())
    seconds = pl.col("end") - pl.col("start")
    return (
        rounds.group_by("team", "person")
        .agg(
            pl.col("executions").sum().cast(pl.Int64),
            _duration(seconds.sum()).alias("busy"),
            _duration(seconds.filter(pl.col("rework")).sum()).alias("rework_busy"),
        )
        .sort("team", "person")
    )


def _frame(rows: Sequence[Row]) -> pl.DataFrame:
    schema = {
        "case": pl.Int64,
        "activity": pl.String,
        "start": pl.Int64,
        "end": pl.Int64,
        "person": pl.String,
        "team": pl.String,
        "asked": pl.Int64,
        "released": pl.Int64,
        "rework": pl.Boolean,
    }
    columns = zip(*rows, strict=True) if rows else ((),) * len(schema)
    return pl.DataFrame(dict(zip(schema, columns, strict=True)), schema=schema)


def _deviations(plantings: Sequence[Planting], case_ids: Sequence[str], open_cases: set[int]) -> pl.DataFrame:
    entries = [(p.fact, p.kind, p.step, case_ids[p.case], p.case in open_cases) for p in plantings]
    schema = {"fact": pl.String, "kind": pl.String, "step": pl.String, "case_id": pl.String, "open": pl.Boolean}
    return pl.DataFrame(entries, schema=schema, orient="row").sort("fact", "kind", "step", "case_id")


def _duration(seconds: pl.Expr) -> pl.Expr:
    return (seconds * 1_000_000).cast(pl.Duration("us"))


def _hours(time: timedelta) -> float:
    return time.total_seconds() / 3600


def _in_hours(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select(
        (pl.col(name).dt.total_seconds() / 3600).alias(f"{name}_hours") if isinstance(dtype, pl.Duration) else pl.col(name)
        for name, dtype in frame.schema.items()
    )
