"""Designs that are hard to align with, side by side with r4pm: python benchmarks/hard_designs.py [NAME ...].

Runs of each design are played, with steps left out, repeated and swapped; each line: whether the states could be listed,
traces and events, how many of ours are optimal (cost proven) or bounded, how many of r4pm's answers are equal, other or
missing (it gives up at a number of states), processor seconds per trace, and the peak of memory so far.
"""

import contextlib
import io
import random
import resource
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pm4py
import r4pm
from pm4py.objects.process_tree.obj import Operator, ProcessTree
from r4pm.bindings.conformance.case_centric import alignments as theirs

from mining.conformance.alignment import Design, alignments
from mining.conformance.moves import UNJUDGED
from mining.conformance.net import NetBehaviour, net_of_pm4py


def tree(operator: Operator | None, *children: ProcessTree, label: str | None = None) -> ProcessTree:
    """A process tree."""
    made = ProcessTree(operator=operator, label=label)
    for child in children:
        child.parent = made
        made.children.append(child)
    return made


def step(label: str) -> ProcessTree:
    """One step."""
    return tree(None, label=label)


def row(*parts: ProcessTree) -> ProcessTree:
    """One after the other."""
    return tree(Operator.SEQUENCE, *parts)


def ten_branches() -> ProcessTree:
    """Ten parallel branches of three steps."""
    branches = [row(*(step(f"b{branch}_{k}") for k in range(3))) for branch in range(10)]
    return row(step("start"), tree(Operator.PARALLEL, *branches), step("end"))


def any_of_twelve() -> ProcessTree:
    """One or more of twelve."""
    return tree(Operator.OR, *(step(f"o{k}") for k in range(12)))


def nested_loops(depth: int = 4) -> ProcessTree:
    """Loops within loops."""
    if not depth:
        return step("core")
    inner = row(step(f"in{depth}"), nested_loops(depth - 1), step(f"out{depth}"))
    return tree(Operator.LOOP, inner, step(f"redo{depth}"))


def parallel_loops(depth: int = 4) -> ProcessTree:
    """Loops within loops, with something parallel in each."""
    if not depth:
        return tree(Operator.PARALLEL, *(step(f"c{k}") for k in range(3)))
    inner = tree(Operator.PARALLEL, parallel_loops(depth - 1), step(f"side{depth}"))
    return tree(Operator.LOOP, row(step(f"in{depth}"), inner), step(f"redo{depth}"))


def eighty_steps() -> ProcessTree:
    """80 transitions in eight parallel branches of choices, loops and options: over 10^9 markings."""
    rng = random.Random(1)
    numbers: Iterator[int] = iter(range(80))
    made = 0

    def one() -> ProcessTree:
        nonlocal made
        made += 1
        return step(f"t{next(numbers):02}")

    def part() -> ProcessTree:
        kind = rng.random()
        if kind < 0.3:
            return tree(Operator.XOR, one(), one())
        if kind < 0.5:
            return tree(Operator.LOOP, one(), one())
        return tree(Operator.XOR, one(), tree(None)) if kind < 0.65 else row(one(), one())

    first = one()
    parallel = tree(Operator.PARALLEL, *(row(*(part() for _ in range(4))) for _ in range(8)))
    return row(first, parallel, *(one() for _ in range(80 - made)))


def played(design: ProcessTree, rng: random.Random, again: float) -> list[str]:
    """One run; `again` is how likely another round of a loop is."""
    if not design.children:
        return [design.label] if design.label else []
    if design.operator == Operator.SEQUENCE:
        return [label for child in design.children for label in played(child, rng, again)]
    if design.operator == Operator.XOR:
        return played(rng.choice(design.children), rng, again)
    if design.operator == Operator.LOOP:
        run = played(design.children[0], rng, again)
        while rng.random() < again:
            run += played(design.children[1], rng, again) + played(design.children[0], rng, again)
        return run
    children = design.children
    if design.operator == Operator.OR:
        children = rng.sample(children, rng.randint(1, len(children)))
    queues = [deque(played(child, rng, again)) for child in children]
    run = []
    while waiting := [queue for queue in queues if queue]:
        run.append(rng.choice(waiting).popleft())
    return run


def faulty(run: list[str], rng: random.Random, faults: int, labels: list[str], events: int | None) -> list[str]:
    """The run with some steps swapped, left out or put in, and cut down to `events` at random."""
    run = list(run)
    for _ in range(faults):
        kind = rng.random()
        if kind < 0.4 and len(run) > 1:
            one, other = rng.sample(range(len(run)), 2)
            run[one], run[other] = run[other], run[one]
        elif kind < 0.7 and run:
            run.pop(rng.randrange(len(run)))
        else:
            run.insert(rng.randint(0, len(run)), rng.choice(labels))
    while events is not None and len(run) > events:
        run.pop(rng.randrange(len(run)))
    return run


def long_run(design: ProcessTree, rng: random.Random) -> list[str]:
    """One run of at least 5,000 events."""
    while True:
        run = played(design, rng, 0.7)
        if len(run) >= 5_000:
            return run[:5_000]


def compared(name: str, design: ProcessTree, traces: list[list[str]]) -> str:
    """One line of the table."""
    net = pm4py.convert_to_petri_net(design)
    ours = net_of_pm4py(*net)
    began = time.process_time()
    ready = Design.of(NetBehaviour(ours))
    preparing = time.process_time() - began
    numbers = {label: number for number, label in enumerate(ours.steps)}
    flat = np.array([numbers[label] for trace in traces for label in trace], dtype=np.int64)
    began = time.process_time()
    found = alignments(ready, flat, np.cumsum([0, *map(len, traces)]))
    seconds = (time.process_time() - began) / len(traces)
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
        path = Path(folder) / "net.pnml"
        pm4py.write_pnml(*net, str(path))
        model = r4pm.petri_net.import_pnml(str(path))
    began = time.process_time()
    answers = [answer(model, trace) for trace in traces]
    rust = (time.process_time() - began) / len(traces)
    pairs = list(zip(answers, found.cost.tolist(), strict=True))
    optimal = int((found.cost != UNJUDGED).sum())
    bounded = int(((found.cost == UNJUDGED) & (found.upper != UNJUDGED)).sum())
    equal = sum(one == cost for one, cost in pairs)
    missing = sum(one is None for one in answers)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return (
        f"{name:16} {'-' if ready.automaton is None else ready.automaton.size:>7} {len(traces):6} {len(flat):7} {optimal:8}"
        f" {bounded:8} {equal:6} {len(pairs) - equal - missing:6} {missing:8} {preparing:9.3f} {seconds:9.3f} {rust:8.3f}"
        f" {peak:6} MB"
    )


def answer(model: Any, trace: list[str]) -> int | None:
    """The cost that r4pm finds; None where it gives up."""
    try:
        return int(theirs.align_trace(model, trace)["cost"])
    except TypeError:
        return None


DESIGNS: dict[str, Callable[[], ProcessTree]] = {
    "ten branches": ten_branches,
    "any of twelve": any_of_twelve,
    "nested loops": nested_loops,
    "parallel loops": parallel_loops,
    "eighty steps": eighty_steps,
}


def main(chosen: list[str]) -> None:
    """Print the table."""
    print(
        "design            states traces  events  optimal  bounded  equal  other gave up  design s   ours s   r4pm s   peak"
    )
    for name, make in DESIGNS.items():
        if chosen and name not in chosen:
            continue
        design, rng = make(), random.Random(7)
        labels = sorted({label for _ in range(50) for label in played(design, rng, 0.4)})
        runs = [played(design, rng, 0.4) for _ in range(20)]
        events = 40 if name == "eighty steps" else None
        traces = [faulty(run, rng, number % 6, labels, events) for number, run in enumerate(runs)]
        print(compared(name, design, traces), flush=True)
        if name in ("nested loops", "parallel loops"):
            run = long_run(design, rng)
            longer = [faulty(run, rng, faults, labels, None) for faults in (0, 20, 200)]
            print(compared(f"{name[:10]}, 5,000", design, longer), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
