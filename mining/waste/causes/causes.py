"""Why instances waited: closed, contention, batching, overtaking, other.

The causes are sets of moments inside [enabled, start), subtracted one after the other, so that they add up to the instance
waiting to the microsecond. All resources are swept together, in n log n.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

from mining.errors import CalendarError, CausesError
from mining.log import NO_TIME, TIME, EventLog
from mining.waste.causes.batches import batches
from mining.waste.causes.concurrency import concurrent_by_order, concurrent_by_overlap
from mining.waste.causes.enablement import NONE, enablement
from mining.waste.causes.explained import TOLD, explained
from mining.waste.causes.published import published_causes
from mining.waste.causes.windows import Instances, windows
from mining.waste.hours.rota import rota
from mining.waste.hours.staffing import Staffing
from mining.waste.instances.placed import Placed, placed
from mining.waste.instances.resources import resource_codes, resource_names
from mining.working_time.calendars import Calendar

Ints = npt.NDArray[np.int64]

DEFAULT_ORDER = ("closed", "contention", "batching", "overtaking", "other")
"""Causes in the order in which they are subtracted."""
PUBLISHED_ORDER = ("batching", "contention", "overtaking", "closed", "other")
"""Order and rules of Lashkevich et al., CAiSE 2023: batching, contention, prioritisation, unavailability, extraneous."""
COLUMNS = ("batching", "contention", "overtaking", "closed", "other")
MOSTLY = 0.5
"""Share of instances without length from which nobody is seen at work."""


def waiting_causes(
    log: EventLog,
    *,
    calendars: Mapping[str, Calendar | Mapping[str, object]] | None = None,
    order: Sequence[str] = DEFAULT_ORDER,
    shared: Collection[str] = (),
) -> pl.DataFrame:
    """Why each instance waited between the time it was enabled and its start.

    - closed: outside the working hours of its resource;
    - contention: the resource was busy with an instance enabled no later than this one;
    - batching: until the last item of its batch was enabled (see `mining.waste.causes.batches`); in the default order only
      where the resource had nothing else to do for a tenth of that time: whoever always works does not collect, he queues;
    - overtaking: the resource was busy with an instance enabled later;
    - other: what remains.

    Each moment counts for the first cause of `order` that holds. Instances of parallel branches overlap: the sum over
    instances is not time of cases (see `mining.waste`). The queue before the first record of a case is in it only where
    the log has an arrival. An instance never completed keeps its resource busy for no time.

    Args:
        log: with starts and resources.
        calendars: resource -> `Calendar`, or its parts: ``{"hours": "Mon-Fri 09:00-17:00"}``, with ``timezone`` (else that
            of the log), ``holidays``, ``workdays``. A resource without one is taken as always open
            (`resources_without_calendar` names them).
        order: `DEFAULT_ORDER`, or `PUBLISHED_ORDER` for comparison with the published method: then concurrency comes from
            the heuristics relation, and a batch counts as one in contention.
        shared: resources that are not one person (shared accounts, robots): nobody waits for them, they do not batch.

    Returns:
        One row per instance, in log order: ``case_id``, ``activity``, ``resource``, ``source_activity``, ``source_resource``
        (String; of the instance that enabled it, null where the arrival did), ``enabled``, ``start`` (Datetime[us, UTC]),
        ``instance_waiting`` and ``batching``, ``contention``, ``overtaking``, ``closed``, ``other`` (Duration[us]; they
        add up to the waiting; null where the start is unknown). Without a resource, all waiting is other.

    Raises:
        CausesError: the log cannot tell: no starts, mostly instances without length, or states that were entered.
        CalendarError: a calendar cannot be read, has no zone, or a resource is not in the log.
        TimeError: the log has no times.
    """
    order = tuple(order)
    if order not in (DEFAULT_ORDER, PUBLISHED_ORDER):
        raise CausesError.unknown_order(order)
    refuse(log)
    names = resource_names(log)
    for name in (*shared, *(calendars or {})):
        if name not in names:
            raise CalendarError.not_in_log("resource", name, names)
    staffing = Staffing.of(timezone=log.timezone, resources=calendars, shared=shared)
    return causes_of(placed(log, None), staffing, order)


def causes_of(seen: Placed, staffing: Staffing, order: Sequence[str]) -> pl.DataFrame:
    """Return the frame of `waiting_causes` with all that is stated of resources; lanes of a blueprint have their calendars.

    Otherwise the blueprint has no say: concurrency is learnt from the log, and every resource contends.

    Raises:
        CausesError: the log cannot tell.
        CalendarError: something is stated of a resource that the log does not have.
    """
    log = seen.log
    refuse(log)
    enabled = enablement(log, concurrent_by_order(log) if order == PUBLISHED_ORDER else concurrent_by_overlap(log))
    resource = resource_codes(log)
    names = resource_names(log)
    robots = [place for place, name in enumerate(names) if name in staffing.shared]
    known = log.start_micros != NO_TIME
    resource = np.where(known & ~np.isin(resource, robots), resource, -1)
    end = np.where(log.end_micros == NO_TIME, enabled.start, log.end_micros)
    times = (enabled.enabled, enabled.start, end)
    batch = batches(resource, log.activity_codes.view(np.int32), *times)
    instances = Instances.of(resource, batch, times, rota(seen, staffing))
    return _frame(log, enabled.source, instances, causes(instances, order), known)


def resources_without_calendar(
    log: EventLog, calendars: Mapping[str, Calendar | Mapping[str, object]] | None = None
) -> pl.DataFrame:
    """Resources that `waiting_causes` takes as always open because nobody stated their hours.

    Returns:
        ``resource`` (String), ``instances`` (Int64), the one with most instances first.
    """
    names = log.events["resource"].drop_nulls().cast(pl.String)
    counts = names.filter(~names.is_in(list(calendars or {}))).value_counts(name="instances")
    return counts.with_columns(pl.col("instances").cast(pl.Int64)).sort(["instances", "resource"], descending=[True, False])


def causes(instances: Instances, order: Sequence[str] = DEFAULT_ORDER) -> dict[str, Ints]:
    """Return microseconds of waiting of each instance per cause; they add up to start - since.

    Where they are counted by other hours than those of work (`Instances.counting`), what does not count is closed.

    The published order explains whole windows only (since is enabled).
    """
    closed = instances.closed
    found = {cause: np.zeros(closed.size, dtype=np.int64) for cause in COLUMNS[:-1] if cause != "closed"}
    # Where nobody has a calendar, a single zero stands for all.
    found["closed"] = np.array(closed) if order == PUBLISHED_ORDER else closed
    if order == PUBLISHED_ORDER:
        for seen in windows(instances):
            for cause, lengths in published_causes(seen, closed[seen.rows]).items():
                found[cause][seen.rows] = lengths
    else:
        for told in explained(instances, [instances.since]):
            for cause, lengths in zip(TOLD, told.lengths[0], strict=True):
                found[cause][told.seen.rows] = lengths
    found["other"] = instances.start - instances.since
    for cause in COLUMNS[:-1]:
        found["other"] -= found[cause]
    return found


def refuse(log: EventLog) -> None:
    """Raise CausesError where the log cannot tell why instances waited."""
    if not log.instances:
        return
    log.needs_sums("Waiting causes")
    if log.entered:
        raise CausesError.states()
    if not log.has_starts:
        raise CausesError.no_starts()
    known = (log.start_micros != NO_TIME) & (log.end_micros != NO_TIME)
    empty = known & (log.start_micros == log.end_micros)
    if int(empty.sum()) > MOSTLY * int(known.sum()):
        raise CausesError.no_lengths(float(empty.sum() / known.sum()))


def _frame(
    log: EventLog,
    source: npt.NDArray[np.int32],
    instances: Instances,
    found: Mapping[str, Ints],
    known: npt.NDArray[np.bool_],
) -> pl.DataFrame:
    taken = pl.Series("source", source)
    by = taken.set(taken == NONE, None)
    unknown = pl.Series(~known)
    columns = [
        log.cases["case_id"].gather(log.case_codes),
        log.events["activity"].cast(pl.String),
        log.events["resource"].cast(pl.String),
        log.events["activity"].gather(by).cast(pl.String).alias("source_activity"),
        log.events["resource"].gather(by).cast(pl.String).alias("source_resource"),
        pl.Series("enabled", instances.enabled).cast(pl.Datetime("us")).dt.replace_time_zone("UTC").cast(TIME),
        log.events["start"],
    ]
    lengths = {"instance_waiting": instances.start - instances.enabled} | {cause: found[cause] for cause in COLUMNS}
    for name, micros in lengths.items():
        column = pl.Series(name, micros)
        columns.append((column if known.all() else column.set(unknown, None)).cast(pl.Duration("us")))
    return pl.DataFrame(columns)
