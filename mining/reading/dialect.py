"""The bytes of a text table -> a frame of texts: encoding, line ends, delimiter, title rows, column names, by evidence."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass

import polars as pl

from mining.errors import FileError
from mining.findings import Finding
from mining.reading.data_rows import data_rows
from mining.reading.encodings import broken_text, decoded
from mining.reading.records import records
from mining.reading.timestamps import kind_of

DELIMITERS = (",", ";", "\t", "|")
LOOKED_AT = 200
"""Records that decide the delimiter."""
NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}


@dataclass(frozen=True)
class Dialect:
    """How a text table is written.

    Attributes:
        encoding: Python's name of it.
        delimiter: between fields.
        line_end: ``LF``, ``CRLF`` or ``CR``.
        title_rows: lines above the header.
        rivals: other encodings in which the bytes would make sense.
    """

    encoding: str
    delimiter: str
    line_end: str
    title_rows: int = 0
    rivals: tuple[str, ...] = ()

    def __str__(self) -> str:
        rivals = f" (or {', '.join(self.rivals)})" if self.rivals else ""
        text = f"{self.encoding}{rivals}, {NAMES[self.delimiter]}, {self.line_end}"
        return text + (f", {self.title_rows} title rows" if self.title_rows else "")


def read_table(data: bytes, path: object, *, encoding: str | None = None) -> tuple[pl.DataFrame, Dialect, list[Finding]]:
    """Read a text table; every column is text, an empty cell is null.

    Args:
        data: the bytes of the file.
        path: for messages.
        encoding: what the user says; None: decided by evidence.

    Raises:
        FileError: the bytes are no text, or the text is no table.
    """
    read = decoded(data, path, encoding=encoding)
    text, found = read.text, broken_text(read)
    del data
    crlf, newline = b"\r\n" in text[: 1 << 20], b"\n" in text
    line_end = "CRLF" if crlf else "LF" if newline or b"\r" not in text else "CR"
    if line_end == "CR":
        text = text.replace(b"\r", b"\n")
    head = text[: 1 << 18].decode("utf-8", errors="ignore")
    delimiter, title_rows, rows = _laid_out(head, path)
    bare = is_without_header(rows)
    header = [""] * len(rows[0]) if bare else rows[0]
    names = unique_names(header, found)
    if text.count(b"\n") < title_rows:
        raise FileError.damaged(path, "line ends of several kinds, mixed in one file.")
    dialect = Dialect(read.encoding, delimiter, line_end, title_rows, read.rivals)
    begin = 0
    for _ in range(title_rows):
        begin = text.index(b"\n", begin) + 1
    del read
    below = b"\n" + text[begin:] if bare else text[begin:]
    frame = records(below, delimiter, names, path, found)
    if bare:
        found.append(_no_header(rows[0], names))
    if title_rows:
        found.append(titles_passed_over(title_rows))
    return data_rows(frame, header, found), dialect, found


def titles_passed_over(lines: int) -> Finding:
    """The finding that goes with title rows."""
    message = f"{lines} lines above the header were passed over."
    return Finding("title_rows", "note", lines, message, f"跳过了表头上方的 {lines} 行。")


def is_without_header(rows: list[list[str]]) -> bool:
    """Whether the first row is data: it has a time where the rows below have times, too.

    >>> is_without_header([["7", "open", "2024-03-05 10:00"], ["7", "closed", "2024-03-06 11:30"]])
    True
    >>> is_without_header([["id", "2024-03-05", "2024-03-06"], ["7", "12", "9"]])
    False
    """
    if len(rows) < 2:
        return False
    for place, cell in enumerate(rows[0]):
        below = [row[place] for row in rows[1:LOOKED_AT]]
        if any(sign.isdigit() for sign in cell) and _holds_times([cell]) and _holds_times(below):
            return True
    return False


def _holds_times(cells: list[str]) -> bool:
    return kind_of(pl.Series("", cells, dtype=pl.String)) == "time"


def _no_header(first: list[str], names: list[str]) -> Finding:
    shown = ", ".join(f'"{name}" {cell[:30]!r}' for name, cell in zip(names, first, strict=False))
    return Finding(
        "no_header",
        "limit",
        len(names),
        f"The file has no header: its first row holds data. Columns are called by their place: {shown}.",
        f"文件没有表头：第一行即为数据。各列按位置命名：{shown}。",
        tuple(first[:5]),
        ("all figures",),
    )


def _laid_out(head: str, path: object) -> tuple[str, int, list[list[str]]]:
    """Delimiter, lines above the header, and the rows from it on: the delimiter that gives the most records of one width."""
    best: tuple[float, str, int, list[list[str]]] | None = None
    for delimiter in DELIMITERS:
        if delimiter not in head:
            continue
        records: list[list[str]] = []
        try:
            for record in csv.reader(io.StringIO(head, newline=""), delimiter=delimiter):
                records.append(record)
                if len(records) >= LOOKED_AT:
                    break
        except csv.Error:
            continue
        if len(records) > 1 and len(records) < LOOKED_AT and len(head) >= 1 << 17:
            records.pop()
        widths = Counter(len(record) for record in records if any(record))
        if not widths:
            continue
        width, count = max(widths.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]))
        if width > 1:
            score = count / sum(widths.values()) + min(width, 50) / 1000
            if best is None or score > best[0]:
                best = (score, delimiter, width, records)
    if best is None:
        raise FileError.not_a_log(
            path, f"text without columns: {head.strip().splitlines()[0][:80]!r}." if head.strip() else "no text."
        )
    _, delimiter, width, records = best
    filled = sorted(sum(map(bool, record)) for record in records if len(record) == width)
    usual = filled[len(filled) // 2]
    first = next((k for k, record in enumerate(records) if len(record) == width and sum(map(bool, record)) * 2 > usual), 0)
    # Quoted line breaks above the header would make lines and records differ; titles are plain lines.
    return delimiter, first, [record for record in records[first:] if len(record) == width]


def unique_names(header: list[str], found: list[Finding]) -> list[str]:
    """Name the columns: trimmed, an empty name by its place, a repeated one with a number; said where it happens."""
    names: list[str] = []
    taken: set[str] = set()
    counts: dict[str, int] = {}
    renamed: list[str] = []
    for place, cell in enumerate(header, 1):
        given = cell.strip().strip("\ufeff")
        name = own = given or f"column {place}"
        while name in taken:
            count = counts.get(own, 2)
            name, counts[own] = f"{own} ({count})", count + 1
        if name != given and given:
            renamed.append(name)
        names.append(name)
        taken.add(name)
    if renamed:
        listed = ", ".join(f'"{name}"' for name in renamed)
        found.append(
            Finding(
                "repeated_column",
                "note",
                len(renamed),
                f"Columns that bear the name of another are told apart by a number: {listed}.",
                f"重名的列已加编号区分：{listed}。",
                tuple(renamed[:5]),
            )
        )
    return names
