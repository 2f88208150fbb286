"""Whatever the bytes, reading ends in a log or in one message."""

import io
import json
import random
import signal
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl
import pytest
from tiny_logs import log as traces

import mining
from mining.errors import MiningError
from mining.exchange.csv_files import csv_of
from mining.exchange.files import parquet_of
from mining.exchange.workbooks import workbook_of
from mining.exchange.xes_files import xes_of


def in_memory(write: Callable[[io.BytesIO], object]) -> bytes:
    buffer = io.BytesIO()
    write(buffer)
    return buffer.getvalue()


def zipped(data: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("log.csv", data)
    return buffer.getvalue()


CSV = "case;activity;time;agent\n" + "".join(
    f'{k // 3};"step {k % 3}";{k % 27 + 1}.3.2024 08:0{k % 10};Ana\n' for k in range(40)
)
CHINESE = "案例编号,环节,处理时间\n" + "".join(
    f"{k // 3},步骤{k % 3},2024年3月{k % 27 + 1}日 下午3:0{k % 10}\n" for k in range(40)
)
EVENT = '<event><string key="concept:name" value="a"/><date key="time:timestamp" value="2024-03-05T08:00:00+01:00"/></event>'
XES = f'<?xml version="1.0"?><log><trace><string key="concept:name" value="1"/>{EVENT * 5}</trace></log>'
RECORDS = [{"case": k // 3, "activity": f"step {k % 3}", "time": f"2024-03-{k % 27 + 1:02}T08:00:00Z"} for k in range(40)]
SEEDS = [
    CSV.encode(),
    CSV.encode("utf-16"),
    CHINESE.encode("gb18030"),
    CHINESE.encode(),
    XES.encode(),
    b"\n".join(json.dumps(record).encode() for record in RECORDS),
    json.dumps(RECORDS).encode(),
    in_memory(lambda file: pl.DataFrame(RECORDS).write_parquet(file)),
    in_memory(lambda file: pl.DataFrame(RECORDS).write_ipc(file)),
    zipped(CSV.encode()),
    csv_of(traces("abc", "abcabc", "ac")),
    xes_of(traces("abc", "abcabc", "ac")),
    parquet_of(traces("abc", "abcabc", "ac")),
    in_memory(lambda file: pl.DataFrame(RECORDS).write_excel(file)),
    workbook_of(traces("abc", "abcabc", "ac"), "log.xlsx"),
    b"",
]
"""One file of each kind; the last stands for random bytes."""
PIECES = [b'"', b"\n", b";", b",", b"\x00", b"\r", b"\xff", b"=", b'""', b"2", b"</log>"]


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Data with something cut out, put in, repeated or replaced at random places."""
    for _ in range(chance.choice([1, 2, 6])):
        place, length = chance.randrange(len(data) + 1), chance.choice([1, 5, 40])
        what = chance.randrange(5)
        if what == 0:
            data = data[:place] + data[place + length :]
        elif what == 1:
            data = data[:place] + chance.choice(PIECES) * chance.choice([1, 20]) + data[place:]
        elif what == 2:
            data = data[:place]
        elif what == 3:
            data = data[:place] + chance.randbytes(length) + data[place:]
        else:
            data = data.replace(chance.choice([b"2", b":", b"0", b"case"]), chance.choice([b"", b"9", b"x"]))
    return data


@pytest.fixture
def patience() -> Iterator[Callable[[int], object]]:
    """Sets an alarm, where the system has one, so that a hang is a failure."""

    def hangs(*_: object) -> None:
        raise TimeoutError("reading hangs")

    if not hasattr(signal, "SIGALRM"):
        yield lambda seconds: None
        return
    before = signal.signal(signal.SIGALRM, hangs)
    yield signal.alarm
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize("seed", range(len(SEEDS)))
def test_mutated_files_end_in_a_log_or_a_message(seed: int, tmp_path: Path, patience: Callable[[int], object]) -> None:
    """A thousand mutations of all kinds of files: never another error than one that speaks to the user, and never a hang."""
    chance = random.Random(seed)
    path = tmp_path / "mutated"
    for _ in range(63):
        data = mutated(SEEDS[seed], chance) if SEEDS[seed] else chance.randbytes(chance.choice([1, 30, 3000]))
        path.write_bytes(data)
        patience(30)
        try:
            log = mining.read(path)
        except MiningError as error:
            assert error.wrong
        else:
            assert log.instances > 0 and log.quality.rows_read >= 0
