"""`mining blueprint draft`: a first blueprint from a log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import click

from cli.options import Reading, printing_options, reading_options
from cli.printer import Printer
from mining.shares import share_tenths

if TYPE_CHECKING:
    from mining.drafting.draft import Draft

SHARE = click.FloatRange(0, 1)


@click.command("draft")
@reading_options
@click.option("-o", "--output", metavar="FILE", help="Write the blueprint to a file; default: standard output.")
@click.option("--name", metavar="TEXT", help="Name of the service (else after the file).")
@click.option(
    "--miner",
    type=click.Choice(["inductive", "heuristics", "split"]),
    default="inductive",
    show_default=True,
    help="What decides which cases go the main way.",
)
@click.option("--coverage", type=SHARE, help="Share of cases the flow must fit; else 0.8, if it stays readable.")
@click.option("--noise", type=SHARE, help="Share up to which what is rare is passed over (else the best of several).")
@click.option("--most-steps", type=click.IntRange(1), default=40, show_default=True, help="Steps at most; the rarest go.")
@click.option("--most-lanes", type=click.IntRange(2), default=8, show_default=True, help="Lanes at most.")
@click.option("--language", type=click.Choice(["en", "zh"]), default="en", show_default=True, help="Of the comments.")
@printing_options
def command(
    log: str,
    reading: Reading,
    output: str | None,
    name: str | None,
    miner: Literal["inductive", "heuristics", "split"],
    coverage: float | None,
    noise: float | None,
    most_steps: int,
    most_lanes: int,
    language: Literal["en", "zh"],
    printer: Printer,
) -> None:
    """Write a first blueprint from a log: lanes, steps with what they take, the main flow, targets as observed.

    It says what happened, not what was agreed. What was guessed stands as a comment with a "?"; what was left out
    as rare is named, and how many cases the flow fits is measured.

    \b
    Example:
      mining blueprint draft sample_logs/room_service.csv -o draft.yaml
    """
    from mining.drafting.draft import draft

    event_log = reading.read(log)
    found = draft(
        event_log,
        name=name,
        miner=miner,
        coverage=coverage,
        noise=noise,
        most_steps=most_steps,
        most_lanes=most_lanes,
        language=language,
    )
    if output is not None:
        found.write(output)
    result = found.conformance
    document = {
        "draft": {
            "file": output,
            "lanes": len(found.blueprint.lanes),
            "steps": len(found.blueprint.steps),
            "fitting_cases": result.fitting_cases,
            "judged_cases": result.judged,
            "unjudged_cases": result.unjudged_cases,
            "open_cases": result.open_cases,
            "fitting_share": found.fitting_share,
            "fitness": result.fitness,
            "coverage_share": result.coverage,
            "left_out": dict(found.left_out),
            "text": found.text,
        }
    }
    if printer.format == "json":
        printer.show({}, document=document, log=event_log)
        return
    if output is None:
        click.echo(found.text, nl=False)
    for sentence in _sentences(found, output):
        printer.say(sentence)


def _sentences(found: Draft, output: str | None) -> list[str]:
    design, result = found.blueprint, found.conformance
    said = (
        [f"Wrote {output}: {_counted(len(design.lanes), 'lane')}, {_counted(len(design.steps), 'step')}."]
        if output is not None
        else []
    )
    if found.fitting_share is None:
        said.append("No closed case could be judged.")
    else:
        said.append(
            f"It fits {result.fitting_cases:,} of {result.judged:,} closed cases ({share_tenths(found.fitting_share)})."
        )
    if found.left_out:
        count = sum(instances for _, instances in found.left_out)
        labels = _counted(len(found.left_out), "label")
        said.append(f"Left out: {labels} ({count:,} of {result.instances:,} instances).")
    return said


def _counted(count: int, thing: str) -> str:
    return f"{count} {thing}{'' if count == 1 else 's'}"
