"""The tables that say what lies behind the causes of waiting: batches, overtaking, and its rules."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from mining.waste.causes.batch_table import SCHEMA, batch_table
from mining.waste.causes.behind import Behind
from mining.waste.causes.overtaking_table import OVERTAKING, RULES, overtaking_table
from mining.waste.causes.windows import Instances
from mining.waste.instances.placed import Placed


@dataclass(frozen=True, eq=False)
class Why:
    """Small frames, without rows where the log cannot tell why cases waited.

    Attributes:
        batches: see `mining.waste.causes.batch_table.batch_table`.
        overtaking: see `mining.waste.causes.overtaking_table.Overtaking.frame`.
        overtaking_rules: see `mining.waste.causes.overtaking_table.Overtaking.rules`.
    """

    batches: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=SCHEMA))
    overtaking: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=OVERTAKING))
    overtaking_rules: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=RULES))

    @classmethod
    def of(cls, placed: Placed, instances: Instances, behind: Behind) -> Why:
        """Make the tables of what was gathered while causes were told."""
        overtaking = overtaking_table(placed, behind)
        return cls(batch_table(placed, instances, behind), overtaking.frame, overtaking.rules)
