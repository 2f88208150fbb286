"""Which label is probably which step: words, spelling, place; and what stays doubtful."""

from dataclasses import replace
from pathlib import Path

import pytest
from tiny_logs import worked

import mining
from mining.blueprint.document import blueprint_of
from mining.blueprint.label_proposals import Proposal, propose, with_labels
from mining.blueprint.labels import steps_of_labels
from mining.blueprint.likeness import Vocabulary
from mining.blueprint.matching import match
from mining.blueprint.model import Blueprint
from mining.blueprint.names import Name
from mining.blueprint.service_words import ALIKE, meanings, stem
from mining.errors import BlueprintError
from mining.log import EventLog

SAMPLES = Path(__file__).parents[2] / "sample_logs"
DESK = """
blueprint: Desk
lanes: {a: {kind: frontstage}}
steps:
  receive: {lane: a, name: {en: Receive request, zh: 收到申请}}
  check: {lane: a, name: Check identity}
  decide: {lane: a}
  send: {lane: a, name: Send the letter}
flow: [receive, check, decide, send]
"""


def log(*traces: str) -> EventLog:
    """Traces of labels parted by commas, an hour apart."""
    return worked(
        *(
            (str(case), label.strip(), hour, hour + 0.5, None)
            for case, trace in enumerate(traces)
            for hour, label in enumerate(trace.split(","))
        )
    )


def proposed(given: EventLog, design: Blueprint, **options: float) -> dict[str, Proposal]:
    return {entry.label: entry for entry in propose(given, design, **options).entries}


def test_no_word_stands_for_two_meanings() -> None:
    """Meaning the same is an equivalence: a stem is in one line of the dictionary only."""
    lines = [line.split() for line in ALIKE.strip().replace("|", "\n").splitlines()]
    owners: dict[str, set[int]] = {}
    for number, line in enumerate(lines):
        for word in line:
            owners.setdefault(stem(word), set()).add(number)
    assert {word: found for word, found in owners.items() if len(found) > 1} == {}
    assert len(meanings()) == len(owners)


@pytest.mark.parametrize(
    ("label", "name", "least", "most"),
    [
        ("receive-request", "Receive request", 1.0, 1.0),
        ("Request received", "Receive request", 1.0, 1.0),
        ("登记投诉", "Register complaint", 0.9, 1.0),
        ("Custmer notified", "Customer notified", 0.9, 0.99),
        ("Order placed", "Cook meal", 0.0, 0.0),
        ("Step 12", "Step 13", 0.0, 0.75),
        ("", "Cook", 0.0, 0.0),
    ],
)
def test_likeness_of_two_names(label: str, name: str, least: float, most: float) -> None:
    """Signs, endings, both languages and slips of the pen; numbers that differ are two things."""
    assert least <= Vocabulary.of([label, name, "Check", "Order"]).likeness(label, name).score <= most


def test_each_proposal_has_confidence_and_reason_and_the_doubtful_stand_apart() -> None:
    """Words and place agree: sure. No word at all: unknown. What is claimed already is no proposal."""
    given = log(*["Request received, Identity checked, decide, Lunch, Letter sent"] * 6)
    found = proposed(given, blueprint_of(DESK))
    assert {label: (entry.step, entry.status) for label, entry in found.items()} == {
        "Request received": ("receive", "sure"),
        "Identity checked": ("check", "sure"),
        "Letter sent": ("send", "sure"),
        "Lunch": (None, "unknown"),
    }
    assert found["Identity checked"].reason.startswith('the same words as "Check identity"')
    assert all(0 <= entry.confidence <= 1 and entry.reason for entry in found.values())
    result = propose(given, blueprint_of(DESK))
    assert (result.coverage, result.coverage_with) == (6 / 30, 24 / 30)


def test_the_place_tells_between_steps_that_share_a_word() -> None:
    """`Letter` could be the letter of the beginning or of the end; it stands at the end."""
    text = DESK.replace("name: {en: Receive request, zh: 收到申请}", "name: Open the letter")
    early = log(*["Letter, Check identity, decide"] * 6)
    late = log(*["Check identity, decide, Letter"] * 6)
    assert proposed(early, blueprint_of(text))["Letter"].step == "receive"
    assert proposed(late, blueprint_of(text))["Letter"].step == "send"


def test_words_that_fit_in_the_wrong_place_are_doubtful() -> None:
    """The same words, but after everything that should come after it."""
    right = log(*["Request-received, Check identity, decide, Send the letter"] * 6)
    wrong = log(*["Check identity, decide, Send the letter, Request-received"] * 6)
    assert proposed(right, blueprint_of(DESK))["Request-received"].sure
    doubted = proposed(wrong, blueprint_of(DESK))["Request-received"]
    assert (doubted.step, doubted.sure) == ("receive", False)
    assert "stands elsewhere than designed" in doubted.reason


def test_two_steps_nearly_as_likely_are_doubtful() -> None:
    """`check` fits both checks, and both stand between the same landmarks."""
    text = DESK.replace("  decide: {lane: a}\n", "  address: {lane: a, name: Check address}\n").replace("decide", "address")
    text = text.replace("  check:", "  identity:").replace("check,", "identity,")
    found = proposed(log(*["Receive request, checking, Send the letter"] * 6), blueprint_of(text))["checking"]
    assert not found.sure
    assert "nearly as likely" in found.reason


def test_a_shared_word_is_not_enough_where_another_tells() -> None:
    """`Decide seriousness` is perhaps something else than `decide`; the rare word is the one that is not shared."""
    given = log(*["Receive request, Check identity, decide seriousness, Send the letter"] * 6)
    doubted = proposed(given, blueprint_of(DESK))["decide seriousness"]
    assert (doubted.step, doubted.status) == ("decide", "doubtful")


def test_a_label_with_a_star_is_never_written() -> None:
    """In the file it would be a pattern."""
    found = proposed(log(*["Receive request, Identity*checked, decide"] * 6), blueprint_of(DESK))["Identity*checked"]
    assert (found.step, found.sure) == ("check", False)


def test_with_labels_a_step_keeps_what_it_claimed() -> None:
    """The id and the names are written down beside the new label; a spelling that is claimed already is not added."""
    design = with_labels(blueprint_of(DESK), [Proposal("Request received", 1, "receive", 1.0, "", sure=True)])
    assert design.steps[0].labels == ("receive", "Receive request", "收到申请", "Request received")
    again = with_labels(design, [Proposal("REQUEST  received", 1, "receive", 1.0, "", sure=True)])
    assert len(again.steps[0].labels) == 4
    with pytest.raises(BlueprintError, match="fits two steps"):
        with_labels(design, [Proposal("decide", 1, "check", 1.0, "", sure=True)])


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("sample", ["complaints_zh", "room_service", "help_desk"])
def test_what_is_sure_of_the_samples_is_right(sample: str, language: str) -> None:
    """Names in one language only, no labels: every sure proposal is the step that the whole blueprint means.

    The Chinese log against English names: at least two thirds of the instances are mapped.
    """
    whole = Blueprint.load(SAMPLES / f"{sample}.yaml")
    given = mining.read(SAMPLES / f"{sample}.csv")
    steps = []
    for step in whole.steps:
        texts = tuple(text for text in step.name.texts if text[0] == language) or step.name.texts
        steps.append(replace(step, labels=(), name=Name(texts)))
    bare = replace(whole, steps=tuple(steps))
    found = propose(given, bare)
    for entry in found.sure:
        assert whole.steps[steps_of_labels([entry.label], whole)[0]].id == entry.step
    assert found.coverage_with is not None
    assert match(given, with_labels(bare, found.sure)).coverage == pytest.approx(found.coverage_with)
    if (sample, language) == ("complaints_zh", "en"):
        assert found.coverage == 0.0
        assert found.coverage_with > 2 / 3


def test_an_empty_log_has_nothing_to_map() -> None:
    """No instance: no coverage, no proposal."""
    given = log("Receive request").filter(since="2050-01-01")
    assert propose(given, blueprint_of(DESK)).entries == ()
    assert propose(given, blueprint_of(DESK)).coverage is None
