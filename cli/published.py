"""`mining waste --causes published`: the published method, for comparison."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mining.shares import share_tenths

if TYPE_CHECKING:
    import polars as pl

    from mining.waste.causes.transitions import Transitions
    from mining.waste.hours.staffing import Staffing
    from mining.waste.instances.placed import Placed

SHOWN = 20
"""Transitions on a terminal, the longest waiting first; csv and json hold all."""


def published(
    seen: Placed, staffing: Staffing, *, persons: str, full: bool
) -> tuple[dict[str, pl.DataFrame], dict[str, Any], list[str]]:
    """Return tables, document and sentences of the published method.

    Raises:
        CausesError: the log cannot tell why instances waited.
    """
    from mining.waste.causes.causes import PUBLISHED_ORDER, causes_of
    from mining.waste.causes.transitions import transitions

    found = transitions(seen.log, causes_of(seen, staffing, PUBLISHED_ORDER))
    frame = found.frame if persons == "named" else _pseudonymous(found.frame)
    tables = {"transitions": frame if full else frame.head(SHOWN), "causes": found.table()}
    return tables, _document(found, frame), _sentences(found, frame, full=full)


def _sentences(found: Transitions, frame: pl.DataFrame, *, full: bool) -> list[str]:
    service, waiting = (value.total_seconds() / 3600 for value in (found.service, found.waiting))
    said = [
        "Published order and rules (Lashkevich et al., CAiSE 2023): batching, contention, prioritization, unavailability,"
        " extraneous; summed over instances, so parallel branches count twice.",
        f"Service {service:,.2f} h, waiting {waiting:,.2f} h.",
    ]
    if found.efficiency is not None:
        said.append(f"Cycle-time efficiency: {share_tenths(found.efficiency)} (service / (service + waiting)).")
    if not full and frame.height > SHOWN:
        said.append(f"The {SHOWN} longest of {frame.height:,} transitions (all of them: --format csv or json).")
    return said


def _document(found: Transitions, frame: pl.DataFrame) -> dict[str, Any]:
    from cli.waiting_tables import listed

    return {
        "order": "published",
        "service_hours": found.service.total_seconds() / 3600,
        "waiting_hours": found.waiting.total_seconds() / 3600,
        "cycle_time_efficiency": found.efficiency,
        "causes": listed(found.table()),
        "transitions": listed(frame),
    }


def _pseudonymous(frame: pl.DataFrame) -> pl.DataFrame:
    import polars as pl

    from mining.report.pseudonyms import pseudonym

    columns = ("source_resource", "target_resource")
    return frame.with_columns(pl.col(name).map_elements(pseudonym, return_dtype=pl.String) for name in columns)
