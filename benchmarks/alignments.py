"""Optimal alignments side by side with r4pm and pm4py: python benchmarks/alignments.py FOLDER [NAME ...] [--pm4py VARIANTS].

FOLDER holds `logs/` and `models/`. Generated logs are held against the nets that made them; the others, and one
generated log, against nets mined from them (inductive, noise 0 and 0.2). Each line: total cost and fitting cases
(equal or not), our seconds from log to result (automaton included), r4pm's seconds for the alignments alone, the
ratio, and whether the wanted one is reached: at least 10 where r4pm takes over 5 s, at least 1 where it takes over
0.5 s, otherwise within 0.3 s. pm4py aligns a sample of variants; its seconds are stretched to all of them.
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
from mining.discovery.variants import variants

GENERATED = [(f"{net}f0n{noise}.xes.gz", net) for net in ("a12", "a32") for noise in ("00", "05", "10", "20", "50")]
REAL = ["receipt.csv.gz", "helpdesk_italian.csv.gz", "bpic2013_incidents.xes.gz", "bpic2017_w.csv.gz", "a32f0n20.xes.gz"]


def r4pm_answers(log: mining.EventLog, net: Path) -> tuple[float, int, int, int]:
    """Seconds, cost over cases, fitting cases, variants without an answer."""
    ids = log.cases["case_id"].gather(log.case_codes)
    frame = pl.DataFrame({"case:concept:name": ids, "concept:name": log.events["activity"].cast(pl.String)})
    projection = r4pm.convert_item(r4pm.import_item_from_df("EventLog", frame), "EventLogActivityProjection")
    model = r4pm.petri_net.import_pnml(str(net))
    began = time.perf_counter()
    found = theirs.align_variants(model, projection)
    seconds = time.perf_counter() - began
    answers = [(entry["frequency"], entry["result"].get("Ok")) for entry in found]
    cost = sum(count * answer["cost"] for count, answer in answers if answer)
    fitting = sum(count for count, answer in answers if answer and not answer["cost"])
    return seconds, cost, fitting, sum(answer is None for _, answer in answers)


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


def compared(name: str, log: mining.EventLog, net: Path, sample: int) -> str:
    """One line of the table."""
    timings = []
    for _ in range(2):
        began = time.perf_counter()
        result = mining.conform(log, net)
        timings.append(time.perf_counter() - began)
    seconds = min(timings)
    rust, cost, fitting, missing = r4pm_answers(log, net)
    same = (cost, fitting, missing) == (result.cost, result.fitting_cases, result.unjudged_cases)
    wanted = rust / seconds >= 10 if rust > 5 else rust / seconds >= 1 if rust > 0.5 else seconds - rust <= 0.3
    line = (
        f"{name:32} {result.variants:7,} {result.cost:8,} {result.fitting_cases:7,} {'equal' if same else 'DIFFERENT':9}"
        f" {seconds:8.3f} {rust:8.3f} {rust / seconds:7.1f} {'reached' if wanted else 'MISSED'}"
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
    folder, chosen = Path(arguments[0]), arguments[1:]
    print(f"{'log, net':32} variants     cost fitting           ours s   r4pm s   ratio")
    with tempfile.TemporaryDirectory() as made:
        for file, net in GENERATED:
            if not chosen or file.split(".")[0] in chosen:
                log = mining.read(folder / "logs" / file, no_time=True)
                print(compared(f"{file.split('.')[0]}, its net", log, folder / "models" / f"{net}.pnml", sample), flush=True)
        for file in REAL:
            short = file.split(".")[0]
            if not chosen or short in chosen:
                log = mining.read(folder / "logs" / file, no_time=short.startswith("a32"))
                for noise in (0.0, 0.2):
                    path = Path(made) / f"{short}_{noise}.pnml"
                    mining.discover_model(log, miner="inductive", noise=noise).to_pnml(path)
                    print(compared(f"{short}, mined {noise}", log, path, sample), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
