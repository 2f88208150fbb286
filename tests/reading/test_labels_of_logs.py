"""Labels: merged where only width, case or spaces differ, proposed where letters do."""

from pathlib import Path

import polars as pl
import pytest
from tiny_logs import log

import mining
from mining.assembly import assemble
from mining.findings import Finding
from mining.log import EventLog
from mining.reading.labels import look_alikes, merged_labels, spelled


def test_the_most_frequent_spelling_wins() -> None:
    """Three times "Check it", once each of three others: four rows one label; of equals the first by text."""
    labels = ["Check it", "check  it", "ＣＨＥＣＫ it", "Check it", "checkit", "Check it", "Pay", "pay"]
    found: list[Finding] = []
    table, taken = merged_labels(pl.DataFrame({"activity": labels}), found)
    assert ["Check it"] * 6 + ["Pay"] * 2 == table["activity"].to_list()
    assert {"check  it": "Check it", "ＣＨＥＣＫ it": "Check it", "checkit": "Check it", "pay": "Pay"} == taken
    assert [("labels_merged", "note", 4)] == [(f.code, f.severity, f.rows) for f in found]
    assert "4 rows changed" in found[0].message and "'Pay' = 'pay'" == found[0].examples[1]
    assert ["Check it", "other"] == spelled(["checkit", "other"], taken)


@pytest.mark.parametrize("labels", [["a", "A", "b"], ["Check", "Checks", None], [], ["受理", "办理"]])
def test_what_differs_in_more_stays(labels: list[str | None]) -> None:
    """Single letters are names of models; other letters are other activities; and nothing is said."""
    found: list[Finding] = []
    table = pl.DataFrame({"activity": labels}, schema={"activity": pl.String})
    assert (table.to_dicts(), {}, []) == (merged_labels(table, found)[0].to_dicts(), merged_labels(table, found)[1], found)


def test_a_named_end_activity_may_be_spelled_either_way(tmp_path: Path) -> None:
    """The user names the spelling that gave way."""
    path = tmp_path / "log.csv"
    path.write_text(
        "case,activity,end\n1,Open,2024-01-01\n1,CLOSE,2024-01-02\n2,Open,2024-01-01\n2,Close,2024-01-03\n3,Open,2024-01-01\n"
    )
    read = mining.read(path, end_activities=["Close"])
    assert ["CLOSE", "Open"] == read.activities
    assert [False, False, True] == (read.cases["open"] | read.cases["unfinished"]).to_list()


def typed(wrong: str, times: int, before: str = "take it") -> EventLog:
    """Twenty cases of before, "cook the order", after; the last `times` of them with the wrong label."""
    rows = [
        (str(case), label, 3 * case + place)
        for case in range(20)
        for place, label in enumerate([before if case >= 20 - times else "take it", "cook the order", "serve it"])
    ]
    rows = [(c, wrong if label == "cook the order" and int(c) >= 20 - times else label, k) for c, label, k in rows]
    frame = pl.DataFrame(rows, schema=["case", "activity", "end"], orient="row")
    return assemble(frame.with_columns((pl.col("end") * 10**9).cast(pl.Datetime("us"))))


def test_a_misspelt_label_is_proposed() -> None:
    """Two cases "cook teh order" (letters exchanged) between the same neighbours; nothing is merged."""
    event_log = typed("cook teh order", 2)
    finding = look_alikes(event_log)[0]
    assert ("labels_alike", 1, ("cook teh order ~ cook the order",)) == (finding.code, finding.rows, finding.examples)
    assert finding.message.startswith("1 label may be misspelt") and "cook teh order" in event_log.activities


@pytest.mark.parametrize(
    ("wrong", "times"),
    [("cook teh order", 8), ("roast a goose", 2), ("cook the order 2", 2)],
    ids=["too frequent", "other letters", "a number"],
)
def test_other_labels_are_not_proposed(wrong: str, times: int) -> None:
    """As frequent as the right one; nothing alike; a number that was meant."""
    assert [] == look_alikes(typed(wrong, times))


def test_other_neighbours_mean_another_activity() -> None:
    """ "accept order" and "except order" would be alike, were it not for what stands around them."""
    frame = log("abc").events.clear()
    rows = [(str(c), label) for c in range(20) for label in ("x ring", "accept order", "y bake")]
    rows += [(str(c), label) for c in range(20, 23) for label in ("bill", "except order", "pay up")]
    event_log = assemble(pl.DataFrame(rows, schema=["case", "activity"], orient="row"))
    assert frame.is_empty() and [] == look_alikes(event_log)
