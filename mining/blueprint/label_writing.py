"""Labels written into a blueprint file by touching nothing but the `log:` of their steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from mining.blueprint.document import blueprint_of, text_of_file
from mining.blueprint.editing import edited
from mining.blueprint.model import Blueprint
from mining.blueprint.writing import WIDTH, in_line
from mining.blueprint.yaml_source import Items, Mapping, Node, Place, Scalar, nodes_of
from mining.errors import MiningError


@dataclass(frozen=True)
class Insertion:
    """A text that is put in at an offset, in the place of `replaced` characters."""

    at: int
    text: str
    replaced: int = 0


def text_with_labels(path: str | Path, before: Blueprint, after: Blueprint) -> str:
    """Return the text of a blueprint file in which the steps have the labels of `after`.

    Where a step's entry is in a form that is not foreseen here, the whole entry is written anew; comments stay either way.

    Args:
        path: the file.
        before: what it says.
        after: the same, but for labels that were added to steps.
    """
    text = text_of_file(path)
    try:
        found = _insertions(text, before, after)
        if "\r\n" in text:
            found = [replace(one, text=one.text.replace("\n", "\r\n")) for one in found]
        result = _with(text, found)
        faithful = blueprint_of(result) == after
    except (MiningError, _UnforeseenError):
        faithful = False
    return result if faithful else edited(Path(path), after)


class _UnforeseenError(Exception):
    """An entry is written in a form that is not foreseen here."""


def _with(text: str, insertions: list[Insertion]) -> str:
    for one in sorted(insertions, key=lambda insertion: -insertion.at):
        text = text[: one.at] + one.text + text[one.at + one.replaced :]
    return text


def _insertions(text: str, before: Blueprint, after: Blueprint) -> list[Insertion]:
    steps = _entry(nodes_of(text), "steps")
    labels = {step.id: step.labels for step in before.steps}
    offsets = [0]
    for line in text.splitlines(keepends=True):
        offsets.append(offsets[-1] + len(line))
    found = []
    for step in after.steps:
        if step.labels == labels[step.id]:
            continue
        body = _entry(steps, step.id)
        if step.labels[: len(labels[step.id])] != labels[step.id]:
            raise _UnforeseenError
        added = step.labels[len(labels[step.id]) :]
        if not isinstance(body, Mapping):
            raise _UnforeseenError
        has = {key.text: value for key, value in body.entries}
        found.append(_beside(text, has["log"], added, offsets) if "log" in has else _new(text, body, added, offsets))
    return found


def _entry(node: Node, key: str) -> Node:
    if isinstance(node, Mapping):
        for name, value in node.entries:
            if name.text == key:
                return value
    raise _UnforeseenError


def _beside(text: str, value: Node, added: Sequence[str], offsets: list[int]) -> Insertion:
    """Labels beside those that are there: [a] becomes [a, b], a single text becomes a list."""
    start = _offset(value.place, offsets)
    more = "".join(f", {in_line(label)}" for label in added)
    if isinstance(value, Items) and text[start] == "[":
        return Insertion(len(text[: _closing(text, start)].rstrip()), more)
    if isinstance(value, Scalar) and value.plain and text.startswith(value.text, start):
        return Insertion(start, f"[{value.text}{more}]", replaced=len(value.text))
    if isinstance(value, Scalar) and text[start] == '"':
        end = _string_end(text, start)
        return Insertion(start, f"[{text[start:end]}{more}]", replaced=end - start)
    raise _UnforeseenError


def _new(text: str, body: Mapping, added: Sequence[str], offsets: list[int]) -> Insertion:
    """A `log` of its own, behind the other keys."""
    start = _offset(body.place, offsets)
    entry = f"log: {in_line(list(added))}"
    if text[start] == "{":
        at = len(text[: _closing(text, start)].rstrip())
        line = text.rfind("\n", 0, at) + 1
        # Wide (Chinese) characters count one here: the line may look somewhat longer.
        apart = f",\n{' ' * (start - offsets[body.place.line - 1] + 1)}" if at - line + len(entry) + 4 > WIDTH else ", "
        return Insertion(at, apart + entry)
    indent = text[offsets[body.place.line - 1] : start]
    key, value = body.entries[-1]
    if indent.strip() or not isinstance(value, Scalar) or value.place.line != key.place.line:
        raise _UnforeseenError
    end = "" if text[offsets[key.place.line] - 1] == "\n" else "\n"
    return Insertion(offsets[key.place.line], f"{end}{indent}{entry}\n")


def _offset(place: Place, offsets: list[int]) -> int:
    return offsets[place.line - 1] + place.column - 1


def _closing(text: str, start: int) -> int:
    """Return where the bracket that opens at `start` is closed; quoted texts and comments are passed over."""
    depth, place = 0, start
    while place < len(text):
        sign, before = text[place], text[place - 1]
        if sign in "\"'" and before in " \t\n[{,:":
            place = _string_end(text, place)
            continue
        if sign == "#" and before in " \t\n":
            place = text.find("\n", place)
            if place < 0:
                break
        depth += (sign in "[{") - (sign in "]}")
        if depth == 0:
            return place
        place += 1
    raise _UnforeseenError


def _string_end(text: str, start: int) -> int:
    """Return the place behind a quoted text."""
    quote, place = text[start], start + 1
    while place < len(text):
        if quote == '"' and text[place] == "\\":
            place += 1
        elif text[place] == quote:
            if quote == "'" and text[place + 1 : place + 2] == "'":
                place += 1
            else:
                return place + 1
        place += 1
    raise _UnforeseenError
