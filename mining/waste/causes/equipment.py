"""Named equipment: an instance waits for its person and for its machine, whichever is busy."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl

from mining.waste.causes.batches import NO_BATCH
from mining.waste.causes.causes import DEFAULT_ORDER, causes
from mining.waste.causes.windows import Instances
from mining.waste.hours.staffing import Staffing
from mining.waste.instances.placed import Ints, Placed

NONE = -1


def equipment_codes(placed: Placed, staffing: Staffing) -> tuple[list[str], Ints]:
    """Return the names of equipment, and the code of each instance's; NONE where there is none, or it is `shared`.

    It is what the log has in a column of this role; else what the blueprint names for a step (one piece), unless the log
    shows it used by two instances at once: then there are several, and how many is not known.
    """
    log = placed.log
    column = None
    if "equipment" in log.events.columns:
        column = log.events["equipment"]
    elif "equipment" in log.cases.columns:
        column = log.cases["equipment"].gather(log.case_codes)
    if column is not None:
        texts = column.cast(pl.String)
        names = texts.drop_nulls().unique().sort().to_list()
        codes = texts.cast(pl.Enum(names)).to_physical().cast(pl.Int64).fill_null(NONE).to_numpy()
    else:
        steps = placed.blueprint.steps if placed.blueprint else ()
        of_step = [step.equipment[0] if len(step.equipment) == 1 else None for step in steps]
        names = sorted({name for name in of_step if name is not None})
        table = np.array([*(names.index(name) if name is not None else NONE for name in of_step), NONE], dtype=np.int64)
        codes = table[placed.step]
        several = [code for code in range(len(names)) if _used_twice_at_once(placed, codes == code)]
        codes = np.where(np.isin(codes, several), NONE, codes)
    if not names:
        return names, np.broadcast_to(np.int64(NONE), log.instances)
    alone = np.array([*(name not in staffing.shared for name in names), False])
    return names, np.where(alone[codes], codes, NONE)


def _used_twice_at_once(placed: Placed, chosen: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> bool:
    rows = np.flatnonzero(chosen & (placed.moment > placed.begin))
    rows = rows[np.argsort(placed.begin[rows], kind="stable")]
    reach = np.maximum.accumulate(placed.moment[rows])
    return bool((placed.begin[rows][1:] < reach[:-1]).any())


def equipment_causes(instances: Instances, equipment: Ints) -> tuple[Ints, dict[str, Ints]]:
    """Return which instances wait and use equipment, and their causes: their person or their machine was busy.

    Contention: the person or the machine was busy with an instance enabled no later. For each pair of person and machine
    all instances of either are laid on one line, by the working hours of the person.

    Args:
        instances: as they wait for persons.
        equipment: code of the equipment each uses; NONE uses none.
    """
    asks = np.flatnonzero((equipment != NONE) & (instances.since < instances.start))
    if not asks.size:
        return asks, {cause: np.zeros(0, dtype=np.int64) for cause in DEFAULT_ORDER}
    code = instances.rota.of_row.astype(np.int64)
    # Whom nobody could wait for stands for his hours only: -1, -2, ...
    who = np.where(instances.resource >= 0, instances.resource, -2 - code)
    pairs, pair_of = np.unique(np.stack([who[asks], equipment[asks]]), axis=1, return_inverse=True)
    of_person, of_machine = _places(instances.resource), _places(equipment)
    none = np.zeros(0, dtype=np.int64)
    rows, groups, hours = [], [], []
    for number, (person, machine) in enumerate(pairs.T.tolist()):
        both = np.union1d(of_person.get(person, none) if person >= 0 else none, of_machine[machine])
        rows.append(both)
        groups.append(np.full(both.size, number))
        hours.append(code[asks[np.argmax(pair_of == number)]])
    row, group = np.concatenate(rows), np.concatenate(groups)
    batch = np.where(
        (instances.batch[row] != NO_BATCH) & (instances.resource[row] == pairs[0][group]), instances.batch[row], NO_BATCH
    )
    # A batch stands once in every line: with a number of its own in each.
    _, numbered = np.unique(np.stack([group, batch]), axis=1, return_inverse=True)
    row_hours = np.array(hours, dtype=np.int16)[group]
    counting = None
    if instances.counting is not None:
        # Hours that are not stated have the last number there.
        counted = np.where(row_hours < 0, len(instances.rota.calendars), row_hours).astype(np.int16)
        counting = replace(instances.counting, of_row=counted)
    line = Instances(
        resource=group,
        batch=np.where(batch == NO_BATCH, NO_BATCH, numbered),
        enabled=instances.enabled[row],
        start=instances.start[row],
        end=instances.end[row],
        since=instances.since[row],
        rota=replace(instances.rota, of_row=row_hours),
        counting=counting,
    )
    told = causes(line, DEFAULT_ORDER)
    place = np.full(instances.start.size, NONE)
    place[asks] = pair_of
    mine = np.flatnonzero(place[row] == group)
    return row[mine], {cause: told[cause][mine] for cause in DEFAULT_ORDER}


def _places(codes: Ints) -> dict[int, Ints]:
    """Rows by code, those below 0 left out."""
    order = np.argsort(codes, kind="stable")
    kinds, first = np.unique(codes[order], return_index=True)
    return {int(kind): rows for kind, rows in zip(kinds, np.split(order, first[1:]), strict=True) if kind >= 0}
