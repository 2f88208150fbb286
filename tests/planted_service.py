"""A simulated service that keeps its blueprint in every respect, and ways to break it in chosen cases."""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl

from mining.assembly import assemble
from mining.blueprint.flow import Anytime, Do, Either, Sequence, Together
from mining.blueprint.lanes import Lane
from mining.blueprint.model import Blueprint
from mining.blueprint.names import Name
from mining.blueprint.rules import Before, DifferentPerson, Escalation
from mining.blueprint.steps import Evidence, Step
from mining.blueprint.targets import Target
from mining.log import EventLog

BEGIN = datetime(2026, 3, 2, 8, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
TEAMS = {"guest": None, "desk": "Front", "kitchen": "Kitchen", "stores": "Stores"}
Row = dict[str, Any]


def step(name: str, *lanes: str, **more: Any) -> Step:
    return Step(name, Name.of(name.capitalize()), lanes, **more)


BLUEPRINT = Blueprint(
    Name.of("Room service"),
    (
        Lane("guest", Name.of("Guest"), "customer"),
        Lane("desk", Name.of("Desk"), "frontstage", teams=("Front",)),
        Lane("kitchen", Name.of("Kitchen"), "backstage", teams=("Kitchen",), roles=("cook", "chef")),
        Lane("stores", Name.of("Stores"), "support", teams=("Stores",)),
    ),
    (
        step("order", "guest", channels=("app", "phone")),
        step("take", "desk", roles=("agent",), needs=("room_no",)),
        step("cook", "kitchen"),
        step("restock", "stores", at_most=2),
        step("check", "kitchen"),
        step("tray", "kitchen"),
        step("deliver", "desk", "kitchen", evidence=(Evidence(Name.of("receipt"), "receipt_no"),)),
        step("online", "guest"),
        step("counter", "guest"),
        step("close", "desk"),
        step("escalate", "desk"),
    ),
    Sequence(
        (
            Do("order"),
            Do("take"),
            Together((Do("cook"), Do("restock"))),
            Do("check"),
            Do("tray"),
            Do("deliver"),
            Either((Do("online"), Do("counter")), by="channel", cases=("app", "phone")),
            Do("close"),
        )
    ),
    anytime=(Anytime("escalate"),),
    targets=(
        Target("between", "order", "deliver", ((None, 90 * MINUTE),), share=0.9),
        Target("wait", "take", None, ((None, 15 * MINUTE),)),
        Target("step", "cook", None, (("vip", 8 * MINUTE), (None, 10 * MINUTE)), by="tier"),
        Target("handover", "kitchen", "desk", ((None, 12 * MINUTE),)),
    ),
    rules=(
        Escalation("deliver", 75 * MINUTE, "order", "escalate"),
        DifferentPerson("check", "cook"),
        Before("restock", "tray"),
    ),
)


def clean(cases: int, seed: int = 7) -> dict[str, list[Row]]:
    """Cases that keep the blueprint: case id -> rows in order of time."""
    chance = random.Random(seed)
    made = {}
    for number in range(cases):
        now = BEGIN + timedelta(hours=2 * number)
        channel = chance.choice(["app", "phone"])
        cook, checker = chance.sample(["Ana", "Ben", "Cem", "Dia"], 2)
        names = ["order", "take", *chance.sample(["cook", "restock"], 2), "check", "tray", "deliver"]
        names += ["online" if channel == "app" else "counter", "close"]
        rows = []
        for name in names:
            lane = "kitchen" if name == "tray" else BLUEPRINT.steps[BLUEPRINT.step_index[name]].lane
            begin = now + chance.randint(1, 4) * MINUTE
            now = begin + chance.randint(2, 6) * MINUTE
            person = {"cook": cook, "check": checker}.get(name, chance.choice(["Eva", "Fin"]))
            rows.append(
                {
                    "case": f"C{number:05}",
                    "activity": name,
                    "start": begin,
                    "end": now,
                    "resource": person,
                    "team": TEAMS[lane],
                    "role": {"desk": "agent", "kitchen": "cook"}.get(lane),
                    "channel": channel,
                    "room_no": str(chance.randint(100, 599)),
                    "receipt_no": str(number) if name == "deliver" else None,
                    "tier": chance.choice(["vip", "plain"]) if name == "order" else None,
                }
            )
        for row in rows:
            row["tier"] = rows[0]["tier"]
        made[rows[0]["case"]] = rows
    return made


def log_of(cases: dict[str, list[Row]]) -> EventLog:
    texts = ("case", "activity", "resource", "team", "role", "channel", "room_no", "receipt_no", "tier")
    schema = dict.fromkeys(texts, pl.String) | dict.fromkeys(("start", "end"), pl.Datetime("us", "UTC"))
    return assemble(pl.DataFrame([row for rows in cases.values() for row in rows], schema=schema))


def place(rows: list[Row], name: str) -> int:
    return next(k for k, row in enumerate(rows) if row["activity"] == name)


def delay(rows: list[Row], first: int, minutes: int) -> None:
    """Everything from a row on happens later."""
    for row in rows[first:]:
        row["start"] += minutes * MINUTE
        row["end"] += minutes * MINUTE


def insert(rows: list[Row], at: int, **row: Any) -> None:
    """Put a row of five minutes before another; what follows is a little later."""
    begin = rows[at - 1]["end"]
    delay(rows, at, 5)
    rows.insert(at, rows[at - 1] | {"start": begin, "end": begin + 5 * MINUTE} | row)


# What breaks the blueprint in one respect, and nothing else; the id as which it must show.


def unfinished(rows: list[Row]) -> None:
    del rows[place(rows, "deliver") + 1 :]


def unknown(rows: list[Row]) -> None:
    insert(rows, place(rows, "tray"), activity="minibar")


def moved(rows: list[Row], first: int, second: int) -> None:
    """Exchange two rows, but for their times."""
    times = [(rows[k]["start"], rows[k]["end"]) for k in (first, second)]
    rows[first], rows[second] = rows[second], rows[first]
    for k, (start, end) in zip((first, second), times, strict=True):
        rows[k]["start"], rows[k]["end"] = start, end


def moved_late(rows: list[Row]) -> None:
    """Delivered, and only then put on the tray."""
    moved(rows, place(rows, "tray"), place(rows, "deliver"))


def moved_early(rows: list[Row]) -> None:
    """Checked before anything was cooked or restocked."""
    rows[2:5] = [rows[4], rows[2], rows[3]]
    begin = rows[1]["end"]
    for row in rows[2:5]:
        length = row["end"] - row["start"]
        row["start"], row["end"] = begin + MINUTE, begin + MINUTE + length
        begin = row["end"]


def repeated(rows: list[Row]) -> None:
    """Check and tray once more: a body done again."""
    at = place(rows, "tray")
    insert(rows, at + 1, activity="check", resource=rows[at - 1]["resource"])
    insert(rows, at + 2, activity="tray")


def extra(rows: list[Row]) -> None:
    """Paid by the other way as well: that way stands elsewhere in the flow."""
    insert(rows, len(rows) - 1, activity="deliver", receipt_no="again")


def skipped(rows: list[Row]) -> None:
    at = place(rows, "check")
    gap = int((rows[at + 1]["end"] - rows[at - 1]["end"]) / MINUTE)
    del rows[at : at + 2]
    delay(rows, at, -gap)


def wrong_lane(rows: list[Row]) -> None:
    rows[place(rows, "close")]["team"] = "Stores"


def wrong_role(rows: list[Row]) -> None:
    rows[place(rows, "take")]["role"] = "trainee"


def role_of_no_lane(rows: list[Row]) -> None:
    rows[place(rows, "cook")]["role"] = "waiter"


def wrong_channel(rows: list[Row]) -> None:
    rows[0]["channel"] = "fax"


def channel_switch(rows: list[Row]) -> None:
    row = rows[-2]
    row["activity"] = "counter" if row["activity"] == "online" else "online"


def missing_information(rows: list[Row]) -> None:
    rows[place(rows, "take")]["room_no"] = " "


def no_evidence(rows: list[Row]) -> None:
    rows[place(rows, "deliver")]["receipt_no"] = None


def not_escalated(rows: list[Row]) -> None:
    """80 minutes from order to deliver: within the target, beyond the escalation."""
    stretch(rows, 80)


def stretch(rows: list[Row], minutes: int) -> None:
    at = place(rows, "deliver")
    wanted = rows[0]["end"] + minutes * MINUTE
    rows[at]["start"] = rows[at]["start"]
    more = int((wanted - rows[at]["end"]) / MINUTE)
    rows[at]["end"] += more * MINUTE
    delay(rows, at + 1, more)


def same_person(rows: list[Row]) -> None:
    rows[place(rows, "check")]["resource"] = rows[place(rows, "cook")]["resource"]


def out_of_order(rows: list[Row]) -> None:
    """Restocked until after the tray was begun, though in the designed order of ends."""
    restock, tray = rows[place(rows, "restock")], rows[place(rows, "tray")]
    tray["start"] = restock["start"]


def late_between(rows: list[Row]) -> None:
    stretch(rows, 100)
    insert(rows, place(rows, "deliver") + 1, activity="escalate", team="Front", role="agent")


def late_wait(rows: list[Row]) -> None:
    delay(rows, 1, 20)


def late_step(rows: list[Row]) -> None:
    at = place(rows, "cook")
    wanted = rows[at]["start"] + (9 if rows[0]["tier"] == "vip" else 11) * MINUTE
    more = int((wanted - rows[at]["end"]) / MINUTE)
    rows[at]["end"] = wanted
    delay(rows, at + 1, more)


def late_handover(rows: list[Row]) -> None:
    delay(rows, place(rows, "deliver"), 13)


def too_many(rows: list[Row]) -> None:
    """Three restocks; two are planned."""
    at = place(rows, "restock")
    for _ in range(2):
        insert(rows, at + 1, activity="restock", team="Stores", role=None)


PLANTS: dict[str, tuple[Callable[[list[Row]], None], tuple[str, ...]]] = {
    "unfinished": (unfinished, ("unfinished:PAY,close",)),
    "unknown": (unknown, ("unknown:minibar",)),
    "moved late": (moved_late, ("moved:tray:after:deliver",)),
    "moved early": (moved_early, ("moved:check:before:LAST",)),
    "repeated": (repeated, ("repeated:check,tray",)),
    "extra": (extra, ("repeated:deliver",)),
    "skipped": (skipped, ("skipped:check,tray",)),
    "wrong_lane": (wrong_lane, ("wrong_lane:close",)),
    "wrong_role": (wrong_role, ("wrong_role:take",)),
    "wrong_role of a lane": (role_of_no_lane, ("wrong_role:cook",)),
    "wrong_channel": (wrong_channel, ("wrong_channel:order",)),
    "channel_switch": (channel_switch, ("channel_switch:",)),
    "missing_information": (missing_information, ("missing_information:take:room_no",)),
    "no_evidence": (no_evidence, ("no_evidence:deliver:receipt_no",)),
    "not_escalated": (not_escalated, ("not_escalated:escalate,deliver,order:1 h 15 min",)),
    "same_person": (same_person, ("same_person:check,cook",)),
    "out_of_order": (out_of_order, ("out_of_order:restock,tray",)),
    "late between": (late_between, ("late:order-to-deliver",)),
    "late wait": (late_wait, ("late:wait-before-take",)),
    "late step": (late_step, ("late:step-cook",)),
    "late handover": (late_handover, ("late:kitchen-over-to-desk",)),
    "too_many": (too_many, ("too_many:restock",)),
}
