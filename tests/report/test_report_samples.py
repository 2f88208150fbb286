"""Reports of the sample services: whole, in both languages with the same numbers, without a person's name."""

from pathlib import Path

import polars as pl
import pytest
from report_pages import numbers_in, read_page, text_of

import mining
from mining.report.pages import SECTIONS

SAMPLES = Path(__file__).parents[2] / "sample_logs"
MOST_BYTES = 2_000_000


@pytest.mark.parametrize("name", ["room_service", "help_desk", "complaints_zh"])
def test_a_sample_has_a_whole_report_in_both_languages(name: str) -> None:
    """Every section in both editions, the same numbers, blueprint and ledger drawn, no person, small enough to mail."""
    blueprint = mining.Blueprint.load(SAMPLES / f"{name}.yaml")
    roles = dict(blueprint.log.columns)
    timezone = blueprint.log.timezone or blueprint.timezone
    log = mining.read(SAMPLES / f"{name}.csv", **roles, timezone=timezone, events=blueprint.log.events)
    made = mining.report(log, blueprint, language="both")
    assert len(made.html.encode()) < MOST_BYTES
    elements = read_page(made.html).elements
    ids = {attributes.get("id") for _, attributes in elements}
    assert {f"{language}-{section}" for language in ("en", "zh") for section in SECTIONS} <= ids
    english, chinese = text_of(made.html, "en"), text_of(made.html, "zh")
    assert numbers_in(english) == numbers_in(chinese)
    assert "adds up to the flow time" in english
    assert "精确到微秒" in chinese
    lanes = {name for lane in blueprint.lanes for _, name in lane.name.texts}
    persons = set(log.events["resource"].cast(pl.String).drop_nulls().unique()) - lanes
    assert persons
    assert [person for person in persons if f">{person}<" in made.html or f" {person} " in english + chinese] == []
    assert made.headline.fitness is not None
    assert made.headline.line is not None
