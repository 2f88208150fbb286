"""Logs of whole minutes with everything that can go wrong, a design for them, and who works when."""

from datetime import UTC, datetime, timedelta

import polars as pl
from hypothesis import strategies as st

from mining.assembly import assemble
from mining.blueprint.flow import Anytime, Do, Either, MayEnd, Sequence
from mining.blueprint.lanes import Lane
from mining.blueprint.model import Blueprint
from mining.blueprint.names import Name
from mining.blueprint.steps import Step
from mining.log import EventLog
from mining.waste.hours.staffing import Staffing

START = datetime(2024, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def step(id_: str, lane: str, **given) -> Step:
    return Step(id_, Name.of(id_), (lane,), **given)


DESIGN = Blueprint(
    name=Name.of("service"),
    lanes=(
        Lane("guest", Name.of("guest"), "customer"),
        Lane("front", Name.of("front"), "frontstage", teams=("F",)),
        Lane("back", Name.of("back"), "backstage", teams=("B",)),
        Lane("robot", Name.of("robot"), "support", automatic=True),
    ),
    steps=(
        step("a", "guest", value="adds"),
        step("b", "front", value="needed", takes=timedelta(minutes=2), then_waits_for="guest"),
        step("c", "back", at_most=2),
        step("d", "robot", corrects="c", value="avoidable"),
        step("h", "guest", is_wait=True),
    ),
    flow=Sequence((Do("a"), Do("b"), Either((Do("c"), Do("d"))))),
    anytime=(Anytime("h"),),
    may_end=(MayEnd("d"),),
)


@st.composite
def minute_logs(draw, starts: str = "mixed", unit: timedelta = MINUTE) -> EventLog:
    """Up to four cases of whole minutes with overlaps, ties, zero lengths, unknown starts and ends, early arrivals.

    With another unit, of so many of these instead.
    """
    rows = []
    machines = draw(st.sampled_from([[None], [None, "m", "n"]]))
    for case in range(draw(st.integers(1, 4))):
        early = draw(st.integers(0, 3))
        for _ in range(draw(st.integers(1, 6))):
            begin = draw(st.integers(3, 12))
            length = draw(st.integers(0, 6))
            kind = draw(st.sampled_from(["both", "both", "end", "start"])) if starts == "mixed" else starts
            rows.append(
                {
                    "case": str(case),
                    "activity": draw(st.sampled_from("abcdhx")),
                    "start": None if kind == "end" else START + begin * unit,
                    "end": None if kind == "start" else START + (begin + length) * unit,
                    "resource": draw(st.sampled_from(["p", "q", None])),
                    "team": draw(st.sampled_from(["F", "B", None])),
                    "equipment": draw(st.sampled_from(machines)),
                    "arrival": START + early * unit,
                }
            )
    types = {"start": pl.Datetime("us", "UTC"), "end": pl.Datetime("us", "UTC"), "resource": pl.String, "team": pl.String}
    frame = pl.DataFrame(rows, schema_overrides={**types, "equipment": pl.String})
    end = START + draw(st.integers(18, 22)) * unit
    entered = starts == "end" and draw(st.booleans())
    return assemble(frame, export_end=end, open_for=draw(st.sampled_from([0, 8, 60])) * unit, entered=entered)


SHIFTS = {"p": (range(4, 8), range(11, 20)), "lane": (range(5, 14),)}
"""Minutes (units) of the time in which a person, and who works in lane B (or back), are there."""


def hours_text(ranges: tuple[range, ...], unit: timedelta = MINUTE) -> str:
    """Weekly hours that hold these units of the days from Monday on."""
    begins = [START + k * unit for shift in ranges for k in shift]
    ends = [f"{begin + unit:%H:%M}".replace("00:00", "24:00") for begin in begins]
    return ", ".join(f"{begin:%a %H:%M}-{end}" for begin, end in zip(begins, ends, strict=True))


def staffed(seen, unit: timedelta = MINUTE) -> Staffing:
    """The calendars of `SHIFTS`, for who is in the log."""
    hours = {name: {"hours": hours_text(ranges, unit)} for name, ranges in SHIFTS.items()}
    named = set(seen.log.events["resource"].cast(pl.String))
    lanes = {lane: hours["lane"] for lane in ("B", "back") if lane in seen.lanes}
    return Staffing.of(timezone="UTC", resources={"p": hours["p"]} if "p" in named else {}, lanes=lanes)


def calendars_of(seen) -> list[str | None]:
    """The calendar of each instance: the person's, else that of most of the resource's instances, else the lane's."""
    by_lane = ["lane" if lane >= 0 and seen.lanes[lane] in ("B", "back") else None for lane in seen.lane]
    names = seen.log.events["resource"].cast(pl.String).to_list()
    of_q = [hours for name, hours in zip(names, by_lane, strict=True) if name == "q"]
    most = "lane" if of_q.count("lane") >= of_q.count(None) else None
    return [{"p": "p", "q": most}.get(name, hours) for name, hours in zip(names, by_lane, strict=True)]
