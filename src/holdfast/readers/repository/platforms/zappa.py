"""Reads `zappa_settings.json` (or YAML), by which Zappa puts a Python application onto Lambda."""

from collections.abc import Iterable, Iterator
from typing import Any

from holdfast.model.environments import environment_of
from holdfast.model.evidence import EvidenceKind, GapReason
from holdfast.model.facts import Platform, Workload
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reader, Reading, Snippet
from holdfast.readers.repository.configuration.platform_settings import platform_setting
from holdfast.readers.repository.text.json_nodes import parse_json
from holdfast.readers.repository.text.nodes import NodeError, parse_yaml

_SERVES = frozenset({"access", "availability", "configuration", "cors", "scaling"})
_PATH = regex(r"(?:^|/)(?:zappa_settings\.(?:json|ya?ml)|\.chalice/config\.json)$")
_VARIABLES = ("environment_variables", "aws_environment_variables")
_APPLICATION = ("app_function", "django_settings", "app_module", "s3_bucket")


def _wants(path: str) -> bool:
    return _PATH.search(path) is not None


def _read(snippet: Snippet) -> Iterable[Reading]:
    return _facts(snippet)


def _facts(snippet: Snippet) -> Iterator[Reading]:
    try:
        root = parse_json(snippet.text) if snippet.path.endswith(".json") else parse_yaml(snippet.text)
    except NodeError as error:
        yield snippet.gap(GapReason.MALFORMED, _SERVES, error.line, error.detail)
        return
    for name, stage in (root.get("stages") or root).entries().items():
        said: dict[str, Any] = {
            "kind": snippet.kind,
            "environment": environment_of(name) or snippet.environment,
            "old": snippet.old,
        }
        if root.has("stages") or any(stage.has(key) for key in _APPLICATION):
            yield Workload(**said, at=snippet.at(stage.key_line), platform=Platform.LAMBDA, name=name)
        for variables in _VARIABLES:
            for setting, value in stage.child(variables).entries().items():
                yield from platform_setting(snippet, said, setting, value)


READER = Reader(name="zappa", serves=_SERVES, wants=_wants, read=_read, kind=EvidenceKind.DECLARED)
"""The stages of a Python application on Lambda: its variables, and that AWS runs as many copies as are asked for."""
