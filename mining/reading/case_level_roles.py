"""Arrival, closing and order column: they change figures, so a name that leaves no doubt is not enough.

Each is taken only where its content agrees with the events; otherwise it is proposed, with what speaks against it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import polars as pl

from mining.errors import TimeError
from mining.findings import Finding
from mining.reading.columns import RoleChoice
from mining.reading.rarer_headings import RarerRole, is_called
from mining.reading.timestamps import Times, kind_of, read_times

ROLES: tuple[RarerRole, ...] = ("arrival", "closing", "order")


@dataclass
class CaseLevel:
    """What was found: roles that are `taken`, with their `times`, and those that are only `proposed`."""

    taken: dict[str, RoleChoice] = field(default_factory=dict)
    proposed: list[RoleChoice] = field(default_factory=list)
    times: dict[str, Times] = field(default_factory=dict)


def case_level_roles(
    frame: pl.DataFrame,
    columns: Mapping[str, str],
    times: Mapping[str, Times],
    *,
    withheld: Collection[str] = (),
    timezone: str | None = None,
    found: list[Finding],
) -> CaseLevel:
    """Look for an arrival, a closing and an order column among those without a role.

    Args:
        frame: one row per event.
        columns: role -> column, as chosen so far.
        times: role -> times of every row.
        withheld: roles that are not to be looked for.
        timezone: zone of times that do not say theirs.
        found: a finding is added for every role that is taken.
    """
    result = CaseLevel()
    moments = [times[role].values for role in ("end", "start") if role in times]
    if not moments:
        return result
    rows = pl.DataFrame({"case": frame[columns["case"]], "last": moments[0].fill_null(moments[-1])})
    rows = rows.with_columns(first=moments[-1].fill_null(moments[0]))
    busy = set(columns.values())
    for role in ROLES:
        if role in columns or role in withheld:
            continue
        for name in frame.columns:
            if name in busy or not is_called(name, role) or frame.schema[name].is_nested():
                continue
            reading = None
            if role == "order":
                against = _against_order(rows, frame[name])
            elif role == "closing" and (flag := as_flag(frame[name])).dtype == pl.Boolean:
                against = _against_flag(rows, flag)
            else:
                reading, against = _case_times(frame[name], timezone)
                if reading is not None:
                    against = (_against_arrival if role == "arrival" else _against_closing)(rows, reading.values)
            if against or role in result.taken:
                result.proposed.append(RoleChoice(role, name, against or f'"{result.taken[role].column}" is taken'))
                continue
            result.taken[role] = RoleChoice(role, name, AGREES[role])
            busy.add(name)
            if reading is not None:
                result.times[role] = reading
            found += _said(role, name, rows, reading)
    return result


AGREES = {
    "arrival": "its name; one time per case, never after the first event",
    "closing": "its name; filled for some cases only, and never before their last event",
    "order": "its name; whole numbers that rise with the time of every case",
}


def _case_times(column: pl.Series, timezone: str | None) -> tuple[Times | None, str]:
    """The times of a column, or why it holds none."""
    if kind_of(column) is None or kind_of(column) == "clock":
        return None, "its name, but it holds no times"
    try:
        reading = read_times(column, timezone=timezone)
    except TimeError:
        return None, "its name, but it holds no times"
    if reading.unreadable.any():
        return None, f"its name, but {int(reading.unreadable.sum()):,} of its values are no times"
    return reading, ""


def _against_arrival(rows: pl.DataFrame, values: pl.Series) -> str:
    cases = _by_case(rows, values)
    if not cases["one"].all():
        return "its name, but it changes within cases"
    if cases["value"].null_count() > 0.5 * cases.height:
        return "its name, but it is mostly empty"
    late = int((cases["value"] > cases["first"]).sum())
    if late:
        return f"its name, but it lies after the first event of {late:,} cases"
    present = values.drop_nulls()
    midnight = (present.dt.truncate("1d") == present).mean()
    if midnight == 1 and not (rows["first"].dt.truncate("1d") == rows["first"]).all():
        return "its name, but it holds dates without a time of day, and the events have one"
    return ""


def _against_closing(rows: pl.DataFrame, values: pl.Series) -> str:
    cases = _by_case(rows, values)
    if not cases["one"].all():
        return "its name, but it changes within cases"
    if not cases["value"].null_count():
        return "its name, but every case has it: it does not tell which are complete"
    if cases["value"].null_count() == cases.height:
        return "its name, but it is empty"
    early = int((cases["value"] < cases["last"]).sum())
    if early:
        return f"its name, but it lies before the last event of {early:,} cases"
    return ""


def as_flag(column: pl.Series) -> pl.Series:
    """Return yes and no, in the languages of the exports, as Boolean; another column as it is.

    >>> as_flag(pl.Series(["Yes", "no", None])).to_list(), as_flag(pl.Series([1, 0])).to_list()
    ([True, False, None], [True, False])
    >>> as_flag(pl.Series(["at noon", "no"])).to_list()
    ['at noon', 'no']
    """
    if column.dtype.is_integer():
        column = column.cast(pl.String)
    if column.dtype != pl.String:
        return column
    plain = column.str.strip_chars().str.to_lowercase()
    words = set(plain.drop_nulls().unique())
    if not words & YES | words & NO or not words <= YES | NO | {""}:
        return column
    return pl.select(pl.when(pl.lit(plain).is_in(list(YES | NO))).then(pl.lit(plain).is_in(list(YES)))).to_series()


YES_WORDS = "yes y true t 1 x ja j wahr oui o vrai sí si sim s sì vero verdadero verdadeiro 是 已关闭 已结案 はい 済"
NO_WORDS = "no n false f 0 nein falsch non faux não nao falso 否 未关闭 未结案 いいえ 未"
YES, NO = frozenset(YES_WORDS.split()), frozenset(NO_WORDS.split())


def _against_flag(rows: pl.DataFrame, flag: pl.Series) -> str:
    cases = (
        rows.with_columns(flag.fill_null(False).alias("flag"))
        .filter(pl.col("case").is_not_null())
        .group_by("case", maintain_order=False)
        .agg(
            pl.col("flag").any().alias("any"),
            pl.col("flag").filter(pl.col("last") == pl.col("last").max()).any().alias("end"),
        )
    )
    if cases["any"].all() or not cases["any"].any():
        return "its name, but it says the same of every case"
    gone = int((cases["any"] & ~cases["end"].fill_null(False)).sum())
    return f"its name, but {gone:,} cases go on after it" if gone else ""


def _against_order(rows: pl.DataFrame, column: pl.Series) -> str:
    numbers = column.cast(pl.Int64, strict=False) if column.dtype == pl.String or column.dtype.is_integer() else None
    if numbers is None or numbers.null_count():
        return "its name, but it does not hold whole numbers in every row"
    ordered = rows.with_columns(numbers.alias("n")).sort("case", "last", "n", maintain_order=True)
    same = (ordered["case"] == ordered["case"].shift(1)).fill_null(False)
    step = (ordered["n"] - ordered["n"].shift(1)).fill_null(1)
    against = int((same & (step <= 0)).sum())
    if against:
        return f"its name, but it does not rise with time in {against:,} rows"
    if not same.any():
        return "its name, but no case has two events"
    return ""


def _by_case(rows: pl.DataFrame, values: pl.Series) -> pl.DataFrame:
    """One row per case: its only value (``one`` says whether there is only one), its first and last event."""
    return (
        rows.with_columns(values.alias("value"))
        .filter(pl.col("case").is_not_null())
        .group_by("case", maintain_order=False)
        .agg(
            pl.col("value").min().alias("value"),
            (pl.col("value").min().eq_missing(pl.col("value").max())).alias("one"),
            pl.col("first").min().alias("first"),
            pl.col("last").max().alias("last"),
        )
    )


def _said(role: str, name: str, rows: pl.DataFrame, reading: Times | None) -> list[Finding]:
    if reading is None:
        return []
    cases = _by_case(rows, reading.values)
    if role == "arrival":
        earlier = int((cases["value"] < cases["first"]).sum())
        if not earlier:
            return []
        return [
            Finding(
                "arrival_recognised",
                "note",
                earlier,
                f'Cases arrive at "{name}" (one time per case, never after its first event); that is before the first event'
                f" in {earlier:,} of {cases.height:,} cases.",
                f"以“{name}”为到达时间（每案例一个值，不晚于首个事件）；{cases.height:,} 个案例中 {earlier:,} 个早于它。",
                affects=("flow time", "waiting"),
            )
        ]
    empty = cases["value"].null_count()
    return [
        Finding(
            "closing_recognised",
            "note",
            empty,
            f'Cases are complete where "{name}" is filled; {empty:,} of {cases.height:,} cases are not.',
            f"“{name}”有值即视为案例已完成；{cases.height:,} 个案例中有 {empty:,} 个未完成。",
            affects=("open cases", "flow time"),
        )
    ]
