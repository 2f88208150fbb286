"""How large the sheets of a workbook become in memory, found before any is loaded: a stray cell far off is refused.

The reader of workbooks makes every sheet a rectangle from the first to the last cell, whatever is filled. A file of two
kilobytes with a cell in the last row and one in the last column would take hundreds of gigabytes, which ends the process.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mining.errors import FileError

CELL = 50
"""Bytes of one cell of the rectangle, filled or not: 32 in the reader, as measured, and 18 in the columns made of it."""
SPARSE_FLOOR = 1 << 30
"""Below these bytes a sheet may be as empty as it likes."""
SPARSE_RATIO = 10
"""Rectangles with less than one filled cell in ten, or the like in repeated text, are no export, unless a limit is named."""
MOST_COLUMNS = 16_384
"""Columns of a sheet in every program; a damaged file may name more, and tables of so many columns take minutes."""
DENSE_LIMIT = 8 << 30
"""Bytes that the sheets of a workbook may take, unless the user names another limit; as for archives."""


@dataclass(frozen=True)
class Extent:
    """How far one sheet reaches.

    Attributes:
        name: as on its tab.
        rows: from the first to the last row with a filled cell; where that is costly to find, at least as many.
        columns: likewise.
        filled: filled cells that are really there, or fewer.
        besides: bytes that its cells take besides the rectangle, as texts that are repeated; or more.
    """

    name: str
    rows: int
    columns: int
    filled: int
    besides: int = 0

    @property
    def size(self) -> int:
        """Bytes in memory."""
        return self.rows * self.columns * CELL + self.besides


def too_large(extents: Sequence[Extent], limit: int | None) -> bool:
    """Whether sheets take more memory than is allowed.

    Args:
        extents: of every sheet that is to be read.
        limit: bytes that the user allows; None: the default, which also refuses what is large and nearly empty.
    """
    size = sum(extent.size for extent in extents)
    if any(extent.columns > MOST_COLUMNS for extent in extents):
        return True
    if limit is not None:
        return size > limit
    return size > DENSE_LIMIT or (size > SPARSE_FLOOR and size > SPARSE_RATIO * CELL * sum(e.filled for e in extents))


def refused(path: object, extents: Sequence[Extent]) -> FileError:
    """The error for sheets that are too large; it names the largest.

    Args:
        path: for messages.
        extents: of every sheet that is to be read.
    """
    largest = max(extents, key=lambda extent: (extent.columns > MOST_COLUMNS, extent.size))
    found = (
        f'the sheet "{largest.name}" reaches over {largest.rows:,} rows and {largest.columns:,} columns,'
        f" {largest.filled:,} cells of it are filled; it would take {largest.size / 1e9:,.1f} GB of memory"
    )
    if largest.columns > MOST_COLUMNS:
        found += f"; no program writes more than {MOST_COLUMNS:,} columns"
    elif len(extents) > 1:
        found += f" ({sum(extent.size for extent in extents) / 1e9:,.1f} GB all {len(extents):,} sheets)"
    return FileError.stray_cells(path, f"{found}.")
