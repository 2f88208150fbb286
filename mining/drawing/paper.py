"""Pictures on paper: the SVG that this package draws, as PDF and PNG.

Needs no program and no font of the system. The wheel of PyMuPDF brings a sans serif as wide as Helvetica and one with the
ideographs, kana and hangul, so a picture looks the same on every machine, in both languages. Only what this package draws
is understood (`svg`, `g`, `rect`, `circle`, `path`, `text`); anything else is a fault of the program.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from mining.drawing.outlines import Matrix, outline

if TYPE_CHECKING:
    import pymupdf

POINTS = 0.75
"""Points of paper per unit of a picture (1/72 and 1/96 of an inch)."""
LONGEST_PAGE = 14_400.0
"""Points; readers of PDF refuse longer pages."""
SHARP = 2.0
"""Pixels per unit of a picture."""
MOST_PIXELS = 60e6
"""A larger picture is drawn less sharp, so that it fits the memory of who opens it."""
FAUX_BOLD = 0.035
"""Outline of a bold letter of the font that has no bold, in font sizes."""
SVG = "{http://www.w3.org/2000/svg}"
SILENT = {f"{SVG}title", f"{SVG}desc"}
NO_GLYPH = "?"
"""Stands for a letter without a form; it is narrower than what was reckoned for the letter."""


@dataclass(frozen=True)
class Paper:
    """A picture as a file; `missing`: the letters, each once, for which no font at hand has a form."""

    data: bytes
    missing: tuple[str, ...]

    @property
    def warning(self) -> str:
        """One sentence about missing letters; empty where none is missing."""
        if not self.missing:
            return ""
        shown = " ".join(self.missing[:5]) + (" ..." if len(self.missing) > 5 else "")
        count = len(self.missing)
        return f"No font at hand has {count} of the letters ({shown}): they appear as {NO_GLYPH}; an SVG shows them."


def pdf(*pictures: str, sheet: tuple[float, float, float, float] | None = None) -> Paper:
    """Return pictures as a PDF, a page for each, their text as text.

    Args:
        pictures: SVG text.
        sheet: width, height and margin of the pages and the scale at which pictures stand on them, all in points; None: each
            page is as large as its picture.
    """
    document, missing = _document(pictures, sheet)
    document.subset_fonts()
    data = document.tobytes(garbage=4, deflate=True, no_new_id=True)
    document.close()
    return Paper(data, missing)


def png(svg: str) -> Paper:
    """Return a picture as a PNG, twice as sharp as a plain screen needs, within a limit."""
    import pymupdf

    document, missing = _document([svg], None)
    page = document[0]
    area = page.rect.width * page.rect.height / POINTS**2
    sharp = min(SHARP, (MOST_PIXELS / area) ** 0.5) / POINTS
    data = page.get_pixmap(matrix=pymupdf.Matrix(sharp, sharp), alpha=False).tobytes("png")
    document.close()
    return Paper(data, missing)


def size_of(svg: str) -> tuple[float, float]:
    """Return the width and height of a picture."""
    _, _, width, height = re.search('viewBox="([^"]*)"', svg)[1].split()  # type: ignore[index]
    return float(width), float(height)


@cache
def _fonts() -> dict[str, pymupdf.Font]:
    import pymupdf

    return {name: pymupdf.Font(code) for name, code in (("R", "helv"), ("B", "hebo"), ("I", "heit"), ("C", "china-s"))}


def _document(
    pictures: Sequence[str], sheet: tuple[float, float, float, float] | None
) -> tuple[pymupdf.Document, tuple[str, ...]]:
    import pymupdf
    from lxml import etree

    document = pymupdf.open()
    missing: set[str] = set()
    for svg in pictures:
        root = etree.fromstring(svg.encode())
        width, height = size_of(svg)
        points = min(POINTS, LONGEST_PAGE / width, LONGEST_PAGE / height)
        wide, high, margin, points = sheet or (width * points, height * points, 0.0, points)
        page = document.new_page(width=wide, height=high)
        pen = _Pen()
        pen.draw(root, Matrix(points, 0, 0, -points, margin, high - margin))
        for name in sorted(pen.used):
            page.insert_font(fontname=name, fontbuffer=_fonts()[name].buffer)
        stream = document.get_new_xref()
        document.update_object(stream, "<<>>")
        document.update_stream(stream, "\n".join(pen.marks).encode())
        page.set_contents(stream)
        missing |= pen.missing
    document.set_metadata({"title": etree.fromstring(pictures[0].encode()).findtext(f"{SVG}title") or ""})
    return document, tuple(sorted(missing))


class _Pen:
    """Collects the marks of a page, in the language of PDF."""

    def __init__(self) -> None:
        self.marks: list[str] = []
        self.used: set[str] = set()
        self.missing: set[str] = set()

    def draw(self, element: Any, matrix: Matrix) -> None:
        tag = element.tag
        if tag in SILENT:
            return
        attributes = element.attrib
        match tag.removeprefix(SVG):
            case "svg" | "g":
                inner = matrix.then(attributes.get("transform", ""))
                for child in element:
                    self.draw(child, inner)
            case "text":
                self.text("".join(element.itertext()), attributes, matrix)
            case kind:
                self.shape(outline(kind, attributes), attributes, matrix)

    def shape(self, drawn: str, attributes: Any, matrix: Matrix) -> None:
        fill, stroke = _colour(attributes.get("fill", "#000")), _colour(attributes.get("stroke", "none"))
        if fill is None and stroke is None:
            return
        style = f"{fill} rg " if fill else ""
        if stroke:
            dashes = attributes.get("stroke-dasharray", "").replace(",", " ")
            cap = 1 if attributes.get("stroke-linecap") == "round" else 0
            style += f"{stroke} RG {attributes.get('stroke-width', '1')} w [{dashes}] 0 d {cap} J "
        paint = "B" if fill and stroke else "f" if fill else "S"
        self.marks.append(f"q {matrix.pdf} cm {style}{drawn} {paint} Q")

    def text(self, words: str, attributes: Any, matrix: Matrix) -> None:
        size, bold = float(attributes["font-size"]), attributes.get("font-weight") == "600"
        plain = "B" if bold else "I" if attributes.get("font-style") == "italic" else "R"
        runs = self.runs(words, plain)
        long = sum(_fonts()[name].text_length(run, fontsize=size) for name, run in runs)
        x = float(attributes["x"]) - {"middle": long / 2, "end": long}.get(attributes.get("text-anchor", ""), 0.0)
        ink = _colour(attributes.get("fill", "#000"))
        self.marks.append(f"q {matrix.pdf} cm {ink} rg {ink} RG {size * FAUX_BOLD:.3f} w BT")
        for name, run in runs:
            font = _fonts()[name]
            glyphs = "".join(f"{font.has_glyph(ord(letter)):04x}" for letter in run)
            outlined = 2 if name == "C" and bold else 0
            self.marks.append(
                f"{outlined} Tr /{name} {size:g} Tf 1 0 0 -1 {x:.2f} {float(attributes['y']):.2f} Tm <{glyphs}> Tj"
            )
            x += font.text_length(run, fontsize=size)
        self.marks.append("ET Q")

    def runs(self, words: str, plain: str) -> list[tuple[str, str]]:
        """Split where the font changes."""
        found: list[tuple[str, str]] = []
        for letter in words:
            name = plain if _fonts()[plain].has_glyph(ord(letter)) else "C"
            if name == "C" and not _fonts()[name].has_glyph(ord(letter)):
                self.missing.add(letter)
                name, letter = plain, NO_GLYPH
            self.used.add(name)
            if found and found[-1][0] == name:
                found[-1] = (name, found[-1][1] + letter)
            else:
                found.append((name, letter))
        return found


def _colour(written: str) -> str | None:
    """Return red, green and blue for PDF; None for ``none``.

    >>> _colour("#fff"), _colour("none")
    ('1 1 1', None)
    """
    if written == "none":
        return None
    digits = written[1:] if len(written) == 7 else "".join(2 * digit for digit in written[1:])
    if not re.fullmatch("[0-9a-fA-F]{6}", digits):
        raise AssertionError(f"a colour that paper does not know: {written}")
    return " ".join(f"{int(digits[k : k + 2], 16) / 255:.3g}" for k in (0, 2, 4))
