"""Back and forth: work handed to another person or team, and coming back."""

from __future__ import annotations

import numpy as np
import polars as pl

from mining.log import EventLog
from mining.waste.arithmetic.intervals import distinct_sorted
from mining.waste.arithmetic.ranges import case_ranges
from mining.waste.instances.placed import Codes, Ints, Placed
from mining.waste.instances.resources import named_codes

HANDOVERS = {"between": pl.String, **dict.fromkeys(("handovers", "ping_pongs", "returns", "cases"), pl.Int64)}


def handovers(placed: Placed) -> pl.DataFrame:
    """Count handovers, ping-pongs and returns between persons, and between teams or lanes.

    Instances without a person (team, lane) are passed over. A handover: the next instance of the case is another's. A
    ping-pong: A, B, A in a row, once consecutive equals are one. Returns: the length of that sequence minus how many
    different ones it holds, summed over cases.

    Returns:
        ``between`` (resource; team; lane: those that the log or the blueprint names), ``handovers``, ``ping_pongs``,
        ``returns``, ``cases`` (with a handover), Int64.
    """
    log = placed.log
    levels = {"resource": named_codes(log, "resource")[1]}
    if "team" in log.events.columns:
        levels["team"] = named_codes(log, "team")[1]
    if placed.blueprint is not None:
        levels["lane"] = placed.lane
    rows = [(name, *_counted(log, codes)) for name, codes in levels.items() if (codes >= 0).any()]
    return pl.DataFrame(rows, schema=HANDOVERS, orient="row")


def summed_handovers(frame: pl.DataFrame) -> pl.DataFrame:
    """Return one row per kind of partner of a frame that may hold several, in the order resource, team, lane."""
    order = pl.col("between").replace_strict({"resource": 0, "team": 1, "lane": 2}, return_dtype=pl.Int8)
    return frame.group_by("between").agg(pl.all().sum()).sort(order)


def _counted(log: EventLog, whose: Codes) -> tuple[int, int, int, int]:
    parts = ((log.case_codes[rows], whose[rows]) for _, _, rows in case_ranges(log))
    counts = [_in_cases(case.astype(np.int64), codes.astype(np.int64)) for case, codes in parts]
    handed, back, returns, cases = np.sum(counts, axis=0).tolist()
    return handed, back, returns, cases


def _in_cases(case: Ints, whose: Ints) -> tuple[int, int, int, int]:
    known = whose >= 0
    case, whose = case[known], whose[known]
    begins = np.diff(case, prepend=-1) != 0
    changes = np.diff(whose, prepend=-1) != 0
    case, whose = case[begins | changes], whose[begins | changes]
    same_case = np.diff(case) == 0
    back = same_case[1:] & same_case[:-1] & (whose[2:] == whose[:-2])
    different = distinct_sorted(case * (int(whose.max(initial=0)) + 1) + whose).size
    return int(same_case.sum()), int(back.sum()), case.size - different, distinct_sorted(case[1:][same_case]).size
