"""Many accounts in one answer: `holdfast.accounts/1`, and the summary for people, what is most open first.

The shape follows the same promise as an assessment's: it may gain optional keys; a key that exists never changes its
meaning or goes away.
"""

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from holdfast.model.findings import Severity
from holdfast.reports.catalogue import Catalogue
from holdfast.reports.document import Document, SeverityWord
from holdfast.reports.groups import SEVERITIES, open_findings
from holdfast.reports.terminal import drawn

SCHEMA: Final = "holdfast.accounts/1"

_MAX_SHARED = 12
_RANKS = {"open": 0, "unreadable": 1, "held": 2}
"""An account that could not be read stands before those where nothing is open: unread is not a pass."""
_MARKS = {"open": ("✗", "bold red"), "unreadable": ("!", "magenta"), "held": ("✓", "green")}
_STYLES = {"critical": "bold red", "warning": "yellow", "notice": "cyan"}
_OWN_REASONS = frozenset(["lost", "incomplete"])

StateWord = Literal["open", "held", "unreadable"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class OpenCheck(_Frozen):
    """A check with an open finding in an account; the severity is that of its worst."""

    check: str
    severity: SeverityWord
    title: str


class AccountEntry(_Frozen):
    """One account.

    `status` is `open` when somebody has to act on a control, `held` when on none, `unreadable` when the account could
    not be read at all: then `reason` and `detail` say why, and every count is 0. The counts by severity are of findings
    that failed or are unproven, the same finding in two environments once. `unread` counts what could not be read in
    an account that was read otherwise.
    """

    account: str = Field(pattern=r"^\d{12}$")
    name: str = ""
    status: StateWord
    reason: str = Field("", description="Why: denied, throttled, unreachable, malformed, internal, lost or incomplete.")
    detail: str = ""
    environments: tuple[str, ...] = ()
    controls: int = Field(0, ge=0)
    open_controls: int = Field(0, ge=0)
    critical: int = Field(0, ge=0)
    warning: int = Field(0, ge=0)
    notice: int = Field(0, ge=0)
    unread: int = Field(0, ge=0)
    checks: tuple[OpenCheck, ...] = ()
    file: str = Field("", description="The account's assessment, a file beside this one; empty when there is none.")
    assessment: Document | None = Field(None, description="The account's assessment, when it is in no file.")

    def count(self, severity: str) -> int:
        """Its open findings of one severity."""
        counts = {"critical": self.critical, "warning": self.warning, "notice": self.notice}
        return counts[severity]


class Summary(_Frozen):
    """All accounts: the open ones with the most severe findings first, then the unreadable, then the held."""

    schema_: Literal["holdfast.accounts/1"] = Field(SCHEMA, alias="schema")
    generated_at: str
    role: str
    accounts: tuple[AccountEntry, ...]
    passed_over: int = Field(0, ge=0, description="Accounts of the organization that are not active.")
    locale: str = "en"

    def reached(self, level: Severity) -> bool:
        """Whether an account has an open finding as severe as `level`, or worse."""
        severe = [word for word in SEVERITIES if Severity(word).rank >= level.rank]
        return any(entry.count(word) for entry in self.accounts for word in severe)

    def is_complete(self) -> bool:
        """Whether everything in every account could be read."""
        return not any(entry.status == "unreadable" or entry.unread for entry in self.accounts)


def assessed(account: str, name: str, document: Document, *, whole: bool) -> AccountEntry:
    """The entry of an account that was read; with its assessment in it when `whole`."""
    told = {
        word: [one for one in open_findings(document, word) if one.finding.status in ("failed", "unproven")]
        for word in SEVERITIES
    }
    checks: dict[str, OpenCheck] = {}
    for found in told.values():
        for one in found:
            entry = one.finding
            checks.setdefault(entry.check, OpenCheck(check=entry.check, severity=entry.severity, title=entry.title))
    return AccountEntry(
        account=account,
        name=name,
        status="open" if document.open_controls() else "held",
        environments=document.environments(),
        controls=len(document.controls),
        open_controls=len(document.open_controls()),
        unread=len(document.unread),
        checks=tuple(checks.values()),
        assessment=document if whole else None,
        **{word: len(found) for word, found in told.items()},
    )


def unreadable(account: str, name: str, reason: str, detail: str) -> AccountEntry:
    """The entry of an account that could not be read; `detail` is safe to be shown."""
    return AccountEntry(account=account, name=name, status="unreadable", reason=reason, detail=detail)


def summarised(
    entries: Iterable[AccountEntry], *, generated_at: str, role: str, passed_over: int = 0, locale: str = "en"
) -> Summary:
    """The summary of all entries, in its own order whatever theirs is."""
    return Summary(
        schema=SCHEMA,
        generated_at=generated_at,
        role=role,
        accounts=tuple(sorted(entries, key=_most_open_first)),
        passed_over=passed_over,
        locale=locale,
    )


def _most_open_first(entry: AccountEntry) -> tuple[int, int, int, int, str]:
    return _RANKS[entry.status], -entry.critical, -entry.warning, -entry.notice, entry.account


def render_json(summary: Summary) -> str:
    """The summary as indented JSON with a final line end."""
    return summary.model_dump_json(indent=2, by_alias=True) + "\n"


def schema_text() -> str:
    """The JSON Schema (draft 2020-12) that every rendered summary satisfies."""
    described: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:holdfast:accounts:1",
        **Summary.model_json_schema(by_alias=True, mode="serialization"),
    }
    return json.dumps(described, indent=2, ensure_ascii=False) + "\n"


def render_text(summary: Summary, catalogue: Catalogue, *, colour: bool = False) -> str:
    """The summary for a terminal, with its colours when `colour`; no line is wider than `terminal.WIDTH`."""
    parts = (*_head(summary, catalogue), *_unread(summary, catalogue), *_shared(summary, catalogue))
    return drawn((*parts, Text(_closing(summary, catalogue), style="dim")), colour=colour)


def _head(summary: Summary, catalogue: Catalogue) -> list[RenderableType]:
    title = catalogue.word("accounts", "title").format(role=summary.role, when=summary.generated_at)
    head = Text(title, style="bold")
    head.append(f"\n{catalogue.word('labels', 'legend')}", style="dim")
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column(catalogue.word("accounts", "account"), no_wrap=True)
    table.add_column(catalogue.word("accounts", "name"), overflow="fold", max_width=24)
    table.add_column(catalogue.word("labels", "status"), no_wrap=True)
    for word in SEVERITIES:
        table.add_column(catalogue.word("severity", word), justify="right", no_wrap=True)
    table.add_column(catalogue.word("accounts", "open-controls"), justify="right", no_wrap=True)
    table.add_column(catalogue.word("accounts", "unread"), justify="right", no_wrap=True)
    for entry in summary.accounts:
        table.add_row(*_row(entry, catalogue))
    return [head, Text(""), table, Text("")]


def _row(entry: AccountEntry, catalogue: Catalogue) -> list[Text]:
    mark, style = _MARKS[entry.status]
    cells = [Text(entry.account), Text(entry.name), Text(f"{mark} {catalogue.word('accounts', entry.status)}", style)]
    if entry.status == "unreadable":
        return [*cells, *(Text("–", "dim") for _ in range(len(SEVERITIES) + 2))]
    counts = [(entry.count(word), _STYLES[word]) for word in SEVERITIES]
    cells += [Text(str(number), colour if number else "dim") for number, colour in counts]
    unread = Text(str(entry.unread), "magenta" if entry.unread else "dim")
    return [*cells, Text(f"{entry.open_controls}/{entry.controls}"), unread]


def _unread(summary: Summary, catalogue: Catalogue) -> list[RenderableType]:
    unread = [entry for entry in summary.accounts if entry.status == "unreadable"]
    if not unread:
        return []
    parts: list[RenderableType] = [Text(f"{catalogue.word('headings', 'unread')} ({len(unread)})", style="magenta")]
    for entry in unread:
        table = "account-reasons" if entry.reason in _OWN_REASONS else "gaps"
        name = f" {entry.name}" if entry.name else ""
        detail = f" ({catalogue.detail(entry.detail)})" if entry.detail else ""
        reason = catalogue.word(table, entry.reason)
        parts.append(Text(f"  ! {entry.account}{name}: {reason}{detail}", overflow="fold"))
    return [*parts, Text("")]


def _shared(summary: Summary, catalogue: Catalogue) -> list[RenderableType]:
    """The checks that are open in most accounts: what one change to all of them would close."""
    known = {one.check: one for entry in summary.accounts for one in entry.checks}
    counts = Counter(one.check for entry in summary.accounts for one in entry.checks)
    shared = [(known[check], count) for check, count in counts.items() if count > 1]
    if not shared:
        return []
    shared.sort(key=lambda pair: (SEVERITIES.index(pair[0].severity), -pair[1], pair[0].check))
    parts: list[RenderableType] = [Text(catalogue.word("accounts", "shared"), style="bold")]
    for one, count in shared[:_MAX_SHARED]:
        where = catalogue.word("accounts", "in-accounts").format(count=count)
        severity = catalogue.word("severity", one.severity)
        parts.append(
            Text.assemble(
                ("  ", ""), (severity, _STYLES[one.severity]), f"  {one.title}", (f"  {one.check}, {where}", "dim")
            )
        )
    rest = len(shared) - _MAX_SHARED
    if rest > 0:
        parts.append(Text("  " + catalogue.word("labels", "more-places").format(count=rest), style="dim"))
    return [*parts, Text("")]


def _closing(summary: Summary, catalogue: Catalogue) -> str:
    states = Counter(entry.status for entry in summary.accounts)
    count = catalogue.word("accounts", "count").format(
        all=len(summary.accounts), open=states["open"], unreadable=states["unreadable"]
    )
    if not summary.passed_over:
        return count
    return f"{count} · {catalogue.word('accounts', 'passed-over').format(count=summary.passed_over)}"
