"""mining blueprint lint, draw: output, exit codes, files."""

import json
from pathlib import Path

import pytest

from cli.main import run

SAMPLES = Path(__file__).parents[2] / "sample_logs"
BROKEN = "blueprint: Counter\nlanes:\n  guest: {kind: custommer}\n"
CLEAN = "blueprint: {en: Counter, zh: 柜台}\nlanes: {guest: {kind: customer}}\nsteps: {ask: {lane: guest}}\nflow: [ask]\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "counter.yaml"
    path.write_text(CLEAN, encoding="utf-8")
    return path


def test_lint_of_a_clean_file(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file in order: one sentence, exit code 0."""
    assert run(["blueprint", "lint", str(file)]) == 0
    assert capsys.readouterr().out == "Counter: valid, 1 lane, 1 step, no doubts.\n"


def test_lint_lists_doubts(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Doubts are printed with their lines, and are no error; JSON and CSV have both languages."""
    text = (
        (SAMPLES / "room_service.yaml").read_text(encoding="utf-8").replace("teams: [Stores], rate: 16", "teams: [Stores]")
    )
    file.write_text(text, encoding="utf-8")
    assert run(["blueprint", "lint", str(file), "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["blueprint"]["steps"] == 11
    assert document["errors"] == []
    message = 'the lane "stores" has no rate, others have; its hours will have no price.'
    chinese = "泳道“stores”没有费率，而其他泳道有；其工时将无法计价。"
    assert document["doubts"] == [{"line": 13, "code": "lane_without_rate", "message": message, "message_zh": chinese}]
    assert run(["blueprint", "lint", str(file), "--format", "csv"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == "line,code,message,message_zh"


def test_lint_in_chinese(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Sentence, heads and doubts in the language asked for; codes stay."""
    assert run(["blueprint", "lint", str(file), "--language", "zh"]) == 0
    assert capsys.readouterr().out == "柜台：有效，1 条泳道，1 个步骤，没有疑点。\n"
    file.write_text(CLEAN + "anytime: [ask]\n", encoding="utf-8")
    assert run(["blueprint", "lint", str(file), "--language", "zh", "--format", "md"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert "柜台：有效，1 条泳道，1 个步骤，1 个疑点。" == said[0]
    assert said[-4:-1] == [
        "| 行 | 代码 | 说明 |",
        "| --- | --- | --- |",
        "| 3 | anytime_and_flow | 步骤“ask”既在流程中、又列在 anytime 下，因此出现在任何位置都不算偏差。 |",
    ]


def test_lint_of_a_broken_file(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An error: exit code 2, one message on stderr with file, line and column, nothing on stdout."""
    file.write_text(BROKEN, encoding="utf-8")
    assert run(["blueprint", "lint", str(file)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.splitlines() == [
        f'BlueprintError: {file}:3:17: kind cannot be "custommer". Did you mean "customer"?',
        "  Found: custommer",
        "  Try: one of customer, frontstage, backstage, support, external.",
    ]


def test_lint_of_a_broken_file_as_json(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With --format json the error is data as well."""
    file.write_text(BROKEN, encoding="utf-8")
    assert run(["blueprint", "lint", str(file), "--format", "json"]) == 2
    (error,) = json.loads(capsys.readouterr().out)["errors"]
    assert (error["line"], error["column"]) == (3, 17)


def test_no_such_file(capsys: pytest.CaptureFixture[str]) -> None:
    """A missing file: exit code 2."""
    assert run(["blueprint", "lint", "nowhere.yaml"]) == 2
    assert 'no file "nowhere.yaml"' in capsys.readouterr().err


def test_draw(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The picture goes to a file, or to stdout; in the language asked for."""
    pytest.importorskip("mining.drawing.blueprint")
    picture = tmp_path / "counter.svg"
    assert run(["blueprint", "draw", str(file), "-o", str(picture)]) == 0
    assert "<svg" in picture.read_text(encoding="utf-8")
    assert capsys.readouterr().out == ""
    assert run(["blueprint", "draw", str(file), "--language", "zh"]) == 0
    assert "柜台" in capsys.readouterr().out


def test_draw_refuses_what_it_cannot_write(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Another ending than .svg, .png, .pdf: exit code 2, and nothing is written."""
    assert run(["blueprint", "draw", str(file), "-o", str(tmp_path / "counter.gif")]) == 2
    assert ".svg, .png, .pdf" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize(("name", "begin"), [("a.png", b"\x89PNG"), ("a.pdf", b"%PDF")])
def test_draw_with_a_log(name: str, begin: bytes, file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Figures of a log over the picture, as PNG and PDF."""
    events = tmp_path / "events.csv"
    events.write_text("case,activity,end\n1,ask,2024-01-01 10:00:00\n2,ask,2024-01-02 10:00:00\n", encoding="utf-8")
    log = ["--log", str(events), "--timezone", "UTC", "--force"]
    assert run(["blueprint", "draw", str(file), *log, "-o", str(tmp_path / name)]) == 0
    assert (tmp_path / name).read_bytes().startswith(begin)
    assert run(["blueprint", "draw", str(file), *log, "--overlay", "counts"]) == 0
    said = capsys.readouterr().out
    assert "2 cases, 2024-01-01 to 2024-01-02" in said


def test_overlay_needs_a_log_and_known_figures(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Both are usage errors that say what to give."""
    assert run(["blueprint", "draw", str(file), "--overlay", "waiting"]) == 2
    assert "--log" in capsys.readouterr().err
    assert run(["blueprint", "draw", str(file), "--log", "x.csv", "--overlay", "waits"]) == 2
    assert '"waits" is no figure of a step' in capsys.readouterr().err


def test_the_figures_of_the_option_are_those_of_the_picture() -> None:
    """The command line does not import the library before it knows the command: two lists, one content."""
    from cli.options import FIGURES
    from mining.drawing.overlay import MEASURES

    assert FIGURES == MEASURES


@pytest.mark.parametrize("arguments", [["blueprint"], ["blueprint", "lint"], ["blueprint", "draw"]])
def test_help_has_an_example(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Every help ends with an example on the samples."""
    assert run([*arguments, "--help"]) == 0
    assert "sample_logs/room_service.yaml" in capsys.readouterr().out


def test_schema(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """JSON on standard output, the same in a file."""
    assert run(["blueprint", "schema"]) == 0
    shown = capsys.readouterr().out
    assert json.loads(shown)["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert run(["blueprint", "schema", "-o", str(tmp_path / "b.json")]) == 0
    assert (tmp_path / "b.json").read_text(encoding="utf-8") == shown


def test_lint_executes_the_design(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A target between steps that never follow each other is a doubt."""
    text = (SAMPLES / "room_service.yaml").read_text(encoding="utf-8")
    text = text.replace("{from: order, to: deliver,", "{from: deliver, to: take, id: order-to-deliver,")
    file.write_text(text, encoding="utf-8")
    assert run(["blueprint", "lint", str(file), "--format", "json"]) == 0
    assert [doubt["code"] for doubt in json.loads(capsys.readouterr().out)["doubts"]] == ["target_never_taken"]


def test_compare(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Sentences, in both languages, and JSON with the example orders."""
    text = (SAMPLES / "room_service.yaml").read_text(encoding="utf-8")
    file.write_text(
        text.replace("takes: 16 min", "takes: 18 min").replace("  - check\n", "  - optional: check\n"), encoding="utf-8"
    )
    old = str(SAMPLES / "room_service.yaml")
    assert run(["blueprint", "compare", old, str(file)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        'Step "cook": takes is now 18 min (was 16 min).',
        "Allowed now, not before: Order placed → Take order → Cook → Deliver → Guest signs → Charge to room.",
    ]
    assert run(["blueprint", "compare", old, str(file), "--language", "zh"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == "步骤“cook”：设计用时由 16 min 改为 18 min。"
    assert run(["blueprint", "compare", old, str(file), "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["orders"]["allowed_now"] == [["order", "take", "cook", "deliver", "sign", "charge"]]
    assert document["changes"][0]["after"] == "18 min"
