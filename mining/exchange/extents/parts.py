"""Sheets of an .xlsx or .xlsb file and the parts of the archive that hold them, as far as its lists can be read."""

from __future__ import annotations

import html
import re
import zipfile

from mining.exchange.extents.xlsb import records

SHEET = re.compile(rb"<(?:[\w.-]+:)?sheet\s([^<>]*)")
RELATION = re.compile(rb"<(?:[\w.-]+:)?Relationship\s([^<>]*)")
ATTRIBUTE = re.compile(rb"([\w.:-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
FOLDERS = ("xl/worksheets/", "xl/chartsheets/", "xl/dialogsheets/")
BUNDLE = 0x9C
"""Kind of the record that names a sheet of an .xlsb file."""


def sheet_parts(archive: zipfile.ZipFile, list_: str) -> list[tuple[str, str]]:
    """Return (sheet, part) of every sheet in the list of the workbook, and of every other part that may hold one.

    Args:
        archive: the workbook.
        list_: name of the part that lists the sheets.
    """
    places = {_plain(name): name for name in archive.namelist()}
    folder, _, file = list_.rpartition("/")
    targets = {}
    for found in RELATION.findall(_part(archive, places, f"{folder}/_rels/{file}.rels")):
        attributes = _attributes(found)
        targets[attributes.get("Id", "")] = attributes.get("Target", "")
    named = []
    data = _part(archive, places, list_)
    for name, relation in _binary(data) if list_.endswith(".bin") else _listed(data):
        target = targets.get(relation, "").lstrip("/")
        part = places.get(_plain(target if target.startswith("xl/") else f"xl/{target}"))
        if part:
            named.append((name, part))
    known = {part for _, part in named}
    rest = [
        (name, name)
        for plain, name in places.items()
        if plain.startswith(FOLDERS) and "/_rels/" not in plain and name not in known
    ]
    return named + rest


def _listed(data: bytes) -> list[tuple[str, str]]:
    """Name and relation of every sheet of an .xlsx file."""
    found = []
    for attributes in map(_attributes, SHEET.findall(data)):
        relation = next((value for key, value in attributes.items() if key.lower().endswith(":id")), "")
        found.append((attributes.get("name", ""), relation))
    return found


def _binary(data: bytes) -> list[tuple[str, str]]:
    """Name and relation of every sheet of an .xlsb file: two texts of two bytes a character behind eight bytes."""
    found = []
    for kind, place, size in records(data):
        if kind == BUNDLE:
            texts = data[place + 8 : place + size]
            length = 4 + 2 * int.from_bytes(texts[:4], "little")
            found.append((texts[length + 4 :].decode("utf-16-le", "ignore"), texts[4:length].decode("utf-16-le", "ignore")))
    return found


def _part(archive: zipfile.ZipFile, places: dict[str, str], name: str) -> bytes:
    return archive.read(places[_plain(name)]) if _plain(name) in places else b""


def _attributes(tag: bytes) -> dict[str, str]:
    return {
        key.decode("ascii", "ignore"): html.unescape((double or single).decode("utf-8", "replace"))
        for key, double, single in ATTRIBUTE.findall(tag)
    }


def _plain(name: str) -> str:
    return name.replace("\\", "/").lower()
