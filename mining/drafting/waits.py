"""States in which someone is waited for, guessed from their words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mining.blueprint.lanes import KINDS, Kind, Lane
from mining.blueprint.names import Name
from mining.drafting.lanes import LaneNote, Lanes
from mining.drafting.words import CUSTOMER, EXTERNAL, WAIT, telling

WAITED_FOR: tuple[tuple[Kind, str, str], ...] = (("external", EXTERNAL, "Supplier"), ("customer", CUSTOMER, "Customer"))


def with_waits(labels: Sequence[str], lanes: Lanes) -> tuple[Lanes, dict[int, str]]:
    """Return the lanes with those who are waited for, and the steps that are waits with the word that told.

    A state that waits for a customer or a supplier belongs to their lane; another stays where it was.
    """
    waits: dict[int, str] = {}
    for step, label in enumerate(labels):
        word = telling(label, WAIT)
        if not word:
            continue
        waits[step] = word
        for kind, words, name in WAITED_FOR:
            if who := telling(label, words):
                lane = next((lane for lane in lanes.lanes if lane.kind == kind), None)
                if lane is None:
                    lane = Lane(name.casefold(), Name.of(name), kind)
                    lanes = replace(
                        lanes,
                        lanes=tuple(sorted([*lanes.lanes, lane], key=lambda one: KINDS.index(one.kind))),
                        notes={**lanes.notes, lane.id: LaneNote("word", who)},
                    )
                own = (*lanes.of_step[:step], (lane.id,), *lanes.of_step[step + 1 :])
                lanes = replace(lanes, of_step=own)
                break
    return lanes, waits
