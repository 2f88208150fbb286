"""A Petri net with where it begins and where it may end."""

from __future__ import annotations

from dataclasses import dataclass

Marking = tuple[int, ...]
"""Tokens per place, in the order of `Net.places`."""
Arcs = tuple[tuple[int, int], ...]
"""(place, weight) pairs."""


@dataclass(frozen=True)
class Net:
    """An accepting Petri net: places, transitions, an initial marking and one or more final markings.

    Attributes:
        places: names, for messages.
        labels: per transition, the activity it stands for; None: silent. Several may bear one label.
        inputs: per transition, the (place, weight) pairs it takes tokens from.
        outputs: per transition, the (place, weight) pairs it puts tokens into.
        initial: tokens per place at the beginning.
        finals: markings in which a run may end.
        notes: what the file left open and how it was read, one sentence each.
    """

    places: tuple[str, ...]
    labels: tuple[str | None, ...]
    inputs: tuple[Arcs, ...]
    outputs: tuple[Arcs, ...]
    initial: Marking
    finals: tuple[Marking, ...]
    notes: tuple[str, ...] = ()

    @property
    def steps(self) -> tuple[str, ...]:
        """The distinct labels, sorted: nets have no designed order."""
        return tuple(sorted({label for label in self.labels if label is not None}))


def derived_finals(sinks: tuple[int, ...], places: int) -> tuple[Marking, ...]:
    """Return final markings for a net that names none: one token in every sink, or one token in a single sink.

    Args:
        sinks: places without outgoing arcs.
        places: number of places.

    >>> derived_finals((1, 2), 3)
    ((0, 1, 1), (0, 1, 0), (0, 0, 1))
    """
    together = [sinks] + ([(sink,) for sink in sinks] if len(sinks) > 1 else [])
    return tuple(tuple(int(place in chosen) for place in range(places)) for chosen in together)
