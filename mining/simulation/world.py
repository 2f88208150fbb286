"""The running service: a clock, teams with queues and shifts, and the rows that everybody's work leaves behind."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import simpy

from mining.simulation.chance import SERVICE, Chance, Table
from mining.simulation.shifts import Absence, moment, presences

Process = Generator[simpy.Event, Any, Any]
REACHABLE = 3600
"""Seconds after the end of a shift in which somebody still helps with what is urgent."""

QUIET = 900
"""Seconds before the export in which nobody arrives, so that every case has something done."""


class Row(NamedTuple):
    """One finished execution; times in UTC seconds.

    `asked`: when it was ready to be done; `released`: when its batch was complete (else `asked`).
    `rework`: planned by nobody, done because something was wrong.
    """

    case: int
    activity: str
    start: int
    end: int
    person: str | None
    team: str | None
    asked: int
    released: int
    rework: bool = False


class Planting(NamedTuple):
    """One departure from the design: what was done, and the deviation (kind, step) as which it must show."""

    case: int
    fact: str
    kind: str
    step: str


class Request(simpy.Event):
    """Somebody waits for a person (not for `unless`); the event's value is the person."""

    withdrawn = False
    unless: str | None = None


class Team:
    """Persons who share one queue, first come first served; what is urgent goes first."""

    def __init__(self, world: World, name: str, rota: Mapping[str, str]) -> None:
        self.name, self.world = name, world
        there = presences(rota, world.first_day - timedelta(days=2), world.last_day + timedelta(days=8), world.zone)
        self.absence = Absence(there)
        self.on_duty: set[str] = set()
        self.idle: deque[str] = deque()
        self.busy: set[str] = set()
        self.gone: dict[str, int] = {}
        self.queue: deque[Request] = deque()
        self.urgent: deque[Request] = deque()
        changes = [(start, 1, person) for start, _, person in there] + [(end, 0, person) for _, end, person in there]
        world.env.process(self._shifts(sorted(changes)))

    @property
    def waiting(self) -> int:
        """Number of requests nobody has taken up."""
        return len(self.queue) + len(self.urgent)

    def ask(self, *, urgent: bool = False, unless: str | None = None) -> Request:
        """Queue for a person, for a colleague of `unless`; they belong to the asker until `leave`."""
        request = Request(self.world.env)
        request.unless = unless
        person = self._free(urgent, unless)
        if person is None:
            (self.urgent if urgent else self.queue).append(request)
        else:
            self.busy.add(person)
            request.succeed(person)
        return request

    def leave(self, person: str) -> None:
        """Give a person back."""
        self.busy.discard(person)
        if person in self.on_duty or (self.urgent and not self.on_duty):
            self._hand_over(person)
        else:
            self.gone[person] = int(self.world.env.now)

    def _free(self, urgent: bool, unless: str | None) -> str | None:
        for person in self.idle:
            if person != unless:
                self.idle.remove(person)
                return person
        if urgent and not self.on_duty:
            for person, since in self.gone.items():
                if person not in self.busy and person != unless and self.world.env.now - since < REACHABLE:
                    return person
        return None

    def _hand_over(self, person: str) -> None:
        for queue in (self.urgent, self.queue):
            while queue and queue[0].withdrawn:
                queue.popleft()
            for request in queue:
                if not request.withdrawn and request.unless != person:
                    queue.remove(request)
                    self.busy.add(person)
                    request.succeed(person)
                    return
            if person not in self.on_duty:
                self.gone[person] = int(self.world.env.now)
                return
        self.idle.append(person)

    def _shifts(self, changes: Sequence[tuple[int, int, str]]) -> Process:
        env = self.world.env
        for time, comes, person in changes:
            if time > env.now:
                yield env.timeout(time - env.now)
            if comes:
                self.on_duty.add(person)
                if person not in self.busy and person not in self.idle:
                    self._hand_over(person)
            else:
                self.on_duty.discard(person)
                if person in self.idle:
                    self.idle.remove(person)
                self.gone[person] = int(env.now)


class World:
    """A service in the making: the clock runs from before the first arrival to the export."""

    def __init__(self, *, seed: str, zone: str, export: str, cases: int, rates: Sequence[tuple[str, float, float]]) -> None:
        """Lay out the clock and the arrivals.

        Args:
            seed: of the stream of chance.
            zone: zone of the rotas and the export.
            export: local time of the export, ISO; what is not done then is not in it.
            cases: number of arrivals; more cases reach further back.
            rates: hours of the day (``9-17``), arrivals per hour on working days, arrivals per hour at the week-end.
        """
        self.chance = Chance(seed)
        self.zone = ZoneInfo(zone)
        end = datetime.fromisoformat(export).replace(tzinfo=self.zone)
        self.export_end = int(end.timestamp())
        self.last_day = end.date()
        self.arrivals = self._arrivals(cases, rates)
        self.first_day = self.local(self.arrivals[0]).date() if self.arrivals else self.last_day
        begins = moment(self.first_day - timedelta(days=2), "00:00", self.zone)
        self.env = simpy.Environment(initial_time=begins)
        self.rows: list[Row] = []
        self.plantings: list[Planting] = []
        self.teams: dict[str, Team] = {}
        self.finished: set[int] = set()

    @property
    def now(self) -> int:
        """The simulated time, UTC seconds."""
        return int(self.env.now)

    def local(self, time: int) -> datetime:
        """Return a time as local clock time."""
        return datetime.fromtimestamp(time, UTC).astimezone(self.zone)

    def team(self, name: str, rota: Mapping[str, str]) -> Team:
        """Hire a team."""
        self.teams[name] = Team(self, name, rota)
        return self.teams[name]

    def sleep(self, seconds: float) -> simpy.Event:
        """Return an event that many seconds from now."""
        return self.env.timeout(max(0, int(seconds)))

    def work(
        self,
        case: int,
        activity: str,
        team: Team,
        median: float,
        *,
        table: Table = SERVICE,
        urgent: bool = False,
        rework: bool = False,
        released: int | None = None,
        unless: str | None = None,
    ) -> Process:
        """Wait for the batch (`released`), queue for a person of the team, work, and leave a row; return the person."""
        asked = self.now
        if released is not None and released > asked:
            yield self.sleep(released - asked)
        person = yield team.ask(urgent=urgent, unless=unless)
        start = self.now
        yield self.env.timeout(self.chance.seconds(median, table))
        team.leave(person)
        self.rows.append(Row(case, activity, start, self.now, person, team.name, asked, max(asked, released or 0), rework))
        return person

    def alone(self, case: int, activity: str, seconds: int, person: str | None = None, team: str | None = None) -> Process:
        """Somebody who needs nobody else (a customer, a system) works at once, and leaves a row."""
        start = self.now
        if seconds:
            yield self.env.timeout(seconds)
        self.rows.append(Row(case, activity, start, self.now, person, team, start, start))

    def plant(self, case: int, fact: str, *shows_as: tuple[str, str]) -> None:
        """Note a departure from the design and the deviations (kind, step) as which it must show."""
        self.plantings.extend(Planting(case, fact, kind, step) for kind, step in shows_as)

    def run(self, serve: Callable[[int], Process]) -> None:
        """Let every arrival be served (`serve(case)` is its process) until the export."""
        self.env.process(self._door(serve))
        self.env.run(until=self.export_end + 1)

    def _door(self, serve: Callable[[int], Process]) -> Process:
        for case, arrival in enumerate(self.arrivals):
            if arrival > self.env.now:
                yield self.env.timeout(arrival - self.env.now)
            self.env.process(self._served(serve, case))

    def _served(self, serve: Callable[[int], Process], case: int) -> Process:
        yield from serve(case)
        self.finished.add(case)

    def _arrivals(self, cases: int, rates: Sequence[tuple[str, float, float]]) -> list[int]:
        """Go back day by day, minute by minute, until there are enough; the latest are kept."""
        hourly = {False: [0.0] * 24, True: [0.0] * 24}
        for hours, weekday, weekend in rates:
            start, end = hours.split("-")
            for hour in range(int(start), int(end)):
                hourly[False][hour], hourly[True][hour] = weekday / 60, weekend / 60
        uniform = self.chance.uniform
        days: list[list[int]] = []
        found = 0
        day: date = self.last_day
        while found < cases:
            chances = hourly[day.weekday() >= 5]
            today: list[int] = []
            for hour, share in enumerate(chances):
                if not share:
                    continue
                begins = moment(day, f"{hour:02d}:00", self.zone)
                for minute in range(60):
                    if uniform() < share:
                        second = begins + 60 * minute + int(uniform() * 60)
                        if second < self.export_end - QUIET:
                            today.append(second)
            days.append(today)
            found += len(today)
            day -= timedelta(days=1)
        ordered = [second for today in reversed(days) for second in today]
        return ordered[len(ordered) - cases :]
