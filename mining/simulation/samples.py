"""The services by name: simulated, exported, with what was planted."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Any

import polars as pl

from mining.assembly import assemble
from mining.blueprint.model import Blueprint
from mining.errors import SampleError
from mining.log import TIME, EventLog
from mining.simulation.complaints_zh import DIMENSIONS, Complaints
from mining.simulation.export import Format, chinese, dotted, encoded, iso, numbered, table
from mining.simulation.help_desk import HelpDesk
from mining.simulation.planted import Planted, planted_by
from mining.simulation.room_service import RoomService
from mining.simulation.world import World
from mining.writing import write_whole

SEED = 1


@dataclass(frozen=True)
class Service:
    """A service that can be simulated.

    Attributes:
        cases: how many are simulated unless said otherwise.
        simulated: runs it; returns the world and the case attributes (name -> one value per case).
        form: of its export.
        roles: role -> field of the simulation, in the order of the export.
        first_id: prefix and first number of the case ids.
        entered: rows are states that were entered.
    """

    cases: int
    simulated: Callable[[int, int, bool], tuple[World, dict[str, list[Any]]]]
    form: Format
    roles: Mapping[str, str]
    first_id: tuple[str, int]
    entered: bool = False


def _room_service(cases: int, seed: int, flawless: bool) -> tuple[World, dict[str, list[Any]]]:
    service = RoomService(cases=cases, seed=seed, flawless=flawless)
    return service.world, {"channel": service.channel, "customer": service.guest_no, "nps": service.nps}


def _help_desk(cases: int, seed: int, flawless: bool) -> tuple[World, dict[str, list[Any]]]:
    service = HelpDesk(cases=cases, seed=seed, flawless=flawless)
    return service.world, {"channel": service.channel, "customer": service.customer, "Priority": service.priority}


def _complaints(cases: int, seed: int, flawless: bool) -> tuple[World, dict[str, list[Any]]]:
    service = Complaints(cases=cases, seed=seed, flawless=flawless)
    headings = [f"{dimension}{side}" for dimension in DIMENSIONS for side in ("期望", "感知")]
    given = service.servqual
    scores = {heading: [None if all_ is None else all_[k] for all_ in given] for k, heading in enumerate(headings)}
    return service.world, {"channel": service.channel, "customer": service.customer, **scores}


_ROOM = {
    "case": "order_no",
    "activity": "activity",
    "start": "started_at",
    "end": "finished_at",
    "resource": "agent",
    "team": "team",
    "channel": "channel",
    "customer": "guest_no",
}
_DESK = {
    "case": "Ticket",
    "activity": "Status",
    "end": "Changed at",
    "resource": "Changed by",
    "team": "Group",
    "channel": "Channel",
    "customer": "Customer",
}
_ZH = {
    "case": "投诉编号",
    "activity": "环节",
    "end": "处理时间",
    "resource": "处理人",
    "team": "部门",
    "channel": "渠道",
    "customer": "客户编号",
}


def _columns(roles: Mapping[str, str], *attributes: str) -> dict[str, str]:
    fields = {"resource": "person"}
    return {**{heading: fields.get(role, role) for role, heading in roles.items()}, **{name: name for name in attributes}}


SERVICES: dict[str, Service] = {
    "room_service": Service(600, _room_service, Format(_columns(_ROOM, "nps"), iso), _ROOM, ("RS-", 10001)),
    "help_desk": Service(
        600,
        _help_desk,
        Format(
            _columns(_DESK, "Priority"), dotted, separator=";", encoding="utf-8-sig", line_end="\r\n", in_time_order=True
        ),
        _DESK,
        ("INC", 40001),
        entered=True,
    ),
    "complaints_zh": Service(
        500,
        _complaints,
        Format(_columns(_ZH, *(f"{d}{side}" for d in DIMENSIONS for side in ("期望", "感知"))), chinese, encoding="gb18030"),
        _ZH,
        ("TS", 250001),
    ),
}
NAMES = tuple(SERVICES)
"""The services that can be simulated."""


@dataclass(frozen=True, eq=False, repr=False)
class Sample:
    """A simulated service: its log, its export, its design, and what was planted.

    Attributes:
        name: one of `NAMES`.
        seed: of the stream of chance.
        timezone: of the service.
        events: one row per instance by case and order: case (id), activity, start, end (seconds UTC), person, team,
            case attributes.
        planted: the facts.
    """

    name: str
    seed: int
    timezone: str
    events: pl.DataFrame
    planted: Planted

    @cached_property
    def table(self) -> pl.DataFrame:
        """The export as a frame of strings, in the order of the file; null is an empty cell."""
        return table(self.events, self.timezone, SERVICES[self.name].form)

    @cached_property
    def log(self) -> EventLog:
        """The log, made without the detour through a file; `mining.read` of the written file gives the same."""
        service = SERVICES[self.name]
        times = [name for name in ("start", "end") if name in service.roles]
        fields = [name for name in self.events.columns if name in times or name not in ("start", "end")]
        frame = self.events.select(fields).rename({"person": "resource"})
        frame = frame.with_columns((pl.col(name) * 1_000_000).cast(TIME) for name in times)
        return assemble(frame, timezone=self.timezone, roles=service.roles, entered=service.entered)

    @cached_property
    def blueprint(self) -> Blueprint:
        """The designed service."""
        with resources.as_file(resources.files("mining.simulation") / f"{self.name}.yaml") as path:
            return Blueprint.load(path)

    @property
    def blueprint_text(self) -> str:
        """The blueprint file."""
        return blueprint_text(self.name)

    def __repr__(self) -> str:
        return f"Sample({self.name}, seed {self.seed}: {self.planted.cases:,} cases, {self.planted.instances:,} rows)"

    def encoded(self) -> bytes:
        """Return the bytes of the export, as the service's system would write them."""
        return encoded(self.table, SERVICES[self.name].form)

    def write(self, path: str | Path, *, blueprint: bool = False) -> Path:
        """Write the export, complete or not at all (``.gz``: compressed); with `blueprint`, its blueprint beside it.

        Raises:
            FileError: the place cannot be written.
        """
        target = Path(path)
        write_whole(target, gzip.compress(self.encoded(), mtime=0) if target.suffix == ".gz" else self.encoded())
        if blueprint:
            write_whole(beside(target), self.blueprint_text)
        return target


def sample(name: str, *, cases: int | None = None, seed: int = SEED, flawless: bool = False) -> Sample:
    """Simulate a service with known waste: the same seed gives the same bytes everywhere.

    Args:
        name: ``room_service``, ``help_desk`` or ``complaints_zh``.
        cases: how many (default: as in the sample files); the export's end stays, more cases reach further back.
        seed: of the stream of chance.
        flawless: plant no departure from the design and no rework; queues, shifts and batches stay.

    Raises:
        SampleError: there is no service of that name, or `cases` is below one.

    >>> made = sample("room_service", cases=20, seed=7)
    >>> made.planted.cases, made.table.columns[:3]
    (20, ['order_no', 'activity', 'started_at'])
    """
    if name not in SERVICES:
        raise SampleError.unknown(name, NAMES)
    service = SERVICES[name]
    count = service.cases if cases is None else cases
    if count < 1:
        raise SampleError.too_few(count)
    world, attributes = service.simulated(count, seed, flawless)
    case_ids = numbered(*service.first_id, count)
    rows = sorted((row for row in world.rows if row.end <= world.export_end), key=lambda row: (row.case, row.end, row.start))
    cases_of = [row.case for row in rows]
    events = pl.DataFrame(
        {
            "case": [case_ids[case] for case in cases_of],
            "activity": [row.activity for row in rows],
            "start": [row.start for row in rows],
            "end": [row.end for row in rows],
            "person": [row.person for row in rows],
            "team": [row.team for row in rows],
            **{name: [values[case] for case in cases_of] for name, values in attributes.items()},
        },
        schema_overrides={"person": pl.String, "team": pl.String},
    )
    planted = planted_by(world, case_ids, rows, entered=service.entered)
    return Sample(name=name, seed=seed, timezone=str(world.zone), events=events, planted=planted)


def beside(path: str | Path) -> Path:
    """Return where the blueprint of a log stands: the same name with ``.yaml``.

    >>> beside("logs/big.csv.gz").name
    'big.yaml'
    """
    target = Path(path)
    return (target.with_suffix("") if target.suffix == ".gz" else target).with_suffix(".yaml")


def blueprint_text(name: str) -> str:
    """Return the blueprint file of a service."""
    return (resources.files("mining.simulation") / f"{name}.yaml").read_text(encoding="utf-8")
