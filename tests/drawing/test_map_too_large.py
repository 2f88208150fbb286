"""A map that nobody could read, and no machine could lay out, is refused."""

import pytest
from tiny_logs import log

import mining
from mining.drawing import process_map
from mining.errors import MapError


def test_too_many_paths_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three paths where two are allowed: said, with what to ask for; fewer are drawn."""
    monkeypatch.setattr(process_map, "MOST_PATHS", 2)
    graph = mining.dfg(log("abcd"))
    with pytest.raises(MapError, match="at most 2") as error:
        process_map.draw(graph)
    assert "3 paths between 4 activities" in str(error.value)
    assert "<svg" in process_map.draw(graph, activities=0.5)
