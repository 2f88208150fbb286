"""What changed: planted changes are found, and nothing where nothing was planted."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_logs import log as letters

from mining.assembly import assemble
from mining.blueprint.flow import Do, Sequence
from mining.blueprint.lanes import Lane
from mining.blueprint.model import Blueprint
from mining.blueprint.names import Name
from mining.blueprint.steps import Step
from mining.errors import MiningError, ReviewError, TimeError
from mining.log import EventLog
from mining.review.review import Review, review
from mining.review.words import sentences, table

MONDAY = datetime(2024, 1, 1, tzinfo=UTC)
HALF = MONDAY + timedelta(weeks=12)


def cases(weeks: int = 24, *, hours: Any = None, trace: Any = None, channel: Any = None, per_week: int = 20, seed: int = 1):
    """Twenty cases a week; `hours`, `trace` and `channel` say by week how long one lasts, what it does, whence it is."""
    random = np.random.default_rng(seed)
    rows = []
    for week in range(weeks):
        for k in range(per_week):
            arrival = MONDAY + timedelta(weeks=week, hours=float(random.uniform(0, 168)))
            lasts = float(random.exponential(hours(week) if hours else 20)) + 0.1
            steps = trace(week, random) if trace else "abc"
            for place, label in enumerate(steps):
                rows.append(
                    {
                        "case": f"{week}-{k}",
                        "activity": label,
                        "end": arrival + timedelta(hours=lasts * place / max(len(steps) - 1, 1)),
                        "channel": channel(week, random) if channel else "phone",
                    }
                )
                rows[-1]["channel"] = rows[-place - 1]["channel"]
    return pl.DataFrame(rows)


def service(*steps: str) -> Blueprint:
    lane = Lane("desk", Name.of("desk"), "frontstage")
    return Blueprint(
        Name.of("s"), (lane,), tuple(Step(s, Name.of(s), ("desk",)) for s in steps), Sequence(tuple(Do(s) for s in steps))
    )


def beyond(found: Review) -> list[str]:
    return [each.name for each in found.measures if each.beyond_ordinary]


def figure(found: Review, name: str):
    return next(each for each in found.measures if each.name == name)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nothing_is_found_where_nothing_changed(seed: int) -> None:
    """Twelve weeks and twelve of the same: no figure, label, deviation or kind of case is beyond ordinary variation."""
    log = assemble(cases(seed=seed, channel=lambda week, random: random.choice(["phone", "mail"])))
    found = review(log, split=HALF, blueprint=service("a", "b", "c"))
    assert [] == beyond(found)
    assert not found.mix["beyond_ordinary"].any() and not found.deviations["beyond_ordinary"].any()
    assert not found.labels.height
    assert all(each.why is None for each in found.measures if "staff" not in each.name and "rework" not in each.name)


def test_longer_cases_are_found() -> None:
    """20 hours on average, then 35: median from 13.9 to 24.3, p90 from 46 to 81 hours; the tests of ranks agree."""
    found = review(assemble(cases(hours=lambda week: 20 if week < 12 else 35)), split=HALF)
    assert {"flow time median", "flow time p90"} <= set(beyond(found))
    median = figure(found, "flow time median")
    assert 0 < median.low < median.estimate < median.high
    assert median.before == pytest.approx(20 * np.log(2), rel=0.25) and median.after == pytest.approx(
        35 * np.log(2), rel=0.25
    )
    assert found.log_rank.p < 0.001 and found.mann_whitney.p < 0.001


def test_a_step_left_out_is_a_deviation_that_changed_and_a_label_gone() -> None:
    """From week 12 on nobody does d, which the design wants: new deviation, label gone, no case fits; a, b, c as before."""
    log = assemble(cases(trace=lambda week, random: "abdc" if week < 12 else "abc"))
    found = review(log, split=HALF, blueprint=service("a", "b", "d", "c"))
    assert [("new", "skipped", 0, 1.0)] == (
        found.deviations.filter("beyond_ordinary").select("change", "kind", "cases_before", "share_after").rows()
    )
    assert [("gone", "d", 240, True)] == found.labels.select("change", "activity", "cases", "beyond_ordinary").rows()
    assert "fitting cases" in beyond(found) and figure(found, "fitting cases").after == 0
    assert found.blueprint_changed is False


def test_other_kinds_of_cases_are_told() -> None:
    """A third by mail, then two thirds: the mix says so, and no figure."""
    share = {True: [2 / 3, 1 / 3], False: [1 / 3, 2 / 3]}
    log = assemble(cases(channel=lambda week, random: random.choice(["phone", "mail"], p=share[week < 12])))
    found = review(log, split=HALF)
    assert [("channel", "mail"), ("channel", "phone")] == found.mix.filter("beyond_ordinary").select(
        "attribute", "value"
    ).rows()
    assert [] == beyond(found)
    assert "Other cases arrive" in " ".join(sentences(found))


def test_more_cases_are_found_by_their_weeks() -> None:
    """Twenty a week, then thirty: the difference is beyond ordinary, and so is every week after."""
    frame = pl.concat([cases(12), cases(12, per_week=30, seed=2).with_columns(case=pl.format("n{}", "case"))])
    later = pl.col("case").str.starts_with("n")
    shifted = pl.when(later).then(pl.col("end") + timedelta(weeks=12)).otherwise("end")
    found = review(assemble(frame.with_columns(end=shifted)), split=HALF)
    arrivals = figure(found, "arrivals per week")
    assert (20, 30, True) == (round(arrivals.before), round(arrivals.after), arrivals.beyond_ordinary)
    weeks = found.weeks.filter(pl.col("figure") == "arrivals per week", pl.col("period") == "after")
    assert ["beyond limits"] * weeks.height == weeks["signal"].to_list()


def test_with_few_weeks_after_the_weeks_before_judge() -> None:
    """Ten weeks of 20 hours, then one of 120: no interval, but the week lies beyond the limits; one of 20 does not."""
    log = assemble(cases(11, hours=lambda week: 20 if week < 10 else 120))
    found = review(log, split=MONDAY + timedelta(weeks=10))
    median = figure(found, "flow time median")
    assert (None, True) == (median.low, median.beyond_ordinary)
    dull = review(assemble(cases(11)), split=MONDAY + timedelta(weeks=10))
    assert figure(dull, "flow time median").beyond_ordinary is False


def test_a_label_that_came_up_once_is_no_change() -> None:
    """One case of 240 after has a label that none of 240 before has: a coin would do that; forty would not."""
    for number, wanted in ((1, False), (40, True)):
        frame = cases()
        late = frame.filter(pl.col("end") > HALF + timedelta(weeks=2))["case"].unique(maintain_order=True).head(number)
        marked = pl.when(pl.col("case").is_in(late.implode()) & (pl.col("activity") == "b")).then(pl.lit("x"))
        found = review(assemble(frame.with_columns(activity=marked.otherwise("activity"))), split=HALF)
        assert [("new", "x", number, wanted)] == found.labels.select("change", "activity", "cases", "beyond_ordinary").rows()


def test_young_cases_do_not_make_the_later_period_look_better() -> None:
    """Nothing changes, and the export ends with the last arrivals: open cases stay in, young ones do not count.

    Of the last week only quick cases are closed; taken as they are, the later period would wait and last less.
    """
    frame = cases(12, hours=lambda week: 60, seed=5)
    end = MONDAY + timedelta(weeks=12)
    log = assemble(frame.filter(pl.col("end") < end), end_activities=["c"], export_end=end, open_for=timedelta(weeks=2))
    found = review(log, split=MONDAY + timedelta(weeks=6))
    assert log.cases["open"].sum() > 5
    assert [] == beyond(found)
    assert found.grown_up > timedelta(hours=60)
    assert 0 < found.old[1] < found.cases.filter(pl.col("period") == "after").height
    assert found.settled[1] < found.old[1]
    assert figure(found, "waiting per case").cases_after in (0, found.old[1])
    assert figure(found, "instances per case").cases_after <= found.settled[1]


def test_an_export_of_what_ended_lately_is_not_compared_by_time() -> None:
    """Only cases that ended in the last four weeks are in the file: the early ones are those that lasted."""
    frame = cases(12, hours=lambda week: 300)
    last = frame.group_by("case").agg(pl.col("end").max() >= MONDAY + timedelta(weeks=8))
    frame = frame.filter(pl.col("case").is_in(last.filter("end")["case"].implode()))
    found = review(assemble(frame), split=MONDAY + timedelta(weeks=6))
    assert found.survivors is not None and found.survivors.share > 0.9
    assert [None, None] == [figure(found, f"flow time {name}").beyond_ordinary for name in ("median", "p90")]
    assert "those that ended sooner are not in it" in " ".join(sentences(found))


def test_what_each_case_adds_gives_the_figures() -> None:
    """The mean of a column of the table of cases is the figure of that period."""
    found = review(assemble(cases(trace=lambda week, random: "ab" + "b" * int(random.integers(3)) + "c")), split=HALF)
    for period in ("before", "after"):
        mine = found.cases.filter(pl.col("period") == period)
        for name in ("waiting per case", "cases with rework", "instances per case"):
            each = figure(found, name)
            assert mine[name].mean() == pytest.approx(getattr(each, period))
            assert mine[name].count() == getattr(each, f"cases_{period}")


def test_two_logs_say_what_one_that_is_split_says() -> None:
    """Cut by hand where the split is, labels and flow times are the same; arrivals too."""
    frame = cases(trace=lambda week, random: "abc" if week < 12 else "abd")
    arrival = pl.col("end").min().over("case")
    parts = [assemble(frame.filter(side)) for side in (arrival < HALF, arrival >= HALF)]
    split, two = review(assemble(frame), split=HALF), review(*parts)
    assert split.labels.drop("expected").rows() == two.labels.drop("expected").rows()
    for name in ("flow time median", "flow time p90"):
        assert (figure(split, name).before, figure(split, name).after) == (figure(two, name).before, figure(two, name).after)
    assert split.in_both == two.in_both == 0


@settings(max_examples=10)
@given(st.randoms(use_true_random=False))
def test_shuffled_rows_change_nothing(random: Any) -> None:
    """Order of rows is no information (no times are tied)."""
    frame = cases(10, per_week=4)
    rows = list(range(frame.height))
    random.shuffle(rows)
    one, other = (review(assemble(each), split=MONDAY + timedelta(weeks=5)).to_dict() for each in (frame, frame[rows]))
    assert one == other


def test_the_published_test_of_two_samples() -> None:
    """Mann-Whitney of 19, 22, 16, 29, 24 and 20, 11, 17, 12 hours: U = 17, exact p = 0.1111."""

    def lasting(hours: list[int], year: int) -> EventLog:
        begin = datetime(year, 1, 1, tzinfo=UTC)
        rows = [
            {"case": f"{year}-{k}", "activity": "ab"[place], "end": begin + timedelta(days=k, hours=place * each)}
            for k, each in enumerate(hours)
            for place in (0, 1)
        ]
        return assemble(pl.DataFrame(rows))

    found = review(lasting([19, 22, 16, 29, 24], 2024), lasting([20, 11, 17, 12], 2025))
    assert (17, 0.1111) == (found.mann_whitney.u, round(found.mann_whitney.p, 4))


def test_a_case_in_both_logs_is_said() -> None:
    """Last week's export holds a case as it was, this week's as it is."""
    found = review(letters("ab", "ab"), letters("abc", "ab", "ab"))
    assert 2 == found.in_both
    assert "2 cases stand in both logs" in " ".join(sentences(found))


def test_a_design_that_changed_is_told_apart() -> None:
    """The same behaviour under two designs: the blueprint changed, nothing else did."""
    log = assemble(cases(trace=lambda week, random: "abc"))
    found = review(log, split=HALF, blueprint=service("a", "b", "c"), blueprint_before=service("a", "b"))
    assert found.blueprint_changed is True
    assert [] == beyond(found) and not found.deviations.height
    said = " ".join(sentences(found))
    assert "The blueprint changed." in said and "No figure differs" in said
    assert review(log, split=HALF).blueprint_changed is None


def test_states_that_no_blueprint_explains_are_not_judged() -> None:
    """A log of states entered: who waits is not known, and is not 0."""
    log = assemble(cases(12), entered=True)
    found = review(log, split=MONDAY + timedelta(weeks=6))
    names = ("waiting per case", "staff hours per case", "rework hours per case", "cases with rework")
    assert [None] * 4 == [figure(found, name).before for name in names]
    assert "no blueprint says" in figure(found, "waiting per case").why.en


def test_both_languages_say_the_same_figures() -> None:
    """Every number of the English sentences and table stands in the Chinese ones; no English word is left in these."""
    log = assemble(cases(hours=lambda week: 20 if week < 12 else 35, trace=lambda w, r: "abc" if w < 12 else "abd"))
    found = review(log, split=HALF, blueprint=service("a", "b", "c"), blueprint_before=service("a", "b"))
    english, chinese = table(found), table(found, "zh")
    for name, other in zip(english.columns[1:4], chinese.columns[1:4], strict=True):
        digits = [
            [text.split(" ")[0].rstrip("%") for text in frame[column]]
            for frame, column in ((english, name), (chinese, other))
        ]
        assert digits[0] == digits[1]
    words = "".join(sentences(found, "zh")[:-1]) + "".join(chinese[chinese.columns[0]])
    for english_word in ("before", "after", "case", "label", "beyond", "difference"):
        assert english_word not in words


def test_the_document_is_plain_json() -> None:
    """The keys of the interface, durations as hours, nothing that JSON does not know but days."""
    found = review(assemble(cases(trace=lambda w, r: "abc" if w < 12 else "abd")), split=HALF, blueprint=service("a", "b"))
    document = json.loads(json.dumps(found.to_dict(), default=str))
    assert {"measures", "deviations", "labels", "blueprint_changed"} <= set(document)
    assert {"new", "gone", "changed"} == set(document["deviations"]) and {"new", "gone"} == set(document["labels"])
    assert {"name", "before", "after", "difference", "beyond_ordinary"} <= set(document["measures"][0])
    assert {"estimate", "low", "high"} == set(document["measures"][0]["difference"])
    assert ["d"] == [label["activity"] for label in document["labels"]["new"]]


def test_what_cannot_be_compared_is_said() -> None:
    """No second period, two of them, all on one side, no times, no date: one message each."""
    log = letters("ab", "ab")
    for wrong in (lambda: review(log), lambda: review(log, log, split="2024-01-02")):
        with pytest.raises(ReviewError, match="compares two logs"):
            wrong()
    with pytest.raises(ReviewError, match="one side") as error:
        review(log, split="2030-01-01")
    assert "2024-01-01" in str(error.value)
    with pytest.raises(TimeError):
        review(letters("ab", timed=False), split="2024-01-02")
    with pytest.raises(MiningError, match="not a date"):
        review(log, split="soon")
    with pytest.raises(ReviewError, match="no case"):
        review(log, log.part(np.zeros(2, dtype=bool)))


def test_it_is_a_public_name() -> None:
    """`mining.review` stays a function, whatever was imported before."""
    import mining
    import mining.review.designs

    assert mining.review is review
    assert "Review(" in repr(mining.review(assemble(cases(4)), split=MONDAY + timedelta(weeks=2)))
