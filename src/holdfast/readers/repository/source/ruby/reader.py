"""Health routes and environment look-ups of Rails and Sinatra applications."""

import re
from collections.abc import Iterator
from dataclasses import field

from holdfast.model.evidence import Location
from holdfast.model.facts import Fact, HealthHandler
from holdfast.model.record import record, replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.configuration.names import is_needed, is_own_host, is_secret
from holdfast.readers.repository.source.apps import App
from holdfast.readers.repository.source.code import Source, extent
from holdfast.readers.repository.source.configuration.members_instead import may_take
from holdfast.readers.repository.source.configuration.reaction import Reaction
from holdfast.readers.repository.source.configuration.settings_use import SettingsUse, asked_once
from holdfast.readers.repository.source.health import facts_of, health
from holdfast.readers.repository.source.health.reach import Reach
from holdfast.readers.repository.source.ruby import gems as ruby_gems
from holdfast.readers.repository.source.ruby.demands import lists, ways
from holdfast.readers.repository.source.settings_files.flat import yaml_entries

_ROUTE = regex(
    r"(?m)^[^\S\n]*(?:get|match)\s*\(?\s*[\"':](?P<path>[\w/\-]+)[\"']?\s*(?:,\s*to:\s*|=>\s*"
    r"|,\s*controller:\s*)?(?:[\"'](?P<target>[\w/]+#\w+)[\"'])?"
    r"(?P<rest>[^\n]*)"
)
_ROOT = regex(r"(?m)^[^\S\n]*root\s*\(?\s*(?:to:\s*|:to\s*=>\s*)?[\"'](?P<target>[\w/]+#\w+)[\"']")
_ABOUT_HEALTH = regex(r"(?i)health|\b(?:alb|elb|ping|heartbeat)#|#(?:ping|alive|heartbeat)$")
_RESOURCE = regex(r"(?m)^[^\S\n]*resource(?P<many>s)?\s*\(?\s*:(?P<name>\w+)(?P<rest>[^\n]*)")
_CONTROLLER = regex(r"controller:\s*[:\"'](?P<name>[\w/]+)")
_MAY_ROUTE = regex(
    r"rails/health|health\w*#|#health|\b(?:alb|elb|ping|heartbeat)#|#(?:ping|alive|heartbeat)\b|Computer|mount\s+(?:Easymon|HealthMonitor|HealthBit)|resources?\s*\(?\s*:(?:health|ping|status)|get\s*\(?\s*[:\"'](?:health|up|ping|status)"
)
_SCOPE = regex(r"^\s*(?:namespace|scope)\s*\(?\s*(?:path:\s*)?[:\"'](?P<name>[\w/\-]+)")
_LIBRARY = regex(
    r"(?m)^[^\S\n]*(?:health_check_routes|mount\s+(?:OkComputer|Rails::Healthcheck|EasyMonitor|Easymon|HealthMonitor|HealthBit)\b.*)$"
    r"|^[^\S\n]*Healthcheck\.routes\("
)
_SINATRA = regex(r"(?m)^[^\S\n]*get\s+[\"'](?P<path>/[\w/\-]*)[\"']\s+do\b")
_SOFT = regex(
    r"\bENV\[\s*[\"'](?P<name>\w+)[\"']\s*\](?!\s*(?:\|\|)?=[^=~>]|\s*\|\|\s*(?:Rails\.application\.)?credentials\b)"
    r"(?:\s*\|\|\s*[\"'](?P<default>[^\"'\n]+)[\"'])?"
)
_HARD = regex(
    r"\bENV\.fetch\(\s*[\"'](?P<name>\w+)[\"']\s*"
    r"(?P<more>,\s*(?:[\"'](?P<default>[^\"'\n]*)[\"'])?|\)\s*\{(?!\s*(?:raise|fail|abort|exit)\b)\s*(?:[\"'](?P<block>[^\"'\n]*)[\"'])?)?"
)

_FAR = 20_000
"""Characters above a route among which its namespaces are looked for."""
_REQUIRED = regex(r"\b(?P<tool>Figaro|Dotenv)\.require_keys\(?\s*(?P<names>[\"'][^()\n#]{1,600})")


@record(frozen=False)
class Ruby:
    """Reads one Ruby application."""

    app: App
    reach: Reach
    use: SettingsUse = field(default_factory=SettingsUse)

    def handlers(self) -> Iterator[HealthHandler]:
        """Routes about health, with the action behind them."""
        for source in self.app.serving:
            if not health.may_route(source) and not _MAY_ROUTE.search(source.text):
                continue
            if source.path.endswith("routes.rb") or "/routes/" in source.path:
                yield from self._routes(source)
            elif "sinatra" in source.text.lower():
                yield from self._sinatra(source)

        yield from ruby_gems.mounted(self.app)

    def _routes(self, source: Source) -> Iterator[HealthHandler]:
        for match in _ROUTE.finditer(source.code):
            place = (match.start("path"), match.end())
            path = health.joined(*_scopes(source, match.start("path")), match["path"])
            target = match["target"] or ""
            if path == "/" and _ABOUT_HEALTH.search(target):
                yield from self._at_root(target)
                continue
            if target == "rails/health#show":
                fact = facts_of.ready_made(source.snippet.kind, source.at(*place), path, "rails")
                yield replace(fact, role="live")
                continue
            if not health.is_health(path):
                continue
            controller, _, action = target.partition("#")
            if not target:
                controller, _, action = match["path"].strip("/").rpartition("/")
            found = self._action(controller, action or "index")
            if found is not None:
                yield facts_of.handler(*found, path, self.reach.traits(*found), "rails")
            elif re.search(r"proc|lambda|->", match["rest"]):
                yield facts_of.handler(source, place, path, self.reach.traits(source, place), "rails")
        for match in _ROOT.finditer(source.code):
            yield from self._at_root(match["target"])
        yield from self._resources(source)
        for match in _LIBRARY.finditer(source.code):
            mounted = re.search(r"at:\s*[\"']([^\"']+)|=>\s*[\"']([^\"']+)", match[0])
            path = (mounted[1] or mounted[2]) if mounted else "/health_check"
            at = source.at(source.code.index(match[0].strip(), match.start()))
            yield facts_of.ready_made(source.snippet.kind, at, health.joined(path), "rails", ("database", "cache"))

    def _at_root(self, target: str) -> Iterator[HealthHandler]:
        """What is called after health answers at the root."""
        controller, _, action = target.partition("#")
        found = self._action(controller, action) if _ABOUT_HEALTH.search(target) else None
        if found is not None:
            yield facts_of.handler(*found, "/", self.reach.traits(*found), "rails", role="general")

    def _resources(self, source: Source) -> Iterator[HealthHandler]:
        """`resources :health, only: [:index]` and `resource :health, only: :show`."""
        for match in _RESOURCE.finditer(source.code):
            path = health.joined(*_scopes(source, match.start("name")), match["name"])
            if not health.is_health(path):
                continue
            action = "show" if match["many"] is None else "index"
            given = _CONTROLLER.search(match["rest"])
            for controller in (given["name"],) if given else (match["name"], f"{match['name']}s"):
                found = self._action(controller, action)
                if found is not None:
                    yield facts_of.handler(*found, path, self.reach.traits(*found), "rails")
                    break

    def _action(self, controller: str, action: str) -> tuple[Source, tuple[int, int]] | None:
        if not controller:
            return None
        for source in self.app.serving:
            if source.path.endswith(f"controllers/{controller}_controller.rb") or source.path.endswith(
                f"/{controller.rpartition('/')[2]}_controller.rb"
            ):
                span = self.reach.functions(source).get(action)
                if span is not None:
                    return source, span
        return None

    def _sinatra(self, source: Source) -> Iterator[HealthHandler]:
        for call in source.nodes("call"):
            start, end = extent(call)
            match = _SINATRA.match(source.code[start : start + 200])
            if match is not None and health.is_health(match["path"]):
                traits = self.reach.traits(source, (start, end))
                yield facts_of.handler(source, (start, end), match["path"], traits, "sinatra")

    def settings(self) -> Iterator[Fact]:
        """`ENV[...]` is silent, `ENV.fetch` without a default raises."""
        for source in self.app.serving:
            if is_about(source):
                self.use.join(in_file(source))
        for snippet in self.app.settings:
            if snippet.name.endswith((".yml", ".yaml")) and "ENV" in snippet.text:
                self._embedded(snippet)
        yield from self.use.facts()

    def _embedded(self, snippet: Snippet) -> None:
        """Secrets with a built-in value in settings that are templates; those of developers and tests are theirs."""
        entries = yaml_entries(snippet)
        own = {entry.key.removeprefix("production.") for entry in entries if entry.key.startswith("production.")}
        for entry in entries:
            section, _, key = entry.key.partition(".")
            # What production says itself, it takes from no section that it is laid over.
            if section in ("development", "test") or (section not in ("production", "staging") and key in own):
                continue
            for match in (*_SOFT.finditer(entry.value), *_HARD.finditer(entry.value)):
                groups = match.groupdict()
                if is_needed(match["name"]):
                    self.use.read(match["name"], snippet.at(entry.line))
                if "more" in groups and not groups["more"]:
                    at = snippet.at(entry.line)
                    self.use.reactions.append(Reaction("fails", (match["name"],), at, at_start=True))
                default = groups.get("default") or groups.get("block") or ""
                _instead(self.use, match["name"], default, snippet.at(entry.line))
                if default and is_own_host(match["name"], default):
                    self.use.own_hosts.setdefault(match["name"], snippet.at(entry.line))


_AROUND = regex(
    r"(?:^|/)(?:config/(?:boot|puma|unicorn|spring|spring_client|schedule|deploy|bootsnap|importmap)\.rb"
    r"|config/(?:puma|unicorn|deploy)/[\w/.-]{1,200}\.rb|lib/capistrano/[^\n]{1,200}|Capfile|Rakefile|Guardfile|Vagrantfile)$"
)
"""What starts, serves or ships the application, each with variables of its own that nobody has to set."""


def is_about(source: Source) -> bool:
    """A cheap test: whether a file may say how settings are read."""
    told = source.language == "ruby" and ("ENV" in source.text or "require_keys" in source.text or may_take(source))
    return told and not _AROUND.search(source.path)


def in_file(source: Source) -> SettingsUse:
    """What one file by itself does to get settings; asked once, and kept with the file."""
    return asked_once(source, _settings)


def _settings(source: Source) -> SettingsUse:
    use = SettingsUse()
    for match in _REQUIRED.finditer(source.code):
        names = tuple(re.findall(r"[\"'](\w+)[\"']", match["names"]))
        at = source.at(match.start(), match.end())
        for name in names:
            use.read(name, at)
        use.require(names, at, match["tool"].lower())
    for missing, names, start, end in lists(source):
        at = source.at(start, end)
        for name in names:
            use.read(name, at)
        if missing == "fails":
            use.require(names, at, "list")
        else:
            use.reactions.append(Reaction("warns", names, at, whole=True))
    for missing, names, start, end in ways(source):
        needed = tuple(filter(is_needed, names))
        if needed:
            early = True if "config/" in source.path else None
            use.reactions.append(Reaction(missing, needed, source.at(start, end), at_start=early))
    for match in _SOFT.finditer(source.code):
        _note(use, source, match)
    for match in _HARD.finditer(source.code):
        if match["more"]:
            _note(use, source, match)
            continue
        at = source.at(match.start())
        use.read(match["name"], at)
        early = "config/" in source.path
        use.reactions.append(Reaction("fails", (match["name"],), at, at_start=early or None))
    return use


def _note(use: SettingsUse, source: Source, match: re.Match[str]) -> None:
    at = source.at(match.start())
    use.read(match["name"], at)
    groups = match.groupdict()
    _instead(use, match["name"], groups.get("default") or groups.get("block") or "", at)


def _instead(use: SettingsUse, name: str, default: str, at: Location) -> None:
    """A built-in value that takes a missing secret's place."""
    if default and is_secret(name) and "localhost" not in default:
        use.reactions.append(Reaction("default", (name,), at))


def _scopes(source: Source, offset: int) -> list[str]:
    """The namespaces around a route, told by indentation; outermost first."""
    rows = source.code[max(offset - _FAR, 0) : offset].split("\n")
    indent = len(rows[-1]) - len(rows[-1].lstrip())
    found: list[str] = []
    for row in reversed(rows[-300:-1]):
        depth = len(row) - len(row.lstrip())
        if row.strip() and depth < indent:
            indent = depth
            match = _SCOPE.match(row)
            if match is not None and "module:" not in row:
                found.insert(0, match["name"])
    return found
