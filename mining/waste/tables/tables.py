"""Every table behind the figures of waste, by name; and as files, so that plain SQL gives the same figures."""

from __future__ import annotations

import io
from pathlib import Path

import polars as pl

from mining.errors import FileError
from mining.exchange.formulas import harmless
from mining.waste.ledger.views import entry_cases
from mining.waste.money.penalties import PENALTIES
from mining.waste.other_waste import OTHER, RULES
from mining.waste.rework.reopened import REOPENED
from mining.waste.waste import Waste
from mining.writing import write_whole


def tables(waste: Waste) -> dict[str, pl.DataFrame]:
    """Return every table, the ledger first.

    ``ledger`` (with ``entry``, its row number), ``ledger_cases`` (per entry and case), ``entry_cases`` (worst, typical and
    random case of every entry), ``cases``, ``rework``, ``rework_cases``, ``staff``, ``customer_hours``, ``money``,
    ``cash_out``, ``penalties``, ``variation``, ``handovers``, ``sent_back``, ``corrections``, ``reopened``, ``other``,
    ``assumptions``. Tables of what cannot be asked are empty.
    """
    rules = {kind: rule for kind, (rule, _) in RULES.items()}
    other = waste.other if waste.other is not None else pl.DataFrame(schema=OTHER)
    rule = pl.col("kind").replace_strict(rules, return_dtype=pl.String).alias("rule")
    return {
        "ledger": waste.ledger.frame.with_row_index("entry"),
        "ledger_cases": waste.ledger.per_case,
        "entry_cases": entry_cases(waste.ledger),
        "cases": waste.per_case,
        "rework": waste.rework,
        "rework_cases": waste.rework_cases,
        "staff": waste.staff_hours,
        "customer_hours": waste.customer_hours,
        "money": waste.money,
        "cash_out": waste.cash_out,
        "penalties": waste.penalties if waste.penalties is not None else pl.DataFrame(schema=PENALTIES),
        "variation": waste.variation,
        "handovers": waste.handovers,
        "sent_back": waste.sent_back,
        "corrections": waste.corrections,
        "reopened": waste.reopened if waste.reopened is not None else pl.DataFrame(schema=REOPENED),
        "other": other.with_columns(rule, needs_your_tag=~pl.col("tagged")).drop("tagged"),
        "assumptions": pl.DataFrame({"assumption": list(waste.assumptions)}, schema={"assumption": pl.String}),
    }


def write_tables(waste: Waste, folder: str | Path) -> list[Path]:
    """Write every table as ``NAME.parquet`` and ``NAME.csv`` into a folder, which is made if it is not there.

    Parquet keeps the types (durations in microseconds); in CSV a duration stands in hours under ``NAME_hours``, lists are
    joined by spaces, and no text can start a formula (see `mining.exchange.formulas`). Each file is complete or absent.

    Raises:
        FileError: the folder cannot be made or written.
    """
    place = Path(folder)
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileError.unwritable(place, error.strerror or str(error)) from None
    written = []
    for name, frame in tables(waste).items():
        buffer = io.BytesIO()
        frame.write_parquet(buffer)
        write_whole(place / f"{name}.parquet", buffer.getvalue())
        write_whole(place / f"{name}.csv", _as_csv(frame))
        written += [place / f"{name}.parquet", place / f"{name}.csv"]
    return written


def _as_csv(frame: pl.DataFrame) -> str:
    columns = []
    for column in frame.get_columns():
        if isinstance(column.dtype, pl.Duration):
            column = (column.dt.total_microseconds() / 3.6e9).alias(f"{column.name}_hours")
        elif isinstance(column.dtype, pl.List):
            column = column.cast(pl.List(pl.String)).list.join(" ")
        columns.append(harmless(column) if column.dtype == pl.String else column)
    return pl.DataFrame(columns).write_csv()
