"""Options of commands that align: what moves cost, and how much may be spent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cli.options import Command, handing_over

if TYPE_CHECKING:
    from mining.conformance.budget import Budget
    from mining.conformance.costs import Costs


def alignment_options(command: Command) -> Command:
    """Add --move-cost, --budget and --memory; the command receives them as `costs` and `budget`."""

    def handed_over(**given: Any) -> Any:
        costs = _costs(given.pop("move_costs"))
        budget = _budget(given.pop("seconds"), given.pop("megabytes"))
        return command(costs=costs, budget=budget, **given)

    options = [
        click.option(
            "--move-cost",
            "move_costs",
            multiple=True,
            metavar="WHAT=N",
            help="What a deviating move costs (1): log=N, model=N, STEP=N or STEP=LOG,MODEL; may be repeated.",
        ),
        click.option(
            "--budget", "seconds", type=float, metavar="SECONDS", help="Time for hard cases; then bounds are given."
        ),
        click.option("--memory", "megabytes", type=int, metavar="MB", help="Memory for hard cases; then bounds are given."),
    ]
    return handing_over(command, handed_over, options)


def _costs(given: tuple[str, ...]) -> Costs:
    """WHAT=N, ... -> costs."""
    from mining.conformance.costs import Costs

    kinds = {"log": 1, "model": 1}
    steps: dict[str, int | tuple[int, int]] = {}
    for text in given:
        what, mark, number = text.rpartition("=")
        try:
            numbers = tuple(int(part) for part in number.split(","))
        except ValueError:
            numbers = ()
        if not mark or not what or len(numbers) not in (1, 2) or (what in kinds and len(numbers) == 2):
            raise click.BadParameter(
                f'"{text}": write log=2, model=3, "Check identity=5" or "Check identity=5,1" (log, model).',
                param_hint="--move-cost",
            )
        if what in kinds:
            kinds[what] = numbers[0]
        else:
            steps[what] = numbers[0] if len(numbers) == 1 else (numbers[0], numbers[1])
    return Costs(**kinds, steps=steps)


def _budget(seconds: float | None, megabytes: int | None) -> Budget:
    from mining.conformance.budget import Budget

    return Budget.of(seconds=seconds, megabytes=megabytes)
