"""Bytes -> UTF-8 text: the encoding is decided on evidence from the whole file, and strict decoding has the last word.

Every candidate is scored by how usual its characters would be in the lines that are not plain ASCII, taken from all over
the file. The best that decodes every byte wins; those that come near are kept as rivals.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from mining.errors import FileError
from mining.findings import Finding

BLOCK = 16 << 20
LINES_PER_BLOCK = 200
"""Places in each block of the file whose lines are evidence."""
EVIDENCE, LINE = 1 << 18, 2000
"""Bytes of evidence, and of one line on each side of the place."""
NEAR, LEAST = 0.12, 0.5
"""A rival's score is this near the winner's, and at least that."""
SURE = 0.7
"""Below this, no candidate is convincing, and charset-normalizer is asked."""
WESTERN = "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝßàáâãäåæçèéêëìíîïñòóôõöøùúûüýÿŒœŠšŽž€–—‘’‚“”„…«»°ºª£§¡¿·²³½®©™"
KOREAN, ALL_KOREAN, PROOF = "cp949", 0.98, 10
"""Text is Korean where so many of its characters are syllables, and it has so many different ones."""
LENIENT_SHARE = 20
"""Text is UTF-8 with damage where for each broken place there are this many sound characters beyond ASCII."""


@dataclass(frozen=True)
class Decoded:
    """Text of a file.

    Attributes:
        encoding: Python's name of it, with "with BOM" where the file says so.
        text: as UTF-8 bytes, without a byte order mark.
        rivals: other encodings in which the bytes would make sense.
        broken: bytes that could not be decoded and were replaced.
    """

    encoding: str
    text: bytes
    rivals: tuple[str, ...] = ()
    broken: int = 0


def decoded(data: bytes, path: object, *, encoding: str | None = None) -> Decoded:
    """Decode bytes.

    Args:
        data: the whole file.
        path: for messages.
        encoding: what the user says; None: decided by evidence.

    Raises:
        FileError: the bytes are no text, or not in the encoding that the user named.
    """
    if encoding is not None:
        return _as_named(data, path, encoding)
    marked = data.startswith(b"\xef\xbb\xbf")
    if marked:
        data = data[3:]
    for mark, name in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if data.startswith(mark):
            return Decoded("utf-16", _strict(data[2:], name, path))
    if 0 in data:
        return _two_bytes_each(data, path)
    _printable(data, path)
    name = "utf-8 with BOM" if marked else "utf-8"
    if data.isascii() or _is_utf8(data):
        return Decoded(name, data)
    return _nearly_utf8(data, name) or _by_evidence(data, path)


def broken_text(decoded: Decoded) -> list[Finding]:
    """The finding that goes with bytes that were replaced."""
    if not decoded.broken:
        return []
    message = f"{decoded.broken:,} places are no valid {decoded.encoding}; each is shown as \ufffd."
    chinese = f"有 {decoded.broken:,} 处不是有效的 {decoded.encoding}，以 \ufffd 显示。"
    return [Finding("broken_text", "limit", decoded.broken, message, chinese, (), ("labels", "attributes"))]


def _recoded(data: bytes, encoding: str) -> bytes:
    """Turn bytes into UTF-8, block by block.

    Raises:
        UnicodeDecodeError: with the position in the whole.
    """
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    parts = []
    for start in range(0, len(data), BLOCK):
        end = start + BLOCK
        try:
            parts.append(decoder.decode(data[start:end], final=end >= len(data)).encode("utf-8"))
        except UnicodeDecodeError as error:
            place = start + error.start
            raise UnicodeDecodeError(encoding, data[place : place + 4], place, place + 1, error.reason) from None
    return b"".join(parts)


def _strict(data: bytes, encoding: str, path: object) -> bytes:
    try:
        return _recoded(data, encoding)
    except UnicodeDecodeError as error:
        raise FileError.damaged(path, f"{encoding} text that breaks at byte {error.start:,}.") from None


def _as_named(data: bytes, path: object, encoding: str) -> Decoded:
    try:
        text = _recoded(data, encoding)
    except LookupError:
        raise FileError.not_decoded(path, encoding, "no encoding of this name.") from None
    except (UnicodeError, ValueError) as error:
        place = getattr(error, "start", 0)
        line = data[:place].count(b"\n") + 1
        raise FileError.not_decoded(path, encoding, f"byte {place:,}, in line {line:,}, is not possible in it.") from None
    if b"\0" in text:
        raise FileError.not_a_log(path, "binary content (NUL bytes).")
    return Decoded(encoding, text.removeprefix(b"\xef\xbb\xbf"))


def _two_bytes_each(data: bytes, path: object) -> Decoded:
    """UTF-16 without mark has its NULs on one side of every pair of bytes; any other NUL is no text."""
    head = data[: 1 << 16]
    zeros, even = head.count(0), head[0::2].count(0)
    for encoding, own in (("utf-16-be", even), ("utf-16-le", zeros - even)):
        if own > 0.95 * zeros and own > 0.02 * len(head):
            return Decoded(encoding, _strict(data, encoding, path))
    place = data.index(0)
    found = (
        f"binary content (NUL bytes): {data.count(0):,}, the first at byte {place:,}, line {data[:place].count(10) + 1:,}."
    )
    raise FileError.not_a_log(path, found)


def _printable(data: bytes, path: object) -> None:
    """Text has hardly any control bytes."""
    part = np.frombuffer(data[: 1 << 20], dtype=np.uint8)
    control = int(((part < 9) | ((part > 13) & (part < 32))).sum())
    if control > 0.01 * part.size:
        raise FileError.not_a_log(path, "binary content (control bytes).")


def _is_utf8(data: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    try:
        for start in range(0, len(data), BLOCK):
            decoder.decode(data[start : start + BLOCK], final=start + BLOCK >= len(data))
    except UnicodeDecodeError:
        return False
    return True


def _nearly_utf8(data: bytes, name: str) -> Decoded | None:
    """UTF-8 with a few broken places (a cut, a pasted byte) is still UTF-8: no other text makes its sequences by chance."""
    evidence = _evidence(data)
    text = evidence.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    sound = sum(character >= "\x80" for character in text) - broken
    if sound < LENIENT_SHARE * max(broken, 1):
        return None
    whole = data.decode("utf-8", errors="replace")
    broken = whole.count("\ufffd") - data.count(b"\xef\xbf\xbd")
    return Decoded(name, whole.encode("utf-8"), (), broken)


def _by_evidence(data: bytes, path: object) -> Decoded:
    evidence = _evidence(data)
    scores = {name: score for name, usual in SCRIPTS.items() if (score := _score(evidence, name, usual)) is not None}
    scores["cp1252"] = _western(evidence)
    ranked = sorted(scores, key=lambda name: -scores[name])
    # Each syllable of Korean is a usual character of Chinese as well, but only half of these are syllables.
    if scores.get(KOREAN, 0.0) >= ALL_KOREAN and np.unique(_codes(evidence.decode(KOREAN, errors="replace"))).size >= PROOF:
        ranked = [KOREAN, *(name for name in ranked if name != KOREAN)]
    # Evidence as good for Western letters as for Chinese ones: capitals in words, e.g. RECLAMAÇÃO.
    if scores["cp1252"] >= 0.95:
        ranked = ["cp1252", *(name for name in ranked if name != "cp1252")]
    opinion = _second_opinion(evidence) if scores[ranked[0]] < SURE else None
    likely = [name for name in ranked if scores[name] >= LEAST]
    order = [*([opinion] if opinion else []), *likely, "cp1252", "latin-1"]
    for name in order:
        try:
            text = _recoded(data, name)
        except UnicodeDecodeError:
            continue
        best = max(scores.get(name, 0.0), LEAST)
        rivals = (
            USUAL_NAMES.get(other, other)
            for other in ranked
            if other != name and scores[other] >= max(best - NEAR, LEAST) and _differs(evidence, name, other)
        )
        return Decoded(USUAL_NAMES.get(name, name), text, tuple(rivals))
    raise FileError.not_a_log(path, "bytes in no known encoding.")


def _differs(evidence: bytes, one: str, other: str) -> bool:
    try:
        return evidence.decode(other) != evidence.decode(one, errors="replace")
    except UnicodeDecodeError:
        return False


def _evidence(data: bytes) -> bytes:
    """Lines that are not plain ASCII, from all over the file."""
    lines: list[bytes] = []
    share = EVIDENCE // max(1, -(-len(data) // BLOCK))
    for start in range(0, len(data), BLOCK):
        block = data[start : start + BLOCK]
        high = np.flatnonzero(np.frombuffer(block, dtype=np.uint8) >= 0x80)
        if not high.size:
            continue
        size = last = 0
        # Spread over the block, so that what is frequent weighs more; a line counts once for each place.
        for place in high[np.linspace(0, high.size - 1, min(high.size, LINES_PER_BLOCK)).astype(np.int64)].tolist():
            # A line end is never the second byte of a character in any of the candidates.
            begin, end = block.rfind(b"\n", 0, place) + 1, block.find(b"\n", place)
            line = block[max(begin, place - LINE) : min(end if end >= 0 else len(block), place + LINE)]
            if size + len(line) <= share and begin >= last:
                lines.append(line)
                size += len(line)
                last = begin + 1
    return b"\n".join(lines)


def _codes(text: str) -> npt.NDArray[np.uint32]:
    codes = np.frombuffer(text.encode("utf-32-le", errors="replace"), dtype=np.uint32)
    return codes[codes >= 0x80]


def _score(evidence: bytes, encoding: str, usual: Callable[[], npt.NDArray[np.bool_]]) -> float | None:
    """Share of the characters beyond ASCII that are usual in the encoding's language, or None where it cannot be."""
    text = evidence.decode(encoding, errors="replace")
    codes = _codes(text)
    if not codes.size:
        return None
    broken = int((codes == 0xFFFD).sum())
    if broken > 0.02 * codes.size:
        return None
    return float(usual()[np.minimum(codes, 0xFFFF)].mean())


def _western(evidence: bytes) -> float:
    """Share of the bytes over 127 that are usual accents or signs, one or two in a row, beside plain letters or blanks."""
    data = np.frombuffer(b" " + evidence + b" ", dtype=np.uint8)
    high = data >= 0x80
    if not high.any():
        return 0.0
    usual = np.zeros(256, dtype=bool)
    usual[np.frombuffer(WESTERN.encode("cp1252"), dtype=np.uint8)] = True
    edges = np.flatnonzero(np.diff(high.astype(np.int8), prepend=0))
    starts, ends = edges[0::2], edges[1::2]
    letters = np.zeros(256, dtype=bool)
    letters[[*range(65, 91), *range(97, 123)]] = True
    in_word = letters[data[starts - 1]] | letters[data[np.minimum(ends, data.size - 1)]]
    good = ((ends - starts == 1) | ((ends - starts == 2) & in_word)).repeat(ends - starts)
    return float((usual[data[high]] & good).mean())


def _second_opinion(evidence: bytes) -> str | None:
    """What charset-normalizer takes the lines for, where no candidate convinces: Cyrillic, Greek, Turkish and others."""
    from charset_normalizer import from_bytes

    match = from_bytes(evidence[: 1 << 15]).best()
    return match.encoding if match is not None and not match.encoding.startswith("utf") else None


@cache
def _simplified() -> npt.NDArray[np.bool_]:
    return _usual("gb2312", range(0xB0, 0xD8), range(0xA1, 0xFF))


@cache
def _traditional() -> npt.NDArray[np.bool_]:
    return _usual("big5", range(0xA4, 0xC7), [*range(0x40, 0x7F), *range(0xA1, 0xFF)])


@cache
def _japanese() -> npt.NDArray[np.bool_]:
    usual = _usual("euc-jp", range(0xB0, 0xD0), range(0xA1, 0xFF))
    usual[0x3041:0x30FF] = True  # kana
    return usual


@cache
def _korean() -> npt.NDArray[np.bool_]:
    return _usual("euc-kr", range(0xB0, 0xC9), range(0xA1, 0xFF))


def _usual(encoding: str, firsts: range, seconds: range | list[int]) -> npt.NDArray[np.bool_]:
    """The first level of a national standard holds the characters of everyday use; with the signs of all three languages."""
    usual = np.zeros(1 << 16, dtype=bool)
    pairs = b"".join(bytes((first, second)) for first in firsts for second in seconds)
    usual[_codes(pairs.decode(encoding, errors="ignore"))] = True
    for begin, end in ((0x3000, 0x3020), (0xFF01, 0xFF5F), (0x2010, 0x2027), (0xB7, 0xB8)):
        usual[begin:end] = True
    return usual


SCRIPTS: dict[str, Callable[[], npt.NDArray[np.bool_]]] = {
    "gb18030": _simplified,
    "big5hkscs": _traditional,
    "cp932": _japanese,
    "euc-jp": _japanese,
    KOREAN: _korean,
}
"""Encodings of two bytes -> their usual characters. cp932, big5hkscs and cp949 are Shift-JIS, Big5 and EUC-KR as written."""
USUAL_NAMES = {"big5hkscs": "big5", "cp932": "shift-jis"}
