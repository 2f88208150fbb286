"""The report as a file: escaped, self-contained, the same numbers in both languages, complete or absent."""

import base64
import hashlib
import re
from pathlib import Path

import polars as pl
import pytest
from report_pages import IMAGE, PERSON, SCRIPT, hostile_design, hostile_log, numbers_in, read_page, text_of
from tiny_logs import log as tiny
from tiny_logs import worked

import mining
from mining.errors import FileError, LanguageError
from mining.report.deviations import IDS_SHOWN
from mining.report.html import Report, report
from mining.report.pseudonyms import pseudonym


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """The hostile service in both languages."""
    folder = tmp_path_factory.mktemp("report")
    return report(hostile_log(), hostile_design(folder), folder / "out.html", language="both")


def test_labels_that_look_like_markup_are_text(both: Report) -> None:
    """Labels, case ids, lanes, teams, names and the file's name never become an element or an attribute."""
    page = read_page(both.html)
    names = [name for name, _ in page.elements]
    assert "img" not in names
    assert "u" not in names
    handlers = [key for _, attributes in page.elements for key in attributes if key.startswith("on")]
    assert handlers == []
    assert [script for script in page.scripts if "alert(1)" in script] == []
    assert SCRIPT in text_of(both.html, "zh")
    english = text_of(both.html, "en")
    assert [
        label
        for label in (SCRIPT, IMAGE, "<i>x</i>", "<b>one</b>", "<b>export</b>.csv", "<i>id</i>")
        if label not in english
    ] == []


def test_nothing_is_loaded_and_only_our_scripts_run(both: Report) -> None:
    """No address of the network, no resource, and a policy that allows exactly the scripts in the page, by their hashes."""
    page = read_page(both.html)
    addresses = [
        value
        for name, attributes in page.elements
        for key, value in attributes.items()
        if key in ("src", "href", "action", "data", "srcset", "xlink:href") and not (value or "").startswith("#")
    ]
    assert addresses == []
    assert "@import" not in both.html
    assert [found for found in re.findall(r"url\(([^)]*)\)", both.html) if not found.strip("'\"").startswith("#")] == []
    policy = next(
        a["content"] or "" for n, a in page.elements if n == "meta" and a.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy.startswith("default-src 'none'")
    assert "connect-src" not in policy
    allowed = set(re.findall(r"'sha256-([^']+)'", policy))
    scripts = re.findall(r"<script>(.*?)</script>", both.html, flags=re.DOTALL)
    assert {base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts} == allowed
    assert "unsafe-eval" not in policy
    assert "'unsafe-inline'" not in policy.split("script-src")[1]


def test_both_languages_hold_the_same_numbers(both: Report) -> None:
    """English for headquarters and Chinese for the floor differ in words only."""
    assert numbers_in(text_of(both.html, "en")) == numbers_in(text_of(both.html, "zh"))


def test_one_language_is_the_same_edition(both: Report, tmp_path: Path) -> None:
    """A report in Chinese alone shows what the Chinese half of both shows, and no other."""
    alone = report(hostile_log(), hostile_design(tmp_path), language="zh")
    assert text_of(alone.html, "zh") == text_of(both.html, "zh")
    assert "en" not in read_page(alone.html).texts


def test_ids_are_unique(both: Report) -> None:
    """No two elements share an id, or links and pictures would show the wrong one."""
    ids = [attributes["id"] for _, attributes in read_page(both.html).elements if attributes.get("id")]
    assert sorted(set(ids)) == sorted(ids)


def test_every_link_has_a_place(both: Report) -> None:
    """Each way down leads to a place in the page."""
    page = read_page(both.html)
    ids = {attributes.get("id") for _, attributes in page.elements}
    links = {attributes["href"] for name, attributes in page.elements if name == "a" and attributes.get("href")}
    assert {link for link in links if link and link[1:] not in ids} == set()


def test_persons_do_not_leave_the_program(both: Report, tmp_path: Path) -> None:
    """No name of a resource stands in the page, unless persons are named on purpose."""
    assert PERSON not in both.html
    assert "Bo Li" not in both.html
    assert pseudonym(PERSON) in both.html
    named = report(hostile_log(), hostile_design(tmp_path), persons="named")
    assert PERSON in named.html


def test_the_same_log_gives_the_same_file(both: Report, tmp_path: Path) -> None:
    """Byte for byte: nothing depends on the hour or on chance."""
    assert both.html == report(hostile_log(), hostile_design(tmp_path), language="both").html


def test_headline_by_hand(both: Report) -> None:
    """Flow times are 9 h, 9 h, 9 h and (open, 9 to 11 h) 2 h: median 9 h, 29 h in all; waits 4 + 4 + 4 + 0 = 12 h."""
    figures = both.headline
    assert (figures.cases, figures.open_cases, figures.instances) == (4, 1, 16)
    assert both.to_dict()["headline"]["median_flow_time_hours"] == 9.0
    assert figures.waiting_share == (12 / 29,) * 3
    assert (figures.fitting_cases, figures.judged_cases) == (1, 3)
    assert (figures.rework_instances, figures.rework_cases) == (1, 1)
    assert "Half of the 4 cases take more than 9 h" in both.sentences("en")[0]
    assert "4 个案例中，半数用时超过 9 小时" in both.sentences("zh")[0]


def test_without_a_blueprint_nothing_is_invented() -> None:
    """The page says that there is no design to compare with, and shows no fitness, deviation or lane."""
    made = report(hostile_log(), language="both")
    english, chinese = text_of(made.html, "en"), text_of(made.html, "zh")
    assert "There is no design to compare with" in english
    assert "没有可对照的设计" in chinese
    assert "itness 0" not in english
    assert made.headline.fitness is None
    assert made.headline.deviation is None


def test_what_is_open_is_listed(both: Report) -> None:
    """Case 4 is open after `take`, two hours old, and waits for the back office, the only next lane."""
    shown = text_of(both.html, "en")
    part = shown[shown.index("3 What is open now", 200) :]
    assert "1 of 4 cases are open" in part
    assert re.search(r"C-4 2\sh <script>alert\(1\)</script>", part)


def test_a_log_without_times_is_reported_without_hours() -> None:
    """Order alone serves the map and the variants; hours and open cases are said not to be known."""
    made = report(tiny("abc", "abc", "axc", timed=False), language="both")
    english = text_of(made.html, "en")
    assert "This log has no times: hours cannot be counted." in english
    assert "2 (" not in english
    assert made.headline.median_flow_time is None
    assert numbers_in(english) == numbers_in(text_of(made.html, "zh"))


def test_one_time_per_event_gives_a_range() -> None:
    """Gaps hold work and waiting: waiting is said as a range, 0 to all of the flow time."""
    made = report(tiny("abc", "abc", "axc"))
    assert made.headline.waiting_share is not None
    assert (made.headline.waiting_share[0], made.headline.waiting_share[2]) == (1.0, 0.0)
    assert any(sentence.startswith("Between 0 % and 100 % of case time is waiting") for sentence in made.sentences())


def test_a_log_of_nothing_has_a_report() -> None:
    """No case: zero counts, no figure without a denominator."""
    nothing = tiny("ab").filter(since="2030-01-01")
    made = report(nothing, language="both")
    assert made.headline.cases == 0
    assert made.headline.median_flow_time is None


def test_long_lists_say_what_they_leave_out(tmp_path: Path) -> None:
    """Of 250 cases that skip a step, 200 ids are listed, and the other 50 are said to be left out."""
    count = IDS_SHOWN + 50
    rows = [(f"case-{number:04}", "ask", 2.0 * number, 2.0 * number + 1, None) for number in range(count)]
    log = worked(
        *rows, ("z", "ask", 0, 1, None), ("z", IMAGE, 2, 3, None), ("z", "solve", 4, 5, None), ("z", "tell", 6, 7, None)
    )
    shown = text_of(report(log, hostile_design(tmp_path)).html, "en")
    assert f"{IDS_SHOWN} of " in shown
    assert re.search(r"\b\d+ more are left out here", shown)


def test_the_file_is_complete_or_absent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A place that cannot be written raises and leaves nothing; a failure while writing keeps the old file."""
    with pytest.raises(FileError):
        report(tiny("ab"), path=tmp_path / "no" / "such" / "folder.html")
    place = tmp_path / "old.html"
    place.write_text("old")

    def fails(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fails)
    with pytest.raises(FileError):
        report(tiny("ab"), path=place)
    assert place.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["old.html"]


def test_an_unknown_language_is_named() -> None:
    """The error says which languages there are."""
    with pytest.raises(LanguageError, match="en, zh, both"):
        mining.report(tiny("ab"), language="fr")  # type: ignore[arg-type]


def test_the_page_is_what_was_written(both: Report) -> None:
    """`html` and the file hold the same text; without a path nothing is written."""
    assert both.path is not None
    assert both.path.read_text(encoding="utf-8") == both.html
    assert report(tiny("ab")).path is None


def test_labels_that_share_a_step_stay_apart(tmp_path: Path) -> None:
    """Two labels of one step are shown by the step's name with the label beside it: the map keeps both."""
    path = tmp_path / "two.yaml"
    path.write_text(
        "blueprint: Two\nlanes: {desk: {kind: frontstage}}\n"
        "steps: {cook: {lane: desk, name: {en: Cook, zh: 烹饪}, log: ['Cook *']}}\nflow: [{repeat: {do: cook, then: []}}]\n",
        encoding="utf-8",
    )
    log = worked(("1", "Cook fish", 0, 1, None), ("1", "Cook rice", 1, 2, None))
    shown = text_of(report(log, mining.Blueprint.load(path), language="zh").html, "zh")
    assert "烹饪 (Cook fish)" in shown
    assert "烹饪 (Cook rice)" in shown


def test_numbers_come_from_the_analyses(both: Report, tmp_path: Path) -> None:
    """The page says what `mining.waste` and `mining.conform` say of the same log."""
    design, log = hostile_design(tmp_path), hostile_log()
    waste, conformance = mining.waste(log, design), mining.conform(log, design)
    assert waste.reconciles
    assert "The ledger adds up to the flow time of 29.0 h to the microsecond." in text_of(both.html, "en").replace(
        "\u00a0", " "
    )
    assert both.headline.fitness == conformance.fitness
    assert both.headline.rework_instances == waste.rework.select(pl.col("rework").sum()).item()


def test_cases_are_called_judged_only_where_they_were() -> None:
    """Without a design nothing is judged: variants count all cases."""
    text = text_of(report(tiny("ab", "ab", "ac")).html, "en")
    assert "Cases Share Median flow time Activities in order" in text
    assert "of judged" not in text


def test_activities_done_again_that_do_not_fit_are_counted_and_found() -> None:
    """Twenty-two activities, each done twice in a case: twenty are shown, and the command that shows all is named."""
    letters = "abcdefghijklmnopqrstuv"
    text = text_of(report(tiny(letters + letters)).html, "en")
    assert "The 20 activities with the most rework, of 22 that were done again. All of them: mining waste" in text
