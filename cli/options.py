"""Options that mean the same in every command, as decorators."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from dataclasses import field as a_field
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import click

from cli.printer import Printer

if TYPE_CHECKING:
    from mining.blueprint.model import Blueprint
    from mining.log import EventLog
    from mining.reading.wanted import Wanted

Command = TypeVar("Command", bound=Callable[..., Any])
ROLES = {
    "case": "the case id",
    "activity": "the activity",
    "start": "the start time",
    "end": "the end time, or the only time",
    "resource": "who did it",
    "team": "the team",
    "arrival": "when the case arrived",
    "order": "a number that settles tied times",
    "role": "the job or grade of who did it",
    "channel": "the channel",
    "customer": "the customer",
    "closing": "a value once the case is complete",
    "lifecycle": "starts and completions",
    "instance": "what tells one instance from another",
    "equipment": "the machine, room or device",
    "object": "the item worked on",
    "nps": "the answers from 0 to 10",
    "csat": "the satisfaction",
}


FIGURES = ("counts", "share", "deviations", "waiting", "work", "rework")
"""What --overlay can show of a step; `mining.drawing.overlay.MEASURES` without importing it."""
SHAPES = ["events", "intervals", "lifecycle", "tickets", "changes", "snapshots"]


@dataclass(frozen=True)
class Reading:
    """How the user wants the log to be read: roles by column name, zone, meaning of timestamps, selection."""

    roles: Mapping[str, str] = a_field(default_factory=dict)
    mapping: str | None = None
    timezone: str | None = None
    events: Literal["done", "entered"] | None = None
    no_time: bool = False
    end_activities: tuple[str, ...] = ()
    shape: Literal["events", "intervals", "lifecycle", "tickets", "changes", "snapshots"] | None = None
    steps: Mapping[str, str] = a_field(default_factory=dict)
    field: str | None = None
    join: str | None = None
    keep_unchanged: bool = False
    encoding: str | None = None
    inside: str | None = None
    unpack_limit: str | None = None
    since: str | None = None
    until: str | None = None
    where: str | None = None
    force: bool = False

    def wanted(self, blueprint: Blueprint | None = None) -> Wanted:
        """Return what is said about the file: by the options, else by --mapping, else by the blueprint's log section."""
        from mining.reading.wanted import Wanted

        wanted = Wanted(
            roles=self.roles,
            timezone=self.timezone,
            events=self.events,
            no_time=self.no_time,
            end_activities=self.end_activities,
            shape=self.shape,
            steps=self.steps,
            field=self.field,
            join=self.join,
            keep_unchanged=self.keep_unchanged,
            encoding=self.encoding,
            inside=self.inside,
            unpack_limit=self.unpack_limit,
        )
        if self.mapping is None and blueprint is None:
            return wanted
        from mining.blueprint.log_mapping import load, of_blueprint

        if self.mapping is not None:
            wanted = wanted.over(load(self.mapping))
        return wanted.over(of_blueprint(blueprint)) if blueprint is not None else wanted

    def read(self, path: str, blueprint: Blueprint | None = None, *, unfit_too: bool = False) -> EventLog:
        """Read and select; what the options leave open is taken from the blueprint's log section, then recognised.

        Raises:
            UnfitError: the log is unfit and neither --force nor `unfit_too` was given.
        """
        from mining.errors import UnfitError
        from mining.reading.door import reading_of

        log = reading_of(path, self.wanted(blueprint)).log
        if log.quality.verdict == "unfit" and not (self.force or unfit_too):
            raise UnfitError.because([f.message for f in log.quality.findings if f.severity == "unfit"])
        return self.selected(log)

    def selected(self, log: EventLog) -> EventLog:
        """Return the cases that --since, --until and --where keep."""
        if self.since or self.until or self.where:
            return log.filter(since=self.since, until=self.until, where=self.where)
        return log


def handing_over(command: Command, handed_over: Callable[..., Any], options: list[Callable[..., Any]]) -> Command:
    """Return `handed_over` in the place of `command`, with its help and options, and more options before them."""
    handed_over.__doc__, handed_over.__name__ = command.__doc__, command.__name__
    handed_over.__click_params__ = getattr(command, "__click_params__", [])  # type: ignore[attr-defined]
    for option in reversed(options):
        handed_over = option(handed_over)
    return handed_over  # type: ignore[return-value]


def _worded(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    """COLUMN=LABEL -> column: label; without a label the column is left out."""
    for text in given:
        if "=" not in text:
            raise click.BadParameter(f'"{text}" needs a wording: COLUMN=LABEL, or COLUMN= to leave the column out.')
    return {column: label for column, _, label in (text.rpartition("=") for text in given)}


def reading_options(command: Command) -> Command:
    """Add LOG (as `log`) and the options of reading; the command receives them as `reading: Reading`."""
    return _reading(command, click.argument("log", metavar="LOG"))


def overlay_options(command: Command) -> Command:
    """Add --log (as `log`), --overlay (as `show`) and the options of reading (as `reading`) to a command that draws."""
    log = click.option("--log", metavar="LOG", help="A log whose figures are laid over the picture.")
    show = click.option("--overlay", "show", metavar="NAMES", callback=_figures, help=f"Of these: {', '.join(FIGURES)}.")
    return show(_reading(command, log))


def _figures(_: click.Context, __: click.Parameter, given: str | None) -> tuple[str, ...]:
    """NAME,NAME -> names; all of them where nothing is given."""
    names = tuple(name.strip() for name in given.split(",")) if given is not None else ()
    for name in names:
        if name not in FIGURES:
            raise click.BadParameter(f'"{name}" is no figure of a step. Give one or more of: {",".join(FIGURES)}.')
    return names


def _reading(command: Command, log: Callable[..., Any]) -> Command:
    """Add the log in the way given and the options of reading."""

    def handed_over(**given: Any) -> Any:
        roles = {role: given.pop(role) for role in ROLES} | {f"cost {column}": column for column in given.pop("costs")}
        reading = Reading(
            roles={role: column for role, column in roles.items() if column is not None},
            **{name: given.pop(name) for name in Reading.__dataclass_fields__ if name != "roles"},
        )
        return command(reading=reading, **given)

    options = [
        log,
        *(click.option(f"--{role}", metavar="COLUMN", help=f"Column with {text}.") for role, text in ROLES.items()),
        click.option("--cost", "costs", multiple=True, metavar="COLUMN", help="Column with cash out; may be repeated."),
        click.option("--mapping", metavar="FILE", help="Columns as mining read --save wrote them."),
        click.option("--timezone", metavar="ZONE", help="Zone of times without one, e.g. Europe/Lisbon."),
        click.option("--events", type=click.Choice(["done", "entered"]), help="What a single time means."),
        click.option("--no-time", is_flag=True, help="Ignore times and keep the file's order."),
        click.option(
            "--end-activity", "end_activities", multiple=True, metavar="LABEL", help="A case is complete after this."
        ),
        click.option("--shape", type=click.Choice(SHAPES), help="What a row is (else recognised)."),
        click.option(
            "--step",
            "steps",
            multiple=True,
            metavar="COLUMN=LABEL",
            callback=_worded,
            help="Tickets: wording of a date column.",
        ),
        click.option("--field", metavar="NAME", help="Changes: the field whose values are activities."),
        click.option("--join", metavar="FILE", help="A second table, joined by the columns both have."),
        click.option("--keep-unchanged", is_flag=True, help="Snapshots, changes: keep rows that leave the state as it was."),
        click.option("--encoding", metavar="NAME", help="Encoding of a text file (else decided by its bytes)."),
        click.option("--inside", metavar="NAME", help="The file of a folder or archive, or the sheet, that is meant."),
        click.option("--unpack-limit", metavar="SIZE", help="What an archive may unpack to, e.g. 20GB (else 8GB)."),
        click.option("--since", metavar="DATE", help="Keep cases that arrived at or after this."),
        click.option("--until", metavar="DATE", help="Keep cases that arrived before this."),
        click.option("--where", metavar="SQL", help="Keep cases with such an instance, e.g. \"channel = 'phone'\"."),
        click.option("--force", is_flag=True, help="Analyse even a log that is unfit."),
    ]
    return handing_over(command, handed_over, options)


def printing_options(command: Command) -> Command:
    """Add --format, --table and --quiet; the command receives them as `printer: Printer`."""

    def handed_over(**given: Any) -> Any:
        printer = Printer(given.pop("format_"), given.pop("table"), given.pop("quiet"))
        return command(printer=printer, **given)

    options = [
        click.option("--format", "format_", type=click.Choice(["table", "json", "csv", "md"]), help="Default: table."),
        click.option("--table", metavar="NAME", help="With csv: another table than the first."),
        click.option("--quiet", is_flag=True, help="No talk on stderr."),
    ]
    return handing_over(command, handed_over, options)


def waivers_options(command: Command) -> Command:
    """Add --waivers FILE and --as-of DATE; the command receives them as `waivers` (path) and `today` (date or None)."""

    def day(_: click.Context, __: click.Parameter, text: str | None) -> Any:
        from datetime import date

        try:
            return None if text is None else date.fromisoformat(text)
        except ValueError:
            raise click.BadParameter(f'"{text}" is no day: write it as 2026-12-31.') from None

    command = click.option(
        "--as-of", "today", metavar="DATE", callback=day, help="Judge waivers as of this day. Default: today."
    )(command)
    return click.option("--waivers", metavar="FILE", help="Waivers in a file of their own, beside the blueprint's.")(command)


def blueprint_option(command: Command) -> Command:
    """Add --blueprint FILE; the command receives the loaded `blueprint: Blueprint | None`."""

    def loaded(_: click.Context, __: click.Parameter, path: str | None) -> Blueprint | None:
        if path is None:
            return None
        from mining.blueprint.model import Blueprint

        return Blueprint.load(path)

    return click.option("--blueprint", metavar="FILE", callback=loaded, help="The designed service (YAML).")(command)
