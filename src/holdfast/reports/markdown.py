"""The assessment as Markdown, in the manner of a team's own review: by severity, place, quote, risk, remedy."""

import re

from holdfast.reports.catalogue import Catalogue
from holdfast.reports.document import Document, FileEvidence
from holdfast.reports.groups import (
    SEVERITIES,
    Told,
    held_findings,
    not_applicable_findings,
    open_findings,
    place_of,
)

_MARKS = {"critical": "🔴", "warning": "🟡", "notice": "🟢"}
_STATUS_MARKS = {
    "failed": "❌",
    "unproven": "❓",
    "unreadable": "⚠️",
    "configured": "✅",
    "proven": "⭐",
    "not_applicable": "➖",
}
_FENCES = {
    "ts": "typescript",
    "js": "javascript",
    "py": "python",
    "yml": "yaml",
    "yaml": "yaml",
    "json": "json",
    "tf": "hcl",
    "sh": "bash",
    "conf": "nginx",
    "java": "java",
    "kt": "kotlin",
    "rb": "ruby",
}
_MAX_PLACES = 12
_MAX_QUOTES = 2


def render(document: Document, catalogue: Catalogue) -> str:
    """Return the report as GitHub-flavoured Markdown."""
    lines = [
        f"# {_plain(document.product)}: {catalogue.word('headings', 'assessment')}",
        "",
        f"{document.generated_at} · {_counts(document, catalogue)}",
        "",
        f"> {catalogue.word('labels', 'legend')}",
        "",
        *_summary(document, catalogue),
    ]
    for severity in SEVERITIES:
        told = open_findings(document, severity)
        if told:
            lines += ["---", "", f"## {_MARKS[severity]} {catalogue.word('headings', severity)}", ""]
        for one in told:
            lines += _finding(one, catalogue)
    lines += _held(document, catalogue)
    lines += _aside(document, catalogue)
    lines += _unread(document, catalogue)
    lines += _unassigned(document, catalogue)
    return "\n".join(lines).rstrip() + "\n"


def _counts(document: Document, catalogue: Catalogue) -> str:
    return catalogue.word("labels", "open-count").format(open=len(document.open_controls()), all=len(document.controls))


def _summary(document: Document, catalogue: Catalogue) -> list[str]:
    environments = document.environments()
    head = ["#", catalogue.word("labels", "control"), *environments]
    lines = [f"## {catalogue.word('headings', 'summary')}", "", _row(head), _row(["---"] * len(head))]
    for number in sorted({control.number for control in document.controls}):
        same = [control for control in document.controls if control.number == number]
        cells = {control.environment: control for control in same}
        statuses = [
            f"{_STATUS_MARKS[cells[name].status]} {catalogue.word('status', cells[name].status)}"
            if name in cells
            else ""
            for name in environments
        ]
        lines.append(_row([str(number), f"`{same[0].slug}` {_cell(same[0].title)}", *statuses]))
    return [*lines, ""]


def _finding(told: Told, catalogue: Catalogue) -> list[str]:
    finding = told.finding
    lines = [
        f"### {told.control.number}. {_plain(finding.title)}",
        "",
        f"`{finding.check}` · {catalogue.word('status', finding.status)} · {', '.join(told.environments)}",
        "",
        f"**{catalogue.word('labels', 'place')}**: {_places(told, catalogue)}",
        "",
    ]
    quotes = [place for place in finding.evidence if isinstance(place, FileEvidence) and place.quote.strip()]
    if quotes:
        lines += [f"**{catalogue.word('labels', 'found')}**:", ""]
    for place in quotes[:_MAX_QUOTES]:
        lines += [*_fenced(place), ""]
    for label, text in (("problem", finding.message), ("risk", finding.risk), ("remediation", finding.remediation)):
        if text:
            lines += [f"**{catalogue.word('labels', label)}**: {_plain(text)}", ""]
    if finding.references:
        ids = ", ".join(f"`{reference}`" for reference in finding.references)
        lines += [f"**{catalogue.word('labels', 'references')}**: {ids}", ""]
    return lines


def _places(told: Told, catalogue: Catalogue) -> str:
    evidence = told.finding.evidence
    if not evidence:
        return catalogue.word("labels", "no-place")
    names = [f"`{place_of(place)}` ({catalogue.word('kind', place.kind)})" for place in evidence[:_MAX_PLACES]]
    rest = len(evidence) - _MAX_PLACES
    if rest > 0:
        names.append(catalogue.word("labels", "more-places").format(count=rest))
    return ", ".join(names)


def _fenced(place: FileEvidence) -> list[str]:
    longest = max((len(run) for run in re.findall(r"`+", place.quote)), default=0)
    fence = "`" * max(3, longest + 1)
    language = _FENCES.get(place.path.rpartition(".")[2].lower(), "")
    return [f"{fence}{language}", *place.quote.splitlines(), fence]


def _held(document: Document, catalogue: Catalogue) -> list[str]:
    held = held_findings(document)
    absent = not_applicable_findings(document)
    lines: list[str] = []
    if held:
        lines += ["---", "", f"## ✅ {catalogue.word('headings', 'held')}", ""]
        for told in held:
            places = f" — {_places(told, catalogue)}" if told.finding.evidence else ""
            lines.append(f"- `{told.finding.check}` {_plain(told.finding.message or told.finding.title)}{places}")
        lines.append("")
    if absent:
        lines += [f"## ➖ {catalogue.word('headings', 'not-applicable')}", ""]
        lines += [f"- `{told.control.slug}` {_plain(told.finding.message)}" for told in absent]
        lines.append("")
    return lines


def _aside(document: Document, catalogue: Catalogue) -> list[str]:
    lines: list[str] = []
    if document.suppressed:
        lines += [f"## {catalogue.word('headings', 'set-aside')} ({len(document.suppressed)})", ""]
        for entry in document.suppressed:
            who = ", ".join(word for word in (entry.author, entry.expires) if word)
            tail = f" ({_plain(who)})" if who else ""
            lines.append(f"- `{entry.check}` [{entry.environment}] {_plain(entry.reason)}{tail}")
        lines.append("")
    if document.unheeded:
        lines += [f"## {catalogue.word('headings', 'unheeded')} ({len(document.unheeded)})", ""]
        lines += [
            f"- `{entry.check}` {_plain(entry.where)}: {catalogue.word('unheeded', entry.why)}"
            for entry in document.unheeded
        ]
        lines.append("")
    return lines


def _unread(document: Document, catalogue: Catalogue) -> list[str]:
    if not document.unread:
        return []
    lines = [f"## ⚠️ {catalogue.word('headings', 'unread')} ({len(document.unread)})", ""]
    for entry in document.unread:
        line = f":{entry.line}" if entry.line else ""
        detail = f" ({_plain(catalogue.detail(entry.detail))})" if entry.detail else ""
        lines.append(f"- `{entry.path}{line}` {catalogue.word('gaps', entry.reason)}{detail}")
    return [*lines, ""]


def _unassigned(document: Document, catalogue: Catalogue) -> list[str]:
    if not document.unassigned:
        return []
    title = f"## {catalogue.word('headings', 'unassigned')} ({len(document.unassigned)})"
    return [title, "", *(f"- `{arn}`" for arn in document.unassigned), ""]


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(text: str) -> str:
    return _plain(text).replace("|", "\\|")


def _plain(text: str) -> str:
    """Text from a repository must not open tags or break out of its line."""
    return text.replace("<", "&lt;").replace("\n", " ")
