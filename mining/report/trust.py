"""What file this is, and whether it can be trusted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from mining.findings import Finding
from mining.log import EventLog
from mining.report.pseudonyms import Persons, persons_in, without_names

WORST_FIRST = {"unfit": 0, "limit": 1, "note": 2}


@dataclass(frozen=True)
class Trust:
    """Counts and findings of the reading.

    Attributes:
        activities: distinct labels that occur.
        resources: distinct resources that occur; 0 where the log has none.
        open: open cases.
        unfinished: unfinished cases.
        first: first arrival; None without times.
        last: last arrival; None without times.
        findings: worst first; persons as pseudonyms unless named.
        limiting: number of findings that limit a figure or worse.
        affected: figures that those touch, in order of first mention.
    """

    activities: int
    resources: int
    open: int
    unfinished: int
    first: datetime | None
    last: datetime | None
    findings: tuple[Finding, ...]
    limiting: int
    affected: tuple[str, ...]


def trust(log: EventLog, *, persons: Persons = "pseudonyms") -> Trust:
    """Return what the report says about the file."""
    findings = log.quality.findings
    if persons == "pseudonyms":
        names = persons_in(log)
        findings = tuple(without_names(finding, names) for finding in findings)
    findings = tuple(sorted(findings, key=lambda finding: WORST_FIRST[finding.severity]))
    limiting = [finding for finding in findings if finding.severity != "note"]
    return Trust(
        activities=log.events["activity"].n_unique(),
        resources=log.events["resource"].drop_nulls().n_unique(),
        open=int(log.cases["open"].sum()),
        unfinished=int(log.cases["unfinished"].sum()),
        first=cast("datetime | None", log.cases["arrival"].min()) if log.timed else None,
        last=cast("datetime | None", log.cases["arrival"].max()) if log.timed else None,
        findings=findings,
        limiting=len(limiting),
        affected=tuple(dict.fromkeys(name for finding in limiting for name in finding.affects)),
    )
