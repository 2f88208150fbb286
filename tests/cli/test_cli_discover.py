"""`mining discover`: the figures, the map as a file, a mined model."""

import json
from pathlib import Path

import pytest

import mining
from cli.main import run
from mining.conformance.quality import quality

ROWS = "case,activity,start,end\n" + "".join(
    f"{case},{activity},2024-01-0{case} {8 + 2 * k:02}:00:00,2024-01-0{case} {9 + 2 * k:02}:00:00\n"
    for case, trace in ((1, "abc"), (2, "abc"), (3, "axc"))
    for k, activity in enumerate(trace)
)


@pytest.fixture
def export(tmp_path: Path) -> str:
    path = tmp_path / "log.csv"
    path.write_text(ROWS)
    return str(path)


def test_the_json_has_the_keys_of_the_interface(export: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Every step takes an hour and waits an hour: 2 h from end to end."""
    assert run(["discover", export, "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert set(document) == {"mining", "log", "activities", "edges", "starts", "ends", "variants"}
    assert document["activities"] == {"a": 3, "c": 3, "b": 2, "x": 1}
    edge = {"from": "a", "to": "b", "count": 2, "mean_hours": 2.0, "median_hours": 2.0, "waiting_mean_hours": 1.0}
    assert document["edges"][0] == edge
    assert (document["starts"], document["ends"], document["variants"]) == ({"a": 3}, {"c": 3}, 2)


def test_a_log_without_times_has_no_hours(export: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Null, not zero."""
    assert run(["discover", export, "--no-time", "--format", "json"]) == 0
    edge = json.loads(capsys.readouterr().out)["edges"][0]
    assert (edge["mean_hours"], edge["median_hours"]) == (None, None) and "waiting_mean_hours" not in edge


def test_other_tables_as_csv(export: str, capsys: pytest.CaptureFixture[str]) -> None:
    """--table activities."""
    assert run(["discover", export, "--format", "csv", "--table", "activities"]) == 0
    assert capsys.readouterr().out.splitlines() == ["activity,instances,cases", "a,3,3", "c,3,3", "b,2,2", "x,1,1"]


def test_the_map_as_json_is_what_stdout_says(export: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One document, two places; the file is whole and talk goes to stderr."""
    assert run(["discover", export, "-o", str(tmp_path / "map.json"), "--format", "json"]) == 0
    out, err = capsys.readouterr()
    assert json.loads((tmp_path / "map.json").read_text()) == json.loads(out)
    assert "map.json" in err


def test_the_map_as_a_picture_and_as_a_page(export: str, tmp_path: Path) -> None:
    """SVG and HTML, complete."""
    svg, html = tmp_path / "map.svg", tmp_path / "map.html"
    assert run(["discover", export, "-o", str(svg), "--paths", "0.5", "--activities", "0.9", "--quiet"]) == 0
    assert svg.read_text().lstrip().startswith("<svg") and svg.read_text().rstrip().endswith("</svg>")
    assert run(["discover", export, "-o", str(html), "--quiet"]) == 0
    assert html.read_text().rstrip().endswith("</html>")


@pytest.mark.parametrize("miner", ["inductive", "heuristics", "split"])
def test_a_mined_model_is_written_as_pnml(
    miner: str, export: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With how good it is: as quality() says, and in words."""
    path = tmp_path / "model.pnml"
    assert run(["discover", export, "--model", miner, "--noise", "0.1", "-o", str(path), "--format", "json"]) == 0
    out, err = capsys.readouterr()
    found = json.loads(out)["model"]
    assert found == {"file": str(path), **quality(mining.read(export), path).to_dict()}
    assert f"Fitness {found['fitness']:.3f}, precision " in err and "<pnml>" in path.read_text()


@pytest.mark.parametrize("miner", ["inductive", "heuristics", "split"])
def test_a_mined_model_as_bpmn(miner: str, export: str, tmp_path: Path) -> None:
    """Read again, it is as good for the log as the net in PNML."""
    for kind in ("bpmn", "pnml"):
        assert run(["discover", export, "--model", miner, "-o", str(tmp_path / f"model.{kind}"), "--quiet"]) == 0
    log = mining.read(export)
    one, other = (mining.conform(log, tmp_path / f"model.{kind}") for kind in ("bpmn", "pnml"))
    assert (one.fitness, one.fitting_cases) == (other.fitness, other.fitting_cases)


def test_a_net_that_is_not_sound_is_no_bpmn(export: str) -> None:
    """It is refused with the reason, and with what can be done."""
    from cli.discover import _bpmn
    from mining.discovery.miners import Model
    from mining.errors import ModelError

    mined = mining.discover_model(mining.read(export))
    # Without its arcs into the end, the net can never end.
    net, initial, final = mined
    from pm4py.objects.petri_net.utils.petri_utils import remove_arc

    for arc in [arc for place in final for arc in place.in_arcs]:
        remove_arc(net, arc)
    with pytest.raises(ModelError, match=r"(?s)not sound.*--model inductive"):
        _bpmn(Model(net, initial, final, "split", 0.0), "model.bpmn")


def test_a_model_that_cannot_be_executed_has_no_figures(
    monkeypatch: pytest.MonkeyPatch, export: str, tmp_path: Path
) -> None:
    """Null, never a made-up number; simplicity looks at the net alone."""
    from cli.discover import _judged
    from mining.errors import ModelError

    log = mining.read(export)
    model = mining.discover_model(log)

    def refused(*_: object, **__: object) -> None:
        raise ModelError("it never ends.")

    monkeypatch.setattr("mining.conformance.quality.quality", refused)
    figures, words = _judged(log, model)
    assert (figures["fitness"], figures["precision"]) == (None, None)
    assert figures["simplicity"] is not None and words.endswith("it never ends.")


@pytest.mark.parametrize(("kind", "begin"), [("svg", b"<svg"), ("png", b"\x89PNG"), ("pdf", b"%PDF")])
def test_map_and_model_as_pictures(kind: str, begin: bytes, export: str, tmp_path: Path) -> None:
    """The map, and the net of a miner, in every kind of picture."""
    for name, more in (("map", []), ("model", ["--model", "inductive"])):
        path = tmp_path / f"{name}.{kind}"
        assert run(["discover", export, *more, "-o", str(path), "--quiet"]) == 0
        assert path.read_bytes().startswith(begin)


def test_what_cannot_be_written_is_refused_before_anything_is_read(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2, and what to do."""
    assert run(["discover", "nowhere.csv", "-o", "map.gif"]) == 2
    assert "Kinds: .svg, .png, .pdf, .html, .json" in capsys.readouterr().err
    assert run(["discover", "nowhere.csv", "--model", "inductive"]) == 2
    assert "-o model.pnml" in capsys.readouterr().err
    assert run(["discover", "nowhere.csv", "--paths", "2"]) == 2
