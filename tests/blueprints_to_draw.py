"""Blueprints to be drawn, by hand and at random."""

import random
from dataclasses import replace
from datetime import timedelta

from mining.blueprint.flow import AnyOf, Anytime, Do, Either, Flow, MayEnd, Optional, Repeat, Sequence, Together
from mining.blueprint.lanes import KINDS, Lane
from mining.blueprint.model import Blueprint
from mining.blueprint.names import Name
from mining.blueprint.rules import Before, DifferentPerson, Escalation
from mining.blueprint.stated_hours import StatedHours
from mining.blueprint.steps import Evidence, Step, Touchpoint
from mining.blueprint.targets import Penalty, Target, WorkingDays
from mining.drawing.flow_graph import flow_graph
from mining.drawing.overlay import Overlay

WORDS = (
    "Check",
    "the",
    "documents",
    "of the customer",
    "Approve",
    "Donaudampfschifffahrtsgesellschaft",
    "提交",
    "调查核实投诉内容",
    "<b>&",
)


def both(english: str, chinese: str) -> Name:
    return Name((("en", english), ("zh", chinese)))


ROOM_SERVICE = Blueprint(
    name=both("Room service", "客房送餐"),
    lanes=(
        Lane("guest", both("Guest", "客人"), "customer"),
        Lane("reception", both("Reception", "前台"), "frontstage"),
        Lane("kitchen", both("Kitchen", "厨房"), "backstage"),
        Lane("stores", both("Stores", "库房"), "support"),
    ),
    steps=(
        Step("order", both("Order placed", "下单"), ("guest",), evidence=(Evidence(both("Menu", "菜单")),)),
        Step("take", both("Take order", "接单"), ("reception",), takes=timedelta(minutes=3)),
        Step("cook", both("Cook", "烹饪"), ("kitchen",)),
        Step("restock", both("Restock", "补货"), ("stores",)),
        Step("deliver", both("Deliver", "送餐"), ("reception", "kitchen"), touchpoint=Touchpoint()),
        Step("correct", both("Correct", "更正"), ("kitchen",), corrects="take"),
        Step("on_hold", both("On hold", "搁置"), ("guest",), is_wait=True),
        Step("cancel", both("Cancel", "取消"), ("guest",)),
    ),
    flow=Sequence(
        (
            Do("order"),
            Do("take"),
            Together((Do("cook"), Do("restock"))),
            Repeat(Do("deliver"), Do("correct"), 2),
        )
    ),
    anytime=(Anytime("on_hold"),),
    may_end=(MayEnd("cancel", after="take"),),
)


def random_flow(chance: random.Random, ids: list[str], depth: int = 0) -> Flow:
    """Any flow over these steps, each used at least once; some are used again."""
    if len(ids) == 1:
        return Do(ids[0])
    cuts = sorted(chance.sample(range(1, len(ids)), min(len(ids) - 1, chance.randint(1, 3))))
    parts = tuple(random_flow(chance, ids[a:b], depth + 1) for a, b in zip([0, *cuts], [*cuts, len(ids)], strict=True))
    nothing = Sequence(())
    match chance.randint(0, 9) if depth else 0:
        case 0 | 1 | 2:
            return Sequence(parts)
        case 3:
            return Either(parts, question=Name.of("Amount over 5,000?"))
        case 4:
            return Either((*parts, nothing), by="channel", cases=tuple(f"value {k}" for k in range(len(parts) + 1)))
        case 5:
            return Together((*parts, Do(chance.choice(ids))))
        case 6:
            return AnyOf(parts)
        case 7:
            return Optional(Sequence(parts))
        case 8:
            return Repeat(nothing, Sequence(parts), 1)
        case _:
            return Repeat(parts[0], Sequence(parts[1:]), chance.choice([None, 2]))


def random_promises(chance: random.Random, ids: list[str], lanes: list[str]) -> dict[str, object]:
    """Targets of every kind, a penalty, rules, between any steps."""

    def two() -> list[str]:
        return chance.sample(ids, 2)

    levels = (("P1", timedelta(minutes=20)), ("P2", WorkingDays(3)), (None, timedelta(hours=25)))
    targets = [Target("between", *two(), ((None, timedelta(minutes=40)),), share=0.9) for _ in range(chance.randint(0, 4))]
    targets += [Target("between", *two(), levels, by="priority", calendar="office", clock_stops_in=(chance.choice(ids),))]
    targets += [Target("wait", chance.choice(ids), None, ((None, timedelta(minutes=2)),))]
    targets += [Target("step", chance.choice(ids), None, ((None, timedelta(minutes=25)),), share=0.955)]
    targets += [Target("handover", *chance.sample(lanes, 2), ((None, timedelta(days=1)),))] if len(lanes) > 1 else []
    first, second = two()
    third, fourth = two()
    rules = (Escalation(first, timedelta(hours=1), second, third), DifferentPerson(first, fourth), Before(second, third))
    penalty = Penalty(timedelta(hours=1), third, fourth, timedelta(hours=1), 15.0)
    return {"targets": tuple(targets), "rules": rules, "penalty": penalty}


def random_blueprint(seed: int, *, steps: int = 14, lanes: int = 5) -> Blueprint:
    """A blueprint with any flow, names in several scripts, evidence, waits, promises; the last two steps stand apart."""
    chance = random.Random(seed)
    rows = tuple(
        Lane(
            f"l{k}",
            Name.of(" ".join(chance.sample(WORDS, 2))),
            chance.choice(KINDS),
            automatic=chance.random() < 0.2,
            calendar=chance.choice([None, None, "office", "always"]),
        )
        for k in range(lanes)
    )
    made = tuple(
        Step(
            f"s{k}",
            Name.of(" ".join(chance.sample(WORDS, chance.randint(1, 4)))),
            (chance.choice(rows).id,),
            takes=timedelta(minutes=chance.randint(1, 300)) if chance.random() < 0.5 else None,
            is_wait=chance.random() < 0.2,
            evidence=tuple(Evidence(Name.of("Letter of confirmation")) for _ in range(chance.choice([0, 0, 0, 1, 2]))),
            control=chance.random() < 0.2,
            touchpoint=chance.choice([None, None, Touchpoint(False), Touchpoint(), Touchpoint(True, "interface", key=True)]),
            corrects=f"s{chance.randrange(steps)}" if chance.random() < 0.1 else None,
            then_waits_for=chance.choice(rows).id if chance.random() < 0.1 else None,
        )
        for k in range(steps)
    )
    flow = random_flow(chance, [step.id for step in made[:-2]])
    apart = (Anytime(made[-2].id, 2),), (MayEnd(made[-1].id, after="s0"),)
    office = StatedHours("office", "Mon-Fri 09:00-12:00, 13:00-18:00", region="CN")
    promised = random_promises(chance, [step.id for step in made], [lane.id for lane in rows])
    return replace(
        Blueprint(Name.of("Any service"), rows, made, flow, anytime=apart[0], may_end=apart[1], calendars=(office,)),
        **promised,  # type: ignore[arg-type]
    )


def random_overlay(seed: int, blueprint: Blueprint) -> Overlay:
    """Figures of every kind on most steps."""
    chance = random.Random(seed)
    ids = [step.id for step in blueprint.steps]

    def some(most: float) -> dict[str, float]:
        return {step: chance.random() * most for step in ids if chance.random() < 0.7}

    words = ("skipped 1,234", "wrong lane <b>", "顺序错位 12", "missing information 3")
    return Overlay(
        step_cases={step: chance.randint(0, 20_000) for step in ids},
        cases=20_000,
        waiting_hours=some(30_000),
        work_hours=some(500),
        rework_hours=some(40),
        deviations={step: tuple(chance.sample(words, chance.randint(0, 2))) for step in ids},
        deviating={step: chance.randint(0, 99) for step in ids},
        arrows=tuple(chance.randint(0, 20_000) for _ in flow_graph(blueprint.flow).arrows),
        subtitle="20,000 cases",
    )
