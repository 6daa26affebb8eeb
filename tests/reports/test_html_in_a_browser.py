"""The page as a browser shows it: filters, phone width, and nothing loaded from elsewhere."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from holdfast.actions.check import check, references
from holdfast.reports import html
from holdfast.reports.catalogue import Catalogue
from holdfast.reports.document import Document, to_document
from holdfast.rig.browser import browser

pytestmark = pytest.mark.integration

EXAMPLE = Path(__file__).parents[2] / "examples" / "sweetorder" / "before"
PHONE = {"width": 375, "height": 667}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as started:
        yield started


@pytest.fixture(scope="module")
def document() -> Document:
    return to_document(check(EXAMPLE, now=datetime(2026, 11, 25, tzinfo=UTC)), Catalogue("ko"), references())


@pytest.fixture
def page(chromium: Browser, document: Document, tmp_path: Path) -> Iterator[Page]:
    file = tmp_path / "assessment.html"
    file.write_text(html.render(document, Catalogue("ko")), encoding="utf-8")
    opened = chromium.new_page()
    opened.goto(file.as_uri())
    yield opened
    opened.close()


def shown(page: Page) -> list[dict[str, str]]:
    cards: list[dict[str, str]] = page.eval_on_selector_all(
        "article", "all => all.filter(card => card.offsetParent !== null).map(card => ({...card.dataset}))"
    )
    return cards


def test_every_card_is_shown_at_first(page: Page) -> None:
    assert len(shown(page)) == page.locator("article").count() > 12
    assert not page.is_visible("#nothing")


@pytest.mark.parametrize(
    ("filters", "kept"),
    [
        ({"control": "backup"}, lambda card: card["control"] == "backup"),
        ({"severity": "critical"}, lambda card: card["severity"] == "critical"),
        ({"environment": "staging"}, lambda card: "staging" in card["environments"].split()),
        ({"state": "closed"}, lambda card: card["state"] == "closed"),
        (
            {"severity": "critical", "environment": "staging"},
            lambda card: card["severity"] == "critical" and "staging" in card["environments"].split(),
        ),
    ],
)
def test_a_filter_leaves_exactly_its_cards(page: Page, filters: dict[str, str], kept: object) -> None:
    assert callable(kept)
    expected = [card for card in shown(page) if kept(card)]
    for name, value in filters.items():
        page.select_option(f"select[name={name}]", value)

    assert shown(page) == expected
    assert page.is_visible("#nothing") is (expected == [])


def test_filters_that_nothing_fits_say_so_and_leave_no_bare_heading(page: Page) -> None:
    page.select_option("select[name=severity]", "critical")
    page.select_option("select[name=state]", "closed")

    assert shown(page) == []
    assert page.is_visible("#nothing")
    assert page.locator("section:visible").count() == 0


def test_a_phone_never_scrolls_sideways(page: Page) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]

    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_the_page_asks_nobody_and_reports_no_fault(chromium: Browser, document: Document, tmp_path: Path) -> None:
    file = tmp_path / "assessment.html"
    file.write_text(html.render(document, Catalogue("ko")), encoding="utf-8")
    page = chromium.new_page()
    asked: list[str] = []
    faults: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)

    page.goto(file.as_uri())
    page.select_option("select[name=control]", "cors")

    assert (asked, faults) == ([file.as_uri()], [])
