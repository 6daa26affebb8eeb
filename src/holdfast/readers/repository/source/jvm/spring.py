"""Health and configuration of Spring applications: Actuator, hand-written handlers, placeholders."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from holdfast.model.facts import Fact, HealthHandler
from holdfast.model.own_machine import OWN_MACHINE
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.configuration.names import is_key, is_needed, is_placeholder, is_secret
from holdfast.readers.repository.source import dropped
from holdfast.readers.repository.source.apps import App
from holdfast.readers.repository.source.code import Source, extent, named, short
from holdfast.readers.repository.source.configuration.reaction import Reaction
from holdfast.readers.repository.source.configuration.settings_use import SettingsUse
from holdfast.readers.repository.source.health import facts_of, health
from holdfast.readers.repository.source.health.reach import Reach
from holdfast.readers.repository.source.health.which_copy import as_answer, may_tell, tells_copy
from holdfast.readers.repository.source.jvm import actuator, jvm_demands, jvm_resources
from holdfast.readers.repository.source.jvm.closed_paths import with_closed
from holdfast.readers.repository.source.jvm.spring_annotations import GET, modifiers, paths_in, shown
from holdfast.readers.repository.source.jvm.spring_passwords import guessed_logins, guessed_passwords
from holdfast.readers.repository.source.settings_files.flat import Entry
from holdfast.readers.repository.source.spring_files import SpringFiles, is_for_developers
from holdfast.readers.repository.source.spring_names import from_outside

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_ACTUATOR = regex(r"spring-boot-starter-actuator|spring\.boot\.starter\.actuator|boot\.actuator")
_STARTERS = regex(r"spring-boot-starter|spring\.boot\.starter")
_EXPOSES = regex(r"management\.endpoints?\.(?:web\.exposure\.include|health\.[\w.-]{1,60})")
_QUARKUS = regex(r"quarkus-smallrye-health|micronaut-management")
_DATABASES = regex(
    r"starter-(?:data-jpa|jdbc|data-jdbc|data-r2dbc|data-mongodb)|mybatis-spring|exposed-spring|querydsl-jpa"
    r"|spring\.data\.jpa"
)
_STORED = regex(
    r"spring\.(?:jpa|datasource|r2dbc|flyway|liquibase|data\.mongodb)\.\w|spring\.session\.(?:store-?type=jdbc|jdbc\.)"
)
"""Settings of what needs a data source, which Actuator then asks."""
_REDIS = regex(r"starter-data-redis|starter-cache-redis|spring-session-data-redis")
_QUEUES = regex(r"starter-amqp")
_COMMENT = regex(r"^\s*(?://|#|\*|/\*|<!--)")
_CLASS = regex(r"@RequestMapping\((?P<inside>[^()]*)\)")
_PLACEHOLDER = regex(r"\$\{(?P<name>[\w.\-]+)(?::(?P<default>[^{}\n]*))?\}")
_GETENV = regex(r"System\.getenv\(\s*\"(?P<name>\w+)\"\s*\)")
_GETENV_ELSE = regex(r"\s{0,40}\)?\s{0,40}(?:\?:\s{0,40}|\.orElse\(\s{0,40})\"(?P<default>[^\"\n]+)\"")
_DATA_SOURCE = regex(r"(?:^|\.)(?:datasource|r2dbc|mongodb)\.(?:[\w-]{1,40}\.)?(?:url|jdbc-?url|uri)$")
_OWN_MACHINE = regex(r"(?i)(?:@|//)(?:[^@/\s]{0,200}@)?(?:\$\{[\w.\-]{1,80}:)?" + OWN_MACHINE)
_BOUND_FIELD = regex(
    r"(?:\bString\s+(?P<java>\w{2,60})|\bva[lr]\s+(?P<kotlin>\w{2,60})\s*(?::\s*String\??)?)\s*=\s*\"(?P<value>[^\"\n]+)\""
)
_VALIDATED_FIELD = regex(
    r"@(?:field:|get:|param:)?Not(?:Blank|Null|Empty)\b(?:\([^()]{0,200}\))?\s*(?:@[\w:]{1,40}(?:\([^()]{0,200}\))?\s*){0,3}"
    r"(?:(?:private|public|final|var|val)\s+){0,3}(?:[A-Z]\w{0,40}(?:<[^<>]{1,60}>)?\s+)?(?P<name>[a-z]\w{1,60})\b"
)
"""A field that a class of settings refuses to be without."""
_WORD = regex(r"[\w!@#.-]{1,120}")
_SIGNS = regex(r"(?:^|[.\-_])(?:jwt|token|session|signing)[\w.\-]{0,40}(?:secret|key)(?:-?key)?$")
_ADDRESS = regex(r"(?:jdbc|r2dbc|mongodb|postgres(?:ql)?|mysql)[:+]")
_INDICATOR = regex(
    r"(?:implements|:)\s*(?:Reactive)?HealthIndicator\b|extends\s+AbstractHealthIndicator|:\s*AbstractHealthIndicator"
)
_KTOR = regex(r"\b(?:get|GET)\(\s*\"(?P<path>/[\w/-]*)\"\s*\)\s*\{")


@dataclass
class Spring:
    """Reads one JVM application."""

    app: App
    reach: Reach
    use: SettingsUse = field(default_factory=SettingsUse)

    @cached_property
    def files(self) -> SpringFiles:
        """The settings of the application, with what each of its files is for."""
        return SpringFiles(self.app)

    @property
    def entries(self) -> list[tuple[Snippet, Entry]]:
        """All settings of the application, with their files."""
        return self.files.entries

    @cached_property
    def _keys(self) -> frozenset[str]:
        return frozenset(entry.key.lower() for _, entry in self.entries)

    @cached_property
    def _last_words(self) -> frozenset[str]:
        """The last part of every key, as fields are called that take its value."""
        return frozenset(re.sub(r"[-_]", "", key.rpartition(".")[2]) for key in self._keys)

    def setting(self, *keys: str) -> str | None:
        """The first value of one of these keys."""
        return next((e.value.strip("\"'") for _, e in self.entries if e.key in keys and e.value), None)

    def handlers(self) -> Iterator[HealthHandler]:
        """Actuator's endpoints and hand-written handlers."""
        yield from self._actuator()
        yield from self._micro()
        for source in self.app.serving:
            if "Mapping" in source.text and (may_tell(source) or health.may_route(source) or '"/"' in source.text):
                yield from self._controllers(source)
            elif jvm_resources.is_about(source):
                yield from jvm_resources.handlers(source, self.reach)
            elif (
                source.language == "kotlin"
                and ("routing" in source.text or "router" in source.text)
                and health.may_route(source)
            ):
                yield from self._ktor(source)

    def _dependency(self, pattern: re.Pattern[str]) -> tuple[Snippet, int] | None:
        for manifest in self.app.manifests:
            if not pattern.search(manifest.text):
                continue
            for number, row in enumerate(manifest.rows, start=1):
                if pattern.search(row) and not _COMMENT.match(row) and "testImplementation" not in row:
                    return manifest, number
        return None

    def _exposed(self) -> tuple[Snippet, int] | None:
        """Settings of the endpoint: whoever exposes it has it, where no list of packages could be read."""
        if _STARTERS.search(self.app.manifest_text):
            return None
        return next(((s, e.line) for s, e in self.entries if _EXPOSES.match(e.key)), None)

    def _actuator(self) -> Iterator[HealthHandler]:
        found = self._dependency(_ACTUATOR) or self._exposed() or actuator.imported(self.app.serving)
        if found is None or self._hidden():
            return
        manifest, line = found
        base = self.setting("management.endpoints.web.base-path") or "/actuator"
        mapped = self.setting("management.endpoints.web.path-mapping.health") or "health"
        context = "" if self.setting("management.server.port") else self._context()
        path = health.joined(context, base, mapped)
        checks = self._checks()
        kind = manifest.kind
        fact = facts_of.ready_made(kind, manifest.at(line), path, "spring", checks)
        fact = replace(fact, places=actuator.told_of(self.files))
        brought = [fact]
        if self._probes():
            where = next((s.at(e.line) for s, e in self.entries if "probes" in e.key or "readiness" in e.key), fact.at)
            ready = replace(
                fact, at=where, path=f"{path}/readiness", role="ready", checks=self._readiness_checks(), constant=False
            )
            live = replace(fact, at=where, path=f"{path}/liveness", role="live", checks=("process",))
            brought += [replace(ready, fails=True), live]
        yield from with_closed(brought, self.app.serving, context)

    def _hidden(self) -> bool:
        """Whether the settings switch the endpoint off or take it from the web."""
        if self.setting("management.endpoint.health.enabled") == "false":
            return True
        included = self.setting("management.endpoints.web.exposure.include") or "health"
        excluded = self.setting("management.endpoints.web.exposure.exclude") or ""
        listed = any(
            e.key.startswith("management.endpoints.web.exposure.include") and not e.value for _, e in self.entries
        )
        shown = listed or "health" in included or "*" in included or "${" in included
        return not shown or "health" in excluded

    def _context(self) -> str:
        path = (
            self.setting("server.servlet.context-path", "server.servlet.contextpath", "spring.webflux.base-path") or ""
        )
        return "" if "${" in path else path

    def _probes(self) -> bool:
        keys = ("management.endpoint.health.probes.enabled", "management.health.probes.enabled")
        grouped = any(e.key.startswith("management.endpoint.health.group.readiness") for _, e in self.entries)
        return self.setting(*keys) == "true" or grouped

    def _checks(self) -> tuple[str, ...]:
        off = {e.key for _, e in self.entries if e.key.startswith("management.health.") and e.value == "false"}
        checks = []
        manifests = self.app.manifest_text
        if "management.health.defaults.enabled" not in off:
            said = (f"{entry.key.lower()}={entry.value.lower()}" for _, entry in self.entries)
            keys = " ".join(one for one in said if _DATA_SOURCE.search(one.partition("=")[0]) or _STORED.match(one))
            stored = _DATABASES.search(manifests) is not None or bool(keys)
            # Each kind of store has a question of its own; switched off, one that is not there says nothing.
            mongo = "mongodb" in keys or "data-mongodb" in manifests
            if stored and f"management.health.{'mongo' if mongo else 'db'}.enabled" not in off:
                checks.append("database")
            if "management.health.diskspace.enabled" not in off:
                checks.append("disk")
            if _REDIS.search(manifests) and "management.health.redis.enabled" not in off:
                checks.append("cache")
            if _QUEUES.search(manifests) and "management.health.rabbit.enabled" not in off:
                checks.append("queue")
        for source in self.app.serving:
            if "HealthIndicator" in source.text and _INDICATOR.search(source.code):
                checks += health.checks_in(source.bare, source.code) or ("process",)
        return tuple(dict.fromkeys(checks))

    def _readiness_checks(self) -> tuple[str, ...]:
        key = "management.endpoint.health.group.readiness.include"
        return actuator.of_group(" ".join(e.value for _, e in self.entries if e.key.startswith(key)))

    def _micro(self) -> Iterator[HealthHandler]:
        found = self._dependency(_QUARKUS)
        if found is None:
            return
        manifest, line = found
        micronaut = "micronaut" in manifest.rows[line - 1]
        checks = ("database", "disk") if micronaut else ("database",)
        paths = ("/health",) if micronaut else ("/q/health", "/q/health/ready")
        for path in paths:
            name = "micronaut" if micronaut else "quarkus"
            yield facts_of.ready_made(manifest.kind, manifest.at(line), path, name, checks)

    def _controllers(self, source: Source) -> Iterator[HealthHandler]:
        kinds = ("class_declaration",)
        for declared in source.nodes(*kinds):
            annotations = modifiers(declared)
            if "Controller" not in annotations:
                continue
            match = _CLASS.search(annotations)
            bases = paths_in(source, match["inside"]) if match else [""]
            body = next((c for c in named(declared) if c.kind() == "class_body"), None)
            for method in named(body):
                if method.kind() in {"method_declaration", "function_declaration"}:
                    yield from self._method(source, bases, method)

    def _method(self, source: Source, bases: list[str], method: "SgNode") -> Iterator[HealthHandler]:
        match = GET.search(modifiers(method))
        if match is None or "RequestMethod.POST" in (match["inside"] or ""):
            return
        for base in bases:
            for written in paths_in(source, match["inside"] or ""):
                path = health.joined(self._context(), base, written)
                copy = tells_copy(source, path)
                if not (copy or health.is_health(path) or path == "/"):
                    continue
                span = extent(method)
                traits = self.reach.traits(source, span)
                traits = as_answer(traits) if copy else traits
                group = actuator.asked_for(source.code[slice(*span)], self._checks(), self._readiness_checks())
                traits = actuator.handed_on(traits, self.reach.text(source, span), group)
                said = short(method, 500).replace("= ", "return ")
                if path == "/" and not ((traits.constant and 'return "' in said) or health.NAMED.search(said)):
                    continue
                yield facts_of.handler(source, shown(source, method), path, traits, "spring-mvc")

    def _ktor(self, source: Source) -> Iterator[HealthHandler]:
        for call in source.nodes("call_expression"):
            start, end = extent(call)
            match = _KTOR.match(source.code[start : min(end, start + 200)])
            if match is not None and health.is_health(match["path"]):
                yield facts_of.handler(
                    source, (start, end), match["path"], self.reach.traits(source, (start, end)), "ktor"
                )

    def settings(self) -> Iterator[Fact]:
        """Placeholders: one without a default stops the start, one with a built-in secret does not."""
        required: dict[str, tuple[Snippet, int]] = {}
        for snippet, entry in self.entries:
            for match in _PLACEHOLDER.finditer(entry.value):
                self._placeholder(snippet, entry, match, required)
            self._blank(snippet, entry)
        for source in self.app.serving:
            if is_about(source):
                self._injected(source, required)
        self._own_database()
        yield from dropped.in_settings(self.entries, self.files.is_elsewhere)
        self._list(required)
        yield from guessed_passwords(self.files)
        yield from guessed_logins(self.files)
        yield from self.use.facts()

    def _placeholder(
        self, snippet: Snippet, entry: Entry, match: re.Match[str], required: dict[str, tuple[Snippet, int]]
    ) -> None:
        name, default = from_outside(match["name"], self.files.plain_keys), match["default"]
        if name is None or self.files.is_elsewhere(snippet, entry):
            return
        self.use.read(name, snippet.at(entry.line))
        if default is None:
            required.setdefault(name, (snippet, entry.line))
            return
        given = default.strip(" \"'")
        if given:
            self.use.falls_back(name)
        self.use.keeps_a_place(name, default, snippet.at(entry.line), "file")
        secret = any(map(is_secret, (name, entry.key.rpartition(".")[2]))) or is_key(name, given)
        if secret and "localhost" not in default:
            left = "default" if given else "silent"
            self.use.reactions.append(Reaction(left, (name,), snippet.at(entry.line), source="file"))

    def _blank(self, snippet: Snippet, entry: Entry) -> None:
        """A secret that is set to nothing: whoever forgets to give it starts an application that has an empty one.

        What signs tokens is no better off with a word that everybody would guess.
        """
        value = entry.value.strip("\"'")
        weak = _WORD.fullmatch(value) is not None and _SIGNS.search(entry.key) is not None and is_placeholder(value)
        if (value and not weak) or not (weak or is_secret(entry.key.rpartition(".")[2])):
            return
        if self.files.is_elsewhere(snippet, entry):
            return
        if weak:
            self.use.reactions.append(Reaction("default", (entry.key,), snippet.at(entry.line), source="file"))
            return
        rows = snippet.rows
        row, below = rows[entry.line - 1], next((r for r in rows[entry.line : entry.line + 5] if r.strip()), "")
        deeper = len(below) - len(below.lstrip()) > len(row) - len(row.lstrip()) or below.lstrip().startswith("- ")
        if not (deeper and snippet.name.endswith((".yml", ".yaml"))):
            self.use.reactions.append(Reaction("silent", (entry.key,), snippet.at(entry.line), source="file"))

    def _own_database(self) -> None:
        """A database on the own machine, where nothing else is given: the application starts without its data."""
        served = [one for one in self.entries if not is_for_developers(*one)]
        given = Counter(entry.key for _, entry in served)
        for snippet, entry in served:
            if not _DATA_SOURCE.search(entry.key) or not _OWN_MACHINE.search(entry.value[:400]):
                continue
            asked = _PLACEHOLDER.search(entry.value)
            if asked is not None or given[entry.key] == 1:
                name = (from_outside(asked["name"], self.files.plain_keys) or asked["name"]) if asked else entry.key
                self.use.reactions.append(Reaction("silent", (name,), snippet.at(entry.line), source="file"))

    def _injected(self, source: Source, required: dict[str, tuple[Snippet, int]]) -> None:
        for match in re.finditer(r"@Value\(\s*\"\\?(?P<text>\$\{[^\"\n]*)\"", source.code):
            placeholder = _PLACEHOLDER.match(match["text"])
            if placeholder is None:
                continue
            name = placeholder["name"]
            at = source.snippet
            if placeholder["default"] is None and name.lower() not in self._keys:
                self.use.read(name, source.at(match.start()))
                required.setdefault(name, (at, source.line(match.start())))
            elif placeholder["default"] and is_secret(name):
                self.use.reactions.append(Reaction("default", (name,), source.at(match.start())))
        for match in _GETENV.finditer(source.code):
            self.use.read(match["name"], source.at(match.start()))
            if jvm_demands.ends_without(source, match.start(), match.end()):
                required.setdefault(match["name"], (source.snippet, source.line(match.start())))
            told = _GETENV_ELSE.match(source.code, match.end())
            self._instead(source, match, told["default"] if told else "")
        for name, start in jvm_demands.demands(source):
            self.use.read(name, source.at(start))
            required.setdefault(name, (source.snippet, source.line(start)))
        self.use.only_told(source)
        self.use.reactions += (*jvm_demands.swallowed(source), *jvm_demands.by_constants(source))
        for match in jvm_demands.instead(source):
            self.use.read(match["name"], source.at(match.start()))
            self._instead(source, match, match["default"])
        if "@Validated" in source.code and "@ConfigurationProperties" in source.code:
            for match in _VALIDATED_FIELD.finditer(source.code):
                self.use.read(match["name"], source.at(match.start()))
                required.setdefault(match["name"], (source.snippet, source.line(match.start())))
        for match in _BOUND_FIELD.finditer(source.code) if "@ConfigurationProperties" in source.code else ():
            self._bound_field(source, match)

    def _bound_field(self, source: Source, match: re.Match[str]) -> None:
        """A field that Spring fills from the settings, and leaves as it is written where they say nothing."""
        name, value = match["java"] or match["kotlin"], match["value"]
        if name.lower() in self._last_words:
            return
        if is_secret(name) and "localhost" not in value:
            self.use.reactions.append(Reaction("default", (name,), source.at(match.start(), match.end())))
        elif _ADDRESS.match(value) and _OWN_MACHINE.search(value):
            self.use.reactions.append(Reaction("silent", (name,), source.at(match.start(), match.end())))

    def _instead(self, source: Source, match: re.Match[str], default: str) -> None:
        """A built-in value that takes a missing setting's place; most go on as well with it, no secret does."""
        if default:
            self.use.falls_back(match["name"])
            self.use.stands_in_for_secret(match["name"], default, source.at(match.start()))

    def _list(self, required: dict[str, tuple[Snippet, int]]) -> None:
        """Spring refuses to start with an unresolved placeholder: together they are a validated list."""
        needed = {name: place for name, place in required.items() if is_needed(name)} or required
        if not needed:
            return
        files: dict[str, list[int]] = {}
        for snippet, line in needed.values():
            files.setdefault(snippet.path, []).append(line)
        path = max(files, key=lambda p: len(files[p]))
        snippet, first = next(s for s, _ in needed.values() if s.path == path), min(files[path])
        last = max(line for line in files[path] if line < first + 40)
        self.use.require(tuple(required), snippet.at(first, last), "spring")


def is_about(source: Source) -> bool:
    """A cheap test: whether a file may say how settings are read."""
    words = ("@Value", "getenv", "@ConfigurationProperties", "getProperty", ".getString()", *jvm_demands.MAPS)
    return any(word in source.text for word in words) or jvm_demands.fetches(source)
