"""Waste that is neither waiting nor rework, with the rule that found it."""

from datetime import timedelta

import polars as pl
import pytest
from tiny_logs import log, worked

from mining.blueprint.flow import Do, MayEnd, Optional, Sequence
from mining.blueprint.lanes import Lane
from mining.blueprint.model import Blueprint
from mining.blueprint.names import Name
from mining.blueprint.steps import Step
from mining.log import EventLog
from mining.waste.other_waste import KINDS, OTHER, RULES
from mining.waste.waste import waste

HOUR = timedelta(hours=1)


def service(**steps) -> Blueprint:
    """a by the customer, b at the front, c and x behind; x stops a case from anywhere."""
    kinds = {"a": "guest", "b": "desk", "c": "lab", "x": "lab"}
    lanes = (
        Lane("guest", Name.of("guest"), "customer"),
        Lane("desk", Name.of("desk"), "frontstage"),
        Lane("lab", Name.of("lab"), "backstage"),
    )
    made = tuple(Step(name, Name.of(name), (lane,), **steps.get(name, {})) for name, lane in kinds.items())
    return Blueprint(Name.of("s"), lanes, made, Sequence((Do("a"), Do("b"), Optional(Do("c")))), may_end=(MayEnd("x"),))


def other(event_log: EventLog, blueprint: Blueprint | None = None) -> pl.DataFrame:
    frame = waste(event_log, blueprint).other
    assert frame is not None
    return frame


def found(event_log: EventLog, blueprint: Blueprint | None, kind: str) -> list[dict]:
    return other(event_log, blueprint).filter(pl.col("kind") == kind).to_dicts()


def test_each_crossing_of_a_line_is_counted() -> None:
    """a b c twice and a b once: interaction three times, visibility twice; back from c to b crosses visibility, too."""
    rows = found(log("abc", "abcb", "ab"), service(), "crossing")
    assert [
        ("guest > desk (interaction)", 3, 3),
        ("desk > lab (visibility)", 2, 2),
        ("lab > desk (visibility)", 1, 1),
    ] == [(row["what"], row["instances"], row["cases"]) for row in rows]
    assert [] == found(log("abc"), None, "crossing")


def test_work_on_cases_that_were_stopped_is_lost() -> None:
    """Case 1: b 1 h and x 1 h by staff, then stopped: 2 h lost; the guest's hour is none of theirs. Case 2 was served."""
    rows = [
        ("1", "a", 0, 1, "g"),
        ("1", "b", 1, 2, "p"),
        ("1", "x", 2, 3, "q"),
        ("2", "a", 0, 1, "h"),
        ("2", "b", 1, 2, "r"),
    ]
    (row,) = found(worked(*rows), service(), "lost_work")
    assert ("x", True, 1, ["1"], 2 * HOUR) == (row["what"], row["tagged"], row["cases"], row["case_ids"], row["likely"])


@pytest.mark.parametrize("label", ["Application cancelled", "申请已撤回", "Rejected"])
def test_a_label_only_suggests_and_needs_a_word(label: str) -> None:
    """Without a blueprint a case that ends with such a label is listed, not tagged; any other label is not listed."""
    (row,) = found(worked(("1", "ask", 0, 1, "p"), ("1", label, 1, 2, "p")), None, "lost_work")
    assert (label, False) == (row["what"], row["tagged"])
    assert [] == found(worked(("1", "ask", 0, 1, "p"), ("1", "answer", 1, 2, "p")), None, "lost_work")


def test_a_control_that_changes_nothing() -> None:
    """After 100 checks b the same follows 99 times: idle. 97 times: it changes something. 99 executions: not judged."""
    same, other, checked = "abc", "abx", service(b={"control": True})
    (row,) = found(log(*[same] * 99, other), checked, "idle_control")
    assert ("b", True, 100, 0.99) == (row["what"], row["tagged"], row["instances"], row["share"])
    assert [] == found(log(*[same] * 97, *[other] * 3), checked, "idle_control")
    assert [] == found(log(*[same] * 99), checked, "idle_control")
    assert [] == found(log(*[same] * 100), service(), "idle_control")


def test_work_beyond_twice_the_designed_time() -> None:
    """b is designed to take 1 h: 3 h exceed it by 2; 2 h are not beyond twice. Without a start nobody knows."""
    event_log = worked(("1", "b", 0, 3, "p"), ("2", "b", 0, 2, "q"))
    (row,) = found(event_log, service(b={"takes": HOUR}), "overlong")
    assert (1, ["1"], 2 * HOUR) == (row["instances"], row["case_ids"], row["likely"])
    assert [] == found(log("ab", hours=9), service(b={"takes": HOUR}), "overlong")


def test_every_kind_has_its_rule() -> None:
    """In both languages; and a log without any of it gives an empty frame of the same columns."""
    assert set(KINDS) == set(RULES)
    assert all(english and chinese for english, chinese in RULES.values())
    assert OTHER == dict(other(log("ab")).schema)
