"""What Kubernetes manifests say: workloads with their scalers and overlays, probes, edges, secrets."""

import base64
import binascii
from collections.abc import Iterator, Mapping
from typing import Any

from holdfast.model.evidence import Location
from holdfast.model.facts import (
    BackupJob,
    Certificate,
    CertificateRenewal,
    Database,
    Deployment,
    ExposedSecret,
    Fact,
    HealthProbe,
    LoadBalancer,
    Placement,
    Platform,
    ScalingPolicy,
    SecretStore,
    StandIn,
    Workload,
)
from holdfast.model.record import record, replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.configuration.api_cors import setting_cors
from holdfast.readers.repository.configuration.exposed import covered, form_of, is_exposed
from holdfast.readers.repository.configuration.lasting_keys import lasting_keys
from holdfast.readers.repository.configuration.schema_settings import schema_told
from holdfast.readers.repository.configuration.stand_ins import is_stand_in
from holdfast.readers.repository.configuration.variables import database_in, told_by_name
from holdfast.readers.repository.containers.checks import passes_anyway, takes_errors, takes_redirects
from holdfast.readers.repository.kubernetes.bare import lacking
from holdfast.readers.repository.kubernetes.entrances import openings, without_tls
from holdfast.readers.repository.monitoring.alerts import rule_facts, said
from holdfast.readers.repository.text.nodes import Node, NodeError, begins_on, parse_yaml

_WORKLOADS = ("Deployment", "StatefulSet", "Rollout")
_DATABASES = regex(r"(?:^|/)(postgres|postgis|postgresql|mysql|mariadb|mongo|mongodb)(?::([\w.-]{1,40}))?$")
_ENGINES = {"postgres": "postgresql", "postgis": "postgresql", "mongo": "mongodb"}
_NOT_THE_PRODUCT = regex(r"redis|memcached|rabbitmq|kafka|prometheus|grafana|exporter|adminer|pgadmin|nginx-ingress")


@record(frozen=True)
class Manifest:
    """One document: its text, its kind, and its tree."""

    snippet: Snippet
    kind: str
    root: Node

    @property
    def name(self) -> str:
        """Its name, or its kind when it has none."""
        return self.root.text("metadata", "name") or self.kind

    @property
    def line(self) -> int:
        """The line of its name, by which people find it."""
        node = self.root.get("metadata", "name") or self.root.get("kind")
        return node.key_line if node else 1

    def at(self, *path: str) -> Location:
        """Where the value under these keys stands; the manifest's name when there is none."""
        node = self.root.get(*path)
        return self.snippet.at(node.key_line if node else self.line)

    def pods(self) -> Node:
        """How its pods are to be."""
        spec = self.root.child("spec")
        within = spec.child("jobTemplate", "spec") if self.kind == "CronJob" else spec
        return within.child("template", "spec")

    def containers(self) -> list[Node]:
        """The containers of its pods."""
        return self.pods().items("containers")


def such_as_tell_of_others(manifests: list[Manifest]) -> list[Manifest]:
    """Those that say something of a workload in another manifest."""
    return [one for one in manifests if one.kind in ("Kustomization", "HorizontalPodAutoscaler")]


def workload_facts(manifests: list[Manifest]) -> Iterator[Fact]:
    """Every workload once for each environment that an overlay names, with its autoscaler's bounds."""
    beside = such_as_tell_of_others(manifests)
    groups: dict[tuple[str, str], list[Manifest]] = {}
    for manifest in manifests:
        if manifest.kind in _WORKLOADS:
            groups.setdefault((manifest.kind, manifest.name), []).append(manifest)
    for group in groups.values():
        base = [one for one in group if one.snippet.environment is None]
        own = [one for one in group if one.snippet.environment is not None]
        whole = next((one for one in group if one.containers() and _images(one)), None)
        if whole is None or _is_other(whole):
            continue
        overlays = _named_overlays(group[0].name, beside, {one.snippet.environment for one in own})
        for one in own or ([] if overlays else base[:1]):
            yield _workload(one, base[0] if base else one, beside)
        for environment in overlays:
            yield replace(_workload(base[0] if base else group[0], group[0], beside, environment),
                          environment=environment)  # fmt: skip


def _images(manifest: Manifest) -> list[str]:
    return [image for one in manifest.containers() if (image := one.text("image"))]


def _is_other(manifest: Manifest) -> bool:
    images = _images(manifest)
    return bool(images) and all(_DATABASES.search(image) or _NOT_THE_PRODUCT.search(image) for image in images)


def _named_overlays(name: str, manifests: list[Manifest], known: set[str | None]) -> list[str]:
    """Environments whose Kustomize file sets the number of copies itself, or gives an autoscaler."""
    found: dict[str, None] = {}
    for manifest in manifests:
        environment = manifest.snippet.environment
        if environment is None or environment in known:
            continue
        scaled = manifest.kind == "HorizontalPodAutoscaler" and _target(manifest) == name
        if scaled or _replicas_of(manifest, name) is not None:
            found[environment] = None
    return list(found)


def _replicas_of(manifest: Manifest, name: str) -> Node | None:
    if manifest.kind != "Kustomization":
        return None
    told = next((one.get("count") for one in manifest.root.items("replicas") if one.text("name") == name), None)
    return told or next(_patched_replicas(manifest, name), None)


def _patched_replicas(manifest: Manifest, name: str) -> Iterator[Node]:
    """The numbers of copies that patches inside of a Kustomize file give, as a list of changes or as a manifest."""
    for one in (*manifest.root.items("patches"), *manifest.root.items("patchesJson6902")):
        written = one.get("patch")
        if written is None or "replicas" not in (written.text() or ""):
            continue
        first = begins_on(written, manifest.snippet.rows) - 1
        try:
            patch = parse_yaml(written.text() or "")
        except NodeError:
            continue
        changes = patch.value if isinstance(patch.value, list) else []
        counts = [change.get("value") for change in changes if change.text("path") == "/spec/replicas"]
        aimed = one.text("target", "name") or patch.text("metadata", "name")
        for count in (*counts, patch.get("spec", "replicas")):
            if count is not None and aimed == name:
                yield Node(count.value, count.line + first, count.end + first, count.key_line + first)


def _target(scaler: Manifest) -> str | None:
    return scaler.root.text("spec", "scaleTargetRef", "name")


def _workload(
    manifest: Manifest, base: Manifest, manifests: list[Manifest], environment: str | None = None
) -> Workload:
    environment = environment or manifest.snippet.environment
    copies = manifest.root.get("spec", "replicas") or base.root.get("spec", "replicas")
    holder = manifest if manifest.root.has("spec", "replicas") else base
    described = manifest if manifest.containers() else base
    places = lacking(described.snippet, described.containers())
    places |= {"desired": holder.snippet.at(copies.key_line)} if copies else {}
    desired = copies.integer() if copies else 1
    least = most = None
    for other in manifests:
        if other.snippet.environment not in (None, environment):
            continue
        set_here = _replicas_of(other, manifest.name)
        if set_here is not None:
            desired, places["desired"] = set_here.integer(), other.snippet.at(set_here.key_line)
        if other.kind == "HorizontalPodAutoscaler" and _target(other) == manifest.name:
            least = other.root.integer("spec", "minReplicas", default=1)
            most = other.root.integer("spec", "maxReplicas")
            places["minimum"] = other.at("spec", "minReplicas")
            places["maximum"] = other.at("spec", "maxReplicas")
    if desired is not None and least is not None:
        desired = max(desired, least)
    return Workload(
        **said(manifest.snippet, manifest.line),
        places=places,
        platform=Platform.KUBERNETES,
        name=manifest.name,
        minimum=least,
        maximum=most,
        desired=desired,
    )


def facts_of(manifest: Manifest, beside: list[Manifest]) -> Iterator[Fact]:
    """What one manifest says by itself; `beside`: those that tell of others."""
    match manifest.kind:
        case "Deployment" | "StatefulSet" | "DaemonSet" | "Rollout":
            for container in manifest.containers():
                yield from _container(manifest, container, beside)
        case "HorizontalPodAutoscaler":
            yield from _scaler(manifest)
        case "Service" | "Ingress":
            yield from _edge(manifest)
        case "Secret":
            yield from _secret(manifest)
        case "ExternalSecret" | "SealedSecret" | "SecretStore" | "ClusterSecretStore":
            yield SecretStore(**said(manifest.snippet, manifest.line), service=_store(manifest), name=manifest.name)
        case "Certificate" | "ClusterIssuer" | "Issuer":
            yield CertificateRenewal(**said(manifest.snippet, manifest.line), tool="cert-manager", reloads=True)
        case "PrometheusRule":
            yield from rule_facts(manifest.snippet, manifest.root.child("spec").items("groups"), notifies=None)
        case "Schedule" if "velero" in (manifest.root.text("apiVersion") or ""):
            yield BackupJob(**said(manifest.snippet, manifest.line), subject="volume", method="velero",
                            schedule=manifest.root.text("spec", "schedule"), destination="s3")  # fmt: skip
        case "ScaledObject":
            yield ScalingPolicy(**said(manifest.snippet, manifest.line), workload=_target(manifest))
        case _:
            pass


def _container(manifest: Manifest, container: Node, beside: list[Manifest]) -> Iterator[Fact]:
    snippet = manifest.snippet
    for name, asker in (("livenessProbe", "container"), ("readinessProbe", "load-balancer")):
        probe = container.get(name)
        if probe is not None and probe.entries():
            http = probe.get("httpGet", "path") or probe
            asked = " ".join(probe.texts("exec", "command"))
            yield HealthProbe(**said(snippet, http.key_line), asker=asker, path=_probed(probe),
                              decides=not asked or not passes_anyway(asked),
                              port=probe.integer("httpGet", "port") or probe.integer("tcpSocket", "port"))  # fmt: skip
    image = container.get("image")
    if image is not None:
        yield from _image(manifest, container, image, beside)
    for variable in container.items("env"):
        name, value = variable.text("name") or "", variable.get("value")
        if value is not None and is_exposed(name, value.text() or ""):
            yield _exposed(manifest, value, name, value.text() or "")
        if value is not None:
            yield from filter(None, _said_of(said(snippet, value.key_line), name, value.text() or ""))
        if value is not None and is_stand_in(name, value.text() or ""):
            yield StandIn(**said(snippet, value.key_line), to=manifest.name, name=name)
        stored = variable.get("valueFrom", "secretKeyRef", "name")
        if stored is not None:
            yield SecretStore(**said(snippet, stored.key_line), service="kubernetes", name=stored.text())
        told = told_by_name(name) if variable.has("valueFrom") else database_in(value.text() or "") if value else None
        if told:
            yield Database(**said(snippet, variable.line), engine=told[0], placement=told[1])
    given = ((one.text("name") or "", snippet.at(one.line, one.end)) for one in container.items("env"))
    yield from lasting_keys(said(snippet, container.line), given)


def _probed(probe: Node) -> str | None:
    if probe.has("httpGet"):
        return probe.text("httpGet", "path") or "/"
    return "" if probe.has("tcpSocket") else None


_BARE = regex(r"^[\w.-]+(?::\d+)?(?:/[\w.-]+)+$")
"""An image of somebody's without a tag, which is the latest one."""


def _image(manifest: Manifest, container: Node, image: Node, beside: list[Manifest]) -> Iterator[Fact]:
    text = image.text() or ""
    database = _DATABASES.search(text)
    if database:
        engine = _ENGINES.get(database[1], database[1])
        copies = manifest.root.get("spec", "replicas")
        alone = {"copies": manifest.snippet.at(copies.key_line)} if copies and copies.text() == "1" else {}
        yield Database(**said(manifest.snippet, image.key_line), engine=engine, placement=Placement.CONTAINER,
                       name=manifest.name, version=database[2], places=alone)  # fmt: skip
        return
    renamed = any(
        one.text("name") == text.rpartition(":")[0]
        for other in beside
        if other.kind == "Kustomization"
        for one in other.root.items("images")
        if one.has("newTag") or one.has("digest")
    )
    bare = (
        _BARE.match(text) is not None
        and container.text("imagePullPolicy") == "Always"
        and not any(other.kind == "Kustomization" for other in beside)
    )
    if (bare or text.endswith(":latest")) and not renamed and not _NOT_THE_PRODUCT.search(text):
        name = container.text("name") or manifest.name
        yield Deployment(**said(manifest.snippet, image.key_line), method="kubernetes", name=name, identity="latest")


def _scaler(manifest: Manifest) -> Iterator[Fact]:
    workload = _target(manifest)
    spec = manifest.root.child("spec")
    old = spec.get("targetCPUUtilizationPercentage")
    if old is not None:
        yield ScalingPolicy(**said(manifest.snippet, old.key_line), workload=workload, metric="cpu",
                            target=old.number())  # fmt: skip
    for metric in spec.items("metrics"):
        name = metric.text("resource", "name") or metric.text("containerResource", "name") or metric.text("type")
        target = metric.get("resource", "target", "averageUtilization")
        yield ScalingPolicy(**said(manifest.snippet, metric.line), workload=workload, metric=name,
                            target=target.number() if target else None)  # fmt: skip
    if old is None and not spec.items("metrics"):
        yield ScalingPolicy(**said(manifest.snippet, manifest.line), workload=workload, metric="cpu", target=80.0)


def _edge(manifest: Manifest) -> Iterator[Fact]:
    notes = manifest.root.child("metadata", "annotations").entries()
    snippet = manifest.snippet
    if manifest.kind == "Service":
        if manifest.root.text("spec", "type") == "LoadBalancer":
            opened = list(openings(manifest.root, manifest.name, snippet, notes))
            yield from opened
            if opened and len(opened) == len(manifest.root.items("spec", "ports")):
                return  # nobody comes to such a port with a browser
            kind = next((node.text() or "" for key, node in notes.items() if key.endswith("load-balancer-type")), "")
            yield LoadBalancer(**said(snippet, manifest.root.child("spec", "type").key_line), name=manifest.name,
                               type="network" if kind in ("nlb", "external", "nlb-ip") else "classic")  # fmt: skip
        return
    ports = next((node for key, node in notes.items() if key.endswith("/listen-ports")), None)
    internal = any(key.endswith("/scheme") and node.text() == "internal" for key, node in notes.items())
    yield LoadBalancer(
        **said(snippet, manifest.line),
        name=manifest.name,
        internal=internal or None,
        places={"listener": snippet.at(ports.key_line)}
        if ports is not None
        else without_tls(manifest.root, manifest.line, snippet),
    )
    for key, node in notes.items():
        if key.endswith("/healthcheck-path"):
            codes = next((one for name, one in notes.items() if name.endswith("/success-codes")), None)
            lenient = codes is not None and takes_errors(codes.text())
            taken = "decides" if lenient else "redirects"
            counts = codes is not None and (lenient or takes_redirects(codes.text()))
            places = {taken: snippet.at(codes.key_line)} if codes is not None and counts else {}
            yield HealthProbe(**said(snippet, node.key_line), places=places, asker="load-balancer", path=node.text(),
                              decides=not lenient)  # fmt: skip
        elif key.startswith("cert-manager.io/") and key.endswith("issuer"):
            yield Certificate(**said(snippet, node.key_line), issuer="letsencrypt", domain=_host(manifest),
                              used_by="load-balancer", in_code=True, renews=True)  # fmt: skip
        elif key.endswith("/certificate-arn") and (node.text() or "").startswith("arn:aws:acm:"):
            region = (node.text() or "").split(":")[3]
            yield Certificate(**said(snippet, node.key_line), issuer="acm", region=region, used_by="load-balancer")


def _host(manifest: Manifest) -> str | None:
    return next((rule.text("host") for rule in manifest.root.child("spec").items("rules")), None)


def _secret(manifest: Manifest) -> Iterator[Fact]:
    for field, encoded in (("stringData", False), ("data", True)):
        for name, node in manifest.root.child(field).entries().items():
            value = _decoded(node.text() or "") if encoded else node.text() or ""
            if is_exposed(name, value):
                yield _exposed(manifest, node, name, value)


def _said_of(there: Mapping[str, Any], name: str, value: str) -> tuple[Fact | None, ...]:
    """Whom a variable lets in, and what it has done to the schema."""
    return setting_cors(there, name, value), schema_told(there, name, value)


def _exposed(manifest: Manifest, node: Node, name: str, value: str) -> ExposedSecret:
    """A secret that is written out; its own line mostly says `value:` and does not sound secret."""
    common = said(manifest.snippet, node.key_line)
    return ExposedSecret(**{**common, "at": covered(common["at"], node.text())}, name=name, form=form_of(name, value))


def _decoded(text: str) -> str:
    try:
        return base64.b64decode(text[:20_000], validate=True).decode()
    except (binascii.Error, ValueError):
        return ""


def _store(manifest: Manifest) -> str:
    words = " ".join(manifest.snippet.rows).lower()
    if manifest.kind == "SealedSecret":
        return "sealed-secrets"
    if "parameterstore" in words:
        return "parameter-store"
    return "vault" if "vault" in words else "secrets-manager"
