"""Outlines of SVG shapes, written as PDF writes them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import atan2, ceil, cos, pi, sin, sqrt, tan

ROUND = 0.5523
"""How far the handles of a curve lie along a quarter of a circle of radius 1."""
Spot = tuple[float, float]


@dataclass(frozen=True)
class Matrix:
    """A change of coordinates: (x, y) becomes (a x + c y + e, b x + d y + f)."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    @property
    def pdf(self) -> str:
        """Its six numbers."""
        return " ".join(f"{part:.5g}" for part in (self.a, self.b, self.c, self.d, self.e, self.f))

    def then(self, transform: str) -> Matrix:
        """Return the coordinates inside a group with an SVG transform (translate and scale, in any number).

        >>> Matrix(1, 0, 0, 1, 0, 0).then("translate(5 6) scale(2)")
        Matrix(a=2.0, b=0.0, c=0.0, d=2.0, e=5.0, f=6.0)
        """
        moved = self
        for kind, inside in re.findall(r"(\w+)\(([^)]*)\)", transform):
            first, *rest = (float(part) for part in re.split(r"[\s,]+", inside.strip()))
            if kind == "translate":
                x, y = first, rest[0] if rest else 0.0
                e = moved.a * x + moved.c * y + moved.e
                f = moved.b * x + moved.d * y + moved.f
                moved = Matrix(moved.a, moved.b, moved.c, moved.d, e, f)
            elif kind == "scale":
                x, y = first, rest[0] if rest else first
                moved = Matrix(moved.a * x, moved.b * x, moved.c * y, moved.d * y, moved.e, moved.f)
            else:
                raise AssertionError(f"a change of coordinates that paper does not know: {kind}")
        return moved


def outline(kind: str, attributes: Mapping[str, str]) -> str:
    """Return the outline of a ``rect``, ``circle`` or ``path`` in the operators of PDF (m, l, c, h)."""
    match kind:
        case "rect":
            x, y, width, height = (float(attributes.get(name, "0")) for name in ("x", "y", "width", "height"))
            radius = min(float(attributes.get("rx", "0")), width / 2, height / 2)
            return _rectangle(x, y, width, height, radius)
        case "circle":
            x, y, radius = (float(attributes[name]) for name in ("cx", "cy", "r"))
            return _rectangle(x - radius, y - radius, 2 * radius, 2 * radius, radius)
        case "path":
            return " ".join(_path(attributes["d"]))
    raise AssertionError(f"a shape that paper does not know: {kind}")


def _rectangle(x: float, y: float, width: float, height: float, radius: float) -> str:
    if radius <= 0:
        return f"{x:.2f} {y:.2f} {width:.2f} {height:.2f} re"
    right, bottom, near = x + width, y + height, radius * (1 - ROUND)
    return (
        f"{x + radius:.2f} {y:.2f} m {right - radius:.2f} {y:.2f} l "
        f"{right - near:.2f} {y:.2f} {right:.2f} {y + near:.2f} {right:.2f} {y + radius:.2f} c "
        f"{right:.2f} {bottom - radius:.2f} l "
        f"{right:.2f} {bottom - near:.2f} {right - near:.2f} {bottom:.2f} {right - radius:.2f} {bottom:.2f} c "
        f"{x + radius:.2f} {bottom:.2f} l "
        f"{x + near:.2f} {bottom:.2f} {x:.2f} {bottom - near:.2f} {x:.2f} {bottom - radius:.2f} c "
        f"{x:.2f} {y + radius:.2f} l {x:.2f} {y + near:.2f} {x + near:.2f} {y:.2f} {x + radius:.2f} {y:.2f} c h"
    )


ARGUMENTS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "Q": 4, "A": 7, "Z": 0}


def _path(data: str) -> Iterator[str]:
    """Yield the operators of a path."""
    here, begin = (0.0, 0.0), (0.0, 0.0)
    for letter, numbers in _commands(data):
        command, relative = letter.upper(), letter.islower()
        base = here if relative else (0.0, 0.0)
        if command == "Z":
            here = begin
            yield "h"
            continue
        if command == "A":
            end = (base[0] + numbers[5], base[1] + numbers[6])
            yield from _arc(here, numbers[0], bool(numbers[3]), bool(numbers[4]), end)
            here = end
            continue
        if command == "H":
            spots = [(base[0] + numbers[0], here[1])]
        elif command == "V":
            spots = [(here[0], base[1] + numbers[0])]
        else:
            spots = [(base[0] + x, base[1] + y) for x, y in zip(numbers[::2], numbers[1::2], strict=True)]
        if command == "Q":
            (handle, end) = spots
            spots = [_between(here, handle), _between(end, handle), end]
        operator = {"M": "m", "L": "l", "H": "l", "V": "l"}.get(command, "c")
        yield " ".join(f"{x:.2f} {y:.2f}" for x, y in spots) + f" {operator}"
        here = spots[-1]
        if command == "M":
            begin = here


def _between(end: Spot, handle: Spot) -> Spot:
    """The handle of a cubic curve at the end of a quadratic one."""
    return end[0] + 2 / 3 * (handle[0] - end[0]), end[1] + 2 / 3 * (handle[1] - end[1])


def _commands(data: str) -> Iterator[tuple[str, list[float]]]:
    """Split path data; numbers that repeat a command stand with it again."""
    for letter, written in re.findall(r"([MLHVCQAZmlhvcqaz])([^MLHVCQAZmlhvcqaz]*)", data):
        numbers = [float(number) for number in re.findall(r"-?\d*\.?\d+(?:e-?\d+)?", written)]
        count = ARGUMENTS[letter.upper()]
        if count == 0:
            yield letter, []
        for place in range(0, len(numbers), count or 1):
            yield letter, numbers[place : place + count]


def _arc(start: Spot, radius: float, large: bool, clockwise: bool, end: Spot) -> Iterator[str]:
    """Yield curves along a circle: from start to end, on the way that the two flags of SVG choose."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    apart = sqrt(dx * dx + dy * dy)
    radius = max(radius, apart / 2)
    rise = sqrt(max(radius * radius - apart * apart / 4, 0.0)) * (-1 if large == clockwise else 1)
    centre = ((start[0] + end[0]) / 2 - dy / apart * rise, (start[1] + end[1]) / 2 + dx / apart * rise)
    first = atan2(start[1] - centre[1], start[0] - centre[0])
    swept = atan2(end[1] - centre[1], end[0] - centre[0]) - first
    if clockwise and swept < 0:
        swept += 2 * pi
    elif not clockwise and swept > 0:
        swept -= 2 * pi
    pieces = ceil(abs(swept) / (pi / 2) - 1e-9)
    handle = 4 / 3 * tan(swept / pieces / 4) * radius
    for piece in range(pieces):
        one, two = first + swept * piece / pieces, first + swept * (piece + 1) / pieces
        spots = (
            (centre[0] + radius * cos(one) - handle * sin(one), centre[1] + radius * sin(one) + handle * cos(one)),
            (centre[0] + radius * cos(two) + handle * sin(two), centre[1] + radius * sin(two) - handle * cos(two)),
            (centre[0] + radius * cos(two), centre[1] + radius * sin(two)),
        )
        yield " ".join(f"{round(part, 2) + 0.0:.2f}" for spot in spots for part in spot) + " c"
