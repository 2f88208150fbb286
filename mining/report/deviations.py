"""Where the cases leave the design: each deviation with its cases and what goes along with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import polars as pl

from mining.blueprint.checks import Waiver
from mining.conformance.deviations import Deviations
from mining.conformance.fitness import Conformance
from mining.conformance.scores import ScoreDifference
from mining.conformance.targets import open_targets
from mining.waste.hours.service import SCENARIOS

SHOWN = 60
"""Deviations in the table, those with most cases first; the others are counted and said."""
IDS_SHOWN = 200
"""Case ids in the expandable list of one deviation; the others are counted and said."""
OPEN_TARGETS_SHOWN = 20
Lengths = tuple[timedelta | None, timedelta | None, timedelta | None]


@dataclass(frozen=True)
class DeviationRow:
    """One deviation: `steps` are ids of the blueprint (or labels it does not know), `names` what they are called.

    `staff`, `waits`: low, likely, high of its log moves; None where it has none. `wanted_share`, `kept_share`: of a target.
    `waiver`: as long as it holds. The others are columns of `mining.conformance.deviations.Deviations.frame`.
    """

    id: str
    kind: str
    steps: tuple[str, ...]
    names: tuple[str, ...]
    cases: int
    share: float | None
    occurrences: int
    flow_time_difference: timedelta | None
    waived: bool
    three: tuple[str, ...]
    listed: tuple[str, ...]
    direction: str | None = None
    relative_to: str | None = None
    about: str | None = None
    flow_time_low: timedelta | None = None
    flow_time_high: timedelta | None = None
    concentrated: dict[str, Any] | None = None
    staff: Lengths | None = None
    waits: Lengths | None = None
    money: tuple[dict[str, Any], ...] = ()
    score: ScoreDifference | None = None
    wanted_share: float | None = None
    kept_share: float | None = None
    waiver: Waiver | None = None


@dataclass(frozen=True)
class DeviationTable:
    """Counts of the cases held against the design, and the deviations with most cases (`count`: of how many).

    `waived_rows` are accepted for the time being; `open_rows` are those of open cases, as far as they have come;
    `fitting_open` open cases have none so far. `targets`: rows of `Conformance.targets`; `at_stake`: the open cases whose
    targets are nearest to be broken, of `at_stake_count`, `at_stake_late` of them broken already; `unjudged_rules`: (kind,
    steps, instances). `expired`: waivers that hold no longer.
    """

    fitting: int
    judged: int
    fitting_share: float | None
    open: int
    fitting_open: int
    unjudged: int
    fitness: float | None
    count: int
    rows: tuple[DeviationRow, ...]
    open_count: int
    open_rows: tuple[DeviationRow, ...]
    notes: tuple[str, ...]
    waived_rows: tuple[DeviationRow, ...] = ()
    targets: tuple[dict[str, Any], ...] = ()
    at_stake: tuple[dict[str, Any], ...] = ()
    at_stake_count: int = 0
    at_stake_late: int = 0
    unjudged_rules: tuple[tuple[str, tuple[str, ...], int], ...] = ()
    expired: tuple[Waiver, ...] = ()


def deviation_table(conformance: Conformance, taken: pl.DataFrame | None = None) -> DeviationTable:
    """Return what the report shows of a conformance, and of what its deviations take (`mining.verdict.impact.impact`)."""
    judged = conformance.judged
    rows = deviation_rows(conformance, taken)
    stake = open_targets(conformance.target_times)
    lacking = conformance.rules.filter(pl.col("unjudged") > 0)
    return DeviationTable(
        fitting=conformance.fitting_cases,
        judged=judged,
        fitting_share=conformance.fitting_cases / judged if judged else None,
        open=conformance.open_cases,
        fitting_open=conformance.fitting_open_cases,
        unjudged=conformance.unjudged_cases,
        fitness=conformance.fitness,
        count=sum(not row.waived for row in rows),
        rows=tuple(row for row in rows if not row.waived)[:SHOWN],
        waived_rows=tuple(row for row in rows if row.waived),
        open_count=conformance.open_deviations.counts.height,
        open_rows=_rows(conformance.open_deviations, conformance)[:SHOWN],
        notes=conformance.notes,
        targets=tuple(conformance.targets.iter_rows(named=True)),
        at_stake=tuple(stake.head(OPEN_TARGETS_SHOWN).iter_rows(named=True)),
        at_stake_count=stake.height,
        at_stake_late=int(stake["late"].sum()),
        unjudged_rules=tuple(
            (kind, tuple(steps), count) for kind, steps, count in lacking.select("kind", "steps", "unjudged").iter_rows()
        ),
        expired=conformance.expired_waivers,
    )


def deviation_rows(conformance: Conformance, taken: pl.DataFrame | None = None) -> tuple[DeviationRow, ...]:
    """Return the deviations of closed cases, with what they take."""
    return _rows(conformance.deviations, conformance, taken)


def _rows(deviations: Deviations, conformance: Conformance, taken: pl.DataFrame | None = None) -> tuple[DeviationRow, ...]:
    takes = {row["id"]: row for row in taken.iter_rows(named=True)} if taken is not None else {}
    targets = {f"late:{row['target']}": row for row in conformance.targets.iter_rows(named=True)}
    waivers = dict(conformance.waivers)
    cases = deviations.cases_of
    rows = []
    for row in deviations.frame.iter_rows(named=True):
        three = tuple(dict.fromkeys(row["case_ids"]))
        took, target = takes.get(row["id"]), targets.get(row["id"])
        rows.append(
            DeviationRow(
                **{name: row[name] for name in _SAME},
                steps=tuple(row["steps"]),
                names=tuple(row["names"]),
                waived=bool(row["waived"]),
                three=three,
                listed=tuple(cases(row["id"], IDS_SHOWN)) if row["cases"] > len(three) else three,
                staff=_lengths(took, "staff"),
                waits=_lengths(took, "waits"),
                money=tuple(took["money"]) if took else (),
                score=deviations.scores.get(row["id"]),
                wanted_share=target["wanted_share"] if target else None,
                kept_share=target["kept_share"] if target else None,
                waiver=waivers.get(row["id"]),
            )
        )
    return tuple(rows)


_SAME = (
    "id", "kind", "cases", "share", "occurrences", "flow_time_difference", "flow_time_low", "flow_time_high", "direction",
    "relative_to", "about", "concentrated",
)  # fmt: skip


def _lengths(took: dict[str, Any] | None, of: str) -> Lengths | None:
    if took is None:
        return None
    low, likely, high = (took[f"{of}_{name}"] for name in SCENARIOS)
    return low, likely, high
