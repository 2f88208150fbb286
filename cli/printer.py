"""The one printer: a result as table, JSON, CSV or Markdown. Data go to stdout, talk to stderr."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    import polars as pl

    from mining.blueprint.model import Blueprint
    from mining.log import EventLog

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""A text that begins with one of these could start a formula in a spreadsheet."""

_MARKS = "\\|`*[]~#"
"""What has a meaning to Markdown inside a line (an underscore within a word has none)."""


@dataclass(frozen=True)
class Printer:
    """How the user wants results: `format` (None: table), which `table` for CSV, and whether to keep quiet."""

    format: str | None = None
    table: str | None = None
    quiet: bool = False

    def show(
        self,
        tables: Mapping[str, pl.DataFrame],
        *,
        document: Mapping[str, Any],
        log: EventLog | None = None,
        blueprint: Blueprint | None = None,
        sentences: Sequence[str] = (),
    ) -> None:
        """Print a result.

        Args:
            tables: name -> frame for table, md and csv (the first, or the one named by --table).
                Durations are shown as hours; lists are joined; nulls are empty.
            document: the JSON keys of this command; ``mining`` and ``log`` are added.
            log: the log that was analysed.
            blueprint: what it was held against: its flow tells which cases are open.
            sentences: printed above the tables (table and md only): what the figures say.
        """
        if self.format == "json":
            from mining.version import __version__

            whole: dict[str, Any] = {"mining": __version__}
            if log is not None and blueprint is not None:
                from mining.blueprint.matching import match

                log = match(log, blueprint).log
            if log is not None:
                whole["log"] = described(log)
            click.echo(json.dumps({**whole, **document}, ensure_ascii=False, indent=2, default=_plain))
            return
        if self.format == "csv":
            click.echo(as_csv(self._chosen(tables)), nl=False)
            return
        if log is not None:
            tables = {name: in_local_time(frame, log.timezone) for name, frame in tables.items()}
        if self.format == "md":
            for sentence in sentences:
                click.echo(_as_text(sentence) + "\n")
            for name, frame in tables.items():
                click.echo(f"### {_as_text(name)}\n\n{_markdown(frame)}\n")
        else:
            for sentence in sentences:
                click.echo(sentence)
            for name, frame in tables.items():
                _print_table(name, frame)

    def say(self, text: str) -> None:
        """Print talk to stderr, unless --quiet."""
        if not self.quiet:
            click.echo(text, err=True)

    def _chosen(self, tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
        if self.table is None:
            return next(iter(tables.values()))
        if self.table not in tables:
            raise click.UsageError(f'no table "{self.table}". Tables: {", ".join(tables)}.')
        return tables[self.table]


def described(log: EventLog) -> dict[str, Any]:
    """Return the ``log`` section that every JSON document has."""
    first = log.cases["arrival"].min() if log.timed else None
    return {
        "file": log.source.file,
        "sha256": log.source.sha256,
        "instances": log.instances,
        "cases": log.cases.height,
        "open_cases": int(log.cases["open"].sum()),
        "activities": log.events["activity"].n_unique(),
        "first": _plain(first) if first is not None else None,
        "last": _plain(log.export_end) if log.export_end is not None else None,
        "verdict": log.quality.verdict,
    }


def in_local_time(frame: pl.DataFrame, timezone: str | None) -> pl.DataFrame:
    """Return the frame with its instants as clocks in the zone show them; without a zone as they are kept, with no offset.

    The eye compares them with the ticket system and with the report. CSV and JSON keep UTC, for other programs.
    """
    import polars as pl

    aware = [name for name, dtype in frame.schema.items() if isinstance(dtype, pl.Datetime) and dtype.time_zone]
    if timezone:
        return frame.with_columns(pl.col(aware).dt.convert_time_zone(timezone))
    return frame.with_columns(pl.col(aware).dt.convert_time_zone("UTC").dt.replace_time_zone(None))


def flat(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with durations as hours (column + ``_hours``), lists joined by " > ", enums as text."""
    import polars as pl

    from mining.hours import in_hours

    frame = in_hours(frame)
    columns = []
    for name, dtype in frame.schema.items():
        column = pl.col(name)
        if isinstance(dtype, pl.List):
            column = column.cast(pl.List(pl.String)).list.join(" > ")
        elif isinstance(dtype, pl.Enum | pl.Categorical):
            column = column.cast(pl.String)
        columns.append(column)
    return frame.select(columns)


def as_csv(frame: pl.DataFrame) -> str:
    """Return CSV text in which no cell can start a spreadsheet formula (such a text gets a leading apostrophe)."""
    import polars as pl

    table = flat(frame)
    texts = [name for name, dtype in table.schema.items() if dtype == pl.String]
    starts = "^[" + "".join("\\" + c if c in "=+-@" else c for c in FORMULA_STARTS) + "]"
    return table.with_columns(
        pl.when(pl.col(name).str.contains(starts)).then("'" + pl.col(name)).otherwise(pl.col(name)).alias(name)
        for name in texts
    ).write_csv()


def _plain(value: Any) -> Any:
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if hasattr(value, "total_seconds"):
        from mining.hours import hours_of

        return hours_of(value)
    return str(value)


def _cells(frame: pl.DataFrame) -> list[list[str]]:
    return [["" if value is None else _shown(value) for value in row] for row in flat(frame).iter_rows()]


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 1000 else _small(value) if abs(value) < 1 else f"{value:,.1f}"
    if isinstance(value, int):
        return f"{value:,}"
    return "".join(c if c.isprintable() else "�" for c in str(value))


def _small(value: float) -> str:
    """Return three digits that count, never as a power of ten: nobody compares 1e-05 with 0.0002 at a glance."""
    from decimal import Decimal

    return format(Decimal(f"{value:.3g}"), "f")


def _markdown(frame: pl.DataFrame) -> str:
    names = flat(frame).columns
    rows = [[_as_text(cell) for cell in row] for row in (names, *_cells(frame))]
    rows.insert(1, ["---"] * len(names))
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def _as_text(cell: str) -> str:
    """Return the text so that Markdown shows it and does not obey it: no HTML, no link, no other cell."""
    cell = cell.replace("&", "&amp;").replace("<", "&lt;")
    return "".join("\\" + c if c in _MARKS else c for c in cell)


def _print_table(name: str, frame: pl.DataFrame) -> None:
    from cli.terminal_table import Column, print_table

    rows = _cells(frame)
    schema = flat(frame).schema
    print_table(
        name,
        [
            Column(column, tuple(row[n] for row in rows), number=dtype.is_numeric())
            for n, (column, dtype) in enumerate(schema.items())
        ],
    )
