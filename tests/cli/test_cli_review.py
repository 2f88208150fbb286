"""`mining review`: one log that is split, or two."""

import csv
import io
import json
from pathlib import Path

import pytest

from cli.main import run

SAMPLE = str(Path(__file__).parents[2] / "sample_logs" / "help_desk.csv")
DESIGN = SAMPLE.replace(".csv", ".yaml")
SPLIT = ["review", SAMPLE, "--split", "2025-11-17", "--blueprint", DESIGN]


def test_the_json_has_the_keys_of_the_interface(capsys: pytest.CaptureFixture[str]) -> None:
    """Measures with their difference, deviations and labels by change, whether the blueprint changed; the log's own keys."""
    assert 0 == run([*SPLIT, "--format", "json"])
    document = json.loads(capsys.readouterr().out)
    assert {"mining", "log", "measures", "deviations", "labels", "blueprint_changed"} <= set(document)
    (fitting,) = [each for each in document["measures"] if each["name"] == "fitting cases"]
    assert {"estimate", "low", "high"} == set(fitting["difference"])
    assert fitting["difference"]["estimate"] == pytest.approx(fitting["after"] - fitting["before"])
    assert document["blueprint_changed"] is False


def test_every_table_is_csv(capsys: pytest.CaptureFixture[str]) -> None:
    """Figures by default; the cases behind them are as many as the log has."""
    heads = {"figures": "figure", "deviations": "change", "labels": "change", "mix": "attribute", "weeks": "figure"}
    for name, head in heads.items():
        assert 0 == run([*SPLIT, "--format", "csv", "--table", name])
        assert capsys.readouterr().out.startswith(head + ",")
    assert 0 == run([*SPLIT, "--format", "csv", "--table", "cases"])
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert 600 == len(rows)
    assert {"before", "after"} == {row["period"] for row in rows}


def test_both_languages_in_sentences(capsys: pytest.CaptureFixture[str]) -> None:
    """The sample was simulated without a change, and nothing is said to have changed."""
    assert 0 == run(SPLIT)
    assert "No figure differs by more than ordinary variation." in capsys.readouterr().out
    assert 0 == run([*SPLIT, "--language", "zh"])
    assert "没有指标的差异超出寻常波动。" in capsys.readouterr().out


def test_two_logs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Before and after as two files; a label that only the second has is new."""
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    head = "case,activity,end\n"
    for path, month, label in ((first, 1, "answer"), (second, 3, "forward")):
        rows = [
            f"{month}-{k},{step},2024-0{month}-{k % 28 + 1:02} {9 + hour:02}:0{k % 7}:00\n"
            for k in range(40)
            for hour, step in enumerate(("ask", label))
        ]
        path.write_text(head + "".join(rows))
    assert 0 == run(["review", str(first), str(second), "--format", "json"])
    document = json.loads(capsys.readouterr().out)
    assert ["forward"] == [label["activity"] for label in document["labels"]["new"]]
    assert ["answer"] == [label["activity"] for label in document["labels"]["gone"]]
    assert document["blueprint_changed"] is None


def test_what_cannot_be_compared_ends_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    """Neither a second log nor a split, both, a split beyond the log: one message on stderr, nothing on stdout."""
    for wrong in (["review", SAMPLE], ["review", SAMPLE, SAMPLE, "--split", "2025-11-17"], [*SPLIT[:3], "2031-01-01"]):
        assert 2 == run(wrong)
        out, err = capsys.readouterr()
        assert "" == out and err.startswith("ReviewError: ") and "Try:" in err
