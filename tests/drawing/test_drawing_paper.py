"""Pictures as PDF and PNG: everything of the picture is there, in fonts that the program brings."""

import struct
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest
from blueprints_to_draw import ROOM_SERVICE, random_blueprint
from lxml import etree
from tiny_logs import log

from mining.discovery.dfg import dfg
from mining.drawing import charts, paper, process_map, shapes, text
from mining.drawing.blueprint import draw
from mining.drawing.outlines import outline
from mining.drawing.picture import Picture, write_picture
from mining.errors import FileError

pymupdf = pytest.importorskip("pymupdf")
SVG = "{http://www.w3.org/2000/svg}"


def words(svg: str) -> list[str]:
    return [element.text or "" for element in etree.fromstring(svg.encode()).iter(f"{SVG}text")]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_word_of_the_picture_is_text_in_the_pdf(language: str) -> None:
    """One page, 3/4 point per unit; each text of the picture can be found in it as text, in embedded fonts."""
    svg = draw(ROOM_SERVICE, language=language)
    document = pymupdf.open("pdf", paper.pdf(svg).data)
    page = document[0]
    width, height = (float(size) for size in etree.fromstring(svg.encode()).attrib["viewBox"].split()[2:])
    assert (len(document), round(page.rect.width), round(page.rect.height)) == (1, round(width * 0.75), round(height * 0.75))
    said = "".join(page.get_text().split())
    assert [each for each in words(svg) if "".join(each.split()) not in said] == []
    assert {kind for _, kind, *_ in page.get_fonts()} <= {"cid", "ttf"}


def test_text_stands_where_the_picture_has_it() -> None:
    """Lane names begin at x = 16, 12 points from the left; a centred name lies around the middle of its box."""
    page = pymupdf.open("pdf", paper.pdf(draw(ROOM_SERVICE)).data)[0]
    (place,) = page.search_for("Kitchen")[:1]
    assert place.x0 == pytest.approx(12, abs=1)
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 40">' + text.line(
        "Cook 烹饪", 200, 20, 13, anchor="middle"
    )
    (found,) = pymupdf.open("pdf", paper.pdf(svg + "</svg>").data)[0].search_for("Cook 烹饪")
    assert (found.x0 + found.x1) / 2 == pytest.approx(150, abs=1)


def test_the_same_picture_gives_the_same_file() -> None:
    """Neither a date nor a number drawn by chance."""
    svg = draw(ROOM_SERVICE)
    assert paper.pdf(svg).data == paper.pdf(svg).data
    assert paper.png(svg).data == paper.png(svg).data


def test_a_png_is_twice_as_sharp_within_a_limit() -> None:
    """200 x 100 units are 400 x 200 pixels; a picture of 200 million units has no more than 60 million pixels."""

    def size(width: int, height: int) -> tuple[int, int]:
        data = paper.png(shapes.picture(width, height, "", title="x")).data
        wide, high = struct.unpack(">II", data[16:24])
        return wide, high

    assert size(200, 100) == (400, 200)
    wide, high = size(20_000, 10_000)
    assert wide * high <= 61e6
    assert wide / high == pytest.approx(2, rel=1e-3)


def test_no_line_is_wider_than_the_picture_reckoned_with() -> None:
    """In the fonts that PDF and PNG use, every text of any blueprint fits the width by which it was wrapped."""
    fonts = paper._fonts()
    wider = []
    for seed in (3, 7, 11):
        for element in etree.fromstring(draw(random_blueprint(seed)).encode()).iter(f"{SVG}text"):
            size, bold = float(element.attrib["font-size"]), element.get("font-weight") == "600"
            pen = paper._Pen()
            long = sum(
                fonts[name].text_length(run, fontsize=size)
                for name, run in pen.runs(element.text or "", "B" if bold else "R")
            )
            if long > text.width(element.text or "", size, bold=bold) * 1.02 + 0.5:
                wider.append(element.text)
    assert wider == []


def test_letters_without_a_form_are_told() -> None:
    """Thai is in none of the fonts: one sentence, and the SVG has it all the same."""
    svg = shapes.picture(200, 40, text.line("ทดสอบ ok", 10, 20, 12), title="x")
    drawn = paper.pdf(svg)
    assert drawn.missing == ("ด", "ท", "บ", "ส", "อ")
    assert "No font at hand has 5 of the letters" in drawn.warning
    assert paper.pdf(draw(ROOM_SERVICE, language="zh")).warning == ""


def test_a_map_on_paper() -> None:
    """The process map: counts and names are in the PDF, curves are no fault."""
    said = pymupdf.open("pdf", paper.pdf(process_map.draw(dfg(log("abc", "abbc", "acbc")))).data)[0].get_text()
    assert {"a", "b", "c", "3", "4"} <= set(said.split())


def test_charts_on_paper() -> None:
    """The ledger's bars and the waiting by line save themselves; every text of theirs is in the PDF."""
    ledger = pl.DataFrame(
        {
            "class": ["work", "waiting"], "pass": ["first", None], "lane": ["desk", None], "owner": [None, "desk"],
            "from_lane": [None, "guest"], "line": [None, "interaction"],
            **{name: [timedelta(hours=3), timedelta(hours=9)] for name in ("low", "likely", "high")},
        }
    )  # fmt: skip
    for chart in (charts.ledger_bars(ledger, language="zh"), charts.waiting_by_line(ledger)):
        assert isinstance(chart, Picture)
        said = "".join(pymupdf.open("pdf", paper.pdf(chart).data)[0].get_text().split())
        assert [each for each in words(chart) if "".join(each.split()) not in said] == []


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("M1 2h3v4H0V0z", "1.00 2.00 m 4.00 2.00 l 4.00 6.00 l 0.00 6.00 l 0.00 0.00 l h"),
        ("M0 0l1 2 3 4", "0.00 0.00 m 1.00 2.00 l 4.00 6.00 l"),
        ("M0 0Q3 0 3 3", "0.00 0.00 m 2.00 0.00 3.00 1.00 3.00 3.00 c"),
        ("M5 0A5 5 0 0 1 0 5", "5.00 0.00 m 5.00 2.76 2.76 5.00 0.00 5.00 c"),
    ],
)
def test_paths(data: str, expected: str) -> None:
    """Lines, a quadratic curve as a cubic one (handles at two thirds), a quarter of a circle (handles at 0.552 r)."""
    assert outline("path", {"d": data}) == expected


def test_a_long_way_round_a_circle() -> None:
    """With the large flag, the arc takes the other side: it reaches x = -5."""
    corners = outline("path", {"d": "M0 5A5 5 0 1 1 5 0"}).split()
    assert min(float(part) for part in corners if part not in "mch") == pytest.approx(-5, abs=0.1)


def test_a_picture_saves_itself(tmp_path: Path) -> None:
    """By its ending; another ending is refused, and nothing is written."""
    picture = draw(ROOM_SERVICE)
    assert isinstance(picture, Picture) and picture._repr_svg_() == picture
    for name, begin in (("a.svg", b"<svg"), ("a.png", b"\x89PNG"), ("a.PDF", b"%PDF")):
        picture.save(tmp_path / name)
        assert (tmp_path / name).read_bytes().startswith(begin)
    with pytest.raises(FileError, match=r"\.svg, \.png, \.pdf"):
        picture.save(tmp_path / "a.gif")
    assert not (tmp_path / "a.gif").exists()
    with pytest.warns(UserWarning, match="No font at hand"):
        Picture(shapes.picture(90, 40, text.line("ท", 10, 20, 12), title="x")).save(tmp_path / "b.png")
    assert write_picture(tmp_path / "c.svg", picture) == ""
