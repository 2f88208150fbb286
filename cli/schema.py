"""`mining blueprint schema`: what editors need to complete and check a blueprint file."""

from __future__ import annotations

import click


@click.command("schema")
@click.option("-o", "--output", metavar="FILE.json", help="Write the schema to a file; default: standard output.")
def command(output: str | None) -> None:
    """Write the JSON Schema (draft 2020-12) of the blueprint file, for editors.

    Editors with a YAML language server obey a first line such as: # yaml-language-server: $schema=blueprint.schema.json

    \b
    Example:
      mining blueprint schema -o blueprint.schema.json
    """
    import json

    from mining.blueprint.schema import schema
    from mining.writing import write_whole

    text = json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"
    if output is None:
        click.echo(text, nl=False)
    else:
        write_whole(output, text)
        click.echo(f"wrote {output}", err=True)
