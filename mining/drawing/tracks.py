"""Places side by side for ways that run along the same line of the grid.

On each line, the stretches of one net are joined; stretches of different nets that overlap get different tracks, ordered so
that a way that turns off to one side lies on that side. Tracks lie around the middle of the line.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cmp_to_key
from itertools import pairwise

from mining.drawing.routing import Point, corners

APART = 9.0
"""Distance between tracks, in units of the picture."""
Line = tuple[int, int]
"""Axis (0: horizontal, 1: vertical) and number of the line."""


@dataclass
class _Stretch:
    """A piece of a line used by one net. Positions are doubled, so that a box at its end can be told from a corner."""

    net: tuple[str, int]
    low: int
    high: int
    parts: list[tuple[int, int]]
    turns: list[tuple[int, int]]
    ends: list[Point]
    track: int = 0

    def meets(self, other: _Stretch) -> bool:
        return self.low <= other.high and other.low <= self.high


@dataclass(frozen=True)
class Tracks:
    """Where the stretches lie.

    Attributes:
        offsets: by way and stretch of that way (numbered along its corners): distance from the middle of the line.
        breadth: by line: how much room its tracks take.
    """

    offsets: dict[tuple[int, int], float]
    breadth: dict[Line, float] = field(default_factory=dict)


def tracks(
    paths: Sequence[Sequence[Point]], nets: Sequence[tuple[str, int]], room: Callable[[Line, Point], float]
) -> Tracks:
    """Return the tracks of all ways.

    Args:
        paths: the points of each way (`mining.drawing.routing.routes`); the first and the last stand in boxes.
        nets: the net of each way.
        room: how far from the middle of a line a way may meet the box at a point.
    """
    lines: dict[Line, list[_Stretch]] = defaultdict(list)
    for way, path in enumerate(paths):
        bent = corners(path)
        for place, (one, two) in enumerate(pairwise(bent)):
            axis = 0 if one[1] == two[1] else 1
            ends = [point for point in (one, two) if point in (path[0], path[-1])]
            lines[axis, one[1 - axis]].append(_stretch(axis, one, two, bent, place, way, nets[way], ends))
    offsets: dict[tuple[int, int], float] = {}
    breadth: dict[Line, float] = {}
    for line in sorted(lines):
        for cluster in _clusters(_united(lines[line])):
            count = _order(cluster)
            limit = min((room(line, point) for stretch in cluster for point in stretch.ends), default=float("inf"))
            apart = min(APART, 2 * limit / (count - 1)) if count > 1 else 0.0
            breadth[line] = max(breadth.get(line, 0.0), apart * (count - 1))
            for stretch in cluster:
                for part in stretch.parts:
                    offsets[part] = (stretch.track - (count - 1) / 2) * apart
    return Tracks(offsets, breadth)


def _stretch(
    axis: int, one: Point, two: Point, bent: list[Point], place: int, way: int, net: tuple[str, int], ends: list[Point]
) -> _Stretch:
    along = axis
    begin, end = one[along], two[along]
    sign = 1 if end > begin else -1
    low_high = [2 * begin + (sign if place == 0 else 0), 2 * end - (sign if place == len(bent) - 2 else 0)]
    turns = []
    if place > 0:
        turns.append((2 * begin, _side(bent[place - 1][1 - along] - one[1 - along])))
    if place < len(bent) - 2:
        turns.append((2 * end, _side(bent[place + 2][1 - along] - two[1 - along])))
    return _Stretch(net, min(low_high), max(low_high), [(way, place)], turns, ends)


def _side(difference: int) -> int:
    return (difference > 0) - (difference < 0)


def _united(stretches: list[_Stretch]) -> list[_Stretch]:
    """Join the stretches of one net that touch."""
    united: list[_Stretch] = []
    for stretch in sorted(stretches, key=lambda each: (each.net, each.low, each.high)):
        last = united[-1] if united else None
        if last is not None and last.net == stretch.net and stretch.low <= last.high:
            last.high = max(last.high, stretch.high)
            last.parts += stretch.parts
            last.turns += stretch.turns
            last.ends += stretch.ends
        else:
            united.append(stretch)
    return united


def _clusters(stretches: list[_Stretch]) -> list[list[_Stretch]]:
    """Groups of stretches that overlap, directly or through others."""
    groups: list[list[_Stretch]] = []
    reach = -1
    for stretch in sorted(stretches, key=lambda each: (each.low, each.high, each.net)):
        if groups and stretch.low <= reach:
            groups[-1].append(stretch)
        else:
            groups.append([stretch])
            reach = -1
        reach = max(reach, stretch.high)
    return groups


def _preference(one: _Stretch, two: _Stretch) -> int:
    """Negative where `one` should lie before (above, left of) `two`: crossings saved."""
    if not one.meets(two):
        return 0
    wish = sum(side for position, side in one.turns if two.low <= position <= two.high)
    return wish - sum(side for position, side in two.turns if one.low <= position <= one.high)


def _order(cluster: list[_Stretch]) -> int:
    """Give each stretch of a cluster its track; return how many tracks there are."""
    lean = {
        id(stretch): sum(_side(_preference(stretch, other)) for other in cluster if other is not stretch)
        for stretch in cluster
    }

    def compare(one: _Stretch, two: _Stretch) -> int:
        return (lean[id(one)] > lean[id(two)]) - (lean[id(one)] < lean[id(two)])

    ordered = sorted(cluster, key=cmp_to_key(compare))
    for place, stretch in enumerate(ordered):
        before = [other.track for other in ordered[:place] if other.meets(stretch)]
        stretch.track = max(before) + 1 if before else 0
    return max(stretch.track for stretch in cluster) + 1
