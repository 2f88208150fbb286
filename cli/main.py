"""The `mining` command: finds the sub-command by name, imports only that one, and turns errors into exit codes."""

from __future__ import annotations

import importlib
import inspect
import os
import sys
from collections.abc import Sequence

import click

COMMANDS = {
    "read": "Say what is in the file and whether it can be trusted.",
    "convert": "Write the log as Parquet, CSV, XES or Excel.",
    "discover": "Draw the process map: what really happens.",
    "variants": "List the distinct traces, the most frequent first.",
    "blueprint": "Lint and draw the designed service.",
    "conform": "Say where the cases leave the design.",
    "check": "Say whether the service is in order, by exit code.",
    "waste": "Say where the hours go: rework and waiting, whose, at which line.",
    "open": "Say what is open now: how old, waiting for whom, past or about to break a target.",
    "review": "Say what changed, beyond ordinary variation.",
    "touchpoints": "Say how it does where the customer meets the service.",
    "report": "Write all of it into one HTML file to mail.",
    "explain": "Say what a word, a finding, a deviation or a figure means.",
    "sample": "Simulate a service with known waste.",
}
"""Name -> one line for --help. The command is `cli.NAME:command`; it is imported when it is called."""


def example_last(command: click.Command) -> click.Command:
    """Move the example from the docstring of a command (and of those below it) to the end of its help."""
    text, mark, example = inspect.cleandoc(command.help or "").partition("\b\nExample")
    if mark:
        command.help, command.epilog = text.rstrip(), mark + example
    if isinstance(command, click.Group):
        for below in command.commands.values():
            example_last(below)
    return command


class LazyGroup(click.Group):
    """A group that imports a command's module when the command is called, so that --help is quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the road from an export to a report."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command; None where there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        command = importlib.import_module(f"cli.{cmd_name}").command
        assert isinstance(command, click.Command)
        return example_last(command)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; an unknown name names the nearest one."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            import difflib

            near = difflib.get_close_matches(args[0], list(COMMANDS), n=1)
            hint = f' Did you mean "{near[0]}"?' if near else f" Commands: {', '.join(COMMANDS)}."
            raise click.UsageError(f'no command "{args[0]}".{hint}', ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


def _print_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        from mining.version import __version__

        click.echo(f"mining {__version__}")
        ctx.exit()


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_print_version, help="Print the version."
)
@click.option("--debug", is_flag=True, expose_value=False, help="Anywhere: show the traceback of a fault of the program.")
def group() -> None:
    """Process mining for services: exports held against the service blueprint, in hours and money.

    \b
    Example:
      mining report sample_logs/room_service.csv --blueprint sample_logs/room_service.yaml
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and end with its exit code (0, 2 input, 3 fault, 130 interrupted, 141 pipe closed)."""
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: Sequence[str]) -> int:
    """Run a command; return the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A label that the terminal cannot show must not end the program.
            stream.reconfigure(
                errors="backslashreplace" if stream.encoding.lower().replace("-", "") != "utf8" else "surrogateescape"
            )
    debug, screen = "--debug" in arguments, sys.stdout
    try:
        result = group.main([word for word in arguments if word != "--debug"], prog_name="mining", standalone_mode=False)
        sys.stdout.flush()
        return result if isinstance(result, int) else 0
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        error.show()
        return 2
    except (KeyboardInterrupt, click.Abort):
        click.echo("interrupted", err=True)
        return 130
    except BrokenPipeError:
        return _nobody_reads()
    except SystemExit as stop:
        # click answers a broken pipe so, having put a stand-in in the place of stdout.
        return _nobody_reads() if sys.stdout is not screen else int(stop.code or 0)
    except Exception as error:  # noqa: BLE001 - the last resort: a message instead of a traceback
        return _explained(error, debug=debug)


def _nobody_reads() -> int:
    """Keep the interpreter from complaining when it flushes at exit; return the exit code."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return 141


def _explained(error: Exception, *, debug: bool) -> int:
    from mining.errors import MiningError

    if isinstance(error, MiningError):
        click.echo(f"{type(error).__name__}: {error}", err=True)
        return 2
    if debug:
        import traceback

        traceback.print_exception(error)
    else:
        click.echo(
            f"A fault of the program: {type(error).__name__}: {error}\n  Try: the same command with --debug", err=True
        )
    return 3
