"""A blueprint over sheets of paper: everything once, arrows that go on, lanes on each sheet."""

from itertools import pairwise
from pathlib import Path

import pytest
from blueprints_to_draw import ROOM_SERVICE, random_blueprint
from hypothesis import given, settings
from hypothesis import strategies as st
from picture_geometry import labels, lying_over

from cli.main import run
from mining.drawing import paper
from mining.drawing.plan import plan
from mining.drawing.scene import HEADER, scene
from mining.drawing.sheets import _parts, part, printed, sheets, write_sheets

pymupdf = pytest.importorskip("pymupdf")
SAMPLES = Path(__file__).parents[2] / "sample_logs"


def length(spots: tuple[tuple[float, float], ...]) -> float:
    return sum(abs(one[0] - two[0]) + abs(one[1] - two[1]) for one, two in pairwise(spots))


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10_000), st.floats(200, 2500))
def test_the_parts_hold_everything_once(seed: int, room: float) -> None:
    """Each box stands on one sheet, inside of it; pieces of a way are as long as the way, and one arrives."""
    laid = scene(plan(random_blueprint(seed), overlay=None, language="en"))
    parts = _parts(laid, room)
    assert [parts[0][0], parts[-1][1]] == [HEADER, laid.width]
    assert all(one[1] == two[0] for one, two in pairwise(parts))
    shown = [part(laid, left, right) for left, right in parts]
    assert sorted(cell for each in shown for cell in each.plan.boxes) == sorted(laid.plan.boxes)
    for each in shown:
        outlines = [each.outline(cell) for cell in each.plan.boxes]
        assert all(HEADER <= left and right <= each.width for left, _, right, _ in outlines)
        assert all(HEADER <= x <= each.width for piece in each.pieces for x, _ in piece.spots)
    for whole in laid.pieces:
        pieces = [piece for each in shown for piece in each.pieces if piece.way == whole.way]
        assert sum(length(piece.spots) for piece in pieces) == pytest.approx(length(whole.spots))
        assert sum(piece.arrives for piece in pieces) == whole.arrives


def test_fewest_sheets_about_equally_wide() -> None:
    """No more sheets than filling one after the other takes, and the widest is not wider than then."""
    laid = scene(plan(random_blueprint(4, steps=60, lanes=12), overlay=None, language="en"))
    for room in (900.0, 1500.0, 2600.0):
        parts = _parts(laid, room)
        assert len(parts) >= (laid.width - HEADER) / room
        widths = [right - left for left, right in parts]
        assert max(widths) <= room
        assert max(widths) < 2 * min(widths) or len(parts) == 1


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(["en", "zh"]))
def test_sheets_are_whole_pictures(seed: int, language: str) -> None:
    """Title with its number, the names of all lanes, no label over another, none beyond the edge."""
    blueprint = random_blueprint(seed)
    pictures = sheets(blueprint, "A4", language=language)
    for number, picture in enumerate(pictures, 1):
        width, height = paper.size_of(picture)
        said = [each[0] for each in labels(picture)]
        assert len(pictures) == 1 or f"Any service ({number}/{len(pictures)})" in said
        assert lying_over(picture) == []
        assert [each for each, left, _, right, low in labels(picture) if left < 0 or right > width or low > height] == []
        words = "".join("".join(said).split())
        assert [lane.id for lane in blueprint.lanes if "".join(lane.name.text(language).split()) not in words] == []


def test_the_file_has_a_page_per_sheet(tmp_path: Path) -> None:
    """A4 lying on its side (297 x 210 mm); a picture that fits is one sheet; letters too small are told."""
    pictures = sheets(ROOM_SERVICE, "A4")
    document = pymupdf.open("pdf", printed(pictures, "A4")[0].data)
    assert len(document) == len(pictures) > 1
    assert {(round(page.rect.width / 72 * 25.4), round(page.rect.height / 72 * 25.4)) for page in document} == {(297, 210)}
    assert len(sheets(ROOM_SERVICE, "A0")) == 1
    large = random_blueprint(4, steps=60, lanes=12)
    (warning,) = write_sheets(tmp_path / "large.pdf", large, "A4")
    assert "points high on A4" in warning
    assert write_sheets(tmp_path / "small.pdf", ROOM_SERVICE, "A4") == []


def test_sheets_from_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A PDF over several pages, with the figures of a log; another kind of file is a usage error."""
    design, log = str(SAMPLES / "room_service.yaml"), str(SAMPLES / "room_service.csv")
    output = tmp_path / "a.pdf"
    assert run(["blueprint", "draw", design, "--log", log, "--overlay", "counts", "--sheet", "A3", "-o", str(output)]) == 0
    document = pymupdf.open(output)
    assert len(document) >= 1
    assert "600 cases" in document[0].get_text()
    assert run(["blueprint", "draw", design, "--sheet", "A3", "-o", str(tmp_path / "a.png")]) == 2
    assert "-o NAME.pdf" in capsys.readouterr().err
