"""The geometry of a drawn blueprint: what lies where, and what must not."""

import re
from itertools import combinations, pairwise

from lxml import etree

from mining.drawing import text
from mining.drawing.boxes import SLANT, Box
from mining.drawing.scene import Scene

SVG = "{http://www.w3.org/2000/svg}"


def crosses(one: tuple[float, float], two: tuple[float, float], box: tuple[float, float, float, float]) -> bool:
    """Whether a level or upright piece of a way has a point inside a box."""
    left, top, right, bottom = box
    low_x, high_x, low_y, high_y = min(one[0], two[0]), max(one[0], two[0]), min(one[1], two[1]), max(one[1], two[1])
    return low_x < right - 0.01 and high_x > left + 0.01 and low_y < bottom - 0.01 and high_y > top + 0.01


def arrow_faults(drawn: Scene) -> list[str]:
    """Pieces that run through a box they do not belong to, that slant, or that lead through their own box."""
    outlines = {cell: drawn.outline(cell) for cell in drawn.plan.boxes}
    faults = []
    for wire, spots in zip(drawn.wires, drawn.ways, strict=True):
        last = len(spots) - 2
        for place, (one, two) in enumerate(pairwise(spots)):
            if min(abs(one[0] - two[0]), abs(one[1] - two[1])) > 1e-6:
                faults.append(f"{wire} slants")
            for cell, outline in outlines.items():
                own = (cell == wire.source and place == 0) or (cell == wire.target and place == last)
                if not own and crosses(one, two, outline):
                    faults.append(f"{wire} runs through {cell}")
    return faults


def lying_on_each_other(drawn: Scene) -> list[tuple[object, object]]:
    """Pieces of ways of different nets that lie on one line and overlap: one could not tell which is which."""
    pieces = [
        (wire.net, one, two) for wire, spots in zip(drawn.wires, drawn.ways, strict=True) for one, two in pairwise(spots)
    ]
    found = []
    for (net, a, b), (other, c, d) in combinations(pieces, 2):
        for axis in (0, 1):
            on_one_line = max(abs(spot[1 - axis] - a[1 - axis]) for spot in (b, c, d)) < 1
            shared = min(max(a[axis], b[axis]), max(c[axis], d[axis])) - max(min(a[axis], b[axis]), min(c[axis], d[axis]))
            if net != other and on_one_line and shared > 1:
                found.append((net, other))
    return found


def touching(drawn: Scene) -> list[tuple[object, object]]:
    outlines = [drawn.outline(cell) for cell in drawn.plan.boxes]
    return [
        (one, two)
        for one, two in combinations(outlines, 2)
        if one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]
    ]


def too_wide(box: Box) -> list[str]:
    """Lines of a box that are wider than the box (inside its slanting sides, where it has such)."""
    room = box.width - (2 * SLANT if box.shape == "wait" else 0)
    return [
        line
        for item in box.items
        for line in item.lines
        if text.width(line, item.size, bold=item.kind in ("name", "count", "pill")) > room + 0.01
    ]


def labels(svg: str) -> list[tuple[str, float, float, float, float]]:
    """Every text of a picture with left, top, right and bottom."""
    found = []

    def walk(element: etree._Element, x: float, y: float) -> None:
        moved = re.match(r"translate\(([-\d.]+) ([-\d.]+)\)", element.get("transform", ""))
        if moved:
            x, y = x + float(moved[1]), y + float(moved[2])
        if element.tag == f"{SVG}text":
            size = float(element.attrib["font-size"])
            wide = text.width(element.text or "", size, bold=element.get("font-weight") == "600")
            left = (
                x + float(element.attrib["x"]) - {"middle": wide / 2, "end": wide}.get(element.get("text-anchor", ""), 0.0)
            )
            base = y + float(element.attrib["y"])
            found.append((element.text or "", left, base - 0.8 * size, left + wide, base + 0.2 * size))
        for child in element:
            walk(child, x, y)

    walk(etree.fromstring(svg.encode()), 0, 0)
    return found


def lying_over(svg: str) -> list[tuple[str, str]]:
    return [
        (one[0], two[0])
        for one, two in combinations(labels(svg), 2)
        if min(one[3], two[3]) - max(one[1], two[1]) > 0.5 and min(one[4], two[4]) - max(one[2], two[2]) > 0.5
    ]
