"""A help desk with two lines: one row per change of status; a status lasts until the next one.

What costs hours: tickets that wait for the customer (and, answered, for somebody to notice), tickets thrown back by the
second line, tickets reopened.
"""

from __future__ import annotations

from mining.simulation.chance import ANSWER
from mining.simulation.world import Process, Row, Team, World

ZONE, EXPORT = "Europe/Vienna", "2025-11-28T16:40:00"
RATES = (("6-8", 0.7, 0.15), ("8-12", 3.4, 0.3), ("12-14", 2.2, 0.3), ("14-17", 2.8, 0.3), ("17-22", 0.6, 0.2))
ROTAS = {
    "Dispatch": {"Renate": "Mon-Fri 08:00-12:30", "Karim": "Mon-Fri 12:30-18:00"},
    "First line": {
        "Anya": "Mon-Fri 08:00-16:00",
        "Birgit": "Mon-Thu 08:30-16:30",
        "Cem": "Mon-Fri 10:00-18:00",
        "Dario": "Tue-Fri 12:00-18:00",
    },
    "Second line": {"Eva": "Mon-Fri 08:30-16:30", "Filip": "Mon-Wed 09:00-17:00"},
}
AUTO_CLOSE = 72 * 3600
"""A ticket that nobody reopens is closed three days after it was resolved."""
DAY = 86400
MOST_PROGRESS = 4
"""In progress once, again after each of two questions, and once after reopening."""


class HelpDesk:
    """The service; `serve` is the process of one ticket."""

    def __init__(self, *, cases: int, seed: int, flawless: bool) -> None:
        self.world = world = World(seed=f"help_desk {seed}", zone=ZONE, export=EXPORT, cases=cases, rates=RATES)
        self.faults = not flawless
        self.dispatch, self.first, self.second = (world.team(name, rota) for name, rota in ROTAS.items())
        chance = world.chance
        customers = max(60, cases // 2)
        self.channel = [chance.one_of(("portal", "portal", "e-mail", "phone")) for _ in range(cases)]
        self.priority = [chance.one_of(("P1", "P2", "P2", "P3", "P3", "P3")) for _ in range(cases)]
        self.progressed = [0] * cases
        self.surplus: dict[int, str] = {}
        self.customer = [f"C{1000 + chance.number(0, customers)}" for _ in range(cases)]
        world.run(self.serve)

    def _enter(self, case: int, status: str, by: str, group: str | None) -> None:
        now = self.world.now
        self.progressed[case] += status == "In progress"
        self.world.rows.append(Row(case, status, now, now, by, group, now, now))

    def _fault(self, share: float) -> bool:
        return self.world.chance.happens(share) and self.faults

    def _work(self, case: int, status: str, team: Team, median: float) -> Process:
        """Queue for somebody; the status begins when they do. Return the person."""
        yield self.world.sleep(self.world.chance.number(4, 75))
        person = yield team.ask()
        self._enter(case, status, person, team.name)
        yield self.world.env.timeout(self.world.chance.seconds(median))
        team.leave(person)
        return person

    def serve(self, case: int) -> Process:
        """One ticket; a surplus of progress shows as `repeated` only beyond what the longest designed run has."""
        yield from self._ticket(case)
        if case in self.surplus:
            kind = "repeated" if self.progressed[case] > MOST_PROGRESS else "extra"
            self.world.plant(case, self.surplus[case], (kind, "progress"))

    def _ticket(self, case: int) -> Process:
        """From the portal to the automatic close."""
        world, chance = self.world, self.world.chance
        by = {"portal": "Portal", "e-mail": "Mailbox", "phone": "Phone"}[self.channel[case]]
        self._enter(case, "New", by, "First line")
        grabbed = self._fault(0.05)
        if grabbed:
            world.plant(case, "taken from the pile without assignment", ("skipped", "assigned"))
        else:
            dispatcher = yield self.dispatch.ask()
            yield world.env.timeout(chance.seconds(150))
            self.dispatch.leave(dispatcher)
            if chance.happens(0.02):
                self._enter(case, "Withdrawn", "Customer", None)
                return
            self._enter(case, "Assigned", dispatcher, "First line")
        person = yield from self._work(case, "In progress", self.first, 18 * 60)
        outcome, person = yield from self._asked_back(case, person, free=not grabbed)
        if outcome == "over":
            return
        free = not grabbed and outcome == "free"
        if chance.happens(0.3):
            free, person = yield from self._second_line(case, person, free=free)
        yield from self._resolved(case, person, free=free)

    def _asked_back(self, case: int, person: str, *, free: bool) -> Process:
        """Ask the customer, at most twice by design; return ("over" | "free" | "planted", person)."""
        world, chance = self.world, self.world.chance
        asked, state = 0, "free"
        while chance.happens((0.34, 0.25, 0.0)[asked]) or (asked == 2 and free and state == "free" and self._fault(0.5)):
            if asked == 2:
                state = "planted"
                world.plant(case, "customer asked a third time", ("repeated", "waiting"))
            asked += 1
            self._enter(case, "Waiting for customer", person, None)
            old = world.now < world.export_end - 12 * DAY
            if free and state == "free" and old and self._fault(0.1):
                world.plant(case, "left waiting for the customer for ever", ("unfinished", "withdrawn"))
                return "over", person
            yield from self._in_daytime(chance.seconds(9 * 3600, ANSWER))
            if chance.happens(0.06):
                self._enter(case, "Withdrawn", "Customer", None)
                return "over", person
            person = yield from self._work(case, "In progress", self.first, 14 * 60)
            if asked == 3:
                self.surplus[case] = "customer asked a third time"
                break
        return state, person

    def _in_daytime(self, seconds: int) -> Process:
        """Let so many seconds pass; what falls into the night comes in the morning."""
        yield self.world.sleep(seconds)
        hour = self.world.local(self.world.now).hour
        if not 7 <= hour < 22:
            yield self.world.sleep(((7 - hour) % 24) * 3600 + self.world.chance.number(0, 3000))

    def _second_line(self, case: int, person: str, *, free: bool) -> Process:
        """Escalate; the second line throws some tickets back. Return (nothing planted yet, person)."""
        world = self.world
        self._enter(case, "Escalated", person, "Second line")
        person = yield from self._work(case, "Under investigation", self.second, 42 * 60)
        if free and self._fault(0.12):
            world.plant(
                case,
                "thrown back to the first line and escalated again",
                ("repeated", "assigned"),
                ("repeated", "escalated"),
                ("repeated", "investigation"),
            )
            self._enter(case, "Assigned", person, "First line")
            person = yield from self._work(case, "In progress", self.first, 12 * 60)
            self.surplus[case] = "thrown back to the first line and escalated again"
            self._enter(case, "Escalated", person, "Second line")
            person = yield from self._work(case, "Under investigation", self.second, 40 * 60)
            return False, person
        if free and self._fault(0.2):
            world.plant(case, "waited for a vendor, a status nobody designed", ("unknown", "Pending vendor"))
            self._enter(case, "Pending vendor", person, "Second line")
            yield from self._in_daytime(world.chance.seconds(30 * 3600, ANSWER))
            return False, person
        return free, person

    def _resolved(self, case: int, person: str, *, free: bool) -> Process:
        """Resolve, perhaps reopen (once by design), close."""
        world, chance = self.world, self.world.chance
        if free and self._fault(0.04):
            world.plant(case, "closed without a solution for the customer", ("skipped", "resolved"))
            self._enter(case, "Closed", person, None)
            return
        reopened = 0
        while True:
            self._enter(case, "Resolved", person, None)
            if reopened == 0 and chance.happens(0.14):
                pass
            elif reopened == 1 and free and self._fault(0.4):
                world.plant(case, "reopened twice", ("repeated", "reopened"), ("repeated", "resolved"))
                self.surplus[case] = "reopened twice"
            else:
                break
            reopened += 1
            yield from self._in_daytime(chance.seconds(6 * 3600, ANSWER))
            self._enter(case, "Reopened", "Customer", "First line")
            person = yield from self._work(case, "In progress", self.first, 22 * 60)
        if chance.happens(0.3):
            yield from self._in_daytime(min(AUTO_CLOSE - 12 * 3600, chance.seconds(5 * 3600, ANSWER)))
            self._enter(case, "Closed", "Customer", None)
        else:
            yield world.sleep(AUTO_CLOSE)
            self._enter(case, "Closed", "Automation", None)
