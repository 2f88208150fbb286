"""Waivers: accepted deviations stay counted, are shown apart, and come back when their day is over."""

from datetime import date

from flows_strategy import simple_blueprint
from tiny_logs import log

from mining.blueprint.checks import Waiver
from mining.blueprint.flow import Do, Sequence
from mining.conformance.conform import conform
from mining.conformance.fitness import Conformance

FLOW = Sequence(tuple(Do(step) for step in "abcde"))
DAY = date(2026, 6, 30)


def held(*waivers: Waiver, today: date = DAY) -> Conformance:
    """Skipped: c in one case, c and d in another; x is unknown."""
    return conform(log("abde", "abe", "abxcde", timed=False), simple_blueprint(FLOW), waivers=waivers, today=today)


def waiver(until: date = DAY, **which: object) -> Waiver:
    return Waiver("trial", "lead", until, **which)  # type: ignore[arg-type]


def test_kind_with_exactly_these_steps_or_an_id() -> None:
    """skipped c is another deviation than skipped c and d."""
    assert {"skipped:c"} == held(waiver(kind="skipped", steps=("c",))).deviations.waived
    assert {"skipped:c,d"} == held(waiver(kind="skipped", steps=("d", "c"))).deviations.waived
    assert {"unknown:x"} == held(waiver(id="unknown:x")).deviations.waived
    assert set() == held(waiver(kind="extra", steps=("c",))).deviations.waived


def test_they_stay_counted() -> None:
    """Fitness, cases and the table are the same; only `waived` says it."""
    without, accepted = held(), held(waiver(id="skipped:c"))
    assert (without.fitness, without.fitting_cases) == (accepted.fitness, accepted.fitting_cases)
    assert without.deviations.counts.drop("waived").equals(accepted.deviations.counts.drop("waived"))
    assert [entry["id"] for entry in accepted.to_dict()["deviations"] if entry["waived"]] == ["skipped:c"]


def test_the_last_day_is_included_and_the_next_is_not() -> None:
    """An expired waiver is a finding, and accepts nothing."""
    mine = waiver(id="skipped:c")
    assert ((), {"skipped:c"}) == (held(mine).expired_waivers, held(mine).deviations.waived)
    after = held(mine, today=date(2026, 7, 1))
    assert ((mine,), set()) == (after.expired_waivers, after.deviations.waived)
    assert [{"deviation": "skipped:c", "reason": "trial", "owner": "lead", "until": "2026-06-30"}] == after.to_dict()[
        "expired_waivers"
    ]


def test_the_one_that_holds_longest_counts() -> None:
    """A renewed waiver stands beside the old one."""
    old, new = waiver(date(2026, 1, 1), id="skipped:c"), waiver(date(2027, 1, 1), id="skipped:c")
    found = held(old, new)
    assert (("skipped:c", new),) == found.waivers
    assert (old,) == found.expired_waivers
