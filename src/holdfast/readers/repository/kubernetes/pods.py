"""How Kubernetes runs what a manifest describes: how it is replaced, with which rights, for whom, and its settings."""

import shlex
from collections.abc import Iterator
from typing import Any

from holdfast.model.facts import (
    ApplicationCors,
    Container,
    Database,
    DeveloperMode,
    ExposedSecret,
    Fact,
    ScriptFault,
)
from holdfast.model.redaction import redact
from holdfast.model.regex import regex
from holdfast.readers.repository.configuration.api_cors import api_cors
from holdfast.readers.repository.configuration.development_servers import is_development_server
from holdfast.readers.repository.configuration.exposed import covered, form_of, is_exposed
from holdfast.readers.repository.configuration.modes import is_for_developers, starts_for_developers
from holdfast.readers.repository.configuration.platform_settings import platform_setting
from holdfast.readers.repository.configuration.skipped_checks import skipped_check
from holdfast.readers.repository.configuration.variables import database_in
from holdfast.readers.repository.embedded import read_embedded
from holdfast.readers.repository.images.roles import is_dockers_socket, is_every_right, role_of
from holdfast.readers.repository.kubernetes.manifests import Manifest
from holdfast.readers.repository.monitoring.alerts import said
from holdfast.readers.repository.proxies.router_headers import header_rules, kong_rules
from holdfast.readers.repository.shell.releases.entry import hazards
from holdfast.readers.repository.shell.syntax.parse import parse
from holdfast.readers.repository.text.nodes import Node, begins_on
from holdfast.readers.repository.text.written_files import language_of_written

_ASKED = ("ports", "readinessProbe", "livenessProbe")
_NGINX = "nginx.ingress.kubernetes.io/"


def pod_facts(manifest: Manifest) -> Iterator[Fact]:
    """What else a manifest says of its pods, of the settings beside them, or of the browsers it lets in."""
    match manifest.kind:
        case "Deployment" | "StatefulSet" | "Rollout":
            yield from _replaced(manifest)
            for container in manifest.containers():
                if role_of(container.text("image") or "") == "application":
                    yield from _rights(manifest, container)
                    yield from _started(manifest, container)
                    yield from _settings(manifest, container)
            for container in manifest.pods().items("initContainers"):
                yield from _harmed(manifest, container)
                yield from _secrets(manifest, container)
        case "CronJob":
            for container in manifest.containers():
                yield from _secrets(manifest, container)
        case "ConfigMap":
            yield from _kept_beside(manifest)
        case "Kustomization":
            yield from _generated(manifest)
        case "Ingress":
            yield from _let_in(manifest)
        case "Middleware":
            headers = manifest.root.child("spec", "headers")
            yield from header_rules(said(manifest.snippet, manifest.line), headers, manifest.snippet)
        case "KongPlugin" if manifest.root.text("plugin") == "cors":
            yield from kong_rules(said(manifest.snippet, manifest.line), manifest.root, manifest.snippet)
        case _:
            pass


def _replaced(manifest: Manifest) -> Iterator[ScriptFault]:
    """No pod stays while its successor starts, and somebody asks for them.

    A volume that one pod alone may hold leaves no other way.
    """
    strategy = manifest.root.child("spec", "strategy")
    told = next(
        (
            node
            for node, worst in (
                (strategy.get("type"), "Recreate"),
                (strategy.get("rollingUpdate", "maxUnavailable"), "100%"),
            )
            if node is not None and node.text() == worst
        ),
        None,
    )
    containers = [one for one in manifest.containers() if role_of(one.text("image") or "") == "application"]
    asked = any(one.has(key) for one in containers for key in _ASKED)
    bound = any(one.has("persistentVolumeClaim") for one in manifest.pods().items("volumes"))
    if told is not None and asked and not bound:
        there = said(manifest.snippet, told.key_line)
        yield ScriptFault(**there, activity="deploy", form="stopped-before-start", command=f"strategy: {told.text()}")


def _rights(manifest: Manifest, container: Node) -> Iterator[Container]:
    """A container of the application that commands the node it runs on."""
    node = _every_right(manifest, container) or _socket(manifest, container)
    if node is None:
        return
    door = "socket" if node.has("mountPath") or node.has("hostPath") else "privileged"
    at = manifest.snippet.at(node.key_line if door == "privileged" else node.line)
    yield Container(
        **{**said(manifest.snippet, node.line), "at": at},
        places={door: at, "everybody": at},
        name=container.text("name") or manifest.name,
        file="",
        image=container.text("image"),
    )


def _every_right(manifest: Manifest, container: Node) -> Node | None:
    for node in (container.get("securityContext", "privileged"), manifest.pods().get("hostPID")):
        if node is not None and node.flag() is True:
            return node
    added = container.get("securityContext", "capabilities", "add")
    return added if added is not None and any(map(is_every_right, added.texts())) else None


def _socket(manifest: Manifest, container: Node) -> Node | None:
    mounted = {one.text("name") for one in container.items("volumeMounts")}
    found = (one for one in manifest.pods().items("volumes") if one.text("name") in mounted)
    return next((one for one in found if is_dockers_socket(one.text("hostPath", "path") or "")), None)


def _words(container: Node) -> str:
    return shlex.join((*container.texts("command"), *container.texts("args")))


def _lines(manifest: Manifest, container: Node) -> dict[str, Any]:
    told = container.get("command") or container.child("args")
    end = max(told.end, container.child("args").end) if container.has("args") else told.end
    return said(manifest.snippet, told.key_line, end)


def _started(manifest: Manifest, container: Node) -> Iterator[ScriptFault | DeveloperMode]:
    line = _words(container)
    if not line:
        return
    if name := starts_for_developers(line):
        yield DeveloperMode(**_lines(manifest, container), to=manifest.name, name=name)
    yield from _harmed(manifest, container)
    served = next((one for one in parse(line).commands if is_development_server(one.text)), None)
    if served is not None:
        told = redact(served.text)[:160]
        yield ScriptFault(**_lines(manifest, container), activity="start", form="development-server", command=told)


def _harmed(manifest: Manifest, container: Node) -> Iterator[ScriptFault]:
    for hazard in hazards(parse(_words(container)).commands):
        told = redact(hazard.command.text)[:160]
        yield ScriptFault(**_lines(manifest, container), activity=hazard.activity, form=hazard.form, command=told)


def _settings(manifest: Manifest, container: Node) -> Iterator[Fact]:
    for variable in container.items("env"):
        name, node = variable.text("name") or "", variable.get("value")
        if node is not None:
            yield from _modes(manifest, name, node)
            if found := skipped_check(said(manifest.snippet, node.key_line), name, node.text() or ""):
                yield found


def _modes(manifest: Manifest, name: str, node: Node) -> Iterator[DeveloperMode]:
    if is_for_developers(name, node.text() or ""):
        yield DeveloperMode(**said(manifest.snippet, node.key_line), to=manifest.name, name=name)


def _secrets(manifest: Manifest, container: Node) -> Iterator[ExposedSecret]:
    for variable in container.items("env"):
        name, node = variable.text("name") or "", variable.get("value")
        value = (node.text() or "") if node is not None else ""
        if node is not None and is_exposed(name, value):
            at = covered(manifest.snippet.at(node.key_line), value)
            yield ExposedSecret(**{**said(manifest.snippet, node.key_line), "at": at}, name=name,
                                form=form_of(name, value))  # fmt: skip


_A_FILE = regex(r"\n.*\S")


def _kept_beside(manifest: Manifest) -> Iterator[Fact]:
    """The settings of a ConfigMap; one over several rows is a file, read as what its name says."""
    for name, node in manifest.root.child("data").entries().items():
        text = node.text() or ""
        if not _A_FILE.search(text):
            yield from _setting(manifest, name, node)
        elif language := _SETTINGS.get(name.rpartition(".")[2]) or language_of_written(name, text):
            part = manifest.snippet.part(text, begins_on(node, manifest.snippet.rows))
            yield from (fact for fact in read_embedded(language, part) if isinstance(fact, Fact))


_SETTINGS = {"properties": "properties", "env": "env"}


def _generated(manifest: Manifest) -> Iterator[Fact]:
    """The settings of which Kustomize makes a ConfigMap or a secret."""
    for kind in ("configMapGenerator", "secretGenerator"):
        for made in manifest.root.items(kind):
            for row in made.items("literals"):
                name, _, value = (row.text() or "").partition("=")
                yield from _setting(manifest, name, Node(value.strip("\"'"), row.line, row.end, row.line))


def _setting(manifest: Manifest, name: str, node: Node) -> Iterator[Fact]:
    common = {key: value for key, value in said(manifest.snippet, manifest.line).items() if key != "at"}
    yield from platform_setting(manifest.snippet, common, name, node, manifest.name)
    if told := database_in(node.text() or ""):
        yield Database(**said(manifest.snippet, node.key_line), engine=told[0], placement=told[1])


def _let_in(manifest: Manifest) -> Iterator[ApplicationCors]:
    """Websites that Nginx lets in where it is switched on; all of them unless told."""
    notes = manifest.root.child("metadata", "annotations")
    switch = notes.get(f"{_NGINX}enable-cors")
    if switch is None or (switch.text() or "").lower() != "true":
        return
    origins = notes.get(f"{_NGINX}cors-allow-origin")
    credentials = (notes.text(f"{_NGINX}cors-allow-credentials") or "").lower() == "true"
    told = origins if origins is not None else switch
    there = said(manifest.snippet, told.key_line)
    given = [origins.text()] if origins is not None else ["*"]
    if found := api_cors(there, there["at"], given, credentials=credentials):
        yield found
