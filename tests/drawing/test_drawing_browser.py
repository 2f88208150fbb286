"""The pictures in a real browser without network. Skipped where no browser is installed."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from blueprints_to_draw import ROOM_SERVICE, random_blueprint
from tiny_logs import log

from mining.discovery.dfg import dfg
from mining.drawing import process_map, text
from mining.drawing.blueprint import draw

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
BROWSER = next((found for name in BROWSERS if (found := shutil.which(name))), None)
pytestmark = pytest.mark.skipif(BROWSER is None, reason=f"no browser is installed ({', '.join(BROWSERS)})")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


@pytest.fixture(scope="module")
def page() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=BROWSER, args=FLAGS)
        context = browser.new_context(viewport={"width": 1200, "height": 900})
        context.set_offline(True)
        yield context.new_page()
        browser.close()


def test_the_slider_shows_one_level_at_a_time(page: Any, tmp_path: Path) -> None:
    """Two maps on one page: moving the slider of the first changes the first only; the measure changes its labels."""
    graph = dfg(log("abcd", "abcd", "acbd", "abd", "adcb", "aabbcd", "dcba"))
    part = process_map.fragment(graph)
    file = tmp_path / "two.html"
    file.write_text(f"<!DOCTYPE html><meta charset=utf-8>{part}{part}", encoding="utf-8")
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(file.as_uri())

    def captions(place: int) -> list[str]:
        return list(page.locator(".process-map").nth(place).locator("figure:visible figcaption").all_inner_texts())

    before = captions(1)
    slider = page.locator("input[type=range]").first
    last = int(slider.get_attribute("max"))
    seen = []
    for level in range(last + 1):
        slider.fill(str(level))
        seen.append(captions(0))
    assert all(len(shown) == 1 for shown in seen)
    assert seen[0] != seen[-1]
    assert captions(1) == before
    page.locator("input[value=median]").first.check()
    first = page.locator(".process-map").first
    assert first.locator("figure:visible .by-median").first.is_visible()
    assert not first.locator("figure:visible .by-count").first.is_visible()
    assert said == []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_text_is_as_narrow_as_measured(page: Any, tmp_path: Path, language: str) -> None:
    """In the fonts of this machine, no line of text is wider than the width that the picture reckoned with."""
    file = tmp_path / "blueprint.html"
    pictures = draw(ROOM_SERVICE, language=language) + draw(random_blueprint(7), language=language)
    file.write_text(f"<!DOCTYPE html><meta charset=utf-8>{pictures}", encoding="utf-8")
    page.goto(file.as_uri())
    found = page.eval_on_selector_all(
        "svg text",
        "all => all.map(t => [t.textContent, t.getComputedTextLength(), parseFloat(t.getAttribute('font-size')),"
        " t.getAttribute('font-weight') !== null])",
    )
    assert len(found) > 40
    wider = [words for words, long, size, bold in found if long > text.width(words, size, bold=bold) * 1.02 + 0.5]
    assert wider == []
