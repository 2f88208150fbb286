"""Services whose causes of waiting are known, moment by moment: to see what an analysis of their log recovers.

Every person has a queue of her own. What an item waits for is known from what happened, not from any analysis: it is on
its way (other), she is not there (closed), she serves one that was there before (contention), she waits for more of its
kind (batching), she serves one that came later (overtaking). Of several at once, the first in the order of
`mining.DEFAULT_ORDER` counts, but what is on its way is other whatever she does.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import polars as pl

from mining.assembly import assemble
from mining.log import EventLog
from mining.simulation.chance import Chance
from mining.simulation.shifts import Absence, presences

CAUSES = ("closed", "contention", "batching", "overtaking", "other")
ZONE = ZoneInfo("Europe/Lisbon")
BEGINS = datetime(2025, 9, 1, 9, tzinfo=ZONE)
"""A Monday, and no change of clocks for weeks."""


@dataclass(frozen=True)
class Station:
    """One step of the service.

    Attributes:
        activity: its name.
        people: who does it; each item goes to one of them by chance.
        median: seconds of service.
        batch: how many are collected before any is served; 1: none.
        delay: median seconds on the way to the queue; 0: none.
        again: share of executions after which it is done once more (rework).
        urgent_first: whether urgent cases are served first (a rule).
        whims: share of services in which any waiting item is taken, not the next one (no rule).
    """

    activity: str
    people: tuple[str, ...]
    median: float
    batch: int = 1
    delay: float = 0
    again: float = 0
    urgent_first: bool = False
    whims: float = 0


@dataclass(frozen=True)
class Plan:
    """A service: its stations in order, how far apart cases arrive (mean seconds), who works when, how many are urgent.

    `hours`: person -> rota as in `mining.simulation.shifts`; who has none is always there.
    """

    stations: tuple[Station, ...]
    apart: float
    hours: Mapping[str, str] = field(default_factory=dict)
    urgent: float = 0


@dataclass(frozen=True, eq=False)
class Waits:
    """What happened.

    Attributes:
        plan: what was run.
        log: with arrivals, starts, ends, resources, and the priority of cases.
        planted: activity, cause, time (Duration[us], summed over executions), by activity and cause.
        rework: executions that were done again, by another person than the last time.
        resumptions: those by the same person, with nothing of the case between.
        before_rework: waiting before `rework`.
    """

    plan: Plan
    log: EventLog
    planted: pl.DataFrame
    rework: int
    resumptions: int
    before_rework: timedelta

    @property
    def by_cause(self) -> dict[str, float]:
        """Hours per cause."""
        sums = dict(self.planted.group_by("cause").agg(pl.col("time").sum()).rows())
        return {cause: sums.get(cause, timedelta(0)) / timedelta(hours=1) for cause in CAUSES}


@dataclass(eq=False)
class _Item:
    case: int
    stage: int
    enabled: int
    asked: int
    urgent: bool
    again: bool
    filled: int = 0
    start: int = 0
    end: int = 0
    person: str = ""


class _Service:
    """The running service: persons, their queues, and a clock in whole seconds."""

    def __init__(self, plan: Plan, cases: int, seed: int) -> None:
        self.plan, self.chance = plan, Chance(f"waits {seed}")
        first = int(BEGINS.timestamp())
        self.events: list[tuple[int, int, str, _Item | None]] = []
        self.count = 0
        self.queues: dict[str, list[_Item]] = defaultdict(list)
        self.to_serve: dict[str, list[_Item]] = defaultdict(list)
        self.busy: dict[str, int] = defaultdict(int)
        self.done: list[_Item] = []
        span = timedelta(seconds=plan.apart * cases * 3) + timedelta(days=60)
        self.away = {
            person: Absence(presences({person: text}, BEGINS.date() - timedelta(days=7), (BEGINS + span).date(), ZONE))
            for person, text in plan.hours.items()
        }
        self.arrivals: list[int] = []
        moment = float(first)
        for case in range(cases):
            moment += self.chance.seconds(plan.apart)
            self.arrivals.append(int(moment))
            urgent = self.chance.happens(plan.urgent)
            self.arrive(_Item(case, 0, int(moment), int(moment), urgent, again=False))

    def arrive(self, item: _Item) -> None:
        station = self.plan.stations[item.stage]
        item.asked = item.enabled + (self.chance.seconds(station.delay) if station.delay else 0)
        item.person = self.chance.one_of(station.people)
        self.at(item.asked, item.person, item)

    def at(self, moment: int, person: str, item: _Item | None = None) -> None:
        self.count += 1
        heapq.heappush(self.events, (moment, self.count, person, item))

    def run(self) -> None:
        last = 0
        while self.events:
            last, _, person, item = heapq.heappop(self.events)
            if item is not None:
                self.queues[person].append(item)
            self.serve(person, last)
            if not self.events:
                # Nobody comes any more: what was collected so far is done.
                for waits in [name for name, queue in self.queues.items() if queue]:
                    self.flush(waits, max(last, self.busy[waits]))

    def flush(self, person: str, now: int) -> None:
        queue = self.queues[person]
        for item in queue:
            item.filled = now
        self.to_serve[person] += queue
        self.queues[person] = []
        self.at(now, person)

    def serve(self, person: str, now: int) -> None:
        if self.busy[person] > now or not (self.queues[person] or self.to_serve[person]):
            return
        away = self.away.get(person)
        if away is not None and away.between(now, now + 1):
            self.at(_back(away, now), person)
            return
        if not self.to_serve[person]:
            self.choose(person)
        if not self.to_serve[person]:
            return
        item = self.to_serve[person].pop(0)
        station = self.plan.stations[item.stage]
        item.start, item.end = now, now + self.chance.seconds(station.median)
        self.busy[person] = item.end
        self.done.append(item)
        self.at(item.end, person)
        if not item.again and self.chance.happens(station.again):
            self.arrive(_Item(item.case, item.stage, item.end, 0, item.urgent, again=True))
        elif item.stage + 1 < len(self.plan.stations):
            self.arrive(_Item(item.case, item.stage + 1, item.end, 0, item.urgent, again=False))

    def choose(self, person: str) -> None:
        """Put what is done next, one item or a batch, in `to_serve`."""
        queue = self.queues[person]
        stations = self.plan.stations
        for item in queue:
            same = [other for other in queue if other.stage == item.stage]
            size = stations[item.stage].batch
            if size > 1 and len(same) >= size:
                batch = same[:size]
                for one in batch:
                    one.filled = max(other.asked for other in batch)
                    queue.remove(one)
                self.to_serve[person] = batch
                return
        ready = [item for item in queue if stations[item.stage].batch == 1]
        if not ready:
            return
        chosen = ready[0]
        if any(stations[item.stage].urgent_first for item in ready):
            chosen = next((item for item in ready if item.urgent), chosen)
        if stations[chosen.stage].whims and self.chance.happens(stations[chosen.stage].whims):
            chosen = self.chance.one_of(ready)
        queue.remove(chosen)
        self.to_serve[person] = [chosen]


def _back(away: Absence, now: int) -> int:
    """The first moment from `now` on at which the person is there: found by halving, within a fortnight."""
    low, high = now, now + 14 * 86_400
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if away.between(now, middle) == middle - now else (low, middle)
    return low


def waits(plan: Plan, cases: int, seed: int) -> Waits:
    """Run a service, and say of all waiting why it was.

    >>> found = waits(Plan((Station("serve", ("Ann",), 300),), apart=400), cases=50, seed=1)
    >>> sorted(cause for cause, hours in found.by_cause.items() if hours)
    ['contention']
    """
    service = _Service(plan, cases, seed)
    service.run()
    of_person: dict[str, list[_Item]] = defaultdict(list)
    for item in service.done:
        of_person[item.person].append(item)
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for person, items in of_person.items():
        items.sort(key=lambda item: item.start)
        for place, item in enumerate(items):
            parts = _why(item, items[:place], service.away.get(person))
            for cause, seconds in parts.items():
                sums[plan.stations[item.stage].activity, cause] += seconds
    planted = pl.DataFrame(
        [(activity, cause, seconds * 1_000_000) for (activity, cause), seconds in sorted(sums.items()) if seconds],
        schema={"activity": pl.String, "cause": pl.String, "time": pl.Int64},
        orient="row",
    ).with_columns(pl.col("time").cast(pl.Duration("us")))
    last = {(item.case, item.stage): item.person for item in service.done if not item.again}
    again = [item for item in service.done if item.again and last[item.case, item.stage] != item.person]
    resumed = sum(item.again for item in service.done) - len(again)
    delay = timedelta(seconds=sum(item.start - item.enabled for item in again))
    return Waits(plan, _log(service), planted, len(again), resumed, delay)


def _why(item: _Item, before: Sequence[_Item], away: Absence | None) -> dict[str, int]:
    """Seconds of one item's waiting per cause."""
    found = dict.fromkeys(CAUSES, 0)
    found["other"] = item.asked - item.enabled
    # In order of start, and one at a time: those at work after it came are the last ones.
    served: list[_Item] = []
    for other in reversed(before):
        if other.end <= item.asked:
            break
        served.append(other)
    filled = min(max(item.filled, item.asked), item.start)
    cuts = sorted(
        {item.asked, item.start, filled}
        | {moment for other in served for moment in (other.start, other.end) if item.asked < moment < item.start}
    )
    for low, high in pairwise(cuts):
        shut = away.between(low, high) if away is not None else 0
        found["closed"] += shut
        busy = next((other for other in served if other.start <= low < other.end), None)
        if busy is not None and busy.enabled <= item.enabled:
            cause = "contention"
        elif low < filled:
            cause = "batching"
        elif busy is not None:
            cause = "overtaking"
        else:
            cause = "other"
        found[cause] += high - low - shut
    return found


def _log(service: _Service) -> EventLog:
    rows = sorted(service.done, key=lambda item: (item.case, item.end, item.start))
    stations = service.plan.stations
    frame = pl.DataFrame(
        {
            "case": [f"{item.case:05d}" for item in rows],
            "activity": [stations[item.stage].activity for item in rows],
            "arrival": [datetime.fromtimestamp(service.arrivals[item.case], UTC) for item in rows],
            "start": [datetime.fromtimestamp(item.start, UTC) for item in rows],
            "end": [datetime.fromtimestamp(item.end, UTC) for item in rows],
            "resource": [item.person for item in rows],
            "priority": ["urgent" if item.urgent else "normal" for item in rows],
        }
    )
    return assemble(frame, timezone=str(ZONE))
