"""Reads what watches from outside CloudWatch: Prometheus, Alertmanager, Grafana, Datadog, uptime checkers."""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import takewhile
from urllib.parse import urlsplit

from holdfast.model.evidence import EvidenceKind, GapReason, Location
from holdfast.model.facts import Alarm, Dashboard, Fact, HealthProbe, MetricSource, Topic, Watched
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reader, Reading, Snippet, Tree
from holdfast.readers.repository.monitoring.alerts import calls_somebody, receiver_facts, rule_facts, said
from holdfast.readers.repository.monitoring.metrics import watched_by
from holdfast.readers.repository.monitoring.nowhere import Spoken, everything_speaks, leads_nowhere, spoken_in
from holdfast.readers.repository.text.json_nodes import parse_json
from holdfast.readers.repository.text.nodes import Node, NodeError, parse_yaml

_SERVES = frozenset(("monitoring", "health", "certificates", "backup", "capacity"))

_FOLDER = regex(
    r"(?:^|/)(?:prometheus|alertmanager|grafana|monitoring|datadog|gatus|observability)[^/]*/", re.IGNORECASE
)
_FILE = regex(
    r"(?:^|/)[\w.-]*(?:prometheus|alertmanager|alert[-_.]?rules?|alerts?|rules?|gatus|upptimerc|monitors?"
    r"|dashboards?)[\w.-]*\.(?:ya?ml|json)$",
    re.IGNORECASE,
)
_SAYS = regex(
    r"^(?:groups|receivers|scrape_configs|alerting|sites|endpoints|contactPoints)\s*:|\"(?:panels|message|query)\"\s*:",
    re.MULTILINE,
)
_EXPORTERS: tuple[tuple[re.Pattern[str], tuple[Watched, ...]], ...] = (
    (regex(r"node[-_]?exporter|^node$", re.IGNORECASE), (Watched.CPU, Watched.MEMORY, Watched.DISK)),
    (regex(r"postgres|mysql|mongo", re.IGNORECASE), (Watched.DATABASE_CONNECTIONS, Watched.DATABASE_QUERIES)),
    (regex(r"nginx", re.IGNORECASE), (Watched.REQUESTS,)),
    (regex(r"pm2", re.IGNORECASE), (Watched.PROCESS, Watched.PROCESS_MEMORY)),
    (regex(r"blackbox", re.IGNORECASE), (Watched.UPTIME,)),
    (regex(r"cadvisor|container|^docker", re.IGNORECASE), (Watched.CPU, Watched.MEMORY)),
)
_TOOLS = regex(
    r"(?i)prometheus|grafana|alert-?manager|push-?gateway|jenkins|loki|promtail|tempo|redis|kafka|rabbit|elastic|exporter"
    r"|health|traefik|minio|zookeeper|memcached|otel|collector"
)
"""Jobs that tell of something else than the application."""

_NEAR = 4
"""Lines, mostly of comments, between two sections that are shown as one."""


def _wants(path: str) -> bool:
    if not path.endswith((".yml", ".yaml", ".json")) or ".github/" in path:
        return False
    return bool(_FILE.search(path) or _FOLDER.search(path))


def _read(snippet: Snippet) -> Iterable[Reading]:
    return _facts_together((snippet,), lambda _: everything_speaks)


def _read_together(tree: Tree, snippets: tuple[Snippet, ...]) -> Iterator[Reading]:
    yield from _facts_together(snippets, spoken_in(tree))


def _facts_together(snippets: tuple[Snippet, ...], spoken: Callable[[str], Spoken]) -> Iterator[Reading]:
    """Rules and receivers stand in different files: somebody is called when any of them names somebody."""
    roots: list[tuple[Snippet, Node]] = []
    for snippet in snippets:
        if not _SAYS.search(snippet.text) or "{{" in snippet.text.partition("\n")[0]:
            continue
        try:
            roots.append((snippet, _parsed(snippet)))
        except NodeError as error:
            if "{{" not in snippet.text:
                yield snippet.gap(GapReason.MALFORMED, _SERVES, error.line, error.detail)
    heard = any(calls_somebody(root.items("receivers")) for _, root in roots)
    for snippet, root in roots:
        yield from _facts(snippet, root, spoken(snippet.path), heard=heard)


def _parsed(snippet: Snippet) -> Node:
    return parse_json(snippet.text) if snippet.text.lstrip()[:1] in "{[" else parse_yaml(snippet.text)


def _facts(snippet: Snippet, root: Node, spoken: Spoken, *, heard: bool) -> Iterator[Fact]:
    if snippet.text.lstrip()[:1] in ("{", "["):
        yield from _json(snippet, root)
        return
    if root.has("apiVersion") and root.has("kind"):
        return  # a manifest: the Kubernetes reader's
    if root.has("apiVersion"):
        yield from _grafana_alerts(snippet, root, spoken)
        return
    yield from rule_facts(snippet, root.items("groups"), notifies=heard)
    if root.has("route"):
        yield from receiver_facts(snippet, root.items("receivers"), spoken, root.get("global", "slack_api_url"))
    alarms = _alarms_place(snippet, root)
    for job in root.items("scrape_configs"):
        yield from (replace(source, places=alarms) for source in _scraped(snippet, job))
    yield from _checked(snippet, root.items("sites"), notifies=True)
    for endpoint in root.items("endpoints"):
        yield from _checked(snippet, [endpoint], notifies=bool(endpoint.items("alerts")))


def _alarms_place(snippet: Snippet, root: Node) -> dict[str, Location]:
    """Where a configuration of Prometheus says which rules it follows and whom it tells: there alarms are lacking.

    Before all where it would tell somebody, were that not commented out.
    """
    off = next((number for number, row in enumerate(snippet.rows, start=1) if _SWITCHED_OFF.match(row)), 0)
    if off and not root.get("alerting"):
        behind = takewhile(lambda row: row.lstrip().startswith("#"), snippet.rows[off:])
        return {"alarms": snippet.at(off, off + sum(1 for _ in behind))}
    said_there = [node for key in ("alerting", "rule_files") if (node := root.get(key)) is not None]
    if not said_there:
        return {}
    first, *_, last = sorted(said_there * 2, key=lambda node: node.key_line)
    near = last.key_line - first.end <= _NEAR
    return {"alarms": snippet.at(first.key_line, max(last.end, last.key_line) if near else first.end)}


_SWITCHED_OFF = regex(r"#\s{0,4}alerting\s*:\s*(?:#.*)?$")


def _scraped(snippet: Snippet, job: Node) -> Iterator[MetricSource]:
    name = job.text("job_name") or ""
    path = job.text("metrics_path") or ""
    known = any(pattern.search(name) for pattern, _ in _EXPORTERS)
    if name and not known and (("actuator" in path and "health" not in path) or not _TOOLS.search(name)):
        yield MetricSource(**said(snippet, job.line), watches=Watched.REQUESTS, system="prometheus")
    for pattern, watched in _EXPORTERS:
        if pattern.search(name):
            yield from (MetricSource(**said(snippet, job.line), watches=one, system="prometheus") for one in watched)


def _checked(snippet: Snippet, checks: list[Node], *, notifies: bool) -> Iterator[Fact]:
    """Upptime's sites (it opens an issue by itself) and Gatus' endpoints."""
    for check in checks:
        url = check.text("url")
        if not url or not url.startswith(("http://", "https://")):
            continue
        yield HealthProbe(**said(snippet, check.line), asker="monitor", path=_path(url), decides=notifies)
        yield Alarm(**said(snippet, check.line), watches=Watched.UPTIME, name=check.text("name"), notifies=notifies,
                    system="uptime-service")  # fmt: skip


def _path(url: str) -> str | None:
    try:
        return urlsplit(url).path or "/"
    except ValueError:
        return None


def _grafana_alerts(snippet: Snippet, root: Node, spoken: Spoken) -> Iterator[Fact]:
    """Alerting as Grafana provisions it."""
    for rule in (rule for group in root.items("groups") for rule in group.items("rules")):
        title = rule.text("title")
        if title:
            yield Alarm(**said(snippet, rule.line), watches=watched_by(title), name=title, system="grafana")
    points = [(point, _kinds(point, spoken)) for point in root.items("contactPoints")]
    deaf = not any(kinds for _, kinds in points)
    for point, kinds in points:
        at = said(snippet, point.line, None if kinds else point.end)
        yield Topic(**at, name=point.text("name"), subscribers=kinds, for_alarms=True if deaf else None)


def _kinds(point: Node, spoken: Spoken) -> tuple[str, ...]:
    """How a contact point of Grafana calls somebody whom the call reaches."""
    receivers = (one for one in point.items("receivers") if not leads_nowhere(one.child("settings"), spoken))
    return tuple(dict.fromkeys(receiver.text("type") or "" for receiver in receivers))


def _json(snippet: Snippet, root: Node) -> Iterator[Fact]:
    dashboard = root if root.has("panels") else root.child("dashboard")
    if dashboard.has("panels") and (dashboard.has("schemaVersion") or dashboard.has("title")):
        title = dashboard.get("title")
        line = title.key_line if title else 1
        yield Dashboard(**said(snippet, line), name=dashboard.text("title"), system="grafana")
        return
    monitors = root.value if isinstance(root.value, list) else [*root.items("monitors"), root]
    for monitor in monitors:
        yield from _datadog(snippet, monitor)


def _datadog(snippet: Snippet, monitor: Node) -> Iterator[Fact]:
    query, message = monitor.text("query"), monitor.text("message")
    if query is None or message is None or not monitor.has("type"):
        return
    name = monitor.text("name") or ""
    watched = watched_by(name)
    watched = watched_by(query[:2_000]) if watched is Watched.OTHER else watched
    line = monitor.child("query").key_line
    yield Alarm(**said(snippet, line), watches=watched, name=name, notifies="@" in message, system="datadog")


READER = Reader(
    name="monitoring",
    serves=_SERVES,
    wants=_wants,
    read=_read,
    kind=EvidenceKind.DECLARED,
    read_together=_read_together,
)
