"""Back and forth between persons and teams."""

from datetime import UTC, datetime, timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_logs import log

from mining.assembly import assemble
from mining.log import EventLog
from mining.waste.instances.placed import placed
from mining.waste.rework.handovers import handovers


def by_team(*sequences: str) -> EventLog:
    """One case per text, one instance per letter, which is its team; a dot has none."""
    start = datetime(2024, 1, 1, tzinfo=UTC)
    rows = [
        {"case": str(k), "activity": "a", "end": start + timedelta(hours=place), "team": None if team == "." else team}
        for k, sequence in enumerate(sequences)
        for place, team in enumerate(sequence)
    ]
    return assemble(pl.DataFrame(rows, schema_overrides={"team": pl.String}))


def counted(*sequences: str) -> tuple:
    return handovers(placed(by_team(*sequences), None)).rows()[0]


def test_ping_pong_and_returns() -> None:
    """A A B . A C: A B A C; 3 handovers, one ping-pong (A B A), 4 - 3 = 1 return. A B C A: 3, none, one return."""
    assert counted("AAB.AC", "ABCA", "A") == ("team", 6, 1, 2, 2)


def test_nobody_known() -> None:
    """Without persons, teams or lanes there is nothing to count, and nothing is said to be none."""
    assert handovers(placed(log("abc"), None)).height == 0


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text("AB.C", min_size=1, max_size=7).filter(lambda text: text.strip(".")), min_size=1, max_size=4))
def test_against_the_words(sequences: list[str]) -> None:
    """The same, counted letter by letter."""
    total = [0, 0, 0, 0]
    for sequence in sequences:
        known = [team for team in sequence if team != "."]
        collapsed = [team for place, team in enumerate(known) if place == 0 or known[place - 1] != team]
        total[0] += len(collapsed) - 1
        total[1] += sum(collapsed[k] == collapsed[k + 2] for k in range(len(collapsed) - 2))
        total[2] += len(collapsed) - len(set(collapsed))
        total[3] += len(collapsed) > 1
    assert counted(*sequences) == ("team", *total)
