"""What of the rows below a header is no data: headers repeated, ruled lines, a footer, columns without name and content."""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl

from mining.findings import Finding, counted

FOOTER_ROWS = 10
"""Rows at the end that may be a footer."""
FOOTER_CELLS = 2
FOOTER_WORDS = re.compile(
    r"^\W*(grand\s+)?(sub)?total\b"
    r"|\bend of (file|report|export)\b|\bcopyright\b|\(c\) (19|20)\d\d"
    r"|\b(rows?|records?|entries|results|items) (selected|exported|found|total)\b"
    r"|\b(generated|exported|created|printed) (on|at|by)\b|\bpage \d+|\bconfidential\b"
    r"|^\W*[\d,.\s]+(rows?|records?|entries|results|zeilen|datensätze|lignes|filas|registros|linhas|righe)\b"
    r"|^\W*(summe|gesamt|insgesamt|somme|suma|soma|totale|anzahl)\b"
    r"|^\W*(合计|总计|總計|合計|小计|共\s*\d|总数|制表|导出时间|件数)",
    re.IGNORECASE,
)
"""How a line below a table begins or reads, in the languages of the headings."""
RULE = r"^[\s\-+=_─━|]*$"
"""What a ruled line is made of."""


def data_rows(frame: pl.DataFrame, header: Sequence[str], found: list[Finding]) -> pl.DataFrame:
    """Leave out what is no data: headers repeated among the rows, ruled lines, a footer, columns without content."""
    frame = _without_repeated_header(frame, header, found)
    frame = _without_ruled_lines(frame, found)
    frame = _without_footer(frame, found)
    nameless = [name for name, cell in zip(frame.columns, header, strict=True) if not cell.strip()]
    return frame.drop(name for name in nameless if frame[name].null_count() == frame.height)


def _without_repeated_header(frame: pl.DataFrame, header: Sequence[str], found: list[Finding]) -> pl.DataFrame:
    first = next((place for place, cell in enumerate(header) if cell.strip()), None)
    # Where a sheet holds numbers or dates only, no cell of the column repeats its name.
    others = any(cell.strip() and frame.schema[name] != pl.String for name, cell in zip(frame.columns, header, strict=True))
    if first is None or others or len(header) < 2 or not (frame.to_series(first) == header[first]).any():
        return frame
    same = frame.select(
        pl.all_horizontal(
            pl.col(name).eq_missing(pl.lit(cell if cell else None, dtype=pl.String))
            for name, cell in zip(frame.columns, header, strict=True)
        )
    ).to_series()
    rows = (same.arg_true() + 1).to_list()
    if not rows:
        return frame
    found.append(
        Finding(
            "repeated_header",
            "note",
            len(rows),
            f"The header stands {len(rows):,} more times among the rows; these are passed over.",
            f"表头在数据行中又出现 {len(rows):,} 次，已跳过。",
            tuple(f"row {row}" for row in rows[:5]),
        )
    )
    return frame.filter(~same)


def _without_ruled_lines(frame: pl.DataFrame, found: list[Finding]) -> pl.DataFrame:
    """Rows of dashes, as database clients and lists draw them below the header and around the table."""
    texts = [name for name, kind in frame.schema.items() if kind == pl.String]
    if len(texts) < frame.width or frame.width < 2:
        return frame
    # They stand where there is no data: only rows that begin with a sign of a rule are looked at whole.
    begins = frame.select(pl.coalesce(pl.all()).str.contains(r"^\s*[-+=_─━|]{2}").fill_null(False)).to_series()
    if not begins.any():
        return frame
    rows = begins.arg_true()
    drawn = frame[rows].select(pl.all_horizontal(pl.all().is_null() | pl.all().str.contains(RULE))).to_series()
    ruled = rows.filter(drawn)
    if not ruled.len():
        return frame
    found.append(
        Finding(
            "ruled_line",
            "note",
            ruled.len(),
            f"{counted(ruled.len(), 'line')} drawn with dashes {'is' if ruled.len() == 1 else 'are'} passed over.",
            f"跳过了 {ruled.len():,} 行由横线组成的分隔行。",
            tuple(f"row {row + 1}" for row in ruled.head(5)),
        )
    )
    return frame.with_row_index("__place").filter(~pl.col("__place").is_in(ruled.implode())).drop("__place")


def _without_footer(frame: pl.DataFrame, found: list[Finding]) -> pl.DataFrame:
    """Rows at the end in which one or two cells are filled and say that they are a sum, a count or the end."""
    if frame.width < 2 or frame.height < 2:
        return frame
    # As texts: a sheet may hold dates beyond the year 9999, for which Python has no value.
    tail = frame.tail(FOOTER_ROWS + 50).select(pl.all().cast(pl.String)).rows()
    filled = sorted(sum(cell is not None for cell in row) for row in tail)
    usual = filled[len(filled) // 2]
    footer = 0
    for place, row in enumerate(reversed(tail[-FOOTER_ROWS:]), 1):
        cells = [cell for cell in row if cell is not None]
        if len(cells) >= usual or len(cells) > FOOTER_CELLS:
            break
        if any(FOOTER_WORDS.search(cell) for cell in cells):
            footer = place
    if not footer:
        return frame
    # A report's name, set off by a blank row, belongs to what follows it.
    above = [sum(cell is not None for cell in row) for row in tail[: len(tail) - footer]]
    block = next((k for k, cells in enumerate(reversed(above)) if cells > 1), len(above))
    if block and 0 in above[len(above) - block :]:
        footer += block
    texts = tuple(" ".join(cell for cell in row if cell is not None)[:80] for row in tail[-footer:] if any(row))
    found.append(
        Finding(
            "footer",
            "note",
            footer,
            f'{footer} lines below the data are no rows: "{texts[0]}".',
            f"数据下方的 {footer} 行不是数据行：“{texts[0]}”。",
            texts[:5],
        )
    )
    return frame.head(frame.height - footer)
