"""Findings out: one file per format, one catalogue per language."""

from importlib import import_module
from typing import Literal, assert_never

from holdfast.reports.catalogue import Catalogue
from holdfast.reports.document import Document

Format = Literal["text", "json", "sarif", "markdown", "html", "ocsf", "asff"]
FORMATS: tuple[Format, ...] = ("text", "json", "sarif", "markdown", "html", "ocsf", "asff")


def make_ready(form: Format, catalogue: Catalogue) -> None:
    """Load what a report in this format needs, where there is time for it before `render` is called."""
    import_module(f"{__name__}.{form}")
    catalogue.load()


def render(document: Document, catalogue: Catalogue, form: Format, *, colour: bool = False) -> str:
    """Return the document in one format; `colour` concerns text alone. Only the format's own parts are loaded."""
    match form:
        case "text":
            from holdfast.reports import text

            return text.render(document, catalogue, colour=colour)
        case "json":
            from holdfast.reports import json

            return json.render(document)
        case "sarif":
            from holdfast.reports import sarif

            return sarif.render(document, catalogue)
        case "markdown":
            from holdfast.reports import markdown

            return markdown.render(document, catalogue)
        case "html":
            from holdfast.reports import html

            return html.render(document, catalogue)
        case "ocsf":
            from holdfast.reports import ocsf

            return ocsf.render(document, catalogue)
        case "asff":
            from holdfast.reports import asff

            return asff.render(document, catalogue)
    assert_never(form)
