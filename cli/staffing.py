"""Options that say who works when, who is no person, and how many people a team has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from mining.blueprint.model import Blueprint
    from mining.log import EventLog
    from mining.waste.hours.staffing import Staffing

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(frozen=True)
class Stated:
    """What the user says of resources: a file, shared accounts, and numbers of people."""

    file: str | None = None
    shared: tuple[str, ...] = ()
    people: dict[str, int] = field(default_factory=dict)

    def staffing(self, log: EventLog, blueprint: Blueprint | None) -> Staffing:
        """Return it, with calendars in the zone of the file, else of the blueprint, else of the log.

        Raises:
            TimeError: something is stated, and the log has no times.
        """
        from mining.waste.hours.staffing import Staffing
        from mining.waste.hours.staffing_file import load_staffing

        if self != Stated():
            log.needs_times("who works when")
        zone = (blueprint.timezone if blueprint else None) or log.timezone
        found = load_staffing(self.file, zone) if self.file else Staffing()
        return replace(found, shared=found.shared | set(self.shared), people={**found.people, **self.people})


def staffing_options(command: Command) -> Command:
    """Add --calendars, --shared and --people; the command receives them as `stated: Stated`."""

    def handed_over(**given: Any) -> Any:
        return command(stated=Stated(given.pop("calendars"), given.pop("shared"), given.pop("people")), **given)

    handed_over.__doc__, handed_over.__name__ = command.__doc__, command.__name__
    handed_over.__click_params__ = getattr(command, "__click_params__", [])  # type: ignore[attr-defined]
    options = [
        click.option("--calendars", metavar="FILE", help="Who works when (YAML; see docs/waiting.md)."),
        click.option("--shared", multiple=True, metavar="NAME", help="A resource that is no person: nobody waits for it."),
        click.option(
            "--people", multiple=True, metavar="NAME=N", callback=_people, help="How many people a team or queue has."
        ),
    ]
    for option in reversed(options):
        handed_over = option(handed_over)
    return handed_over  # type: ignore[return-value]


def _people(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> dict[str, int]:
    found = {}
    for text in given:
        name, _sign, number = text.rpartition("=")
        if not name or not number.isdigit() or int(number) < 1:
            raise click.BadParameter(f'"{text}" is no number of people: NAME=N, such as Kitchen=3.')
        found[name] = int(number)
    return found
