"""The report in a real browser with the network off. Skipped where no browser is installed."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from report_pages import SCRIPT, hostile_design, hostile_log

from mining.report.html import report

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
BROWSER = next((found for name in BROWSERS if (found := shutil.which(name))), None)
needs_browser = pytest.mark.skipif(BROWSER is None, reason=f"no browser is installed ({', '.join(BROWSERS)})")


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator["Opened"]:
    """The hostile report in both languages, open in a browser that is offline."""
    playwright = pytest.importorskip("playwright.sync_api")
    folder = tmp_path_factory.mktemp("browser")
    made = report(hostile_log(), hostile_design(folder), folder / "out.html", language="both")
    assert made.path is not None
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=BROWSER, args=FLAGS)
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        context.set_offline(True)
        page = context.new_page()
        seen = Opened(page, made.path)
        page.on("console", lambda message: seen.said.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: seen.said.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (seen.said.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("request", lambda request: seen.requests.append(request.url))
        context.route(lambda url: not url.startswith("file:"), lambda route: route.abort())
        page.goto(made.path.as_uri())
        yield seen
        browser.close()


class Opened:
    """A page, what it said on the console, and what it asked for."""

    def __init__(self, page, path: Path) -> None:  # type: ignore[no-untyped-def]
        self.page, self.path = page, path
        self.said: list[str] = []
        self.requests: list[str] = []


@needs_browser
def test_the_page_asks_for_nothing_and_complains_of_nothing(opened: Opened) -> None:
    """One request, for the file itself; no console message, no error, no dialog."""
    assert opened.said == []
    assert [opened.path.as_uri()] == [url.split("#")[0] for url in dict.fromkeys(opened.requests)]


@needs_browser
def test_labels_show_as_text(opened: Opened) -> None:
    """A reader sees the label letter by letter, and no picture was made of it."""
    text = opened.page.locator("#en-deviations").inner_text()
    assert SCRIPT in text
    assert opened.page.locator("img").count() == 0


@needs_browser
def test_the_language_switch_works_with_mouse_and_keyboard(opened: Opened) -> None:
    """One edition shows at a time; the page's language follows; arrow keys switch as well."""
    page = opened.page
    english, chinese = page.locator("#edition-en"), page.locator("#edition-zh")
    assert (english.is_visible(), chinese.is_visible()) == (True, False)
    page.locator("label[for=language-zh]").click()
    assert (english.is_visible(), chinese.is_visible()) == (False, True)
    assert page.evaluate("document.documentElement.lang") == "zh-Hans"
    page.locator("#language-zh").focus()
    page.keyboard.press("ArrowLeft")
    assert (english.is_visible(), chinese.is_visible()) == (True, False)
    assert page.evaluate("document.documentElement.lang") == "en"


@needs_browser
def test_a_link_into_the_other_edition_opens_it(opened: Opened) -> None:
    """A link that was mailed with #zh-hours opens the Chinese edition."""
    page = opened.page
    page.goto(opened.path.as_uri() + "#zh-hours")
    page.reload()
    assert page.locator("#zh-hours").is_visible()
    page.locator("label[for=language-en]").click()
    assert page.locator("#en-hours").is_visible()


@needs_browser
def test_the_slider_of_the_process_map_works(opened: Opened) -> None:
    """Moving it changes what the map shows, in the edition it stands in."""
    page = opened.page
    slider = page.locator("#en-happens input[type=range]").first
    picture = page.locator("#en-happens figure").first
    slider.fill("100") if slider.get_attribute("max") == "100" else slider.fill("1")
    everything = picture.inner_html()
    slider.fill(slider.get_attribute("min") or "0")
    assert picture.inner_html() != everything


@needs_browser
def test_nothing_is_wider_than_the_page(opened: Opened) -> None:
    """Wide tables and pictures scroll in their own boxes: the page itself never scrolls sideways."""
    page = opened.page
    for width in (1280, 800, 420):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.set_viewport_size({"width": 1280, "height": 900})


@needs_browser
def test_a_list_of_ids_can_be_opened_and_copied(opened: Opened) -> None:
    """All ids of a deviation with several cases, one per line, marked by the button."""
    page = opened.page
    lists = page.locator("#en-deviations details")
    if lists.count():
        lists.first.locator("summary").click()
        lists.first.locator("button.copy").click()
        marked = page.evaluate("window.getSelection().toString()")
        assert marked.strip() == lists.first.locator(".ids").inner_text().strip()


@needs_browser
def test_afterwards_there_is_still_no_complaint(opened: Opened) -> None:
    """Nothing that a reader does makes the page speak up or ask for anything."""
    assert opened.said == []
    assert {url.split("#")[0] for url in opened.requests} == {opened.path.as_uri()}
