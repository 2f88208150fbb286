"""What is read equals what was written, in every encoding, with every delimiter, line end and form of dates."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import mining

LATIN = ["Take order", "Cook & plate", "Übergabe", "Réclamation reçue", 'Say "yes"', "Pay, leave", "Größe; prüfen"]
CHINESE = ["受理申请", "审核材料", "补正通知", "办结归档", "电话回访"]
TAIWANESE = ["受理申請", "審核資料", "補正通知", "辦結歸檔", "電話回訪"]
JAPANESE = ["受付登録", "内容確認", "承認処理", "発送手配", "完了連絡"]
SCRIPTS = {
    "utf-8": LATIN + CHINESE, "utf-8-sig": LATIN + JAPANESE, "utf-16": CHINESE + LATIN, "gb18030": CHINESE, "gbk": CHINESE,
    "big5": TAIWANESE, "shift_jis": JAPANESE, "cp1252": LATIN, "latin-1": LATIN,
}  # fmt: skip
"""Encoding -> labels that it can hold."""
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def chinese(t: datetime) -> str:
    hour = t.hour % 12 or 12
    return f"{t.year}年{t.month}月{t.day}日 {'下午' if t.hour >= 12 else '上午'}{hour}:{t.minute:02}"


FORMS: dict[str, Callable[[datetime], str]] = {
    "ISO": lambda t: t.isoformat(sep=" "),
    "ISO with T": lambda t: t.isoformat(),
    "slashes, year first": lambda t: f"{t:%Y/%m/%d %H:%M}",
    "d/m/y": lambda t: f"{t:%d/%m/%Y %H:%M}",
    "m/d/y": lambda t: f"{t:%m/%d/%Y %H:%M:%S}",
    "d.m.y without zeros": lambda t: f"{t.day}.{t.month}.{t.year} {t.hour}:{t.minute:02}",
    "d.m.yy": lambda t: f"{t:%d.%m.%y %H:%M}",
    "AM and PM": lambda t: f"{t.month}/{t.day}/{t.year} {t.hour % 12 or 12}:{t.minute:02} {'PM' if t.hour >= 12 else 'AM'}",
    "month by name": lambda t: f"{t.day} {MONTHS[t.month - 1]} {t.year} {t:%H:%M}",
    "Chinese": chinese,
    "compact": lambda t: f"{t:%Y%m%d%H%M%S}",
    "epoch seconds": lambda t: str((t - datetime(1970, 1, 1)) // timedelta(seconds=1)),
    "epoch milliseconds": lambda t: str((t - datetime(1970, 1, 1)) // timedelta(milliseconds=1)),
}
"""Name -> how a moment is written; all to the minute at least."""


def rows_of(seed: int, labels: list[str]) -> list[tuple[str, str, datetime]]:
    """Thirty cases of two to five steps, minutes to days apart, over a year."""
    chance = random.Random(seed)
    rows = []
    for case in range(30):
        moment = datetime(2023, 1, 1) + timedelta(minutes=chance.randrange(365 * 24 * 60))
        for label in labels[: chance.randrange(2, 6)]:
            moment += timedelta(minutes=chance.randrange(1, 2000))
            rows.append((f"T{case + 100}", label, moment))
    chance.shuffle(rows)
    return rows


def written(rows: list[tuple[str, str, datetime]], form: str, delimiter: str, line_end: str, encoding: str) -> bytes:
    def field(text: str) -> str:
        quoted = '"' + text.replace('"', '""') + '"'
        return quoted if any(mark in text for mark in (delimiter, '"', "\n")) else text

    lines = [("case id", "activity", "timestamp"), *((case, label, FORMS[form](moment)) for case, label, moment in rows)]
    return "".join(delimiter.join(map(field, line)) + line_end for line in lines).encode(encoding)


def read_back(path: Path) -> list[tuple[str, str, datetime]]:
    log = mining.read(path)
    ids = log.cases["case_id"].gather(log.events["case"]).to_list()
    labels, ends = log.events["activity"].to_list(), log.events["end"].dt.replace_time_zone(None).to_list()
    return sorted(zip(ids, labels, ends, strict=True))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    seed=st.integers(0, 10**6),
    encoding=st.sampled_from(sorted(SCRIPTS)),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    line_end=st.sampled_from(["\n", "\r\n", "\r"]),
    form=st.sampled_from(sorted(FORMS)),
)
def test_what_is_read_is_what_was_written(
    seed: int, encoding: str, delimiter: str, line_end: str, form: str, tmp_path: Path
) -> None:
    """Cases, labels and moments, in any mixture of ways to write them."""
    if form == "Chinese" and encoding in ("cp1252", "latin-1", "shift_jis", "big5"):
        form = "ISO"
    rows = rows_of(seed, SCRIPTS[encoding])
    path = tmp_path / "log.txt"
    path.write_bytes(written(rows, form, delimiter, line_end, encoding))
    assert sorted(rows) == read_back(path)


@pytest.mark.parametrize("encoding", sorted(SCRIPTS))
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_every_encoding_with_every_line_end(encoding: str, line_end: str, tmp_path: Path) -> None:
    """Each pair at least once, whatever chance does."""
    rows = rows_of(7, SCRIPTS[encoding])
    (tmp_path / "log.csv").write_bytes(written(rows, "ISO", ";", line_end, encoding))
    assert sorted(rows) == read_back(tmp_path / "log.csv")


@pytest.mark.parametrize("form", sorted(FORMS))
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"], ids=["comma", "semicolon", "tab", "pipe"])
def test_every_form_of_dates_with_every_delimiter(form: str, delimiter: str, tmp_path: Path) -> None:
    """Each pair at least once."""
    rows = rows_of(11, LATIN + CHINESE)
    (tmp_path / "log.csv").write_bytes(written(rows, form, delimiter, "\r\n", "utf-8"))
    assert sorted(rows) == read_back(tmp_path / "log.csv")
