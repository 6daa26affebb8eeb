"""AWS Copilot's manifests of services: how many copies run, what asks for their health, how browsers come in."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from holdfast.model.environments import PRODUCTION, canonical
from holdfast.model.evidence import EvidenceKind, GapReason
from holdfast.model.facts import (
    Certificate,
    Credential,
    CredentialForm,
    Fact,
    HealthProbe,
    LoadBalancer,
    MetricSource,
    Platform,
    Rollback,
    ScalingPolicy,
    ScriptFault,
    SecretStore,
    StandingName,
    Watched,
    Workload,
)
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reader, Reading, Snippet, Tree
from holdfast.readers.repository.configuration.lasting_keys import lasting_keys
from holdfast.readers.repository.configuration.platform_settings import platform_setting
from holdfast.readers.repository.containers.checks import passes_anyway
from holdfast.readers.repository.images.tags import standing
from holdfast.readers.repository.platforms.started_with import started_with
from holdfast.readers.repository.text.nodes import Node, NodeError, parse_yaml

_SERVES = frozenset(
    (
        "access",
        "availability",
        "capacity",
        "certificates",
        "configuration",
        "cors",
        "health",
        "monitoring",
        "releases",
        "scaling",
    )
)
_FILE = regex(r"(?:^|/)copilot/(?:environments/)?[\w-]{1,100}/manifest\.ya?ml$")
_PLATFORMS = {
    "Load Balanced Web Service": Platform.FARGATE,
    "Backend Service": Platform.FARGATE,
    "Request-Driven Web Service": Platform.APP_RUNNER,
}
_FRONT = "Load Balanced Web Service"
_WITHIN = "Backend Service"
_RANGE = regex(r"(\d{1,4})-(\d{1,4})")
_METRICS = {"cpu_percentage": "cpu", "memory_percentage": "memory", "requests": "requests"}
_ZONES = 2
"""An environment spreads over two zones unless told otherwise (Copilot's documentation, read 2026-11)."""


def _wants(path: str) -> bool:
    return bool(_FILE.search(path))


def _read(snippet: Snippet) -> Iterable[Reading]:
    try:
        root = parse_yaml(snippet.text)
    except NodeError as error:
        return (snippet.gap(GapReason.MALFORMED, _SERVES, error.line, error.detail),)
    if root.text("type") == "Environment":
        return _environment(snippet, root)
    return _service(snippet, root) if root.text("type") in _PLATFORMS else ()


_OF_ENVIRONMENT = regex(r"(?:^|/)copilot/environments/[\w-]{1,100}/manifest\.ya?ml$")


def _read_together(tree: Tree, snippets: tuple[Snippet, ...]) -> Iterator[Reading]:
    """Each manifest; the only environment that there is serves, whatever it is called."""
    alone = sum(_OF_ENVIRONMENT.search(path) is not None for path in tree.paths) == 1
    for snippet in snippets:
        only = alone and _OF_ENVIRONMENT.search(snippet.path)
        for reading in _read(snippet):
            yield replace(reading, environment=None) if only and isinstance(reading, MetricSource) else reading


def _environment(snippet: Snippet, root: Node) -> Iterator[Reading]:
    """An environment's own manifest: whether its cluster measures what its tasks do."""
    insights = root.get("observability", "container_insights")
    if insights is not None and insights.flag() is not None:
        said = {**_said(snippet), "environment": snippet.environment or canonical(root.text("name") or "")}
        at = snippet.at(insights.key_line, insights.end)
        yield MetricSource(**said, at=at, watches=Watched.CPU, off=not insights.flag())


def _service(snippet: Snippet, root: Node) -> Iterator[Reading]:
    name = root.text("name") or "service"
    overrides = root.child("environments").entries()
    counted = {key: one for key, one in overrides.items() if one.has("count")}
    for key, one in counted.items():
        yield from _copies(snippet, root, _laid_over(root.get("count"), one.child("count")), name, canonical(key))
    named = {canonical(key) for key in counted}
    if PRODUCTION not in named:
        # What the manifest says for all is production's, where only the others are told apart.
        rest = len(counted) < len(overrides) or not counted
        yield from _copies(snippet, root, root.get("count"), name, None if rest else PRODUCTION)
    elif len(counted) < len(overrides):
        yield from _copies(snippet, root, root.get("count"), name, None)
    if _PLATFORMS[root.text("type") or ""] is Platform.FARGATE:
        # Copilot's own template switches the circuit breaker on (aws/copilot-cli, service-base-properties.yml).
        at = snippet.at(root.child("type").key_line, root.child("type").end)
        yield Rollback(**_said(snippet), at=at, automatic=True, target="previous")
        # So does each service's task role, which may do what its own addons ask for and nothing else.
        yield Credential(**_said(snippet), at=at, form=CredentialForm.INSTANCE_ROLE, holder="application")
    if root.text("type") in (_FRONT, _WITHIN):
        yield from _front(snippet, root, name)
        for key, one in overrides.items():
            yield from _certificate(snippet, one.child("http"), canonical(key))
    elif root.text("type") == "Request-Driven Web Service":
        yield _probe(snippet, root)
    yield from _container_check(snippet, root)
    yield from _standing(snippet, root, name)
    for holder in (root, *overrides.values()):
        yield from _settings(snippet, holder)
    if root.text("type") == _FRONT:
        if not any(canonical(key) == PRODUCTION and one.has("deployment", "rolling") for key, one in overrides.items()):
            yield from _stopped_first(snippet, root, None)
        for key, one in overrides.items():
            yield from _stopped_first(snippet, one, canonical(key))


def _container_check(snippet: Snippet, root: Node) -> Iterator[HealthProbe]:
    command = root.get("image", "healthcheck", "command")
    if command is None:
        return
    words = " ".join(command.texts())
    path = re.search(r"https?://[^/\s\"']{1,200}(/[^\s\"'|]{0,200})", words)
    yield HealthProbe(
        **_said(snippet),
        at=snippet.at(command.key_line, command.end),
        asker="container",
        path=path[1] if path else "",
        decides=not passes_anyway(words),
    )


def _stopped_first(snippet: Snippet, holder: Node, environment: str | None) -> Iterator[ScriptFault]:
    """Tasks that end before the next ones have begun."""
    way = holder.get("deployment", "rolling")
    if way is not None and way.text() == "recreate":
        said = {**_said(snippet), "environment": snippet.environment or environment}
        at = snippet.at(way.key_line, way.end)
        yield ScriptFault(**said, at=at, activity="deploy", form="stopped-before-start", command="rolling: recreate")


def _standing(snippet: Snippet, root: Node, name: str) -> Iterator[StandingName]:
    """Images that are made elsewhere and whose tag names no release, also of the containers beside."""
    beside = root.child("sidecars").entries().items()
    for shown, node in ((name, root.get("image", "location")), *((key, one.get("image")) for key, one in beside)):
        identity = standing(node.text() or "") if node is not None else None
        if node is not None and identity:
            at = snippet.at(node.key_line, node.end)
            yield StandingName(**_said(snippet), at=at, name=shown, identity=identity, alone=True)


def _said(snippet: Snippet) -> dict[str, Any]:
    return {"kind": snippet.kind, "environment": snippet.environment, "old": snippet.old}


def _copies(
    snippet: Snippet, root: Node, count: Node | None, name: str, environment: str | None
) -> Iterator[Workload | ScalingPolicy]:
    """How many copies: a number, a number of spot tasks, or a range that metrics move in; one unless told."""
    told = root.child("type") if count is None else count
    at = snippet.at(told.key_line, told.end)
    said = {**_said(snippet), "environment": snippet.environment or environment}
    low, high, wanted = _numbers(count)
    size = root.get("cpu")
    yield Workload(
        **said,
        at=at,
        places={"processor": snippet.at(size.key_line, size.end)} if size is not None else {},
        platform=_PLATFORMS[root.text("type") or ""],
        name=name,
        minimum=low,
        maximum=high,
        desired=wanted,
        zones=_ZONES,
        behind_load_balancer=root.text("type") != _WITHIN or _takes_turns(root),
        processor=root.integer("cpu", default=256),
        spot=True if count is not None and count.has("spot") else None,
    )
    for key, node in count.entries().items() if count is not None else ():
        if key in _METRICS:
            target = node.number() if node.number() is not None else node.number("value")
            place = snippet.at(node.key_line, node.end)
            yield ScalingPolicy(**said, at=place, workload=name, metric=_METRICS[key], target=target)


def _takes_turns(root: Node) -> bool:
    """A load balancer within the environment, or Service Connect, spreads requests over a service's copies."""
    http, connect = root.get("http"), root.get("network", "connect")
    balanced = http is not None and http.flag() is not False
    return balanced or (connect is not None and connect.flag() is not False)


def _laid_over(base: Node | None, own: Node) -> Node:
    """What an environment says of its copies, over what the manifest says for all: a number takes the place of it."""
    if base is None or not isinstance(base.value, dict) or not isinstance(own.value, dict):
        return own
    kept = {key: one for key, one in base.entries().items() if key not in _EITHER or not _EITHER & own.entries().keys()}
    return replace(own, value={**kept, **own.entries()})


_EITHER = frozenset(("range", "spot"))
"""Only one of them says how many there are."""


def _numbers(count: Node | None) -> tuple[int | None, int | None, int | None]:
    """Least, most and wanted copies."""
    if count is None:
        return None, None, 1
    given = count.get("range")
    if given is not None:
        match = _RANGE.fullmatch((given.text() or "").strip())
        low, high = (int(match[1]), int(match[2])) if match else (given.integer("min"), given.integer("max"))
        return low, high, low
    return None, None, count.integer("spot") if count.has("spot") else count.integer()


def _front(snippet: Snippet, root: Node, name: str) -> Iterator[Fact]:
    """The load balancer that the environment makes for its services, and what a domain of its own brings."""
    http = root.get("http")
    if http is None or http.flag() is False:
        return
    at = snippet.at(http.key_line, http.key_line)
    within = root.text("type") == _WITHIN
    yield LoadBalancer(**_said(snippet), at=at, name=name, type="application", internal=within)
    yield _probe(snippet, root)
    yield from _certificate(snippet, http, None)


def _certificate(snippet: Snippet, http: Node, environment: str | None) -> Iterator[Certificate]:
    """What a domain of the service brings, for all environments or for one."""
    alias = http.get("alias")
    if alias is None:
        return
    said = {**_said(snippet), "environment": snippet.environment or environment}
    domain = alias.text() or next(iter(alias.texts()), None)
    place = snippet.at(alias.key_line, alias.end)
    yield Certificate(**said, at=place, issuer="acm", domain=domain, used_by="load-balancer", in_code=True)


def _probe(snippet: Snippet, root: Node) -> HealthProbe:
    """What the load balancer asks: `/` unless told."""
    http = root.child("http")
    check = http.get("healthcheck")
    path = (check.text() or check.text("path")) if check is not None else None
    told = check if check is not None else http
    at = snippet.at(told.key_line, told.end if check is not None else told.key_line)
    return HealthProbe(**_said(snippet), at=at, asker="load-balancer", path=path or "/")


def _settings(snippet: Snippet, holder: Node) -> Iterator[Fact]:
    for key in ("entrypoint", "command"):
        told = holder.child(key)
        words = told.text() or " ".join(told.texts())
        yield from started_with({**_said(snippet), "at": snippet.at(told.key_line, told.end)}, snippet.path, words)
    for name, value in holder.child("variables").entries().items():
        yield from platform_setting(snippet, _said(snippet), name, value)
    for name, value in holder.child("secrets").entries().items():
        service = "secrets-manager" if value.has("secretsmanager") or value.has("from_cfn") else "parameter-store"
        yield SecretStore(**_said(snippet), at=snippet.at(value.key_line, value.end), service=service, name=name)
    for kind in ("variables", "secrets"):
        given = holder.child(kind).entries().items()
        yield from lasting_keys(
            _said(snippet), ((name, snippet.at(value.key_line, value.end)) for name, value in given)
        )


READER = Reader(
    name="copilot",
    serves=_SERVES,
    wants=_wants,
    read=_read,
    kind=EvidenceKind.DECLARED,
    read_together=_read_together,
)
