"""Nodes of the blueprint file read as what the language expects there: names, ids, durations, amounts.

What YAML would read as something else than it looks is refused with the quoted form.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta

from mining.blueprint.durations import duration_of
from mining.blueprint.model import Name
from mining.blueprint.yaml_source import Items, Mapping, Node, Scalar, read_as

_ID = re.compile(r"\w[\w-]*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]+)*")
_WORKING = re.compile(r"\d+(\.\d+)? *working *(d|days?|h|hours?|min|minutes?)")


def near(name: str, known: Iterable[str]) -> str:
    """Return ' Did you mean "x"?' for the nearest known name (case, _ and - make no difference), or nothing."""
    folded = {text.casefold().replace("_", " ").replace("-", " "): text for text in known}
    wanted = name.casefold().replace("_", " ").replace("-", " ")
    found = difflib.get_close_matches(wanted, list(folded), n=1, cutoff=0.6)
    return f' Did you mean "{folded[found[0]]}"?' if found else ""


def text(node: Node, what: str) -> str:
    """Return a text; a plain value that YAML does not read as a text is refused."""
    if not isinstance(node, Scalar):
        remedy = "one text; quote it if it begins with [ or {."
        raise node.place.error(f"{what} must be a text.", found=node.shown, remedy=remedy)
    if node.plain and (kind := read_as(node.text)):
        if not node.text:
            remedy = "write it, or delete the key."
            raise node.place.error(f"{what} is missing.", found="nothing after the colon.", remedy=remedy)
        raise node.place.error(
            f"{what} must be a text, and {node.text} without quotes is {kind}.",
            found=node.text,
            remedy=json.dumps(node.text, ensure_ascii=False),
        )
    if not node.text.strip():
        raise node.place.error(f"{what} is empty.", found=node.shown, remedy="write it, or delete the key.")
    return node.text


def texts(node: Node, what: str) -> tuple[str, ...]:
    """Return a list of different texts; one text alone is a list of one."""
    nodes = node.nodes if isinstance(node, Items) else (node,)
    found: dict[str, Node] = {}
    for item in nodes:
        one = text(item, what)
        if one in found:
            raise item.place.error(f'{what} "{one}" stands twice in the list.', found=one, remedy="delete one of them.")
        found[one] = item
    return tuple(found)


def identifier(node: Node, what: str) -> str:
    """Return an id: one word of letters, digits, _ and -."""
    word = text(node, what)
    if not _ID.fullmatch(word):
        suggested = "_".join(re.findall(r"\w+", word)) or "an_id"
        raise node.place.error(
            f"{what} must be one word of letters, digits, _ and -.",
            found=json.dumps(word, ensure_ascii=False),
            remedy=f"{suggested}; what people read goes under name.",
        )
    return word


def name(node: Node, what: str) -> Name:
    """Return a name: one text, or one per language."""
    if not isinstance(node, Mapping):
        return Name.of(text(node, what))
    if not node.entries:
        raise node.place.error(f"{what} is empty.", found="{}", remedy="{en: ..., zh: ...}, or one text.")
    pairs = []
    for key, value in node.entries:
        if not _LANGUAGE.fullmatch(key.text):
            remedy = "{en: ..., zh: ...}, or one text for all languages."
            raise key.place.error(f'{what}: "{key.text}" is no language.', found=key.text, remedy=remedy)
        pairs.append((key.text, text(value, f"{what} ({key.text})")))
    return Name(tuple(pairs))


def boolean(node: Node, what: str) -> bool:
    """Return true or false."""
    if isinstance(node, Scalar) and node.plain and node.text in ("true", "false"):
        return node.text == "true"
    raise node.place.error(f"{what} must be true or false.", found=node.shown, remedy="true or false, without quotes.")


def count(node: Node, what: str) -> int:
    """Return a whole number of at least 1."""
    if isinstance(node, Scalar) and node.plain and re.fullmatch(r"[1-9]\d{0,5}", node.text):
        return int(node.text)
    remedy = "for example 3, without quotes."
    raise node.place.error(f"{what} must be a whole number from 1.", found=node.shown, remedy=remedy)


def amount(node: Node, what: str) -> float:
    """Return an amount of money, not negative."""
    if isinstance(node, Scalar) and node.plain and re.fullmatch(r"\d{1,12}(\.\d{1,6})?", node.text):
        return float(node.text)
    remedy = "a number such as 18 or 18.50, without unit; the currency stands apart."
    raise node.place.error(f"{what} must be a number of at least 0.", found=node.shown, remedy=remedy)


def duration(node: Node, what: str) -> timedelta | None:
    """Return a duration; None for one in working time, which needs calendars."""
    if isinstance(node, Scalar):
        if _WORKING.fullmatch(node.text.strip()):
            return None
        found = duration_of(node.text)
        if found is not None:
            return found
    remedy = "a number and a unit: 45 s, 3 min, 2 h, 1 d, 1 h 30 min."
    if isinstance(node, Scalar) and re.fullmatch(r"\d+(\.\d+)?", node.text):
        remedy = f"with a unit: {node.text} min, {node.text} h or {node.text} d."
    raise node.place.error(f"{what} must be a duration.", found=node.shown, remedy=remedy)


def choice(node: Node, what: str, options: Sequence[str]) -> str:
    """Return one of a few words."""
    word = text(node, what)
    if word not in options:
        wrong = f'{what} cannot be "{word}".{near(word, options)}'
        raise node.place.error(wrong, found=word, remedy=f"one of {', '.join(options)}.")
    return word


def mapping(node: Node, what: str, example: str) -> Mapping:
    """Return a mapping."""
    if isinstance(node, Mapping):
        return node
    raise node.place.error(f"{what} must be a mapping.", found=node.shown, remedy=example)


def items(node: Node, what: str, example: str) -> tuple[Node, ...]:
    """Return the nodes of a list."""
    if isinstance(node, Items):
        return node.nodes
    raise node.place.error(f"{what} must be a list.", found=node.shown, remedy=example)


def known(node: Node, what: str, ids: Collection[str]) -> str:
    """Return an id that must be one of those given."""
    word = text(node, what)
    if word not in ids:
        listed = ", ".join(list(ids)[:12]) + (", ..." if len(ids) > 12 else "")
        wrong = f'there is no {what} "{word}".{near(word, ids)}'
        raise node.place.error(wrong, found=word, remedy=spelled(word) or f"one of {listed}.")
    return word


def spelled(word: str) -> str:
    """Return the remedy for signs of the Chinese keyboard and for a colon without a space; else nothing."""
    for wide, narrow in (("，", "comma"), ("、", "comma"), ("：", "colon")):
        if wide in word:
            return f"a plain {narrow} and a space instead of {wide}."
    return "a space after the colon." if re.match(r"[a-z ]+:\S", word) else ""


def one_line(node: Node) -> str:
    """Return a node as YAML in one line, with quotes only where they are needed."""
    if isinstance(node, Items):
        return f"[{', '.join(one_line(item) for item in node.nodes)}]"
    if isinstance(node, Mapping):
        return "{" + ", ".join(f"{one_line(key)}: {one_line(value)}" for key, value in node.entries) + "}"
    if node.plain and read_as(node.text):
        return node.text or "null"
    return node.text if is_plain(node.text) else quoted(node.text)


def is_plain(word: str) -> bool:
    """Whether a text can stand without quotes anywhere, also between brackets, and is read as itself."""
    return (
        re.fullmatch(r"[\w.*%][\w .%/()+*&@=$€£¥-]*", word) is not None
        and not re.match(r"[*%]|\.\.\.|---", word)
        and word == word.strip()
        and word.isprintable()
        and read_as(word) is None
    )


def quoted(word: str) -> str:
    """Return a text in double quotes; what cannot be printed is escaped."""
    escaped = json.dumps(word, ensure_ascii=False)
    return "".join(sign if sign.isprintable() else _escape(sign) for sign in escaped)


def _escape(sign: str) -> str:
    return f"\\u{ord(sign):04x}" if ord(sign) <= 0xFFFF else f"\\U{ord(sign):08x}"
