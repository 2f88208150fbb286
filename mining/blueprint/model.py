"""The designed service, as frozen values: lanes, steps, flow.

A `Blueprint` says who does what in which order. It is loaded from and written to a YAML file by
`mining.blueprint.document`; it knows neither files nor logs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from mining.blueprint.checks import Action, Check, Waiver
from mining.blueprint.net import Net
from mining.blueprint.rules import Rule
from mining.blueprint.stated_hours import StatedHours
from mining.blueprint.targets import Penalty, Target

if TYPE_CHECKING:
    from collections.abc import Collection

    from mining.drawing.overlay import Measure
    from mining.drawing.picture import Picture
    from mining.log import EventLog

Kind = Literal["customer", "frontstage", "backstage", "support", "external"]
KINDS: tuple[Kind, ...] = ("customer", "frontstage", "backstage", "support", "external")
"""From the customer inwards; between neighbours runs a line."""
LINES: tuple[str, ...] = ("interaction", "visibility", "internal interaction", "external")
"""LINES[k] runs between KINDS[k] and KINDS[k + 1]."""
ALWAYS = "always"
"""The calendar that needs none: every hour."""
Value = Literal["adds", "needed", "avoidable", "unclassified"]


@dataclass(frozen=True)
class Name:
    """A name, per language; the first is the one to fall back on."""

    texts: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, text: str) -> Name:
        """A name that is the same in every language."""
        return cls((("", text),))

    def text(self, language: str = "en") -> str:
        """The name in a language, else the first one given."""
        return dict(self.texts).get(language, self.texts[0][1])


@dataclass(frozen=True)
class Rate:
    """Money per staff hour; `since`: the first day on which it holds, None: from the beginning."""

    amount: float
    currency: str | None = None
    since: date | None = None


@dataclass(frozen=True)
class Lane:
    """A row of the blueprint: who acts.

    `rates`: by the day from which each holds; `calendar`: id in `Blueprint.calendars`, None: not stated, ``always``: every
    hour; `automatic`: a system, whose hours are no staff hours; `line`: of the file.
    """

    id: str
    name: Name
    kind: Kind
    teams: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    rates: tuple[Rate, ...] = ()
    calendar: str | None = None
    automatic: bool = False
    line: int | None = field(default=None, compare=False)

    @property
    def rate(self) -> Rate | None:
        """The first of the rates; None where there is none."""
        return self.rates[0] if self.rates else None


@dataclass(frozen=True)
class Evidence:
    """What the customer can see or keep of a step; an empty `column` at that step is a ``no_evidence``."""

    name: Name
    column: str | None = None


@dataclass(frozen=True)
class Touchpoint:
    """Whether a step is declared to be one (or not to be one), of which type, and whether it is a key one."""

    is_one: bool = True
    type: str | None = None
    key: bool = False


@dataclass(frozen=True)
class Step:
    """An activity of the blueprint.

    Attributes:
        lanes: ids; the first is the lane where the log does not tell.
        labels: labels in the log, with ``*`` patterns; empty: the id and the names.
        takes: the designed service time.
        is_wait: a state in which someone is waited for; its lane owns the waiting.
        at_most: executions per case that are planned; None: one (more is rework), unless a loop plans them.
        corrects: the step whose faults this one mends; then it is rework by definition.
        then_waits_for: the lane that owns the waiting after this step.
        touchpoint: as declared; None: not declared.
        evidence: what can be seen or kept of it.
        channels: by which it may come; empty: any.
        roles: who may do it; empty: anybody of the lane.
        needs: columns that must not be empty at this step.
        standard: the document that says how.
        equipment: what it is done with.
        control: an inspection.
        customer_present: the customer is there while it waits.
        line: where the file says it; None for a blueprint made in memory.
    """

    id: str
    name: Name
    lanes: tuple[str, ...]
    labels: tuple[str, ...] = ()
    takes: timedelta | None = None
    value: Value = "unclassified"
    is_wait: bool = False
    at_most: int | None = None
    corrects: str | None = None
    then_waits_for: str | None = None
    touchpoint: Touchpoint | None = None
    evidence: tuple[Evidence, ...] = ()
    channels: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    standard: str | None = None
    equipment: tuple[str, ...] = ()
    control: bool = False
    customer_present: bool = False
    line: int | None = field(default=None, compare=False)

    @property
    def lane(self) -> str:
        """Id of the first lane."""
        return self.lanes[0]


# The flow. `Sequence(())` is "nothing".


@dataclass(frozen=True)
class Do:
    """One execution of a step."""

    step: str


@dataclass(frozen=True)
class Sequence:
    """All parts, one after the other."""

    parts: tuple[Flow, ...]


@dataclass(frozen=True)
class Either:
    """Exactly one branch.

    With `by`, a case attribute decides, and `cases` holds its value for each branch.
    """

    branches: tuple[Flow, ...]
    question: Name | None = None
    by: str | None = None
    cases: tuple[str, ...] = ()


@dataclass(frozen=True)
class AnyOf:
    """One or more branches, each at most once, in any order; they may overlap."""

    branches: tuple[Flow, ...]


@dataclass(frozen=True)
class Together:
    """All branches, in any order; they may overlap (their steps interleave)."""

    branches: tuple[Flow, ...]


@dataclass(frozen=True)
class Optional:
    """The body, or nothing."""

    body: Flow


@dataclass(frozen=True)
class Repeat:
    """`do`, then any number of times (`at_most` where given) `then` and `do` again."""

    do: Flow
    then: Flow
    at_most: int | None = None


Flow = Do | Sequence | Either | AnyOf | Together | Optional | Repeat


def steps_in(flow: Flow) -> Iterator[str]:
    """Yield the step ids of a flow in designed order, repeated where the flow repeats them."""
    match flow:
        case Do(step):
            yield step
        case Sequence(parts) | Either(parts) | AnyOf(parts) | Together(parts):
            for part in parts:
                yield from steps_in(part)
        case Optional(body):
            yield from steps_in(body)
        case Repeat(do, then):
            yield from steps_in(do)
            yield from steps_in(then)


@dataclass(frozen=True)
class Model:
    """The order of the steps as a net whose labels are ids of steps, from a model `file` beside the blueprint."""

    file: str
    net: Net


@dataclass(frozen=True)
class Part:
    """A named piece of flow; in flows that use it, it stands spelled out."""

    id: str
    flow: Flow
    line: int | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Anytime:
    """A step that may happen between any two steps, at most so often."""

    step: str
    at_most: int | None = None


@dataclass(frozen=True)
class MayEnd:
    """A step with which the case may stop, from anywhere; not before `after` was done, not once `before` was done."""

    step: str
    after: str | None = None
    before: str | None = None


@dataclass(frozen=True)
class Valid:
    """Since and until when the design holds (both days included), and when it is due for review."""

    since: date | None = None
    until: date | None = None
    review_by: date | None = None


@dataclass(frozen=True)
class Scope:
    """Where the service begins and ends, and what is left out, in words."""

    starts: Name | None = None
    ends: Name | None = None
    excludes: tuple[Name, ...] = ()


@dataclass(frozen=True)
class Survey:
    """Which columns hold scores.

    `servqual`: (dimension, column of the perception, column of the expectation); `scale`: its lowest and highest answer.
    """

    nps: str | None = None
    csat: str | None = None
    servqual: tuple[tuple[str, str, str], ...] = ()
    scale: tuple[int, int] | None = None


@dataclass(frozen=True)
class Exchange:
    """What one unit of a currency is worth in the blueprint's currency, on a day."""

    currency: str
    rate: float
    on: date


@dataclass(frozen=True)
class DelayPrice:
    """What waiting costs: `amount` for every `per` of waiting of a case (``cost_of_delay: {per: hour, amount: 2}``)."""

    amount: float
    per: timedelta
    currency: str | None = None


ShapeName = Literal["events", "intervals", "lifecycle", "tickets", "changes", "snapshots"]
"""What a row of an export can be."""


@dataclass(frozen=True)
class LogSection:
    """How this service's exports are read: role -> column, zone, what a time means, what a row is (see `mining.read`)."""

    columns: tuple[tuple[str, str], ...] = ()
    timezone: str | None = None
    events: Literal["done", "entered"] | None = None
    shape: ShapeName | None = None
    field: str | None = None
    steps: tuple[tuple[str, str], ...] = ()
    costs: tuple[tuple[str, str], ...] = ()
    survey: Survey | None = None
    case_link: str | None = None
    join: str | None = None
    encoding: str | None = None
    inside: str | None = None


@dataclass(frozen=True)
class Blueprint:
    """The designed service. Lanes are in drawing order, steps in the order of the file; `file` is where it was read from.

    With a `model` (``flow: {model: FILE}``) the net is what is executed. `flow` is the same in blocks where the net is
    block-structured; else it allows the steps in any order: whatever reasons in blocks, such as the picture or planned
    repetition, then promises nothing that the net does not keep.
    """

    name: Name
    lanes: tuple[Lane, ...]
    steps: tuple[Step, ...]
    flow: Flow
    anytime: tuple[Anytime, ...] = ()
    may_end: tuple[MayEnd, ...] = ()
    parts: tuple[Part, ...] = ()
    model: Model | None = None
    version: str | None = None
    owner: str | None = None
    timezone: str | None = None
    currency: str | None = None
    log: LogSection = LogSection()
    valid: Valid = Valid()
    scope: Scope = Scope()
    calendars: tuple[StatedHours, ...] = ()
    targets: tuple[Target, ...] = ()
    rules: tuple[Rule, ...] = ()
    penalty: Penalty | None = None
    checks: tuple[Check, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    actions: tuple[Action, ...] = ()
    exchange: tuple[Exchange, ...] = ()
    cost_of_delay: DelayPrice | None = None
    file: str = field(default="", compare=False)

    @cached_property
    def lane_index(self) -> dict[str, int]:
        """Lane id -> position in `lanes`."""
        return {lane.id: k for k, lane in enumerate(self.lanes)}

    @cached_property
    def step_index(self) -> dict[str, int]:
        """Step id -> position in `steps`."""
        return {step.id: k for k, step in enumerate(self.steps)}

    @classmethod
    def load(cls, path: str | Path) -> Blueprint:
        """Read a blueprint file (see `mining.blueprint.document.load`)."""
        from mining.blueprint.document import load

        return load(path)

    @classmethod
    def from_bpmn(cls, path: str | Path, *, pool: str | None = None) -> Blueprint:
        """Read a BPMN 2.0 file (see `mining.blueprint.exchange.bpmn_reading.read_bpmn`).

        What is guessed, simplified or kept as information only is in ``imported(path).said`` of
        `mining.blueprint.exchange.models`, and is said by ``mining blueprint convert``.
        """
        from mining.blueprint.exchange.models import blueprint_in

        return blueprint_in(path, pool=pool)[0]

    @classmethod
    def draft(
        cls,
        log: EventLog,
        *,
        miner: Literal["inductive", "heuristics", "split"] = "inductive",
        coverage: float | None = None,
        noise: float | None = None,
    ) -> Blueprint:
        """Draft a first blueprint from a log (see `mining.drafting.draft.draft`, which also keeps the doubts as text)."""
        from mining.drafting.draft import draft

        return draft(log, miner=miner, coverage=coverage, noise=noise).blueprint

    def dump(self, path: str | Path) -> None:
        """Write a blueprint file (see `mining.blueprint.document.dump`)."""
        from mining.blueprint.document import dump

        dump(self, path)

    def _repr_svg_(self) -> str:
        return self.draw()

    def draw(self, language: str = "en", *, log: EventLog | None = None, show: Collection[Measure] | None = None) -> Picture:
        """Return the classic picture: SVG text that shows itself in a notebook; ``.save(path)`` writes SVG, PNG or PDF.

        Args:
            language: ``en`` or ``zh``.
            log: a log to be held against the blueprint; its figures are laid over the steps.
            show: which figures: ``counts``, ``share``, ``deviations``, ``waiting``, ``work``, ``rework``; None: all of them.

        Raises:
            BlueprintError: a label of the log fits two steps.
        """
        from mining.drawing.blueprint import draw

        if log is None:
            return draw(self, language=language)
        from mining.drawing.measured import measured

        return draw(self, overlay=measured(log, self, language=language, show=show), language=language)


def line_between(from_kind: Kind, to_kind: Kind) -> str | None:
    """Return the line of the blueprint crossed last on the way between two kinds; None within one kind.

    >>> line_between("customer", "backstage")
    'visibility'
    >>> line_between("backstage", "customer")
    'interaction'
    """
    start, end = KINDS.index(from_kind), KINDS.index(to_kind)
    if start == end:
        return None
    return LINES[end - 1] if end > start else LINES[end]
