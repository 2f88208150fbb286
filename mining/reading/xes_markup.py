"""XES as markup and values in turn: what stands between two values is of few kinds in a file, and each is understood once.

``"/></event>``, a new line, ``<event><string key="concept:name" value="`` stands before a hundred thousand values: its bytes
are compared, not parsed. Values are not looked at here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol, TypeVar

import numpy as np
import numpy.typing as npt

KINDS = ("string", "date", "int", "float", "boolean", "id")
SPACE = rb"[ \t\r\n]*"
TAG = rb"<(/?(?:trace|event))" + SPACE + rb">"
BEFORE = rb'(?P<close>" ?/>)?(?P<tags>(?:' + SPACE + TAG + rb")*)" + SPACE
ATTRIBUTE = re.compile(
    BEFORE + rb"<(?P<kind>" + "|".join(KINDS).encode() + rb") key=" + SPACE + rb'"(?P<key>[^"<&]+)" value="'
)
END = re.compile(BEFORE + rb"</log" + SPACE + rb">" + SPACE)
STANDS = {b"trace": (0, 1), b"/trace": (1, 0), b"event": (1, 2), b"/event": (2, 1)}
"""Tag -> how deep it may stand (0 is outside of traces, 1 in one, 2 in an event), and how deep it leads."""
SCANNED = 1 << 20
"""Bytes in which quotes are looked for at once: what is found on the way stays in the processor's cache."""
PIECE = 1 << 15
"""Attributes that are looked at in one go, for the same reason."""
FAR = 1 << 31
"""Bytes from which places need 64 bits."""
MIXED = tuple(np.uint64(number) for number in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9))
"""Odd numbers by which bits are mixed; the best known constants of hashing."""

Ints = npt.NDArray[np.integer]
Bytes = npt.NDArray[np.uint8]
Given = TypeVar("Given")
Made = TypeVar("Made")


class EachOf(Protocol):
    """`map`, or that of a pool of threads."""

    def __call__(self, work: Callable[[Given], Made], given: Iterable[Given], /) -> Iterator[Made]:
        """Do the work on each that is given, and return what comes of it in their order."""


@dataclass(frozen=True)
class Markup:
    """What stands between the quotes that end one value and begin the next.

    Attributes:
        kind: of the attribute that begins, or an empty text at the end of the document.
        key: its key.
        needs: how deep it must stand; -1 where it holds no tag of a trace or event.
        leads: how deep it leads; -1 likewise.
        opens: for every event that is opened, how many traces were opened before it.
        traces: how many traces are opened.
    """

    kind: str
    key: str
    needs: int
    leads: int
    opens: tuple[int, ...]
    traces: int


@dataclass(frozen=True)
class Marked:
    """A document from its first trace on.

    Attributes:
        text: its bytes.
        begins: where the values of the attributes begin, in file order.
        ends: where they end.
        ids: which markup stands before each, as a place in `markups`.
        markups: the distinct ones.
        end: what stands after the last value.
    """

    text: Bytes
    begins: Ints
    ends: Ints
    ids: Ints
    markups: tuple[Markup, ...]
    end: Markup


def pieces(count: int) -> list[slice]:
    """Return the pieces of so many attributes.

    >>> pieces(40_000)
    [slice(0, 32768, None), slice(32768, 40000, None)]
    """
    return [slice(begin, min(begin + PIECE, count)) for begin in range(0, count, PIECE)]


def marked(data: bytes, first: int, each_of: EachOf = map) -> Marked | None:
    """Part a document into markup and values, from its first trace on; None where any markup is unusual.

    Args:
        data: the document.
        first: where its first trace begins.
        each_of: does the work on pieces.
    """
    text = np.frombuffer(data, dtype=np.uint8)
    scanned = list(each_of(lambda begin: _quotes(text, begin), range(first, text.size, SCANNED)))
    # Markup begins with the quote that ends a value; the first one begins where the quote before would be.
    quotes = np.concatenate([np.array([first], dtype=_wide(text.size)), *(places for places, _ in scanned)])
    count = quotes.size // 4
    if count == 0 or quotes.size % 4 != 1:
        return None
    told = list(each_of(lambda piece: _told_apart(text, quotes[4 * piece.start : 4 * piece.stop + 1]), pieces(count)))
    number: dict[bytes, int] = {}
    of_piece = [np.array([number.setdefault(one, len(number)) for one in counts], dtype=np.int32) for _, counts in told]
    understood = {one: _understood(ATTRIBUTE, one) for one in number}
    usual = [markup for markup in understood.values() if markup is not None and markup.leads]
    end = _understood(END, data[quotes[-1] :])
    if end is None or len(usual) < len(number):
        return None
    # No "<" stands in a value where the markup has all of them.
    brackets = data.count(b"<", quotes[-1]) + sum(
        one.count(b"<") * count for _, counts in told for one, count in counts.items()
    )
    if brackets != sum(found for _, found in scanned):
        return None
    ids = np.concatenate([of_this[which] for of_this, (which, _) in zip(of_piece, told, strict=True)])
    return Marked(text, quotes[3::4] + 1, quotes[4::4], ids, tuple(usual), end)


def _wide(size: int) -> type[np.signedinteger]:
    return np.int32 if size < FAR else np.int64


def _quotes(text: Bytes, begin: int) -> tuple[Ints, int]:
    """Where the double quotes of a part stand, and how many ``<`` there are."""
    part = text[begin : begin + SCANNED]
    places = np.flatnonzero(part == ord('"')).astype(_wide(text.size))
    places += begin
    return places, int(np.count_nonzero(part == ord("<")))


def _told_apart(text: Bytes, quotes: Ints) -> tuple[Ints, dict[bytes, int]]:
    """Number the markups of a piece, and tell, in order of the numbers, how often each stands there.

    Args:
        text: the document.
        quotes: of each attribute where its markup begins, its key begins and ends, its value begins and ends (and the next
            markup begins).
    """
    starts, lengths = quotes[:-1:4], quotes[3::4] - quotes[:-1:4] + 1
    # Which are alike is guessed by their lengths and the ends of their keys; that they are is seen byte by byte.
    mixed = bytes_at(text, np.minimum(quotes[1::4] + 1, text.size - 8), 8).view(np.uint64)[:, 0] * MIXED[0]
    mixed ^= bytes_at(text, quotes[2::4] - 8, 8).view(np.uint64)[:, 0] * MIXED[1]
    mixed ^= lengths.astype(np.uint64) * MIXED[2]
    guess = (mixed >> np.uint64(48)).astype(np.uint16)
    order = np.argsort(guess, kind="stable")
    bounds = [0, *(np.flatnonzero(np.diff(guess[order])) + 1).tolist(), guess.size]
    ids = np.empty(guess.size, dtype=np.int32)
    number: dict[bytes, int] = {}
    for begin, end in pairwise(bounds):
        rows = order[begin:end]
        same = same_bytes(text, starts[rows], lengths[rows])
        if same is not None:
            ids[rows] = number.setdefault(same, len(number))
        else:
            for row in rows.tolist():
                one = text[starts[row] : starts[row] + lengths[row]].tobytes()
                ids[row] = number.setdefault(one, len(number))
    return ids, dict(zip(number, np.bincount(ids).tolist(), strict=True))


def same_bytes(text: Bytes, starts: Ints, lengths: Ints) -> bytes | None:
    """Return the bytes that stand at each of the places, or None where they differ (or are too many to tell at once).

    >>> text = np.frombuffer(b"cab ab", dtype=np.uint8)
    >>> same_bytes(text, np.array([1, 4]), np.array([2, 2])), same_bytes(text, np.array([0, 4]), np.array([2, 2]))
    (b'ab', None)
    """
    length = int(lengths[0])
    if length >= FAR or (lengths != length).any():  # numpy knows no longer windows
        return None
    if not length:
        return b""
    flat = bytes_at(text, starts, length).ravel()
    # Every row is like the one before.
    return flat[:length].tobytes() if (flat[length:] == flat[:-length]).all() else None


def bytes_at(text: Bytes, starts: Ints, length: int) -> Bytes:
    """So many bytes from each of the places on: a row for each place.

    >>> bytes_at(np.frombuffer(b"abcdef", dtype=np.uint8), np.array([4, 0]), 2).tobytes()
    b'efab'
    """
    # A window of the text at each of its bytes: numpy then copies whole windows.
    windows = np.ndarray((text.size - length + 1,), dtype=f"V{length}", buffer=text, strides=(1,))
    return windows[starts].view(np.uint8).reshape(starts.size, length)


def _understood(form: re.Pattern[bytes], one: bytes) -> Markup | None:
    """Understand markup; None where it is none of the usual, or where its tags do not follow each other."""
    match = form.fullmatch(one)
    if match is None:
        return None
    needs = depth = -1
    opens, traces = [], 0
    for name in re.findall(TAG, match["tags"]):
        may_stand, leads = STANDS[name]
        if depth not in (-1, may_stand):
            return None
        needs, depth = may_stand if needs < 0 else needs, leads
        traces += name == b"trace"
        if name == b"event":
            opens.append(traces)
    found = match.groupdict()
    try:
        kind, key = found.get("kind", b"").decode(), found.get("key", b"").decode()
    except UnicodeDecodeError:
        return None
    return Markup(kind, key, needs, depth, tuple(opens), traces)
