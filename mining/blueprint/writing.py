"""`Blueprint` -> the blueprint file, as a person would write it; what is there already is kept where it says the same."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from mining.blueprint.model import Blueprint
from mining.blueprint.values import is_plain, one_line, quoted
from mining.blueprint.yaml_source import Items, Mapping, Node
from mining.writing import write_whole

WIDTH = 118
"""A mapping or list that fits into so many characters stands in one line."""


@dataclass(frozen=True)
class Written:
    """YAML that is taken over as it stands, in one line."""

    yaml: str


def dump(blueprint: Blueprint, path: str | Path) -> None:
    """Write a blueprint file; it is complete or absent.

    Where the file exists and is a blueprint, entries that say the same keep their wording, their place and their
    comments; a file that says the same altogether is left as it is.

    Raises:
        FileError: the place cannot be written.
    """
    from mining.blueprint.editing import edited

    write_whole(path, edited(Path(path), blueprint))


def lines_of(key: str, value: Any, indent: int) -> list[str]:
    """Return one entry as lines, set in by so many spaces."""
    return _lines({key: value}, indent, open_levels=0 if indent else 1)


def item_lines(value: Any, indent: int) -> list[str]:
    """Return one item of a list as lines, set in by so many spaces."""
    return _lines([value], indent)


def text_of(blueprint: Blueprint) -> str:
    """Return a blueprint as YAML text, from nothing."""
    from mining.blueprint.sections import SET_APART, sections_of

    sections = sections_of(blueprint)
    pieces = []
    for key, value in sections.items():
        lines = "\n".join(lines_of(key, value, 0))
        pieces.append(f"\n{lines}" if key in SET_APART else lines)
    return "\n".join(pieces) + "\n"


def as_written(node: Node) -> Any:
    """Return lists and mappings as plain values, so that long ones can be spread over lines; single values as they are."""
    match node:
        case Items(nodes):
            return [as_written(item) for item in nodes]
        case Mapping(entries):
            return {key.text: as_written(value) for key, value in entries}
    return Written(one_line(node))


def in_line(value: Any) -> str:
    """Return a plain value as YAML in one line."""
    match value:
        case Written(yaml):
            return yaml
        case dict():
            return "{" + ", ".join(f"{in_line(key)}: {in_line(inner)}" for key, inner in value.items()) + "}"
        case list():
            return f"[{', '.join(in_line(inner) for inner in value)}]"
        case bool():
            return "true" if value else "false"
        case str():
            return value if is_plain(value) else quoted(value)
        case float():
            return format(Decimal(repr(value)).normalize(), "f")
    return str(value)


def _lines(value: Any, indent: int, *, open_levels: int = 0) -> list[str]:
    """Return a mapping or list as lines; what fits stands in one line, save the first `open_levels`."""
    pad, lines = " " * indent, []
    pairs = [(f"{in_line(key)}:", inner) for key, inner in value.items()] if isinstance(value, dict) else []
    for head, inner in pairs or [("-", inner) for inner in value]:
        short = f"{pad}{head} {in_line(inner)}"
        is_block = isinstance(inner, dict | list) and bool(inner)
        if not is_block or (open_levels == 0 and len(short) <= WIDTH) or (open_levels and not _opens(head, inner)):
            lines.append(short)
        else:
            below = _lines(inner, indent + 2)
            if head == "-":
                below[0] = f"{pad}- {below[0].lstrip()}"
            else:
                lines.append(f"{pad}{head}")
            lines.extend(below)
    return lines


def _opens(head: str, inner: Any) -> bool:
    """Whether a section of the file is spread over lines though it would fit into one."""
    spread = head in ("lanes:", "steps:", "parts:") or (head == "flow:" and isinstance(inner, list))
    return spread or len(head) + len(in_line(inner)) > WIDTH - 1
