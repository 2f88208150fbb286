"""One door to model files: by the end of their name, in and out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from mining.blueprint.exchange.imported import Imported
from mining.blueprint.model import Blueprint, Model
from mining.blueprint.model_flow import any_order
from mining.blueprint.names import Name
from mining.blueprint.net import Net
from mining.errors import ModelError
from mining.writing import write_whole

if TYPE_CHECKING:
    from mining.blueprint.exchange.process_trees import Tree

YAML = (".yaml", ".yml")
READ = {".bpmn": "BPMN 2.0", ".pnml": "PNML", ".ptml": "process tree", ".tree": "process tree", ".xlsx": "Excel grid",
        ".xls": "Excel grid", ".xlsb": "Excel grid", ".ods": "grid"}  # fmt: skip
WRITTEN = {".bpmn": "BPMN 2.0", ".pnml": "PNML", ".ptml": "process tree", ".tree": "process tree"}


def imported(path: str | Path, *, pool: str | None = None) -> Imported:
    """Read a process model of another tool: ``.bpmn``, ``.pnml``, ``.ptml``, ``.tree`` or a grid in a workbook.

    Args:
        path: the file; the end of its name says what it is.
        pool: of a BPMN file, the one pool that is meant.

    Raises:
        FileError: there is no such file.
        ModelError: nothing reads such a file, or it cannot be read, executed or ended.
    """
    suffix = Path(path).suffix.lower()
    if suffix == ".bpmn":
        from mining.blueprint.exchange.bpmn_reading import read_bpmn

        return read_bpmn(path, pool=pool)
    if pool is not None:
        raise ModelError(f'"{path}" has no pools: only BPMN files have.', remedy="leave --pool out.")
    if suffix not in READ:
        raise ModelError(
            f'"{Path(path).name}" is no process model that can be read.',
            found=f'the end "{suffix}".' if suffix else "a name without an end.",
            remedy=f"a file that ends in {', '.join((*YAML, *READ))}.",
        )
    if suffix == ".pnml":
        from mining.blueprint.exchange.net_reading import read_pnml

        return read_pnml(path)
    if suffix in (".ptml", ".tree"):
        from mining.blueprint.exchange.process_trees import read_tree

        return read_tree(path)
    from mining.blueprint.exchange.grids import read_grid

    return read_grid(path)


def blueprint_of(model: Imported, file: str) -> Blueprint:
    """Return a process model as a blueprint; `file` is what a flow that stays a net refers to."""
    if isinstance(model.flow, Net):
        kept, flow = Model(file, model.flow), any_order(tuple(step.id for step in model.steps))
        return Blueprint(model.name, model.lanes, model.steps, flow, model.anytime, model.may_end, model=kept, file=file)
    return Blueprint(model.name, model.lanes, model.steps, model.flow, model.anytime, model.may_end, file=file)


def blueprint_in(path: str | Path, *, pool: str | None = None) -> tuple[Blueprint, tuple[str, ...]]:
    """Return the blueprint of a YAML file or of a process model, and what a person should know about the reading of it.

    Raises:
        FileError: there is no such file.
        BlueprintError: the YAML is no valid blueprint.
        ModelError: nothing reads such a file, or the process cannot be executed or ended.
    """
    if Path(path).suffix.lower() in READ:
        model = imported(path, pool=pool)
        return blueprint_of(model, str(path)), model.said
    if pool is not None:
        raise ModelError(f'"{Path(path).name}" has no pools: only BPMN files have.', remedy="leave --pool out.")
    return Blueprint.load(path), ()


def net_in(path: str | Path, *, pool: str | None = None) -> Net:
    """Return the net of a model file, labelled with the names of its activities; what was read out of the file is noted.

    A PNML file is taken as it is, sound or not.

    Raises:
        FileError: there is no such file.
        ModelError: it cannot be read, executed or (save PNML) ended.
    """
    from mining.blueprint.pnml import read_net

    suffix = Path(path).suffix.lower()
    if pool is None and (suffix not in READ or suffix == ".pnml"):
        return read_net(path)
    return _labelled(imported(path, pool=pool), str(path))


def net_of_tree(tree: Tree) -> Net:
    """Return the net of a process tree, labelled with its labels.

    Raises:
        ModelError: no leaf of it has a label.
    """
    from mining.blueprint.exchange.process_trees import imported_tree

    return _labelled(imported_tree(tree, Name.of("process tree"), "the process tree"), "")


def _labelled(model: Imported, file: str) -> Net:
    from mining.blueprint.exchange.blueprint_net import net_of_blueprint

    names = model.names
    net = net_of_blueprint(blueprint_of(model, file))
    labels = tuple(None if label is None else names[label] for label in net.labels)
    return replace(net, labels=labels, notes=model.notes)


@dataclass(frozen=True)
class Converted:
    """What a conversion wrote.

    Attributes:
        files: in the order written.
        notes: what was guessed, simplified or left out on the way.
        blueprint: as it was written.
    """

    files: tuple[str, ...]
    notes: tuple[str, ...]
    blueprint: Blueprint


def convert(source: str | Path, target: str | Path, *, pool: str | None = None) -> Converted:
    """Read a blueprint or process model and write it in another format; the ends of the names say which.

    A flow that is not block-structured, written as YAML, stands in a PNML file beside it (``flow: {model: FILE}``).

    Raises:
        FileError: a file is not there or cannot be written.
        BlueprintError: the YAML is no valid blueprint.
        ModelError: nothing reads or writes such a file, the process cannot be executed or ended, or the format has no place
            for it.
    """
    source, target = Path(source), Path(target)
    suffix = target.suffix.lower()
    if suffix not in (*YAML, *WRITTEN):
        raise ModelError(
            f'"{target.name}" names no format that can be written.',
            found=f'the end "{suffix}".' if suffix else "a name without an end.",
            remedy=f"a name that ends in {', '.join((*YAML, *WRITTEN))}.",
        )
    if source.suffix.lower() not in (*YAML, *READ):
        imported(source)
    blueprint, said = blueprint_in(source, pool=pool)
    notes = list(said)
    if suffix in YAML:
        return _as_yaml(blueprint, target, notes)
    writer, more = _WRITERS[suffix]
    content = writer(blueprint)
    left = [*more(blueprint)]
    if left:
        notes.append(f"A {WRITTEN[suffix]} file has no place for {', '.join(left)}: left out.")
    write_whole(target, content)
    return Converted((str(target),), tuple(notes), blueprint)


def _as_yaml(blueprint: Blueprint, target: Path, notes: list[str]) -> Converted:
    from mining.blueprint.exchange.pnml_writing import pnml_text
    from mining.blueprint.writing import text_of

    files = []
    if blueprint.model is not None:
        beside = target.with_suffix(".pnml")
        net = blueprint.model.net
        blueprint = replace(blueprint, model=Model(beside.name, net))
        write_whole(beside, pnml_text(net, {step.id: step.name.texts[0][1] for step in blueprint.steps}))
        files.append(str(beside))
    said = "".join(f"# {' '.join(note.split())}\n" for note in notes)
    write_whole(target, said + text_of(blueprint))
    return Converted((str(target), *files), tuple(notes), blueprint)


def _bpmn(blueprint: Blueprint) -> bytes:
    from mining.blueprint.exchange.bpmn_writing import bpmn_text

    return bpmn_text(blueprint)


def _pnml(blueprint: Blueprint) -> bytes:
    from mining.blueprint.exchange.blueprint_net import net_of_blueprint
    from mining.blueprint.exchange.pnml_writing import pnml_text

    names = {step.id: step.name.text() for step in blueprint.steps}
    return pnml_text(net_of_blueprint(blueprint), names, title=blueprint.name.texts[0][1])


def _ptml(blueprint: Blueprint) -> bytes:
    from mining.blueprint.exchange.tree_writing import ptml_text, tree_of_blueprint

    return ptml_text(tree_of_blueprint(blueprint), title=blueprint.name.texts[0][1])


def _tree(blueprint: Blueprint) -> bytes:
    from mining.blueprint.exchange.tree_writing import tree_of_blueprint, tree_text

    return (tree_text(tree_of_blueprint(blueprint)) + "\n").encode()


def _beyond_bpmn(blueprint: Blueprint) -> list[str]:
    """What a blueprint says and BPMN has no place for."""
    plain = Blueprint(blueprint.name, blueprint.lanes, blueprint.steps, blueprint.flow)
    sections = ("log", "valid", "scope", "calendars", "targets", "rules", "penalty", "checks", "waivers", "actions")
    found = [name for name in sections if getattr(blueprint, name) != getattr(plain, name)]
    lanes = ("teams", "roles", "rates", "calendar")
    found += [f"lanes' {key}" for key in lanes if any(getattr(lane, key) for lane in blueprint.lanes)]
    steps = {
        "labels": "log labels", "takes": "takes", "is_wait": "is: wait", "corrects": "corrects", "evidence": "evidence",
        "then_waits_for": "then waits for", "touchpoint": "touchpoints", "channels": "channels", "roles": "roles",
        "needs": "needs", "standard": "standards", "equipment": "equipment", "control": "control",
        "customer_present": "customer: present",
    }  # fmt: skip
    found += [f"steps' {word}" for key, word in steps.items() if any(getattr(step, key) for step in blueprint.steps)]
    if any(step.value != "unclassified" for step in blueprint.steps):
        found.append("steps' value")
    return found


def _beyond_order(blueprint: Blueprint) -> list[str]:
    return ["lanes", *_beyond_bpmn(blueprint)] if len(blueprint.lanes) > 1 else _beyond_bpmn(blueprint)


_WRITERS: dict[str, tuple[Callable[[Blueprint], bytes], Callable[[Blueprint], list[str]]]] = {
    ".bpmn": (_bpmn, _beyond_bpmn),
    ".pnml": (_pnml, _beyond_order),
    ".ptml": (_ptml, _beyond_order),
    ".tree": (_tree, _beyond_order),
}
