"""A picture: SVG text that shows itself in a notebook and saves itself as SVG, PNG or PDF."""

from __future__ import annotations

import warnings
from pathlib import Path

from mining.errors import FileError
from mining.writing import write_whole

KINDS = (".svg", ".png", ".pdf")
"""What a picture can be written as."""


class Picture(str):
    """SVG text. It is a `str`, so it can be written, compared and put into a page as it is."""

    __slots__ = ()

    def _repr_svg_(self) -> str:
        return str(self)

    def save(self, path: str | Path) -> None:
        """Write the picture as .svg, .png or .pdf, by the ending of the name.

        Raises:
            FileError: another ending, or a place that cannot be written.

        Warns:
            UserWarning: PNG and PDF: letters for which no font at hand has a form.
        """
        warning = write_picture(path, self)
        if warning:
            warnings.warn(warning, stacklevel=2)


def write_picture(path: str | Path, svg: str) -> str:
    """Write SVG text as a file of the kind that its name says; return one sentence to warn with, or nothing.

    Raises:
        FileError: the name says another kind, or the place cannot be written.
    """
    match kind_of(path):
        case ".svg":
            write_whole(path, svg)
            return ""
        case kind:
            from mining.drawing import paper

            drawn = paper.pdf(svg) if kind == ".pdf" else paper.png(svg)
            write_whole(path, drawn.data)
            return drawn.warning


def kind_of(path: str | Path) -> str:
    """Return the ending of a picture's name.

    Raises:
        FileError: a picture is not written so.
    """
    kind = Path(path).suffix.lower()
    if kind not in KINDS:
        raise FileError.unknown_suffix(path, KINDS)
    return kind
