"""Moves of one alignment, told in business words.

In this order of reading:

1. model moves after the last log or synchronous move are one ``unfinished``;
2. a log move of a step that the design does not know is ``unknown``;
3. a model move and a log move of the same step are one ``moved``: done, but early (before a step that it should have
   followed) or late (after a step that it should have preceded);
4. a log move of a step beyond the limit that the blueprint states for it is told by the rule about that limit
   (``too_many``) and here no more: one execution too many is one deviation. As many log moves go there as there are
   executions beyond the limit, the last ones first;
5. a log move of a step that occurs, what lies beyond its limit apart, more often than any run has it is ``repeated``;
6. any other log move is ``extra``;
7. any other model move is ``skipped``.

Moves of one kind that stand next to each other are one deviation: a skipped block, a repeated loop body, a block moved
as a whole. Unknown activities, and what is told by a limit, do not part them. A step that comes again begins a new one,
so that a body done three times too often is three occurrences of one deviation.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, Protocol

from mining.conformance.moves import LOG, MODEL, SYNCHRONOUS

Direction = Literal["early", "late"]
BEFORE_ALL = -1
"""Stands for the event before a gap at the very begin of a trace."""


class Key(NamedTuple):
    """What tells one deviation of moves from another; steps are numbers.

    `direction`, `relative_to`: of ``moved``: early, before a step that it should have followed; late, after one that it
    should have preceded.
    """

    kind: str
    steps: tuple[int, ...]
    direction: Direction | None = None
    relative_to: int | None = None


@dataclass
class Told:
    """One deviation in one trace.

    Attributes:
        times: how often it occurs.
        events: positions in the trace of its log moves.
        places: per gap, the position of the event before it; BEFORE_ALL where there is none.
    """

    times: int = 0
    events: list[int] = field(default_factory=list)
    places: list[int] = field(default_factory=list)


class _Add(Protocol):
    """Notes one occurrence of a deviation."""

    def __call__(self, key: Key, events: Sequence[int] = ..., places: Sequence[int] = ...) -> None:
        """Note it."""


class _Move(NamedTuple):
    """A move that deviates. `place`: among all moves; `rank`: among those that are not of unknown activities."""

    place: int
    rank: int
    step: int
    event: int


def told(
    moves: Sequence[tuple[int, int]],
    counts: Counter[int],
    *,
    known: int,
    most: Sequence[int | None],
    limits: Sequence[int | None],
) -> dict[Key, Told]:
    """Return the deviations of one aligned trace.

    Args:
        moves: (kind, step) of every move of its alignment.
        counts: step -> occurrences in the trace.
        known: steps from this number on are unknown to the design.
        most: per step, how often a run of the design has it at most; None: without bound, or not known.
        limits: per step, how often a case may have it as the blueprint states; None: nothing is stated.
    """
    found: dict[Key, Told] = {}

    def add(key: Key, events: Sequence[int] = (), places: Sequence[int] = ()) -> None:
        entry = found.setdefault(key, Told())
        entry.times += 1
        entry.events.extend(events)
        entry.places.extend(places)

    tail = len(moves)
    while tail and moves[tail - 1][0] == MODEL:
        tail -= 1
    logged, designed, between = list[_Move](), list[_Move](), list[tuple[int, int]]()
    event = rank = -1
    for place, (kind, step) in enumerate(moves[:tail]):
        event += kind != MODEL
        if kind == LOG and not 0 <= step < known:
            add(Key("unknown", (step,)), events=(event,))
            continue
        rank += 1
        if kind == SYNCHRONOUS:
            between.append((place, step))
        else:
            (logged if kind == LOG else designed).append(_Move(place, rank, step, event))
    if tail < len(moves):
        add(Key("unfinished", tuple(step for _, step in moves[tail:])), places=(event,))
    logged, designed = _moved(logged, designed, between, add)
    beyond = {step: counts[step] - limit for step, limit in enumerate(limits) if limit is not None and counts[step] > limit}
    logged, counts = _within_limits(logged, beyond), counts - Counter(beyond)
    for run in _runs(logged, [_surplus(move.step, counts, most) for move in logged]):
        word = "repeated" if _surplus(run[0].step, counts, most) else "extra"
        add(Key(word, tuple(move.step for move in run)), events=[move.event for move in run])
    for run in _runs(designed, [True] * len(designed)):
        add(Key("skipped", tuple(move.step for move in run)), places=(run[0].event,))
    return found


def _within_limits(logged: list[_Move], beyond: dict[int, int]) -> list[_Move]:
    """Leave out, per step, as many log moves as there are executions beyond its limit, the last ones."""
    if not beyond:
        return logged
    left = Counter(beyond)
    kept: list[_Move] = []
    for move in reversed(logged):
        if left[move.step] > 0:
            left[move.step] -= 1
        else:
            kept.append(move)
    # Those that stay stand next to each other as if the others were not there.
    gone = sorted({move.rank for move in logged} - {move.rank for move in kept})
    return [move._replace(rank=move.rank - bisect_left(gone, move.rank)) for move in reversed(kept)]


def _surplus(step: int, counts: Counter[int], most: Sequence[int | None]) -> bool:
    """Whether the trace has a step more often than any run of the design."""
    limit = most[step]
    return limit is not None and 1 <= limit < counts[step]


def _moved(
    logged: list[_Move], designed: list[_Move], between: list[tuple[int, int]], add: _Add
) -> tuple[list[_Move], list[_Move]]:
    """Pair log and model moves of the same step, tell them, and return those left over."""
    waiting: dict[int, list[_Move]] = {}
    for move in designed:
        waiting.setdefault(move.step, []).append(move)
    pairs: list[tuple[_Move, _Move]] = []
    left = []
    for move in logged:
        if waiting.get(move.step):
            pairs.append((move, waiting[move.step].pop(0)))
        else:
            left.append(move)
    blocks: list[list[tuple[_Move, _Move]]] = []
    for pair in pairs:
        done, meant = pair
        last = blocks[-1][-1] if blocks else None
        same_way = last is not None and (last[0].place < last[1].place) == (done.place < meant.place)
        if last is not None and same_way and done.rank == last[0].rank + 1 and meant.rank == last[1].rank + 1:
            blocks[-1].append(pair)
        else:
            blocks.append([pair])
    for block in blocks:
        done, meant = block[0]
        early = done.place < meant.place
        low, high = sorted((done.place, meant.place))
        passed = [step for place, step in between if low < place < high]
        key = Key(
            "moved",
            tuple(move.step for move, _ in block),
            "early" if early else "late",
            (passed[-1] if early else passed[0]) if passed else None,
        )
        add(key, events=[move.event for move, _ in block])
    paired = {meant.place for _, meant in pairs}
    return left, [move for move in designed if move.place not in paired]


def _runs(moves: list[_Move], sort: list[bool]) -> list[list[_Move]]:
    """Cut moves into those that stand next to each other, are of one sort, and hold no step twice."""
    runs: list[list[_Move]] = []
    for place, move in enumerate(moves):
        joins = (
            place > 0
            and move.rank == moves[place - 1].rank + 1
            and sort[place] == sort[place - 1]
            and all(move.step != other.step for other in runs[-1])
        )
        if joins:
            runs[-1].append(move)
        else:
            runs.append([move])
    return runs
