"""Times as programs print them."""

from datetime import UTC, datetime

import polars as pl
import pytest

from mining.errors import TimeError
from mining.reading.timestamps import kind_of, read_times

NOON = datetime(2024, 7, 5, 12, 0, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "20240705T120010 GMT",
        "20240705120010.000+0000",
        "20240705140010+0200",
        "Fri Jul 05 12:00:10 UTC 2024",
        "Fri Jul  5 14:00:10 CEST 2024",
        "Fri Jul  5 12:00:10 2024",
        "2024-07-05-12.00.10.000000",
        "2024-07-05 08:00:10 EDT",
        "7/5/2024 05:00:10 AM PDT",
        "2024-07-05T14:00:10.000+02:00[Europe/Berlin]",
        "Jul 5, 2024 @ 12:00:10.000",
        "05.07.2024 12:00:10 Uhr",
    ],
)
def test_one_instant_in_many_forms(text: str) -> None:
    """Noon and ten seconds on 5 July 2024 (a second value tells day and month apart)."""
    later = text.replace("0705", "0725").replace("07-05", "07-25").replace("Jul 05", "Jul 25").replace("Jul  5", "Jul 25")
    later = later.replace("Jul 5", "Jul 25").replace("7/5/", "7/25/").replace("05.07.2024", "25.07.2024")
    column = pl.Series("created", [text, later])
    assert text != later
    assert "time" == kind_of(column)
    assert [NOON, NOON.replace(day=25)] == read_times(column).values.to_list()


@pytest.mark.parametrize("zone", ["CST", "IST", "BST"])
def test_zones_of_two_meanings_are_not_guessed(zone: str) -> None:
    """CST is Chicago and Shanghai: such times are refused, not read as one of them."""
    with pytest.raises(TimeError):
        read_times(pl.Series("created", [f"2024-07-05 12:00:10 {zone}"] * 3))
