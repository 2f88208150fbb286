"""The definitions of enablement, batches and causes of waiting, read aloud in plain Python: slow, minute by minute."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import product

from mining.log import EventLog

MINUTE = timedelta(minutes=1)


@dataclass
class Done:
    case: int
    label: str
    start: int
    end: int
    resource: str | None
    enabled: int = 0
    batch: int | None = None
    collected: bool = True
    hours: str | None = None
    equipment: str | None = None
    ready: int | None = None


def instances(log: EventLog) -> list[Done]:
    """Rows of the log in whole minutes since the first arrival."""
    zero = log.cases["arrival"].min()
    rows = log.events.select("case", "activity", "start", "end", "resource").iter_rows()
    return [
        Done(case, label, (start - zero) // MINUTE, (end - zero) // MINUTE, who) for case, label, start, end, who in rows
    ]


def concurrent(log: EventLog) -> set[tuple[str, str]]:
    """Activities that overlap in at least 5 % of the cases holding both."""
    rows = instances(log)
    found = set()
    for one, other in product({row.label for row in rows}, repeat=2):
        both = overlapping = 0
        for case in range(log.cases.height):
            here = [row for row in rows if row.case == case]
            pairs = [(a, b) for a, b in product(here, repeat=2) if a.label == one and b.label == other]
            both += bool(pairs)
            overlapping += any(max(a.start, b.start) < min(a.end, b.end) for a, b in pairs)
        if one != other and overlapping and overlapping >= 0.05 * both:
            found.add((one, other))
    return found


def concurrent_of(cases: dict) -> set[tuple[str, str]]:
    """The same of instances told by `slow_ledger.cases_of`."""
    labels = {one.label for instances, *_ in cases.values() for one in instances}
    found = set()
    for one, other in product(labels, repeat=2):
        both = overlapping = 0
        for instances, *_ in cases.values():
            pairs = [(a, b) for a, b in product(instances, repeat=2) if (a.label, b.label) == (one, other)]
            both += bool(pairs)
            known = [(a, b) for a, b in pairs if None not in (a.start, a.end, b.start, b.end)]
            overlapping += any(max(a.start, b.start) < min(a.end, b.end) for a, b in known)
        if one != other and overlapping and overlapping >= 0.05 * both:
            found.add((one, other))
    return found


def with_enabled(log: EventLog, together: set[tuple[str, str]]) -> list[Done]:
    """Instances with the time at which they could have begun."""
    zero = log.cases["arrival"].min()
    rows = instances(log)
    for number, row in enumerate(rows):
        ends = [
            before.end
            for before in rows[:number]
            if before.case == row.case and before.end <= row.start and (before.label, row.label) not in together
        ]
        row.enabled = max(ends, default=(log.cases["arrival"][row.case] - zero) // MINUTE)
    return rows


def with_batches(rows: list[Done]) -> list[Done]:
    """Instances with their batch (of at least two, without a gap) and the time at which it was ready."""
    queues: dict[tuple[str, str], list[Done]] = {}
    for row in rows:
        if row.resource is not None:
            queues.setdefault((row.resource, row.label), []).append(row)
    made: list[list[Done]] = []
    for queue in queues.values():
        batch: list[Done] = []
        for row in sorted(queue, key=lambda row: (row.start, row.end)):
            if batch and row.enabled <= batch[0].start and row.start <= max(item.end for item in batch):
                batch.append(row)
            else:
                batch = [row]
                made.append(batch)
    for number, batch in enumerate(made):
        for row in batch if len(batch) > 1 else []:
            row.batch, row.ready = number, max(item.enabled for item in batch)
    return rows


def with_collected(rows: list[Done], works: Callable[[Done, int], bool]) -> list[Done]:
    """Mark batches: collected where the resource could work for a tenth of the minutes in which they filled, and did not."""
    for batch in {row.batch for row in rows} - {None}:
        items = [row for row in rows if row.batch == batch]
        filled = range(min(row.enabled for row in items), items[0].ready)
        hours = [minute for minute in filled if works(items[0], minute)]
        for row in items:
            idle = [minute for minute in hours if not busy_with(row, minute, rows)]
            row.collected = bool(hours) and len(idle) >= 0.1 * len(hours)
    return rows


def busy_with(row: Done, minute: int, rows: list[Done]) -> list[Done]:
    """What keeps the resource of an instance busy in a minute, or its equipment."""
    return [
        other
        for other in rows
        if other.start <= minute < other.end
        and (
            (row.resource is not None and other.resource == row.resource)
            or (row.equipment is not None and other.equipment == row.equipment)
        )
    ]


def causes(rows: list[Done], works: Callable[[Done, int], bool], order: str) -> list[dict[str, int]]:
    """Minutes of each instance per cause; `works` says whether its resource is at work then; order: default, published."""
    found = []
    for row in rows:
        minutes = dict.fromkeys(("closed", "contention", "batching", "overtaking", "other"), 0)
        for minute in range(row.enabled, row.start):
            minutes[cause_at(row, minute, rows, works, order)] += 1
        found.append(minutes)
    return found


def cause_at(row: Done, minute: int, rows: list[Done], works: Callable[[Done, int], bool], order: str) -> str:
    """Why an instance waits in a minute."""
    at_work = busy_with(row, minute, rows)

    def contends(other: Done) -> bool:
        if order == "default" or row.ready is None or other.batch == row.batch:
            return other.enabled <= row.enabled
        return other.enabled <= min(row.ready, row.start)

    holds = {
        "closed": not works(row, minute),
        "contention": any(contends(other) for other in at_work),
        "batching": row.ready is not None and minute < row.ready and (order == "published" or row.collected),
        "overtaking": any(not contends(other) for other in at_work),
        "other": True,
    }
    published = ("batching", "contention", "overtaking", "closed", "other")
    return next(name for name in (holds if order == "default" else published) if holds[name])
