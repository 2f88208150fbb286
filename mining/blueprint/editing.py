"""A blueprint written over its earlier file: lines that say the same stay as they are, with their comments.

The file is cut into pieces: a section with the comment lines above it; within lanes, calendars, steps, parts and log, an
entry with the comment lines above it; within lists such as flow and targets, an item with those above it. Pieces that say
something else are written anew; the others are moved, never touched.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from mining.blueprint.model import Blueprint
from mining.blueprint.sections import sections_of
from mining.blueprint.writing import item_lines, lines_of, text_of
from mining.blueprint.yaml_source import Items, Mapping, Node, nodes_of
from mining.errors import MiningError

BY_ENTRY = ("lanes", "calendars", "steps", "parts", "log")
"""Sections whose entries are compared one by one."""
BY_ITEM = ("flow", "anytime", "may end with", "targets", "rules", "checks", "waivers", "actions")
"""Lists whose items are; all other sections are kept or written anew as a whole."""


@dataclass(frozen=True)
class Piece:
    """Some lines of a file: one entry, and the comment and empty lines `above` it; `entries` where it is cut further."""

    key: str
    above: tuple[str, ...]
    lines: tuple[str, ...]
    entries: tuple[Piece, ...] = ()

    def all_lines(self) -> list[str]:
        """The lines in their order."""
        return [*self.above, *self.lines, *(line for entry in self.entries for line in entry.all_lines())]


def edited(path: Path, blueprint: Blueprint) -> str:
    """Return the text to be written to a file: the file's own, as far as it says what the blueprint says.

    A file that is missing, or no valid blueprint, is written from nothing.
    """
    from mining.blueprint.document import blueprint_of, load

    try:
        before = load(path)
        text = path.read_bytes().decode("utf-8-sig")
    except MiningError:
        return text_of(blueprint)
    if before == blueprint:
        return text
    result = merged(text, sections_of(before), sections_of(blueprint))
    # People's files have more forms than are foreseen here; should the pieces put together ever say something else
    # than the blueprint, the blueprint goes before their wording.
    try:
        faithful = blueprint_of(result, file=str(path)) == blueprint
    except MiningError:
        faithful = False
    return result if faithful else text_of(blueprint)


def merged(text: str, before: dict[str, Any], after: dict[str, Any]) -> str:
    """Return a file's text with the sections that differ written anew; nothing where it cannot be cut into its sections."""
    root = nodes_of(text)
    lines = text.splitlines()
    pieces = {piece.key: piece for piece in _pieces(root, lines, 0, len(lines))}
    if not isinstance(root, Mapping) or len(pieces) != len(root.entries):
        return ""
    kept = [key for key in pieces if key in after]
    added = [key for key in after if key not in pieces]
    whole = lines[: len(lines) - sum(len(piece.all_lines()) for piece in pieces.values())]
    for key in [*kept, *added]:
        piece = pieces.get(key)
        if piece is None or _ordered(before.get(key)) != _ordered(after[key]):
            piece = _section(piece, key, before.get(key), after[key])
        whole.extend(piece.all_lines())
    line_end = "\r\n" if "\r\n" in text else "\n"
    return line_end.join(whole) + line_end


def _ordered(value: Any) -> Any:
    """Return a value of which the order of keys is compared, too."""
    if isinstance(value, dict):
        return [(key, _ordered(inner)) for key, inner in value.items()]
    return [_ordered(inner) for inner in value] if isinstance(value, list) else value


def _section(piece: Piece | None, key: str, before: Any, after: Any) -> Piece:
    """Return a section that says what it now should."""
    if piece is None:
        return Piece(key, (), tuple(lines_of(key, after, 0)))
    if key in BY_ITEM and isinstance(before, list) and isinstance(after, list) and len(piece.entries) == len(before):
        return (
            replace(piece, entries=tuple(_items(piece.entries, before, after)))
            if after and before
            else _anew(piece, key, after, 0)
        )
    if key not in BY_ENTRY or not piece.entries or not isinstance(after, dict):
        return _anew(piece, key, after, 0)
    old = {entry.key: entry for entry in piece.entries}
    first = piece.entries[0].lines[0]
    indent = len(first) - len(first.lstrip())
    entries = []
    for name, value in after.items():
        entry = old.get(name)
        if entry is None:
            entry = Piece(name, (), tuple(lines_of(name, value, indent)))
        elif _ordered(before.get(name)) != _ordered(value):
            entry = _anew(entry, name, value, indent)
        entries.append(entry)
    return replace(piece, entries=tuple(entries))


def _items(pieces: tuple[Piece, ...], before: list[Any], after: list[Any]) -> Iterator[Piece]:
    """Yield the items of a list as it now should be: those that say the same as they are, those that changed in place."""
    indent = len(pieces[0].lines[0]) - len(pieces[0].lines[0].lstrip())
    old, new = [_ordered(value) for value in before], [_ordered(value) for value in after]
    kept: list[int | None] = []
    for value in new:
        kept.append(next((k for k, other in enumerate(old) if other == value and k not in kept), None))
    gone = [k for k in range(len(old)) if k not in kept]
    for place, number in enumerate(kept):
        if number is not None:
            yield pieces[number]
            continue
        lines = item_lines(after[place], indent)
        # What is new where an old item stood, between the same neighbours, is that item changed.
        before_it = kept[place - 1] if place else -1
        changed = next((k for k in gone if before_it is not None and k == before_it + 1), None)
        if changed is None:
            yield Piece("-", (), tuple(lines))
        else:
            gone.remove(changed)
            kept[place] = changed
            lines[0] += _comment(pieces[changed].lines[0])
            yield Piece("-", pieces[changed].above, tuple(lines))


def _anew(piece: Piece, key: str, value: Any, indent: int) -> Piece:
    """Return a piece with new lines; the comment behind its first line stays."""
    lines = lines_of(key, value, indent)
    lines[0] += _comment(piece.lines[0])
    return Piece(key, piece.above, tuple(lines))


def _pieces(node: Any, lines: list[str], begin: int, end: int) -> list[Piece]:
    """Cut lines begin to end into the entries of a mapping; nothing where two of them share a line."""
    if isinstance(node, Items):
        entries: list[tuple[str, Node, int]] = [("-", item, item.place.line - 1) for item in node.nodes]
    elif isinstance(node, Mapping):
        entries = [(key.text, value, key.place.line - 1) for key, value in node.entries]
    else:
        return []
    starts = [start for _, _, start in entries]
    is_list = isinstance(node, Items)
    if not starts or len(set(starts)) < len(starts) or any(_begins(lines[line]) == is_list for line in starts):
        return []
    if is_list and any(not lines[line].lstrip().startswith("- ") for line in starts):
        return []
    tops = []
    for start, before in zip(starts, [begin, *(start + 1 for start in starts[:-1])], strict=True):
        indent = len(lines[start]) - len(lines[start].lstrip())
        top = start
        while top > before and _beside(lines[top - 1], indent):
            top -= 1
        tops.append(top)
    found = []
    for (key, value, _), start, top, stop in zip(entries, starts, tops, [*tops[1:], end], strict=True):
        inside = key in (BY_ITEM if isinstance(value, Items) else BY_ENTRY) and not is_list
        inner = _pieces(value, lines, start + 1, stop) if inside and value.place.line - 1 > start else []
        body = lines[start : stop - sum(len(entry.all_lines()) for entry in inner)]
        found.append(Piece(key, tuple(lines[top:start]), tuple(body), tuple(inner)))
    return found


def _begins(line: str) -> bool:
    """Whether an entry that begins in this line is the first thing in it."""
    return not line.lstrip().startswith(("{", "-", "?"))


def _beside(line: str, indent: int) -> bool:
    """Whether a line above an entry belongs to it: empty, or a comment not set further in."""
    return not line.strip() or (line.lstrip().startswith("#") and len(line) - len(line.lstrip()) <= indent)


def _comment(line: str) -> str:
    """Return the comment at the end of a line, with the spaces before it."""
    for place, sign in enumerate(line):
        if sign == "#" and place and line[place - 1] in " \t":
            head = line[:place].rstrip()
            try:
                same = nodes_of(head) == nodes_of(line)
            except MiningError:
                # A section's first line alone, such as "steps:   # as agreed", is YAML; one cut in a text is not.
                same = False
            if same:
                return line[len(head) :]
    return ""
