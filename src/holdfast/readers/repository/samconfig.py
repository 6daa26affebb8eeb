"""Reads `samconfig.toml`, by which SAM deploys: whether a failed deployment is taken back, which websites get in."""

import tomllib
from collections.abc import Iterable, Iterator
from typing import Any

from holdfast.model.environments import DEVELOPMENT, PRODUCTION, TEST, environment_of
from holdfast.model.evidence import EvidenceKind, GapReason
from holdfast.model.facts import Rollback
from holdfast.model.regex import regex
from holdfast.readers.repository.api_cors import setting_cors
from holdfast.readers.repository.base import Reader, Reading, Snippet

_SERVES = frozenset({"cors", "releases"})
_TABLE = regex(r"""^\s*\[\s*["']?(?P<name>[\w-]{1,60})["']?\s*\.\s*(?:deploy|global)\s*\.\s*parameters\s*\]""")
_GIVEN = regex(r"(?P<name>\w{1,80})=\\?[\"']?(?P<value>[^\s\"'\\]{1,300})")
_OFF = regex(r"^\s*disable_rollback\s*=\s*(?:true\b|[\"']true[\"'])")


def _wants(path: str) -> bool:
    return path.rpartition("/")[2] == "samconfig.toml"


def _read(snippet: Snippet) -> Iterable[Reading]:
    asked = "disable_rollback" in snippet.text or "parameter_overrides" in snippet.text
    return _facts(snippet) if asked else ()


def _facts(snippet: Snippet) -> Iterator[Reading]:
    try:
        tables = tomllib.loads(snippet.text)
    except tomllib.TOMLDecodeError as error:
        yield snippet.gap(GapReason.MALFORMED, frozenset({"releases"}), 1, str(error))
        return
    # SAM takes the table `default` where nobody names another: beside production's own it is a developer's, too.
    apart = any(environment_of(name) == PRODUCTION for name in tables)
    name = ""
    for number, row in enumerate(snippet.rows, start=1):
        if row.lstrip().startswith("["):
            table = _TABLE.match(row)
            name = table["name"] if table else ""
        if not name or (apart and _is_developers(name)):
            continue
        said: dict[str, Any] = {
            "kind": snippet.kind,
            "at": snippet.at(number),
            "environment": environment_of(name) or snippet.environment,
            "old": snippet.old,
        }
        if _OFF.match(row):
            yield Rollback(**said, automatic=True, works=False, target="previous")
        if row.lstrip().startswith("parameter_overrides"):
            found = (setting_cors(said, given["name"], given["value"]) for given in _GIVEN.finditer(row[:4_000]))
            yield from filter(None, found)


def _is_developers(name: str) -> bool:
    return name == "default" or environment_of(name) in (DEVELOPMENT, TEST)


READER = Reader(name="samconfig", serves=_SERVES, wants=_wants, read=_read, kind=EvidenceKind.DECLARED)
"""The settings of SAM's own command."""
