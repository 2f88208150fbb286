"""Short, stable ids from labels and the names of teams."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

from mining.blueprint.service_words import FILLING
from mining.blueprint.values import is_plain

LONGEST = 28
"""Characters of an id, unless its first word is longer."""
_WORD = re.compile(r"[^\W_]+")


def id_of(label: str, taken: Container[str], prefix: str) -> str:
    """Return an id that says what the label says, in one word of letters, digits and `_`, and is not taken yet.

    >>> id_of("T06 Determine necessity of stop advice", set(), "step")
    't06_determine_necessity_stop'
    >>> id_of("提交投诉", set(), "step"), id_of("-100", set(), "step"), id_of("Cook", {"cook"}, "step")
    ('提交投诉', 'step_100', 'cook_2')
    """
    words = _WORD.findall(_plain_letters(label).casefold())
    telling = [word for word in words if word not in FILLING] or words
    found = ""
    for word in telling:
        longer = f"{found}_{word}" if found else word
        if found and len(longer) > LONGEST:
            break
        found = longer
    if not found or not is_plain(found) or found[0].isdigit():
        found = f"{prefix}_{found}" if found else prefix
    number, free = 2, found
    while free in taken:
        free, number = f"{found}_{number}", number + 1
    return free


def _plain_letters(text: str) -> str:
    """Latin letters without their accents; other scripts as they are."""
    found = []
    for sign in unicodedata.normalize("NFKC", text):
        first = unicodedata.normalize("NFD", sign)[0]
        found.append(first if first.isascii() else sign)
    return "".join(found)
