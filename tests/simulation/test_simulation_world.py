"""The queue, shifts, batches: small worlds by hand."""

import pytest

from mining.simulation.world import World

DAYS = (("9-17", 2.0, 0.0),)


def world(cases: int = 1, seed: str = "t") -> World:
    return World(seed=seed, zone="UTC", export="2025-03-14T18:00:00", cases=cases, rates=DAYS)


def waits(made: World) -> list[tuple[int, int]]:
    """(start - asked, end - start) in minutes, in the order of starts."""
    rows = sorted(made.rows, key=lambda row: row.start)
    return [((row.start - row.asked) // 60, (row.end - row.start) // 60) for row in rows]


def at(made: World, clock: str) -> int:
    """Seconds of Friday 2025-03-14, the day of the export."""
    hour, minute = clock.split(":")
    return made.export_end - 18 * 3600 + int(hour) * 3600 + int(minute) * 60


def run(made: World, asks: list[tuple[str, str, dict]], team) -> list:
    """Let each (clock, label, options) ask the team for ten minutes."""

    def asking(clock, label, options):
        yield made.env.timeout(at(made, clock) - made.now)
        person = yield team.ask(**options)
        made.rows.append((label, person, made.now - at(made, clock)))
        yield made.env.timeout(600)
        team.leave(person)

    for ask in asks:
        made.env.process(asking(*ask))
    made.env.run(until=made.export_end)
    return [(label, person, seconds // 60) for label, person, seconds in made.rows]


@pytest.mark.parametrize("cases", [1, 7, 200])
def test_exactly_so_many_arrivals_in_order(cases):
    """Whatever the number: that many, rising, on working days from 9 to 17, none in the last quarter of an hour."""
    made = world(cases)
    assert len(made.arrivals) == cases
    assert made.arrivals == sorted(made.arrivals)
    assert all(9 <= made.local(a).hour < 17 and made.local(a).weekday() < 5 for a in made.arrivals)
    assert made.arrivals[-1] < made.export_end - 900


def test_first_come_first_served():
    """One person, ten minutes each: asked at 9:00, 9:02, 9:04, they wait 0, 8 and 16 minutes."""
    made = world()
    team = made.team("T", {"Anya": "Mon-Fri 09:00-17:00"})
    asks = [("9:00", "a", {}), ("9:02", "b", {}), ("9:04", "c", {})]
    assert run(made, asks, team) == [("a", "Anya", 0), ("b", "Anya", 8), ("c", "Anya", 16)]


def test_urgent_goes_first():
    """What is urgent overtakes the queue, but nobody is interrupted."""
    made = world()
    team = made.team("T", {"Anya": "Mon-Fri 09:00-17:00"})
    asks = [("9:00", "a", {}), ("9:02", "b", {}), ("9:04", "c", {"urgent": True})]
    assert run(made, asks, team) == [("a", "Anya", 0), ("c", "Anya", 6), ("b", "Anya", 18)]


def test_waits_for_the_shift():
    """Asked at 8:30, served at 9:00; asked at 16:58, served though it lasts beyond 17:00; 17:01 is too late."""
    made = world()
    team = made.team("T", {"Anya": "Mon-Fri 09:00-17:00"})
    asks = [("8:30", "early", {}), ("16:58", "late", {}), ("17:01", "never", {})]
    assert run(made, asks, team) == [("early", "Anya", 30), ("late", "Anya", 0)]


def test_who_stayed_late_helps_with_what_is_urgent():
    """Anya works until 17:08 and takes the urgent request of 17:03; at 17:20 another finds her; a usual one does not."""
    made = world()
    team = made.team("T", {"Anya": "Mon-Fri 09:00-17:00"})
    asks = [("16:58", "a", {}), ("17:03", "b", {"urgent": True}), ("17:20", "c", {"urgent": True}), ("17:40", "d", {})]
    assert run(made, asks, team) == [("a", "Anya", 0), ("b", "Anya", 5), ("c", "Anya", 0)]


def test_a_colleague_looks_again():
    """A request for a colleague of Anya passes her by, and waits for Ben to come."""
    made = world()
    team = made.team("T", {"Anya": "Mon-Fri 09:00-17:00", "Ben": "Mon-Fri 10:00-17:00"})
    asks = [("9:50", "again", {"unless": "Anya"}), ("9:55", "usual", {})]
    assert run(made, asks, team) == [("usual", "Anya", 0), ("again", "Ben", 10)]


def test_a_withdrawn_request_takes_nobody():
    """Who gives up while waiting is passed over."""
    made = world()
    team = made.team("T", {"Anya": "Mon-Fri 09:00-17:00"})

    def gives_up():
        yield made.env.timeout(at(made, "9:01") - made.now)
        request = team.ask()
        yield made.env.timeout(60)
        request.withdrawn = True

    made.env.process(gives_up())
    assert run(made, [("9:00", "a", {}), ("9:03", "b", {})], team) == [("a", "Anya", 0), ("b", "Anya", 7)]


def test_work_keeps_what_it_waited_for():
    """A row knows when it was asked and when its batch was complete: asked 9:00, released 9:30, started 9:30."""
    made = world()
    team = made.team("T", {"Anya": "Mon-Fri 09:00-17:00"})

    def serve():
        yield made.env.timeout(at(made, "9:00") - made.now)
        yield from made.work(0, "x", team, 600, released=at(made, "9:30"))

    made.env.process(serve())
    made.env.run(until=made.export_end)
    (row,) = made.rows
    assert (row.asked, row.released, row.start) == (at(made, "9:00"), at(made, "9:30"), at(made, "9:30"))
    assert (row.person, row.team, row.rework) == ("Anya", "T", False)
