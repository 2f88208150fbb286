"""Which activities and paths of a directly-follows graph a map shows.

The most frequent activities; of their paths first those that hold the map together, then the most frequent. What holds
it together: for each activity the broadest way to it from the begin and from it to the end - broad is a way whose rarest
path is frequent - and, where there is no such way, its most frequent path in and out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from heapq import heappop, heappush
from math import ceil
from typing import Protocol

import polars as pl

BEGIN, END = "\0begin", "\0end"
"""Names of the marks; no activity can be called so."""


class DirectlyFollows(Protocol):
    """What the map needs of `mining.discovery.dfg.Dfg`."""

    @property
    def frame(self) -> pl.DataFrame:
        """``from``, ``to``, ``count``, ``median``."""

    @property
    def activities(self) -> pl.DataFrame:
        """``activity``, ``instances``, ``cases``."""

    @property
    def starts(self) -> pl.DataFrame:
        """``activity``, ``cases``."""

    @property
    def ends(self) -> pl.DataFrame:
        """``activity``, ``cases``."""


@dataclass(frozen=True)
class Path:
    """One activity directly after another, `count` times; `median` from end to end, None at the marks and without times."""

    source: str
    target: str
    count: int
    median: timedelta | None = None


@dataclass(frozen=True)
class Selection:
    """What a map shows.

    Attributes:
        activities: (name, instances, cases), the most frequent first.
        paths: shown, in order of importance; from `BEGIN` and to `END` as well.
        all_activities, all_paths: how many there are in the log (without the paths of the marks).
    """

    activities: tuple[tuple[str, int, int], ...]
    paths: tuple[Path, ...]
    all_activities: int
    all_paths: int

    @property
    def shown_paths(self) -> int:
        """Paths shown between activities."""
        return sum(path.source != BEGIN and path.target != END for path in self.paths)

    def called(self, names: Mapping[str, str]) -> Selection:
        """Return the same selection with its activities by other names: what is shown, and its order, stay.

        Where a name stands for several activities, or is that of another, it is followed by the activity in brackets.
        """
        asked = [names.get(name, name) for name, _, _ in self.activities]
        shown = {
            name: called if asked.count(called) == 1 else f"{called} ({name})"
            for (name, _, _), called in zip(self.activities, asked, strict=True)
        }
        return replace(
            self,
            activities=tuple((shown[name], instances, cases) for name, instances, cases in self.activities),
            paths=tuple(
                replace(path, source=shown.get(path.source, path.source), target=shown.get(path.target, path.target))
                for path in self.paths
            ),
        )


def selection(dfg: DirectlyFollows, *, paths: float = 1.0, activities: float = 1.0) -> Selection:
    """Return what to show.

    Args:
        dfg: the graph.
        paths: share of the paths between the chosen activities, 0 to 1; never fewer than hold the map together.
        activities: share of the activities, 0 to 1; never fewer than one.
    """
    if not (0 <= paths <= 1 and 0 <= activities <= 1):
        raise ValueError(f"shares lie between 0 and 1; found paths={paths}, activities={activities}")
    table = list(dfg.activities.select("activity", "instances", "cases").iter_rows())
    chosen = table[: max(ceil(activities * len(table) - 1e-9), 1)]
    names = {name for name, _, _ in chosen}
    every = [Path(*row) for row in dfg.frame.select("from", "to", "count", "median").iter_rows()]
    found = [path for path in every if path.source in names and path.target in names]
    found += [
        Path(BEGIN, name, count) for name, count in dfg.starts.select("activity", "cases").iter_rows() if name in names
    ]
    found += [Path(name, END, count) for name, count in dfg.ends.select("activity", "cases").iter_rows() if name in names]
    found.sort(key=lambda path: (-path.count, path.source, path.target))
    needed = _holding_together(found, [name for name, _, _ in chosen])
    wanted = ceil(paths * len(found) - 1e-9)
    rest = [path for path in found if path not in needed][: max(wanted - len(needed), 0)]
    kept = needed | set(rest)
    return Selection(tuple(chosen), tuple(path for path in found if path in kept), len(table), len(every))


def _holding_together(paths: Sequence[Path], names: Sequence[str]) -> set[Path]:
    into: dict[str, list[Path]] = defaultdict(list)
    out_of: dict[str, list[Path]] = defaultdict(list)
    for path in paths:
        if path.source != path.target:
            into[path.target].append(path)
            out_of[path.source].append(path)
    needed = {*_broadest(out_of, BEGIN, forward=True), *_broadest(into, END, forward=False)}
    reached = {path.target for path in needed}, {path.source for path in needed}
    for name in names:
        needed |= {
            *(into[name][:1] if name not in reached[0] else ()),
            *(out_of[name][:1] if name not in reached[1] else ()),
        }
    return needed


def _broadest(ways: dict[str, list[Path]], root: str, *, forward: bool) -> list[Path]:
    """The last path on the broadest way between the root and each activity that can be reached."""
    queue: list[tuple[int, int, int, str, Path | None]] = [(-(2**62), 0, 0, root, None)]
    done: set[str] = set()
    kept = []
    number = 0
    while queue:
        broad, length, _, name, path = heappop(queue)
        if name in done:
            continue
        done.add(name)
        if path is not None:
            kept.append(path)
        for onward in ways[name]:
            other = onward.target if forward else onward.source
            if other not in done:
                number += 1
                heappush(queue, (max(broad, -onward.count), length + 1, number, other, onward))
    return kept
