"""The one door: whole files in, event logs out."""

import gzip
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

import mining
from mining.errors import ColumnError, FileError, TimeError
from mining.reading.door import reading_of
from mining.reading.wanted import Wanted

ROOM = """order,activity,started,finished,agent,team
1,take,2024-01-01 08:00,2024-01-01 08:03,Ana,Desk
1,cook,2024-01-01 08:05,2024-01-01 08:20,Rui,Kitchen
2,take,2024-01-01 08:01,2024-01-01 08:02,Ana,Desk
"""


@pytest.fixture
def export(tmp_path: Path):  # type: ignore[no-untyped-def]
    def written(text: str | bytes, name: str = "export.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    return written


def codes(log: mining.EventLog) -> dict[str, int]:
    return {finding.code: finding.rows for finding in log.quality.findings}


def test_a_file_becomes_a_log(export) -> None:  # type: ignore[no-untyped-def]
    """Three instances of two cases with their times, persons and teams; roles keep the export's names; the hash is there."""
    log = mining.read(export(ROOM))
    assert ["take", "cook", "take"] == log.events["activity"].cast(pl.String).to_list()
    assert datetime(2024, 1, 1, 8, 5, tzinfo=UTC) == log.events["start"][1]
    assert ["Desk", "Kitchen", "Desk"] == log.events["team"].to_list()
    assert {"case": "order", "start": "started", "end": "finished", "resource": "agent"}.items() <= log.roles.items()
    assert ("export.csv", 64) == (log.source.file, len(str(log.source.sha256)))
    assert "fit" == log.quality.verdict


def test_the_same_table_in_every_container_is_the_same_log(export) -> None:  # type: ignore[no-untyped-def]
    """CSV, gzip, TSV, UTF-16, semicolons and typed Parquet hold one log."""
    log = mining.read(export(ROOM))
    frame = pl.read_csv(io.StringIO(ROOM), try_parse_dates=True)
    parquet = io.BytesIO()
    frame.write_parquet(parquet)
    others = {
        "a.csv.gz": gzip.compress(ROOM.encode()),
        "a.tsv": ROOM.replace(",", "\t").encode(),
        "a.txt": ROOM.replace(",", ";").encode("utf-16"),
        "a.parquet": parquet.getvalue(),
    }
    for name, data in others.items():
        assert mining.read(export(data, name)).equals(log), name


def test_shuffled_rows_give_the_same_log(export) -> None:  # type: ignore[no-untyped-def]
    """Nothing is tied, so the order of rows means nothing."""
    header, *rows = ROOM.strip().splitlines()
    assert mining.read(export("\n".join([header, *reversed(rows)]), "b.csv")).equals(mining.read(export(ROOM)))


def test_lifecycle_rows_become_instances_after_duplicates_are_gone(export) -> None:  # type: ignore[no-untyped-def]
    """ask runs from 8 to 9; the completion that was exported twice is counted once, not paired with anything."""
    rows = [
        "1,ask,start,2024-01-01 08:00",
        "1,ask,complete,2024-01-01 09:00",
        "1,ask,complete,2024-01-01 09:00",
        "1,tell,start,2024-01-01 10:00",
    ]
    log = mining.read(export("\n".join(["case:concept:name,concept:name,lifecycle:transition,time:timestamp", *rows])))
    assert [(timedelta(hours=1)), None] == (log.events["end"] - log.events["start"]).to_list()
    assert 1 == log.quality.duplicates
    assert {"exact_duplicate": 1, "start_without_completion": 1}.items() <= codes(log).items()
    assert ("row 4",) == next(f for f in log.quality.findings if f.code == "start_without_completion").examples


def test_rows_that_become_nothing_are_kept_with_their_reason(export) -> None:  # type: ignore[no-untyped-def]
    """One row each without case, activity, time and with an unreadable time: rejected, counted, untouched."""
    rows = [
        "1,a,2024-01-01 08:00",
        ",a,2024-01-01 08:00",
        "1,,2024-01-01 08:00",
        "1,a,",
        "1,a,soon",
        "1,b,2024-01-02 08:00",
        "2,a,2024-01-03 08:00",
    ]
    reading = reading_of(export("\n".join(["case,activity,time", *rows])), Wanted())
    expected = [(2, "no case id", None), (3, "no activity", "1"), (4, "no time", "1"), (5, "unreadable time", "1")]
    assert expected == reading.rejected.select("row", "reason", "case").rows()
    assert "soon" == reading.rejected["time"][3]
    assert (7, 4, 3) == (reading.log.quality.rows_read, reading.log.quality.rows_rejected, reading.log.instances)
    assert {"missing_case": 1, "missing_activity": 1, "missing_time": 1, "unreadable_time": 1}.items() <= codes(
        reading.log
    ).items()
    assert "fit with limits" == reading.log.quality.verdict


def test_a_bad_time_beside_a_good_one_is_unknown_and_said(export) -> None:  # type: ignore[no-untyped-def]
    """The start "noon" is no time; the instance keeps its end."""
    log = mining.read(export(ROOM.replace("2024-01-01 08:05", "noon")))
    assert [None] == log.events.filter(pl.col("activity") == "cook")["start"].to_list()
    assert 1 == codes(log)["unreadable_time"]


def test_blank_rows_are_no_data(export) -> None:  # type: ignore[no-untyped-def]
    """An empty line between rows and a line of commas are passed over; rows keep their numbers in the file."""
    reading = reading_of(export(ROOM.replace("\n2,", "\n,,,,,\n2,")), Wanted())
    assert (3, 0) == (reading.log.quality.rows_read, reading.rejected.height)
    assert 1 == codes(reading.log)["blank_row"]


def test_texts_for_nothing_are_unknown_persons(export) -> None:  # type: ignore[no-untyped-def]
    """ "?" and "NULL" name nobody; spaces around a name do not make another person; both are said."""
    log = mining.read(export(ROOM.replace("Rui", "?").replace("Ana", " Ana", 1)))
    assert ["Ana", None, "Ana"] == log.events["resource"].cast(pl.String).to_list()
    assert {"mark_for_nothing": 1, "trimmed_text": 1}.items() <= codes(log).items()


def test_times_without_zone_are_local_in_the_zone_of_the_user(export) -> None:  # type: ignore[no-untyped-def]
    """08:00 in Shanghai is midnight UTC; without the option it is kept as if UTC, and the zone is unknown."""
    log = mining.read(export(ROOM), timezone="Asia/Shanghai")
    assert (datetime(2024, 1, 1, 0, 0, tzinfo=UTC), "Asia/Shanghai") == (log.cases["arrival"][0], log.timezone)
    plain = mining.read(export(ROOM))
    assert (datetime(2024, 1, 1, 8, 0, tzinfo=UTC), None) == (plain.cases["arrival"][0], plain.timezone)
    assert "no_zone" in codes(plain)


def test_offsets_are_instants_but_no_place(export) -> None:  # type: ignore[no-untyped-def]
    """+01:00 fixes the instant; which calendar holds there nobody knows."""
    rows = "\n".join(["case,activity,time", "1,a,2024-01-01T08:00:00+01:00", "1,b,2024-01-01T09:00:00+01:00"])
    log = mining.read(export(rows))
    assert (datetime(2024, 1, 1, 7, 0, tzinfo=UTC), None) == (log.cases["arrival"][0], log.timezone)
    assert "offsets" in codes(log)


def test_status_rows_are_entered_and_the_user_may_object(export) -> None:  # type: ignore[no-untyped-def]
    """Open lasts from 8 to 9; as "done" it has no start. Either way it is said."""
    rows = "\n".join(
        [
            "ticket;status;changed at",
            "1;Open;2024-01-01 08:00",
            "1;Resolved;2024-01-01 09:00",
            "2;Open;2024-01-01 10:00",
            "2;Closed;2024-01-01 10:30",
        ]
    )
    log = mining.read(export(rows))
    assert log.entered
    assert timedelta(hours=1) == log.events["end"][0] - log.events["start"][0]
    assert "events_entered" in codes(log)
    done = mining.read(export(rows), events="done")
    assert not done.entered
    assert done.events["start"].null_count() == 4
    assert "events_done" in codes(done)


def test_arrival_order_and_closing_columns(export) -> None:  # type: ignore[no-untyped-def]
    """Case 1 arrived at 7; nr settles the tie at 8; a filled closed completes case 1 only."""
    rows = [
        "1,b,2024-01-01 08:00,2,2024-01-01 07:00,",
        "1,a,2024-01-01 08:00,1,2024-01-01 07:00,yes",
        "2,a,2024-01-01 09:00,1,2024-01-01 09:00,",
    ]
    log = mining.read(
        export("\n".join(["case,activity,time,nr,opened,closed", *rows])), arrival="opened", order="nr", closing="closed"
    )
    assert ["a", "b", "a"] == log.events["activity"].cast(pl.String).to_list()
    assert datetime(2024, 1, 1, 7, tzinfo=UTC) == log.cases["arrival"][0]
    assert [False, True] == (log.cases["open"] | log.cases["unfinished"]).to_list()


def test_without_times_the_order_of_the_file_is_kept(export) -> None:  # type: ignore[no-untyped-def]
    """--no-time: b before a, because the file says so; the times are attributes."""
    log = mining.read(export("case,activity,time\n1,b,2024-01-02\n1,a,2024-01-01\n"), no_time=True)
    assert (["b", "a"], False) == (log.events["activity"].cast(pl.String).to_list(), log.timed)
    assert "time" in log.events.columns


def test_attributes_in_the_way_are_renamed_and_typed(export) -> None:  # type: ignore[no-untyped-def]
    """An attribute called open is no role; numbers are numbers, 007 stays text."""
    log = mining.read(export("case,activity,time,open,cost,code\n1,a,2024-01-02,x,5,007\n1,b,2024-01-03,y,7,12\n"))
    assert ["x", "y"] == log.events["open (column)"].to_list()
    assert (pl.Int64, pl.String) == (log.events["cost"].dtype, log.events["code"].dtype)
    assert "renamed_column" in codes(log)


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        ("case,activity\n1,a\n1,b\n", ColumnError, "--no-time"),
        ("case,activity,time\n1,a,24:00.0\n1,b,43:00.0\n", TimeError, "dates"),
        ("case,activity,time\n", FileError, "no row"),
        (
            "case,activity,von,x\n"
            + "".join(f"{c},{a},2024-01-0{c} 08:0{a},2024-01-0{c} 08:1{a}\n" for c in (1, 2) for a in (1, 2)),
            ColumnError,
            'several hold times, and no name says which.*\n  Found: columns with times: von, x.\n.*--start "von" --end "x"',
        ),
        (
            "case,activity,time\n,a,2024-01-01 08:00\n,b,2024-01-01 09:00\nc,,2024-01-01 10:00\n",
            ColumnError,
            'case from "case", activity from "activity", end from "time". no case id: 2 rows; no activity: 1 row.',
        ),
        ("colour,size\nred,1\nred,2\n", ColumnError, "recognised as the case"),
        ("PAR1 is how Parquet begins", FileError, "damaged"),
        ("<log><trace></log>", FileError, "line 1, column 14"),
        ("<!DOCTYPE log [<!ENTITY a 'aaa'>]><log><trace>&a;</log>", FileError, "entities"),
    ],
)
def test_what_cannot_be_a_log_is_refused(export, text: str, error: type[Exception], message: str) -> None:  # type: ignore[no-untyped-def]
    """One message each, with what to do."""
    with pytest.raises(error, match=message):
        mining.read(export(text))


def test_case_ids_may_look_like_dates(export) -> None:  # type: ignore[no-untyped-def]
    """One case a day, named by its day: the name says case, as nothing else does."""
    log = mining.read(
        export(
            "case,activity,time\n"
            + "".join(f"2024-01-0{d},{a},2024-01-0{d} 0{h}:00\n" for d in (1, 2) for h, a in ((8, "x"), (9, "y")))
        )
    )
    assert ["2024-01-01", "2024-01-02"] == log.cases["case_id"].to_list()


def test_one_column_for_two_roles_is_refused(export) -> None:  # type: ignore[no-untyped-def]
    """A column cannot be case and activity."""
    with pytest.raises(ColumnError, match="two roles"):
        mining.read(export(ROOM), case="order", activity="order")


XES = """<?xml version="1.0"?><log xes.version="1.0"><trace><string key="concept:name" value="c1"/>
<event><string key="concept:name" value="订单"/>
<string key="lifecycle:transition" value="start"/><date key="time:timestamp" value="{0}"/></event>
<event><string key="concept:name" value="订单"/>
<string key="lifecycle:transition" value="complete"/><date key="time:timestamp" value="{1}"/></event>
</trace></log>"""


def test_xes_is_paired_and_knows_its_instants(export) -> None:  # type: ignore[no-untyped-def]
    """Start and completion rows are one instance, from 07:00 to 08:00 UTC, because the offset is +01:00."""
    text = XES.format("2024-01-01T08:00:00.000+01:00", "2024-01-01T09:00:00.000+01:00")
    for name, data in (("a.xes", text.encode()), ("a.xes.gz", gzip.compress(text.encode()))):
        log = mining.read(export(data, name), timezone="Europe/Paris")
        assert [("订单", datetime(2024, 1, 1, 7, tzinfo=UTC), datetime(2024, 1, 1, 8, tzinfo=UTC))] == (
            log.events.select(pl.col("activity").cast(pl.String), "start", "end").rows()
        )


def test_xes_without_offsets_is_read_in_the_zone(export) -> None:  # type: ignore[no-untyped-def]
    """08:00 without an offset is 08:00 on the wall of the zone that the user names."""
    log = mining.read(
        export(XES.format("2024-01-01T08:00:00.000", "2024-01-01T09:00:00.000"), "a.xes"), timezone="Asia/Shanghai"
    )
    assert datetime(2024, 1, 1, 0, tzinfo=UTC) == log.events["start"][0]


def test_every_finding_speaks_both_languages(export) -> None:  # type: ignore[no-untyped-def]
    """English and Chinese stand side by side, with the same figures."""
    rows = [
        "case,activity,time",
        "1,ask,2024-01-01",
        "1,Ask,2024-01-01",
        "2,ask ,2024-01-03",
        "2,ask ,2024-01-03",
        "3,x,never",
        ",x,2024-01-03",
    ]
    log = mining.read(export("\n".join(rows)))
    assert len(log.quality.findings) >= 6
    for finding in log.quality.findings:
        assert finding.message
        assert any("\u4e00" <= letter <= "\u9fff" for letter in finding.message_zh), finding.code


@pytest.mark.parametrize("cut", [10, 120, 400])
def test_half_an_xes_file_is_refused(export, cut: int) -> None:  # type: ignore[no-untyped-def]
    """A file that breaks off is not read up to there in silence; the line is named."""
    text = XES.format("2024-01-01T08:00:00.000", "2024-01-01T09:00:00.000")
    with pytest.raises(FileError, match=r"damaged[\s\S]*line \d+"):
        mining.read(export(text[:-cut], "a.xes"))
