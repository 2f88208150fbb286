"""Text in pictures: measured, wrapped, escaped; never cut.

A picture does not know which font of the list the reader has. Widths are therefore those of a rather wide sans serif
(the widest of Helvetica, Noto Sans and Inter, letter by letter, rounded up; of marks that Chinese fonts set as wide as an
ideograph, that width), so that text fits with each of them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from xml.sax.saxutils import escape

FONTS = "Inter, Noto Sans, Noto Sans CJK SC, Microsoft YaHei, PingFang SC, Helvetica, Arial, sans-serif"
FONTS_CSS = ", ".join(name if name == "sans-serif" else f"'{name}'" for name in FONTS.split(", "))
"""The same list as it stands in a style sheet."""
BOLD = 1.07
"""A semi-bold letter is about so much wider."""
LINE = 1.28
"""Height of a line of text, in font sizes."""

_WIDTHS = {
    0.28: "ijl|'`",
    0.31: "I.,:;! \N{NO-BREAK SPACE}",
    0.36: '()[]{}-/\\f"',
    0.40: "rt*°",
    0.50: "Jcsz?^",
    0.56: "akvxyELF_",
    0.60: "eg0123456789$+<>=~#€£¥–«»",
    0.64: "bdhnopquTSZPXBYK",
    0.70: "ACRUVw&",
    0.76: "DGHNOQ",
    0.92: "mM%@W",
    1.00: "·…—“”‘’×",
}
_WIDTH_OF = {letter: width for width, letters in _WIDTHS.items() for letter in letters}
_UNKNOWN = 0.66


@lru_cache(maxsize=4096)
def _letter(letter: str) -> float:
    """Width of one letter in ems."""
    known = _WIDTH_OF.get(letter)
    if known is not None:
        return known
    if unicodedata.combining(letter) or unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return 0.0
    if unicodedata.east_asian_width(letter) in "WF" or ord(letter) > 0xFFFF:
        return 1.0 if ord(letter) < 0x1F000 else 1.35
    plain = unicodedata.normalize("NFD", letter)[0]
    return _letter(plain) if plain != letter else _UNKNOWN


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of a line of text, in the units of `size`.

    >>> width("烹饪", 10)
    20.0
    """
    return sum(map(_letter, text)) * size * (BOLD if bold else 1.0)


def _pieces(text: str) -> list[str]:
    """Split where a line may break: after spaces, hyphens and slashes, and between ideographs (not before their marks)."""
    pieces: list[str] = []
    current = ""
    for place, letter in enumerate(text):
        wide = unicodedata.east_asian_width(letter) in "WF"
        mark = unicodedata.category(letter) in ("Po", "Pe", "Pf")
        after_wide = bool(current) and unicodedata.east_asian_width(current[-1]) in "WF"
        if current and not mark and letter != " " and (wide or after_wide) and not _opens(current[-1]):
            pieces.append(current)
            current = ""
        current += letter
        follows = text[place + 1 : place + 2]
        if letter == " " or (letter in "-/_·" and follows not in ("", " ") and len(current) > 1):
            pieces.append(current)
            current = ""
    return [*pieces, current] if current else pieces


def _opens(letter: str) -> bool:
    return unicodedata.category(letter) in ("Ps", "Pi")


def wrap(text: str, room: float, size: float, *, bold: bool = False) -> list[str]:
    """Break text into lines not wider than `room`; a word that is too wide is broken between letters.

    Nothing is left out; control characters and line breaks become spaces, a no-break space holds together. An empty text
    has no lines.

    >>> wrap("Check the tray", 60, 12)
    ['Check the', 'tray']
    >>> wrap("提交投诉登记", 40, 10)
    ['提交投诉', '登记']
    """
    clean = " ".join(word for word in printable(text).split(" ") if word)
    lines: list[str] = []
    line = ""
    for piece in _pieces(clean):
        if line and width((line + piece).rstrip(), size, bold=bold) > room:
            lines.append(line.rstrip())
            line = ""
        while width((line + piece).rstrip(), size, bold=bold) > room and len(piece) > 1:
            fitting = 1
            while fitting < len(piece) and width(piece[: fitting + 1], size, bold=bold) <= room:
                fitting += 1
            lines.append(piece[:fitting])
            piece = piece[fitting:]
        line += piece
    if line.strip():
        lines.append(line.rstrip())
    return lines


def printable(text: str) -> str:
    """Return the text with what XML cannot hold (control characters, half surrogates) replaced by a space or a mark."""
    return "".join(
        " "
        if unicodedata.category(letter) in ("Cc", "Zl", "Zp")
        else "\N{REPLACEMENT CHARACTER}"
        if _unwritable(letter)
        else letter
        for letter in text
    )


def _unwritable(letter: str) -> bool:
    return 0xD800 <= ord(letter) <= 0xDFFF or ord(letter) in (0xFFFE, 0xFFFF)


def safe(text: str) -> str:
    """Return text as it may stand in an element or a quoted attribute of XML.

    >>> safe('<b> & "c"')
    '&lt;b&gt; &amp; &quot;c&quot;'
    """
    return escape(printable(text), {'"': "&quot;"})


def number(value: float) -> str:
    """Return a number as it is read: thousands with commas, decimals only where they say something.

    >>> number(1962), number(3.14), number(0.04), number(0)
    ('1,962', '3.1', '0.04', '0')
    """
    if value == 0 or abs(value) >= 10 or float(value).is_integer():
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 0.95 else f"{value:.2g}"


def line(
    text: str,
    x: float,
    y: float,
    size: float,
    *,
    bold: bool = False,
    anchor: str = "start",
    fill: str = "#222",
    italic: bool = False,
) -> str:
    """Return one line of text as SVG; `y` is its base line."""
    style = f' text-anchor="{anchor}"' if anchor != "start" else ""
    style += ' font-weight="600"' if bold else ""
    style += ' font-style="italic"' if italic else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" fill="{fill}"{style}>{safe(text)}</text>'


def lines(
    texts: Sequence[str], x: float, top: float, size: float, *, bold: bool = False, anchor: str = "start", fill: str = "#222"
) -> str:
    """Return lines of text below each other, the first beginning at `top`."""
    return "".join(
        line(text, x, top + size * (0.95 + LINE * place), size, bold=bold, anchor=anchor, fill=fill)
        for place, text in enumerate(texts)
    )


def height(count: int, size: float) -> float:
    """Return the height of so many lines."""
    return count * size * LINE
