"""Extents of the sheets of an .ods file, where one cell and one row may stand for any number of them."""

from __future__ import annotations

from typing import IO
from xml.parsers import expat

from mining.exchange.extents.extent import Extent

BLOCK = 1 << 20
HELD = 56
"""Bytes of a cell, empty or not, before the reader makes a rectangle of them: 32 for its value, 24 for its formula."""
CELLS = {"table:table-cell", "table:covered-table-cell"}
VALUES = {
    "office:value-type", "office:value", "office:string-value", "office:date-value", "office:time-value",
    "office:boolean-value", "table:formula",
}  # fmt: skip
"""Attributes of a cell that is not empty."""


def ods_extents(part: IO[bytes]) -> list[Extent]:
    """Return the extents of all sheets of a document, in order.

    Raises:
        expat.ExpatError: the markup is broken; the reader of workbooks would never come to an end.
    """
    return _Document().read(part)


class _Document:
    """The markup of a document while it is read; what is counted is that of one sheet, one row, one cell."""

    def __init__(self) -> None:
        self._extents: list[Extent] = []
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._depth = 0
        self._name = ""
        self._begin_sheet()
        self._begin_row({})

    def read(self, part: IO[bytes]) -> list[Extent]:
        while block := part.read(BLOCK):
            self._parser.Parse(block, False)
        self._parser.Parse(b"", True)
        return self._extents

    def _begin_sheet(self) -> None:
        self._rows = self._empty_rows = self._columns = self._filled = self._besides = 0

    def _begin_row(self, attributes: dict[str, str]) -> None:
        self._repeated = _count(attributes, "table:number-rows-repeated")
        self._width = self._last = self._longer = 0
        self._cell: tuple[int, int] | None = None

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in CELLS:
            self._end_cell()
            count = _count(attributes, "table:number-columns-repeated")
            # Empty cells before this one are held; those behind the last one are not.
            self._longer, self._width = self._width, self._width + count
            if not VALUES.isdisjoint(attributes):
                self._last = self._longer = self._width
                self._filled += 1
                self._cell = (self._parser.CurrentByteIndex, count)
        elif tag == "text:s":
            self._besides += _count(attributes, "text:c") * self._repeated * (self._cell[1] if self._cell else 1)
        elif tag == "table:table-row":
            self._begin_row(attributes)
        elif tag == "table:table":
            if not self._depth:
                self._name = attributes.get("table:name", "")
                self._begin_sheet()
            self._depth += 1

    def _end(self, tag: str) -> None:
        if tag == "table:table-row":
            self._end_cell()
            self._besides += self._longer * HELD
            if self._last:
                self._rows += self._empty_rows + self._repeated
                self._columns = max(self._columns, self._last)
                self._empty_rows = 0
            else:
                self._empty_rows += self._repeated
        elif tag == "table:table":
            self._depth -= 1
            if not self._depth:
                self._extents.append(Extent(self._name, self._rows, self._columns, self._filled, self._besides))

    def _end_cell(self) -> None:
        """Count the text of a cell as often as it is repeated."""
        if self._cell:
            begin, count = self._cell
            self._besides += (self._parser.CurrentByteIndex - begin) * (count * self._repeated - 1)
            self._cell = None


def _count(attributes: dict[str, str], name: str) -> int:
    try:
        return max(int(attributes[name][:20]), 1) if name in attributes else 1
    except ValueError:
        return 1
