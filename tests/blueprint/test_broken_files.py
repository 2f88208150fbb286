"""Broken blueprint files: each message names the line and what to do."""

# ruff: noqa: E501 - one mistake, one line

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mining.blueprint.document import blueprint_of, load
from mining.blueprint.writing import text_of
from mining.errors import BlueprintError, FileError

VALID = """\
blueprint: Counter
lanes:
  guest: {kind: customer}
  desk: {kind: frontstage, rate: 18}
steps:
  ask: {lane: guest}
  serve: {lane: desk, takes: 3 min}
  cancel: {lane: guest}
flow:
  - ask
  - serve
may end with: [cancel]
"""


def changed(*pairs: tuple[str, str]) -> str:
    """VALID with some of its texts replaced; each must be there once."""
    text = VALID
    for old, new in pairs:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


STEP = "  serve: {lane: desk, takes: 3 min}"
FLOW = "  - ask\n  - serve\n"

# fmt: off
CASES: list[tuple[str, str, int, str, str]] = [
    # (kind of mistake, text, line, words of what is wrong, words of the remedy)
    # -- no YAML, or YAML that does harm
    ("empty file", "", 1, "empty", "blueprint: NAME"),
    ("comments only", "# nothing\n\n# more\n", 1, "empty", "lanes, steps and flow"),
    ("unclosed list", changed((FLOW, "  - [ask, serve\n")), 10, "flow sequence", "close the list with ]"),
    ("unclosed mapping", changed(("{kind: customer}", "{kind: customer")), 3, "flow mapping", "close the mapping with }"),
    ("unclosed quotation mark", changed(("blueprint: Counter", 'blueprint: "Counter')), 1, "quoted scalar", "close the quotation mark"),
    ("tab", changed(("  - ask", "\t- ask")), 10, r"\\t", "spaces, not with tabs"),
    ("colon in a text", changed(("Counter", "Counter: downtown")), 1, "mapping values", "quote a text that holds a colon"),
    ("text that begins with @", changed(("Counter", "@Counter")), 1, "cannot start", "quote a text"),
    ("text that begins with a percent sign", changed(("Counter", "%Counter")), 1, "cannot start", "quote a text"),
    ("text that begins with a bracket", changed(("Counter", "[VIP] Counter")), 1, "expected <block end>", "begins with a bracket"),
    ("comma too many", changed(("{kind: customer}", "{kind: customer,, name: x}")), 3, "flow node", "comma too many"),
    ("backslash", changed(("Counter", r'"C:\qounter"')), 1, "escape character", "double the backslash"),
    ("wide colon", changed(("lanes:\n", "lanes：\n")), 3, "no YAML", "not as ："),
    ("bell character", changed(("Counter", "Coun\x07ter")), 1, "character that no text holds", "UTF-8"),
    ("second document", VALID + "---\n" + VALID, 13, "second document", "delete the line ---"),
    ("alias", changed((STEP, "  serve: {lane: desk, log: [*Serve]}")), 7, "alias", '"\\*Serve"'),
    ("bare star", changed((STEP, "  serve: {lane: desk, log: [*]}")), 7, "alias", "begins with a star"),
    ("anchor", changed(("{kind: customer}", "&g {kind: customer}")), 3, "anchor", "parts"),
    ("merge key bomb", "a: &a [x, x]\nb: &b [*a, *a]\n" + VALID, 1, "anchor", "parts"),
    ("tag", changed(("Counter", "!!python/object:os.system x")), 1, "tag", "quote a text"),
    ("local tag", changed(("Counter", "!important")), 1, "tag", "exclamation mark"),
    ("deep nesting", changed((FLOW, f"  {'[' * 60}ask{']' * 60}\n")), 10, "nested too deeply", "parts"),
    ("large file", VALID + "# " + "x" * 600_000, 1, "too large", "is this the log"),
    ("list as key", changed((FLOW, "  - ? [ask]\n    : serve\n")), 10, "key that is no text", "quote it"),
    ("list as file", "- ask\n- serve\n", 1, "must be a mapping", "blueprint: NAME"),
    ("text as file", "ask, then serve\n", 1, "must be a mapping", "blueprint: NAME"),
    # -- YAML that reads otherwise than it looks
    ("key twice", VALID + "flow: [ask]\n", 13, "stands twice; the first is in line 9", "rename one"),
    ("lane twice", changed(("  desk: {kind: frontstage, rate: 18}", "  desk: {kind: frontstage}\n  desk: {kind: backstage}")), 5, "stands twice", "join"),
    ("key of a step twice", changed(("takes: 3 min", "takes: 3 min, lane: desk")), 7, "stands twice", "join"),
    ("NO", changed(("Counter", "NO")), 1, "NO without quotes is false", '"NO" if the text'),
    ("yes for true", changed(("takes: 3 min", "control: yes")), 7, "yes without quotes is true", "true if that is meant"),
    ("off in a list", changed(("takes: 3 min", "channel: [off, app]")), 7, "without quotes is false", '"off"'),
    ("NO among keys not used yet", VALID + "calendars: {desk: {holidays: NO}}\n", 13, "without quotes is false", '"NO"'),
    ("true as a name", changed(("Counter", "true")), 1, "is true or false", '"true"'),
    ("base 60", changed(("3 min", "1:30")), 7, "base 60", "1 h 30 min"),
    ("float as version", VALID + "version: 2026.10\n", 13, "2026.10 without quotes is a number", '"2026.10"'),
    ("number as version", VALID + "version: 7\n", 13, "is a number", '"7"'),
    ("date as version", VALID + "version: 2026-09-01\n", 13, "is a date", '"2026-09-01"'),
    ("number as label", changed(("takes: 3 min", "log: [101]")), 7, "is a number", '"101"'),
    ("octal as id", changed(("lane: desk", "lane: 010")), 7, "is a number", '"010"'),
    ("nothing as name", changed(("blueprint: Counter", "blueprint:")), 1, "is missing", "write it"),
    ("tilde as owner", VALID + "owner: ~\n", 13, "no value", '"~"'),
    ("sign of a comment in a text", changed(("Counter", "Counter #5")), 1, "the rest is a comment", '"Counter #5"'),
    ("sign of a comment in a list", changed(("takes: 3 min}", "log: [Serve #1\n  ]}")), 7, "the rest is a comment", "with a space"),
    ("empty text", changed(("Counter", '""')), 1, "is empty", "write it"),
    ("list as name", changed(("Counter", "[a, b]")), 1, "must be a text", "quote it"),
    # -- keys
    ("no key of the language", VALID + "lane: {}\n", 13, 'no key.*mean "lanes"', "one of blueprint"),
    ("underscores", changed(("may end with: [cancel]", "may_end_with: [cancel]")), 12, 'mean "may end with"', "one of"),
    ("key of a lane", changed(("{kind: customer}", "{kind: customer, team: [A]}")), 3, 'mean "teams"', "one of name"),
    ("key of a step", changed(("takes: 3 min", "take: 3 min")), 7, 'mean "takes"', "one of name"),
    ("colon without space", changed(("takes: 3 min", "takes:3 min")), 7, "no key", "a space after the colon"),
    ("key of a rate", changed(("rate: 18", "rate: {amount: 18, currancy: EUR}")), 4, 'mean "currency"', "one of amount"),
    ("role of a column", VALID + "log: {columns: {cases: id}}\n", 13, 'mean "case"', "one of case"),
    ("blueprint is missing", changed(("blueprint: Counter\n", "")), 1, 'lacks "blueprint"', "blueprint: NAME"),
    ("lanes are missing", "blueprint: x\nsteps: {a: {lane: b}}\nflow: [a]\n", 1, 'lacks "lanes"', "kind: customer"),
    ("steps are missing", "blueprint: x\nlanes: {a: {kind: customer}}\nflow: [a]\n", 1, 'lacks "steps"', "lane: guest"),
    ("flow is missing", changed(("flow:\n" + FLOW, "")), 1, 'lacks "flow"', "first step"),
    ("kind is missing", changed(("{kind: customer}", "{name: Guest}")), 3, 'lane "guest" lacks "kind"', "kind: customer"),
    ("lane is missing", changed((STEP, "  serve: {takes: 3 min}")), 7, 'step "serve" lacks "lane"', "lane: guest"),
    ("amount is missing", changed(("rate: 18", "rate: {currency: EUR}")), 4, 'lacks "amount"', "amount: 18"),
    # -- values
    ("lane in short", changed(("guest: {kind: customer}", "guest: customer")), 3, "must be a mapping", "guest: {kind"),
    ("step without anything", changed(("  cancel: {lane: guest}", "  cancel:")), 8, "must be a mapping", "cancel: {lane: guest}"),
    ("lanes as list", changed(("lanes:\n  guest: {kind: customer}\n  desk: {kind: frontstage, rate: 18}\n", "lanes: [guest, desk]\n")), 2, "must be a mapping", "lanes: {guest"),
    ("no lane", changed(("lanes:\n  guest: {kind: customer}\n  desk: {kind: frontstage, rate: 18}\n", "lanes: {}\n")), 2, "there is no lane", "kind: customer"),
    ("unknown kind", changed(("kind: frontstage", "kind: front stage")), 4, 'mean "frontstage"', "customer, frontstage, backstage"),
    ("id of two words", changed(("  desk: {kind", "  front desk: {kind")), 4, "one word", "front_desk"),
    ("rate with unit", changed(("rate: 18", "rate: 18 EUR")), 4, "must be a number", "the currency stands apart"),
    ("negative rate", changed(("rate: 18", "rate: -3")), 4, "at least 0", "18.50"),
    ("currency in words", VALID + "currency: Euro\n", 13, "no currency", "EUR, CNY"),
    ("zone", VALID + "timezone: Europe/Lisboa\n", 13, 'mean "Europe/Lisbon"', "IANA"),
    ("zone by path", VALID + "timezone: ../../etc/passwd\n", 13, "no time zone", "IANA"),
    ("duration without unit", changed(("takes: 3 min", "takes: 3")), 7, "must be a duration", "3 min, 3 h or 3 d"),
    ("duration in months", changed(("takes: 3 min", "takes: 3 m")), 7, "must be a duration", "45 s, 3 min"),
    ("duration in words", changed(("takes: 3 min", "takes: [3, min]")), 7, "must be a duration", "3 min"),
    ("value", changed(("takes: 3 min", "value: add")), 7, 'mean "adds"', "adds, needed, avoidable"),
    ("is", changed(("takes: 3 min", "is: waiting")), 7, 'mean "wait"', "wait, work"),
    ("customer", changed(("takes: 3 min", "customer: there")), 7, 'cannot be "there"', "present"),
    ("at most zero", changed(("takes: 3 min", "at most: 0")), 7, "whole number from 1", "for example 3"),
    ("at most in quotes", changed(("takes: 3 min", 'at most: "3"')), 7, "whole number from 1", "without quotes"),
    ("control in quotes", changed(("takes: 3 min", 'control: "true"')), 7, "true or false", "without quotes"),
    ("label twice", changed(("takes: 3 min", "log: [Serve, Serve]")), 7, "stands twice in the list", "delete one"),
    ("language", changed(("Counter", "{English: Counter}")), 1, '"English" is no language', "{en: ..., zh: ...}"),
    ("meaning of times", VALID + "log: {events: ended}\n", 13, 'cannot be "ended"', "done, entered"),
    # -- what refers to something else
    ("unknown lane", changed(("{lane: desk, takes", "{lane: dask, takes")), 7, 'no lane "dask". Did you mean "desk"', "guest, desk"),
    ("unknown lane in a list", changed(("{lane: desk, takes", "{lane: [desk, gast], takes")), 7, 'no lane "gast"', "guest, desk"),
    ("unknown lane waited for", changed(("takes: 3 min", "then waits for: kitchen")), 7, 'no lane "kitchen"', "guest, desk"),
    ("corrects an unknown step", changed(("takes: 3 min", "corrects: aks")), 7, 'no step "aks". Did you mean "ask"', "ask, serve"),
    ("corrects itself", changed(("takes: 3 min", "corrects: serve")), 7, "cannot correct itself", "whose faults"),
    ("lane without step", changed(("  desk: {kind", "  bar: {kind: backstage}\n  desk: {kind")), 4, 'lane "bar" has no step', "lane: bar"),
    ("step not used", changed(("may end with: [cancel]\n", "")), 8, 'step "cancel" is used neither', "may end with, or delete"),
    ("step only in an idle part", changed(("may end with: [cancel]\n", "parts: {stop: [cancel]}\n")), 8, "used neither", "put it into the flow"),
    # -- flow
    ("unknown step", changed(("  - serve\n", "  - sreve\n")), 11, 'no step or part "sreve". Did you mean "serve"', "ask, serve"),
    ("wide comma", changed((FLOW, "  [ask，serve]\n")), 10, "no step or part", "instead of ，"),
    ("enumeration comma", changed((FLOW, "  [ask、serve]\n")), 10, "no step or part", "instead of 、"),
    ("block without space", changed(("  - serve\n", "  - optional:serve\n")), 11, "no step or part", "a space after the colon"),
    ("block without body", changed(("  - serve\n", "  - optional\n  - serve\n")), 11, "needs a colon", "optional: "),
    ("unknown block", changed(("  - serve\n", "  - eiter: [serve, []]\n")), 11, 'mean "either"', "together, either"),
    ("two blocks in one item", changed(("  - serve\n", "  - optional: serve\n    together: [ask, serve]\n")), 11, "one key", "a dash of its own"),
    ("one branch", changed(("  - serve\n", "  - together: [serve]\n")), 11, "at least two", "write the step alone"),
    ("one choice", changed(("  - serve\n", "  - either: [serve]\n")), 11, "at least two", "optional: x"),
    ("branches as text", changed(("  - serve\n", "  - any of: serve\n")), 11, "must be a list", "any of: \\[a"),
    ("choice without branches", changed(("  - serve\n", "  - either: {decide: why}\n  - serve\n")), 11, 'lacks "of"', "of: \\[a"),
    ("choice with another key", changed(("  - serve\n", "  - either: {decide: why, or: [ask, serve]}\n")), 11, '"or" is no key', "decide, of"),
    ("by with one value", changed(("  - serve\n", "  - either: {by: channel, app: serve}\n")), 11, "at least two", "counter"),
    ("repeat as list", changed(("  - serve\n", "  - repeat: [serve]\n")), 11, "must be a mapping", "do: "),
    ("repeat of nothing", changed(("  - serve\n", "  - repeat: {do: [], then: []}\n  - serve\n")), 11, "nothing to do", "then: "),
    ("repeat at most", changed(("  - serve\n", "  - repeat: {do: serve, at most: two}\n")), 11, "whole number", "for example 3"),
    ("empty flow", changed(("flow:\n" + FLOW, "flow: []\n")), 9, "holds no step", "first step"),
    ("flow without anything", changed(("flow:\n" + FLOW, "flow:\n")), 9, "is missing", "write it"),
    ("item without anything", changed(("  - serve\n", "  -\n  - serve\n")), 11, "is missing", "write it"),
    ("step with something after it", changed(("  - serve\n", "  - serve: {at most: 2}\n")), 11, "takes nothing after it", "at most: 3"),
    ("a model file that is none", changed(("flow:\n" + FLOW, "flow: {model: counter.vsdx}\n")), 9, "no model file", ".pnml"),
    ("a model file that is missing", changed(("flow:\n" + FLOW, "flow: {model: nowhere.pnml}\n")), 9, "no file", "path"),
    ("a model file among steps", changed(("  - serve\n", "  - model: counter.pnml\n  - serve\n")), 11, "the whole flow", "alone"),
    ("part that uses itself", changed((FLOW, "  - ask\n  - again\nparts:\n  again: [serve, more]\n  more: [optional: again]\n")), 14, "uses itself", "repeat"),
    ("part named like a step", VALID + "parts: {ask: [serve]}\n", 13, "of a step and of a part", "rename"),
    ("unknown step in an idle part", VALID + "parts: {rest: [nap]}\n", 13, 'no step or part "nap"', "ask, serve"),
    ("anytime: unknown step", VALID + "anytime: [sing]\n", 13, 'no step "sing"', "ask, serve"),
    ("anytime: wrong bound", VALID + "anytime: [{ask: {max: 3}}]\n", 13, 'no key of the language in anytime.ask', "at most"),
    ("anytime: a block", VALID + "anytime: [[ask, serve]]\n", 13, "lists steps", "anytime: \\[ask"),
    ("may end with: twice", changed(("[cancel]", "[cancel, cancel]")), 12, "stands twice", "delete one"),
    ("may end with: unknown bound", changed(("[cancel]", "[{cancel: {after: take}}]")), 12, 'no step "take"', "ask, serve"),
]
# fmt: on


@pytest.mark.parametrize(("text", "line", "wrong", "remedy"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_the_message_names_line_and_remedy(text: str, line: int, wrong: str, remedy: str) -> None:
    """Each mistake is refused with its line, what is wrong, and what to write instead."""
    with pytest.raises(BlueprintError) as caught:
        blueprint_of(text, file="counter.yaml")
    error = caught.value
    assert (error.file, error.line) == ("counter.yaml", line), str(error)
    assert error.column is not None and error.column >= 1
    assert str(error).startswith(f"counter.yaml:{line}:{error.column}: ")
    assert re.search(wrong, error.wrong), str(error)
    assert re.search(remedy, error.remedy), str(error)
    assert max(map(len, str(error).splitlines())) < 300


def test_the_valid_file_is_valid() -> None:
    """The file that the cases above break loads."""
    assert [step.id for step in blueprint_of(VALID).steps] == ["ask", "serve", "cancel"]


def test_no_file(tmp_path) -> None:
    """A missing file and a folder are file errors."""
    with pytest.raises(FileError, match="no file"):
        load(tmp_path / "none.yaml")
    with pytest.raises(FileError, match="cannot be read"):
        load(tmp_path)


def test_other_encodings(tmp_path) -> None:
    """A byte order mark is read over; GB18030 is refused with the line of the first such byte."""
    path = tmp_path / "b.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + VALID.encode().replace(b"\n", b"\r\n"))
    assert load(path).name.text() == "Counter"
    path.write_bytes(changed(("{kind: customer}", "{kind: customer, name: 客人}")).encode("gb18030"))
    with pytest.raises(BlueprintError, match=r"b\.yaml:3:33: the file is not written in UTF-8"):
        load(path)


def test_parts_do_not_grow_without_bound() -> None:
    """Twenty parts that each use the next one twice would be a million steps."""
    parts = "\n".join(f"  p{k}: [p{k + 1}, p{k + 1}]" for k in range(20)) + "\n  p20: [serve]\n"
    with pytest.raises(BlueprintError, match="grows too large"):
        blueprint_of(changed((FLOW, "  - ask\n  - p0\nparts:\n" + parts)))


def test_parts_do_not_nest_without_bound() -> None:
    """A chain of parts longer than the recursion of the program is refused, whichever end comes first in the file."""
    links = [f"  p{k}: [{{optional: p{k + 1}}}]" for k in range(400)] + ["  p400: [serve]"]
    for ordered in (links, links[::-1]):
        with pytest.raises(BlueprintError, match="nested too deeply"):
            blueprint_of(changed((FLOW, "  - ask\n  - p0\nparts:\n" + "\n".join(ordered) + "\n")))


SIGNS = (
    "[",
    "]",
    "{",
    "}",
    ":",
    ": ",
    "- ",
    "\n",
    "\t",
    '"',
    "'",
    " #x",
    "*",
    "&a",
    "!x",
    "|",
    "%",
    "@",
    "NO",
    "1:30",
    "~",
    "\x00",
    "\r",
)
SIGNS += ("\x85", "\u2028", "\ufeff", "? ", "<<: ", "---\n", "...\n", ",", "[]", "{}", "lane", "flow", "\\", "，", "：")


@settings(max_examples=60, deadline=None)
@given(
    inserted=st.lists(
        st.tuples(st.integers(0, len(VALID)), st.integers(0, 9), st.sampled_from(SIGNS)), min_size=1, max_size=3
    )
)
def test_damaged_files_are_read_or_refused(inserted: list[tuple[int, int, str]]) -> None:
    """Signs put into a valid file, or over some of it: a blueprint that can be written again, or an error with line and remedy."""
    text = VALID
    for place, over, sign in inserted:
        text = text[:place] + sign + text[place + over :]
    try:
        blueprint = blueprint_of(text)
    except BlueprintError as error:
        assert error.line and error.remedy, text
    else:
        assert blueprint_of(text_of(blueprint)) == blueprint
