"""Change histories - ticket, field, old value, new value, time - -> the chosen field's new values as activities."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from mining.errors import ShapeError
from mining.findings import Finding
from mining.reading.columns import MANY_ROWS, UNIQUE_SHARE, RoleChoice
from mining.reading.date_parts import MISSING
from mining.reading.headings import plain_name
from mining.reading.reshaped import Reshaped, listed
from mining.reading.scripts import one_script
from mining.reading.stages import OPENED, stage_of
from mining.reading.states import Events, looks_entered, names_a_status

FIELD = """
    field; field event; field name; fieldname; fname; changed field; field changed; attribute; attribute name; property;
    column name;     字段; 字段名; 字段名称; 变更字段; 变更项; 修改字段; 属性;
    feld; feldname; attribut; campo; nombre del campo; nome do campo;
    champ; nom du champ; attributo; 項目; 項目名; フィールド; 変更項目"""
OLD = """
    from string; old value; oldvalue; value old; old; previous value; from value; value from; before; original value; from;
    旧值; 原值; 变更前; 修改前; 旧值名称; alter wert; alt; wert alt; valor anterior; valor antiguo; valor antigo;
    ancienne valeur; vecchio valore; valore precedente; 旧値; 変更前; 変更前の値"""
NEW = """
    to string; new value; newvalue; value new; new; to value; value to; after; current value; to; 新值; 变更后; 修改后;
    新值名称; neuer wert; neu; wert neu; valor nuevo; nuevo valor; novo valor; valor novo; nouvelle valeur; nuovo valore;
    新値; 変更後; 変更後の値"""
SPANNED = ("value", "metric value", "wert", "valor", "valeur", "valore", "值", "値")
"""The value that a field had from a start to an end, where every row says both."""
OBJECT = (
    "objectid", "object id", "document key", "documentkey", "record id", "item id", "entity id", "tabkey", "table key",
    "对象值", "对象编号", "对象id", "表键",
)  # fmt: skip
"""What change histories call the thing that changed; the first that repeats is the case."""

AUTHOR = ("author", "author name", "actor", "editor", "修改人", "变更人", "操作人", "用户名")
"""Who changed a field, by names that elsewhere mean something else."""


def _names(words: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one_script(word.strip()) for word in words.replace("\n", " ").split(";")))


_FIELD, _OLD, _NEW = _names(FIELD), _names(OLD), _names(NEW)


@dataclass(frozen=True)
class ChangeColumns:
    """The columns of a change history: name of the field, old and new value (`old` may be missing).

    With `start` a row says from when to when the field had the value.
    """

    field: str
    old: str | None
    new: str
    start: str | None = None


def change_columns(frame: pl.DataFrame, *, surely: bool = True) -> ChangeColumns | None:
    """Find field, old and new value by their names, or None; without `surely` the old value may be missing.

    >>> change_columns(pl.DataFrame(schema=["TABKEY", "FNAME", "VALUE_OLD", "VALUE_NEW"]))
    ChangeColumns(field='FNAME', old='VALUE_OLD', new='VALUE_NEW', start=None)
    """
    plain: dict[str, str] = {}
    for name in frame.columns:
        plain.setdefault(plain_name(name), name)
    field, old, new = (next((plain[word] for word in words if word in plain), None) for words in (_FIELD, _OLD, _NEW))
    if field is not None and new is None and {"start", "end"} <= plain.keys():
        spanned = next((plain[word] for word in SPANNED if word in plain), None)
        return ChangeColumns(field, None, spanned, plain["start"]) if spanned else None
    if field is None or new is None or (surely and old is None):
        return None
    return ChangeColumns(field, old, new)


def from_changes(
    frame: pl.DataFrame,
    columns: ChangeColumns,
    wanted: Mapping[str, str],
    found: list[Finding],
    *,
    field: str | None = None,
    keep_unchanged: bool = False,
) -> Reshaped:
    """Keep the changes of one field; its new values are the activities.

    A value that was taken away makes the activity ``FIELD emptied``. What the field held before the first change has no time
    in such a file and makes no instance.

    Args:
        frame: one row per change, as it was read.
        columns: where field, old and new value stand.
        wanted: role -> column, as the user said.
        found: findings are added.
        field: the field; None: the only one, or the one that looks like a status.
        keep_unchanged: keep rows in which old and new value are the same.

    Raises:
        ShapeError: there is no such field, or none looks like a status.
    """
    names = frame[columns.field].cast(pl.String).str.strip_chars()
    new = frame[columns.new].cast(pl.String).str.strip_chars()
    counts = names.drop_nulls().value_counts(sort=True, name="rows")
    fields = sorted(counts.iter_rows(), key=lambda item: (-item[1], item[0]))
    chosen, why = (field, "as the user said") if field else _like_a_status(names, new, fields)
    if chosen is None or chosen not in dict(fields):
        raise ShapeError.no_field(field, [name for name, _ in fields])
    of_field = (names == chosen).fill_null(False)
    begun = _beginnings(names, columns, frame, new, chosen)
    others = [(name, rows) for name, rows in fields if name not in (chosen, *begun)]
    found.append(_said(chosen, why, int(of_field.sum()), others, frame.height, _before(begun, columns)))
    nothing = _says_nothing(new)
    if columns.old is not None:
        old = frame[columns.old].cast(pl.String).str.strip_chars()
        same = of_field & ((old == new) | (_says_nothing(old) & nothing)).fill_null(False)
        if same.any() and not keep_unchanged:
            found.append(_unchanged(int(same.sum()), same))
            of_field &= ~same
    emptied = of_field & nothing
    if emptied.any():
        found.append(_emptied(int(emptied.sum()), chosen))
    activity = pl.select(pl.when(pl.lit(nothing)).then(pl.lit(f"{chosen} emptied")).otherwise(pl.lit(new))).to_series()
    begins = names.is_in(begun).fill_null(False)
    activity = pl.select(pl.when(begins).then(pl.lit(names)).otherwise(pl.lit(activity))).to_series()
    of_field |= begins
    kept = [name for name in frame.columns if name != columns.field]
    events = frame.select(kept).with_columns(activity.alias(columns.new)).filter(of_field)
    rows = pl.int_range(frame.height, dtype=pl.Int64, eager=True).filter(of_field)
    settled = {"activity": RoleChoice("activity", columns.new, f'the new values of "{chosen}" ({why})')}
    case = None if "case" in wanted else _object(events)
    if case is not None:
        settled["case"] = case
    author = next((name for name in events.columns if plain_name(name) in AUTHOR), None)
    if author is not None and "resource" not in wanted:
        settled["resource"] = RoleChoice("resource", author, "its name is that of who changed the field")
    if columns.start is not None and "end" not in wanted:
        reason = "when the field got the value, which lasts to its next one"
        settled["end"] = RoleChoice("end", columns.start, reason)
    # A new value of a status is a state that was entered, whatever it is called: "2" as well as "In progress".
    meant: Events | None = "entered" if names_a_status(chosen) else None
    withheld = frozenset({"lifecycle", "start"})
    return Reshaped(events, rows, frame.height, "change history", settled, withheld, heading=chosen, events=meant)


def _beginnings(names: pl.Series, columns: ChangeColumns, frame: pl.DataFrame, new: pl.Series, chosen: str) -> list[str]:
    """Names such as "created" that stand in the place of a field, with neither an old nor a new value in any row."""
    if columns.old is None:
        return []
    told = ~(_says_nothing(frame[columns.old].cast(pl.String)) & _says_nothing(new))
    fields = set(names.filter(told))
    distinct = names.drop_nulls().unique(maintain_order=True)
    return [name for name in distinct if name not in fields and name != chosen and stage_of(name) == OPENED]


def without_its_other_table(frame: pl.DataFrame) -> str | None:
    """Which half of SAP change documents a table is, if it is one: ``header`` (who and when) or ``items`` (what)."""
    plain = {name.upper() for name in frame.columns}
    if "CHANGENR" not in plain:
        return None
    has_time, has_field = "UDATE" in plain, "FNAME" in plain
    return None if has_time == has_field else "header" if has_time else "items"


def _like_a_status(names: pl.Series, new: pl.Series, fields: list[tuple[str, int]]) -> tuple[str | None, str]:
    if len(fields) == 1:
        return fields[0][0], "the only field"
    named = [name for name, _ in fields if names_a_status(name)]
    if named:
        # "status" before "approval status": the shorter name is the ticket's own.
        return min(
            named, key=lambda name: (len(plain_name(name).split()), -dict(fields)[name])
        ), "its name is that of a status"
    for name, _ in fields:
        if looks_entered(name, new.filter(names == name))[0]:
            return name, "its values are names of states"
    return None, ""


def _object(events: pl.DataFrame) -> RoleChoice | None:
    """The thing that changed, where its name is one of change histories: the first such column whose values repeat."""
    plain = {plain_name(name): name for name in reversed(events.columns)}
    known = [plain[word] for word in OBJECT if word in plain]
    repeating = [
        name
        for name in known
        if events.height < MANY_ROWS or events[name].n_unique() <= UNIQUE_SHARE * events.height
    ]  # fmt: skip
    if not known:
        return None
    if not repeating or repeating[0] == known[0]:
        return RoleChoice("case", known[0], "its name is that of the thing that changed", tuple(known[1:3]))
    passed = ", ".join(known[: known.index(repeating[0])])
    return RoleChoice("case", repeating[0], f"its values repeat, those of {passed} never do", tuple(known[:2]))


def _says_nothing(texts: pl.Series) -> pl.Series:
    return texts.is_null() | texts.str.to_lowercase().is_in(list(MISSING)).fill_null(False)


def _before(begun: list[str], columns: ChangeColumns) -> tuple[str, str]:
    """What is known of the time before the first change, in English and Chinese."""
    if columns.start is not None:
        return " A value lasts to the next one of its case.", "值持续到同一案例的下一个值。"
    if begun:
        names = ", ".join(begun)
        return f' Before them stands "{names}", which has no value.', f"在其之前是无值的“{names}”。"
    return " What it held before the first change has no time here.", "首次变更之前的值没有时间。"


def _said(chosen: str, why: str, rows: int, others: list[tuple[str, int]], height: int, before: tuple[str, str]) -> Finding:
    english = f" Changes of other fields make no instance: {listed(others)} (--field NAME)." if others else ""
    chinese = f"其他字段的变更不构成活动：{listed(others)}（--field NAME 可改）。" if others else ""
    return Finding(
        "changes",
        "note",
        height,
        f'Each row is a change of a field; the new values of "{chosen}" ({why}) are the activities:'
        f" {rows:,} of {height:,} rows.{english}{before[0]}",
        f"每行是一次字段变更；字段“{chosen}”的新值作为活动：{height:,} 行中的 {rows:,} 行。{chinese}{before[1]}",
        tuple(name for name, _ in others[:5]),
        ("variants", "flow time"),
    )


def _unchanged(rows: int, marks: pl.Series) -> Finding:
    return Finding(
        "unchanged_value",
        "note",
        rows,
        f"{rows:,} rows change a value to itself and were left out (--keep-unchanged keeps them).",
        f"{rows:,} 行的新旧值相同，未计入（--keep-unchanged 可保留）。",
        tuple(f"row {row + 1}" for row in marks.arg_true().head(5)),
        ("variants",),
    )


def _emptied(rows: int, chosen: str) -> Finding:
    return Finding(
        "emptied_value",
        "note",
        rows,
        f'{rows:,} changes leave "{chosen}" empty; they are the activity "{chosen} emptied".',
        f"{rows:,} 次变更将“{chosen}”清空，作为活动“{chosen} emptied”。",
    )
