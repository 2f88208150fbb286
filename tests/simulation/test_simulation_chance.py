from mining.simulation.chance import ANSWER, SERVICE, Chance


def test_same_seed_same_stream():
    """A seed gives the same numbers on every machine and Python: these were written down once."""
    chance = Chance("room_service 1")
    assert [chance.number(1, 1000) for _ in range(5)] == [96, 211, 336, 523, 3]


def test_duration_has_the_stated_median():
    """Half of the durations are at most the median, whatever the table."""
    for table in (SERVICE, ANSWER):
        chance = Chance("x")
        drawn = [chance.seconds(600, table) for _ in range(4000)]
        assert abs(sum(seconds <= 600 for seconds in drawn) / 4000 - 0.5) < 0.03
        assert min(drawn) >= 600 * table[0][1] - 1
        assert max(drawn) <= 600 * table[-1][1] + 1


def test_duration_is_never_zero():
    """Even a median of nothing takes a second."""
    assert Chance("x").seconds(0) == 1


def test_share_and_choice():
    """`happens(0.25)` in a quarter of the calls; `one_of` and `number` reach every item."""
    chance = Chance("y")
    assert abs(sum(chance.happens(0.25) for _ in range(4000)) / 4000 - 0.25) < 0.03
    assert {chance.one_of("abc") for _ in range(100)} == set("abc")
    assert {chance.number(3, 5) for _ in range(100)} == {3, 4, 5}
