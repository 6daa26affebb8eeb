"""Files of settings that a pipeline writes out of its secrets for the application."""

from collections.abc import Iterator
from typing import Any

from holdfast.model.evidence import MAX_LINES
from holdfast.model.facts import Database, Fact, SettingsByHand
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.variables import told_by_name
from holdfast.readers.repository.workflows.shape import Job

_FILE = regex(
    r"(?:>{1,2}|\btee(?:\s+-a)?)\s*[\"']?[\w./~$(){}-]*"
    r"(?:\.env(?!\.(?:example|sample|test))[\w.]*|application[\w-]*\.(?:ya?ml|properties)|config\.(?:json|ya?ml))(?![\w])"
)
_SECRET = regex(r"\$\{\{\s*secrets\.(?P<secret>\w+)\s*\}\}")
_NAMED = regex(r"(?:^|[\s\"'])(?P<name>[A-Z][A-Z0-9_]{2,60})=[\"'\\]{0,3}\$\{\{\s*secrets\.")


def settings_facts(job: Job, snippet: Snippet) -> Iterator[Fact]:
    """The first file of the job: the lines that write it, and the database that one of its settings leads to."""
    for step in job.steps:
        for shell in step.shells:
            rows = shell.text.splitlines()
            if not any(_FILE.search(row[:2_000]) for row in rows):
                continue
            hits = [n for n, row in enumerate(rows) if _SECRET.search(row[:2_000]) and not row.lstrip().startswith("#")]
            if not hits:
                continue
            said: dict[str, Any] = {"kind": snippet.kind, "environment": job.environment, "old": snippet.old}
            first = shell.line + hits[0]
            last = min(shell.line + hits[-1], first + MAX_LINES - 1)
            named = [(n, match["name"]) for n in hits if (match := _NAMED.search(rows[n][:2_000]))]
            names = tuple(dict.fromkeys(name for _, name in named))
            yield SettingsByHand(**said, at=snippet.at(first, last), names=names)
            told = next(((n, found) for n, name in named if (found := told_by_name(name))), None)
            if told:
                yield Database(**said, at=snippet.at(shell.line + told[0]), engine=told[1][0], placement=told[1][1])
            return
