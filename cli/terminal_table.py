"""A table for the eye: numbers stay whole, names break after an underscore, texts between words.

What does not fit beside each other, even so, is printed in parts below each other. Each part begins with what tells the
rows apart: the first column where no two of its cells are equal, else the number of the row.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH_ELSEWHERE = 160
"""Columns where nobody says how wide the page is: in a file, through a pipe."""
LONGEST_WHOLE_WORD = 40
"""A word of a text that is wider may be broken; 36 characters are the commonest id that is pasted elsewhere (a UUID)."""
READABLE_TEXT = 20
"""A part that is one of several does not squeeze a text below this width."""
_EDGE, _BETWEEN = 1, 3
"""Blanks that the frame takes: once, and for each column."""


@dataclass(frozen=True)
class Column:
    """A column of a table: its name, its cells as text, and whether they are numbers."""

    name: str
    cells: tuple[str, ...]
    number: bool

    @property
    def natural(self) -> int:
        """The width at which nothing is broken."""
        return max(_width(text) for text in (self.name, *self.cells))

    @property
    def least(self) -> int:
        """The width below which a number or a word would be broken."""
        words = self.cells if self.number else [word for cell in self.cells for word in cell.split()]
        return max([_width(part) for part in _parts(self.name)] + [self._whole(word) for word in words])

    def _whole(self, word: str) -> int:
        return _width(word) if self.number else min(_width(word), LONGEST_WHOLE_WORD)


def print_table(title: str, columns: Sequence[Column]) -> None:
    """Print the columns below the title, as wide as the terminal (elsewhere `WIDTH_ELSEWHERE`), in parts if they must be."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(file=sys.stdout, width=None if sys.stdout.isatty() else WIDTH_ELSEWHERE, highlight=False)
    parts = in_parts(columns, console.width)
    for number, part in enumerate(parts, 1):
        heading = title if len(parts) == 1 else f"{title} ({number}/{len(parts)})"
        table = Table(title=Text(heading), box=SIMPLE_HEAD, title_justify="left")
        for column, width in zip(part, widths(part, console.width), strict=True):
            table.add_column(
                Text(_broken(column.name, width)), justify="right" if column.number else "left", overflow="fold", width=width
            )
        for row in zip(*(column.cells for column in part), strict=True):
            table.add_row(*(Text(cell) for cell in row))
        console.print(table)


def in_parts(columns: Sequence[Column], width: int) -> list[list[Column]]:
    """Return the columns, divided so that each part fits into the width without breaking a number or a word (if any can)."""
    if _taken([column.least for column in columns]) <= width:
        return [list(columns)]
    first = columns[0]
    if len(set(first.cells)) == len(first.cells):
        key, rest = first, list(columns[1:])
    else:
        key, rest = Column("#", tuple(f"{n:,}" for n in range(1, len(first.cells) + 1)), number=True), list(columns)
    parts = [[key]]
    for column in rest:
        if len(parts[-1]) > 1 and _taken([_readable(c) for c in (*parts[-1], column)]) > width:
            parts.append([key])
        parts[-1].append(column)
    return parts


def widths(columns: Sequence[Column], width: int) -> list[int]:
    """Return how wide each column is: as its cells are, else the widest give way, until a number or word would break."""
    found, least = [column.natural for column in columns], [column.least for column in columns]
    while (surplus := _taken(found) - width) > 0:
        movable = [n for n in range(len(found)) if found[n] > least[n]]
        if not movable:  # One word is wider than the page: it is broken after all.
            widest = max(range(len(found)), key=lambda n: found[n])
            found[widest] = max(found[widest] - surplus, 1)
            break
        widest = max(movable, key=lambda n: found[n])
        second = max((found[n] for n in movable if found[n] < found[widest]), default=0)
        found[widest] = max(found[widest] - surplus, second, least[widest])
    return found


def _readable(column: Column) -> int:
    return column.least if column.number else max(column.least, min(column.natural, READABLE_TEXT))


def _taken(found: Sequence[int]) -> int:
    return _EDGE + sum(found) + _BETWEEN * len(found)


def _parts(name: str) -> list[str]:
    """Return the pieces of a name, each with the underscore or blank after it."""
    pieces = name.replace("_", "_\n").replace(" ", "\n").split("\n")
    return [piece for piece in pieces if piece] or [""]


def _broken(name: str, width: int) -> str:
    """Return the name in lines no wider than the width, broken after underscores."""
    if _width(name) <= width:
        return name
    lines = [""]
    for part in _parts(name):
        glue = "" if not lines[-1] or lines[-1].endswith("_") else " "
        if lines[-1] and _width(lines[-1] + glue + part) > width:
            lines.append(part)
        else:
            lines[-1] += glue + part
    return "\n".join(lines)


def _width(text: str) -> int:
    from rich.cells import cell_len

    return cell_len(text)
