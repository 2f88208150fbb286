import gzip
import json
from pathlib import Path

import pytest

from cli.main import run
from mining.simulation import sample


@pytest.fixture(autouse=True)
def somewhere(tmp_path, monkeypatch):
    """Every test in a folder of its own."""
    monkeypatch.chdir(tmp_path)


def test_writes_the_log_and_its_blueprint(capsys):
    """-o FILE: the simulated bytes and the blueprint beside them; the facts on stdout, the talk on stderr."""
    assert run(["sample", "help_desk", "--cases", "40", "--seed", "3", "-o", "big.csv"]) == 0
    made = sample("help_desk", cases=40, seed=3)
    assert Path("big.csv").read_bytes() == made.encoded()
    assert Path("big.yaml").read_text(encoding="utf-8") == made.blueprint_text
    out, err = capsys.readouterr()
    assert "Wrote big.csv and big.yaml." in err
    assert "40 cases" in out and "Waiting for customer" in out


def test_default_name_is_never_overwritten(capsys):
    """Without -o: NAME.csv; a second time it is refused with what to do, and the file stays."""
    assert run(["sample", "room_service", "--cases", "5", "--quiet"]) == 0
    before = Path("room_service.csv").read_bytes()
    capsys.readouterr()
    assert run(["sample", "room_service", "--cases", "6"]) == 2
    assert Path("room_service.csv").read_bytes() == before
    assert "exists" in capsys.readouterr().err


def test_named_file_is_overwritten_but_not_another_blueprint(capsys):
    """-o overwrites the log; a blueprint of that name that says something else is left alone, and that is said."""
    Path("x.csv").write_text("old")
    Path("x.yaml").write_text("mine: yes")
    assert run(["sample", "room_service", "--cases", "5", "-o", "x.csv"]) == 0
    assert Path("x.csv").read_bytes() == sample("room_service", cases=5).encoded()
    assert Path("x.yaml").read_text() == "mine: yes"
    assert "x.yaml exists and was left alone." in capsys.readouterr().err


def test_dash_is_stdout(capfdbinary):
    """-o - writes the bytes of the log and nothing else."""
    assert run(["sample", "complaints_zh", "--cases", "5", "-o", "-"]) == 0
    assert capfdbinary.readouterr().out == sample("complaints_zh", cases=5).encoded()
    assert not Path("complaints_zh.csv").exists()


def test_gz_is_compressed():
    """-o big.csv.gz: the same bytes, compressed; the blueprint is big.yaml."""
    assert run(["sample", "room_service", "--cases", "5", "-o", "big.csv.gz", "--quiet"]) == 0
    assert gzip.decompress(Path("big.csv.gz").read_bytes()) == sample("room_service", cases=5).encoded()
    assert Path("big.yaml").exists()


def test_json_tells_what_was_planted(capsys):
    """--format json: the facts, under the command's name."""
    assert run(["sample", "room_service", "--cases", "30", "-o", "x.csv", "--format", "json", "--quiet"]) == 0
    told = json.loads(capsys.readouterr().out)["sample"]
    assert told["file"] == "x.csv" and told["blueprint"] == "x.yaml"
    planted = sample("room_service", cases=30).planted
    assert {key: told[key] for key in planted.to_dict()} == planted.to_dict()


def test_flawless_plants_nothing(capsys):
    """--flawless: no departure from the design."""
    assert run(["sample", "room_service", "--cases", "60", "--flawless", "-o", "x.csv", "--format", "json", "--quiet"]) == 0
    assert json.loads(capsys.readouterr().out)["sample"]["deviations"] == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["sample", "room_servise"], 'Did you mean "room_service"?'),
        (["sample", "room_service", "--cases", "0"], "--cases"),
        (["sample", "room_service", "--cases", "5", "-o", "nowhere/x.csv"], "cannot be written"),
        (["sample", "room_service", "--cases", "5", "-o", "x.yaml"], "names the log"),
    ],
)
def test_usage(arguments, message, capsys):
    """Wrong names, sizes and places: exit code 2 and one message."""
    assert run(arguments) == 2
    out, err = capsys.readouterr()
    assert message in err and not out
