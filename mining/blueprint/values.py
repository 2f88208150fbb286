"""Nodes of the blueprint file read as what the language expects there: names, ids, durations, amounts.

What YAML would read as something else than it looks is refused with the quoted form.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo, available_timezones

from mining.blueprint.durations import duration_of
from mining.blueprint.names import Name
from mining.blueprint.targets import Length, WorkingDays
from mining.blueprint.yaml_source import Items, Mapping, Node, Scalar, read_as

_ID = re.compile(r"\w[\w-]*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]+)*")
_WORKING = re.compile(r"(\d{1,4}(?:\.\d{1,3})?) *working *(d|days?|h|hours?|min|minutes?)")


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


def duration(node: Node, what: str) -> timedelta:
    """Return a duration, of elapsed time."""
    if isinstance(node, Scalar):
        if _WORKING.fullmatch(node.text.strip()):
            wrong = f"{what} cannot be in working time."
            remedy = "hours of work: 8 h; working days are for the targets' within: 3 working d."
            raise node.place.error(wrong, found=node.text, remedy=remedy)
        found = duration_of(node.text)
        if found is not None:
            return found
    remedy = "a number and a unit: 45 s, 3 min, 2 h, 1 d, 1 h 30 min."
    if isinstance(node, Scalar) and re.fullmatch(r"\d+(\.\d+)?", node.text):
        remedy = f"with a unit: {node.text} min, {node.text} h or {node.text} d."
    raise node.place.error(f"{what} must be a duration.", found=node.shown, remedy=remedy)


def length(node: Node, what: str) -> Length:
    """Return a length of time to be kept: a duration, or working days."""
    working = _WORKING.fullmatch(node.text.strip()) if isinstance(node, Scalar) else None
    if working is None:
        found = duration(node, what)
        if not found:
            raise node.place.error(f"{what} must be longer than nothing.", found=node.shown, remedy="for example 40 min.")
        return found
    if not working[2].startswith("d") or not float(working[1]):
        remedy = "3 working d; or 8 h with calendar: ID, which counts working time only."
        raise node.place.error(f"{what} cannot be read.", found=node.shown, remedy=remedy)
    return WorkingDays(float(working[1]))


def per(node: Node, what: str) -> timedelta:
    """Return the time that a price is for: a unit (``hour``) or a duration (``30 min``)."""
    if isinstance(node, Scalar) and node.text in ("minute", "hour", "day", "week"):
        return timedelta(**{f"{node.text}s": 1})
    found = duration_of(node.text) if isinstance(node, Scalar) else None
    if not found:
        remedy = "minute, hour, day, week, or a duration such as 30 min."
        raise node.place.error(f"{what} must be a time.", found=node.shown, remedy=remedy)
    return found


def day(node: Node, what: str) -> date:
    """Return a date."""
    if isinstance(node, Scalar) and re.fullmatch(r"\d{4}-\d\d-\d\d", node.text):
        try:
            return date.fromisoformat(node.text)
        except ValueError:
            remedy = "a day that the calendar has."
            raise node.place.error(f"{what}: there is no {node.text}.", found=node.text, remedy=remedy) from None
    raise node.place.error(f"{what} must be a date.", found=node.shown, remedy="year-month-day: 2026-09-01")


def share(node: Node, what: str) -> float:
    """Return a share above 0 and up to 1."""
    found = None
    if isinstance(node, Scalar) and (match := re.fullmatch(r"(\d{1,3}(?:\.\d{1,6})?) *(%?)", node.text)):
        found = float(Decimal(match[1]) / (100 if match[2] else 1))
    if found is None or not 0 < found <= 1:
        remedy = "0.9 or 90 %."
        if isinstance(node, Scalar) and re.fullmatch(r"[1-9]\d?(\.\d+)?|100", node.text):
            remedy = f"{node.text} %, or a number up to 1 such as 0.9."
        raise node.place.error(f"{what} must be a share.", found=node.shown, remedy=remedy)
    return found


def currency(node: Node) -> str:
    """Return the code of a currency."""
    code = text(node, "currency")
    if not re.fullmatch("[A-Z]{3}", code):
        remedy = "three capitals (ISO 4217): EUR, CNY, USD."
        raise node.place.error(f'"{code}" is no currency.', found=code, remedy=remedy)
    return code


def timezone(node: Node) -> str:
    """Return the name of a time zone."""
    zone = text(node, "timezone")
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        remedy = "a name of the IANA list: Europe/Lisbon, Asia/Shanghai, UTC."
        wrong = f'there is no time zone "{zone}".{near(zone, sorted(available_timezones()))}'
        raise node.place.error(wrong, found=zone, remedy=remedy) from None
    return zone


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


def several(node: Node, what: str, ids: Collection[str]) -> tuple[str, ...]:
    """Return different ids, at least one, each of those given; one alone is a list of one."""
    nodes = node.nodes if isinstance(node, Items) else (node,)
    if not nodes:
        raise node.place.error(f"there is no {what} in the list.", found="[]", remedy=f"one of {', '.join(list(ids)[:12])}.")
    found: list[str] = []
    for item in nodes:
        word = known(item, what, ids)
        if word in found:
            remedy = "delete one of them."
            raise item.place.error(f'the {what} "{word}" stands twice in the list.', found=word, remedy=remedy)
        found.append(word)
    return tuple(found)


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
