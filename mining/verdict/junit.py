"""A verdict as JUnit XML, which build servers read."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

from mining.conformance.waivers import what
from mining.verdict.check import CheckResult, Verdict

FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no place for, however it is escaped."""


def junit(verdict: Verdict, *, suite: str) -> str:
    """Return one test case per check.

    A check that fails is a ``failure``; one that cannot be judged an ``error``; a warning stands in ``system-out`` of a test
    that passes; an expired waiver is a test that was ``skipped``. Without checks there is one ``error``.

    Args:
        verdict: of `mining.verdict.check.check`.
        suite: name of the suite: the service.
    """
    cases = [_case(check) for check in verdict.checks]
    if verdict.reason is not None:
        cases.append(_wrapped("verdict", f"<error message={_attribute(verdict.reason)}/>"))
    for waiver in verdict.expired_waivers:
        message = f"The waiver expired on {waiver.until} ({waiver.owner}: {waiver.reason})."
        cases.append(_wrapped(f"waiver {what(waiver)}", f"<skipped message={_attribute(message)}/>"))
    failures, errors, skipped = (sum(case.count(f"<{tag} ") for case in cases) for tag in ("failure", "error", "skipped"))
    counts = f'tests="{len(cases)}" failures="{failures}" errors="{errors}" skipped="{skipped}"'
    head = f"<testsuite name={_attribute(suite)} {counts}>"
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f"<testsuites {counts}>",
        head,
        *cases,
        "</testsuite>",
        "</testsuites>",
    ]
    return "\n".join(lines) + "\n"


def _case(check: CheckResult) -> str:
    texts = check.said()
    said = f"{texts.value or 'not known'}; {texts.limit}"
    if check.result == "fail":
        return _wrapped(check.name, f"<failure message={_attribute(said)}/>")
    if check.result == "cannot be judged":
        return _wrapped(check.name, f"<error message={_attribute(check.reason or said)}/>")
    mark = "warning: " if check.result == "warn" else ""
    return _wrapped(check.name, f"<system-out>{escape(_clean(mark + said))}</system-out>")


def _wrapped(name: str, inside: str) -> str:
    return f'<testcase classname="mining.check" name={_attribute(name)}>{inside}</testcase>'


def _clean(text: str) -> str:
    return FORBIDDEN.sub("\ufffd", text)


def _attribute(text: str) -> str:
    return quoteattr(_clean(text), {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})
