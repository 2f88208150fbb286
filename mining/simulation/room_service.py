"""Room service of a hotel: guest, reception and floor, kitchen, stores; start and end of every step are recorded.

What costs hours: a kitchen closed at night, two cooks too few in the evening, a trolley that waits for company,
trays cooked twice, orders corrected at the door.
"""

from __future__ import annotations

import simpy

from mining.simulation.world import Process, Row, Team, World

ZONE, EXPORT = "Europe/Lisbon", "2025-09-28T20:35:00"
RATES = (
    ("5-7", 1.0, 0.6),
    ("7-10", 4.2, 4.6),
    ("10-12", 1.6, 2.4),
    ("12-15", 2.6, 2.8),
    ("15-18", 1.2, 1.5),
    ("18-22", 5.0, 5.6),
    ("22-24", 2.2, 2.6),
)
ROTAS = {
    "Reception": {
        "Anya": "Mon-Fri 07:00-15:00",
        "Rui": "Sat-Sun 07:00-15:00",
        "Marco": "Mon-Fri 15:00-23:00",
        "Sofia": "Sat-Sun 15:00-23:00",
        "Inês": "Sun-Thu 23:00-07:00",
        "Tiago": "Fri-Sat 23:00-07:00",
        "Bea": "Mon-Sun 07:30-10:30, 18:00-22:00",
    },
    "Floor": {
        "João": "Mon-Fri 06:30-14:30",
        "Leila": "Wed-Sun 06:30-14:30",
        "Pavel": "Mon-Tue 06:30-14:30; Sat-Sun 07:00-15:00",
        "Carla": "Mon-Sun 14:00-18:00",
        "Diego": "Mon-Sun 17:30-00:30",
        "Yusuf": "Mon-Sun 18:00-00:30",
        "Mina": "Fri-Sun 18:00-23:30",
    },
    "Kitchen": {
        "Teresa": "Mon-Fri 06:30-14:45",
        "Olga": "Mon-Sun 06:30-11:30",
        "Hugo": "Sat-Sun 06:30-14:45",
        "Nadia": "Mon-Sun 11:30-15:00",
        "Luca": "Mon-Sun 14:30-23:00",
        "Amélie": "Mon-Sun 17:00-23:00",
        "Sven": "Fri-Sun 18:00-22:30",
    },
    "Stores": {"Paulo": "Mon-Sun 06:00-15:00", "Nuno": "Mon-Sun 15:00-00:00"},
}
TROLLEY, TROLLEY_WAITS = 3, 15 * 60
"""The storekeeper leaves with three orders, or when the first has waited a quarter of an hour."""


class Trolley:
    """Orders that need supplies; one round fetches them all."""

    def __init__(self, world: World, stores: Team) -> None:
        self.world, self.stores = world, stores
        self.waiting: list[tuple[int, int, simpy.Event]] = []

    def join(self, case: int) -> simpy.Event:
        """Put an order on the list; the event comes when its supplies are here."""
        here = self.world.env.event()
        self.waiting.append((case, self.world.now, here))
        if len(self.waiting) == TROLLEY:
            self._go()
        elif len(self.waiting) == 1:
            self.world.env.process(self._patience(here))
        return here

    def withdraw(self, case: int) -> bool:
        """Take an order off the list; False if the round was already called."""
        for place, (waiting, _, _) in enumerate(self.waiting):
            if waiting == case:
                del self.waiting[place]
                return True
        return False

    def _patience(self, first: simpy.Event) -> Process:
        yield self.world.sleep(TROLLEY_WAITS)
        if any(here is first for _, _, here in self.waiting):
            self._go()

    def _go(self) -> None:
        self.world.env.process(self._round(self.waiting, self.world.now))
        self.waiting = []

    def _round(self, orders: list[tuple[int, int, simpy.Event]], released: int) -> Process:
        world = self.world
        person = yield self.stores.ask()
        start = world.now
        yield world.env.timeout(world.chance.seconds(360 + 90 * len(orders)))
        self.stores.leave(person)
        for case, asked, here in orders:
            world.rows.append(Row(case, "Fetch supplies", start, world.now, person, "Stores", asked, released))
            here.succeed()


class RoomService:
    """The service; `serve` is the process of one order."""

    def __init__(self, *, cases: int, seed: int, flawless: bool) -> None:
        self.world = world = World(seed=f"room_service {seed}", zone=ZONE, export=EXPORT, cases=cases, rates=RATES)
        self.faults = not flawless
        self.reception, self.floor, self.kitchen, self.stores = (world.team(name, rota) for name, rota in ROTAS.items())
        self.trolley = Trolley(world, self.stores)
        chance = world.chance
        guests = max(40, cases * 2 // 3)
        self.channel = [chance.one_of(("app", "app", "app", "phone", "phone", "tv")) for _ in range(cases)]
        self.guest_no = [f"G-{2000 + chance.number(0, guests)}" for _ in range(cases)]
        self.nps: list[int | None] = [None] * cases
        self.delivered: set[int] = set()
        self.settled: set[int] = set()
        self.asking: dict[int, simpy.Event] = {}
        world.run(self.serve)

    def _fault(self, share: float) -> bool:
        return self.world.chance.happens(share) and self.faults

    def serve(self, case: int) -> Process:
        """One order, from the menu to the bill."""
        world, chance = self.world, self.world.chance
        begun = world.now
        yield from world.alone(case, "Order placed", chance.seconds(150))
        yield from world.work(case, "Take order", self.reception, 170)
        supplies = chance.happens(0.38)
        late_supplies = supplies and self._fault(0.09)
        fetched = self.trolley.join(case) if supplies and not late_supplies else None
        at_night = not self.kitchen.on_duty
        if not at_night:
            world.env.process(self._impatient(case))
        if not (yield from self._cooked(case, patient=at_night)):
            yield from self._cancelled(case, fetched)
            return
        if fetched is not None:
            yield fetched
        skipped = yield from self._checked(case, free=not late_supplies)
        if late_supplies:
            world.plant(case, "supplies fetched only after the check", ("extra", "fetch"))
            yield self.trolley.join(case)
        yield from self._delivered(case, wrong=0.25 if skipped else 0.05)
        yield from self._settled(case, begun, free=not skipped and not late_supplies)

    def _cooked(self, case: int, *, patient: bool) -> Process:
        """Queue for a cook; a guest who has waited an hour gives up in half of the cases. Return whether it was cooked."""
        world, chance = self.world, self.world.chance
        asked = world.now
        request = self.kitchen.ask()
        if not patient:
            yield request | world.sleep(chance.number(50, 75) * 60)
            if not request.triggered and chance.happens(0.6):
                request.withdrawn = True
                return False
        person = yield request
        start = world.now
        yield world.env.timeout(chance.seconds(16 * 60))
        self.kitchen.leave(person)
        world.rows.append(Row(case, "Cook", start, world.now, person, "Kitchen", asked, asked))
        return True

    def _checked(self, case: int, *, free: bool) -> Process:
        """Check the tray, unless the kitchen is in a hurry; cook again what fails. Return whether the check was skipped."""
        world, busy = self.world, self.kitchen.waiting >= 2
        if free and self._fault(0.3 if busy else 0.05):
            world.plant(case, "tray not checked", ("skipped", "check"))
            return True
        yield from world.work(case, "Check tray", self.kitchen, 110, urgent=True)
        if free and self._fault(0.06):
            world.plant(case, "tray failed the check and was cooked again", ("repeated", "cook"), ("repeated", "check"))
            yield from world.work(case, "Cook", self.kitchen, 14 * 60, urgent=True, rework=True)
            yield from world.work(case, "Check tray", self.kitchen, 100, urgent=True, rework=True)
        return False

    def _delivered(self, case: int, *, wrong: float) -> Process:
        world = self.world
        yield from self._brought(case)
        self.delivered.add(case)
        if self._fault(wrong):
            yield from world.work(case, "Correct order", self.kitchen, 10 * 60, urgent=True, rework=True)
            yield from self._brought(case)

    def _brought(self, case: int) -> Process:
        """The floor brings it up; a free cook does where the floor is busy."""
        cook_is_free = bool(self.kitchen.idle) and not self.kitchen.waiting and not self.floor.idle
        yield from self.world.work(case, "Deliver", self.kitchen if cook_is_free else self.floor, 7 * 60)

    def _settled(self, case: int, begun: int, *, free: bool) -> Process:
        """The guest signs and the room is charged, mostly in this order."""
        world, chance = self.world, self.world.chance
        if free and self._fault(0.02):
            world.plant(case, "minibar refilled on the way", ("unknown", "Refill minibar"))
            yield from world.work(case, "Refill minibar", self.floor, 5 * 60)
            free = False
        self.settled.add(case)
        if case in self.asking:
            yield self.asking[case]
        # Near the export's end nobody could tell a bill that is late from one that never comes.
        free = free and world.now < world.export_end - 2 * 86400
        early = free and self._fault(0.04)
        forgotten = free and not early and self._fault(0.035)
        if early:
            world.plant(case, "room charged before the guest signed", ("moved", "sign"))
            yield from world.alone(case, "Charge to room", 2, "PMS", "PMS")
        yield from world.alone(case, "Guest signs", chance.seconds(45))
        if forgotten:
            world.plant(case, "room never charged", ("unfinished", "charge"))
        elif not early:
            yield from world.alone(case, "Charge to room", 2, "PMS", "PMS")
        if chance.happens(0.4):
            late = max(0, world.now - begun - 45 * 60) // 900
            self.nps[case] = max(0, min(10, chance.one_of((10, 9, 9, 8, 8, 7)) - min(6, late)))

    def _impatient(self, case: int) -> Process:
        """A guest who sees nothing coming calls once."""
        world = self.world
        yield world.sleep(world.chance.number(38, 55) * 60)
        if case not in self.delivered and case not in self.settled and world.chance.happens(0.5):
            self.asking[case] = answered = world.env.event()
            yield from world.work(case, "Guest asks for order", self.reception, 100, urgent=True)
            answered.succeed()

    def _cancelled(self, case: int, fetched: simpy.Event | None) -> Process:
        world = self.world
        self.settled.add(case)
        if case in self.asking:
            yield self.asking[case]
        if fetched is not None and not self.trolley.withdraw(case):
            yield fetched
        yield from world.alone(case, "Cancel order", world.chance.seconds(50))
