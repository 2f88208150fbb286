"""Writes everything in this folder anew: `python sample_logs/make.py` (the tests compare, byte for byte)."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl

from mining.simulation import NAMES, Planted, Sample, sample

HERE = Path(__file__).parent

TITLE = """# Sample logs

Three services, simulated. Because they are simulated, what is wrong with them is known: every figure below was counted
while it happened, not by analysing the log, and the tests hold the program against it.
三个模拟的服务流程：下列数字在模拟时直接记录，而非由分析得出，测试据此检验程序。

| file | service | a row means | format |
|---|---|---|---|
| `room_service.csv` | room service of a hotel 客房送餐 | a step, from start to end | commas, UTF-8, Lisbon |
| `help_desk.csv` | help desk IT 服务台 | a status was *entered* | semicolons, UTF-8 + BOM, `28.11.2025 16:24:01`, Vienna |
| `complaints_zh.csv` | complaints 投诉处理 | a step was *done* | GB18030, Chinese, `2025/3/5 下午 3:07:10`, Shanghai |

Each has its designed service beside it (`.yaml`). `python sample_logs/make.py` writes the folder anew, the same to the last
byte; `mining sample NAME --cases 20000 -o big.csv` writes larger ones, and `--flawless` leaves the faults out.
No person in here exists.

How to read the figures: *departures* count closed cases. Hours of work are summed over executions; a round that serves
several cases counts once in the hours of the staff (PMS, a system, and 供应商, a supplier, are no staff).
Waiting is time in which nobody works on the case, charged to the step that comes next. Its cause is *shift* (nobody of the
team was there), *batching* (the batch was not complete), *queue* (everybody was busy) or *other* (nobody had been asked yet:
a customer thinks, a supplier lets it lie).
"""

STORIES = {
    "room_service": """A guest orders, reception takes the order, the kitchen cooks, stores fetch supplies for some,
the kitchen checks the tray, the floor delivers, the guest signs, the hotel system charges the room. Planted on
purpose: the kitchen is closed from 23:00 to 06:30, and orders of the night wait for it; two cooks are too few in the
evening; the storekeeper leaves with three orders or after a quarter of an hour; trays are not checked when the
kitchen is in a hurry, and what was not checked is corrected at the door five times as often; guests who have waited
call reception, and some cancel; late orders get a worse NPS.""",
    "help_desk": """Tickets are dispatched, worked on by the first line, some by the second, resolved, and closed by the tool
three days later. Planted on purpose: tickets taken without assignment, thrown back by the second line (first, second, first
line: ping-pong), a third question to the customer, a second reopening, tickets left for ever with the customer, a status
that nobody designed. The group is empty while a ticket lies with the customer.""",
    "complaints_zh": """客户提交投诉，客服登记，质量部调查或供应商回复，拟定方案，主管审批，通知客户，客户确认，退款，归档。

Planted on purpose: the supervisor approves at 11:30 and 17:00 only, refunds are paid at 16:00, the supplier lets requests
lie; investigations are done twice, customers are paid before they agree, files are closed without their agreement or never.
Only the end of a step is recorded, so the hours of work below are *not* in the file: an analysis can only bound them.""",
}
WORK = ("activity", "team", "executions", "of them rework", "cases", "hours", "of them rework")


def readme(samples: dict[str, Sample]) -> str:
    """The README of this folder."""
    return "\n".join([TITLE, *(section(name, samples[name]) for name in NAMES)])


def section(name: str, made: Sample) -> str:
    """What was planted in one service."""
    planted = made.planted
    clock = made.events.select(first=pl.col("start" if name == "room_service" else "end").min(), last=pl.col("end").max())
    first, last = (local(clock[which][0], made.timezone) for which in ("first", "last"))
    totals = [
        ("cases", f"{planted.cases:,}"),
        ("of them still going on at the export", f"{len(planted.open_cases):,}"),
        ("rows", f"{planted.instances:,}"),
        ("first and last time (local)", f"{first} to {last}"),
        ("flow time, all cases", hours(planted.flow_time)),
        *([("of it somebody works on the case", hours(planted.worked))] if planted.worked is not None else []),
        ("of it after the last row of the open cases", hours(planted.open_wait)),
    ]
    parts = [
        f"## {name}\n",
        STORIES[name] + "\n",
        rows(("fact", "value"), totals),
        "### Departures from the design\n",
        rows(("planted", "shows as", "step", "cases"), planted.facts.rows()),
    ]
    if planted.states.height:
        parts += ["### Hours per status\n", rows(("status", "entries", "cases", "hours"), planted.states.rows())]
    else:
        parts += [
            "### Work\n",
            rows(WORK, planted.work.rows()),
            "### Staff\n",
            rows(("team", "hours busy", "of them rework"), staff(planted).rows()),
            "### Waiting\n",
            rows(("before", "team waited for", "cause", "cases", "hours"), planted.waiting.rows()),
        ]
    return "\n".join(parts)


def local(seconds: int, zone: str) -> str:
    """UTC seconds as local time."""
    return datetime.fromtimestamp(seconds, ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M:%S")


def staff(planted: Planted) -> pl.DataFrame:
    """Hours busy per team."""
    return planted.staff.group_by("team").agg(pl.col("busy", "rework_busy").sum()).sort("team")


def rows(heading: tuple[str, ...], content: list[tuple[object, ...]]) -> str:
    """A Markdown table."""
    lines = [heading, tuple("---" for _ in heading), *(tuple(cell(value) for value in row) for row in content)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def cell(value: object) -> str:
    """A value as text: durations in hours, nothing for null."""
    if value is None:
        return ""
    if hasattr(value, "total_seconds"):
        return hours(value)
    return f"{value:,}" if isinstance(value, int) else str(value)


def hours(time: object) -> str:
    """A duration in hours, exact to the second."""
    return f"{time.total_seconds() / 3600:,.4f}"


def main() -> None:
    """Write the folder."""
    samples = {name: sample(name) for name in NAMES}
    for name, made in samples.items():
        made.write(HERE / f"{name}.csv", blueprint=True)
    (HERE / "README.md").write_text(readme(samples), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
