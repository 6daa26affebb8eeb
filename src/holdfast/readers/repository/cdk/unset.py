"""Settings that a CDK program takes from its surroundings as if they were always there."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from holdfast.model.facts import ConfigurationLoader
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.configuration.names import is_needed, is_secret

_NOTHING = r"(?:''|\"\"|``|\[\]|undefined\b|null\b|None\b)"
_READ = regex(
    r"process\.env(?:\.(?P<dotted>[A-Z][A-Z0-9_]{1,80})\b|\[\s?[\"'](?P<keyed>[A-Z][A-Z0-9_]{1,80})[\"']\s?\])"
    r"(?:(?P<taken>!(?!=)|\s{1,4}as\s{1,4}string\b(?!\s?\|)|\s{0,4}(?:\?\?|\|\|)\s{0,4}" + _NOTHING + ""
    r"|\s{0,4}\?(?![.?])[^:;\n]{1,120}:\s{0,4}" + _NOTHING + r")|(?P<plain>\s{0,4}(?:[,;)}]|$)))",
    re.MULTILINE,
)
_READ_IN_PYTHON = regex(
    r"os\.(?:environ\.get|getenv)\(\s?[\"'](?P<name>[A-Z][A-Z0-9_]{1,80})[\"']\s?"
    r"(?:(?P<taken>,\s?" + _NOTHING + r"\s?\)|\)\s{1,4}or\s{1,4}" + _NOTHING + r")|(?P<plain>\)\s{0,4}(?:[,)\]}]|$)))",
    re.MULTILINE,
)
_ELSEWHERE = regex(
    r"(?i)^(?:cdk|aws|github|ci|npm)_|account|region|stage|environment|(?:^|_)env$|branch|commit|sha$|tag$|profile|prefix"
    r"|suffix|(?:app|stack|project|product|service|bucket|repo(?:sitory)?)_?name|email"
    r"|_arn$|zone|domain|cert|(?:^|_)(?:vpc|subnets?|cidr|ami|instance|image|key_?pair)(?:_|$)|key_?name"
)
"""What tells only which deployment it is, and what AWS refuses to build without."""
_BOUND = regex(r"\b(?P<name>\w{1,60})\s{0,4}(?::|(?::\s{0,4}[\w| ]{1,40})?=)\s{0,4}\Z")
_COMMENT = regex(r"^\s*(?://|#|\*|/\*)")
_ASKS = regex(
    r"\b(?:if|throw|raise|assert|require[ds]?|missing)\b|&&|\s\?\s|\sif\s|\brequire\w{0,20}\(|\bassert\w{0,20}\("
)
_LISTED = regex(r"(?<!env\[)(?<!get\()(?<!getenv\()[\"'](?P<name>[A-Z][A-Z0-9_]{1,80})[\"'](?!\s?:)")
_WORD = regex(r"[A-Za-z_$][\w$]{0,80}")
_LONGEST = 1_000
_FEW_LINES = 6
_MOST_LINES = 30
_MOST = 3


def asked_for(snippets: Iterable[Snippet]) -> frozenset[str]:
    """The words of a program's conditions, and the names of settings in its lists: somebody looks for those."""
    found: set[str] = set()
    for row in (row for snippet in snippets for row in snippet.rows if len(row) <= _LONGEST):
        found.update(match["name"] for match in _LISTED.finditer(row))
        if _ASKS.search(row) and not _chooses_nothing(row):
            found.update(_WORD.findall(row))
    return frozenset(found)


def _chooses_nothing(row: str) -> bool:
    match = _READ.search(row)
    return match is not None and "?" in (match["taken"] or "")


def unset_settings(snippet: Snippet, asked: frozenset[str]) -> Iterator[ConfigurationLoader]:
    """What goes out empty where whoever deploys has not set it; but for what is `asked_for`."""
    if not ("process.env" in snippet.text or "os.environ" in snippet.text or "os.getenv" in snippet.text):
        return
    told: dict[str, Any] = {"kind": snippet.kind, "environment": snippet.environment, "old": snippet.old}
    for rows in _near(_rows(snippet, asked))[:_MOST]:
        names = tuple(dict.fromkeys(name for _, name in rows))
        at = snippet.at(rows[0][0], rows[-1][0])
        yield ConfigurationLoader(**told, at=at, source="cloudformation", missing="silent", names=names)


def _rows(snippet: Snippet, asked: frozenset[str]) -> Iterator[tuple[int, str]]:
    """The line of each such setting, and its name."""
    pattern = _READ_IN_PYTHON if snippet.path.endswith(".py") else _READ
    for number, row in enumerate(snippet.rows, start=1):
        if "env" not in row or _COMMENT.match(row) or len(row) > _LONGEST:
            continue
        for match in pattern.finditer(row):
            found = match.groupdict()
            name = found.get("name") or found.get("dotted") or found.get("keyed") or ""
            bound = _BOUND.search(row[max(match.start() - 120, 0) : match.start()])
            # What no type forbids may be meant to be left out; a secret hardly ever is.
            meant = found["taken"] is not None or (is_secret(name) and bound is not None)
            known = _ELSEWHERE.search(name) or name in asked or (bound is not None and bound["name"] in asked)
            if meant and is_needed(name) and not known:
                yield number, name


def _near(rows: Iterator[tuple[int, str]]) -> list[list[tuple[int, str]]]:
    """Those that stand together, as one."""
    groups: list[list[tuple[int, str]]] = []
    for row in rows:
        if groups and row[0] - groups[-1][-1][0] <= _FEW_LINES and row[0] - groups[-1][0][0] < _MOST_LINES:
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups
