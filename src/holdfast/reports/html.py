"""The assessment as one self-contained page: readable on a phone, filtered by control, severity, environment."""

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from holdfast import __version__
from holdfast.reports.catalogue import Catalogue
from holdfast.reports.document import Document
from holdfast.reports.groups import (
    SEVERITIES,
    held_findings,
    not_applicable_findings,
    open_findings,
    place_of,
)


def render(document: Document, catalogue: Catalogue) -> str:
    """Return the page; it loads nothing from anywhere, and everything quoted is escaped."""
    environment = Environment(
        loader=PackageLoader("holdfast.reports", "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    rows: dict[int, dict[str, object]] = {}
    for control in document.controls:
        rows.setdefault(control.number, {})[control.environment] = control
    return environment.get_template("assessment.html.j2").render(
        document=document,
        version=__version__,
        word=catalogue.word,
        detail=catalogue.detail,
        place_of=place_of,
        environments=document.environments(),
        rows=sorted(rows.items()),
        sections=[(severity, open_findings(document, severity)) for severity in SEVERITIES],
        held=held_findings(document),
        absent=not_applicable_findings(document),
        open_count=len(document.open_controls()),
    )
