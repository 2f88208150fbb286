"""All rules of a blueprint, held against a log."""

from __future__ import annotations

import polars as pl

from mining.blueprint.matching import Matched
from mining.blueprint.rules import Before, DifferentPerson, Escalation
from mining.conformance.rules.channels import channel_switch
from mining.conformance.rules.escalation import not_escalated
from mining.conformance.rules.fields import missing_information, no_evidence
from mining.conformance.rules.hands import same_person, wrong_channel, wrong_lane, wrong_role
from mining.conformance.rules.late import late
from mining.conformance.rules.limits import too_many
from mining.conformance.rules.order import out_of_order
from mining.conformance.rules.ruled import Ruled


def judged_rules(matched: Matched) -> tuple[tuple[Ruled, ...], pl.DataFrame]:
    """Return what every rule says, and the times of the targets (see `mining.conformance.rules.late.late`).

    A rule that stands twice is judged once.
    """
    found: list[Ruled] = [
        *wrong_lane(matched),
        *wrong_role(matched),
        *wrong_channel(matched),
        *channel_switch(matched),
        *missing_information(matched),
        *no_evidence(matched),
        *too_many(matched),
    ]
    for rule in matched.blueprint.rules:
        match rule:
            case Escalation():
                found.append(not_escalated(matched, rule))
            case DifferentPerson():
                found.append(same_person(matched, rule))
            case Before():
                found.append(out_of_order(matched, rule))
    targets, times = late(matched)
    return tuple({rule.id: rule for rule in [*found, *targets]}.values()), times
