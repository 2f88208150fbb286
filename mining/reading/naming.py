"""Columns of the export -> columns that bear their role's name; what stands in the way gets another, which is said."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from mining.coding import in_categories, numbered
from mining.errors import ColumnError
from mining.findings import Finding
from mining.log import CASE_COLUMNS, INSTANCE_COLUMNS
from mining.reading.case_level_roles import as_flag
from mining.reading.date_parts import MISSING
from mining.reading.nested import flattened
from mining.reading.timestamps import Times

RESERVED = (*INSTANCE_COLUMNS, *CASE_COLUMNS, "closing", "team", "role", "channel", "customer")
"""Names that mean a role; an attribute that bears one is renamed."""


def plain_types(frame: pl.DataFrame) -> pl.DataFrame:
    """Bring the types of other programs to plain ones: categories to text, nested fields to columns of their own."""
    return flattened(frame)


def without_blank_rows(table: pl.DataFrame, case: str, found: list[Finding]) -> pl.DataFrame:
    """Leave out rows in which nothing stands at all; they are no data rows, and are only mentioned."""
    if not table[case].null_count():
        return table
    blank = table.select(pl.all_horizontal(pl.exclude("__row").is_null())).to_series()
    rows = int(blank.sum())
    if not rows:
        return table
    examples = tuple(f"row {row + 1}" for row in table.filter(blank)["__row"].head(5))
    found.append(
        Finding("blank_row", "note", rows, f"{rows:,} blank rows were passed over.", f"跳过了 {rows:,} 个空行。", examples)
    )
    return table.filter(~blank)


def named_by_role(
    table: pl.DataFrame,
    columns: Mapping[str, str],
    times: Mapping[str, Times],
    found: list[Finding],
    *,
    coded: bool = False,
) -> pl.DataFrame:
    """Give the columns of roles their role's name and the times their instants; an attribute in the way is renamed.

    Args:
        table: one row per event.
        columns: role -> column.
        times: role -> times.
        found: findings are added.
        coded: return case, activity and resource as Categorical, where nothing in them had to be mended: what comes after
            then looks at each distinct text once.
    """
    role_of = {column: role for role, column in columns.items()}
    if len(role_of) < len(columns):
        twice = next(column for column in columns.values() if list(columns.values()).count(column) > 1)
        both = [role for role, column in columns.items() if column == twice]
        raise ColumnError(
            f'column "{twice}" is named for two roles.',
            found=" and ".join(both) + ".",
            remedy="name another column for one of them.",
        )
    names: dict[str, str] = {}
    moved = []
    for name in table.columns:
        role = role_of.get(name)
        if role and " " not in role:
            names[name] = role
        elif name in (*RESERVED, *(role for role in columns if " " not in role)) or role:
            new = f"{name} (column)"
            while new in table.columns or new in names.values():
                new += "'"
            names[name] = new
            if not role:
                moved.append(name)
    if moved:
        listed = ", ".join(f'"{name}"' for name in moved)
        found.append(
            Finding(
                "renamed_column",
                "note",
                len(moved),
                f"Attributes whose name means a role here are kept as NAME (column): {listed}.",
                f"与角色同名的属性列以“名称 (column)”保留：{listed}。",
                tuple(moved[:5]),
            )
        )
    kept = [name for name in table.columns if not (name in role_of and " " in role_of[name])]
    # Built from its columns, which are shared; a selection would copy columns that lie in several pieces.
    table = pl.DataFrame([table[name].alias(names.get(name, name)) for name in kept])
    texts = [
        name
        for name in ("case", "activity", "resource", "team", "role", "channel", "customer", "closing")
        if table.schema.get(name) == pl.String
    ]
    categories = in_categories({name: table[name] for name in texts if coded and name in ("case", "activity", "resource")})
    distinct = {
        name: numbered(column.drop_nulls() if column.null_count() else column).texts for name, column in categories.items()
    }
    odd = [name for name in texts if _is_odd(distinct[name] if name in distinct else table[name].unique())]
    table = table.with_columns(column for name, column in categories.items() if name not in odd)
    table = _trimmed(table, odd, found)
    table = _without_marks(table, [name for name in odd if name not in ("activity", "channel")], found)
    if "closing" in table.columns:
        table = table.with_columns(as_flag(table["closing"]))
    return table.with_columns(reading.values.alias(role) for role, reading in times.items())


def _is_odd(distinct: pl.Series) -> bool:
    """Whether one of the texts has spaces around it, or stands for nothing."""
    plain = distinct.str.strip_chars()
    return bool(
        (plain.str.len_bytes() != distinct.str.len_bytes()).any() or plain.str.to_lowercase().is_in(list(MISSING)).any()
    )


def _trimmed(table: pl.DataFrame, names: list[str], found: list[Finding]) -> pl.DataFrame:
    """Take spaces off the ends of ids, labels and names, and say so."""
    rows = {
        name: int((table[name].str.strip_chars().str.len_bytes() != table[name].str.len_bytes()).sum()) for name in names
    }
    padded = [name for name, count in rows.items() if count]
    if not padded:
        return table
    listed = ", ".join(f"{name} {rows[name]:,}" for name in padded)
    found.append(
        Finding(
            "trimmed_text",
            "note",
            max(rows.values()),
            f"Spaces around values were taken off (rows: {listed}).",
            f"已去除值首尾的空格（行数：{listed}）。",
        )
    )
    return table.with_columns(pl.col(name).str.strip_chars() for name in padded)


def _without_marks(table: pl.DataFrame, names: list[str], found: list[Finding]) -> pl.DataFrame:
    """Read texts that stand for nothing ("?", "NULL", "N/A") as unknown, and say so."""
    longest = max(map(len, MISSING))
    marked = {}
    for name in names:
        short = table[name].str.len_bytes() <= longest
        marks = short & table[name].filter(short).unique().str.to_lowercase().is_in(list(MISSING)).any()
        if marks.any():
            marked[name] = (marks & table[name].str.to_lowercase().is_in(list(MISSING))).fill_null(False)
    if not marked:
        return table
    listed = ", ".join(f"{name} {int(marks.sum()):,}" for name, marks in marked.items())
    found.append(
        Finding(
            "mark_for_nothing",
            "note",
            max(int(marks.sum()) for marks in marked.values()),
            f'Texts such as "?" and "NULL" are read as unknown (rows: {listed}).',
            f"“?”、“NULL”之类的文本视为未知（行数：{listed}）。",
        )
    )
    return table.with_columns(pl.when(~marks).then(pl.col(name)).alias(name) for name, marks in marked.items())
