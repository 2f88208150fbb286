"""Waivers in a file of their own, and a waiver written into a file whose comments stay."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path

from mining.blueprint import values
from mining.blueprint.checks import Waiver
from mining.blueprint.checks_source import waivers_of
from mining.blueprint.document import blueprint_of, text_of_file
from mining.blueprint.editing import edited
from mining.blueprint.keys import Entries, Keys
from mining.blueprint.section_promises import waiver_section
from mining.blueprint.writing import in_line, lines_of
from mining.blueprint.yaml_source import Items, Mapping, Node, nodes_of
from mining.errors import MiningError
from mining.writing import write_whole

EXAMPLE = "waivers: [{deviation: extra, step: correct, reason: oven trial, owner: kitchen lead, until: 2026-12-31}]"
WAIVERS = Keys(("waivers",), needed=("waivers",))


def load_waivers(path: str | Path, steps: Collection[str] | None = None) -> tuple[Waiver, ...]:
    """Return the waivers of a file that holds nothing else: a list under ``waivers``, as in a blueprint.

    Args:
        path: the file.
        steps: ids of the blueprint's steps; None: any.

    Raises:
        FileError: there is no such file, or it cannot be read.
        BlueprintError: it says something else; the message names the line.
    """
    return _read(text_of_file(path), str(path), steps)


def add_waiver(path: str | Path, waiver: Waiver, *, own_file: bool) -> None:
    """Write one more waiver into a file, which is complete or untouched; its comments stay.

    Args:
        path: a blueprint; or a file of waivers, which need not be there yet.
        waiver: to be added.
        own_file: the file holds waivers and nothing else.

    Raises:
        BlueprintError: the file as it is cannot be read.
        FileError: it cannot be written.
    """
    text = "" if own_file and not Path(path).exists() else text_of_file(path)
    if own_file:
        before = _read(text, str(path), None) if text.strip() else ()
        after = (*before, waiver)
        written = _appended(text, waiver, lambda made: _read(made, "", None) == after)
        if written is None:
            written = "\n".join(lines_of("waivers", [waiver_section(each) for each in after], 0)) + "\n"
    else:
        blueprint = blueprint_of(text, file=str(path))
        wanted = replace(blueprint, waivers=(*blueprint.waivers, waiver))
        written = _appended(text, waiver, lambda made: blueprint_of(made) == wanted) or edited(Path(path), wanted)
    write_whole(path, written)


def _read(text: str, file: str, steps: Collection[str] | None) -> tuple[Waiver, ...]:
    has = Entries(values.mapping(nodes_of(text, file=file), "the file", EXAMPLE), WAIVERS, "", example=EXAMPLE)
    return waivers_of(has["waivers"], _Anything() if steps is None else steps)


class _Anything(Collection[str]):
    """Steps, whatever they are called: a file of waivers may be for another design."""

    def __contains__(self, _: object) -> bool:
        return True

    def __iter__(self):  # type: ignore[no-untyped-def]
        return iter(())

    def __len__(self) -> int:
        return 0


def _appended(text: str, waiver: Waiver, says: Callable[[str], bool]) -> str | None:
    """Return the text with one waiver more, below those that it has; None where that would not say what is meant."""
    line_end = "\r\n" if "\r\n" in text else "\n"
    lines = text.splitlines()
    item = f"  - {in_line(waiver_section(waiver))}"
    listed = _listed(text)
    if listed is None:
        gap = [""] if lines and lines[-1].strip() else []
        made = [*lines, *gap, "waivers:", item]
    else:
        begin, value = listed
        if not isinstance(value, Items) or not value.nodes or value.place.line <= begin:
            return None
        indent = _indent(lines[value.place.line - 1])
        last = _end(lines, begin, indent)
        made = [*lines[:last], " " * indent + item.lstrip(), *lines[last:]]
    written = line_end.join(made) + line_end
    try:
        return written if says(written) else None
    except MiningError:
        return None


def _listed(text: str) -> tuple[int, Node] | None:
    """Return the line of the key ``waivers`` and what stands under it; None where there is no such key."""
    root = nodes_of(text) if text.strip() else None
    entries = root.entries if isinstance(root, Mapping) else ()
    return next(((key.place.line, value) for key, value in entries if key.text == "waivers"), None)


def _end(lines: list[str], begin: int, indent: int) -> int:
    """Return the number of the last line of a list that begins after line `begin`; comments below it are not its own."""
    last = begin
    for number, line in enumerate(lines[begin:], begin + 1):
        text = line.lstrip()
        if not text or text.startswith("#"):
            continue
        if _indent(line) < indent or (_indent(line) == indent and not text.startswith("-")):
            break
        last = number
    return last


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
