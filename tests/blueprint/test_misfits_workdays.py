"""Years of which a country has not published its swapped workdays."""

from datetime import UTC, datetime, timedelta

import polars as pl

from mining.assembly import assemble
from mining.blueprint.flow import Do
from mining.blueprint.lanes import Lane
from mining.blueprint.matching import match
from mining.blueprint.model import Blueprint
from mining.blueprint.names import Name
from mining.blueprint.stated_hours import StatedHours
from mining.blueprint.steps import Step


def test_a_year_without_published_workdays_is_a_finding() -> None:
    """One of two cases lies in 2050: half of the cases, so a limit; another country swaps nothing."""
    at = [datetime(2025, 3, 3, 9, tzinfo=UTC), datetime(2050, 3, 3, 9, tzinfo=UTC)]
    frame = pl.DataFrame(
        {"case": ["1", "2"], "activity": ["a", "a"], "start": at, "end": [t + timedelta(hours=1) for t in at]}
    )
    log = assemble(frame)
    for region, expected in (("CN", [("workdays_unpublished", "limit", 1)]), ("PT", [])):
        hours = StatedHours("office", "Mon-Fri 9-17", region=region, timezone="Asia/Shanghai")
        lane = Lane("desk", Name.of("desk"), "frontstage", calendar="office")
        service = Blueprint(Name.of("s"), (lane,), (Step("a", Name.of("a"), ("desk",)),), Do("a"), calendars=(hours,))
        found = [(one.code, one.severity, one.rows) for one in match(log, service).log.quality.findings]
        assert expected == [one for one in found if one[0] == "workdays_unpublished"]
