"""The assessment on a terminal: 100 columns, colour only where there is one, plain when piped."""

from collections.abc import Iterator

from rich.cells import cell_len
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from holdfast.reports.catalogue import Catalogue
from holdfast.reports.document import ControlEntry, Document
from holdfast.reports.groups import (
    SEVERITIES,
    Told,
    held_findings,
    not_applicable_findings,
    open_findings,
    place_of,
)
from holdfast.reports.terminal import WIDTH, Indented, drawn

_MAX_PLACES = 6
_MAX_UNASSIGNED = 20
_MAX_QUOTE_LINES = 4
_MARKS = {
    "failed": ("✗", "bold red"),
    "unproven": ("?", "yellow"),
    "unreadable": ("!", "magenta"),
    "configured": ("✓", "green"),
    "proven": ("★", "bold green"),
    "not_applicable": ("–", "dim"),
}
_SEVERITY_STYLE = {"critical": "bold red", "warning": "yellow", "notice": "cyan"}


def render(document: Document, catalogue: Catalogue, *, colour: bool = False) -> str:
    """Return the report as text, with terminal colours when `colour`; no line is wider than `terminal.WIDTH`."""
    return drawn(_parts(document, catalogue), colour=colour)


def _parts(document: Document, catalogue: Catalogue) -> list[RenderableType]:
    parts: list[RenderableType] = [_headline(document, catalogue), Text(""), _summary(document, catalogue), Text("")]
    for severity in SEVERITIES:
        told = open_findings(document, severity)
        if told:
            parts.append(Text(catalogue.word("headings", severity), style=_SEVERITY_STYLE[severity]))
            parts += (part for one in told for part in _finding(one, document, catalogue))
    parts += _held(document, catalogue)
    parts += _aside(document, catalogue)
    parts += _unread(document, catalogue)
    parts += _unassigned(document, catalogue)
    parts.append(Text(_closing(document, catalogue), style="dim"))
    return parts


def _headline(document: Document, catalogue: Catalogue) -> Text:
    title = catalogue.word("headings", "assessment")
    head = Text(f"{document.product} · {title} · {document.generated_at}", style="bold")
    head.append(f"\n{catalogue.word('labels', 'legend')}", style="dim")
    return head


def _summary(document: Document, catalogue: Catalogue) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("#", justify="right")
    table.add_column(catalogue.word("labels", "control"), overflow="fold")
    environments = document.environments()
    for environment in environments:
        table.add_column(environment, overflow="fold")
    rows: dict[int, dict[str, ControlEntry]] = {}
    for control in document.controls:
        rows.setdefault(control.number, {})[control.environment] = control
    for number, row in sorted(rows.items()):
        first = next(iter(row.values()))
        cells = [_status(row[name], catalogue) if name in row else Text("") for name in environments]
        name = first.slug if first.title.lower() == first.slug else f"{first.slug}: {first.title}"
        table.add_row(str(number), name, *cells)
    return table


def _status(control: ControlEntry, catalogue: Catalogue) -> Text:
    mark, style = _MARKS[control.status]
    text = Text(f"{mark} {catalogue.word('status', control.status)}", style=style)
    if control.severity:
        text.append(f" ({catalogue.word('severity', control.severity)})", style=_SEVERITY_STYLE[control.severity])
    return text


def _finding(told: Told, document: Document, catalogue: Catalogue) -> Iterator[RenderableType]:
    finding = told.finding
    mark, style = _MARKS[finding.status]
    where = f"  [{', '.join(told.environments)}]" if len(document.environments()) > 1 else ""
    head = Text.assemble((f"{mark} ", style), (finding.title, "bold"), (f"  {finding.check}{where}", "dim"))
    yield Indented(head, 2)
    body = [Text(finding.message)] if finding.message else []
    body += _places(told, catalogue)
    if finding.remediation:
        body.append(Text(f"→ {finding.remediation}", style="green"))
    yield from (Indented(text, 4) for text in body)
    yield Text("")


def _places(told: Told, catalogue: Catalogue) -> list[Text]:
    evidence = told.finding.evidence
    if not evidence:
        return [Text(f"@ {catalogue.word('labels', 'no-place')}", style="dim")]
    shown: list[Text] = []
    for place in evidence[:_MAX_PLACES]:
        kind = catalogue.word("kind", place.kind)
        at = (_folded(place_of(place), WIDTH - 6), "cyan")
        shown.append(Text.assemble(("@ ", "dim"), at, (f"  ({kind})", "dim"), overflow="fold"))
        if place.quote and len(evidence) <= _MAX_PLACES // 2:
            shown += _quote(place.quote)
    rest = len(evidence) - _MAX_PLACES
    if rest > 0:
        shown.append(Text(catalogue.word("labels", "more-places").format(count=rest), style="dim"))
    return shown


def _folded(place: str, room: int) -> str:
    """A place that begins beside its mark however long it is: a word too long for a line would begin the next one."""
    return f"{place[:room]}\n{place[room:]}" if len(place) > room else place


def _quote(quote: str) -> list[Text]:
    rows = [row for row in quote.splitlines() if row.strip()][:_MAX_QUOTE_LINES]
    return [Text(f"  │ {row.strip()}", style="dim", overflow="ellipsis", no_wrap=True) for row in rows]


def _held(document: Document, catalogue: Catalogue) -> list[RenderableType]:
    held = (*held_findings(document), *not_applicable_findings(document))
    if not held:
        return []
    parts: list[RenderableType] = [Text(catalogue.word("headings", "held"), style="green")]
    for told in held:
        mark, style = _MARKS[told.finding.status]
        text = told.finding.message or told.finding.title
        # What holds everywhere needs no word about where.
        everywhere = len(told.environments) == len(document.environments())
        where = "" if everywhere else f" [{', '.join(told.environments)}]"
        said = Text.assemble((f"{mark} ", style), f"{told.control.slug}{where}: {text}")
        place = place_of(told.finding.evidence[0]) if told.finding.evidence else ""
        if place and cell_len(said.plain) + len(place) + 6 <= WIDTH:
            said.append(f"  @ {place}", style="dim")
            place = ""
        parts.append(Indented(said, 2))
        if place:
            parts.append(Indented(Text(f"@ {_folded(place, WIDTH - 6)}", style="dim", overflow="fold"), 4))
    return [*parts, Text("")]


def _aside(document: Document, catalogue: Catalogue) -> list[RenderableType]:
    parts: list[RenderableType] = []
    if document.suppressed:
        title = f"{catalogue.word('headings', 'set-aside')} ({len(document.suppressed)})"
        parts.append(Text(title, style="bold"))
        for entry in document.suppressed:
            who = ", ".join(word for word in (entry.author, entry.expires) if word)
            parts.append(Text(f"  {entry.check} [{entry.environment}]: {entry.reason}{f' ({who})' if who else ''}"))
        parts.append(Text(""))
    if document.unheeded:
        parts.append(Text(f"{catalogue.word('headings', 'unheeded')} ({len(document.unheeded)})", style="bold"))
        parts += [
            Text(f"  {entry.check} @ {entry.where}: {catalogue.word('unheeded', entry.why)}")
            for entry in document.unheeded
        ]
        parts.append(Text(""))
    return parts


def _unread(document: Document, catalogue: Catalogue) -> list[RenderableType]:
    if not document.unread:
        return []
    title = f"{catalogue.word('headings', 'unread')} ({len(document.unread)})"
    parts: list[RenderableType] = [Text(title, style="magenta")]
    for entry in document.unread[:20]:
        line = f":{entry.line}" if entry.line else ""
        detail = f" ({catalogue.detail(entry.detail)})" if entry.detail else ""
        parts.append(Text(f"  ! {entry.path}{line}: {catalogue.word('gaps', entry.reason)}{detail}"))
    if len(document.unread) > 20:
        parts.append(Text("  " + catalogue.word("labels", "more-places").format(count=len(document.unread) - 20)))
    return [*parts, Text("")]


def _unassigned(document: Document, catalogue: Catalogue) -> list[RenderableType]:
    if not document.unassigned:
        return []
    title = f"{catalogue.word('headings', 'unassigned')} ({len(document.unassigned)})"
    parts: list[RenderableType] = [Text(title, style="bold")]
    parts += [Text(f"  {arn}", overflow="fold") for arn in document.unassigned[:_MAX_UNASSIGNED]]
    rest = len(document.unassigned) - _MAX_UNASSIGNED
    if rest > 0:
        parts.append(Text("  " + catalogue.word("labels", "more-places").format(count=rest)))
    return [*parts, Text("")]


def _closing(document: Document, catalogue: Catalogue) -> str:
    count = catalogue.word("labels", "open-count").format(
        open=len(document.open_controls()), all=len(document.controls)
    )
    files = catalogue.word("labels", "files").format(count=document.files)
    skipped = ", ".join(_passed_over(key, number, catalogue) for key, number in document.skipped.items())
    passed = f" · {catalogue.word('labels', 'skipped')}: {skipped}" if skipped else ""
    return f"{count} · {files}{passed}\n{catalogue.word('labels', 'explain-hint')}"


def _passed_over(key: str, number: int, catalogue: Catalogue) -> str:
    """How many of a sort, or the one that is named after it."""
    sort, _, name = key.partition(" ")
    return f"{catalogue.word('skips', sort)} {name or number}"
