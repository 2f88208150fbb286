"""XES into polars: the usual kind by a reader of our own, the unusual by r4pm; where a file breaks, the place is named."""

from __future__ import annotations

import os
import re
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.parsers import expat

import polars as pl

from mining.errors import FileError
from mining.findings import Finding
from mining.reading.plain_xes import plain_xes
from mining.reading.unpacking import Member
from mining.reading.xes_attributes import with_plain_attributes, with_plain_values
from mining.reading.zones import offsets_noted

TIMES_LOOKED_AT = 4 << 20
"""Bytes at each end of the file in which offsets of timestamps are looked for."""
HEAD = 1 << 16
"""Bytes in which an XML file says what it is."""
STDERR = threading.Lock()
"""Held while the stderr of the process leads nowhere."""
TIME_VALUE = re.compile(rb'key="time:timestamp"\s+value="[^"]{10,19}[^"+\-Z]*(Z|[+-]\d\d:?\d\d)?"')


def is_xes(data: bytes) -> bool:
    """Whether bytes are XML with a log in them."""
    head = data[:HEAD].lstrip(b"\xef\xbb\xbf \t\r\n")
    return head.startswith(b"<") and b"<log" in head


def read_xes(file: Member, path: object) -> tuple[pl.DataFrame, list[Finding]]:
    """Read an XES log.

    Returns:
        The events in file order (columns of the log first, then sorted by name, because their order in XES means nothing),
        and findings. Times that say their offset are Datetime[us, UTC], others are naive.

    Raises:
        FileError: the archive or the XML is broken; the message names line and column.
    """
    if file.damage:
        place = broken_at(file.data)
        raise FileError.damaged(path, f"{file.damage}{'; ' + place if place else ''}.")
    plain = plain_xes(file.data)
    if plain is not None:
        found: list[Finding] = []
        frame, offsets = with_plain_values(plain.frame, file.data, found), plain.offsets
    else:
        frame, found = _by_r4pm(file.data, path)
        offsets = _offsets(file.data)
    leading = [
        name
        for name in ("case:concept:name", "concept:name", "time:timestamp", "lifecycle:transition", "org:resource")
        if name in frame.columns
    ]
    frame = frame.select(*leading, *sorted(set(frame.columns) - set(leading)))
    aware = bool(offsets) and "" not in offsets
    times = [name for name, dtype in frame.schema.items() if isinstance(dtype, pl.Datetime)]
    frame = frame.with_columns(
        (pl.col(name).cast(pl.Datetime("us")).dt.replace_time_zone("UTC") if aware else pl.col(name).cast(pl.Datetime("us")))
        for name in times
    )
    return frame, found + offsets_noted(offsets - {""}, frame.height)


def _by_r4pm(data: bytes, path: object) -> tuple[pl.DataFrame, list[Finding]]:
    """Read a log in which something is unusual."""
    try:
        frame = imported(data)
    except Exception as error:  # noqa: BLE001 - the reader has no error type of its own
        place = broken_at(data)
        raise FileError.damaged(path, f"{place or str(error).splitlines()[0]}.") from None
    found = _checked(data, frame.height, path)
    if frame.is_empty() or not frame.width:
        raise FileError.empty(path)
    return with_plain_attributes(frame, data, found), found


def _offsets(data: bytes) -> frozenset[str]:
    """How the times of events say their offset, at both ends of the file; an empty text where one does not."""
    first = max(data.find(b"<trace"), 0)  # what stands before are defaults
    parts = (data[first : first + TIMES_LOOKED_AT], data[max(first, len(data) - TIMES_LOOKED_AT) :])
    return frozenset((match or b"").decode() for part in parts for match in TIME_VALUE.findall(part))


def _checked(data: bytes, rows: int, path: object) -> list[Finding]:
    """See that nothing is lost: r4pm reads half a file without a word, and leaves out the trace in which it breaks off."""
    events = sum(data.count(b"<event" + after) for after in (b">", b" ", b"/", b"\n", b"\r", b"\t"))
    whole = data[-256:].rstrip().endswith(b"</log>") and events == rows > 0 and b"<!ENTITY" not in data[:HEAD]
    if whole:
        return []
    place = broken_at(data)
    if place:
        raise FileError.damaged(path, f"{place}.")
    if events == rows:
        return []
    return [
        Finding(
            "events_lost",
            "limit",
            abs(events - rows),
            f"The file holds {events:,} events, and {rows:,} could be read.",
            f"文件含 {events:,} 个事件，读出 {rows:,} 个。",
            affects=("counts", "variants"),
        )
    ]


def imported(data: bytes) -> pl.DataFrame:
    """Return the events of an XES document as r4pm gives them; what breaks it is a ValueError or an error of its own."""
    from r4pm.df import import_xes

    # r4pm reads files only; the copy is ours, private, and gone afterwards.
    with tempfile.TemporaryDirectory(prefix="mining-") as folder:
        copy = Path(folder) / "log.xes"
        copy.write_bytes(data)
        try:
            with _silent_below():
                frame: pl.DataFrame = import_xes(str(copy))[0]
        except BaseException as error:
            # A panic of the reader is no Exception.
            if type(error).__name__ != "PanicException":
                raise
            raise ValueError(str(error)) from None
    return frame


@contextmanager
def _silent_below() -> Iterator[None]:
    """Keep what compiled code writes to stderr from the user: r4pm writes a line for every value that it cannot read.

    What it means for the log is found afterwards, and said in one message.
    """
    with STDERR:
        try:
            kept = os.dup(2)
        except OSError:  # a program without a terminal
            yield
            return
        nowhere = os.open(os.devnull, os.O_WRONLY)
        try:
            os.dup2(nowhere, 2)
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)
            os.close(nowhere)


def broken_at(data: bytes) -> str | None:
    """Where XML breaks off and how much stands before, or None where it is well-formed.

    Entities are refused, so that a small file cannot grow; nothing outside the file is looked up.

    >>> broken_at(b"<log><trace><event/></trace><trace></log>")
    'line 1, column 37: mismatched tag; 1 whole traces with 1 events stand before'
    """
    parser = expat.ParserCreate()
    events = traces = in_traces = 0

    def refused(*_: object) -> None:
        raise ValueError("declares entities, which are not read")

    def ended(name: str) -> None:
        nonlocal events, traces, in_traces
        events += name == "event"
        if name == "trace":
            traces, in_traces = traces + 1, events

    parser.EntityDeclHandler = refused
    parser.EndElementHandler = ended
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        before = f"; {traces:,} whole traces with {in_traces:,} events stand before"
        return f"line {error.lineno:,}, column {error.offset}: {expat.errors.messages[error.code]}{before}"
    except (ValueError, LookupError) as error:  # our refusal of entities, or an encoding that nobody knows
        return f"line {parser.CurrentLineNumber:,}: {error}"
    return None
