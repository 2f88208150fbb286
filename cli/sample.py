"""`mining sample`: a service with known waste, as a file that its system might have exported."""

from __future__ import annotations

import click

from cli.options import printing_options
from cli.printer import Printer


@click.command("sample")
@click.argument("name", metavar="NAME")
@click.option("--cases", type=click.IntRange(min=1), help="How many (default: as in sample_logs/).")
@click.option("--seed", type=int, default=1, show_default=True, help="Another seed, another history.")
@click.option("-o", "--output", metavar="FILE", help="Default: NAME.csv and NAME.yaml; - writes the log to stdout.")
@click.option("--flawless", is_flag=True, help="Plant no departure from the design and no rework.")
@printing_options
def command(name: str, cases: int | None, seed: int, output: str | None, flawless: bool, printer: Printer) -> None:
    """Simulate a service with known waste: room_service, help_desk or complaints_zh.

    Writes the export and its blueprint beside it (same name, .yaml), and prints what was planted.
    The same seed gives the same bytes on every machine.

    \b
    Example:
      mining sample room_service --cases 2000 -o big.csv
    """
    from pathlib import Path

    from mining.errors import FileError
    from mining.simulation import sample
    from mining.simulation.samples import beside
    from mining.writing import write_whole

    made = sample(name, cases=cases, seed=seed, flawless=flawless)
    if output == "-":
        click.echo(made.encoded(), nl=False)
        return
    target = Path(output or f"{name}.csv")
    design = beside(target)
    if output is None and target.exists():
        raise FileError.in_the_way(target)
    if design == target:
        raise click.BadParameter("names the log; its blueprint is written beside it as .yaml.", param_hint="-o")
    made.write(target)
    if design.exists() and design.read_text(encoding="utf-8") != made.blueprint_text:
        printer.say(f"{design} exists and was left alone.")
    else:
        write_whole(design, made.blueprint_text)
        printer.say(f"Wrote {target} and {design}.")
    planted = made.planted
    described = {"name": name, "seed": seed, "file": str(target), "blueprint": str(design), **planted.to_dict()}
    tables = {"planted": planted.facts}
    if planted.states.height:
        tables["states"] = planted.states
    else:
        tables |= {"work": planted.work, "waiting": planted.waiting}
    still_open = f"{len(planted.open_cases)} of them open"
    printer.show(
        tables,
        document={"sample": described},
        sentences=[f"{planted.cases:,} cases ({still_open}), {planted.instances:,} rows."],
    )
