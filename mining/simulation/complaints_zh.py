"""Complaints of an online shop, in Chinese; one time per step, when it was done.

What costs hours: a supervisor who approves twice a day, a supplier who answers after days, investigations done twice.
"""

from __future__ import annotations

from datetime import timedelta

from mining.simulation.chance import ANSWER
from mining.simulation.shifts import moment
from mining.simulation.world import Process, Row, World

ZONE, EXPORT = "Asia/Shanghai", "2025-03-28T15:30:00"
RATES = (("7-9", 0.3, 0.4), ("9-12", 1.3, 0.9), ("12-14", 1.2, 0.9), ("14-18", 1.1, 0.8), ("18-23", 0.8, 1.0))
OFFICE = "09:00-12:00, 13:00-18:00"
ROTAS = {
    "客服一组": {"陈静": f"Mon-Fri {OFFICE}", "王磊": f"Mon-Fri {OFFICE}", "刘洋": f"Tue-Fri {OFFICE}; Sat 09:00-12:00"},
    "质量部": {"赵敏": f"Mon-Fri {OFFICE}", "孙浩": f"Mon-Fri {OFFICE}", "周婷": f"Mon-Wed {OFFICE}"},
    "主管": {"张伟": f"Mon-Fri {OFFICE}"},
    "财务部": {"李娜": f"Mon-Fri {OFFICE}"},
    "供应商": {"华东供应商": "Mon-Sat 08:30-17:30", "华南供应商": "Mon-Fri 08:30-17:30"},
}
APPROVALS = ("11:30", "17:00")
"""The supervisor approves what has gathered, twice a day."""
PAYMENTS = ("16:00",)
"""Refunds are paid once a day."""
DIMENSIONS = ("有形性", "可靠性", "响应性", "保证性", "移情性")
DAY = 86400


class Complaints:
    """The service; `serve` is the process of one complaint."""

    def __init__(self, *, cases: int, seed: int, flawless: bool) -> None:
        self.world = world = World(seed=f"complaints_zh {seed}", zone=ZONE, export=EXPORT, cases=cases, rates=RATES)
        self.faults = not flawless
        self.service, self.quality, self.supervisor, self.finance, self.supplier = (
            world.team(name, rota) for name, rota in ROTAS.items()
        )
        chance = world.chance
        customers = max(60, cases * 4 // 5)
        self.channel = [chance.one_of(("电话", "微信", "微信", "网页")) for _ in range(cases)]
        self.customer = [f"K{30000 + chance.number(0, customers)}" for _ in range(cases)]
        self.servqual: list[tuple[int, ...] | None] = [None] * cases
        self.served: set[int] = set()
        world.run(self.serve)

    def _fault(self, share: float) -> bool:
        return self.world.chance.happens(share) and self.faults

    def _done(self, case: int, activity: str) -> None:
        """The customer does something, in no time."""
        now = self.world.now
        self.world.rows.append(Row(case, activity, now, now, "客户", None, now, now))

    def serve(self, case: int) -> Process:
        """One complaint, from the form to the file."""
        world, chance = self.world, self.world.chance
        begun = world.now
        self._done(case, "提交投诉")
        world.env.process(self._impatient(case))
        free = yield from self._registered(case)
        if free and chance.happens(0.03):
            yield from self._answered(3600)
            self.served.add(case)
            self._done(case, "客户撤诉")
            return
        free = yield from self._offered(case, free=free)
        yield from self._closed(case, free=free)
        if chance.happens(0.35):
            late = min(3, (world.now - begun) // (4 * DAY))
            expected = [chance.number(5, 7) for _ in DIMENSIONS]
            perceived = [max(1, e - chance.number(0, 2) - (late if k == 2 else late // 2)) for k, e in enumerate(expected)]
            self.servqual[case] = tuple(value for pair in zip(expected, perceived, strict=True) for value in pair)

    def _registered(self, case: int) -> Process:
        """Register, then investigate, ask the supplier, or both at once. Return whether nothing is planted yet."""
        world, chance = self.world, self.world.chance
        with_quality = chance.happens(0.85)
        with_supplier = not with_quality or chance.happens(0.35)
        if with_quality and not with_supplier and self._fault(0.05):
            world.plant(case, "investigated before it was registered", ("moved", "register"))
            yield from world.work(case, "调查核实", self.quality, 50 * 60)
            yield from world.work(case, "登记投诉", self.service, 10 * 60)
            return False
        yield from world.work(case, "登记投诉", self.service, 10 * 60)
        supplied = world.env.process(self._supplied(case)) if with_supplier else None
        person = (yield from world.work(case, "调查核实", self.quality, 50 * 60)) if with_quality else None
        if supplied is not None:
            yield supplied
        if with_quality and self._fault(0.08):
            world.plant(case, "investigated again by a colleague", ("repeated", "investigate"))
            yield from world.work(case, "调查核实", self.quality, 40 * 60, rework=True, unless=person)
            return False
        return True

    def _supplied(self, case: int) -> Process:
        """The supplier lets it lie, then works on it."""
        yield from self._answered(20 * 3600)
        yield from self.world.work(case, "供应商回复", self.supplier, 2 * 3600)

    def _answered(self, median: float) -> Process:
        """Somebody outside takes time; what falls into the night comes in the morning."""
        world = self.world
        yield world.sleep(world.chance.seconds(median, ANSWER))
        hour = world.local(world.now).hour
        if not 8 <= hour < 22:
            yield world.sleep(((8 - hour) % 24) * 3600 + world.chance.number(0, 3000))

    def _offered(self, case: int, *, free: bool) -> Process:
        """Propose, approve what costs money, notify; the customer may reject twice."""
        world, chance = self.world, self.world.chance
        if free and self._fault(0.03):
            world.plant(case, "lawyers asked, a step nobody designed", ("unknown", "法务咨询"))
            yield from world.work(case, "法务咨询", self.supervisor, 30 * 60)
            free = False
        for attempt in range(3):
            yield from world.work(case, "拟定方案", self.service, 20 * 60)
            if chance.happens(0.45):
                yield from world.work(case, "主管审批", self.supervisor, 5 * 60, released=self._next(APPROVALS))
            yield from world.work(case, "通知客户", self.service, 8 * 60)
            if attempt < 2 and chance.happens(0.14):
                yield from self._answered(5 * 3600)
                self._done(case, "客户不同意")
            else:
                break
        return free

    def _next(self, clocks: tuple[str, ...]) -> int:
        """Return the next of these times of a working day."""
        world = self.world
        today = world.local(world.now).date()
        days = (today + timedelta(days=k) for k in range(5))
        times = (moment(day, clock, world.zone) for day in days if day.weekday() < 5 for clock in clocks)
        return next(time for time in times if time >= world.now)

    def _closed(self, case: int, *, free: bool) -> Process:
        """The customer agrees, money is paid, the file is closed."""
        world, chance = self.world, self.world.chance
        refund = chance.happens(0.6)
        old = world.now < world.export_end - 14 * DAY
        unasked = free and self._fault(0.06)
        early = free and not unasked and refund and self._fault(0.08)
        unclosed = free and not unasked and not early and old and self._fault(0.07)
        if unasked:
            world.plant(case, "closed without the customer's agreement", ("skipped", "confirm"))
        elif early:
            world.plant(case, "paid before the customer agreed", ("extra", "refund"))
            yield from self._paid(case)
        if not unasked:
            yield from self._answered(8 * 3600)
            self._done(case, "客户确认")
        self.served.add(case)
        if refund and not early:
            yield from self._paid(case)
        if unclosed:
            world.plant(case, "never closed", ("unfinished", "close"))
        else:
            yield from world.work(case, "结案归档", self.service, 6 * 60)

    def _paid(self, case: int) -> Process:
        yield from self.world.work(case, "退款赔付", self.finance, 12 * 60, released=self._next(PAYMENTS))

    def _impatient(self, case: int) -> Process:
        """The customer reminds after some days, and again."""
        world = self.world
        for _ in range(2):
            yield from self._answered(3 * DAY)
            if case in self.served or not world.chance.happens(0.6):
                return
            self._done(case, "客户催办")
