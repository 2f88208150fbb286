"""What does not fit a blueprint is a finding of the log that was held beside it."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from tiny_logs import log

from mining.blueprint.document import load
from mining.blueprint.matching import match
from mining.blueprint.model import Valid
from mining.findings import Finding
from mining.log import EventLog

SERVICE = """
blueprint: Tiny
lanes:
  guest: {kind: customer}
steps:
  a: {lane: guest, log: [a]}
  b: {lane: guest, log: [b]}
  c: {lane: guest, log: [c]}
flow: [a, b, c]
"""


VALID = {
    "{from: 2024-01-02}": Valid(since=date(2024, 1, 2)),
    "{until: 2023-12-31}": Valid(until=date(2023, 12, 31)),
    "{from: 2024-01-01, until: 2024-01-01}": Valid(since=date(2024, 1, 1), until=date(2024, 1, 1)),
}


def written(folder: Path) -> Path:
    (folder / "tiny.yaml").write_text(SERVICE)
    return folder / "tiny.yaml"


def misfits(event_log: EventLog, folder: Path) -> dict[str, Finding]:
    blueprint = load(written(folder))
    once = match(event_log, blueprint).log
    twice = match(once, blueprint).log
    assert once.quality == twice.quality
    return {finding.code: finding for finding in once.quality.findings}


def test_a_log_that_fits_has_no_misfits(tmp_path: Path) -> None:
    """Two cases as designed: nothing to say."""
    assert {} == misfits(log("abc", "abc"), tmp_path)


def test_unknown_labels_are_shared_out(tmp_path: Path) -> None:
    """ "x" is two of eight instances: a quarter; matching again says it once."""
    finding = misfits(log("axbc", "abxc"), tmp_path)["unknown_labels"]
    assert (2, "limit", ("x: 2",)) == (finding.rows, finding.severity, finding.examples)
    assert finding.message == "The blueprint does not know 1 label (25.0 % of instances): 'x'."


def test_a_case_that_begins_elsewhere(tmp_path: Path) -> None:
    """Case 2 begins with b; an unknown label before the begin is another matter."""
    found = misfits(log("abc", "bc", "xabc"), tmp_path)
    assert (1, ("2",)) == (found["case_without_begin"].rows, found["case_without_begin"].examples)
    assert found["case_without_begin"].message.startswith("1 case (33.3 %) does not begin")


def test_a_case_that_stopped_before_the_end(tmp_path: Path) -> None:
    """Case 1 stopped at b, and case 2 went on for long: not open any more."""
    found = misfits(log("ab", "a" + "b" * 200 + "c"), tmp_path)
    assert (1, ("1",)) == (found["case_without_end"].rows, found["case_without_end"].examples)


def test_cases_of_another_version_are_told(tmp_path: Path) -> None:
    """Two cases arrive on 1 January 2024 (UTC); the blueprint holds from the 2nd, or until 31 December, or on the day."""
    found = {}
    for valid in ("{from: 2024-01-02}", "{until: 2023-12-31}", "{from: 2024-01-01, until: 2024-01-01}"):
        blueprint = replace(load(written(tmp_path)), valid=VALID[valid], version="7")
        findings = match(log("abc", "abc"), blueprint).log.quality.findings
        found[valid] = [finding.message for finding in findings if finding.code == "other_version"]
    early = '2 cases (100 %) arrived while another version of the blueprint held (this one "7" holds from 2024-01-02).'
    late = '2 cases (100 %) arrived while another version of the blueprint held (this one "7" holds until 2023-12-31).'
    assert [[early], [late], []] == list(found.values())


def test_the_day_of_arrival_is_that_of_the_logs_clock(tmp_path: Path) -> None:
    """1 January, 0:01 UTC is still 31 December on the Azores."""
    blueprint = replace(load(written(tmp_path)), valid=Valid(until=date(2023, 12, 31)))
    moved = replace(log("abc"), timezone="Atlantic/Azores")
    assert "other_version" not in [finding.code for finding in match(moved, blueprint).log.quality.findings]
