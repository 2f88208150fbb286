"""Which branch is for which value of a case's attribute."""

import polars as pl
import pytest
from tiny_logs import MONDAY

import mining
from mining.assembly import assemble
from mining.blueprint.branches import branch_of
from mining.blueprint.document import blueprint_of
from mining.blueprint.flow import Either

TEXT = """\
blueprint: Counter
lanes: {guest: {kind: customer}, desk: {kind: frontstage}}
steps: {tap: {lane: guest}, queue: {lane: guest}, serve: {lane: desk}}
flow:
  - either: {by: channel, "App*": tap, else: queue}
  - serve
"""


@pytest.mark.parametrize(("value", "branch"), [("app", 0), ("ＡＰＰ 2.1", 0), ("counter", 1), ("else", 1)])
def test_values_find_their_branch(value: str, branch: int) -> None:
    """As labels do: width and case make no difference, * is any text, else is the rest."""
    either = blueprint_of(TEXT).flow.parts[0]
    assert isinstance(either, Either)
    assert branch_of(either, value) == branch


def test_no_branch_for_a_value() -> None:
    """Without else, another value has none."""
    either = blueprint_of(TEXT.replace("else: queue", "counter: queue")).flow.parts[0]
    assert isinstance(either, Either)
    assert [branch_of(either, value) for value in ("counter", "phone")] == [1, None]


def test_another_path_fits_and_is_a_channel_switch() -> None:
    """An app case that queues is a run of the flow (cost 0), and a deviation; so is a counter case that taps."""
    cases = {
        "1": ("app", "tap"),
        "2": ("app", "queue"),
        "3": ("counter", "queue"),
        "4": ("counter", "tap"),
        "5": (None, "tap"),
    }
    rows = [
        {"case": case, "activity": step, "end": MONDAY, "channel": channel}
        for case, (channel, first) in cases.items()
        for step in (first, "serve")
    ]
    log = assemble(pl.DataFrame(rows))
    found = mining.conform(log, blueprint_of(TEXT))
    assert found.per_case["cost"].to_list() == [0, 0, 0, 0, 0]
    switched = [(row["kind"], row["case_ids"]) for row in found.deviations.to_dicts()]
    assert sorted(switched) == [("channel_switch", ["2"]), ("channel_switch", ["4"])]
