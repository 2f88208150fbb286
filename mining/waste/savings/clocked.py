"""How much of each piece of the cases' time the clock of a target counts."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from mining.timeliness.clocks import Clocks
from mining.waste.causes.idle import Idle
from mining.waste.hours.rota import Rota
from mining.waste.instances.placed import Ints
from mining.waste.ledger.accounted import CAUSES, CLOSED
from mining.waste.ledger.sweep import WAITING
from mining.waste.savings.pieces import Pieces

Recounted = Callable[[Rota], Idle]
"""The causes of the waiting of `Pieces`, counted by other hours."""


def clocked(pieces: Pieces, clock: Clocks, rota: Rota, recounted: Recounted) -> Ints:
    """Return how much of each piece a clock counts, int64 microseconds; never more than the piece is long.

    - Elapsed time counts all of it; a state in which the clock stops counts nothing.
    - By a calendar, a piece that is a whole stretch counts what lies in the calendar's hours. Of a stretch that is divided,
      work and the causes of waiting count where they lie both in working hours (and overtime) and in the calendar's; what
      is closed counts the rest of the calendar's hours. The causes are counted anew for that: the same moments, by another
      clock.

    Args:
        pieces: the pieces.
        clock: of the target.
        rota: of those who work.
        recounted: counts the causes of the pieces by other hours.
    """
    found, begin, end = pieces.found, pieces.begin, pieces.begin + pieces.stretch
    if clock.calendar is None and not clock.case.size:
        return found.length
    whole = clock.counted(found.case, begin, end)[0]
    if clock.calendar is None:
        return np.where(whole > 0, found.length, 0)
    counted = whole.copy()
    part = np.flatnonzero(found.length < pieces.stretch)
    if part.size:
        counted[part] = _of_parts(pieces, part, whole[part], rota.within(clock.calendar), recounted)
    least: Ints = np.clip(counted, 0, np.minimum(found.length, whole))
    return least


def _of_parts(pieces: Pieces, part: Ints, whole: Ints, both: Rota, recounted: Recounted) -> Ints:
    """Count the pieces `part`, whose whole stretches count `whole`; `both` is the rota within the calendar."""
    found = pieces.found
    what, row, cause, hours = found.what[part], found.row[part], found.cause[part], pieces.hours[part]
    begin, end = pieces.begin[part], (pieces.begin + pieces.stretch)[part]
    # The last calendar of `both` is the clock's own: of those who are taken as always at work.
    own = len(both.calendars) - 1
    code = np.where(hours >= 0, hours, own)
    inside = both.worked(begin, end, code)
    started = begin >= np.append(pieces.service.start, 0)[row]
    if pieces.service.overtime is not None and pieces.service.in_hours is not None:
        since, until = (side[row] for side in pieces.service.overtime)
        low = np.maximum(begin, since)
        high = np.maximum(np.minimum(end, until), low)
        late = np.flatnonzero(pieces.service.in_hours[row] & started & (high > low) & (row >= 0))
        inside[late] += both.worked(low[late], high[late], np.full(late.size, own))
        inside[late] -= both.worked(low[late], high[late], code[late])
    counted = np.where((cause == CLOSED) & (what == WAITING), whole - inside, inside)
    if pieces.idle is None or not pieces.idle.rows.size:
        return counted
    place = np.minimum(np.searchsorted(pieces.idle.rows, row), pieces.idle.rows.size - 1)
    judged = np.flatnonzero((what == WAITING) & ~started & (pieces.idle.rows[place] == row))
    if not judged.size:
        return counted
    # Where all work by the calendar itself, the causes are counted by it already.
    theirs = {both.calendars[k] if k >= 0 else None for k in np.unique(hours[judged]).tolist()}
    idle = pieces.idle if theirs == {both.only} else recounted(both)
    for number, name in enumerate(CAUSES[1:-1]):
        some = judged[cause[judged] == number + 1]
        lengths = idle.lengths[number][place[some]]
        counted[some] = whole[some] - (end - begin)[some] + lengths if name == "closed" else lengths
    return counted
