"""Persons leave the program as pseudonyms, unless they are named on purpose."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from typing import Literal

import polars as pl

from mining.findings import Finding
from mining.log import EventLog

Persons = Literal["pseudonyms", "named"]
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH = 5
"""Letters of a pseudonym: 24^5 of them, so that two persons of one service hardly ever share one."""


def pseudonym(name: str) -> str:
    """Return the pseudonym of a person: the same in every report, and without the name's order or letters.

    It tells persons apart; it does not hide them from someone who has the list of names.

    >>> pseudonym("Anya") == pseudonym("Anya"), pseudonym("Anya") == pseudonym("Anja")
    (True, False)
    """
    number = int.from_bytes(hashlib.blake2s(name.encode(), person=b"persons").digest()[:8], "big")
    letters = []
    for _ in range(LENGTH):
        number, place = divmod(number, len(LETTERS))
        letters.append(LETTERS[place])
    return "P-" + "".join(letters)


def persons_in(log: EventLog) -> frozenset[str]:
    """Return the names of the resources that occur in a log, teams and labels of activities excepted."""
    if log.events["resource"].null_count() == log.events.height:
        return frozenset()
    names = set(log.events["resource"].cast(pl.String).drop_nulls().unique())
    for public in ("team", "role"):
        if public in log.events.columns:
            names -= set(log.events[public].cast(pl.String).drop_nulls().unique())
    return frozenset(names - set(log.activities))


def without_names(finding: Finding, names: frozenset[str]) -> Finding:
    """Return the finding with every person in its examples, and every quoted one in its sentence, as a pseudonym."""

    def masked(text: str) -> str:
        return re.sub(
            r"([\"'“‘「])([^\"'”’」]+)([\"'”’」])",
            lambda m: m[1] + (pseudonym(m[2]) if m[2] in names else m[2]) + m[3],
            text,
        )

    def example(text: str) -> str:
        head, colon, rest = text.partition(": ")
        if head in names:
            head = pseudonym(head)
        return head + colon + (pseudonym(rest) if rest in names else masked(rest))

    return replace(
        finding,
        message=masked(finding.message),
        message_zh=masked(finding.message_zh),
        examples=tuple(example(text) for text in finding.examples),
    )
