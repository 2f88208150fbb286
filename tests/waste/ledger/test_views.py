"""The ledger from one side, and its tables as files in which SQL finds the same figures."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import polars as pl
import pytest
from tiny_logs import log, worked

import mining
from mining.assembly import assemble
from mining.blueprint.model import Blueprint
from mining.errors import FileError, ViewError
from mining.log import EventLog
from mining.waste.ledger.views import FEW, MEASURES, OF_ENTRIES, entry_cases, view
from mining.waste.tables.tables import tables, write_tables
from mining.waste.waste import Waste, waste

SAMPLES = Path(__file__).parents[3] / "sample_logs"
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def room_service() -> tuple[EventLog, Waste]:
    blueprint = Blueprint.load(SAMPLES / "room_service.yaml")
    event_log = mining.read(SAMPLES / "room_service.csv", mapping=SAMPLES / "room_service.yaml")
    return event_log, waste(event_log, blueprint)


def total(frame: pl.DataFrame, scenario: str) -> timedelta:
    return sum((frame[f"{measure}_{scenario}"].sum() for measure in MEASURES), timedelta(0))


@pytest.mark.parametrize("by", [*OF_ENTRIES, "weekday", "hour", "channel"])
def test_every_view_adds_up_to_the_flow_time(by: str, room_service: tuple[EventLog, Waste]) -> None:
    """Whatever it is seen by, in each scenario; the shares add up to one."""
    event_log, result = room_service
    frame = view(result.ledger, event_log, by)
    assert [result.flow_time] * 3 == [total(frame, scenario) for scenario in ("low", "likely", "high")]
    assert frame["cumulative_share"][-1] == pytest.approx(1.0)
    assert frame["share"].sum() == pytest.approx(1.0)


def shops(*arrivals: tuple[str, str | None]) -> EventLog:
    """One case per (site, ...), each two instances an hour apart; the second names no site."""
    begin = datetime(2024, 1, 1, 9, tzinfo=UTC)
    rows = [
        {
            "case": str(k),
            "activity": a,
            "end": begin + timedelta(days=k, hours=h),
            "site": site if h == 0 else None,
            "flag": a,
        }
        for k, (site, _) in enumerate(arrivals)
        for h, a in enumerate("ab")
    ]
    return assemble(pl.DataFrame(rows, schema_overrides={"site": pl.String}))


def test_small_groups_are_one_row() -> None:
    """Five cases of Nord, two of Ost, one of West: the latter three are not told apart."""
    event_log = shops(*[("Nord", None)] * 5, ("Ost", None), ("Ost", None), ("West", None))
    frame = view(waste(event_log).ledger, event_log, "site")
    assert {"Nord": 5, FEW: 3} == dict(frame.select("site", "cases").rows())


def test_an_attribute_that_changes_counts_with_its_first_value() -> None:
    """Of every case the first instance says a, the second b: all are of a."""
    event_log = shops(*[("Nord", None)] * 5)
    assert [("a", 5)] == view(waste(event_log).ledger, event_log, "flag").select("flag", "cases").rows()


def test_weekdays_are_in_their_order() -> None:
    """1 January 2024 was a Monday; eight cases on eight days."""
    event_log = shops(*[("Nord", None)] * 8)
    frame = view(waste(event_log).ledger, event_log, "weekday")
    assert ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] == frame["weekday"].to_list()
    assert [2, 1, 1, 1, 1, 1, 1] == frame["cases"].to_list()


@pytest.mark.parametrize("by", ["resource", "customer"])
def test_persons_are_not_compared(by: str) -> None:
    """There is no league table."""
    event_log = worked(("1", "a", 0, 1, "Ana"))
    with pytest.raises(ViewError, match="persons are not compared"):
        view(waste(event_log).ledger, event_log, by)


def test_an_unknown_key_names_the_nearest() -> None:
    """And what there is."""
    with pytest.raises(ViewError, match='Did you mean "weekday"'):
        view(waste(log("ab")).ledger, log("ab"), "weekdays")


def test_three_cases_of_an_entry() -> None:
    """Waits of 1, 2, 3 and 10 h before b: the worst waited 10, a typical one 2 or 3, the random one is another."""
    rows = [(case, "a", 0, 1, case) for case in "1234"]
    rows += [(case, "b", 1 + wait, 2 + wait, case) for case, wait in zip("1234", (1, 2, 3, 10), strict=True)]
    result = waste(worked(*rows))
    entry = result.ledger.frame.with_row_index("entry").filter(pl.col("class") == "waiting")["entry"][0]
    (found,) = entry_cases(result.ledger).filter(pl.col("entry") == entry).to_dicts()
    assert "4" == found["worst"]
    assert found["typical"] in ("2", "3")
    assert found["random"] in {"1", "2", "3"} - {found["typical"]}


def test_sql_over_the_files_gives_the_same_figures(room_service: tuple[EventLog, Waste], tmp_path: Path) -> None:
    """Waiting by owner, rework hours, staff hours and the flow time, by DuckDB from Parquet and from CSV."""
    _, result = room_service
    write_tables(result, tmp_path / "tables")
    waits = result.ledger.frame.filter(pl.col("class") == "waiting")
    owners = waits.group_by("owner").agg(pl.col("likely").sum()).sort("owner", nulls_last=True)
    place = tmp_path / "tables"
    found = duckdb.sql(
        f"""select owner, sum(c.likely) from '{place}/ledger_cases.parquet' c join '{place}/ledger.parquet' l using (entry)
        where class = 'waiting' group by owner order by owner nulls last"""
    ).fetchall()
    assert owners.rows() == [(owner, timedelta(microseconds=int(likely))) for owner, likely in found]
    hours = duckdb.sql(
        f"select sum(likely_hours) from read_csv('{place}/ledger.csv') union all select sum(staff_likely_hours) from"
        f" read_csv('{place}/cases.csv') union all select sum(hours_hours) from read_csv('{place}/rework.csv')"
    ).fetchall()
    wanted = [result.flow_time, result.staff_hours["likely"].sum(), result.rework["hours"].sum()]
    assert [value / HOUR for value in wanted] == pytest.approx([hour for (hour,) in hours])


def test_tables_of_a_log_that_says_little(tmp_path: Path) -> None:
    """All are there, those that cannot be asked are empty; a file in the place of the folder is refused."""
    result = waste(log("ab"))
    assert all(frame.width for frame in tables(result).values())
    assert 2 * len(tables(result)) == len(write_tables(result, tmp_path))
    (tmp_path / "file").write_text("x")
    with pytest.raises(FileError):
        write_tables(result, tmp_path / "file")


def test_no_cell_starts_a_formula(tmp_path: Path) -> None:
    """An activity and a case id that look like formulas are texts."""
    write_tables(waste(worked(("=1+1", "@sum", 0, 1, "Ana"), ("=1+1", "b", 2, 3, "Ana"))), tmp_path)
    for file in tmp_path.glob("*.csv"):
        cells = [cell for line in file.read_text().splitlines() for cell in line.split(",")]
        assert not [cell for cell in cells if cell.startswith(("=", "@"))]
