"""Recovered causes of waiting beside the planted ones, over many seeds: python benchmarks/causes.py [seeds] [cases]."""

import sys
from collections import defaultdict
from datetime import timedelta

import numpy as np

import mining
from mining.simulation.waits import CAUSES, Plan, Station, waits
from mining.waste.hours.staffing import Staffing
from mining.waste.tables.cause_table import cause_table

DAY = "Mon-Fri 09:00-17:00"
PLANS = {
    "queue": Plan((Station("serve", ("Ann",), 300),), apart=330),
    "two queues": Plan((Station("serve", ("Ann", "Bob"), 600), Station("check", ("Cy",), 250)), apart=330),
    "shifts": Plan((Station("serve", ("Ann", "Bob"), 900),), apart=2400, hours={"Ann": DAY, "Bob": "Mon-Sat 12:00-20:00"}),
    "batching": Plan((Station("serve", ("Ann",), 300, batch=5),), apart=900),
    "batching beside work": Plan((Station("take", ("Ann",), 200), Station("file", ("Ann",), 120, batch=6)), apart=700),
    "overtaking by rule": Plan((Station("serve", ("Ann",), 300, urgent_first=True),), apart=330, urgent=0.3),
    "overtaking by whim": Plan((Station("serve", ("Ann",), 300, whims=0.4),), apart=330),
    "other": Plan((Station("serve", ("Ann",), 200), Station("check", ("Bob",), 200, delay=1800)), apart=900),
    "rework": Plan((Station("serve", ("Ann", "Bob"), 500, again=0.2),), apart=360),
    "together": Plan(
        (
            Station("take", ("Ann", "Bob"), 420, urgent_first=True),
            Station("file", ("Cy",), 150, batch=4),
            Station("check", ("Di", "Ed"), 600, again=0.1, delay=600),
        ),
        apart=900,
        hours={"Ann": DAY, "Bob": DAY, "Di": "Mon-Fri 08:00-16:00", "Ed": DAY},
        urgent=0.2,
    ),
}


def recovered(found) -> tuple[dict[str, float], float, int]:
    """Hours per cause in the ledger, its waiting before rework, and its rework."""
    result = mining.waste(found.log, staffing=staffing_of(found))
    assert result.reconciles
    table = cause_table(result, by_owner=False)
    hours = {row["cause"]: row["likely"] / timedelta(hours=1) for row in table.iter_rows(named=True)}
    delay = result.ledger.frame.filter(result.ledger.frame["rework_delay"].fill_null(False))["likely"].sum() or timedelta(0)
    again = int(result.rework["rework"].sum())
    return {cause: hours.get(cause, 0.0) for cause in CAUSES}, delay / timedelta(hours=1), again


def staffing_of(found) -> Staffing:
    """The hours of the plan, for who is in the log."""
    hours = {name: {"hours": text} for name, text in found.plan.hours.items()}
    return Staffing.of(timezone=found.log.timezone, resources=hours)


def main() -> None:
    seeds, cases = (int(word) for word in [*sys.argv[1:], *("20", "800")[len(sys.argv) - 1 :]])
    print(f"{seeds} seeds, {cases} cases each: hours planted and recovered, the worst seed, the error in all waiting")
    for name, plan in PLANS.items():
        rows = defaultdict(list)
        for seed in range(seeds):
            found = waits(plan, cases, seed)
            told, delay, again = recovered(found)
            for cause in CAUSES:
                rows[cause].append((found.by_cause[cause], told[cause]))
            rows["before rework"].append((found.before_rework / timedelta(hours=1), delay))
            rows["rework"].append((found.rework, again))
        whole = sum(np.array(rows[cause])[:, 0].sum() for cause in CAUSES)
        print(name)
        for cause, pairs in rows.items():
            planted, here = np.array(pairs).T
            if not (planted.any() or here.any()):
                continue
            worst = np.abs(here - planted)[np.argmax(np.abs(here - planted))]
            unit = "" if cause == "rework" else " h"
            share = f"{(here.sum() - planted.sum()) / whole:+7.2%}" if cause in CAUSES else ""
            line = f"  {cause:<14}{planted.mean():10.1f} -> {here.mean():10.1f}{unit}"
            print(f"{line}   worst seed off by {worst:8.2f}{unit}  {share}")


if __name__ == "__main__":
    main()
