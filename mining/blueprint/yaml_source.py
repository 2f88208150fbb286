"""YAML text -> nodes that know their place, and refuse what YAML would misread in silence.

The blueprint is read by people who do not know YAML, so what reads differently from how it looks is an error with the
line and the quoted form: a key written twice, ``NO`` (false), ``1:30`` (90), ``2026.10`` (2026.1). Aliases, tags, a
second document, deep nesting and large files are refused as well: no blueprint needs them, and they can do harm.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from mining.errors import BlueprintError

MAX_CHARACTERS = 500_000
MAX_DEPTH = 40
_LONGEST_NUMBER = 80

_SWITCH = re.compile(r"yes|no|on|off", re.IGNORECASE)
_SEXAGESIMAL = re.compile(r"[-+]?\d[\d_]*(:[0-5]?\d)+(\.[\d_]*)?")
_NOT_TEXT = (
    ("no value", re.compile(r"|~|null", re.IGNORECASE)),
    ("true or false", re.compile(r"true|false|yes|no|on|off", re.IGNORECASE)),
    ("a date", re.compile(r"\d{4}-\d\d?-\d\d?([Tt ].*)?")),
    ("a number", re.compile(r"[-+]?(0b[01_]+|0o?[0-7_]+|0x[\da-fA-F_]+|(\d[\d_]*)?\.?\d[\d_]*\.?([eE][-+]?\d+)?)")),
    ("a number", re.compile(r"[-+]?\.inf|\.nan", re.IGNORECASE)),
    ("a number to the base 60", _SEXAGESIMAL),
)


def read_as(text: str) -> str | None:
    """Return what YAML, in any of its versions, makes of an unquoted text; None: the text itself.

    >>> read_as("2026.10"), read_as("NO"), read_as("1:30"), read_as("kitchen")
    ('a number', 'true or false', 'a number to the base 60', None)
    """
    if len(text) > _LONGEST_NUMBER:
        return None
    return next((kind for kind, pattern in _NOT_TEXT if pattern.fullmatch(text)), None)


@dataclass(frozen=True)
class Place:
    """Where something stands in a file; line and column count from 1."""

    file: str
    line: int
    column: int

    def error(self, wrong: str, *, found: str = "", remedy: str = "") -> BlueprintError:
        """Return the error that names this place."""
        return BlueprintError(wrong, file=self.file, line=self.line, column=self.column, found=found, remedy=remedy)


@dataclass(frozen=True)
class Scalar:
    """A single value as it is written; `plain`: without quotes."""

    text: str
    plain: bool
    place: Place

    @property
    def shown(self) -> str:
        """The value as it is shown in messages."""
        if self.plain and not self.text:
            return "nothing"
        return self.text if self.plain else json.dumps(self.text, ensure_ascii=False)


@dataclass(frozen=True)
class Items:
    """A list."""

    nodes: tuple[Node, ...]
    place: Place

    @property
    def shown(self) -> str:
        """The list as it is shown in messages."""
        return f"a list of {len(self.nodes)}"


@dataclass(frozen=True)
class Mapping:
    """Keys with values, in the order of the file; no key stands twice."""

    entries: tuple[tuple[Scalar, Node], ...]
    place: Place

    @property
    def shown(self) -> str:
        """The mapping as it is shown in messages."""
        keys = [key.text for key, _ in self.entries]
        return f"the keys {', '.join(keys[:5])}{', ...' if len(keys) > 5 else ''}" if keys else "an empty mapping {}"


Node = Scalar | Items | Mapping


def nodes_of(text: str, *, file: str = "") -> Node:
    """Return the root node of a YAML text.

    Raises:
        BlueprintError: the text is no YAML, or holds what is refused (see above); with line and column.
    """
    start = Place(file, 1, 1)
    if len(text) > MAX_CHARACTERS:
        raise start.error(
            "the file is too large for a blueprint.",
            found=f"{len(text):,} characters.",
            remedy=f"at most {MAX_CHARACTERS:,}; is this the log?",
        )
    if not text.strip() or all(line.lstrip().startswith("#") for line in text.splitlines() if line.strip()):
        raise start.error("the file is empty.", remedy="blueprint: NAME, lanes, steps and flow (docs/blueprint.md).")
    try:
        events = YAML(typ="safe", pure=True).parse(text)
        return _Builder(file, text.splitlines(), events).document()
    except ReaderError as error:
        place = _place_of(file, text, error.position)
        remedy = "save the file as plain text (UTF-8)."
        raise place.error("a character that no text holds.", found=f"code {error.character!r}.", remedy=remedy) from None
    except MarkedYAMLError as error:
        raise _explained(error, file, text) from None
    except YAMLError as error:
        raise start.error("this is no YAML.", found=str(error).splitlines()[0], remedy="check the file.") from None


class _Builder:
    """Makes nodes of the events of the parser."""

    def __init__(self, file: str, lines: list[str], events: Iterator[Any]) -> None:
        self.file, self.lines, self.events = file, lines, events

    def document(self) -> Node:
        root: Node | None = None
        for event in self.events:
            if isinstance(event, DocumentStartEvent):
                if root is not None:
                    wrong, remedy = "a second document begins here.", "one blueprint per file; delete the line ---."
                    raise self._place(event).error(wrong, found="---", remedy=remedy)
                root = self._node(next(self.events), 0)
        assert root is not None
        return root

    def _place(self, event: Any) -> Place:
        return Place(self.file, event.start_mark.line + 1, event.start_mark.column + 1)

    def _node(self, event: Any, depth: int) -> Node:
        place = self._place(event)
        self._refuse(event, place, depth)
        if isinstance(event, ScalarEvent):
            scalar = Scalar(event.value, event.style is None, place)
            _refuse_switch(scalar)
            self._refuse_cut(scalar, event)
            return scalar
        if isinstance(event, SequenceStartEvent):
            nodes = []
            while not isinstance(inner := next(self.events), SequenceEndEvent):
                nodes.append(self._node(inner, depth + 1))
            return Items(tuple(nodes), place)
        return self._mapping(place, depth)

    def _mapping(self, place: Place, depth: int) -> Mapping:
        entries: dict[str, tuple[Scalar, Node]] = {}
        while not isinstance(inner := next(self.events), MappingEndEvent):
            key = self._node(inner, depth + 1)
            if not isinstance(key, Scalar):
                remedy = "a key is one text; quote it if it begins with [ or {."
                raise key.place.error("a key that is no text.", found=key.shown, remedy=remedy)
            if key.text in entries:
                first = entries[key.text][0].place.line
                raise key.place.error(
                    f'the key "{key.text}" stands twice; the first is in line {first}.',
                    found=f"{key.text}: ... in lines {first} and {key.place.line}.",
                    remedy="join the two, or rename one.",
                )
            value = self._node(next(self.events), depth + 1)
            if isinstance(value, Scalar) and value.plain and not value.text:
                # The parser sees that nothing came when the next thing comes; people look for it behind the key.
                value = Scalar("", True, key.place)
            entries[key.text] = (key, value)
        return Mapping(tuple(entries.values()), place)

    def _refuse_cut(self, scalar: Scalar, event: Any) -> None:
        """Refuse ``Room #5`` without quotes, of which YAML reads ``Room``; ``Room # five`` is meant as a comment."""
        if not scalar.plain or not scalar.text or event.end_mark.line >= len(self.lines):
            return
        cut = re.match(r" +(#[^\s#]+)", self.lines[event.end_mark.line][event.end_mark.column :])
        if cut:
            whole = f"{scalar.text} {cut[1]}"
            raise scalar.place.error(
                f"{whole} without quotes ends before {cut[1]}: the rest is a comment.",
                found=whole,
                remedy=f'"{whole}" if the text is meant; # {cut[1][1:]} (with a space) for a comment.',
            )

    def _refuse(self, event: Any, place: Place, depth: int) -> None:
        if isinstance(event, AliasEvent):
            raise place.error(
                f"an alias of YAML (*{event.anchor}); a blueprint has none.",
                found=f"*{event.anchor}",
                remedy=f'quote a label that begins with a star: "*{event.anchor}"; a piece of flow is reused through parts.',
            )
        if event.anchor is not None:
            raise place.error(
                f"an anchor of YAML (&{event.anchor}); a blueprint has none.",
                found=f"&{event.anchor}",
                remedy=f'quote a text that begins with &: "&{event.anchor} ..."; a piece of flow is reused through parts.',
            )
        if event.tag is not None:
            tag = str(event.tag)
            remedy = f'quote a text that begins with an exclamation mark: "{tag} ...".'
            raise place.error(f"a tag of YAML ({tag}); a blueprint has none.", found=tag, remedy=remedy)
        if depth > MAX_DEPTH:
            remedy = f"at most {MAX_DEPTH} levels; name inner pieces under parts."
            raise place.error("lists and mappings are nested too deeply.", found=f"{depth} levels.", remedy=remedy)


def _refuse_switch(scalar: Scalar) -> None:
    """Refuse NO, yes, on and 1:30 without quotes, wherever they stand."""
    if not scalar.plain:
        return
    if _SWITCH.fullmatch(scalar.text):
        meant = "true" if scalar.text.casefold() in ("yes", "on") else "false"
        raise scalar.place.error(
            f"{scalar.text} without quotes is {meant} in many programs.",
            found=scalar.text,
            remedy=f'"{scalar.text}" if the text is meant, {meant} if that is meant.',
        )
    if len(scalar.text) <= _LONGEST_NUMBER and _SEXAGESIMAL.fullmatch(scalar.text):
        raise scalar.place.error(
            f"{scalar.text} without quotes is a number to the base 60 in many programs.",
            found=scalar.text,
            remedy=f'"{scalar.text}" as a text; a duration is written 1 h 30 min.',
        )


_REMEDIES = (
    ("'\\t'", "indent with spaces, not with tabs."),
    ("cannot start any token", 'quote a text that begins with this character: "..."'),
    ("mapping values are not allowed", 'quote a text that holds a colon: "..."; else check the indentation.'),
    ("scanning an alias", 'quote a pattern that begins with a star: "*..."'),
    ("scanning an anchor", 'quote a text that begins with &: "&..."'),
    ("escape character", "double the backslash, or use single quotes."),
    ("quoted scalar", "close the quotation mark."),
    ("flow sequence", "close the list with ], and put a comma between its items."),
    ("flow mapping", "close the mapping with }, and put a comma between its entries."),
    ("flow node", "take away the comma too many, or the bracket."),
    ("expected ':'", "a key is followed by a colon and a space."),
    ("<scalar>", 'quote a text that begins with a bracket or a quotation mark: "[...] ..."'),
)


def _explained(error: MarkedYAMLError, file: str, text: str) -> BlueprintError:
    """Turn an error of the parser into one with place and remedy."""
    problem, context = str(error.problem or ""), str(error.context or "")
    mark = error.problem_mark or error.context_mark
    # What was opened and never closed is mended where it was opened.
    opened = error.context_mark is not None and ("flow" in context or "quoted" in context) and "escape" not in problem
    if opened and "node" not in context:
        mark = error.context_mark
    place = Place(file, mark.line + 1, mark.column + 1) if mark is not None else Place(file, 1, 1)
    lines = text.splitlines()
    line = lines[place.line - 1].strip() if place.line <= len(lines) else "the end of the file"
    remedy = next((remedy for sign, remedy in _REMEDIES if sign in f"{context} {problem}"), "")
    if "：" in line or (place.line > 1 and lines[min(place.line, len(lines)) - 1 - 1].rstrip().endswith("：")):
        remedy = "write the colon as : and a space, not as ：."
    wrong = f"this is no YAML: {context + ': ' if context else ''}{problem}."
    return place.error(wrong, found=line[:80], remedy=remedy or "check the indentation and the brackets.")


def _place_of(file: str, text: str, position: int) -> Place:
    before = text[:position]
    return Place(file, before.count("\n") + 1, position - (before.rfind("\n") + 1) + 1)
