"""Reads `apprunner.yaml`, by which App Runner builds and starts a service from its source."""

from collections.abc import Iterable, Iterator
from typing import Any

from holdfast.model.evidence import EvidenceKind, GapReason
from holdfast.model.facts import Platform, SecretStore, Workload
from holdfast.readers.repository.base import Reader, Reading, Snippet
from holdfast.readers.repository.configuration.lasting_keys import lasting_keys
from holdfast.readers.repository.configuration.platform_settings import platform_setting
from holdfast.readers.repository.platforms.started_with import started_with
from holdfast.readers.repository.text.nodes import NodeError, parse_yaml

_SERVES = frozenset({"access", "availability", "configuration", "cors", "scaling"})


def _wants(path: str) -> bool:
    return path.rpartition("/")[2] in ("apprunner.yaml", "apprunner.yml")


def _read(snippet: Snippet) -> Iterable[Reading]:
    if "run:" not in snippet.text or "runtime:" not in snippet.text:
        return ()
    return _facts(snippet)


def _facts(snippet: Snippet) -> Iterator[Reading]:
    try:
        run = parse_yaml(snippet.text).child("run")
    except NodeError as error:
        yield snippet.gap(GapReason.MALFORMED, _SERVES, error.line, error.detail)
        return
    said: dict[str, Any] = {"kind": snippet.kind, "environment": snippet.environment, "old": snippet.old}
    # How many copies run is said where the service is made: 1 to 25 unless told otherwise.
    yield Workload(**said, at=snippet.at(run.key_line), platform=Platform.APP_RUNNER, behind_load_balancer=True)
    command = run.child("command")
    yield from started_with(
        {**said, "at": snippet.at(command.key_line, command.end)}, snippet.path, command.text() or ""
    )
    for variable in run.items("env"):
        yield from platform_setting(snippet, said, variable.text("name") or "", variable.child("value"))
    for secret in run.items("secrets"):
        service = "parameter-store" if ":ssm:" in (secret.text("value-from") or "") else "secrets-manager"
        at = snippet.at(secret.line, secret.end)
        yield SecretStore(**said, at=at, service=service, name=secret.text("name"))
    given = [*run.items("env"), *run.items("secrets")]
    yield from lasting_keys(said, ((one.text("name") or "", snippet.at(one.line, one.end)) for one in given))


READER = Reader(name="app runner", serves=_SERVES, wants=_wants, read=_read, kind=EvidenceKind.DECLARED)
"""The file in a service's source that says how it is built, started and set."""
