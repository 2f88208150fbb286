"""What the tests of the report read out of a page, and the hostile service they make it of."""

import re
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import polars as pl

from mining.assembly import assemble
from mining.blueprint.document import load
from mining.blueprint.model import Blueprint
from mining.findings import Finding
from mining.log import EventLog, Source

SCRIPT = "<script>alert(1)</script>"
IMAGE = '"><img src=x onerror=alert(1)>'
PERSON = "Anya Kowalski"
MONDAY = datetime(2026, 9, 7, 8, tzinfo=UTC)
DESIGN = """
blueprint: {en: "Desk <b>one</b>", zh: 一号服务台}
timezone: Europe/Lisbon
currency: EUR
lanes:
  guest: {kind: customer, name: {en: "Guest <i>x</i>", zh: 客人}}
  desk: {kind: frontstage, teams: ["Desk*"], rate: 20, name: {en: 'Desk "><img src=x onerror=alert(1)>', zh: 服务台}}
  back: {kind: backstage, rate: 25}
steps:
  ask: {lane: guest, name: {en: Ask, zh: 提出}}
  take: {lane: desk, log: ['"><img src=x onerror=alert(1)>'], name: {en: "<script>alert(1)</script>", zh: 受理}}
  solve: {lane: back, name: {en: Solve, zh: 解决}, value: adds}
  tell: {lane: desk, name: {en: Tell, zh: 告知}}
flow: [ask, take, solve, tell]
"""


def hostile_design(folder: Path) -> Blueprint:
    """A blueprint whose names try to be markup."""
    path = folder / "design.yaml"
    path.write_text(DESIGN, encoding="utf-8")
    return load(path)


def hostile_log() -> EventLog:
    """Four cases; labels, a case id, a team and the file try to be markup; one person, and a finding about her.

    Case 1 runs as designed; case 2 does `solve` twice, by two persons; case 3 does an unknown activity; case 4 is open
    after `take`.
    """
    rows = [
        ("C-1", "ask", 0, 1), ("C-1", IMAGE, 2, 3), ("C-1", "solve", 5, 7), ("C-1", "tell", 8, 9),
        (SCRIPT, "ask", 1, 2), (SCRIPT, IMAGE, 3, 4), (SCRIPT, "solve", 5, 6), (SCRIPT, "solve", 8, 9),
        (SCRIPT, "tell", 9, 10),
        ("C-3", "ask", 2, 3), ("C-3", IMAGE, 4, 5), ("C-3", SCRIPT, 6, 7), ("C-3", "solve", 8, 9), ("C-3", "tell", 10, 11),
        ("C-4", "ask", 9, 10), ("C-4", IMAGE, 10, 11),
    ]  # fmt: skip
    teams = {"ask": None, IMAGE: "Desk <u>A</u>", "solve": "Back", "tell": "Desk <u>A</u>", SCRIPT: "Back"}
    frame = pl.DataFrame(
        {
            "case": [row[0] for row in rows],
            "activity": [row[1] for row in rows],
            "start": [MONDAY + timedelta(hours=row[2]) for row in rows],
            "end": [MONDAY + timedelta(hours=row[3]) for row in rows],
            "resource": [PERSON if row[1] == "solve" and row[2] < 8 else "Bo Li" for row in rows],
            "team": [teams[row[1]] for row in rows],
        },
        schema_overrides={"team": pl.String},
    )
    finding = Finding(
        "long_hours", "limit", 1, f'"{PERSON}" works 30 h a day.', f"“{PERSON}”一天工作 30 小时。", (PERSON,), ("waiting",)
    )
    return assemble(
        frame,
        timezone="Europe/Lisbon",
        roles={"case": "<i>id</i>", "activity": "state"},
        findings=[finding],
        source=Source("<b>export</b>.csv", "ab" * 32),
    )


class _Reader(HTMLParser):
    """Collects elements, their attributes and the text per edition; scripts and styles aside."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {"": []}
        self.scripts: list[str] = []
        self._edition, self._inside, self._depth = "", "", 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.elements.append((tag, given))
        if (given.get("class") or "") == "edition":
            self._edition = (given["id"] or "").removeprefix("edition-")
            self.texts[self._edition], self._depth = [], 0
        if tag == "div":
            self._depth += 1
        if tag in ("script", "style", "title") and tag != "title":
            self._inside = tag

    def handle_endtag(self, tag: str) -> None:
        if tag == "div":
            self._depth -= 1
            if self._depth == 0:
                self._edition = ""
        if tag == self._inside:
            self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "script":
            self.scripts.append(data)
        elif not self._inside:
            self.texts[self._edition].append(data)


def read_page(html: str) -> _Reader:
    """Return the elements, scripts and texts of a page."""
    reader = _Reader()
    reader.feed(html)
    return reader


def text_of(html: str, language: str) -> str:
    """Return the text that one edition of a page shows."""
    return " ".join(" ".join(read_page(html).texts[language]).split())


def numbers_in(text: str) -> list[str]:
    """Return the numbers of a text, sorted; of a number with a unit the number alone; the (1) of hostile names left out."""
    return sorted(re.findall(r"\d+(?:[.,:]\d+)*", re.sub(r"\(\s*1\s*\)", "", text)))
