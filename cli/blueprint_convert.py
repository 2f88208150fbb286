"""`mining blueprint convert`: the designed service in the files of other tools, and back."""

from __future__ import annotations

import click


@click.command("convert")
@click.argument("file", metavar="FILE")
@click.argument("out", metavar="OUT")
@click.option("--pool", metavar="NAME", help="BPMN: the one pool that is meant; default: all that messages join.")
@click.option("--quiet", is_flag=True, help="No talk on stderr.")
def command(file: str, out: str, pool: str | None, quiet: bool) -> None:
    """Read a blueprint or process model and write it in another format; the ends of the names say which.

    Read: .yaml, BPMN 2.0 (.bpmn), PNML (.pnml), process trees (.ptml, .tree), grids in a workbook (.xlsx, .ods; rows are
    lanes, columns the order, cells the steps). Written: .yaml, .bpmn (with a diagram), .pnml, .ptml, .tree.

    What is guessed, simplified or left out on the way is said. A model that cannot be brought to its end is refused, with
    the steps after which it is stuck.

    \b
    Examples:
      mining blueprint convert sample_logs/room_service.yaml room_service.bpmn
      mining blueprint convert room_service.bpmn again.yaml
    """
    from mining.blueprint.exchange.models import convert

    done = convert(file, out, pool=pool)
    if not quiet:
        for note in done.notes:
            click.echo(note, err=True)
        click.echo(f"wrote {' and '.join(done.files)}", err=True)
