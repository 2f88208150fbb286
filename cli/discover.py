"""`mining discover`: the process map, or a model."""

from __future__ import annotations

import json
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Literal

import click

from cli.options import Reading, printing_options, reading_options
from cli.printer import Printer, described
from mining.writing import write_whole

if TYPE_CHECKING:
    from mining.discovery.dfg import Dfg
    from mining.discovery.miners import Model
    from mining.log import EventLog

PICTURES = (".svg", ".png", ".pdf")
MAPS = (*PICTURES, ".html", ".json")
MANY_PATHS = 120
"""Paths above which a map is hard to read."""
MODELS = (".pnml", ".bpmn", *PICTURES)
SHARE = click.FloatRange(0, 1)
LONGEST = 60.0
"""Seconds for judging a mined model; one that is not sound can have states without end."""


@click.command("discover")
@reading_options
@click.option(
    "-o", "output", metavar="FILE", help="Map: .svg, .png, .pdf, .html (slider), .json; model: .pnml, .bpmn, a picture."
)
@click.option("--paths", type=SHARE, default=1.0, show_default=True, help="Share of the arrows that the map shows.")
@click.option("--activities", type=SHARE, default=1.0, show_default=True, help="Share of the activities that it shows.")
@click.option("--measure", type=click.Choice(["count", "median"]), default="count", help="What the arrows of the map say.")
@click.option("--language", type=click.Choice(["en", "zh"]), default="en", help="Of the words on the map.")
@click.option("--model", "miner", type=click.Choice(["inductive", "heuristics", "split"]), help="Mine a Petri net.")
@click.option("--noise", type=SHARE, default=0.0, show_default=True, help="With --model: leave out what is rarer.")
@printing_options
def command(
    log: str,
    reading: Reading,
    printer: Printer,
    output: str | None,
    paths: float,
    activities: float,
    measure: Literal["count", "median"],
    language: str,
    miner: Literal["inductive", "heuristics", "split"] | None,
    noise: float,
) -> None:
    """Count what really happens: activities, and which follows which.

    Times of an arrow run from the end of the first activity to the end of the second; waiting, where starts are
    known, from the end of the first to the start of the second. Open cases stay in.

    A mined model is judged by the log: fitness (1: every case is a run of it), precision (1: it allows nothing that
    did not happen) and simplicity (1: a plain sequence).

    \b
    Examples:
      mining discover sample_logs/room_service.csv -o map.svg --paths 0.5
      mining discover sample_logs/room_service.csv --model inductive --noise 0.2 -o model.pnml
      mining discover sample_logs/room_service.csv --model inductive --noise 0.2 -o model.svg
      mining discover sample_logs/room_service.csv --model split --noise 0.2 -o model.bpmn
    """
    import mining

    _check_output(output, miner)
    event_log = reading.read(log)
    graph = mining.dfg(event_log)
    document: dict[str, Any] = {**graph.to_dict(), "variants": len(mining.variants(event_log))}
    if miner is not None:
        model = mining.discover_model(event_log, miner=miner, noise=noise)
        assert output is not None
        _write_model(model, output, language, printer)
        figures, words = _judged(event_log, model)
        document["model"] = {"file": output, **figures}
        printer.say(f"Wrote {output}: {model!r}. {words}")
    elif output is not None:
        drawn = _drawn(output, event_log, graph, document, paths, activities, measure, language)
        _write(output, drawn, printer)
        printer.say(f"Wrote {output}.")
        if paths == 1 and graph.frame.height > MANY_PATHS and PurePath(output).suffix.lower() in PICTURES:
            printer.say(f"The map shows all {graph.frame.height:,} paths; --paths 0.2 shows what is most frequent.")
    sentences = [
        f"{graph.instances:,} instances of {graph.activities.height:,} activities in {graph.cases:,} cases "
        f"({document['variants']:,} variants)."
    ]
    tables = {"edges": graph.frame, "activities": graph.activities, "starts": graph.starts, "ends": graph.ends}
    printer.show(tables, document=document, log=event_log, sentences=sentences)


def _check_output(output: str | None, miner: str | None) -> None:
    """Refuse a file name whose kind cannot be written, before anything is read."""
    kind = PurePath(output).suffix.lower() if output else None
    if miner is not None and kind not in MODELS:
        raise click.UsageError(f"--model {miner} writes the net ({', '.join(MODELS)}): -o model.pnml or -o model.svg")
    if miner is None and kind is not None and kind not in MAPS:
        raise click.UsageError(f'a map cannot be written as "{output}". Kinds: {", ".join(MAPS)}; a model: --model.')


def _write(output: str, drawn: str, printer: Printer) -> None:
    """Write a picture or a text, by the ending of the name."""
    if PurePath(output).suffix.lower() not in PICTURES:
        write_whole(output, drawn)
        return
    from mining.drawing.picture import write_picture

    if warning := write_picture(output, drawn):
        printer.say(warning)


def _write_model(model: Model, output: str, language: str, printer: Printer) -> None:
    """Write a mined net as PNML, as BPMN (a sound one only) or as a picture."""
    if PurePath(output).suffix.lower() == ".pnml":
        model.to_pnml(output)
        return
    if PurePath(output).suffix.lower() == ".bpmn":
        write_whole(output, _bpmn(model, PurePath(output).name))
        return
    _write(output, model.draw(language), printer)


def _bpmn(model: Model, file: str) -> bytes:
    """Return a mined net as BPMN: in blocks where it has them, else with the gateways of the net."""
    from mining.blueprint.exchange.bpmn_writing import bpmn_text
    from mining.blueprint.exchange.models import blueprint_of
    from mining.blueprint.exchange.net_reading import imported_net
    from mining.blueprint.names import Name
    from mining.conformance.net import as_net
    from mining.errors import ModelError

    try:
        return bpmn_text(blueprint_of(imported_net(as_net(model), file, Name.of(model.net.name)), file))
    except ModelError as error:
        remedy = "--model inductive (always sound), another --noise, or -o model.pnml for the net as it was mined."
        raise ModelError(error.wrong, found=error.found, remedy=remedy) from None


def _judged(log: EventLog, model: Model) -> tuple[dict[str, Any], str]:
    """Return fitness, precision and simplicity of a model for the log, and the same in words."""
    from mining.conformance.budget import Budget
    from mining.conformance.net import as_net
    from mining.conformance.quality import quality, simplicity
    from mining.errors import ModelError

    try:
        found = quality(log, model, budget=Budget(states=30_000, pairs=20_000, in_all=1_000_000, seconds=LONGEST))
    except ModelError as error:
        plain = {"fitness": None, "precision": None, "simplicity": simplicity(as_net(model)), "unjudged_cases": None}
        return plain, f"Fitness and precision cannot be said: {error.wrong}"
    figures = {"fitness": found.fitness, "precision": found.precision, "simplicity": found.simplicity}
    said = ", ".join(f"{name} {'not known' if value is None else f'{value:.3f}'}" for name, value in figures.items())
    aside = f" {found.unjudged_cases:,} cases could not be judged within the budget." if found.unjudged_cases else ""
    return found.to_dict(), f"{said.capitalize()}.{aside}"


def _drawn(
    output: str,
    log: EventLog,
    graph: Dfg,
    document: dict[str, Any],
    paths: float,
    activities: float,
    measure: Literal["count", "median"],
    language: str,
) -> str:
    """Return the content of the map file."""
    kind = PurePath(output).suffix.lower()
    if kind == ".json":
        from mining.version import __version__

        whole = {"mining": __version__, "log": described(log), **document}
        return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"
    from mining.drawing import process_map

    if kind == ".html":
        return process_map.page(graph, language=language)
    return process_map.draw(graph, paths=paths, activities=activities, language=language, measure=measure)
