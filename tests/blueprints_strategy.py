"""Random blueprints for Hypothesis, with everything that the language holds."""

from datetime import date, timedelta

from flows_strategy import designs, flows
from hypothesis import strategies as st

from mining.blueprint.checks import CAUSES, DEVIATION_KINDS, STATISTICS, VERDICTS, Action, Amount, Check, Waiver
from mining.blueprint.flow import Part, Sequence
from mining.blueprint.labels import normalised
from mining.blueprint.lanes import KINDS, LINES, Lane, Rate
from mining.blueprint.log_section import LogSection, Survey
from mining.blueprint.model import Blueprint, DelayPrice, Exchange, Scope, Valid
from mining.blueprint.names import Name
from mining.blueprint.rules import Before, DifferentPerson, Escalation
from mining.blueprint.stated_hours import ALWAYS, StatedHours
from mining.blueprint.steps import Evidence, Step, Touchpoint
from mining.blueprint.targets import Penalty, Target, WorkingDays

TRAPS = (
    "NO", "yes", "1:30", "2026.10", "2026-09-01", "~", "null", "*", "Cook*", "a: b", "# no", "- x", "{", "'", '"', "客人",
    "3 min", "=", "<<", "a  b", "trailing ", "a #b", "----", "...", "0x1F", ".inf", "%", "@home", "a\nb", "name", "column",
)  # fmt: skip
LETTERS = st.characters(codec="utf-8", exclude_categories=("Cs", "Cn", "Co"), exclude_characters="\x00")
TEXTS = st.sampled_from(TRAPS) | st.text(LETTERS, min_size=1, max_size=12).filter(lambda text: text.strip() != "")
DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
AMOUNTS = st.integers(0, 10_000).map(lambda cents: cents / 100)
SHARES = st.integers(1, 10_000).map(lambda parts: parts / 10_000)
SPANS = st.timedeltas(timedelta(microseconds=1), timedelta(days=999))
CURRENCIES = st.sampled_from([None, "EUR", "CNY"])


def maybe(values: st.SearchStrategy) -> st.SearchStrategy:
    """One of the values, or None."""
    return st.none() | values


def some(values: st.SearchStrategy, most: int = 2) -> st.SearchStrategy:
    """A tuple of different values, mostly short."""
    return st.lists(values, max_size=most, unique=True).map(tuple)


def names() -> st.SearchStrategy[Name]:
    """Names in one or several languages, of texts that YAML would misread."""
    per_language = st.dictionaries(st.sampled_from(["en", "zh", "pt-BR", "no"]), TEXTS, min_size=1, max_size=3)
    return TEXTS.map(Name.of) | per_language.map(lambda texts: Name(tuple(texts.items())))


def two_of(ids: list[str]) -> st.SearchStrategy:
    """Two different ids."""
    return st.permutations(ids).map(lambda order: tuple(order[:2]))


CALENDARS = st.builds(
    StatedHours,
    st.sampled_from(["office", "夜班"]),
    st.sampled_from(["always", "Mon-Fri 09:00-12:00, 13:00-18:00", "Fri 22:00-06:00; Sat 10:00-14:00"]),
    timezone=st.sampled_from([None, "Asia/Shanghai"]),
    seasons=st.sampled_from([(), (("06-15", "09-15", "closed"), ("12-20", "01-06", "Mon 09:00-12:00"))]),
    region=st.sampled_from([None, "CN", "PT-11"]),
    holidays=some(DAYS),
    workdays=some(DAYS),
)


def rates() -> st.SearchStrategy:
    """Rates by the day from which each holds; one from the beginning comes first."""
    dated = st.lists(st.builds(Rate, AMOUNTS, CURRENCIES, DAYS), max_size=2, unique_by=lambda rate: rate.since)
    first = st.just([]) | st.builds(Rate, AMOUNTS, CURRENCIES).map(lambda rate: [rate])
    return st.tuples(first, dated).map(lambda both: (*both[0], *sorted(both[1], key=lambda rate: rate.since)))


def lanes(ids: list[str], calendars: list[str]) -> st.SearchStrategy:
    """One lane for each id."""

    def lane(id: str) -> st.SearchStrategy[Lane]:
        return st.builds(
            Lane, st.just(id), st.just(Name.of(id)) | names(), st.sampled_from(KINDS), some(TEXTS), some(TEXTS), rates(),
            st.sampled_from([None, ALWAYS, *calendars]), st.booleans(),
        )  # fmt: skip

    return st.tuples(*map(lane, ids))


def steps(ids: list[str], lane_ids: list[str]) -> st.SearchStrategy:
    """One step for each id; the first serves all lanes, since every lane needs a step."""

    def step(id: str, serving: st.SearchStrategy) -> st.SearchStrategy[Step]:
        touchpoints = st.just(Touchpoint(False)) | st.builds(Touchpoint, st.just(True), maybe(TEXTS), st.booleans())
        return st.builds(
            Step, st.just(id), st.just(Name.of(id)) | names(), serving, labels=some(TEXTS),
            takes=maybe(st.timedeltas(timedelta(0), timedelta(days=999))),
            value=st.sampled_from(["adds", "needed", "avoidable", "unclassified"]), is_wait=st.booleans(),
            at_most=maybe(st.integers(1, 9)), corrects=st.sampled_from([None, *(other for other in ids if other != id)]),
            then_waits_for=st.sampled_from([None, *lane_ids]), touchpoint=maybe(touchpoints),
            evidence=some(st.builds(Evidence, names(), maybe(TEXTS))), channels=some(TEXTS), roles=some(TEXTS),
            needs=some(TEXTS), standard=maybe(TEXTS), equipment=some(TEXTS), control=st.booleans(),
            customer_present=st.booleans(),
        )  # fmt: skip

    all_lanes = st.permutations(lane_ids).map(tuple)
    few = st.lists(st.sampled_from(lane_ids), min_size=1, max_size=2, unique=True).map(tuple)
    return st.tuples(*(step(id, all_lanes if place == 0 else few) for place, id in enumerate(ids)))


def _level(pair: tuple[str | None, object]) -> str:
    return "else" if pair[0] is None else normalised(pair[0])


@st.composite
def targets(draw: st.DrawFn, ids: list[str], lane_ids: list[str], calendars: list[str]) -> Target:
    """A target of any kind, for all cases or by level."""
    lengths = SPANS | st.integers(1, 30).map(lambda halves: WorkingDays(halves / 2))
    kinds = ["wait", "step", *(["between"] if len(ids) > 1 else []), *(["handover"] if len(lane_ids) > 1 else [])]
    kind = draw(st.sampled_from(kinds))
    first, second = draw(st.sampled_from(ids)), None
    if kind in ("between", "handover"):
        first, second = draw(two_of(ids if kind == "between" else lane_ids))
    by = draw(maybe(TEXTS))
    levels = maybe(TEXTS.filter(lambda text: normalised(text) != "else"))
    within = ((None, draw(lengths)),)
    if by is not None:
        within = tuple(draw(st.lists(st.tuples(levels, lengths), min_size=1, max_size=3, unique_by=_level)))
    return Target(
        kind, first, second, within, by, draw(SHARES), draw(st.sampled_from([None, ALWAYS, *calendars])),
        draw(some(st.sampled_from(ids))) if kind in ("between", "wait") else (), draw(st.sampled_from([None, "t1", "夜间"])),
    )  # fmt: skip


def rules(ids: list[str]) -> st.SearchStrategy:
    """A rule of any kind."""
    any_step = st.sampled_from(ids)
    escalations = st.builds(Escalation, any_step, SPANS, any_step, any_step)
    if len(ids) < 2:
        return escalations
    pairs = two_of(ids).flatmap(lambda two: st.sampled_from([DifferentPerson(*two), Before(*two)]))
    return escalations | pairs


def narrowed(ids: list[str], lane_ids: list[str], target_ids: list[str]) -> st.SearchStrategy:
    """Every measure with what narrows it, and amounts that it can have."""
    hours = st.builds(
        Amount, SPANS.map(lambda span: span.total_seconds() / 3600), st.sampled_from(["hours", "hours per case"])
    )
    share, number = st.builds(Amount, SHARES, st.just("share")), st.builds(Amount, st.integers(0, 99).map(float))
    lane, step = st.sampled_from(lane_ids), st.sampled_from(ids)
    several = st.lists(step, min_size=1, unique=True).map(",".join)

    def of(measure: str, amounts: st.SearchStrategy, **keys: st.SearchStrategy) -> st.SearchStrategy:
        by_key = {key.replace("_", " "): values for key, values in keys.items()}
        chosen = st.fixed_dictionaries({}, optional=by_key).map(lambda found: tuple(sorted(found.items())))
        return st.tuples(st.just(measure), chosen, st.just(amounts))

    kinds = st.sampled_from(DEVIATION_KINDS)
    found = [
        of("fitness", share),
        of("deviation", share | number, kind=kinds, id=kinds.map(lambda kind: f"{kind}:a,b"), steps=several, team=TEXTS),
        of("deviation", share, step=step, lane=lane, channel=TEXTS),
        of("waiting", hours, lane=lane, from_lane=lane, line=st.sampled_from(LINES), cause=st.sampled_from(CAUSES)),
        of("rework", share | hours | number, step=step, lane=lane),
        of("flow time", hours.map(lambda amount: Amount(amount.value, "hours")), statistic=st.sampled_from(STATISTICS)),
        of("data quality", st.builds(Amount, st.integers(1, len(VERDICTS) - 1).map(float), st.just("verdict"))),
        *(of(measure, share) for measure in ("unmapped labels", "label coverage", "unjudged")),
        of("staff hours", hours, lane=lane),
    ]
    if target_ids:
        found.append(
            st.tuples(st.just("target"), st.sampled_from(target_ids).map(lambda id: (("target", id),)), st.just(share))
        )
    return st.one_of(found)


@st.composite
def checks(draw: st.DrawFn, measures: st.SearchStrategy) -> Check:
    """A check with a limit for warning, for failing, or both in their order."""
    measure, of, amounts = draw(measures)
    limits = sorted((draw(amounts), draw(amounts)), key=lambda amount: amount.value)
    low, high = limits if limits[0].unit == limits[1].unit else limits[:1] * 2
    sides = draw(st.sets(st.sampled_from(["warn_below", "warn_above", "fail_below", "fail_above"]), min_size=1))
    values = {"warn_below": high, "fail_below": low, "warn_above": low, "fail_above": high}
    return Check(measure, of, **{side: values[side] for side in sorted(sides)})


@st.composite
def actions(draw: st.DrawFn, measures: st.SearchStrategy) -> Action:
    """An action, with what it should change or without."""
    what, owner, since = draw(st.tuples(TEXTS, maybe(TEXTS), maybe(DAYS)))
    if draw(st.booleans()):
        return Action(what, owner, since)
    measure, of, amounts = draw(measures)
    amount = draw(
        amounts.filter(lambda amount: amount.value and amount.unit != "verdict")
        if measure != "data quality"
        else st.just(Amount(0.5, "share"))
    )
    return Action(what, owner, since, measure, of, Amount(draw(st.sampled_from([-1, 1])) * amount.value, amount.unit))


def waivers(ids: list[str]) -> st.SearchStrategy:
    """A waiver by kind and steps, or by id."""
    kinds = st.sampled_from(DEVIATION_KINDS)
    several = st.lists(st.sampled_from(ids), min_size=1, max_size=2, unique=True).map(tuple)
    return st.builds(Waiver, TEXTS, TEXTS, DAYS, kinds, several) | st.builds(
        Waiver, TEXTS, TEXTS, DAYS, id=kinds.map(lambda kind: f"{kind}:x y")
    )


def log_sections() -> st.SearchStrategy:
    """How exports are read."""
    columns = st.dictionaries(st.sampled_from(["case", "activity", "end", "team", "role"]), TEXTS, max_size=3)
    pairs = st.sampled_from([(), (("tangibles", "p", "e"), ("empathy", "NO", "1:30"))])
    surveys = st.one_of(
        st.builds(Survey, TEXTS, maybe(TEXTS), pairs),
        st.builds(Survey, maybe(TEXTS), maybe(TEXTS), st.just((("reliability", "q1", "e1"),)), maybe(st.just((1, 7)))),
    )
    return st.builds(
        LogSection, columns.map(lambda found: tuple(found.items())), st.sampled_from([None, "Asia/Shanghai", "UTC"]),
        st.sampled_from([None, "done", "entered"]), st.sampled_from([None, "tickets", "changes"]), maybe(TEXTS),
        st.just((("opened", ""), ("closed", "Closed"))) | st.just(()),
        st.dictionaries(TEXTS, TEXTS, max_size=2).map(lambda found: tuple(found.items())), maybe(surveys),
        st.sampled_from([None, "https://tickets.example/{case_id}"]),
    )  # fmt: skip


@st.composite
def blueprints(draw: st.DrawFn) -> Blueprint:
    """Blueprints with everything that the language holds."""
    design = draw(designs("abcd"))
    ids = [step.id for step in design.steps]
    calendars = draw(st.lists(CALENDARS, max_size=2, unique_by=lambda calendar: calendar.id))
    calendar_ids = [calendar.id for calendar in calendars]
    lane_ids = ["guest", "desk", "no", "前台"][: draw(st.integers(1, 4))]
    part = draw(st.none() | flows(ids, 3))
    promised = draw(st.lists(targets(ids, lane_ids, calendar_ids), max_size=3, unique_by=lambda target: target.id))
    measures = narrowed(ids, lane_ids, [target.id for target in promised])
    currency = draw(CURRENCIES)
    worth = st.builds(Exchange, st.sampled_from(["USD", "JPY"]), AMOUNTS.filter(bool), DAYS)
    since = draw(maybe(DAYS))
    any_step = st.sampled_from(ids)
    penalties = st.builds(
        Penalty,
        st.sampled_from([timedelta(hours=1), timedelta(days=1)]) | SPANS,
        any_step,
        any_step,
        SPANS,
        AMOUNTS,
        CURRENCIES,
    )
    return Blueprint(
        name=draw(names()), lanes=draw(lanes(lane_ids, calendar_ids)), steps=draw(steps(ids, lane_ids)),
        flow=design.flow if part is None else Sequence((design.flow, part)), anytime=design.anytime, may_end=design.may_end,
        parts=() if part is None else (Part("piece", part),), version=draw(maybe(TEXTS)), owner=draw(maybe(TEXTS)),
        timezone=draw(st.sampled_from([None, "Europe/Lisbon"])), currency=currency, log=draw(log_sections()),
        valid=Valid(since, draw(maybe(DAYS.filter(lambda day: since is None or day >= since))), draw(maybe(DAYS))),
        scope=draw(st.builds(Scope, maybe(names()), maybe(names()), some(names()))), calendars=tuple(calendars),
        targets=tuple(promised), rules=draw(some(rules(ids))), penalty=draw(maybe(penalties)),
        checks=draw(some(checks(measures))), waivers=draw(some(waivers(ids))), actions=draw(some(actions(measures))),
        exchange=tuple(draw(st.lists(worth, max_size=2, unique_by=lambda rate: rate.currency))) if currency else (),
        cost_of_delay=draw(maybe(st.builds(DelayPrice, AMOUNTS, st.just(timedelta(hours=1)) | SPANS, CURRENCIES))),
    )  # fmt: skip
