"""The definitions of the ledger and of rework, read aloud in plain Python: slow, and plainly what the page says.

Times are whole minutes; every minute of every case is decided on its own.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from mining.blueprint.matching import Matched
from mining.blueprint.model import KINDS, Blueprint
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


def lasting(one: Instance, before: int, likely: int | None, case_end: int, is_open: bool, scenario: str):
    """(start, end, known) of an instance in a scenario."""
    if one.start is None and one.work:
        gap = one.end - before
        if scenario == "likely" and likely is None:
            return before, one.end, False
        work = {"low": 0, "likely": min(likely or 0, gap), "high": gap}[scenario]
        return one.end - work, one.end, True
    if one.end is None and one.work:
        if scenario == "likely" and likely is None:
            return one.start, case_end, False
        return (
            one.start,
            {"low": one.start, "likely": min(one.start + (likely or 0), case_end), "high": case_end}[scenario],
            True,
        )
    if one.end is None and one.wait:
        return one.start, case_end if is_open else one.start, True
    return one.begin, one.moment, True


def account(log: EventLog, matched: Matched | None, likely: dict[str, int], next_lane: dict[str, str | None]) -> dict:
    """(case id, scenario) -> Counter of minutes per entry; an entry is the tuple of the ledger's keys."""
    blueprint = matched.blueprint if matched else None
    kinds = {lane.id: lane.kind for lane in blueprint.lanes} if blueprint else {}
    steps = {step.id: step for step in blueprint.steps} if blueprint else {}
    found = {}
    for case_id, (instances, arrival, case_end, is_open) in cases_of(log, matched).items():
        for scenario in ("low", "likely", "high"):
            spans, before = [], arrival
            for one in instances:
                spans.append((one, *lasting(one, before, likely.get(one.same), case_end, is_open, scenario)))
                before = one.moment
            found[case_id, scenario] = Counter(
                entry(t, spans, kinds, steps, next_lane[case_id]) for t in range(arrival, case_end)
            )
    return found


def entry(t: int, spans: list, kinds: dict, steps: dict, next_lane: str | None) -> tuple:
    """What minute [t, t + 1) is."""
    active = [(start, one.row, one) for one, start, end, known in spans if known and start <= t < end]
    unknown = [(start, one.row, one) for one, start, end, known in spans if not known and start <= t < end]
    works = [item for item in active if item[2].work]
    first = [item for item in works if not item[2].rework]
    if works:
        one = min(first or works)[2]
        value = steps[one.step].value if one.step else "unclassified"
        return ("work", "first" if first else "rework", value, None, None, one.label, one.step, one.lane, None, None, None)
    ended = [(one.moment, one.row, one) for one, *_ in spans if one.end is not None and one.end <= t]
    last = max(ended)[2] if ended else None
    from_lane = last.lane if last else None
    waits = [item for item in active if item[2].wait]
    if waits:
        one = min(waits)[2]
        line = crossed(from_lane, one.lane, kinds)
        return ("waiting", None, None, "state", False, one.label, one.step, None, one.lane, from_lane, line)
    if active:
        one = min(active)[2]
        return ("state", None, "unclassified state", None, None, one.label, one.step, one.lane, None, None, None)
    if unknown:
        one = min(unknown)[2]
        return ("unknown", None, None, None, None, one.label, one.step, one.lane, None, None, None)
    told = steps[last.step].then_waits_for if last and last.step else None
    coming = [(start, one.row, one) for one, start, _, _ in spans if start > t]
    if coming:
        one = min(coming)[2]
        owner = told or one.lane
        line = crossed(from_lane, owner, kinds)
        return ("waiting", None, None, None, one.rework, one.label, one.step, None, owner, from_lane, line)
    line = crossed(from_lane, next_lane, kinds)
    return ("waiting", None, None, None, False, None, None, None, next_lane, from_lane, line)


def crossed(from_lane: str | None, owner: str | None, kinds: dict) -> str | None:
    """The line crossed last: the one that the owner's kind lies behind, seen from where one comes."""
    if from_lane not in kinds or owner not in kinds:
        return None
    lines = ["interaction", "visibility", "internal interaction", "external"]
    here, there = KINDS.index(kinds[from_lane]), KINDS.index(kinds[owner])
    way = range(here, there) if there > here else range(here - 1, there - 1, -1)
    return lines[way[-1]] if way else None
