"""Process mining for services.

An analysis is a function from one validated, time-sorted `EventLog` to a small result.
Names are resolved when they are first used, so that importing the package costs nothing.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

from mining.version import __version__

if TYPE_CHECKING:
    from mining.blueprint.model import Blueprint
    from mining.conformance.budget import Budget
    from mining.conformance.conform import conform
    from mining.conformance.costs import Costs
    from mining.conformance.quality import quality
    from mining.discovery.dfg import dfg
    from mining.discovery.miners import discover_model
    from mining.discovery.variants import variants
    from mining.errors import MiningError
    from mining.interop import from_pandas, from_pm4py, from_polars
    from mining.log import EventLog
    from mining.reading.door import read
    from mining.report.html import report
    from mining.review.open_work import open_work
    from mining.review.review import review
    from mining.simulation import sample
    from mining.verdict.check import check
    from mining.waste.causes.causes import DEFAULT_ORDER, PUBLISHED_ORDER, waiting_causes
    from mining.waste.hours.staffing import Staffing
    from mining.waste.savings.savings import savings
    from mining.waste.waste import waste
    from mining.working_time.calendars import Calendar

_HOMES = {
    # Can I trust this file?
    "read": "mining.reading.door",
    "from_pandas": "mining.interop",
    "from_polars": "mining.interop",
    "from_pm4py": "mining.interop",
    "EventLog": "mining.log",
    "MiningError": "mining.errors",
    # What really happens?
    "dfg": "mining.discovery.dfg",
    "variants": "mining.discovery.variants",
    "discover_model": "mining.discovery.miners",
    # Where do we leave the designed service?
    "Blueprint": "mining.blueprint.model",
    "conform": "mining.conformance.conform",
    "Costs": "mining.conformance.costs",
    "Budget": "mining.conformance.budget",
    "quality": "mining.conformance.quality",
    "check": "mining.verdict.check",
    # Where do the hours go?
    "waste": "mining.waste.waste",
    "savings": "mining.waste.savings.savings",
    "waiting_causes": "mining.waste.causes.causes",
    "DEFAULT_ORDER": "mining.waste.causes.causes",
    "PUBLISHED_ORDER": "mining.waste.causes.causes",
    "Calendar": "mining.working_time.calendars",
    "Staffing": "mining.waste.hours.staffing",
    # One file to mail.
    "report": "mining.report.html",
    "open_work": "mining.review.open_work",
    # What changed?
    "review": "mining.review.review",
    # A service with known waste.
    "sample": "mining.simulation",
}

__all__ = [
    "DEFAULT_ORDER",
    "PUBLISHED_ORDER",
    "Blueprint",
    "Budget",
    "Calendar",
    "Costs",
    "EventLog",
    "MiningError",
    "Staffing",
    "__version__",
    "check",
    "conform",
    "dfg",
    "discover_model",
    "from_pandas",
    "from_pm4py",
    "from_polars",
    "open_work",
    "quality",
    "read",
    "report",
    "review",
    "sample",
    "savings",
    "variants",
    "waiting_causes",
    "waste",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'mining' has no attribute {name!r}")
    value = getattr(importlib.import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})


class _Names(ModuleType):
    """Keeps `mining.waste` and `mining.report` functions: importing a sub-package of that name must not hide them."""

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in _HOMES and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Names
