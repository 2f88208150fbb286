"""Text is measured on the safe side, wrapped without loss, and escaped."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mining.drawing import text

FONTS = [
    "/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSansCondensed.ttf",
]


@pytest.mark.parametrize("path", FONTS)
def test_a_real_font_is_not_wider_than_measured(path: str) -> None:
    """A sentence set in a usual sans serif is no wider than `width` says, letter mixes included."""
    image_font = pytest.importorskip("PIL.ImageFont")
    if not Path(path).exists():
        pytest.skip("this font is not installed")
    font = image_font.truetype(path, 100)
    for sample in (
        "Check the tray and forward",
        "waits 331 h · work 169 h",
        "WWW mmm",
        "Illicit fiddling, 0.4 %",
        "ÄÖÜ éàç ß",
    ):
        assert font.getlength(sample) <= text.width(sample, 100) * 1.02, sample


def test_chinese_is_one_em_wide() -> None:
    """Ideographs and full-width marks are 1 em each: 4 x 12 = 48."""
    assert text.width("调查，核", 12) == 48


def test_a_line_does_not_begin_with_a_closing_mark() -> None:
    """Room for four ideographs: the comma stays with the fourth's line, never at the begin of the next."""
    assert all(not line.startswith(("，", "。", "）")) for line in text.wrap("客户提交投诉，主管（审批）。", 48, 12))


@settings(max_examples=60)
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60), st.integers(20, 160))
def test_wrapping_loses_nothing_and_fits(words: str, room: int) -> None:
    """The lines hold all letters but spaces, and no line of more than one letter is wider than the room."""
    lines = text.wrap(words, room, 12)
    assert "".join("".join(lines).split()) == "".join(text.printable(words).split())
    assert all(text.width(line, 12) <= room or len(line.strip()) == 1 for line in lines)


def test_a_long_word_is_broken_not_cut() -> None:
    """A word wider than the room goes on in the next line."""
    word = "Donaudampfschifffahrtsgesellschaft"
    lines = text.wrap(word, 80, 12)
    assert len(lines) > 1
    assert "".join(lines) == word


def test_escaping() -> None:
    """Markup and control characters of a label become text and spaces."""
    assert text.line("<script>alert(1)</script>\x00", 0, 0, 12).count("<") == 2
    assert text.safe("a\x07b\ud800") == "a b�"
