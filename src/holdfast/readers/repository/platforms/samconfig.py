"""Reads `samconfig.toml`, by which SAM deploys: the way back, which websites get in, which secrets it shows."""

import tomllib
from collections.abc import Iterable, Iterator
from typing import Any

from holdfast.model.environments import DEVELOPMENT, PRODUCTION, TEST, environment_of
from holdfast.model.evidence import EvidenceKind, GapReason
from holdfast.model.facts import ExposedSecret, Fact, Rollback
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reader, Reading, Snippet
from holdfast.readers.repository.configuration.api_cors import setting_cors
from holdfast.readers.repository.configuration.exposed import covered, form_of, is_exposed

_SERVES = frozenset({"configuration", "cors", "releases"})
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
            yield from _parameters(said, row[:4_000])


def _parameters(said: dict[str, Any], row: str) -> Iterator[Fact]:
    """What the row gives the template; beside a secret nothing of it is quoted, since all stand on the same line."""
    given = [(match["name"], match["value"]) for match in _GIVEN.finditer(row)]
    secrets = [(name, value) for name, value in given if is_exposed(name, value)]
    said = {**said, "at": covered(said["at"])} if secrets else said
    yield from filter(None, (setting_cors(said, name, value) for name, value in given))
    yield from (ExposedSecret(**said, name=name, form=form_of(name, value)) for name, value in secrets)


def _is_developers(name: str) -> bool:
    return name == "default" or environment_of(name) in (DEVELOPMENT, TEST)


READER = Reader(name="samconfig", serves=_SERVES, wants=_wants, read=_read, kind=EvidenceKind.DECLARED)
"""The settings of SAM's own command."""
