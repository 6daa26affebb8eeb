"""The page: one file that loads nothing, escapes everything, and can be filtered."""

import re
from html.parser import HTMLParser

from holdfast.reports import html
from holdfast.reports.catalogue import Catalogue
from tests.reports.documents import DOCUMENT, EMPTY


class _Page(HTMLParser):
    """Collects what a browser would load and the cards that the filters work on."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.tags: list[str] = []
        self.cards: list[dict[str, str | None]] = []
        self.options: list[str | None] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        self.loaded += [str(given[name]) for name in ("src", "href", "action") if name in given]
        if tag == "article":
            self.cards.append(given)
        if tag == "option":
            self.options.append(given.get("value"))


def page(locale: str = "en") -> _Page:
    return _Page(html.render(DOCUMENT, Catalogue("ko" if locale == "ko" else "en")))


def test_the_page_loads_nothing_from_anywhere() -> None:
    text = html.render(DOCUMENT, Catalogue("en"))

    assert _Page(text).loaded == []
    assert not re.search(r"url\(|@import|https?://", text)


def test_nothing_quoted_becomes_a_tag() -> None:
    assert "b" not in page().tags


def test_every_finding_is_a_card_with_what_the_filters_ask() -> None:
    told = [
        (card["data-control"], card["data-severity"], card["data-state"], card["data-environments"])
        for card in page().cards
    ]

    assert told == [
        ("access", "critical", "open", "production staging"),
        ("cost", "warning", "open", "production staging"),
        ("backup", "notice", "open", "production staging"),
        ("backup", "", "closed", "production staging"),
        ("cors", "", "closed", "production staging"),
    ]


def test_the_filters_offer_each_control_severity_and_environment() -> None:
    assert {"access", "cost", "critical", "warning", "notice", "production", "staging", "open", "closed"} <= set(
        page().options
    )


def test_a_phone_gets_its_own_width() -> None:
    assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in html.render(
        DOCUMENT, Catalogue("ko")
    )


def test_an_empty_document_still_renders() -> None:
    assert _Page(html.render(EMPTY, Catalogue("en"))).cards == []
