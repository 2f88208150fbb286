"""Grids in a workbook -> a first blueprint: rows are lanes, columns the order, cells the steps.

::

              1             2               3
    Guest     Order food                    Sign
    Desk                    Take order      Bring food
    Kitchen                 Cook

Cells of one column happen together; the same text in several rows of a column is one step of several lanes. Lines of one
cell are steps one after the other. A row without name goes on with the lane above.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from mining.blueprint.exchange.bpmn_lanes import guessed_kind
from mining.blueprint.exchange.imported import Imported
from mining.blueprint.exchange.model_files import LARGEST, content_of
from mining.blueprint.exchange.names import identifier
from mining.blueprint.flow import Do, Flow
from mining.blueprint.flow_algebra import sequence, together
from mining.blueprint.lanes import Lane
from mining.blueprint.names import Name
from mining.blueprint.steps import Step
from mining.errors import FileError, ModelError
from mining.exchange.extents.compound_files import SIGNATURE
from mining.exchange.opened_workbooks import opened_workbook, reader_faults
from mining.reading.unpacking import is_workbook

MOST_ROWS, MOST_COLUMNS = 500, 300
"""Of a grid that a person could have drawn."""
CORNERS = (
    "lane",
    "lanes",
    "who",
    "role",
    "team",
    "swimlane",
    "actor",
    "department",
    "step",
    "steps",
    "泳道",
    "角色",
    "部门",
    "谁",
)


def read_grid(path: str | Path, *, sheet: str | None = None) -> Imported:
    """Read the grid of a workbook (its first sheet that holds one, or the one named).

    Raises:
        FileError: there is no such file or sheet, or it is no workbook.
        ModelError: the sheet is no grid.
    """
    path = Path(path)
    name, rows = _rows(path, sheet)
    rows, notes = _without_head(rows)
    guesses: list[str] = []
    lanes: dict[str, Lane] = {}
    steps: dict[str, Step] = {}
    ids: dict[str, str] = {}
    cells: dict[int, list[tuple[str, list[str]]]] = {}
    lane = ""
    for number, row in rows:
        if row[0]:
            lane = next((key for key, known in lanes.items() if known.name.text() == row[0]), "")
            if not lane:
                lane = identifier(row[0], lanes)
                kind, word = guessed_kind(row[0])
                lanes[lane] = Lane(lane, Name.of(row[0]), kind)
                why = f'a guess by the word "{word}"' if word else "no word of it tells"
                guesses.append(f'The lane "{row[0]}" is taken to be {kind}: {why}.')
        for column, text in enumerate(row[1:], 1):
            if not text:
                continue
            if not lane:
                raise ModelError(
                    f'{path.name}, sheet "{name}", row {number}: "{text}" stands in no lane.',
                    remedy="the name of a lane in the first column, on this row or above.",
                )
            done = []
            for line in (" ".join(line.split()) for line in text.splitlines()):
                if not line:
                    continue
                key = line.casefold()
                if key not in ids:
                    ids[key] = identifier(line, steps)
                    steps[ids[key]] = Step(ids[key], Name.of(line), (lane,))
                step = steps[ids[key]]
                if lane not in step.lanes:
                    steps[step.id] = Step(step.id, step.name, (*step.lanes, lane))
                done.append(step.id)
            cells.setdefault(column, []).append((lane, done))
    if not steps:
        raise ModelError(
            f'{path.name}, sheet "{name}": no cell holds a step.',
            remedy="lanes in the first column, steps in the cells to the right of them, in order.",
        )
    flow = sequence([_column([done for _, done in cells[column]]) for column in sorted(cells)])
    used = {lane for step in steps.values() for lane in step.lanes}
    idle = [lane.name.text() for lane in lanes.values() if lane.id not in used]
    guesses += [f'The lane "{name}" holds no step and is left out.' for name in idle]
    if any(len(some) > 1 for some in cells.values()):
        notes.append("Steps of one column happen together, in any order; correct the flow where one goes first.")
    kept = tuple(lane for lane in lanes.values() if lane.id in used)
    return Imported(Name.of(path.stem), kept, tuple(steps.values()), flow, notes=tuple(notes), lane_notes=tuple(guesses))


def _column(cells: list[list[str]]) -> Flow:
    """What happens in one column: its cells together, each distinct one once."""
    distinct = list(dict.fromkeys(map(tuple, cells)))
    return together([sequence([Do(step) for step in cell]) for cell in distinct])


def _rows(path: Path, wanted: str | None) -> tuple[str, list[tuple[int, list[str]]]]:
    """Name of the sheet, and its rows that hold something: (number in the sheet, cells)."""
    content = content_of(path, "an Excel grid")
    try:
        if not content.startswith(SIGNATURE):
            is_workbook(path, content, LARGEST)
        workbook = opened_workbook(content, path, wanted=wanted)
    except FileError as error:
        raise ModelError(
            f'"{path}" is no workbook that can be read.',
            found=error.found,
            remedy="delete cells that stand far off, and save it as .xlsx.",
        ) from None
    with reader_faults(path):
        names = workbook.sheet_names
        if wanted is not None and wanted not in names:
            raise FileError.not_inside(path, wanted, names)
        for name in [wanted] if wanted is not None else names:
            rows = _filled(workbook, name)
            if sum(1 for _, row in rows if any(row[1:])) and (wanted is not None or len(rows) > 1):
                return name, rows
    raise ModelError(
        f'"{path}" holds no grid.',
        found=", ".join(f'"{name}"' for name in names) + ": without cells in two rows and two columns.",
        remedy="lanes in the first column, steps in the cells to the right of them, in order.",
    )


def _filled(workbook: Any, name: str) -> list[tuple[int, list[str]]]:
    frame = workbook.load_sheet(name, header_row=None, dtypes="string").to_polars()
    if frame.height > MOST_ROWS or frame.width > MOST_COLUMNS:
        raise ModelError(
            f'the sheet "{name}" is no grid of a service: {frame.height} rows, {frame.width} columns.',
            remedy=f"at most {MOST_ROWS} rows and {MOST_COLUMNS} columns; a log is read by mining read.",
        )
    rows = [[(cell or "").strip() for cell in row] for row in frame.rows()]
    return [(number, row) for number, row in enumerate(rows, 1) if any(row)]


def _without_head(rows: list[tuple[int, list[str]]]) -> tuple[list[tuple[int, list[str]]], list[str]]:
    """Pass over titles in one cell and the row that names the columns."""
    notes = []
    while len(rows) > 1 and not any(rows[0][1][1:]) and any(any(row[1:]) for _, row in rows[1:]):
        if any(row[0] == "" for _, row in rows[1:2]) or sum(1 for cell in rows[1][1] if cell) > 1:
            notes.append(f'Row {rows[0][0]} ("{rows[0][1][0]}") is taken for a title.')
            rows = rows[1:]
        else:
            break
    number, first = rows[0]
    heads = [cell for cell in first[1:] if cell]
    counted = heads and all(re.fullmatch(r"\d+(\.0)?|[A-Za-z]{1,2}", cell) for cell in heads)
    if len(rows) > 1 and (not first[0] or first[0].casefold() in CORNERS or counted):
        notes.append(f"Row {number} is taken for the heads of the columns.")
        rows = rows[1:]
    return rows, notes
