"""Why nobody worked on a case: the causes of the waiting of cases, which crosses cases and is fixed in a first pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from mining.blueprint.parallel import parallel_steps
from mining.errors import CalendarError
from mining.log import NO_TIME
from mining.waste.arithmetic.intervals import origins
from mining.waste.arithmetic.ranges import case_ranges
from mining.waste.causes.batches import batches
from mining.waste.causes.behind import Behind
from mining.waste.causes.causes import DEFAULT_ORDER, refuse
from mining.waste.causes.concurrency import Relation, concurrent_by_overlap
from mining.waste.causes.enablement import enablement
from mining.waste.causes.equipment import equipment_causes, equipment_codes
from mining.waste.causes.explained import TOLD, explained
from mining.waste.causes.windows import Instances
from mining.waste.hours.rota import Rota
from mining.waste.hours.service import Service
from mining.waste.hours.staffing import Staffing
from mining.waste.instances.placed import WORK, Codes, Ints, Mask, Placed
from mining.waste.instances.resources import named_codes, resource_codes, resource_names
from mining.waste.open_cases.next_steps import overruled


@dataclass(frozen=True, eq=False)
class Idle:
    """The causes of the time in which nobody works on a case before an instance begins, in one scenario.

    Attributes:
        rows: the instances before which there is such time and whose start is known, in order.
        lengths: microseconds per instance, int64, an array per cause in the order of `DEFAULT_ORDER`; they sum to that time.
            A cause that never occurs takes no room.
    """

    rows: Ints
    lengths: tuple[Ints, ...]

    def before(self, rows: slice) -> Idle:
        """Return the causes of the time before some instances that lie side by side; nothing is copied."""
        some = slice(*np.searchsorted(self.rows, [rows.start, rows.stop]))
        return Idle(self.rows[some], tuple(lengths[some] for lengths in self.lengths))

    def part(self, keep: Mask) -> Idle:
        """Return the causes of some instances, numbered anew."""
        some = keep[self.rows]
        return Idle((np.cumsum(keep) - 1)[self.rows[some]], tuple(_kept(lengths[some]) for lengths in self.lengths))


@dataclass(frozen=True, eq=False)
class Seen:
    """Instances at work, as they wait for each other.

    Attributes:
        instances: with batches, resources and calendars.
        equipment: code of the equipment that each uses, -1 none; None where there is none at all.
    """

    instances: Instances
    equipment: Ints | None


def seen_at_work(placed: Placed, rota: Rota, staffing: Staffing) -> Seen:
    """Return who was at work when, and who waited for whom.

    Nobody waits for customers, external parties, automatic lanes, or what is `shared`. Where the log names no resource the
    team stands in for it if it is stated how many people it has; only persons collect batches.

    Raises:
        CausesError: the log cannot tell: no starts, mostly instances without length, or states that were entered.
        CalendarError: something is stated of a resource that the log does not have.
    """
    log = placed.log
    refuse(log)
    enabled = enablement(log, concurrent(placed))
    resource, people = whom(placed, staffing)
    # A state in which somebody is waited for keeps nobody busy.
    resource = np.where(placed.staff & (placed.nature == WORK) & (log.start_micros != NO_TIME), resource, -1)
    # What began and ended is the log's own, where it is known.
    start = placed.begin
    end = np.where(log.end_micros == NO_TIME, start, log.end_micros) if placed.started_only.any() else log.end_micros
    times = (enabled.enabled, start, end)
    del enabled
    one = np.append(people == 1, False)[resource]
    batch = batches(np.where(one, resource, -1), placed.identity, *times)
    machines, equipment = equipment_codes(placed, staffing)
    if machines:
        equipment = np.where((placed.nature == WORK) & (log.start_micros != NO_TIME), equipment, -1)
    return Seen(Instances.of(resource, batch, times, rota, people), equipment if (equipment >= 0).any() else None)


def idle(
    placed: Placed,
    seen: Seen,
    scenarios: Sequence[Service],
    counting: Rota | None = None,
    behind: Behind | None = None,
) -> list[Idle]:
    """Return the causes of idle time in some scenarios; counted by other hours (see `Rota.within`) where they are given.

    Where the step before says ``then waits for``, it is not the receiving resource that is waited for: outside the hours
    of that lane it is closed, the rest is other.

    Args:
        placed: the instances with their lanes.
        seen: the same at work.
        scenarios: when every instance lasts in each.
        counting: other hours.
        behind: is told what the tables of batches and overtaking are made of.
    """
    start = seen.instances.start
    since = [idle_since(placed, service) for service in scenarios]
    for one in since if placed.without_start.any() else ():
        # A window of no length, so that one sweep explains all.
        np.copyto(one, start, where=placed.without_start)
    waits = [one < start for one in since]
    rows = [np.flatnonzero(some) for some in waits]
    # Only of those who wait something is kept: where they stand among them.
    stands = [np.cumsum(some, dtype=np.int32) - np.int32(1) for some in waits]
    found = [[np.zeros(some.size, dtype=np.int64) for _ in TOLD] for some in rows]
    asked = since if behind is None else [seen.instances.enabled, *since]
    for told in explained(replace(seen.instances, counting=counting), asked):
        if behind is not None:
            behind.add(told)
        for number, lengths in enumerate(told.lengths[len(asked) - len(since) :]):
            some = np.flatnonzero(waits[number][told.seen.rows])
            places = stands[number][told.seen.rows[some]]
            for own, length in zip(found[number], lengths[:, some], strict=True):
                # What is nothing takes no room.
                if length.any():
                    own[places] = length
    del waits, stands
    return [_with_rules(placed, seen, counting, *one) for one in zip(since, rows, found, strict=True)]


def _with_rules(placed: Placed, seen: Seen, counting: Rota | None, since: Ints, rows: Ints, told: list[Ints]) -> Idle:
    """Add what is closed and what remains to the causes of the instances that wait; equipment, and who is waited for."""
    rota = counting or seen.instances.rota
    begin, until = since[rows], seen.instances.start[rows]
    whole = until - begin
    closed = whole - rota.worked(begin, until, rota.of_row[rows]) if rota.is_stated else np.zeros(rows.size, dtype=np.int64)
    other = whole - closed
    for lengths in told:
        other -= lengths
    causes = {"closed": closed, **dict(zip(TOLD, told, strict=True)), "other": other}
    if seen.equipment is not None:
        explained_since = replace(seen.instances.explained_since(since), counting=counting)
        users, theirs = equipment_causes(explained_since, seen.equipment)
        for cause, lengths in causes.items():
            lengths[np.searchsorted(rows, users)] = theirs[cause]
    then = overruled(placed)
    if (then >= 0).any() and rows.size:
        after = np.append(then[placed.step], -1)[_last_ended(placed, rows, begin)]
        some = np.flatnonzero(after >= 0)
        open_hours = rota.worked(begin[some], until[some], rota.of_lane[after[some]])
        for cause, lengths in causes.items():
            lengths[some] = {"closed": whole[some] - open_hours, "other": open_hours}.get(cause, 0)
    return Idle(rows, tuple(_kept(causes[cause]) for cause in DEFAULT_ORDER))


def _kept(lengths: Ints) -> Ints:
    """Return lengths as they are; where all are nothing, a single zero seen as often as needed."""
    return lengths if lengths.any() else np.broadcast_to(np.zeros(1, dtype=np.int64), lengths.shape)


def idle_since(placed: Placed, service: Service) -> Ints:
    """Return since when, before it began, nobody works on the case and no state lasts; its start where somebody does.

    It is the latest end of the instances of the case that started before it (ties: log order), at least the arrival.
    """
    log = placed.log
    since = np.empty(log.instances, dtype=np.int64)
    for first, last, rows in case_ranges(log):
        case = log.case_codes[rows].astype(np.int64) - first
        # One axis: cases lie one behind the other, so that the greatest end so far is one of the same case.
        begins = origins(log.case_end_micros[first:last] - log.arrival_micros[first:last])
        shift = (begins - log.arrival_micros[first:last])[case]
        start = service.start[rows] + shift
        order = np.argsort(start, kind="stable")
        reach = np.maximum.accumulate((service.end[rows] + shift)[order])
        before = np.maximum(np.append(begins[:1], reach[:-1]), begins[case])
        found = np.empty(order.size, dtype=np.int64)
        found[order] = np.minimum(before, start[order])
        since[rows] = found - shift
    return since


def concurrent(placed: Placed) -> Relation:
    """Which activities are concurrent: by the design those of different branches of ``together`` and ``any of``.

    Without a blueprint, and where its flow is a net, those that overlap (see `concurrent_by_overlap`).
    """
    if placed.blueprint is None or placed.blueprint.model is not None:
        return concurrent_by_overlap(placed.log)
    size = len(placed.log.activities)
    pairs = parallel_steps(placed.blueprint.flow)
    step_of = np.full(size, -1, dtype=np.int64)
    step_of[placed.log.activity_codes] = placed.step
    among = np.zeros((len(placed.blueprint.steps) + 1,) * 2, dtype=bool)
    for one, other in pairs:
        among[placed.blueprint.step_index[one], placed.blueprint.step_index[other]] = True
    related: Relation = among[step_of[:, None], step_of[None, :]] & ~np.eye(size, dtype=bool)
    return related


def whom(placed: Placed, staffing: Staffing) -> tuple[Codes, Ints]:
    """Return whom each instance waits for (-1: nobody known), and how many people that is, per code."""
    log = placed.log
    names, code = resource_names(log), resource_codes(log)
    teams, team = named_codes(log, "team")
    machines = equipment_codes(placed, Staffing())[0] if staffing.shared else []
    for name in sorted(staffing.shared | staffing.people.keys()):
        known = [*names, *teams, *(machines if name in staffing.shared else ())]
        if name not in known:
            raise CalendarError.not_in_log("resource or team", name, known)
    staffed = np.array([*(name in staffing.people for name in teams), False])
    code = np.where((code < 0) & staffed[team], len(names) + team, code)
    people = np.array([staffing.people.get(name, 1) for name in (*names, *teams)], dtype=np.int64)
    alone = np.array([*(name not in staffing.shared for name in (*names, *teams)), False])
    return np.where(alone[code], code, -1), people


def _last_ended(placed: Placed, rows: Ints, since: Ints) -> Ints:
    """Return the instance of the case of each of `rows` that ended last, not after `since`; -1 where none has."""
    log = placed.log
    last_ended = np.full(rows.size, -1, dtype=np.int64)
    for first, last, within in case_ranges(log):
        asked = slice(*np.searchsorted(rows, [within.start, within.stop]))
        case = log.case_codes[within].astype(np.int64) - first
        shift = origins(log.case_end_micros[first:last] - log.arrival_micros[first:last]) - log.arrival_micros[first:last]
        ended = np.flatnonzero(~placed.started_only[within])
        if not ended.size:
            continue
        own = case[rows[asked] - within.start]
        # Ends rise in log order within a case.
        ends = (placed.moment[within] + shift[case])[ended]
        place = np.searchsorted(ends, since[asked] + shift[own], side="right") - 1
        row = ended[np.maximum(place, 0)]
        last_ended[asked] = np.where((place >= 0) & (case[row] == own), row + within.start, -1)
    return last_ended
