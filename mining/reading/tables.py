"""What a path leads to -> one table: the kind of each file is known by its content, files of one shape are put together."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import polars as pl

from mining.errors import ColumnError, FileError
from mining.findings import Finding
from mining.log import EventLog, Source
from mining.reading.dialect import read_table
from mining.reading.fingerprint import Fingerprint
from mining.reading.headings import likeness
from mining.reading.json_tables import is_json, read_json
from mining.reading.kept import kept_log, read_as_any_other
from mining.reading.nested import flattened
from mining.reading.places import Content, contents, refuse_endless_line
from mining.reading.roles import chosen_roles
from mining.reading.timestamps import kind_of
from mining.reading.unpacking import Member, is_workbook, members, size_limit
from mining.reading.workbooks import sheets
from mining.reading.xes import is_xes, read_xes

FOREIGN = {
    b"7z\xbc\xaf": "a 7z archive; unpack it first",
    b"Rar!": "a rar archive; unpack it first",
    b"%PDF": "a PDF document",
    b"\x89PNG": "a picture (PNG)",
    b"\xff\xd8\xff": "a picture (JPEG)",
    b"SQLite format 3": "an SQLite database; export the table as CSV",
    b"\x7fELF": "a program",
    b"<!DOCTYPE html": "a web page; perhaps the download needs a login",
    b"<html": "a web page; perhaps the download needs a login",
    b"ORC": "an ORC file; write it as Parquet",
    b"Obj\x01": "an Avro file; write it as Parquet",
}
"""First bytes -> what it is. Only what is not read."""
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
STREAM = b"\xff\xff\xff\xff"
JUDGED_ROWS = 2000
"""Rows that show whether a table is the log, where there are several."""


@dataclass(frozen=True)
class Table:
    """One table as it was read.

    Attributes:
        frame: one row per record, in file order; texts, or the types that the file has.
        format: how the file is written, in words.
        name: of the file, the table inside an archive, or the sheet.
        found: what was noticed.
    """

    frame: pl.DataFrame
    format: str
    name: str
    found: list[Finding] = field(default_factory=list)


@dataclass(frozen=True)
class Opened:
    """What a path leads to, before it is understood.

    Attributes:
        name: of the file, or of what stands for several.
        fingerprint: of the bytes.
        kept: the log, where `mining convert` wrote the file.
        table: reads the table; to be called once, because the bytes are let go.
    """

    name: str
    fingerprint: Fingerprint
    kept: EventLog | None
    table: Callable[[], Table]

    @property
    def source(self) -> Source:
        """Name and fingerprint."""
        return Source(self.name, self.fingerprint.text)


def opened(
    path: str | Path, *, encoding: str | None = None, inside: str | None = None, unpack_limit: str | int | None = None
) -> Opened:
    """Open a file, standard input (``-``), a folder or a pattern; see `mining.read` for the options.

    Raises:
        FileError: there is nothing that can be read.
    """
    limit = size_limit(unpack_limit)
    hashes: list[Fingerprint] = []
    names: list[str] = []

    def unpacked() -> Iterator[tuple[Content, Member]]:
        for content in contents(path):
            hashes.append(content.fingerprint)
            names.append(content.name)
            if not content.data:
                raise FileError.empty(content.path)
            for member in members(content.path, content.data, limit=limit):
                yield content, member

    stream = unpacked()
    first = list(islice(stream, 2))
    if not first:
        raise FileError.unclear_archive(path, [])
    if len(first) == 1:
        content, member = first.pop()
        name, fingerprint = content.name, content.fingerprint
        kept = None if member.damage else kept_log(member.data, lambda: Source(name, fingerprint.text), limit)
        waiting = [member]
        shown = content.path
        del content, member
        return Opened(
            name, fingerprint, kept, lambda: _one(waiting, shown, path, encoding=encoding, inside=inside, limit=limit)
        )

    tables: list[Table] = []
    passed: list[str] = []
    several = len({id(content) for content, _ in first}) > 1 or Path(path).is_dir()

    def take(content: Content, member: Member) -> None:
        name = f"{content.name}/{member.inside}" if member.inside and several else member.inside or content.name
        if inside is not None and inside not in (name, member.inside, content.name) and not _may_hold(member):
            passed.append(name)
            return
        try:
            tables.extend(_tables(member, content.path, name, encoding=encoding, sheet=None, limit=limit))
        except FileError as error:
            if not error.nothing_there:
                raise
            passed.append(name)

    while first:
        take(*first.pop(0))
    for content, member in stream:
        take(content, member)
    alone = len(set(names)) == 1
    fingerprint = hashes[0] if alone else Fingerprint("".join(one.text for one in hashes).encode())
    return Opened(
        names[0] if alone else Path(path).name or str(path), fingerprint, None, lambda: _chosen(tables, passed, path, inside)
    )


def _may_hold(member: Member) -> bool:
    """Whether a member is a workbook, whose sheets may be named."""
    return member.data[:4] in (b"PK\x03\x04", OLD_WORKBOOK)


def _one(
    waiting: list[Member], shown: object, path: object, *, encoding: str | None, inside: str | None, limit: int | None
) -> Table:
    member = waiting.pop()
    name = member.inside or Path(str(shown)).name
    here = inside is not None and inside in (name, member.inside)
    sheet = None if here or not _may_hold(member) else inside
    if inside is not None and not here and sheet is None:
        raise FileError.not_inside(path, inside, [name])
    packed = f", {member.inside} in a zip archive" if member.inside else ""
    tables = list(_tables(member, shown, name, encoding=encoding, sheet=sheet, limit=limit))
    del member
    table = _chosen(tables, [], path, None)
    return Table(table.frame, table.format + packed, table.name, table.found)


def _tables(
    member: Member, path: object, name: str, *, encoding: str | None, sheet: str | None, limit: int | None
) -> Iterator[Table]:
    """Read the bytes of one member as what they are; only a workbook gives several tables."""
    data = member.data
    if is_xes(data):
        frame, found = read_xes(member, path)
        yield Table(frame, "XES", name, found)
        return
    if member.damage:
        raise FileError.damaged(path, f"{member.damage}.")
    if len(data) < 1 << 20 and not data.strip(b" \t\r\n\xef\xbb\xbf"):
        raise FileError.empty(path)
    for start, what in FOREIGN.items():
        if data[:64].lstrip().startswith(start):
            raise FileError.not_a_log(path, f"{what}.")
    if data[:4] == OLD_WORKBOOK or (data[:4] == b"PK\x03\x04" and is_workbook(path, data, limit)):
        found_any = False
        for page in sheets(data, path, sheet, limit):
            found_any = True
            yield Table(
                page.frame,
                f'Excel workbook, sheet "{page.name}"',
                f"{name}/{page.name}" if sheet is None else name,
                page.found,
            )
        if not found_any:
            raise FileError.not_a_log(path, "a workbook without a sheet that holds a table.")
        return
    binary = _typed(data, path)
    if binary is not None:
        yield Table(flattened(binary[0]), binary[1], name)
    elif is_json(data):
        frame, format_ = read_json(data, path, encoding=encoding)
        yield Table(frame, format_, name)
    else:
        refuse_endless_line(path, data)
        frame, dialect, found = read_table(data, path, encoding=encoding)
        yield Table(read_as_any_other(frame, found), f"text ({dialect})", name, found)


def _typed(data: bytes, path: object) -> tuple[pl.DataFrame, str] | None:
    """Parquet, or Arrow as file, stream or Feather: formats that know their types."""
    try:
        if data[:4] == b"PAR1":
            return pl.read_parquet(data), "Parquet"
        if data[:6] == b"ARROW1":
            return pl.read_ipc(io.BytesIO(data)), "Arrow"
        if data[:4] == STREAM:
            return pl.read_ipc_stream(io.BytesIO(data)), "Arrow stream"
        if data[:4] == b"FEA1":
            from pyarrow import feather

            return pl.DataFrame(feather.read_table(io.BytesIO(data))), "Feather"
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError, ValueError) as error:
        raise FileError.damaged(path, f"{str(error).splitlines()[0]}.") from None
    return None


def _chosen(tables: Sequence[Table], passed: Sequence[str], path: object, inside: str | None) -> Table:
    """One table out of several: those of one shape are put together; of several shapes the one that is a log is taken."""
    if inside is not None:
        named = [table for table in tables if inside in (table.name, *table.name.rsplit("/", 1)[-1:])]
        if not named:
            raise FileError.not_inside(path, inside, [*(table.name for table in tables), *passed])
        tables = named
    tables = [table for table in tables if not table.frame.is_empty()] or tables
    if not tables:
        raise FileError.unclear_archive(path, [])
    shapes: dict[object, list[Table]] = {}
    for table in tables:
        free = table.format.startswith(("XES", "JSON"))  # their rows need not have every field
        shapes.setdefault(table.format[:3] if free else frozenset(table.frame.columns), []).append(table)
    groups = list(shapes.values())
    if len(groups) > 1:
        scores = [_likeness_to_log(group[0].frame) for group in groups]
        best = [group for group, score in zip(groups, scores, strict=True) if score == max(scores)]
        if len(best) != 1:
            raise FileError.unclear_archive(path, [f"{table.name} ({table.frame.width} columns)" for table in tables])
        left = [table.name for group in groups if group is not best[0] for table in group]
        return _joined(best[0], [*passed, *left])
    return _joined(groups[0], passed)


def _joined(tables: Sequence[Table], passed: Sequence[str]) -> Table:
    found = [finding for table in tables for finding in table.found]
    if passed:
        listed = ", ".join(passed[:5]) + (", ..." if len(passed) > 5 else "")
        message = f"{len(passed):,} other files or sheets inside are not part of the log: {listed}."
        chinese = f"其中另有 {len(passed):,} 个文件或工作表不属于该日志：{listed}。"
        found.append(Finding("passed_over", "note", len(passed), message, chinese, tuple(passed[:5])))
    if len(tables) == 1:
        return Table(tables[0].frame, tables[0].format, tables[0].name, found)
    columns = tables[0].frame.columns
    frames = [table.frame for table in tables]
    kinds = {
        name: {frame.schema[name] for frame in frames if name in frame.columns} for frame in frames for name in frame.columns
    }
    mixed = [name for name, types in kinds.items() if len(types) > 1 and not all(kind.is_numeric() for kind in types)]
    frames = [
        frame.with_columns(pl.col(name).cast(pl.String) for name in mixed if name in frame.columns) for frame in frames
    ]
    frame = pl.concat(frames, how="diagonal_relaxed")
    formats = " and ".join(dict.fromkeys(table.format for table in tables))
    message = f"{len(tables):,} files of one shape are read as one log: " + ", ".join(
        f"{table.name} ({table.frame.height:,} rows)" for table in tables[:5]
    )
    chinese = f"{len(tables):,} 个结构相同的文件合并为一个日志。"
    names = tuple(table.name for table in tables[:5])
    found.append(
        Finding("files_joined", "note", len(tables), message + ("." if len(tables) <= 5 else ", ..."), chinese, names)
    )
    leading = [name for name in columns if name in frame.columns]
    return Table(
        frame.select(*leading, *(name for name in frame.columns if name not in leading)),
        f"{len(tables)} files: {formats}",
        tables[0].name,
        found,
    )


def _likeness_to_log(frame: pl.DataFrame) -> float:
    """How much of a log a table has: 10 where its roles are recognised, else one each for case, activity, time."""
    part = flattened(frame.head(JUDGED_ROWS))
    try:
        chosen_roles(part, {})
    except ColumnError:
        pass
    else:
        return 10.0
    named = sum(any(likeness(name, role) > 0 for name in part.columns) for role in ("case", "activity"))
    return float(named + any(kind_of(part[name]) == "time" for name in part.columns))
