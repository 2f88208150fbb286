"""The bytes of a text table -> a frame of texts: encoding, line ends, delimiter, title rows, column names, by evidence."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass

import numpy as np
import polars as pl

from mining.errors import FileError
from mining.findings import Finding

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
    """

    encoding: str
    delimiter: str
    line_end: str
    title_rows: int = 0

    def __str__(self) -> str:
        text = f"{self.encoding}, {NAMES[self.delimiter]}, {self.line_end}"
        return text + (f", {self.title_rows} title rows" if self.title_rows else "")


def read_table(data: bytes, path: object) -> tuple[pl.DataFrame, Dialect, list[Finding]]:
    """Read a text table; every column is text, an empty cell is null.

    Raises:
        FileError: the bytes are no text, or the text is no table.
    """
    found: list[Finding] = []
    encoding, text = _decoded(data, path)
    crlf, newline = b"\r\n" in text[: 1 << 20], b"\n" in text
    line_end = "CRLF" if crlf else "LF" if newline or b"\r" not in text else "CR"
    if line_end == "CR":
        text = text.replace(b"\r", b"\n")
    head = text[: 1 << 18].decode("utf-8", errors="ignore")
    delimiter, title_rows, header = _laid_out(head, path)
    names = _unique_names(header, found)
    if text.count(b"\n") < title_rows:
        raise FileError.damaged(path, "line ends of several kinds, mixed in one file.")
    for _ in range(title_rows):
        text = text[text.index(b"\n") + 1 :]
    frame = _parsed(text, delimiter, names, path, found)
    if b'"' in text and b'""' in text:  # the first search is many times faster
        frame = frame.with_columns(pl.when(pl.col(name) != "").then(pl.col(name)).alias(name) for name in frame.columns)
    if title_rows:
        found.append(
            Finding(
                "title_rows",
                "note",
                title_rows,
                f"{title_rows} lines above the header were passed over.",
                f"跳过了表头上方的 {title_rows} 行。",
            )
        )
    return frame, Dialect(encoding, delimiter, line_end, title_rows), found


def _decoded(data: bytes, path: object) -> tuple[str, bytes]:
    """Encoding, and the text as UTF-8 bytes without a byte order mark."""
    if data.startswith(b"\xef\xbb\xbf"):
        data, marked = data[3:], True
    else:
        marked = False
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16", _strict(data, "utf-16", path)
    zeros = data[: 1 << 16].count(0)
    if zeros:
        even = data[0 : 1 << 16 : 2].count(0)
        halves = len(data[: 1 << 16]) / 2
        for encoding, share in (("utf-16-be", even / halves), ("utf-16-le", (zeros - even) / halves)):
            if share > 0.3 and zeros < 1.1 * share * halves:
                return encoding, _strict(data, encoding, path)
        raise FileError.not_a_log(path, "binary content (NUL bytes).")
    if data.isascii():
        _printable(data, path)
        return "utf-8 with BOM" if marked else "utf-8", data
    try:
        data.decode("utf-8")
        _printable(data, path)
        return "utf-8 with BOM" if marked else "utf-8", data
    except UnicodeDecodeError:
        pass
    _printable(data, path)
    encodings = ["gb18030"] if _in_pairs(data) else []
    for encoding in (*encodings, "cp1252", "latin-1"):
        try:
            return encoding, data.decode(encoding).encode("utf-8")
        except UnicodeDecodeError:
            continue
    raise FileError.not_a_log(path, "bytes in no known encoding.")


def _strict(data: bytes, encoding: str, path: object) -> bytes:
    try:
        return data.decode(encoding).lstrip("\ufeff").encode("utf-8")
    except UnicodeDecodeError as error:
        raise FileError.damaged(path, f"{encoding} text that breaks at byte {error.start:,}.") from None


def _printable(data: bytes, path: object) -> None:
    """Text has hardly any control bytes."""
    part = np.frombuffer(data[: 1 << 20], dtype=np.uint8)
    control = int(((part < 9) | ((part > 13) & (part < 32))).sum())
    if control > 0.01 * part.size:
        raise FileError.not_a_log(path, "binary content (control bytes).")


def _in_pairs(data: bytes) -> bool:
    """Whether the bytes over 127 stand as two-byte Chinese characters, judged on all of them.

    In GB18030 text most runs of high bytes are even and of the common characters (first byte B0-F7 or A1-A3, second
    over A0); accented letters of Western text stand alone between plain letters.
    """
    high = np.frombuffer(data, dtype=np.uint8) >= 0x80
    edges = np.flatnonzero(np.diff(high.astype(np.int8), prepend=0, append=0))
    lengths = edges[1::2] - edges[0::2]
    paired = lengths[lengths % 2 == 0].sum()
    if paired < 0.7 * lengths.sum():
        return False
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return False
    codes = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)
    foreign = codes[codes >= 0x80]
    usual = (
        ((foreign >= 0x4E00) & (foreign <= 0x9FFF))
        | ((foreign >= 0x3000) & (foreign <= 0x303F))
        | ((foreign >= 0xFF00) & (foreign <= 0xFFEF))
    )
    return bool(usual.mean() > 0.9) if foreign.size else False


def _laid_out(head: str, path: object) -> tuple[str, int, list[str]]:
    """Delimiter, lines above the header, and the header: the delimiter that gives the most records of one width."""
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
    first = next((k for k, record in enumerate(records) if len(record) == width and sum(map(bool, record)) * 2 > width), 0)
    # Quoted line breaks above the header would make lines and records differ; titles are plain lines.
    return delimiter, first, records[first]


def _unique_names(header: list[str], found: list[Finding]) -> list[str]:
    """Name the columns: trimmed, an empty name by its place, a repeated one with a number; said where it happens."""
    names: list[str] = []
    renamed: list[str] = []
    for place, cell in enumerate(header, 1):
        given = cell.strip().strip("\ufeff")
        name = given or f"column {place}"
        count = 2
        while name in names:
            name = f"{given or f'column {place}'} ({count})"
            count += 1
        if name != given and given:
            renamed.append(name)
        names.append(name)
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


def _parsed(text: bytes, delimiter: str, names: list[str], path: object, found: list[Finding]) -> pl.DataFrame:
    """Read the records with polars; where they are not all of one width, or quotes do not match, one by one."""
    try:
        frame = pl.read_csv(text, separator=delimiter, infer_schema=False)
    except pl.exceptions.PolarsError:
        return _parsed_leniently(text, delimiter, names, path, found)
    if frame.width != len(names):
        return _parsed_leniently(text, delimiter, names, path, found)
    frame.columns = names
    return frame


def _parsed_leniently(text: bytes, delimiter: str, names: list[str], path: object, found: list[Finding]) -> pl.DataFrame:
    """Read every record that there is; wider ones are cut, and it is said which."""
    width = len(names)
    rows, wide = [], []
    reader = csv.reader(io.TextIOWrapper(io.BytesIO(text), encoding="utf-8", newline=""), delimiter=delimiter)
    try:
        next(reader, None)
        for number, record in enumerate(reader, 1):
            if len(record) > width:
                wide.append(number)
            rows.append([*record[:width], *[""] * (width - len(record))])
    except csv.Error as error:
        raise FileError.damaged(path, f"row {len(rows) + 1:,}: {error}.") from None
    if wide:
        found.append(
            Finding(
                "wide_row",
                "limit",
                len(wide),
                f"{len(wide):,} rows have more fields than the header; what is beyond was cut.",
                f"{len(wide):,} 行的字段多于表头，多余部分已截去。",
                tuple(f"row {row}" for row in wide[:5]),
                ("attributes",),
            )
        )
    else:
        found.append(
            Finding(
                "odd_quotes",
                "limit",
                len(rows),
                "Quotes do not match somewhere in the file; rows may have been joined or split there.",
                "文件中有不成对的引号，相应的行可能被合并或拆分。",
                affects=("counts", "attributes"),
            )
        )
    frame = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")
    return frame.with_columns(pl.when(pl.col(name) != "").then(pl.col(name)).alias(name) for name in names)
