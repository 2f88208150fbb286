"""Maps of real logs: well-formed, with every figure that was asked for."""

import os
from pathlib import Path

import pytest
from lxml import etree

from mining.discovery.dfg import dfg
from mining.drawing import process_map, text
from mining.drawing.map_selection import selection
from mining.reading.door import read

SHELF = os.environ.get("SERVICE_MINING_LOGS")
pytestmark = pytest.mark.skipif(SHELF is None, reason="SERVICE_MINING_LOGS does not name a folder with logs")
SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize(
    "name", ["receipt.csv.gz", "helpdesk_italian.csv.gz", "bpic2013_incidents.xes.gz", "invoice_ja.csv.gz"]
)
def test_the_whole_map_shows_every_path(name: str) -> None:
    """All activities, and the count of each path, of each begin and of each end, stand in the picture."""
    graph = dfg(read(Path(str(SHELF)) / "logs" / name))
    root = etree.fromstring(process_map.draw(graph).encode())
    words = [element.text for element in root.iter(f"{SVG}text")]
    counts = [*graph.frame["count"], *graph.activities["instances"], *graph.starts["cases"], *graph.ends["cases"]]
    missing = [count for count in set(counts) if words.count(text.number(count)) < counts.count(count)]
    assert missing == []
    few, every = selection(graph, paths=0), selection(graph)
    assert len(few.activities) == len(every.activities) == graph.activities.height
    assert few.shown_paths <= every.shown_paths == graph.frame.height
