"""Targets read aloud in plain Python, unit of time by unit of time: what they count, and what they count without a part."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from slow_ledger import Instance, Reading

from mining.blueprint.targets import Target, WorkingDays
from mining.waste.savings.without import Without


@dataclass
class Stretch:
    """One stretch of a target: [begin, end) in units, and its limit (units, or working days)."""

    begin: int
    end: int
    limit: Any


class Promised:
    """A target over the closed cases of a log.

    `per_day` units, each as long as `unit`, are a day.
    """

    def __init__(self, target: Target, reading: Reading, log, per_day: int, unit) -> None:
        self.target, self.reading, self.log = target, reading, log
        self.hours, self.per_day, self.unit = reading.works, per_day, unit
        self.stretches: dict[str, list[Stretch]] = {}
        for case_id, (instances, arrival, _, is_open) in reading.cases.items():
            if not is_open:
                known = [self.limited(case_id, span) for span in self.spans(instances, arrival)]
                found = [stretch for stretch in known if stretch is not None]
                if found and not self.unknown_state(instances):
                    self.stretches[case_id] = found

    def spans(self, instances: list[Instance], arrival: int) -> list[tuple[int | None, int | None]]:
        """(begin, end) of each stretch of a case, in log order; None where it is not known."""
        target = self.target
        of = {name: [one for one in instances if one.step == name] for name in (target.first, target.second)}
        if target.kind == "between":
            if not of[target.first] or not of[target.second]:
                return []
            first, last = of[target.first][0], of[target.second][-1]
            return [(first.start, last.start) if self.log.entered else (first.end, last.end)]
        if target.kind == "step":
            return [(one.start, one.end) for one in of[target.first]]
        if target.kind == "wait":
            found = []
            for place, one in enumerate(instances):
                if one.step == target.first:
                    start = None if self.log.entered else one.start
                    ends = [
                        other.end
                        for other in instances[:place]
                        if other.end is not None and start is not None and other.end <= start
                    ]
                    found.append((max(ends, default=arrival), start))
            return found
        found = []
        for one, other in pairwise(instances):
            if (one.lane, other.lane) == (target.first, target.second):
                start = None if self.log.entered else other.start
                at_once = None not in (one.end, start) and start < one.end
                found.append((start if at_once else one.end, start))
        return found

    def limited(self, case_id: str, span: tuple[int | None, int | None]) -> Stretch | None:
        begin, end = span
        if begin is None or end is None or end < begin:
            return None
        levels = dict(self.target.within)
        level = None
        if self.target.by is not None:
            code = self.log.cases["case_id"].to_list().index(case_id)
            told = self.log.events.filter(self.log.events["case"] == code)[self.target.by].drop_nulls().to_list()
            level = str(told[0]) if told else None
        limit = levels.get(level, levels.get(None))
        if limit is None or (isinstance(limit, WorkingDays) and self.target.calendar is None):
            return None
        return Stretch(begin, end, limit)

    def unknown_state(self, instances: list[Instance]) -> bool:
        stops = self.target.clock_stops_in
        return any(one.step in stops and None in (one.start, one.end) for one in instances)

    def counts(self, case_id: str, t: int, limit: Any) -> bool:
        """Whether the clock counts a unit."""
        if self.target.calendar is not None and not self.hours(self.target.calendar, t):
            return False
        if isinstance(limit, WorkingDays):
            return True
        stops = [one for one in self.reading.cases[case_id][0] if one.step in self.target.clock_stops_in]
        return not any(one.start <= t < one.end for one in stops)

    def kept(self, case_id: str, taken: set[int], part: float) -> bool:
        """Whether a case keeps the target with a part of the units in `taken` away."""
        return all(self.in_time(case_id, stretch, taken, part) for stretch in self.stretches[case_id])

    def in_time(self, case_id: str, stretch: Stretch, taken: set[int], part: float) -> bool:
        span = range(stretch.begin, stretch.end)
        counted = [t for t in span if self.counts(case_id, t, stretch.limit)]
        less = self.saved(case_id, stretch, taken, part)
        if not isinstance(stretch.limit, WorkingDays):
            return (len(counted) - less) * self.unit <= stretch.limit
        gone = part * sum(t in taken for t in span)
        end = min(self.sooner(stretch, less), stretch.end - gone) if less else stretch.end - gone
        first, last = stretch.begin // self.per_day, int(end // self.per_day)
        stops = [one for one in self.reading.cases[case_id][0] if one.step in self.target.clock_stops_in]
        open_units = [t for t in range(40 * self.per_day) if self.hours(self.target.calendar, t)]
        # A day counts if the clock ran in some of its working hours.
        worked = {t // self.per_day for t in open_units if not any(one.start <= t < one.end for one in stops)}
        return sum(first < day <= last for day in worked) <= stretch.limit.days

    def saved(self, case_id: str, stretch: Stretch, taken: set[int], part: float) -> float:
        """Units that the clock counts less."""
        return part * sum(t in taken and self.counts(case_id, t, stretch.limit) for t in range(stretch.begin, stretch.end))

    def sooner(self, stretch: Stretch, less: float) -> float:
        """Back from the end, quarter by quarter, until so much was worked; then back over what is not worked."""
        at = float(stretch.end)
        while less > 0 or (at > stretch.begin and not self.hours(self.target.calendar, int(at - 0.25))):
            at -= 0.25
            less -= 0.25 * self.hours(self.target.calendar, int(at))
        return max(at, stretch.begin)

    def shares(self, taken: dict[str, set[int]], part: float) -> tuple[int, float | None, float | None]:
        """Cases judged, the share that keeps it, and the share that does without a part of what is taken away."""
        cases = list(self.stretches)
        if not cases:
            return 0, None, None
        before, after = (sum(self.kept(case, taken[case], size) for case in cases) / len(cases) for size in (0.0, part))
        return len(cases), before, after


def taken_away(reading: Reading, case_id: str, without: Without) -> set[int]:
    """The units of a case that are what is taken away: a cause (waiting: all of them), or rework with its waiting."""
    arrival, found = reading.cases[case_id][1], set()
    for t, (key, _) in enumerate(reading.minutes(case_id, "likely"), arrival):
        kind, which, _, why, delay, label, step, *_ = key
        waits = kind == "waiting"
        chosen = {
            "waiting": waits,
            "rework": (kind == "work" and which == "rework") or (waits and delay),
        }.get(without.cause, waits and why == without.cause)
        if chosen and (without.step is None or without.step in (step, label)):
            found.add(t)
    return found
