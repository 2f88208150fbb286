"""Random small nets for Hypothesis: silent transitions, duplicate labels, weights, dead parts, several final markings."""

from hypothesis import strategies as st

from mining.blueprint.net import Net


@st.composite
def nets(draw: st.DrawFn, labels: str = "abc") -> Net:
    """Nets of two to five places; many have few reachable markings, some none that is final."""
    places = draw(st.integers(2, 5))
    sides = st.dictionaries(st.integers(0, places - 1), st.sampled_from([1, 1, 1, 2]), max_size=2)
    transitions = draw(st.lists(st.tuples(st.sampled_from([*labels, None]), sides, sides), min_size=2, max_size=7))
    # A transition without input would run for ever.
    kept = [(label, taken, put) for label, taken, put in transitions if taken] or [("a", {0: 1}, {1: 1})]
    chain = [(draw(st.sampled_from([*labels, None])), {place: 1}, {place + 1: 1}) for place in range(places - 1)]
    everything = kept + chain
    final = tuple(int(place == places - 1) for place in range(places))
    other = tuple(draw(st.integers(0, 1)) for _ in range(places))
    return Net(
        places=tuple(f"p{place}" for place in range(places)),
        labels=tuple(label for label, _, _ in everything),
        inputs=tuple(tuple(sorted(taken.items())) for _, taken, _ in everything),
        outputs=tuple(tuple(sorted(put.items())) for _, _, put in everything),
        initial=tuple(int(place == 0) for place in range(places)),
        finals=(final, other) if draw(st.booleans()) else (final,),
    )


def traces(labels: str = "abcx", longest: int = 6) -> st.SearchStrategy[list[str]]:
    """Some traces; `x` is a label that no net knows."""
    return st.lists(st.text(labels, max_size=longest), min_size=1, max_size=5)
