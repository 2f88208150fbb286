"""Moves told in business words: blocks, early and late, each move in exactly one deviation."""

from collections import Counter

import numpy as np
import pytest
from flows_strategy import simple_blueprint
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_logs import log

from mining.blueprint.flow import Do, Repeat, Sequence
from mining.conformance.conform import conform
from mining.conformance.moves import LOG, MODEL, SYNCHRONOUS
from mining.conformance.told import BEFORE_ALL, Key, told

STRAIGHT = Sequence(tuple(Do(step) for step in "abcdefg"))


def ids(*traces: str, flow: Sequence = STRAIGHT) -> dict[str, tuple[int, int]]:
    """Id -> (cases, occurrences)."""
    counts = conform(log(*traces, timed=False), simple_blueprint(flow)).deviations.counts
    return {row["id"]: (row["cases"], row["occurrences"]) for row in counts.iter_rows(named=True)}


@pytest.mark.parametrize(
    ("trace", "expected"),
    [
        ("abefg", {"skipped:c,d": (1, 1)}),
        ("abdfg", {"skipped:c": (1, 1), "skipped:e": (1, 1)}),
        ("abxefg", {"skipped:c,d": (1, 1), "unknown:x": (1, 1)}),
        ("abcbcdefg", {"repeated:b,c": (1, 1)}),
        ("abcbcbcdefg", {"repeated:b,c": (1, 2)}),
        ("abcbxcdefg", {"repeated:b,c": (1, 1), "unknown:x": (1, 1)}),
        ("abbbcdefg", {"repeated:b": (1, 2)}),
        ("abdecfg", {"moved:c:after:d": (1, 1)}),
        ("faabcdeg", {"moved:f:before:e": (1, 1), "repeated:a": (1, 1)}),
        ("abfcdeg", {"moved:f:before:e": (1, 1)}),
        ("abefcdg", {"moved:c,d:after:e": (1, 1)}),
        ("adebcfg", {"moved:b,c:after:d": (1, 1)}),
        ("abc", {"unfinished:d,e,f,g": (1, 1)}),
        ("abcdefgg", {"repeated:g": (1, 1)}),
    ],
)
def test_what_belongs_together_is_one_deviation(trace: str, expected: dict[str, tuple[int, int]]) -> None:
    """Designed: a to g in a row."""
    assert expected == ids(trace)


def test_ids_are_stable_whatever_else_the_log_holds() -> None:
    """The id of a case's deviation does not depend on other cases."""
    alone = ids("abefg")
    assert alone.keys() <= ids("abefg", "abcbcdefg", "xabcdefg", "abdfg").keys()


def test_by_step_counts_a_step_in_whatever_company() -> None:
    """c is skipped alone in one case and with d in two: in three cases altogether; d in two."""
    found = conform(log("abdefg", "abefg", "abefg", timed=False), simple_blueprint(STRAIGHT)).deviations.by_step
    assert [("skipped", "c", 3, 1.0), ("skipped", "d", 2, 2 / 3)] == found.rows()


def test_a_label_with_a_comma_is_not_taken_for_two_steps() -> None:
    """Of a net: the steps "a,b" and "a", "b" have different ids."""
    from mining.blueprint.net import Net

    chain = ("s", "a,b", "c", "a", "b", "e")
    places = tuple(f"p{k}" for k in range(7))
    ends = tuple(tuple(int(k == p) for p in range(7)) for k in (0, 6))
    net = Net(places, chain, tuple(((k, 1),) for k in range(6)), tuple(((k + 1, 1),) for k in range(6)), ends[0], (ends[1],))
    import polars as pl

    from mining.assembly import assemble

    frame = pl.DataFrame({"case": ["1", "1", "1", "1"], "activity": ["s", "a", "b", "e"]})
    assert {"skipped:a\\,b,c"} == set(conform(assemble(frame), net).deviations.wording["id"])


@settings(max_examples=60, deadline=None)
@given(st.text("abcdefgxy", min_size=1, max_size=9))
def test_every_move_is_told_exactly_once(trace: str) -> None:
    """Log moves are the events of what is told; as many model moves as gaps and moved steps; nothing else."""
    flow = Sequence(
        (*(Do(step) for step in "ab"), Repeat(Do("c"), Sequence((Do("d"), Do("e"))), at_most=1), Do("f"), Do("g"))
    )
    row = conform(log(trace, timed=False), simple_blueprint(flow)).alignments.frame.row(0, named=True)
    numbers = {step: k for k, step in enumerate("abcdefgxy")}
    kinds = {"synchronous": SYNCHRONOUS, "log": LOG, "model": MODEL}
    moves = [(kinds[move["move"]], numbers[move["step"]]) for move in row["moves"]]
    found = told(moves, Counter(numbers[step] for step in trace), known=7, most=[1, 1, 2, 1, 1, 1, 1], limits=[None] * 7)
    events = sorted(event for what in found.values() for event in what.events)
    positions = np.flatnonzero([kind != MODEL for kind, _ in moves])
    logged = [k for k, place in enumerate(positions) if moves[place][0] == LOG]
    assert logged == events
    model = Counter(step for kind, step in moves if kind == MODEL)
    gaps: Counter[int] = Counter()
    for key, what in found.items():
        assert isinstance(key, Key)
        assert all(BEFORE_ALL <= place < len(trace) for place in what.places)
        if key.kind in ("skipped", "unfinished", "moved"):
            gaps.update(dict.fromkeys(key.steps, what.times))
    assert model == gaps
