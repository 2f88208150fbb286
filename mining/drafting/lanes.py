"""Lanes from who does what: teams, else roles, else persons who do the same steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
import numpy.typing as npt
import polars as pl

from mining.blueprint.labels import normalised
from mining.blueprint.lanes import KINDS, Kind, Lane
from mining.blueprint.names import Name
from mining.drafting.ids import id_of
from mining.drafting.words import CUSTOMER, SYSTEM, kind_of, telling
from mining.log import EventLog

MOST_LANES = 8
SERVES = 0.2
"""Share of a step's instances from which a team's lane is one of the step's lanes."""
MOST_PER_STEP = 3
NOT_TOLD = 0.5
"""A step of which so large a share of the instances lacks the team is nobody's of the known teams."""
TOLD = 0.5
"""A column says who acts only where it is filled so often."""
SAME_PERSONS = 0.3
"""Likeness (cosine of who does how much) from which two steps are done by the same group of persons."""
SAME_STEPS = 0.9
"""Likeness (cosine of how often they do what) from which two teams are one lane."""
MOST_COMPARED = 60
"""Teams that are compared with each other, the busiest; the others join the likest of them."""
OWN_CASE = 0.4
"""Persons per case from which a group is the customers: nearly every case has its own."""
LISTED = 12
"""Teams that a lane lists; the others would make the file unreadable."""
SHORTEST_START = 3
"""Letters that all teams of a lane begin with, from which a pattern says something."""
NOBODY = frozenset(
    ["", *["empty", "unknown", "none", "null", "n/a", "na", "nan", "-", "--", "?", "未知", "无", "空", "不明", "なし"]]
)
"""Values that name nobody."""
Actor = Literal["team", "role", "resource", "nobody"]
Counts = npt.NDArray[np.int64]


@dataclass(frozen=True)
class LaneNote:
    """How a lane was made.

    Attributes:
        word: that told its kind; "" where none did.
        why: how the kind was guessed: ``word``, ``not told``, ``own case``, ``assumed``.
        actors: teams, roles or persons in it.
        unlisted: of the teams, those that the file does not list, with the instances they did.
        unlisted_instances: instances of these.
    """

    why: Literal["word", "not told", "own case", "assumed"]
    word: str = ""
    actors: int = 0
    unlisted: int = 0
    unlisted_instances: int = 0


@dataclass(frozen=True)
class Lanes:
    """The lanes of a draft.

    Attributes:
        lanes: from the customer inwards.
        of_step: per step (position), the ids of its lanes, the first does most.
        notes: per lane id.
        actor: which column said who acts.
    """

    lanes: tuple[Lane, ...]
    of_step: tuple[tuple[str, ...], ...]
    notes: dict[str, LaneNote] = field(default_factory=dict)
    actor: Actor = "nobody"


@dataclass
class _Group:
    """Actors that share a lane, while it is being made."""

    actors: list[str]
    name: str
    kind: Kind
    note: LaneNote
    automatic: bool = False
    id: str = ""


def lanes_of(log: EventLog, step_codes: npt.NDArray[np.int32], labels: Sequence[str], *, most: int = MOST_LANES) -> Lanes:
    """Draft the lanes.

    Teams that do the same steps share a lane, and further ones until there are at most `most`. A lane is one of a step's
    where it does 20 % or more of it. Persons are never named: steps that the same persons do
    make a lane. A step of which the team is mostly missing goes to the customer if its label or its place (the first)
    says so, else to a lane of what is not recorded.

    Args:
        log: the log.
        step_codes: step of every instance, -1 none.
        labels: of every step, the most frequent one.
        most: lanes at most.
    """
    actor, column = _actor(log)
    if actor == "nobody":
        group = _Group([], "Staff", "backstage", LaneNote("assumed"))
        return _finished([group], [[0]] * len(labels), np.zeros((len(labels), 0), dtype=np.int64), [], actor)
    actors, counts, missing = _counts(column, step_codes, len(labels))
    systems = [k for k, name in enumerate(actors) if telling(name, SYSTEM)]
    untold = missing > NOT_TOLD * np.maximum(counts.sum(axis=1) + missing, 1)
    groups: list[_Group] = []
    of_step: list[list[int]] = [[] for _ in labels]
    told = [k for k in range(len(labels)) if not untold[k] and counts[k].any()]
    if actor == "resource":
        _by_persons(log, step_codes, actors, counts, systems, told, groups, of_step, most)
    else:
        _by_teams(actors, counts, told, groups, of_step, most)
    _untold(log, step_codes, labels, groups, of_step)
    return _finished(groups, of_step, counts, actors, actor)


def _actor(log: EventLog) -> tuple[Actor, pl.Series]:
    for name in ("team", "role", "resource"):
        if name in log.events.columns:
            column = _telling(log, name)
            if column.len() and column.null_count() <= (1 - TOLD) * column.len():
                return name, column
    return "nobody", pl.Series("resource", [], dtype=pl.String)


def _telling(log: EventLog, name: str) -> pl.Series:
    """A column without the values that name nobody: words for missing, and the activity's own name (markers)."""
    column = log.events[name].cast(pl.String)
    nobody = [value for value in column.unique().drop_nulls().to_list() if normalised(value) in NOBODY]
    marks_itself = column == log.events["activity"].cast(pl.String)
    return column.set((column.is_in(nobody) | marks_itself).fill_null(value=False), None)


def _counts(column: pl.Series, step_codes: npt.NDArray[np.int32], steps: int) -> tuple[list[str], Counts, Counts]:
    actors = column.drop_nulls().unique().sort().to_list()
    codes = column.cast(pl.Enum(actors)).to_physical().cast(pl.Int64).fill_null(-1).to_numpy()
    there = (step_codes >= 0) & (codes >= 0)
    counts = np.bincount(step_codes[there] * len(actors) + codes[there], minlength=steps * len(actors))
    missing = np.bincount(step_codes[(step_codes >= 0) & (codes < 0)], minlength=steps)
    return actors, counts.reshape(steps, len(actors)).astype(np.int64), missing.astype(np.int64)


def _by_teams(
    actors: list[str], counts: Counts, told: list[int], groups: list[_Group], of_step: list[list[int]], most: int
) -> None:
    """Teams that do the same steps share a lane; one that is nobody's main team joins the likest."""
    order = sorted(range(len(actors)), key=lambda k: (-counts[:, k].sum(), actors[k]))
    lanes = _put_together(counts.T, order[:MOST_COMPARED], most - 1, SAME_STEPS)
    done = np.array([counts[:, lane].sum(axis=1) for lane in lanes]).T
    serving: dict[int, list[int]] = {}
    for step in told:
        ranked = [int(k) for k in np.argsort(-done[step], kind="stable")[:MOST_PER_STEP]]
        serving[step] = [k for k in ranked if done[step, k] >= SERVES * counts[step].sum()] or ranked[:1]
    used = sorted({lane for own in serving.values() for lane in own}, key=lambda k: -done[:, k].sum())
    members: dict[int, list[int]] = {lane: list(lanes[lane]) for lane in used}
    shape = done / np.maximum(np.linalg.norm(done, axis=0), 1e-9)
    for team in order:
        if all(team not in own for own in members.values()) and counts[:, team].any():
            members[max(used, key=lambda k: (float(counts[:, team] @ shape[:, k]), -k))].append(team)
    for lane in used:
        own = sorted(members[lane], key=lambda k: (-counts[:, k].sum(), actors[k]))
        groups.append(_named([actors[k] for k in own]))
    for step in told:
        of_step[step] = [used.index(lane) for lane in serving[step]]


def _named(teams: list[str]) -> _Group:
    guess = kind_of(teams[0])
    name = teams[0] if len(teams) == 1 else f"{teams[0]} +{len(teams) - 1}"
    note = LaneNote("word", guess[1], len(teams)) if guess else LaneNote("assumed", "", len(teams))
    automatic = all(telling(team, SYSTEM) for team in teams)
    return _Group(teams, name, "support" if automatic else guess[0] if guess else "backstage", note, automatic)


def _by_persons(
    log: EventLog,
    step_codes: npt.NDArray[np.int32],
    actors: list[str],
    counts: Counts,
    systems: list[int],
    told: list[int],
    groups: list[_Group],
    of_step: list[list[int]],
    most: int,
) -> None:
    automatic = [step for step in told if counts[step, systems].sum() > counts[step].sum() / 2]
    if automatic:
        names = [actors[k] for k in systems]
        word = telling(names[0], SYSTEM)
        groups.append(_Group(names, names[0], "support", LaneNote("word", word, len(names)), automatic=True))
        for step in automatic:
            of_step[step] = [0]
    by_hand = counts.copy()
    by_hand[:, systems] = 0
    staffed = [step for step in told if step not in automatic]
    together = _put_together(by_hand, staffed, max(most - 2, 1), SAME_PERSONS)
    for place, steps in enumerate(together, 1):
        persons = int((by_hand[steps].sum(axis=0) > 0).sum())
        mine = np.isin(step_codes, steps)
        cases = int(np.unique(log.case_codes[mine]).size)
        own = persons > OWN_CASE * cases and persons > MOST_LANES
        name = "Customer" if own else "Staff" if len(together) == 1 else f"Staff {place}"
        groups.append(
            _Group([], name, "customer" if own else "backstage", LaneNote("own case" if own else "assumed", "", persons))
        )
        for step in steps:
            of_step[step] = [len(groups) - 1]


def _put_together(counts: Counts, rows: list[int], most: int, least: float) -> list[list[int]]:
    """Put rows together, the likest first (mean cosine of their counts), while they are like or too many.

    Of steps, by who does how much; of teams, by what they do how often.
    """
    if not rows:
        return []
    shares = counts[rows] / np.maximum(np.linalg.norm(counts[rows], axis=1, keepdims=True), 1e-9)
    alike = shares @ shares.T
    found = [[k] for k in range(len(rows))]
    while len(found) > 1:
        best, pair = -1.0, (0, 1)
        for one in range(len(found)):
            for other in range(one + 1, len(found)):
                mean = float(alike[np.ix_(found[one], found[other])].mean())
                if mean > best + 1e-12:
                    best, pair = mean, (one, other)
        if len(found) <= most and best < least:
            break
        found[pair[0]] += found.pop(pair[1])
    weight = counts.sum(axis=1)
    found = [[rows[k] for k in group] for group in found]
    return sorted(found, key=lambda group: (-weight[group].sum(), group))


def _untold(
    log: EventLog, step_codes: npt.NDArray[np.int32], labels: Sequence[str], groups: list[_Group], of_step: list[list[int]]
) -> None:
    """Steps without a lane: the customer's, or nobody's that is recorded."""
    first = step_codes[log.offsets[:-1]] if log.instances else step_codes
    for step, label in enumerate(labels):
        if of_step[step]:
            continue
        begins = float((first == step).mean()) > NOT_TOLD if first.size else False
        kind: Kind = "customer" if telling(label, CUSTOMER) or begins else "backstage"
        name = "Customer" if kind == "customer" else "Not recorded"
        place = next((k for k, group in enumerate(groups) if group.kind == kind == "customer" or group.name == name), None)
        if place is None:
            groups.append(_Group([], name, kind, LaneNote("not told")))
            place = len(groups) - 1
        of_step[step] = [place]


def _listed(actors: list[str], others: list[str]) -> tuple[tuple[str, ...], list[str]]:
    """Return what a lane lists, and who stays unlisted: all, a pattern that fits them and no other, or the busiest."""
    if len(actors) <= LISTED:
        return tuple(actors), []
    start = _common_start(actors)
    if len(start) >= SHORTEST_START and not any(normalised(other).startswith(start) for other in others):
        return (f"{start}*",), []
    return tuple(actors[:LISTED]), actors[LISTED:]


def _common_start(names: list[str]) -> str:
    """Return the letters with which all names begin."""
    first, last = min(map(normalised, names)), max(map(normalised, names))
    size = next(
        (k for k, (one, other) in enumerate(zip(first, last, strict=False)) if one != other), min(len(first), len(last))
    )
    return first[:size].strip()


def _finished(groups: list[_Group], of_step: list[list[int]], counts: Counts, actors: list[str], actor: Actor) -> Lanes:
    """Give ids, list teams or roles, and order from the customer inwards."""
    used = {place for places in of_step for place in places}
    kept = sorted(used, key=lambda k: (KINDS.index(groups[k].kind), k))
    column = {name: k for k, name in enumerate(actors)}
    lanes: list[Lane] = []
    notes: dict[str, LaneNote] = {}
    ids: dict[int, str] = {}
    for place in kept:
        group = groups[place]
        ids[place] = id_of(group.name, notes, "lane")
        listed, rest = _listed(group.actors, [name for other in groups if other is not group for name in other.actors])
        instances = int(sum(counts[:, column[name]].sum() for name in rest))
        notes[ids[place]] = replace(group.note, unlisted=len(rest), unlisted_instances=instances)
        lanes.append(
            Lane(
                ids[place],
                Name.of(group.name),
                group.kind,
                teams=listed if actor in ("team", "resource") else (),
                roles=listed if actor == "role" else (),
                automatic=group.automatic,
            )
        )
    return Lanes(tuple(lanes), tuple(tuple(ids[k] for k in places) for places in of_step), notes, actor)
