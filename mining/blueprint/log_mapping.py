"""How one service's exports are read, kept in a file: the ``log:`` section, alone or inside a blueprint.

`mining read LOG --save FILE` writes it; ``--mapping FILE``, ``--blueprint FILE`` and ``mining.read(path, mapping=FILE)``
obey it. It stands in this layer because the language of the file is read here.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from mining.blueprint import values
from mining.blueprint.document import blueprint_of, text_of_file
from mining.blueprint.editing import merged
from mining.blueprint.keys import FILE, LOG, Entries
from mining.blueprint.log_section import LogSection
from mining.blueprint.log_source import log_section
from mining.blueprint.model import Blueprint
from mining.blueprint.writing import as_written, lines_of
from mining.blueprint.yaml_source import Mapping, nodes_of
from mining.errors import BlueprintError
from mining.reading.attribute_roles import is_attribute_role
from mining.reading.wanted import Reading, Wanted
from mining.writing import write_whole


def load(path: str | Path) -> Wanted:
    """Read what a file says about reading: a bare ``log:`` section, or that of a blueprint.

    Raises:
        FileError: the file is missing or cannot be read.
        BlueprintError: it holds no such section, or something that the language does not have.
    """
    text = text_of_file(path)
    root = values.mapping(nodes_of(text, file=str(path)), "the file", "log: {columns: {case: COLUMN, activity: COLUMN}}")
    if not _is_bare(root):
        return of_blueprint(blueprint_of(text, file=str(path)))
    return _wanted(log_section(Entries(root, FILE, "")["log"]))


def of_blueprint(blueprint: Blueprint) -> Wanted:
    """What a blueprint says about reading: its log section, and its time zone where the section names none."""
    wanted = _wanted(blueprint.log)
    return replace(wanted, timezone=wanted.timezone or blueprint.timezone)


def save(path: str | Path, reading: Reading, wanted: Wanted) -> None:
    """Write how a log was read: into a new file, or into the log section of one that is there, which keeps its comments.

    Costs and scores are written as ``costs:`` and ``survey:``. What is no column of the file is left out (the dates of
    a ticket that became activities) and recognised again. Shape, field, steps, the joined table, encoding and what is meant
    inside are written where `wanted` says them.

    Raises:
        FileError: the place cannot be written, or the file there cannot be read.
        BlueprintError: the file that is there is no blueprint.
    """
    said = _section(reading, wanted)
    if not Path(path).exists():
        write_whole(path, "\n".join(lines_of("log", said, 0)) + "\n")
        return
    text = text_of_file(path)
    root = values.mapping(nodes_of(text, file=str(path)), "the file", "log: {columns: {case: COLUMN}}")
    if not _is_bare(root):
        blueprint_of(text, file=str(path))
    before = as_written(root)
    kept = before.get("log") if isinstance(before.get("log"), dict) else {}
    survey = kept.get("survey")
    asked = survey.get("servqual") if isinstance(survey, dict) else None
    if isinstance(asked, dict) and "scale" in asked and "servqual" in said.get("survey", {}):
        said["survey"]["servqual"]["scale"] = asked["scale"]
    kept = {key: value for key, value in kept.items() if key not in LOG.names or key == "case link"}
    new = as_written(nodes_of("\n".join(lines_of("log", said, 0))))["log"]
    after = before | {"log": new | {key: value for key, value in kept.items() if key not in new}}
    result = merged(text, before, after)
    try:
        faithful = as_written(nodes_of(result)) == after
    except BlueprintError:
        faithful = False
    if not faithful:
        result = "\n".join(line for key, value in after.items() for line in lines_of(key, value, 0)) + "\n"
    write_whole(path, result)


def _is_bare(root: Mapping) -> bool:
    return [key.text for key, _ in root.entries] == ["log"]


def _wanted(section: LogSection) -> Wanted:
    roles = dict(section.columns) | {f"cost {name}": column for name, column in section.costs}
    if section.survey is not None:
        scores = (("nps", section.survey.nps), ("csat", section.survey.csat))
        roles |= {score: column for score, column in scores if column is not None}
        for dimension, perceived, expected in section.survey.servqual:
            roles |= {f"servqual {dimension} perceived": perceived, f"servqual {dimension} expected": expected}
    return Wanted(
        roles,
        section.timezone,
        section.events,
        shape=section.shape,
        field=section.field,
        steps=dict(section.steps),
        join=section.join,
        encoding=section.encoding,
        inside=section.inside,
    )


def _section(reading: Reading, wanted: Wanted) -> dict[str, Any]:
    """The log section as plain values."""
    log, in_file = reading.log, set(reading.columns)
    columns = {
        role: column
        for role, column in log.roles.items()
        if (not is_attribute_role(role) or role in ("equipment", "object"))
        and (not in_file or in_file.issuperset([column]) or in_file.issuperset(column.split(" + ")))
    }
    found: dict[str, Any] = {"columns": columns}
    costs = {role.removeprefix("cost "): column for role, column in log.roles.items() if role.startswith("cost ")}
    if costs:
        found["costs"] = costs
    survey: dict[str, Any] = {score: log.roles[score] for score in ("nps", "csat") if score in log.roles}
    for role, column in log.roles.items():
        if role.startswith("servqual "):
            dimension, _, side = role.removeprefix("servqual ").rpartition(" ")
            survey.setdefault("servqual", {}).setdefault(dimension, {})[side] = column
    if survey:
        found["survey"] = survey
    if log.timezone is not None:
        found["timezone"] = log.timezone
    if (log.timed and not log.has_starts) or log.entered:
        found["events"] = "entered" if log.entered else "done"
    said: dict[str, Any] = {"shape": wanted.shape, "field": wanted.field, "steps": dict(wanted.steps)}
    said |= {"join": wanted.join and str(wanted.join), "encoding": wanted.encoding, "inside": wanted.inside}
    return found | {key: value for key, value in said.items() if value}
