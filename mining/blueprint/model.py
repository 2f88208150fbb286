"""The designed service, as frozen values: lanes, steps, flow.

A `Blueprint` says who does what in which order. It is loaded from and written to a YAML file by
`mining.blueprint.document`; it knows neither files nor logs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from mining.blueprint.checks import Action, Check, Waiver
from mining.blueprint.flow import Anytime, Flow, MayEnd, Part
from mining.blueprint.lanes import Lane
from mining.blueprint.log_section import LogSection
from mining.blueprint.names import Name
from mining.blueprint.net import Net
from mining.blueprint.rules import Rule
from mining.blueprint.stated_hours import StatedHours
from mining.blueprint.steps import Step
from mining.blueprint.targets import Penalty, Target

if TYPE_CHECKING:
    from collections.abc import Collection

    from mining.drawing.overlay import Measure
    from mining.drawing.picture import Picture
    from mining.log import EventLog
    from mining.waste.hours.staffing import Staffing


@dataclass(frozen=True)
class Model:
    """The order of the steps as a net whose labels are ids of steps, from a model `file` beside the blueprint."""

    file: str
    net: Net


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
    log: LogSection = field(default_factory=LogSection)
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

    def draw(
        self,
        language: str = "en",
        *,
        log: EventLog | None = None,
        show: Collection[Measure] | None = None,
        staffing: Staffing | None = None,
    ) -> Picture:
        """Return the classic picture: SVG text that shows itself in a notebook; ``.save(path)`` writes SVG, PNG or PDF.

        Args:
            language: ``en`` or ``zh``.
            log: a log to be held against the blueprint; its figures are laid over the steps.
            show: which figures: ``counts``, ``share``, ``deviations``, ``waiting``, ``work``, ``rework``; None: all of them.
            staffing: who works when in the log, as in `mining.waste`.

        Raises:
            BlueprintError: a label of the log fits two steps.
            CalendarError: as in `mining.waste`.
        """
        from mining.drawing.blueprint import draw

        if log is None:
            return draw(self, language=language)
        from mining.drawing.measured import measured

        laid = measured(log, self, language=language, show=show, staffing=staffing)
        return draw(self, overlay=laid, language=language)
