"""Names of resources and teams, and their codes per instance."""

from __future__ import annotations

import numpy as np
import polars as pl

from mining.log import EventLog
from mining.waste.instances.placed import Codes


def resource_names(log: EventLog) -> list[str]:
    """Names of the resources, in the order of their codes."""
    dtype = log.events.schema["resource"]
    return dtype.categories.to_list() if isinstance(dtype, pl.Enum) else []


def resource_codes(log: EventLog) -> Codes:
    """Code of the resource per instance, int32; -1 where unknown."""
    codes: Codes = log.events["resource"].to_physical().cast(pl.Int32).fill_null(-1).to_numpy()
    return codes


def named_codes(log: EventLog, column: str) -> tuple[list[str], Codes]:
    """Distinct texts of a column, sorted, and the place of every instance's among them, int32; -1 where null."""
    if column not in log.events.columns:
        return [], np.broadcast_to(np.int32(-1), log.instances)
    if column == "resource":
        return resource_names(log), resource_codes(log)
    texts = log.events[column].cast(pl.String)
    names = texts.drop_nulls().unique().sort().to_list()
    return names, texts.cast(pl.Enum(names)).to_physical().cast(pl.Int32).fill_null(-1).to_numpy()
