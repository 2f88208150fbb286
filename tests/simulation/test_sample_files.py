"""The files of sample_logs are what the simulation writes."""

import runpy
from pathlib import Path

import pytest

from mining.errors import SampleError
from mining.simulation import NAMES, sample

FOLDER = Path(__file__).parents[2] / "sample_logs"


@pytest.fixture(scope="module")
def samples():
    return {name: sample(name) for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_files_are_the_simulation_byte_for_byte(samples, name):
    """`mining sample NAME` with the default seed writes exactly the file that is checked in, and its blueprint."""
    assert samples[name].encoded() == (FOLDER / f"{name}.csv").read_bytes()
    assert samples[name].blueprint_text.encode() == (FOLDER / f"{name}.yaml").read_bytes()


def test_readme_states_what_was_planted(samples):
    """Every figure of the README is generated from the facts."""
    made = runpy.run_path(str(FOLDER / "make.py"))["readme"](samples)
    assert made == (FOLDER / "README.md").read_text(encoding="utf-8")


def test_files_stay_small():
    """Together below 2 MB."""
    assert sum(path.stat().st_size for path in FOLDER.iterdir() if path.is_file()) < 2_000_000


def test_encodings(samples):
    """help_desk: BOM, semicolons, CRLF; complaints_zh: GB18030 and twelve hours; room_service: plain UTF-8."""
    desk, chinese, room = (samples[name].encoded() for name in ("help_desk", "complaints_zh", "room_service"))
    assert desk.startswith(b"\xef\xbb\xbfTicket;Status;Changed at;") and desk.count(b"\r\n") == desk.count(b"\n")
    assert chinese.decode("gb18030").startswith("投诉编号,环节,处理时间,处理人,部门,渠道,客户编号,")
    assert "下午 " in chinese.decode("gb18030") and "上午 " in chinese.decode("gb18030")
    assert room.decode().startswith("order_no,activity,started_at,finished_at,agent,team,channel,guest_no,nps\n")


def test_twelve_hour_clock():
    """Midnight is 上午 12, noon 下午 12, one o'clock 下午 1; nothing is padded but minutes and seconds."""
    import polars as pl

    from mining.simulation.export import chinese

    times = pl.Series("t", ["2025-03-05 00:05:09", "2025-03-05 12:00:00", "2025-11-15 13:07:10"]).str.to_datetime()
    assert times.to_frame().select(chinese(pl.col("t")))["t"].to_list() == [
        "2025/3/5 上午 12:05:09",
        "2025/3/5 下午 12:00:00",
        "2025/11/15 下午 1:07:10",
    ]


def test_seed_and_size(tmp_path):
    """The same seed gives the same bytes, another seed others; ids count from the first arrival."""
    one = sample("help_desk", cases=30, seed=4)
    assert one.encoded() == sample("help_desk", cases=30, seed=4).encoded()
    assert one.encoded() != sample("help_desk", cases=30, seed=5).encoded()
    assert one.table["Ticket"].unique().sort().to_list() == [f"INC{40001 + k}" for k in range(30)]
    assert one.write(tmp_path / "x.csv", blueprint=True).read_bytes() == one.encoded()
    assert (tmp_path / "x.yaml").read_bytes() == one.blueprint_text.encode()


def test_what_cannot_be_simulated():
    """An unknown name and no cases are refused, with what to do."""
    with pytest.raises(SampleError, match=r'no sample service "room_servise"(.|\n)*room_service'):
        sample("room_servise")
    with pytest.raises(SampleError, match="at least one case"):
        sample("help_desk", cases=0)


@pytest.mark.parametrize("name", NAMES)
def test_no_local_time_is_doubtful(samples, name):
    """No row falls into the hour that a clock change repeats: local times without a zone say when it was."""
    import polars as pl

    made = samples[name]
    utc = made.events.select(pl.from_epoch("end", "s").dt.replace_time_zone("UTC").alias("t"))["t"]
    local = utc.dt.convert_time_zone(made.timezone).dt.replace_time_zone(None)
    back = local.dt.replace_time_zone(made.timezone, ambiguous="raise")
    assert back.dt.convert_time_zone("UTC").equals(utc)
