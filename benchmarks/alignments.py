"""Optimal alignments side by side: python benchmarks/alignments.py FOLDER [NAME ...] [--pm4py VARIANTS] [--user].

FOLDER holds `logs/` and `models/`. Generated logs are held against the nets that made them, two others against the models
that came with them, the rest against nets mined from them (inductive, noise 0, 0.2 and 0.4). Each line: total cost and
fitting cases; variants whose cost is equal to r4pm's, is another, or that r4pm gave up (there ours is optimal or bounded);
alignments replayed (log side = trace, model side = an accepted run of the net, cost = moves); our seconds from log to result
(automaton included), r4pm's for the alignments alone, the ratio, and whether the wanted one is reached: at least 10 where
r4pm takes over 5 s, at least 1 where it takes over 0.5 s, otherwise within 0.3 s. pm4py aligns a sample of variants; its
seconds are stretched to all of them. Seconds are processor time where the line says so (`--user`), else by the clock.
"""

import contextlib
import io
import sys
import tempfile
import time
from pathlib import Path

import polars as pl
import r4pm
from r4pm.bindings.conformance.case_centric import alignments as theirs

import mining
import mining.conformance.fitness
from mining.blueprint.pnml import read_net
from mining.conformance.determinised import Determinised
from mining.conformance.net import NetBehaviour
from mining.discovery.variants import variants

GENERATED = [(f"{net}f0n{noise}.xes.gz", net) for net in ("a12", "a32") for noise in ("00", "05", "10", "20", "50")]
GIVEN = [("receipt.csv.gz", "receipt.bpmn"), ("roadtraffic100traces.xes", "roadtraffic.pnml")]
REAL = [
    "receipt.csv.gz",
    "helpdesk_italian.csv.gz",
    "bpic2013_incidents.xes.gz",
    "bpic2017_w.csv.gz",
    "servicenow_incidents.csv.gz",
    "a32f0n20.xes.gz",
]
CLOCK = time.process_time if "--user" in sys.argv else time.perf_counter


def r4pm_answers(log: mining.EventLog, net: Path) -> tuple[float, dict[tuple[str, ...], int | None]]:
    """Seconds, and the cost of every variant (None: no answer)."""
    ids = log.cases["case_id"].gather(log.case_codes)
    frame = pl.DataFrame({"case:concept:name": ids, "concept:name": log.events["activity"].cast(pl.String)})
    projection = r4pm.convert_item(r4pm.import_item_from_df("EventLog", frame), "EventLogActivityProjection")
    model = r4pm.petri_net.import_pnml(str(net))
    began = CLOCK()
    found = theirs.align_variants(model, projection)
    seconds = CLOCK() - began
    return seconds, {
        tuple(entry["activities"]): entry["result"]["Ok"]["cost"] if "Ok" in entry["result"] else None for entry in found
    }


def replayed(result: mining.conformance.fitness.Conformance, net: Path) -> int:
    """How many alignments are right: log side, model side and cost."""
    behaviour = NetBehaviour(read_net(net))
    numbers = {step: number for number, step in enumerate(behaviour.steps)}
    states = Determinised(behaviour, 1_000_000)
    right = 0
    for row in result.alignments.frame.filter(pl.col("moves").is_not_null()).iter_rows(named=True):
        moves = [(move["move"], move["step"]) for move in row["moves"]]
        state: int | None = states.initial
        for kind, step in moves:
            if kind != "log" and state is not None:
                state = states.moves(state).get(numbers[step])
        same = row["trace"] == [step for kind, step in moves if kind != "model"]
        right += (
            same
            and state is not None
            and (row["open"] or states.is_final(state))
            and row["cost"] == sum(kind != "synchronous" for kind, _ in moves)
        )
    return right


def pm4py_seconds(log: mining.EventLog, net: Path, sample: int) -> tuple[float, bool]:
    """Seconds for all variants, stretched from a sample; and whether its costs equal ours."""
    import pm4py
    from pm4py.algo.conformance.alignments.petri_net import algorithm
    from pm4py.objects.log.obj import Event, Trace

    model = pm4py.read_pnml(str(net))
    everything = variants(log)
    ours = mining.conform(log, net).per_case["cost"]
    chosen = range(0, len(everything), max(1, len(everything) // sample))
    equal, spent = True, 0.0
    for number in chosen:
        trace = Trace([Event({"concept:name": label}) for label in everything.trace(number)])
        began = time.perf_counter()
        with contextlib.redirect_stdout(io.StringIO()):
            answer = algorithm.apply(trace, *model)
        spent += time.perf_counter() - began
        case = int((everything.of_case == number).argmax())
        equal &= answer is not None and answer["cost"] // 10_000 == ours[case]
    return spent / len(chosen) * len(everything), equal


def as_pnml(model: Path, folder: Path) -> Path:
    """The model as a PNML file, which r4pm reads."""
    import pm4py

    if model.suffix == ".pnml":
        return model
    written = folder / f"{model.stem}.pnml"
    with contextlib.redirect_stdout(io.StringIO()):
        pm4py.write_pnml(*pm4py.convert_to_petri_net(pm4py.read_bpmn(str(model))), str(written))
    return written


def compared(name: str, log: mining.EventLog, net: Path, sample: int) -> str:
    """One line of the table."""
    timings = []
    for _ in range(2):
        began = CLOCK()
        result = mining.conform(log, net)
        timings.append(CLOCK() - began)
    seconds = min(timings)
    rust, answers = r4pm_answers(log, net)
    ours = {tuple(row["trace"]): row for row in result.alignments.frame.iter_rows(named=True) if not row["open"]}
    equal = sum(ours[trace]["cost"] == cost for trace, cost in answers.items() if cost is not None and trace in ours)
    given_up = sum(cost is None for cost in answers.values())
    other = len([trace for trace in answers if trace in ours]) - equal - given_up
    wanted = rust / seconds >= 10 if rust > 5 else rust / seconds >= 1 if rust > 0.5 else seconds - rust <= 0.3
    right = replayed(result, net)
    line = (
        f"{name:32} {result.variants:7,} {result.cost:8,} {result.fitting_cases:7,} {equal:7,} {other:5} {given_up:7}"
        f" {right:8,} {result.unjudged_cases:8} {seconds:8.3f} {rust:8.3f} {rust / seconds:7.1f}"
        f" {'reached' if wanted else 'MISSED'}"
    )
    if sample:
        python, agrees = pm4py_seconds(log, net, sample)
        line += f"   pm4py {python:9.1f} s, ratio {python / seconds:9,.0f}, {'equal' if agrees else 'DIFFERENT'}"
    return line


def main(arguments: list[str]) -> None:
    """Print the table."""
    sample = 0
    if "--pm4py" in arguments:
        place = arguments.index("--pm4py")
        sample = int(arguments[place + 1])
        arguments = arguments[:place] + arguments[place + 2 :]
    given, *chosen = [argument for argument in arguments if argument != "--user"]
    folder = Path(given)
    print(f"{'log, net':32} variants     cost fitting   equal other gave up replayed unjudged   ours s   r4pm s   ratio")
    with tempfile.TemporaryDirectory() as made:
        for file, net in GENERATED:
            if not chosen or file.split(".")[0] in chosen:
                log = mining.read(folder / "logs" / file, no_time=True)
                print(compared(f"{file.split('.')[0]}, its net", log, folder / "models" / f"{net}.pnml", sample), flush=True)
        for file, model in GIVEN:
            short = file.split(".")[0]
            if not chosen or short in chosen:
                log = mining.read(folder / "logs" / file)
                print(compared(f"{short}, {model}", log, as_pnml(folder / "models" / model, Path(made)), sample), flush=True)
        for file in REAL:
            short = file.split(".")[0]
            if not chosen or short in chosen:
                log = mining.read(folder / "logs" / file, no_time=short.startswith("a32"))
                for noise in (0.0, 0.2, 0.4):
                    path = Path(made) / f"{short}_{noise}.pnml"
                    mining.discover_model(log, miner="inductive", noise=noise).to_pnml(path)
                    print(compared(f"{short}, mined {noise}", log, path, sample), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
