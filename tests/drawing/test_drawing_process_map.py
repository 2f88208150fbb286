"""The process map: what it shows, that it holds together, that nothing overlaps."""

import random
from dataclasses import dataclass
from datetime import timedelta
from itertools import combinations, pairwise

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from tiny_logs import log

from mining.discovery.dfg import dfg
from mining.discovery.miners import discover_model
from mining.drawing import layered, process_map
from mining.drawing.layer_order import crossings
from mining.drawing.layered import Edge, layout, turned_round
from mining.drawing.map_picture import DARK, box_fill
from mining.drawing.map_selection import BEGIN, END, selection

SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class Graph:
    """A stand-in for a directly-follows graph."""

    frame: pl.DataFrame
    activities: pl.DataFrame
    starts: pl.DataFrame
    ends: pl.DataFrame


def graph(
    edges: dict[tuple[str, str], int], starts: dict[str, int], ends: dict[str, int], *, hours: float | None = 2.0
) -> Graph:
    median = None if hours is None else timedelta(hours=hours)
    rows = [
        {"from": a, "to": b, "count": n, "median": median} for (a, b), n in sorted(edges.items(), key=lambda each: -each[1])
    ]
    names = sorted({name for pair in edges for name in pair} | set(starts) | set(ends))
    much = {name: sum(n for (_, b), n in edges.items() if b == name) + starts.get(name, 0) for name in names}
    table = pl.DataFrame(
        {"activity": names, "instances": [much[name] for name in names], "cases": [1] * len(names)},
        schema={"activity": pl.String, "instances": pl.Int64, "cases": pl.Int64},
    )
    schema = {"from": pl.String, "to": pl.String, "count": pl.Int64, "median": pl.Duration("us")}
    marks = [
        pl.DataFrame(
            {"activity": list(each), "cases": list(each.values())}, schema={"activity": pl.String, "cases": pl.Int64}
        )
        for each in (starts, ends)
    ]
    return Graph(
        pl.DataFrame(rows, schema=schema), table.sort("instances", "activity", descending=[True, False]), marks[0], marks[1]
    )


def random_graph(seed: int, size: int = 9) -> Graph:
    """Any graph that a log can have: every activity on a way from the begin to the end."""
    chance = random.Random(seed)
    names = [f"activity {chance.choice(['long name of', '调查', 'x'])} {k}" for k in range(size)]
    edges: dict[tuple[str, str], int] = {}
    starts: dict[str, int] = {}
    ends: dict[str, int] = {}
    for _ in range(size * 2):
        trace = [chance.choice(names) for _ in range(chance.randint(1, 6))]
        count = chance.choice([1, 1, 3, 50, 900])
        starts[trace[0]] = starts.get(trace[0], 0) + count
        ends[trace[-1]] = ends.get(trace[-1], 0) + count
        for one, two in pairwise(trace):
            edges[one, two] = edges.get((one, two), 0) + count
    return graph(edges, starts, ends)


def texts(svg: str) -> list[str]:
    """All text; a no-break space reads like any other."""
    return [
        (each.text or "").replace("\N{NO-BREAK SPACE}", " ") for each in etree.fromstring(svg.encode()).iter(f"{SVG}text")
    ]


def test_the_map_of_a_tiny_log() -> None:
    """abc, abc, axc: a 3 times; paths ab 2, bc 2, ax 1, xc 1; three cases begin and end. Below: how much is shown."""
    words = texts(process_map.draw(dfg(log("abc", "abc", "axc"))))
    below = [word for word in words if not word.isalnum()]
    assert " ".join(below).startswith("4 of 4 activities, 4 of 4 paths. In boxes: instances; on paths: how often")
    words = [word for word in words if word not in below]
    assert sorted(words) == sorted(["a", "3", "b", "2", "c", "3", "x", "1", "2", "2", "1", "1", "3", "3"])


def test_medians_on_the_paths() -> None:
    """An hour between events: the label says 1 h; begin and end have no time."""
    words = texts(process_map.draw(dfg(log("ab")), measure="median"))
    assert words.count("1 h") == 1
    assert texts(process_map.draw(dfg(log("ab")), measure="median", language="zh")).count("1 小时") == 1


def test_a_log_without_times() -> None:
    """The median is not known: a dash, never a number."""
    assert "–" in texts(process_map.draw(dfg(log("ab", timed=False)), measure="median"))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([0.0, 0.2, 0.6]), st.sampled_from([0.3, 1.0]))
def test_a_selection_holds_together(seed: int, paths: float, activities: float) -> None:
    """Every activity shown is reached from the begin and reaches the end, as far as the shown activities allow it at all."""
    whole = random_graph(seed)
    shown, every = (selection(whole, paths=share, activities=activities) for share in (paths, 1.0))

    def reached(found: list[tuple[str, str]], root: str) -> set[str]:
        seen, queue = {root}, [root]
        while queue:
            here = queue.pop()
            fresh = [b for a, b in found if a == here and b not in seen]
            seen.update(fresh)
            queue += fresh
        return seen

    for sign, root in ((1, BEGIN), (-1, END)):
        some, everything = ([(p.source, p.target)[::sign] for p in each.paths] for each in (shown, every))
        assert reached(some, root) == reached(everything, root)


def test_paths_are_the_most_frequent() -> None:
    """a->b 9, a->c 5, b->c 4, c->b 1 and marks: c->b is the last to come in."""
    whole = graph({("a", "b"): 9, ("a", "c"): 5, ("b", "c"): 4, ("c", "b"): 1}, {"a": 14}, {"c": 13, "b": 1})
    counts = [len(selection(whole, paths=share).paths) for share in (0, 0.6, 0.8, 1)]
    assert counts == sorted(counts)
    assert counts[-1] == 7
    assert ("c", "b") not in {(path.source, path.target) for path in selection(whole, paths=0.6).paths}


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.booleans())
def test_layout_keeps_boxes_and_ways_apart(seed: int, large: bool) -> None:
    """Solved exactly or nearly: no two boxes meet, no way point lies in a box of another node, labels meet nothing."""
    chance = random.Random(seed)
    count = chance.randint(2, 12)
    sizes = [(chance.randint(20, 90), chance.randint(20, 120), chance.choice([36, 60])) for _ in range(count)]
    pairs = {(a, b) for a, b in ((chance.randrange(count), chance.randrange(count)) for _ in range(3 * count)) if a != b}
    edges = [Edge(a, b, chance.choice([1, 5, 100]), chance.randint(10, 60)) for a, b in sorted(pairs)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(layered, "EXACT_UP_TO", 0 if large else layered.EXACT_UP_TO)
        laid = layout(sizes, edges)
    boxes = [
        (x - left, y - height / 2, x + right, y + height / 2)
        for (x, y), (left, right, height) in zip(laid.centres, sizes, strict=True)
    ]
    labels = [
        (x - edge.label / 2, y - 8, x + edge.label / 2, y + 8) for (x, y), edge in zip(laid.labels, edges, strict=True)
    ]
    for one, two in combinations(boxes + labels, 2):
        assert one[0] >= two[2] - 0.1 or two[0] >= one[2] - 0.1 or one[1] >= two[3] - 0.1 or two[1] >= one[3] - 0.1
    for way in laid.ways:
        for (x1, y1), (x2, y2) in zip(way[::2], way[1::2], strict=True):
            assert x1 == x2
            for left, top, right, bottom in boxes:
                assert not (left + 0.1 < x1 < right - 0.1 and min(y1, y2) < bottom - 0.1 and max(y1, y2) > top + 0.1)


def test_cycles_turn_at_their_lightest_edge() -> None:
    """a -> b -> c -> a with 9, 8, 1: only c -> a runs upwards."""
    assert turned_round(3, [Edge(0, 1, 9, 0), Edge(1, 2, 8, 0), Edge(2, 0, 1, 0)]) == [False, False, True]


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_crossings_as_counted_one_by_one(seed: int) -> None:
    """Two pieces cross where their ends lie in opposite order: counted pair by pair."""
    chance = random.Random(seed)
    down: list[list[int]] = [sorted(chance.sample(range(6, 12), chance.randint(0, 4))) for _ in range(6)] + [
        [] for _ in range(6)
    ]
    above, below = chance.sample(range(6), 6), chance.sample(range(6, 12), 6)
    pieces = [(above.index(a), below.index(b)) for a in above for b in down[a]]
    slow = sum((a1 - a2) * (b1 - b2) < 0 for (a1, b1), (a2, b2) in combinations(pieces, 2))
    assert crossings(above, below, down) == slow


def test_the_same_graph_gives_the_same_picture() -> None:
    """Text for text, at every level of the slider."""
    whole = random_graph(3, size=8)
    assert process_map.fragment(whole) == process_map.fragment(whole)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_labels_are_text_never_markup(language: str) -> None:
    """A label with markup appears letter by letter; the only scripts of the page are its own."""
    label = "<script>alert(1)</script>"
    whole = graph({(label, "b"): 2, (label, label): 1}, {label: 2}, {"b": 2})
    assert label in "".join(texts(process_map.draw(whole, language=language)))
    assert process_map.page(whole, language=language).count("<script") == 1


def test_two_fragments_share_a_page() -> None:
    """Neither ids nor references nor anything from outside; every level once, one of them shown."""
    part = process_map.fragment(random_graph(5, size=12))
    assert " id=" not in part
    assert "url(" not in part
    assert "http" not in part.replace("http://www.w3.org/2000/svg", "")
    assert part.count("<figure") >= 5
    assert part.count("<figure") - part.count("<figure hidden") == 1


def test_activities_by_other_names() -> None:
    """a and b are both called Check: the label in brackets tells them apart, and no count is lost."""
    whole = selection(graph({("a", "b"): 2, ("b", "c"): 2}, {"a": 2}, {"c": 2})).called(
        {"a": "Check", "b": "Check", "c": "Sign"}
    )
    assert {name for name, _, _ in whole.activities} == {"Check (a)", "Check (b)", "Sign"}
    assert {(path.source, path.target, path.count) for path in whole.paths} >= {
        ("Check (a)", "Check (b)", 2),
        ("Check (b)", "Sign", 2),
    }


def test_an_empty_log() -> None:
    """No activities: the picture and the page say so."""
    nothing = graph({}, {}, {})
    assert "nothing to show" in process_map.draw(nothing)
    assert "无可显示" in process_map.page(nothing, language="zh")


def test_self_loops_are_drawn() -> None:
    """aab: a follows itself once; the label stands beside the box."""
    words = texts(process_map.draw(dfg(log("aab"))))
    assert words.count("1") == 5  # b's instances, a->a, a->b, begin, end


def test_shares_outside_0_to_1_are_refused() -> None:
    """A share of 40 is a mistake for 0.4."""
    tiny = dfg(log("ab"))
    with pytest.raises(ValueError, match="between 0 and 1"):
        process_map.draw(tiny, paths=40)


def test_names_are_read_on_every_shade() -> None:
    """White or black letters: at least 3.9 to 1 on each shade of a box (bold letters need 3), whatever its share."""

    def light(colour: str) -> float:
        parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
        return sum(
            weight * (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)
            for weight, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True)
        )

    contrasts = []
    for step in range(101):
        paper = light(box_fill(step / 100))
        ink = 1.0 if step / 100 > DARK else light("#1d1d1d")
        contrasts.append((max(paper, ink) + 0.05) / (min(paper, ink) + 0.05))
    assert min(contrasts) >= 3.9


def test_a_map_says_in_words_what_it_shows() -> None:
    """Activities with their instances, then the most frequent paths, in `desc`."""
    told = etree.fromstring(process_map.draw(dfg(log("ab", "ab", "b"))).encode()).findtext(f"{SVG}desc")
    assert told == "b: 3; a: 2; a → b: 2×"


def test_results_draw_themselves() -> None:
    """`dfg(log).draw()` is the map, `discover_model(log).draw()` the net with a box for each step."""
    graph = dfg(log("ab", "ab", "b"))
    assert graph.draw(paths=0.5) == process_map.draw(graph, paths=0.5)
    net = discover_model(log("ab", "ab", "b"), miner="inductive").draw("zh")
    assert {"a", "b"} <= set(texts(net))
    assert "静默" in net
