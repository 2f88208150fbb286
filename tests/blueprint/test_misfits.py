"""What does not fit a blueprint is a finding of the log that was held beside it."""

from pathlib import Path

from tiny_logs import log

from mining.blueprint.document import load
from mining.blueprint.matching import match
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


def misfits(event_log: EventLog, folder: Path) -> dict[str, Finding]:
    (folder / "tiny.yaml").write_text(SERVICE)
    once = match(event_log, load(folder / "tiny.yaml")).log
    twice = match(once, load(folder / "tiny.yaml")).log
    assert once.quality == twice.quality
    return {finding.code: finding for finding in once.quality.findings}


def test_a_log_that_fits_has_no_misfits(tmp_path: Path) -> None:
    """Two cases as designed: nothing to say."""
    assert {} == misfits(log("abc", "abc"), tmp_path)


def test_unknown_labels_are_shared_out(tmp_path: Path) -> None:
    """ "x" is two of eight instances: a quarter; matching again says it once."""
    finding = misfits(log("axbc", "abxc"), tmp_path)["unknown_labels"]
    assert (2, "limit", ("x: 2",)) == (finding.rows, finding.severity, finding.examples)
    assert finding.message == "The blueprint does not know 1 label (25.0% of instances): 'x'."


def test_a_case_that_begins_elsewhere(tmp_path: Path) -> None:
    """Case 2 begins with b; an unknown label before the begin is another matter."""
    found = misfits(log("abc", "bc", "xabc"), tmp_path)
    assert (1, ("2",)) == (found["case_without_begin"].rows, found["case_without_begin"].examples)
    assert found["case_without_begin"].message.startswith("1 case (33.3%) does not begin")


def test_a_case_that_stopped_before_the_end(tmp_path: Path) -> None:
    """Case 1 stopped at b, and case 2 went on for long: not open any more."""
    found = misfits(log("ab", "a" + "b" * 200 + "c"), tmp_path)
    assert (1, ("1",)) == (found["case_without_end"].rows, found["case_without_end"].examples)
