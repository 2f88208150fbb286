"""The definitions of the ledger and of rework, read aloud in plain Python: slow, and plainly what the page says.

Times are whole minutes; every minute of every case is decided on its own.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

import slow_causes

from mining.blueprint.lanes import KINDS
from mining.blueprint.matching import Matched
from mining.blueprint.model import Blueprint
from mining.log import EventLog

MINUTE = timedelta(minutes=1)


@dataclass
class Instance:
    row: int
    label: str
    start: int | None
    end: int | None
    resource: str | None
    step: str | None
    lane: str | None
    work: bool
    wait: bool
    equipment: str | None = None
    rework: bool = False
    resumption: bool = False

    @property
    def begin(self) -> int:
        return self.end if self.start is None else self.start

    @property
    def moment(self) -> int:
        return self.start if self.end is None else self.end

    @property
    def same(self) -> str:
        return self.step or f"label {self.label}"


def minute(moment) -> int | None:
    return None if moment is None else round((moment - moment.replace(year=2024, month=1, day=1, hour=0, minute=0)) / MINUTE)


def cases_of(log: EventLog, matched: Matched | None) -> dict[str, tuple[list[Instance], int, int, bool]]:
    """Case id -> its instances in log order, arrival, end of its flow time, whether it is open."""
    blueprint = matched.blueprint if matched else None
    found = {}
    for code, case in enumerate(log.cases.iter_rows(named=True)):
        instances = []
        for row, event in enumerate(
            log.events.with_row_index("row").filter(log.events["case"] == code).iter_rows(named=True)
        ):
            del row
            number = matched.step_codes[event["row"]] if matched else -1
            step = blueprint.steps[number] if number >= 0 else None
            lane = None
            if matched is None:
                lane = event.get("team")
            elif matched.lane_codes[event["row"]] >= 0:
                lane = blueprint.lanes[matched.lane_codes[event["row"]]].id
            wait = step is not None and step.is_wait
            work = not wait and (step is not None or not log.entered)
            instances.append(
                Instance(
                    event["row"],
                    str(event["activity"]),
                    minute(event["start"]),
                    minute(event["end"]),
                    event["resource"],
                    step.id if step else None,
                    lane,
                    work,
                    wait,
                    event.get("equipment") or case.get("equipment"),
                )
            )
        last = max(one.moment for one in instances)
        end = max(last, minute(log.export_end)) if case["open"] else last
        mark_rework(instances, blueprint, log.entered)
        found[case["case_id"]] = (instances, minute(case["arrival"]), end, case["open"])
    return found


def mark_rework(instances: list[Instance], blueprint: Blueprint | None, entered: bool) -> None:
    """At most one execution is planned, unless the step says `at most` (no loops in the blueprints used with this)."""
    for place, one in enumerate(instances):
        step = blueprint.steps[blueprint.step_index[one.step]] if one.step else None
        if not one.work:
            continue
        if step is not None and step.corrects is not None:
            one.rework = True
            continue
        earlier = [other for other in instances[:place] if other.same == one.same]
        if entered or not any(other.end is not None and other.end <= one.begin for other in earlier):
            continue
        before = instances[place - 1]
        limit = step.at_most if step is not None and step.at_most is not None else None
        if limit is None and before.same == one.same and before.resource is not None and before.resource == one.resource:
            one.resumption = True
            continue
        executions = 1 + sum(not other.resumption for other in earlier)
        one.rework = executions > (limit or 1)


def overtime(one: Instance, before: int, case_end: int, works) -> set[int]:
    """Minutes outside hours up to a record made outside hours, or from a start made outside hours on."""
    found = set()
    if one.start is None:
        minute = one.end - 1
        while minute >= before and not works(minute):
            found.add(minute)
            minute -= 1
    elif one.end is None:
        minute = one.start
        while minute < case_end and not works(minute):
            found.add(minute)
            minute += 1
    return found


def lasting(one: Instance, before: int, likely: int | None, case_end: int, is_open: bool, scenario: str, works):
    """(start, end, known, assumed) of an instance in a scenario; `works`: whether a minute is in its hours (None: all)."""
    assumed = works is not None
    if assumed and one.work and None in (one.start, one.end):
        plain, late = works, overtime(one, before, case_end, works)
        works = lambda minute: plain(minute) or minute in late  # noqa: E731
    if one.start is None and one.work:
        if scenario == "likely" and likely is None:
            return before, one.end, False, assumed
        if scenario == "high":
            return before, one.end, True, assumed
        start, left = one.end, likely if scenario == "likely" else 0
        while start > before and left:
            start -= 1
            left -= works is None or works(start)
        return start, one.end, True, assumed and scenario == "likely"
    if one.end is None and one.work:
        if scenario == "likely" and likely is None:
            return one.start, case_end, False, assumed
        if scenario == "high":
            return one.start, case_end, True, assumed
        end, left = one.start, likely if scenario == "likely" else 0
        while end < case_end and left:
            left -= works is None or works(end)
            end += 1
        return one.start, end, True, assumed and scenario == "likely"
    if one.end is None and one.wait:
        return one.start, case_end if is_open else one.start, True, False
    return one.begin, one.moment, True, False


class Reading:
    """What the definitions say about a log.

    `hours` names the calendar of each instance (None: unknown), `lane_hours` that of each lane; `works(name, minute)`.
    """

    def __init__(self, log, matched, likely, next_lane, *, judged, hours, lane_hours, works) -> None:
        self.log, self.next_lane, self.likely = log, next_lane, likely
        self.blueprint = matched.blueprint if matched else None
        self.kinds = {lane.id: lane.kind for lane in self.blueprint.lanes} if self.blueprint else {}
        self.steps = {step.id: step for step in self.blueprint.steps} if self.blueprint else {}
        self.cases = cases_of(log, matched)
        self.hours, self.lane_hours, self.works = hours, lane_hours, works
        self.late: dict[int, set[int]] = {}
        self.done = self.at_work() if judged else None

    def open_at(self, name: str | None, minute: int) -> bool:
        return name is None or self.works(name, minute)

    def staff(self, one: Instance) -> bool:
        lanes = {lane.id: lane for lane in self.blueprint.lanes} if self.blueprint else {}
        if one.lane is None or not lanes:
            return one.work and not lanes
        return one.work and lanes[one.lane].kind not in ("customer", "external") and not lanes[one.lane].automatic

    def at_work(self) -> dict[int, slow_causes.Done]:
        """Row -> the instance as others wait for it."""
        together = slow_causes.concurrent_of(self.cases) if self.blueprint is None else set()
        found = {}
        for number, (instances, arrival, _, _) in enumerate(self.cases.values()):
            for place, one in enumerate(instances):
                contends = self.staff(one) and one.start is not None
                done = slow_causes.Done(number, one.same, one.begin, one.moment, one.resource if contends else None)
                ends = [
                    other.end
                    for other in instances[:place]
                    if other.end is not None and other.end <= one.begin and (other.label, one.label) not in together
                ]
                done.enabled, done.hours = max(ends, default=arrival), self.hours[one.row]
                done.equipment = one.equipment if one.work and one.start is not None else None
                found[one.row] = done
        rows = [found[row] for row in sorted(found)]
        slow_causes.with_collected(slow_causes.with_batches(rows), lambda row, minute: self.open_at(row.hours, minute))
        return found

    def cause(self, one: Instance, told: str | None, minute: int) -> str | None:
        """Why nobody works, before an instance."""
        if told is not None:
            is_open = self.open_at(self.lane_hours.get(told), minute)
            return "closed" if not is_open else "other" if self.done is not None and one.start is not None else None
        if self.done is None or one.start is None:
            return None if self.open_at(self.hours[one.row], minute) else "closed"
        rows = list(self.done.values())
        return slow_causes.cause_at(
            self.done[one.row], minute, rows, lambda row, minute: self.open_at(row.hours, minute), "default"
        )

    def account(self) -> tuple[dict, dict]:
        """(case id, scenario) -> Counter of minutes per entry, and of those in working hours."""
        found, working = {}, {}
        for case_id in self.cases:
            for scenario in ("low", "likely", "high"):
                told = self.minutes(case_id, scenario)
                found[case_id, scenario] = Counter(entry for entry, _ in told)
                working[case_id, scenario] = Counter(entry for entry, in_hours in told if in_hours)
        return found, working

    def minutes(self, case_id: str, scenario: str) -> list[tuple[tuple, bool]]:
        """What each minute of a case is, from its arrival on, and whether it is in working hours."""
        instances, arrival, case_end, is_open = self.cases[case_id]
        spans, before = [], arrival
        for one in instances:
            name = self.hours[one.row]
            works = None if name is None else lambda minute, name=name: self.works(name, minute)
            span = lasting(one, before, self.likely.get(one.same), case_end, is_open, scenario, works)
            self.late[one.row] = overtime(one, before, case_end, works) if works and one.work else set()
            spans.append((one, *span))
            before = one.moment
        return [self.entry(t, spans, self.next_lane[case_id]) for t in range(arrival, case_end)]

    def entry(self, t: int, spans: list, next_lane: str | None) -> tuple[tuple, bool]:
        """What minute [t, t + 1) is, and whether it is in working hours."""
        active = [(start, one.row, one, assumed) for one, start, end, known, assumed in spans if known and start <= t < end]
        unknown = [
            (start, one.row, one, assumed) for one, start, end, known, assumed in spans if not known and start <= t < end
        ]
        works = [item for item in active if item[2].work]
        first = [item for item in works if not item[2].rework]
        ended = [(one.moment, one.row, one) for one, *_ in spans if one.end is not None and one.end <= t]
        last = max(ended)[2] if ended else None
        from_lane = last.lane if last else None
        told = self.steps[last.step].then_waits_for if last and last.step else None

        def waiting(one: Instance, cause: str | None) -> tuple[tuple, bool]:
            owner = told or one.lane
            line = crossed(from_lane, owner, self.kinds)
            key = ("waiting", None, None, cause, one.rework, one.label, one.step, None, owner, from_lane, line)
            return key, cause != "closed"

        if works:
            _, _, one, assumed = min(first or works, key=lambda item: item[:2])
            in_hours = self.open_at(self.hours[one.row], t)
            if assumed and not in_hours and t not in self.late[one.row]:
                return waiting(one, "closed")
            value = self.steps[one.step].value if one.step else "unclassified"
            which = "first" if first else "rework"
            return ("work", which, value, None, None, one.label, one.step, one.lane, None, None, None), in_hours
        waits = [item for item in active if item[2].wait]
        if waits:
            one = min(waits, key=lambda item: item[:2])[2]
            line = crossed(from_lane, one.lane, self.kinds)
            key = ("waiting", None, None, "state", False, one.label, one.step, None, one.lane, from_lane, line)
            return key, self.open_at(self.hours[one.row], t)
        if active:
            one = min(active, key=lambda item: item[:2])[2]
            key = ("state", None, "unclassified state", None, None, one.label, one.step, one.lane, None, None, None)
            return key, self.open_at(self.hours[one.row], t)
        if unknown:
            _, _, one, assumed = min(unknown, key=lambda item: item[:2])
            in_hours = self.open_at(self.hours[one.row], t)
            if assumed and not in_hours and t not in self.late[one.row]:
                return waiting(one, "closed")
            return ("unknown", None, None, None, None, one.label, one.step, one.lane, None, None, None), in_hours
        coming = [(start, one.row, one) for one, start, *_ in spans if start > t]
        if coming:
            one = min(coming)[2]
            return waiting(one, self.cause(one, told, t))
        line = crossed(from_lane, next_lane, self.kinds)
        key = ("waiting", None, None, None, False, None, None, None, next_lane, from_lane, line)
        return key, self.open_at(self.lane_hours.get(next_lane), t)


def crossed(from_lane: str | None, owner: str | None, kinds: dict) -> str | None:
    """The line crossed last: the one that the owner's kind lies behind, seen from where one comes."""
    if from_lane not in kinds or owner not in kinds:
        return None
    lines = ["interaction", "visibility", "internal interaction", "external"]
    here, there = KINDS.index(kinds[from_lane]), KINDS.index(kinds[owner])
    way = range(here, there) if there > here else range(here - 1, there - 1, -1)
    return lines[way[-1]] if way else None
