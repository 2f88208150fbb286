"""Shares in per cent are written in one place, so that they look alike in findings, tables, pictures and the report."""

import re
from pathlib import Path

import pytest

from mining.shares import share_tenths, share_text

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize(
    ("share", "text", "tenths"),
    [
        (0, "0 %", "0 %"),
        (0.0004, "< 0.1 %", "< 0.1 %"),
        (0.0999, "10.0 %", "10.0 %"),
        (0.1, "10 %", "10.0 %"),
        (2 / 3, "67 %", "66.7 %"),
        (0.9949, "99.5 %", "99.5 %"),
        (0.9996, "> 99.9 %", "> 99.9 %"),
        (1, "100 %", "100 %"),
    ],
)
def test_digits_and_sign(share: float, text: str, tenths: str) -> None:
    """Two digits, or a tenth; a part is never nothing and never all; Chinese has no space before the sign."""
    assert (text, tenths) == (share_text(share), share_tenths(share))
    assert text.replace(" %", "%") == share_text(share, "zh")
    assert tenths.replace(" %", "%") == share_tenths(share, "zh")


def test_nobody_else_formats_per_cent() -> None:
    """No format specification `%` in the library or the commands, which would write 61% in English."""
    sources = [path for folder in ("mining", "cli") for path in (ROOT / folder).rglob("*.py")]
    assert [] == [path.name for path in sources if re.search(r":[,.0-9]*%\}", path.read_text(encoding="utf-8"))]
