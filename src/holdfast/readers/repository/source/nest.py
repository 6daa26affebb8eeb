"""Health handlers of NestJS controllers, with the global prefix, versions and Terminus indicators."""

import re
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from holdfast.model.facts import HealthHandler
from holdfast.model.record import record, replace
from holdfast.model.regex import regex
from holdfast.readers.repository.source.apps import App
from holdfast.readers.repository.source.code import Source, extent, named, short
from holdfast.readers.repository.source.health import facts_of, health
from holdfast.readers.repository.source.health.reach import Reach

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_DECORATOR = regex(r"@(?P<name>Get|All|Head|HealthCheck|Version|Render)\b(?:\((?P<inside>[\s\S]*)\))?")
_CONTROLLER = regex(r"@(?:Json)?Controller\b(?:\((?P<inside>[\s\S]{0,500}?)\)\s*$)?")
_CONTROLLERS = regex(r"@(?:Json)?Controller\b")
_TEXT = regex(r"[\"'`]([^\"'`\n]*)[\"'`]")
_PATH_KEY = regex(r"\bpath\s*:\s*(\[[^\]]{0,300}\]|[\"'`][^\"'`\n]*[\"'`])")
_VERSION_KEY = regex(r"\bversion\s*:\s*(?:[\"'](?P<version>[\w.]+)[\"']|(?P<neutral>VERSION_NEUTRAL|\[))")
_PREFIX = regex(r"setGlobalPrefix\(\s*(?:(?P<text>[\"'`][^\"'`\n]*[\"'`])|(?P<name>[\w.]+))(?P<rest>[^;]{0,1500})")
_VERSIONING = regex(r"enableVersioning\((?P<options>[^;]{0,600})")
_INDICATORS = (
    (
        "database",
        regex(
            r"(?i)(?:db|database|typeorm|mongoose|sequelize|prisma|orm|mongo|postgres|mysql|maria|drizzle|knex|rds)"
            r"\w*[?!]?\.(?:pingCheck|(?:is(?:Healthy|Alive|Up|Ready|Connected)|check\w{0,20}|healthCheck|ping|probe)\()"
        ),
    ),
    ("http", regex(r"(?i)http\w*[?!]?\.(?:pingCheck|responseCheck)")),
    ("disk", regex(r"checkStorage\(")),
    ("memory", regex(r"checkHeap\(|checkRSS\(")),
    ("cache", regex(r"(?i)redis\w*[?!]?\.\w+\(|cache\w*[?!]?\.\w+\(")),
    ("queue", regex(r"(?i)(?:microservice|queue|rabbit|kafka|bull)\w*[?!]?\.\w+\(")),
)
_OWN_INDICATOR = regex(
    r"(?i)\.(?:is\w{1,20}|check\w{0,20}|ping\w{0,20})\(\s*[\"'`](?:\w{0,20}(?:database|postgres|mysql|maria|mongo|prisma|typeorm)\w{0,10}|db|rds)[\"'`]"
)
"""An indicator that the application brings itself, and that is asked about its database by name."""


@record(frozen=True)
class _Boot:
    """What one `main.ts` sets for its controllers: prefix, routes exempt from it, default version."""

    folder: str
    prefix: str
    exempt: tuple[str, ...]
    version: str | None


@record(frozen=False)
class Nest:
    """Finds the health handlers of one application's controllers."""

    app: App
    reach: Reach

    def handlers(self) -> Iterator[HealthHandler]:
        """Every health handler, and constant handlers of the root."""
        for source in self.app.serving:
            if not _CONTROLLERS.search(source.text) or source.language == "javascript":
                continue
            if health.may_route(source) or "@Controller()" in source.text or "HealthCheck" in source.text:
                yield from self._controllers(source)

    @cached_property
    def _boots(self) -> list[_Boot]:
        texts = (
            source for source in self.app.serving if "NestFactory" in source.text or "setGlobalPrefix" in source.text
        )
        return [_boot(source) for source in texts]

    def _boot_of(self, path: str) -> _Boot:
        around = [boot for boot in self._boots if path.startswith(boot.folder)]
        best = max(around or self._boots, key=lambda boot: len(boot.folder), default=_Boot("", "", (), None))
        # The file that sets the prefix may be a helper of main.ts.
        told = next((boot for boot in (around or self._boots) if boot.prefix), best)
        return best if best.prefix else told

    def _controllers(self, source: Source) -> Iterator[HealthHandler]:
        for declared in source.nodes("class_declaration"):
            body = declared.field("body")
            decorators = [c for c in [*_siblings(declared), *named(declared)] if c.kind() == "decorator"]
            controller = next((m for d in decorators if (m := _CONTROLLER.match(short(d, 600)))), None)
            if body is None or controller is None:
                continue
            waiting: list[SgNode] = []
            for member in named(body):
                if member.kind() == "decorator":
                    waiting.append(member)
                    continue
                if member.kind() == "method_definition":
                    yield from self._method(source, controller["inside"] or "", waiting, member)
                waiting = []

    def _method(
        self, source: Source, controller: str, decorators: "list[SgNode]", method: "SgNode"
    ) -> Iterator[HealthHandler]:
        found = {m["name"]: m["inside"] or "" for d in decorators if (m := _DECORATOR.match(short(d, 400)))}
        verb = next((name for name in ("Get", "All", "Head") if name in found), None)
        if verb is None or "Render" in found:
            return
        for base in _paths(self._constant(source, controller)):
            for written in _paths(self._constant(source, found[verb])):
                whole = health.joined(base, written)
                path = self._routed(source, controller, whole, versioned="Version" in found)
                span = (extent(decorators[0])[0], extent(method)[1])
                named_so = whole == "/" and health.NAMED.match(short(method.field("name")) + "(") is not None
                yield from self._judged(source, path, span, terminus="HealthCheck" in found, named_so=named_so)

    def _judged(
        self, source: Source, path: str, span: tuple[int, int], *, terminus: bool, named_so: bool
    ) -> Iterator[HealthHandler]:
        root = path == "/"
        if not health.is_health(path) and not root and not terminus and not named_so:
            return
        traits = self.reach.traits(source, span)
        bare = source.bare[span[0] : span[1]]
        if root and not terminus and not named_so and not (traits.constant and len(bare) < 600):
            return
        fact = facts_of.handler(source, span, path, traits, "nestjs")
        if terminus or re.search(r"\.check\(\s*\[", bare):
            checks = tuple(name for name, pattern in _INDICATORS if pattern.search(bare))
            own = ("database",) if _OWN_INDICATOR.search(source.code[span[0] : span[1]]) else ()
            checks = tuple(dict.fromkeys([*own, *checks, *traits.checks]))
            if "pingCheck" in bare and "http" in checks and not own and not _INDICATORS[0][1].search(bare):
                checks = tuple(name for name in checks if name != "database")
            empty = bool(re.search(r"\.check\(\s*\[\s*\]", bare))
            fact = replace(fact, checks=checks, constant=empty, fails=None if empty else True)
        yield fact

    def _constant(self, source: Source, inside: str) -> str:
        """The argument of a decorator, with a constant of the same file put in its place."""
        if re.fullmatch(r"\s*[A-Za-z_]\w*\s*", inside):
            match = re.search(rf"\b{inside.strip()}\s*(?::[^=\n]*)?=\s*([\"'][^\"'\n]*[\"'])", source.code)
            return match[1] if match else inside
        return inside

    def _routed(self, source: Source, controller: str, path: str, *, versioned: bool) -> str:
        boot = self._boot_of(source.path)
        plain = path.strip("/")
        if any(_exempts(pattern, plain) for pattern in boot.exempt):
            return path
        match = _VERSION_KEY.search(controller)
        version = match["version"] if match else boot.version
        if versioned or (boot.version is None and not (match and match["version"])):
            version = None
        return health.joined(boot.prefix, f"v{version}" if version else "", path)


def _boot(source: Source) -> _Boot:
    folder = source.path.rpartition("/")[0]
    match = _PREFIX.search(source.code)
    prefix, exempt = "", ()
    if match is not None:
        prefix = match["text"].strip("\"'`") if match["text"] else _value_of(source, match["name"])
        rest = match["rest"].partition("exclude")[2].partition("]")[0]
        exempt = tuple(text for text in _TEXT.findall(rest) if text.upper() != text or not text.isalpha())
    versioning = _VERSIONING.search(source.code)
    version = None
    if versioning is not None and not re.search(r"HEADER|MEDIA_TYPE|CUSTOM", versioning["options"]):
        told = re.search(r"defaultVersion\s*:\s*\[?\s*[\"']([\w.]+)", versioning["options"])
        version = told[1] if told else None
    return _Boot(f"{folder}/" if folder else "", "" if "${" in prefix else prefix, exempt, version)


def _value_of(source: Source, name: str) -> str:
    match = re.search(
        rf"\b{re.escape(name)}\s*(?::[^=\n]*)?=\s*(?:[^\n;]*(?:\|\||\?\?)\s*)?[\"']([^\"'\n]*)", source.code
    )
    return match[1] if match else ""


def _siblings(declared: "SgNode") -> "list[SgNode]":
    parent = declared.parent()
    return named(parent) if parent is not None and parent.kind() == "export_statement" else []


def _paths(inside: str) -> list[str]:
    """The paths in a decorator's argument; one empty path when it names none."""
    text = inside.strip()
    if text.startswith("{"):
        match = _PATH_KEY.search(text)
        text = match[1] if match else ""
    if text.startswith(("[", '"', "'", "`")):
        return _TEXT.findall(text)[:10] or [""]
    return [""]


def _exempts(pattern: str, path: str) -> bool:
    plain = pattern.strip("/")
    wild = re.sub(r"(?:/?\(\.\*\)|/?\{?\*\w*\}?|/?:\w+)$", "", plain)
    if wild != plain:
        return path == wild or path.startswith(f"{wild}/") or not wild
    return path == plain
