"""Deviations of every kind, planted in simulated services: found in exactly those cases; nothing else is found."""

import random

import pytest
from planted_service import BLUEPRINT, PLANTS, clean, log_of

from mining.conformance.conform import conform
from mining.conformance.deviations import KINDS, Deviations

CASES = 200


def found(deviations: Deviations) -> dict[str, set[str]]:
    """Id -> cases."""
    return {name: set(deviations.case_ids(name)) for name in deviations.wording["id"]}


def test_nothing_is_found_where_nothing_was_planted() -> None:
    """200 cases that keep the blueprint: no deviation, fitness 1, every target kept, every rule judged somewhere."""
    result = conform(log_of(clean(CASES)), BLUEPRINT)
    assert {} == found(result.deviations)
    assert 1.0 == result.fitness
    assert [True] * 4 == result.targets["met"].to_list()
    assert 0 == result.rules["broken"].sum()
    unjudged = result.rules.filter(result.rules["judged"] == 0)["id"].to_list()
    # Guests have no team; nobody had to escalate.
    assert {"wrong_lane:order", "wrong_lane:online", "wrong_lane:counter", "wrong_lane:escalate"} == {
        name for name in unjudged if name.startswith("wrong_lane")
    }


@pytest.mark.parametrize("share", [0.01, 0.1, 0.3])
@pytest.mark.parametrize("name", PLANTS)
def test_a_planted_deviation_is_found_exactly(name: str, share: float) -> None:
    """In the cases in which it was planted, with their share; no other deviation anywhere."""
    plant, ids = PLANTS[name]
    cases = clean(CASES)
    chosen = set(random.Random(name).sample(sorted(cases), round(CASES * share)))
    expected: dict[str, set[str]] = {}
    for case in chosen:
        plant(cases[case])
        paid = "online" if cases[case][1]["channel"] == "app" else "counter"
        other = "counter" if paid == "online" else "online"
        for identity in ids:
            # Of two ways that are missing, the one that stands first is told.
            shown = identity.replace("PAY", "online").replace("LAST", cases[case][4]["activity"])
            if identity == "channel_switch:":
                shown = f"channel_switch:{other}:channel={'app' if other == 'online' else 'phone'}"
            expected.setdefault(shown, set()).add(case)
    result = conform(log_of(cases), BLUEPRINT)
    assert expected == found(result.deviations)
    for row in result.deviations.frame.iter_rows(named=True):
        assert len(expected[row["id"]]) == row["cases"] == row["occurrences"]
        assert row["share"] == pytest.approx(row["cases"] / CASES)
        assert row["kind"] in KINDS


def test_all_kinds_planted_at_once_are_all_found() -> None:
    """Each kind in nine cases of its own, of 200: every one with nine cases, and nothing else."""
    cases = clean(CASES)
    names = sorted(cases)
    for number, (plant, _) in enumerate(PLANTS.values()):
        for case in names[9 * number : 9 * number + 9]:
            plant(cases[case])
    result = conform(log_of(cases), BLUEPRINT)
    planted = {names[k] for k in range(9 * len(PLANTS))}
    by_case: dict[str, set[str]] = {}
    for identity, in_cases in found(result.deviations).items():
        for case in in_cases:
            by_case.setdefault(case, set()).add(identity.split(":")[0])
    assert planted == set(by_case)
    for number, (_, ids) in enumerate(PLANTS.values()):
        for case in names[9 * number : 9 * number + 9]:
            assert {identity.split(":")[0] for identity in ids} == by_case[case]
