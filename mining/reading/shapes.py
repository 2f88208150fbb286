"""What a row is - an event, a start or a completion, a ticket, a change, a snapshot - recognised or as the user says.

Recognition is conservative: rows are events unless names and content leave no doubt.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from mining.errors import ColumnError, ShapeError
from mining.findings import Finding
from mining.reading.changes import change_columns, from_changes, without_its_other_table
from mining.reading.columns import RoleChoice
from mining.reading.reshaped import Reshaped, Shape, ShapeName, as_it_is
from mining.reading.roles import case_of
from mining.reading.snapshots import counter_of, looks_like_snapshots
from mining.reading.stages import named_as_tickets
from mining.reading.tickets import from_tickets, looks_like_tickets


def reshaped(
    frame: pl.DataFrame,
    named: Mapping[str, str],
    found: list[Finding],
    *,
    shape: ShapeName | None = None,
    field: str | None = None,
    steps: Mapping[str, str] | None = None,
    keep_unchanged: bool = False,
    timezone: str | None = None,
    no_time: bool = False,
    closing: bool = True,
) -> Reshaped:
    """Bring a table of tickets or a change history to one row per event; any other table stays as it is.

    Args:
        frame: the table as it was read.
        named: role -> column, as the user said.
        found: findings are added.
        shape: what a row is; None: recognised.
        field: of a change history, the field whose values are activities.
        steps: of a table of tickets, column -> activity.
        keep_unchanged: keep changes of a value to itself.
        timezone: zone of times that do not say theirs.
        no_time: times are not looked at; then a row is an event.
        closing: take the last stage of a ticket for its completion.

    Raises:
        ShapeError: a shape was named, and its columns are not there.
    """
    half = without_its_other_table(frame)
    if half and shape in (None, "changes") and not {"activity", "end"} & named.keys():
        raise ShapeError.half_of_changes(half == "header")
    if shape in (None, "changes"):
        columns = change_columns(frame, surely=shape is None)
        # A saved mapping names the new values as the activity; another activity means that rows are events.
        said = shape == "changes" or field is not None
        if columns is not None and (said or named.get("activity", columns.new) == columns.new):
            return from_changes(frame, columns, named, found, field=field, keep_unchanged=keep_unchanged)
        if shape == "changes" or field is not None:
            raise ShapeError.no_changes(frame.columns)
    wants_tickets = shape == "tickets" or (shape is None and bool(steps))
    may_be_tickets = shape is None and not no_time and not {"activity", "start", "end"} & named.keys()
    if wants_tickets or may_be_tickets:
        # Names are cheap to look at; content is looked at only where they fit.
        case = None
        if wants_tickets:
            case = case_of(frame, named, tickets=True)
        elif named_as_tickets(frame.columns):
            case = _case_if_any(frame, named)
        if case is not None and (wants_tickets or looks_like_tickets(frame, case.column)):
            return from_tickets(frame, case, found, steps=steps, timezone=timezone, closing=closing)
    return as_it_is(frame)


def _case_if_any(frame: pl.DataFrame, named: Mapping[str, str]) -> RoleChoice | None:
    try:
        return case_of(frame, named)
    except ColumnError:
        return None


def shape_of(
    raw: pl.DataFrame,
    choices: dict[str, RoleChoice],
    named: Mapping[str, str],
    *,
    shape: ShapeName | None = None,
    no_time: bool = False,
) -> Shape:
    """Say what a row of events is, by its roles, and take out of `choices` what a named shape has no use for.

    Snapshots get the column that numbers the updates of a record, if there is one, as their ``order``.

    Raises:
        ShapeError: a shape was named, and its columns are not there.
    """
    if no_time:
        return "no times"
    if shape == "events":
        choices.pop("start", None)
        return "one time per row"
    if shape == "intervals":
        if "start" not in choices:
            raise ColumnError.unrecognised("start", raw.columns, "Rows with start and end need both.")
        return "start and end per row"
    if shape == "lifecycle" and "lifecycle" not in choices:
        raise ShapeError.no_transitions(raw.columns)
    if "lifecycle" in choices:
        return "start and complete rows"
    if shape == "snapshots" or (shape is None and looks_like_snapshots(raw, choices)):
        choices.pop("start", None)
        counter = counter_of(raw, choices) if "order" not in named else None
        if counter is not None:
            choices["order"] = RoleChoice("order", counter, "it numbers the updates of a record; it settles tied times")
        return "state snapshots"
    return "start and end per row" if "start" in choices else "one time per row"
