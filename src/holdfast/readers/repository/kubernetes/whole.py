"""What manifests, Kustomize overlays, and charts of Helm with the values that they are given say."""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress

from holdfast.model.environments import PRODUCTION, environment_of
from holdfast.model.evidence import Gap, GapReason, Location
from holdfast.model.facts import (
    BackupJob,
    Deployment,
    DeveloperMode,
    ExposedSecret,
    Fact,
    HealthProbe,
    LoadBalancer,
    Workload,
)
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reading, Snippet, Tree
from holdfast.readers.repository.images.roles import role_of
from holdfast.readers.repository.kubernetes.eksctl import KIND as CLUSTER
from holdfast.readers.repository.kubernetes.eksctl import cluster_facts
from holdfast.readers.repository.kubernetes.helm import (
    Chart,
    chart_of,
    charts_of,
    filled_from,
    filled_in,
    names_tags,
    of_values,
    overridden,
)
from holdfast.readers.repository.kubernetes.kinds import SERVES, is_template, is_values
from holdfast.readers.repository.kubernetes.manifests import Manifest, facts_of, such_as_tell_of_others, workload_facts
from holdfast.readers.repository.kubernetes.pods import pod_facts
from holdfast.readers.repository.monitoring.alerts import said
from holdfast.readers.repository.text.nodes import NodeError, documents, parse_yaml

_KIND = regex(r"^kind:\s*[\"']?(\w+)", re.MULTILINE)
_VERSION = regex(r"^apiVersion:", re.MULTILINE)

_READ = frozenset(
    ["Deployment", "StatefulSet", "DaemonSet", "Rollout", "HorizontalPodAutoscaler", "Service", "Ingress", "CronJob",
     "ConfigMap", "Secret", "ExternalSecret", "SealedSecret", "SecretStore", "ClusterSecretStore", "Certificate",
     "ClusterIssuer", "Issuer", "PrometheusRule", "Kustomization", "Schedule", "ScaledObject", "Middleware",
     "KongPlugin", CLUSTER]
)  # fmt: skip


def read(snippet: Snippet) -> Iterable[Reading]:
    """One file, or text, by itself."""
    return _together((snippet,))


def read_together(tree: Tree, snippets: tuple[Snippet, ...]) -> Iterator[Reading]:
    """All files of a repository: each by itself, then each chart."""
    charts = charts_of(tree) if any(map(_is_of_a_chart, snippets)) else ()
    yield from _together(snippets)
    renamed = [one for one in snippets if _LATEST.search(one.text)]
    if renamed and not names_tags(tree):
        yield from (fact for one in renamed for fact in _standing(one))
    held: dict[str, list[Snippet]] = {}
    for snippet in filter(_is_of_a_chart, snippets):
        chart = chart_of(snippet.path, charts)
        if chart is not None:
            held.setdefault(chart.folder, []).append(snippet)
    for chart in charts:
        yield from _chart(chart, held.get(chart.folder, []))


_LATEST = regex(r"^[ -]*newTag:\s*[\"']?latest\b", re.MULTILINE)


def _standing(snippet: Snippet) -> Iterator[Deployment]:
    """Images that Kustomize gives a tag which names no release."""
    found = (one for one in _manifests(snippet) if isinstance(one, Manifest) and one.kind == "Kustomization")
    for image in (image for manifest in found for image in manifest.root.items("images")):
        name, tag = image.text("newName") or image.text("name") or "", image.get("newTag")
        if tag is not None and tag.text() == "latest" and role_of(name) == "application":
            there = said(snippet, tag.key_line)
            yield Deployment(**there, method="kubernetes", name=name.rpartition("/")[2], identity="latest")


def _is_of_a_chart(snippet: Snippet) -> bool:
    return is_values(snippet.path) or is_template(snippet.path)


def _chart(chart: Chart, snippets: list[Snippet]) -> Iterator[Reading]:
    """What a chart says of one release: its values first, then what stands in its templates without a hole."""
    told: list[Manifest] = []
    passed: set[Location] = set()
    for snippet in snippets:
        if is_values(snippet.path):
            try:
                told += of_values(snippet, chart)
                passed |= _passed_over(snippet, snippets)
            except NodeError as error:
                yield snippet.gap(GapReason.MALFORMED, SERVES, error.line, error.detail)
    given = [fact for fact in _facts(told) if isinstance(fact, (Gap, ExposedSecret)) or fact.at not in passed]
    yield from given
    known = {manifest.kind for manifest in told}
    shown = passed | {fact.at for fact in given}
    own = next((one for one in snippets if one.path in _own_values(chart)), None)
    for snippet in snippets:
        if is_template(snippet.path) and "{{" in snippet.text:
            filled = list(_filled(snippet, chart))
            yield from _templated(snippet, filled, known)
            found = _taken_from(own, snippet, filled, chart) if own is not None else ()
            yield from (fact for fact in found if fact.at not in shown)


def _own_values(chart: Chart) -> tuple[str, ...]:
    return tuple(f"{chart.folder}/values.{end}".lstrip("/") for end in ("yaml", "yml"))


def _taken_from(values: Snippet, template: Snippet, filled: list[Manifest], chart: Chart) -> Iterator[Fact]:
    """Probes and images that a template takes from the chart's values, under whatever names these have there."""
    for fact in _facts(filled):
        if isinstance(fact, HealthProbe) or (isinstance(fact, Deployment) and not chart.tagged):
            node = filled_from(template.rows[fact.at.start_line - 1], chart)
            if node is not None and not _tells_its_tag(fact, template):
                yield replace(fact, at=values.at(node.key_line), environment=values.environment)


def _passed_over(base: Snippet, snippets: list[Snippet]) -> set[Location]:
    """What values for every environment say, and production's own say otherwise."""
    if base.environment is not None:
        return set()
    lines: set[int] = set()
    for over in (one for one in snippets if is_values(one.path) and one.environment == PRODUCTION):
        with suppress(NodeError):
            lines.update(overridden(parse_yaml(base.text), parse_yaml(over.text)))
    return {base.at(line) for line in lines}


def _templated(snippet: Snippet, filled: list[Manifest], known: set[str]) -> Iterator[Reading]:
    """What a template, `filled` by its chart's values, says by itself; `known`: kinds that the values tell."""
    rest = [one for one in filled if one.kind not in known & {"Ingress", "HorizontalPodAutoscaler"}]
    for fact in _facts(rest):
        if not (isinstance(fact, Workload) and "Deployment" in known):
            yield from _written_out(fact, snippet)


def _filled(snippet: Snippet, chart: Chart) -> Iterator[Manifest]:
    whole = replace(snippet, text=filled_in(snippet.text, chart))
    return (one for one in _manifests(whole) if isinstance(one, Manifest))


def _written_out(fact: Reading, template: Snippet) -> Iterator[Reading]:
    """The fact with the template's own rows; none where the values fill the first one in, and tell it themselves."""
    if isinstance(fact, Gap) or fact.at.start_line is None:
        return
    first, last = fact.at.start_line, fact.at.end_line
    filled_first = "{{" in template.rows[first - 1]
    if filled_first and not isinstance(fact, (LoadBalancer, Workload)) and not _tells_its_tag(fact, template):
        return
    filled = any("{{" in row for row in template.rows[first - 1 : last])
    yield replace(fact, at=template.at(first, last)) if filled else fact


def _tells_its_tag(fact: Fact, template: Snippet) -> bool:
    """An image whose registry alone the values give: its tag stands in the template."""
    return isinstance(fact, Deployment) and ":latest" in template.rows[fact.at.start_line - 1]


def _together(snippets: tuple[Snippet, ...]) -> Iterator[Reading]:
    """Manifests of one cluster: an autoscaler or an overlay speaks about a workload of another file."""
    manifests: list[Manifest] = []
    for snippet in snippets:
        for found in _manifests(snippet):
            if isinstance(found, Manifest):
                manifests.append(found)
            else:
                yield found
    yield from _facts(manifests)


def _facts(manifests: list[Manifest]) -> Iterator[Reading]:
    yield from workload_facts(manifests)
    beside = such_as_tell_of_others(manifests)
    for manifest in manifests:
        yield from facts_of(manifest, beside)
        yield from (fact for fact in pod_facts(manifest) if not _is_overlaid(fact, manifests))
        if manifest.kind == CLUSTER:
            yield from cluster_facts(manifest.snippet, manifest.root)
        if manifest.kind == "CronJob":
            yield from _scripts(manifest)


def _is_overlaid(fact: Fact, manifests: list[Manifest]) -> bool:
    """What all environments share is set anew for production, whose own value is told where it stands."""
    if not isinstance(fact, DeveloperMode) or fact.environment is not None:
        return False
    own = (one.snippet for one in manifests if one.snippet.environment == PRODUCTION)
    return any(fact.name in snippet.text for snippet in own)


_OVERLAY = regex(r"(?i)(?:^|/)kustomization\.ya?ml$")


def _manifests(snippet: Snippet) -> Iterator[Manifest | Reading]:
    overlays = _OVERLAY.search(snippet.path) is not None  # which may leave out what kind of file it is
    if not overlays and not _VERSION.search(snippet.text):
        return
    for text, line in documents(snippet.text):
        told = _KIND.search(text)
        kind = told[1] if told else "Kustomization" if overlays else ""
        if kind not in _READ or not (overlays or _VERSION.search(text)):
            continue
        # Alert rules carry templates of their own, inside quotes; anything else with them is Helm's.
        templated = "{{" in text
        if templated and kind != "PrometheusRule":
            continue
        piece = snippet.part(text, line)
        try:
            root = parse_yaml(text)
        except NodeError as error:
            if templated:
                continue
            yield piece.gap(GapReason.MALFORMED, SERVES, error.line, error.detail)
            continue
        named = environment_of(root.text("metadata", "namespace") or "") or environment_of(
            root.text("metadata", "name") or ""
        )
        yield Manifest(replace(piece, environment=snippet.environment or named), kind, root)


def _scripts(manifest: Manifest) -> Iterator[Reading]:
    """The scripts of a job by the clock."""
    from holdfast.readers.repository.shell import READER as SHELL

    schedule = manifest.root.text("spec", "schedule")
    for container in manifest.containers():
        for node in [*container.items("command"), *container.items("args")]:
            text = node.text() or ""
            if len(text.split()) < 2:
                continue
            first = node.line + (1 if "\n" in text.strip() else 0)
            for reading in SHELL.read(manifest.snippet.part(text, first)):
                timed = isinstance(reading, BackupJob) and reading.schedule is None
                yield replace(reading, schedule=schedule) if timed and isinstance(reading, BackupJob) else reading
