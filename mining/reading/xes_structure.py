"""Which event and trace an XES attribute belongs to, by what the markup before it opens and closes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mining.reading.xes_markup import Ints, Marked


@dataclass(frozen=True)
class Placed:
    """Where the attributes of a document belong.

    Attributes:
        depth: of every attribute, 1 in a trace, 2 in an event.
        event: of every attribute, how many events were opened before its own; in a trace, before its next.
        trace: of every attribute, how many traces were opened before its own.
        trace_of_event: for every event, how many traces were opened before its own.
        traces: how many there are.
    """

    depth: Ints
    event: Ints
    trace: Ints
    trace_of_event: Ints
    traces: int


def placed(document: Marked) -> Placed | None:
    """Tell where every attribute belongs; None where a tag is out of place or something is not closed."""
    every = (*document.markups, document.end)
    leads = np.array([markup.leads for markup in every], dtype=np.int8)
    needs = np.array([markup.needs for markup in every], dtype=np.int8)
    events = np.array([len(markup.opens) for markup in every], dtype=np.int32)
    traces = np.array([markup.traces for markup in every], dtype=np.int32)
    # Markup without tags of traces and events (most of it) leads nowhere: the other tells how deep what follows stands.
    rows = np.flatnonzero((leads >= 0)[document.ids])
    if not rows.size or rows[0] or document.end.needs < 0:
        return None
    turns = np.append(document.ids[rows], len(document.markups))
    before = np.append(np.int8(0), leads[turns])
    if (needs[turns] != before[:-1]).any() or before[-1]:
        return None
    follow = np.diff(np.append(rows, document.ids.size))
    opened, begun = np.cumsum(events[turns], dtype=np.int32), np.cumsum(traces[turns], dtype=np.int32)
    # Every turn opens its events one after another, most of them one or none.
    first = np.cumsum([0, *events[:-1]])
    within = np.arange(opened[-1]) - np.repeat(opened - events[turns], events[turns])
    opens = np.array([place for markup in every for place in markup.opens], dtype=np.int32)
    of_event = opens[np.repeat(first[turns], events[turns]) + within]
    return Placed(
        depth=np.repeat(leads[turns[:-1]], follow),
        event=np.repeat(opened[:-1] - 1, follow),
        trace=np.repeat(begun[:-1] - 1, follow),
        trace_of_event=of_event + np.repeat(begun - traces[turns], events[turns]) - 1,
        traces=int(begun[-1]),
    )
