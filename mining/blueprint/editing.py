"""A blueprint written over its earlier file: what says the same keeps its wording, place and comments."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap

from mining.blueprint.model import Blueprint
from mining.blueprint.writing import in_line, sections_of, text_of
from mining.errors import MiningError

BY_ENTRY = ("lanes", "steps", "log")
"""Sections whose entries are compared one by one; the others are kept or replaced whole."""


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
    result = _merged(text, sections_of(before), sections_of(blueprint))
    # The wording of a person's file has more forms than the program writes; if the merge should ever say something
    # else than the blueprint, the blueprint goes before the wording.
    try:
        faithful = blueprint_of(result) == blueprint
    except MiningError:
        faithful = False
    return result if faithful else text_of(blueprint)


def _merged(text: str, before: dict[str, Any], after: dict[str, Any]) -> str:
    yaml = YAML(typ="rt", pure=True)
    yaml.preserve_quotes = True
    yaml.width = 1_000_000
    document = yaml.load(text)
    for key, value in after.items():
        if before.get(key) == value:
            continue
        if key in BY_ENTRY and isinstance(value, dict) and isinstance(document.get(key), CommentedMap):
            _update(document[key], before[key], value)
        else:
            document[key] = _commented(value)
    for key in [key for key in before if key not in after]:
        del document[key]
    stream = io.StringIO()
    yaml.dump(document, stream)
    return stream.getvalue()


def _update(section: CommentedMap, before: dict[str, Any], after: dict[str, Any]) -> None:
    """Replace the entries that differ, delete those that are gone, add the new ones, and set the order."""
    for key in [key for key in before if key not in after]:
        del section[key]
    for key, value in after.items():
        if before.get(key) != value:
            section[key] = _commented(value)
    if list(section) != list(after):
        for key in after:
            comment = section.ca.items.get(key)
            section[key] = section.pop(key)
            if comment is not None:
                section.ca.items[key] = comment


def _commented(value: Any) -> Any:
    """Return a plain value as ruamel keeps it: in one line, with its quotes."""
    yaml = YAML(typ="rt", pure=True)
    yaml.preserve_quotes = True
    return yaml.load(f"value: {in_line(value)}\n")["value"]
