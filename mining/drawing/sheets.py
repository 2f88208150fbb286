"""A blueprint over several sheets of paper: cut between columns, with the names of the lanes on each sheet.

The whole picture of a large service on one sheet has letters that nobody can read. On sheets next to each other lanes and
arrows lie at the same heights, so that they can be read on, or glued together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Literal

from mining.blueprint.model import Blueprint
from mining.drawing import paper, shapes
from mining.drawing.blueprint import of_scene
from mining.drawing.overlay import Overlay
from mining.drawing.picture import Picture
from mining.drawing.plan import plan
from mining.drawing.scene import HEADER, Piece, Scene, scene
from mining.writing import write_whole

Size = Literal["A4", "A3", "A2", "A1", "A0"]
SIZES: dict[Size, tuple[float, float]] = {
    "A4": (841.9, 595.3),
    "A3": (1190.6, 841.9),
    "A2": (1683.8, 1190.6),
    "A1": (2383.9, 1683.8),
    "A0": (3370.4, 2383.9),
}
"""Width and height of a sheet lying on its side, in points (ISO 216)."""
MARGIN = 28.0
"""Points around the picture that printers leave white."""
FOOT = 190.0
"""Height reckoned for targets and legend below the lanes, in units of the picture, before they are drawn."""
READABLE = 5.0
"""Points below which small letters are not read any more."""
SMALLEST = 11.0
"""Size of the smallest letters of steps and lanes in units of the picture."""


def sheets(blueprint: Blueprint, size: Size, *, overlay: Overlay | None = None, language: str = "en") -> tuple[Picture, ...]:
    """Return one picture per sheet, from left to right; all of them are printed at one scale, which the height decides."""
    laid = scene(plan(blueprint, overlay=overlay, language=language))
    room = _room(size)
    scale = min(paper.POINTS, room[1] / (laid.bottom + FOOT))
    parts = _parts(laid, room[0] / scale - HEADER)
    title = blueprint.name.text(language)
    return tuple(
        of_scene(
            part(laid, left, right),
            blueprint,
            overlay=overlay,
            language=language,
            title=title if len(parts) == 1 else f"{title} ({number}/{len(parts)})",
        )
        for number, (left, right) in enumerate(parts, 1)
    )


def printed(pictures: Sequence[Picture], size: Size) -> tuple[paper.Paper, float]:
    """Return a PDF with a sheet per picture, and how high its smallest letters are, in points."""
    width, height = _room(size)
    sizes = [paper.size_of(each) for each in pictures]
    scale = min([paper.POINTS, *(width / wide for wide, _ in sizes), *(height / high for _, high in sizes)])
    return paper.pdf(*pictures, sheet=(*SIZES[size], MARGIN, scale)), SMALLEST * scale


def write_sheets(
    path: str | Path, blueprint: Blueprint, size: Size, *, overlay: Overlay | None = None, language: str = "en"
) -> list[str]:
    """Write a blueprint as a PDF over sheets of paper; return what to warn of, a sentence each.

    Raises:
        FileError: the place cannot be written.
    """
    drawn, letters = printed(sheets(blueprint, size, overlay=overlay, language=language), size)
    write_whole(path, drawn.data)
    warnings = [drawn.warning] if drawn.warning else []
    if letters < READABLE:
        warnings.append(f"The smallest letters are {letters:.1f} points high on {size}: print it on a larger sheet.")
    return warnings


def _room(size: Size) -> tuple[float, float]:
    return SIZES[size][0] - 2 * MARGIN, SIZES[size][1] - 2 * MARGIN


def _parts(laid: Scene, room: float) -> list[tuple[float, float]]:
    """From where to where each sheet goes, cut in the channels between columns: as few as can be, about equally wide."""
    channels = [*laid.across[2:-1:2], laid.width]
    parts = _filled(channels, room)
    narrower = sorted(
        {after - before for before in [HEADER, *channels] for after in channels if before < after <= before + room}
    )
    low, high = 0, len(narrower)
    while low < high:
        middle = (low + high) // 2
        tried = _filled(channels, narrower[middle])
        if len(tried) <= len(parts):
            parts, high = tried, middle
        else:
            low = middle + 1
    return parts


def _filled(channels: Sequence[float], room: float) -> list[tuple[float, float]]:
    """Sheets with as many columns each as there is room for, at least one."""
    parts, begin = [], HEADER
    while begin < channels[-1]:
        within = [x for x in channels if begin < x <= begin + room]
        end = within[-1] if within else next(x for x in channels if x > begin)
        parts.append((begin, end))
        begin = end
    return parts


def part(laid: Scene, left: float, right: float) -> Scene:
    """Return what of a picture lies between two channels, beside the names of the lanes."""
    shift = HEADER - left
    whole = laid.plan
    shown = {cell: box for cell, box in whole.boxes.items() if left <= laid.centre(cell)[0] < right}
    headings = {column: words for column, words in whole.headings.items() if left <= laid.across[2 * column + 1] < right}
    pieces = []
    for piece in laid.pieces:
        for inside, ends in _inside(piece.spots, left, right):
            pieces.append(Piece(piece.way, tuple((x + shift, y) for x, y in inside), ends and piece.arrives))
    return replace(
        laid,
        plan=replace(whole, boxes=shown, headings=headings),
        across=tuple(x + shift for x in laid.across),
        width=right - left + HEADER,
        pieces=tuple(pieces),
        spans={step: (low + shift, high + shift) for step, (low, high) in laid.spans.items()},
    )


def _inside(spots: Sequence[shapes.Spot], left: float, right: float) -> list[tuple[list[shapes.Spot], bool]]:
    """The pieces of a square way between two uprights, and whether each holds its end."""
    found: list[tuple[list[shapes.Spot], bool]] = []
    open_ = False
    for number, (one, two) in enumerate(pairwise(spots)):
        low, high = min(one[0], two[0]), max(one[0], two[0])
        upright = low == high
        if (upright and not left <= low < right) or (not upright and (high <= left or low >= right)):
            open_ = False
            continue
        begin, end = ((min(max(x, left), right), y) for x, y in (one, two))
        if not open_:
            found.append(([begin], False))
        found[-1][0].append(end)
        open_ = end == two
        if number == len(spots) - 2 and open_:
            found[-1] = (found[-1][0], True)
    return found
