"""Whatever the bytes, reading ends in a log or in one message."""

import random
from pathlib import Path

import pytest

import mining
from mining.errors import MiningError

CSV = "case;activity;time;agent\n" + "".join(
    f'{k // 3};"step {k % 3}";{k % 27 + 1}.3.2024 08:0{k % 10};Ana\n' for k in range(40)
)
CHINESE = "案例编号,环节,处理时间\n" + "".join(
    f"{k // 3},步骤{k % 3},2024年3月{k % 27 + 1}日 下午3:0{k % 10}\n" for k in range(40)
)
EVENT = '<event><string key="concept:name" value="a"/><date key="time:timestamp" value="2024-03-05T08:00:00+01:00"/></event>'
XES = f'<?xml version="1.0"?><log><trace><string key="concept:name" value="1"/>{EVENT * 5}</trace></log>'
SEEDS = [CSV.encode(), CSV.encode("utf-16"), CHINESE.encode("gb18030"), CHINESE.encode(), XES.encode()]
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


@pytest.mark.parametrize("seed", range(5))
def test_mutated_files_end_in_a_log_or_a_message(seed: int, tmp_path: Path) -> None:
    """Forty mutations of each kind of file: never another error than one that speaks to the user."""
    chance = random.Random(seed)
    path = tmp_path / "mutated"
    for _ in range(40):
        data = mutated(SEEDS[seed], chance)
        path.write_bytes(data)
        try:
            log = mining.read(path)
        except MiningError as error:
            assert error.wrong
        else:
            assert log.quality.rows_read == log.instances + log.quality.duplicates + log.quality.rows_rejected
