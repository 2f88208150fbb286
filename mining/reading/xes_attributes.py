"""What XES attributes hold beyond one value: lists, containers, attributes of attributes, defaults; what is lost is said."""

from __future__ import annotations

import re

import polars as pl

from mining.findings import Finding

LIST_TEXT = "[Attribute {"
"""How r4pm writes a list or a container into a text column."""
LISTED = re.compile(
    r'Attribute \{ key: "((?:[^"\\]|\\.)*)", value: (?:(\w+)\((?:"((?:[^"\\]|\\.)*)"|([^()]*(?:\([^()]*\))?))\)|(\w+))'
)
WITH_CHILDREN = re.compile(
    rb"<(?:string|date|int|float|boolean|id)\s[^<>]*[^<>/]>\s*<(?:string|date|int|float|boolean|id|list)\s"
)
ENDS = (b"</string>", b"</date>", b"</int>", b"</float>", b"</boolean>", b"</id>")
ODD_ID = re.compile(rb'<id\s+key="([^"]*)"\s+value="(?![0-9a-fA-F]{8}-[0-9a-fA-F]{4}-)[^"]*"')
NO_ID = "00000000-0000-0000-0000-000000000000"
PLACEHOLDER_WORDS = ["invalid", "undefined"]
PLACEHOLDER = rf"(?i)^_*({'|'.join(PLACEHOLDER_WORDS)})\w*$"
"""Values that generators write as a global default; they mean that there is none."""
DECLARED = re.compile(rb'<global\s+scope="event"\s*>(.*?)</global>', re.DOTALL)
DEFAULT = re.compile(rb'<string\s+key="([^"&]*)"\s+value="([^"&]*)"\s*/?>')
HEAD = 1 << 18


def with_plain_attributes(frame: pl.DataFrame, data: bytes, found: list[Finding]) -> pl.DataFrame:
    """Write lists as ``key=value; key=value``, take placeholder defaults out, add defaults that no event overrides.

    Args:
        frame: what r4pm read.
        data: the file.
        found: what is lost is added.
    """
    texts = [name for name, kind in frame.schema.items() if kind == pl.String]
    lists = [name for name in texts if frame[name].str.starts_with(LIST_TEXT).any()]
    frame = frame.with_columns(_listed(frame[name]) for name in lists)
    if lists:
        names = ", ".join(f'"{name}"' for name in lists)
        _say(
            found,
            "xes_lists",
            len(lists),
            f"Lists are kept as text, key=value; key=value: {names}.",
            f"列表以文本保留：{names}。",
            lists,
        )
    frame = with_plain_values(frame, data, found)
    # An attribute with attributes ends in a tag of its own, which few files have: looking for that first takes no time.
    nested = len(WITH_CHILDREN.findall(data, max(data.find(b"<trace"), 0))) if any(end in data for end in ENDS) else 0
    if nested:
        message = f"{nested:,} attributes have attributes of their own; these are left out."
        _say(found, "xes_nested", nested, message, f"{nested:,} 个属性带有下级属性，下级属性未读入。", ())
    return _without_odd_ids(frame, data, found)


def with_plain_values(frame: pl.DataFrame, data: bytes, found: list[Finding]) -> pl.DataFrame:
    """Take placeholder defaults out, and add defaults that no event overrides; what is done is added to `found`."""
    texts = [name for name, kind in frame.schema.items() if kind == pl.String]
    return _with_defaults(_without_placeholders(frame, texts, found), data, found)


def _say(found: list[Finding], code: str, rows: int, message: str, chinese: str, examples: object) -> None:
    shown = tuple(examples)[:5] if isinstance(examples, list | tuple) else ()
    found.append(Finding(code, "note", rows, message, chinese, shown, ("attributes",)))


def _listed(column: pl.Series) -> pl.Series:
    """Bring r4pm's text of a list into a readable one; each distinct text once."""
    distinct = column.drop_nulls().unique()
    readable = [_readable(text) for text in distinct]
    return column.replace(distinct, pl.Series(readable, dtype=pl.String))


def _readable(text: str) -> str:
    if not text.startswith(LIST_TEXT):
        return text
    parts = []
    for key, kind, quoted, plain, alone in LISTED.findall(text):
        value = quoted or plain or alone
        parts.append(key if kind in ("List", "Container") else f"{key}={value}")
    return "; ".join(parts)


def _without_placeholders(frame: pl.DataFrame, texts: list[str], found: list[Finding]) -> pl.DataFrame:
    """A value like __INVALID__ comes from the log's defaults, and means that nothing was recorded."""
    counts = {name: int(frame[name].str.contains(PLACEHOLDER).sum()) for name in texts if _has_placeholder(frame[name])}
    filled = [name for name, count in counts.items() if count]
    if not filled:
        return frame
    names = ", ".join(f"{name} {counts[name]:,}" for name in filled)
    message = f"Defaults of the log that stand for nothing (like __INVALID__) are read as missing: {names}."
    _say(
        found,
        "xes_placeholder",
        sum(counts.values()),
        message,
        f"表示“无值”的默认值（如 __INVALID__）按缺失处理：{names}。",
        filled,
    )
    return frame.with_columns(
        pl.when(~pl.col(name).str.contains(PLACEHOLDER)).then(pl.col(name)).alias(name) for name in filled
    )


def _has_placeholder(column: pl.Series) -> bool:
    # Plain words are looked for first: where there is none, the pattern need not be made.
    distinct = column.unique()
    marked = distinct.filter(distinct.str.contains_any(PLACEHOLDER_WORDS, ascii_case_insensitive=True))
    return not marked.is_empty() and bool(marked.str.contains(PLACEHOLDER).any())


def _with_defaults(frame: pl.DataFrame, data: bytes, found: list[Finding]) -> pl.DataFrame:
    """An attribute that only the global defaults have is the same for every event; r4pm leaves it out."""
    declared = DECLARED.search(data[:HEAD])
    missing = {}
    for key, value in DEFAULT.findall(declared.group(1)) if declared else ():
        name, text = key.decode("utf-8", "replace"), value.decode("utf-8", "replace")
        dummy = (
            not text
            or re.match(PLACEHOLDER, text)
            or text.lower() in ("default", "string", "unknown", "name", key.decode("utf-8", "replace").lower())
        )
        if name not in frame.columns and not dummy and ":" in name and name != "concept:name":
            missing[name] = text
    if not missing:
        return frame
    listed = ", ".join(f"{name} = {text}" for name, text in missing.items())
    _say(
        found,
        "xes_defaults",
        len(missing),
        f"No event has these; the log's defaults are taken: {listed}.",
        f"各事件均无以下属性，取日志默认值：{listed}。",
        list(missing),
    )
    return frame.with_columns(pl.lit(text).alias(name) for name, text in missing.items())


def _without_odd_ids(frame: pl.DataFrame, data: bytes, found: list[Finding]) -> pl.DataFrame:
    """An id that is no UUID is lost in the reader; a row of zeros is not what the file says."""
    odd = [match.decode("utf-8", "replace") for match in ODD_ID.findall(data)]
    names = [name for name in dict.fromkeys(odd) if frame.schema.get(name) == pl.String]
    if not names:
        return frame
    message = f"{len(odd):,} ids are no UUIDs and cannot be read: {', '.join(names)}."
    _say(found, "xes_ids", len(odd), message, f"{len(odd):,} 个 id 不是 UUID，无法读入：{', '.join(names)}。", names)
    return frame.with_columns(pl.when(pl.col(name) != NO_ID).then(pl.col(name)).alias(name) for name in names)
