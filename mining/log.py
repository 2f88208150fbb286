"""The event log: validated, coded, sorted once.

An `EventLog` is two polars frames and what is known about them. It is made by `mining.assembly.assemble`
(which every reader calls) and cannot be built in a bad state. No function changes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, cast

import numpy as np
import numpy.typing as npt
import polars as pl

from mining.blocks import on_all_cores, row_blocks
from mining.errors import LogError, TimeError
from mining.findings import Quality

if TYPE_CHECKING:
    import pandas as pd

TIME = pl.Datetime("us", "UTC")
INSTANCE_COLUMNS = ("case", "activity", "start", "end", "resource")
CASE_COLUMNS = ("case_id", "arrival", "open", "unfinished")
Completeness = Literal["unknown", "end activity", "closing column", "blueprint"]

Codes = npt.NDArray[np.uint32]
Micros = npt.NDArray[np.int64]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
YEAR = 365.25 * 86_400_000_000
MOST_MICROS = 9e18
"""So many microseconds can be added up exactly (2^63 are a little more)."""
NO_TIME = np.iinfo(np.int64).min
"""Stands for a null time in arrays of microseconds."""


@dataclass(frozen=True)
class Source:
    """Where a log came from: file name (no directory), SHA-256 of its bytes, None for frames in memory."""

    file: str | None = None
    sha256: str | None = None


@dataclass(frozen=True, eq=False, repr=False)
class EventLog:
    """Activity instances of cases, in log order.

    Attributes:
        events: one row per activity instance, sorted by case, then end, start, order column, row.
            ``case`` UInt32 code (row of `cases`), ``activity`` Enum, ``start`` Datetime[us, UTC] (null where unknown),
            ``end`` Datetime[us, UTC] (null for a start without completion, or a log without times),
            ``resource`` Enum (null where unknown), then attributes. A column whose role was recognised
            (``team``, ``role``, ``channel``, ...) bears the role's name.
        cases: one row per case in code order (by arrival, then case id; by first row in a log without times):
            ``case_id`` String, ``arrival`` Datetime[us, UTC], ``open`` Boolean, ``unfinished`` Boolean, case attributes.
        timezone: the zone of local calendars and of showing times; None where nobody knows, then times are kept as if UTC.
        roles: role -> column name in the export.
        quality: the findings of the reading.
        source: file and hash.
        entered: timestamps meant that a state was entered; then every instance lasts to the next of its case.
        export_end: latest timestamp of the export that is no placeholder, unless named; None in a log without times.
        open_for: an incomplete case whose last event is nearer to `export_end` than this is open.
        completeness: by what complete cases are known; ``unknown``: all count as complete.
    """

    events: pl.DataFrame
    cases: pl.DataFrame
    timezone: str | None = None
    roles: Mapping[str, str] = field(default_factory=dict)
    quality: Quality = field(default_factory=Quality)
    source: Source = field(default_factory=Source)
    entered: bool = False
    export_end: datetime | None = None
    open_for: timedelta | None = None
    completeness: Completeness = "unknown"

    def __post_init__(self) -> None:
        for name, frame, columns in (
            ("events", self.events, INSTANCE_COLUMNS),
            ("cases", self.cases, CASE_COLUMNS),
        ):
            lacking = [column for column in columns if column not in frame.columns]
            if lacking:
                raise LogError(f"{name} lack the columns {', '.join(lacking)}.", found=", ".join(frame.columns))
        schema = self.events.schema
        if schema["case"] != pl.UInt32 or not isinstance(schema["activity"], pl.Enum):
            raise LogError(
                "case must be UInt32 codes and activity an Enum.", found=f"{schema['case']}, {schema['activity']}"
            )
        if schema["start"] != TIME or schema["end"] != TIME:
            raise LogError("start and end must be Datetime[us, UTC].", found=f"{schema['start']}, {schema['end']}")
        if self.events["activity"].null_count() or self.events["case"].null_count():
            raise LogError("an instance lacks its case or activity.")
        case, keys = self.case_codes, self.moments

        def judged(first: int, last: int) -> tuple[bool, bool]:
            """Whether these rows and the next of each are grouped by case, in code order, and in the order of their ends."""
            here, moments = case[first : last + 1], keys[first : last + 1]
            same = here[1:] == here[:-1]
            # In unsigned codes a step down is a huge step up.
            steps = bool((same | (here[1:] - here[:-1] == 1)).all())
            return steps, not ((moments[1:] < moments[:-1]) & same).any()

        parts = on_all_cores(judged, row_blocks(self.instances - 1))
        grouped = not self.instances or (case[0] == 0 and all(steps for steps, _ in parts))
        if not grouped or (int(case[-1]) + 1 if self.instances else 0) != self.cases.height:
            raise LogError("instances must be grouped by case, in code order, and every case must have one.")
        starts, ends = self.start_micros, self.end_micros
        has_starts = self.events["start"].null_count() < self.instances
        if has_starts and bool(((starts > ends) & (ends != NO_TIME)).any()):
            raise LogError("an instance ends before it starts.")
        if not all(rising for _, rising in parts):
            raise LogError("instances of a case must be in the order of their ends.")

    # -- size and content ---------------------------------------------------------------------------------------

    @property
    def instances(self) -> int:
        """Number of activity instances."""
        return self.events.height

    @cached_property
    def activities(self) -> list[str]:
        """All labels of the dictionary, in code order (sorted); a part of a log keeps the whole log's dictionary."""
        return cast(pl.Enum, self.events.schema["activity"]).categories.to_list()

    @cached_property
    def timed(self) -> bool:
        """Whether the log has times at all."""
        return self.events["end"].null_count() + self.events["start"].null_count() < 2 * self.events.height

    @cached_property
    def has_starts(self) -> bool:
        """Whether starts are known for more than half of the instances."""
        return self.timed and self.events["start"].null_count() * 2 < self.events.height

    def needs_times(self, analysis: str) -> None:
        """Raise TimeError where the log has no times and `analysis` needs them."""
        if not self.timed and self.instances:
            raise TimeError.none_in_log(analysis)

    def needs_sums(self, analysis: str) -> None:
        """Raise TimeError where `analysis` adds up times, and there are none, or more than 64 bits of microseconds hold."""
        self.needs_times(analysis)
        if not self.instances:
            return
        flow = (self.case_end_micros - self.arrival_micros).astype(np.float64)
        if (total := float(flow.sum())) > MOST_MICROS:
            order = np.argsort(-flow, kind="stable")[:5]
            longest = zip(self.cases["case_id"].gather(order).to_list(), (flow[order] / YEAR).tolist(), strict=True)
            raise TimeError.beyond_sums(analysis, total / YEAR, list(longest))

    # -- integers, for the analyses -----------------------------------------------------------------------------

    @cached_property
    def case_codes(self) -> Codes:
        """Case code of every instance, uint32 (n instances), non-decreasing."""
        return self.events["case"].to_numpy()

    @cached_property
    def activity_codes(self) -> Codes:
        """Index into `activities` of every instance, uint32 (n instances)."""
        return self.events["activity"].to_physical().cast(pl.UInt32).to_numpy()

    @cached_property
    def offsets(self) -> npt.NDArray[np.int64]:
        """Where each case begins, int64 (n cases + 1): case c holds rows offsets[c] to offsets[c + 1]."""
        case = self.case_codes
        begins = np.flatnonzero(case[1:] != case[:-1]) + 1
        return np.concatenate([[0], begins, [case.size] if case.size else []]).astype(np.int64)

    @cached_property
    def start_micros(self) -> Micros:
        """Start of every instance in microseconds since 1970 UTC, int64; NO_TIME where unknown."""
        return _micros(self.events["start"])

    @cached_property
    def end_micros(self) -> Micros:
        """End of every instance in microseconds since 1970 UTC, int64; NO_TIME where unknown."""
        return _micros(self.events["end"])

    @cached_property
    def moments(self) -> Micros:
        """End of every instance (start of one that never ended) in microseconds since 1970 UTC, int64: the log's order."""
        if not self.events["end"].null_count():
            return self.end_micros

        return np.where(self.end_micros == NO_TIME, self.start_micros, self.end_micros)

    @cached_property
    def arrival_micros(self) -> Micros:
        """Arrival of every case in microseconds since 1970 UTC, int64; NO_TIME in a log without times."""
        return _micros(self.cases["arrival"])

    @cached_property
    def case_end_micros(self) -> Micros:
        """Where the flow time of every case ends: its last end (or start), the export's end if the case is open."""
        ends = self.moments[self.offsets[1:] - 1]
        if self.export_end is not None:
            ends = np.where(self.cases["open"].to_numpy(), np.maximum(ends, micros(self.export_end)), ends)
        return ends

    @property
    def flow_time(self) -> pl.Series:
        """Arrival to last end of every case (of an open case: to the export's end), Duration[us], null without times."""
        if not self.timed:
            return pl.Series("flow_time", [None] * self.cases.height, dtype=pl.Duration("us"))
        return pl.Series("flow_time", self.case_end_micros - self.arrival_micros).cast(pl.Duration("us"))

    # -- other logs from this one -------------------------------------------------------------------------------

    def part(self, keep: npt.NDArray[np.bool_]) -> EventLog:
        """Return the log of the cases marked in `keep` (bool, n cases); dictionary, zone and findings stay."""
        codes = np.cumsum(keep, dtype=np.int64) - 1
        rows = keep[self.case_codes] if self.instances else np.zeros(0, dtype=bool)
        events = self.events.filter(pl.Series(rows))
        recoded = pl.Series("case", codes[events["case"].to_numpy()]).cast(pl.UInt32)
        return replace(self, events=events.with_columns(recoded), cases=self.cases.filter(pl.Series(keep)))

    def parts(self, count: int) -> list[EventLog]:
        """Return `count` logs of disjoint cases, by hash of the case id; some may be empty."""
        which = self.cases["case_id"].hash(0).to_numpy() % np.uint64(count)
        return [self.part(which == k) for k in range(count)]

    def filter(
        self, *, since: datetime | str | None = None, until: datetime | str | None = None, where: str | None = None
    ) -> EventLog:
        """Return whole cases: arrival in [since, until) in the log's zone, and with an instance for which `where` holds.

        Args:
            since: earliest arrival, a datetime or ISO text; without a zone it is read in the log's zone.
            until: first arrival left out.
            where: an SQL condition over the columns of `events` and `cases`, for example ``channel = 'phone'``.

        Raises:
            LogError: the condition names an unknown column or cannot be read, or a date cannot be read.
        """
        from mining.selection import arrived_between, with_instance

        keep = arrived_between(self, since, until) & with_instance(self, where)
        return self.part(keep)

    def with_completion(self, complete: npt.NDArray[np.bool_], by: Completeness) -> EventLog:
        """Return the log in which exactly the cases marked in `complete` (bool, n cases) count as complete.

        An incomplete case is open if its last event is within `open_for` of `export_end`, else unfinished.
        """
        from mining.completeness import completed

        return completed(self, complete, by)

    def with_quality(self, quality: Quality) -> EventLog:
        """Return the log with other findings; nothing is checked or computed again."""
        return self._copied(quality=quality)

    def with_completeness(self, cases: pl.DataFrame, by: Completeness, open_for: timedelta | None = None) -> EventLog:
        """Return the log with other `open` and `unfinished` in `cases`; `with_completion` decides them."""
        if not cases["case_id"].equals(self.cases["case_id"]):
            raise LogError("the cases are not those of the log.")
        open_for = self.open_for if open_for is None else open_for
        return self._copied(cases=cases, completeness=by, open_for=open_for)

    def _copied(self, **changed: Any) -> EventLog:
        """Return a copy that shares the arrays of the instances, which do not change."""
        other = copy(self)
        other.__dict__.update(changed)
        other.__dict__.pop("case_end_micros", None)
        return other

    def equals(self, other: EventLog) -> bool:
        """Whether both hold the same instances, cases and zone (findings and source are not compared)."""
        return (
            self.events.equals(other.events, null_equal=True)
            and self.cases.equals(other.cases, null_equal=True)
            and (self.timezone, self.entered) == (other.timezone, other.entered)
        )

    # -- exchange -----------------------------------------------------------------------------------------------

    def to_pm4py(self) -> Any:
        """Return a pm4py event log (a new pandas frame in pm4py's columns); see `mining.interop`."""
        from mining.interop import to_pm4py

        return to_pm4py(self)

    def to_pandas(self) -> pd.DataFrame:
        """Return the instances with case ids and attributes as a new pandas frame; see `mining.interop`."""
        from mining.interop import to_pandas

        return to_pandas(self)

    # -- showing ------------------------------------------------------------------------------------------------

    def __repr__(self) -> str:
        span = ""
        if self.timed and self.instances:
            first, last = self.cases["arrival"].min(), self.export_end
            span = f", {first:%Y-%m-%d} to {last:%Y-%m-%d}" if isinstance(first, datetime) and last else ""
        used = self.events["activity"].n_unique()
        counts = f"{self.instances:,} instances, {self.cases.height:,} cases, {used} activities"
        return f"EventLog({counts}{span}: {self.quality.verdict})"

    def _repr_html_(self) -> str:
        import html

        return f"<p>{html.escape(repr(self))}</p>" + self.events.head(5)._repr_html_()


def micros(moment: datetime) -> int:
    """Return an aware datetime as microseconds since 1970 UTC (exact)."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def _micros(times: pl.Series) -> Micros:
    if times.len() and times.null_count() == times.len():
        # One value, however long: no memory.
        return np.broadcast_to(np.int64(NO_TIME), times.len())
    return times.to_physical().fill_null(NO_TIME).to_numpy()
