"""Columns that keep their own names and have a meaning beside the log's: equipment, object key, costs, scores.

They are recorded, shown and saved; no figure depends on them being recognised.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import polars as pl

from mining.errors import ColumnError
from mining.reading.columns import MANY_ROWS, UNIQUE_SHARE, RoleChoice
from mining.reading.rarer_headings import is_called, survey_pair

FEW = 12
"""A scale of answers has at most so many steps."""
HIGHEST = 10.0
"""The highest answer on a scale."""


def is_attribute_role(role: str) -> bool:
    """Whether a role leaves its column where it is.

    >>> [role for role in ("case", "cost vouchers", "nps", "servqual reliability expected") if is_attribute_role(role)]
    ['cost vouchers', 'nps', 'servqual reliability expected']
    """
    return role.split(" ")[0] in ("equipment", "object", "cost", "nps", "csat", "servqual")


def attribute_roles(frame: pl.DataFrame, named: Mapping[str, str], taken: Collection[str]) -> dict[str, RoleChoice]:
    """Choose columns for equipment, object key, costs and scores.

    Args:
        frame: the table.
        named: role -> column as the user said; ``cost NAME`` and ``servqual DIMENSION perceived|expected`` may be several.
        taken: columns that have another role.

    Raises:
        ColumnError: a named column is not there.
    """
    for role, column in named.items():
        if column not in frame.columns:
            raise ColumnError.missing(column, role, frame.columns)
    found = {role: RoleChoice(role, column, "named by the user") for role, column in named.items()}
    busy = {*taken, *named.values()}
    for name in frame.columns:
        if name in busy or frame.schema[name].is_nested() or name == "__row":
            continue
        role, reason = _role_of(name, frame[name])
        if role and role not in found and not (role.startswith("cost") and any(r.startswith("cost ") for r in named)):
            found[role] = RoleChoice(role, name, reason)
        elif role:
            found[role] = RoleChoice(role, found[role].column, found[role].reason, (*found[role].rivals, name))
    found |= _servqual(frame, busy | {choice.column for choice in found.values()}, found)
    return found


def _role_of(name: str, column: pl.Series) -> tuple[str, str]:
    if is_called(name, "cost") and _numbers(column) is not None:
        return f"cost {name}", "its name; it holds numbers"
    for role in ("nps", "csat"):
        if is_called(name, "nps" if role == "nps" else "csat") and (highest := _scale(column)) is not None:
            return role, f"its name; answers up to {highest:g}"
    role = "equipment" if is_called(name, "equipment") else "object" if is_called(name, "object") else ""
    filled = column.null_count() < column.len()
    if role and filled and (column.len() < MANY_ROWS or column.n_unique() <= UNIQUE_SHARE * column.len()):
        return role, "its name; its values repeat"
    return "", ""


def _servqual(frame: pl.DataFrame, busy: Collection[str], known: Mapping[str, RoleChoice]) -> dict[str, RoleChoice]:
    """Pairs of answers: what was met with and what was expected, in one dimension."""
    if any(role.startswith("servqual") for role in known):
        return {}
    sides: dict[str, dict[str, str]] = {}
    for name in frame.columns:
        pair = survey_pair(name)
        if pair is not None and name not in busy and _scale(frame[name]) is not None:
            sides.setdefault(pair[0], {})[pair[1]] = name
    return {
        f"servqual {dimension} {side}": RoleChoice(
            f"servqual {dimension} {side}", column, "its name, and its counterpart's; both hold answers on a scale"
        )
        for dimension, pair in sides.items()
        if len(pair) == 2
        for side, column in pair.items()
    }


def _scale(column: pl.Series) -> float | None:
    """The highest answer, where a column holds whole numbers of a scale."""
    numbers = _numbers(column)
    if numbers is None or numbers.n_unique() > FEW:
        return None
    low, high = numbers.min(), numbers.max()
    if not (isinstance(low, float) and isinstance(high, float)) or low < 0 or high > HIGHEST:
        return None
    return high if bool((numbers == numbers.round()).all()) else None


def _numbers(column: pl.Series) -> pl.Series | None:
    """The numbers of a column, without empty places; None where anything else stands in it."""
    present = column.drop_nulls()
    if present.dtype == pl.String:
        present = present.filter(present.str.strip_chars() != "").str.replace(",", ".")
    elif not present.dtype.is_numeric():
        return None
    numbers = present.cast(pl.Float64, strict=False)
    return numbers if numbers.len() and not numbers.null_count() else None
