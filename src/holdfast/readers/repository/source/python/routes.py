"""Health handlers of FastAPI, Flask, Starlette and Django."""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from holdfast.model.facts import HealthHandler
from holdfast.model.record import record, replace
from holdfast.model.regex import regex
from holdfast.readers.repository.source import lambdas
from holdfast.readers.repository.source.apps import App
from holdfast.readers.repository.source.code import Source, extent, named, short, unquoted, within
from holdfast.readers.repository.source.health import facts_of, health
from holdfast.readers.repository.source.health.mentions import only_notes
from holdfast.readers.repository.source.health.mounts import ANY, Mounts
from holdfast.readers.repository.source.health.reach import Reach
from holdfast.readers.repository.source.origins.rules import assigned, text_of
from holdfast.readers.repository.source.python.added_checks import added_checks

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_DECORATOR = regex(
    r"@(?:(?P<owner>[\w.]+)\.)?(?P<verb>get|route|api_route|head)\(\s*(?:path\s*=\s*"
    r"|rule\s*=\s*)?(?P<form>[rf]?)(?P<q>[\"'])(?P<path>[^\"'\n]*)(?P=q)"
)
_INSERTED = regex(r"\{[^{}]*\}")
"""In a text that Python fills in: what stands there is mostly the version, before the name that matters."""
_ROUTER = regex(
    r"(?m)^[^\S\n]*(?P<name>\w+)\s*(?::[^=\n]{1,60})?=\s*(?:\w+\.)?(?:APIRouter|Blueprint|Router|NinjaAPI"
    r"|APIBlueprint)\((?P<rest>[^()]{0,600})"
)
_TORNADO = regex(r"\(\s*r?[\"'](?P<path>/[\w/-]{1,80})(?:/\?)?\$?[\"']\s*,\s*(?P<name>[\w.]{2,80})\s*[,)]")
_CALLED_SO = regex(r"(?i)(?:^|[/_])(?:health|ping|ready|readiness|live|liveness|status|probe|heartbeat)\w*\.py$")
_DEPENDS = regex(
    r"(?i)dependencies\s*=\s*\[[^\]]{0,200}?Depends\(\s*(?P<name>\w+)\s*\)|Depends\(\s*(?P<asked>\w*(?:check|verify|ensure|require|ping|ready|health)\w*)\s*\)"
)
_ABOUT_VISITORS = regex(r"(?i)token|auth|user|permission|login|api_?key|role|admin|limit|throttl|csrf|scope|tenant")
"""What is asked about whoever sends a request, and not about the application."""
_PASSES_ON = regex(r"\b(?:call_next|get_response|next)\(|\breturn\s*(?:True|False|None)?\s*$|\bpass\b|\bcontinue\b")
_ADDED = regex(r"\.add_check\(\s*(?P<name>\w+)\s*[,)]")
_NAMESPACE = regex(r"(?m)^[^\S\n]*(?P<name>\w+)\s*=\s*(?:\w+\.)?Namespace\(\s*[\"'](?P<called>[\w/-]{1,80})[\"']")
_TAKEN_IN = regex(r"\.add_namespace\(\s*(?P<name>[\w.]+)\s*,\s*(?:path\s*=\s*)?[\"'](?P<path>[\w/-]{1,80})[\"']")
_PREFIX = regex(r"(?:url_prefix|prefix)\s*=\s*(?:(?P<q>[\"'])(?P<text>[^\"'\n]*)(?P=q)|(?P<name>[\w.]+))")
_MOUNTING = regex(r"\.(?:include_router|register_blueprint|mount|add_router)\(")
_LISTING = frozenset(
    ["Route", "Mount", "mount", "add_api_route", "add_url_rule", "add_route", "add_get", "add_resource"]
)
_ENDPOINTS = ("view_func=", "endpoint=", "handler=", "view=")
_MAYBE_SLASH = regex(r"(?:(?<=/)|/)\?$|/\*$")
_URLS = frozenset(["path", "re_path", "url"])
_LIBRARY = regex(r"health_check(?:\.urls)?|watchman|django_health|healthchecks?\.urls")
_COMPARED = regex(
    r"\b(?:path(?:_info)?|raw_?[pP]ath|resource|route(?:_?[kK]ey)?)(?:[\"'](?:,\s?[\"']/?[\"'])?[\])])?"
    r"(?:\.rstrip\([^()]{0,9}\))?\s*(?:(?:==\s*|\.endswith\(\s*)[\"'](?:GET )?(?P<path>/[\w/-]{1,80})[\"']"
    r"|in\s+(?P<list>[\[({][^\])}\n]{1,200}|[A-Za-z_][\w.]{1,60}))"
)
_MODULE = regex(r"include\(\s*\(?\s*[\"']([\w.]+)[\"']")
_CONNECTS = regex(r"(?i)\bselect\s+1\b|\bengine\.connect\(|\.ping\(|ensure_connection\(|\bping[\"']\s*\)")
"""What a handler asks a database that only wants to know whether it is there."""
_UNTOLD = health.Traits(constant=False, checks=(), fails=None, version=False)
"""What is known of a handler that is not here."""
_REMOTE = regex(r"(?i)^(?:requests|httpx|client|session|http|test_client|aiohttp)$")

_MOST = 20
"""Comparisons of one file that are followed; a program has one or two."""
_Place = tuple[Source, tuple[int, int]]


_HEALTH_NAME = regex(r"(?:async\s+)?def\s+(?:get_|check_)?(?:health(?:z|_?check)?|liveness|readiness)\(")


@record(frozen=False)
class PythonRoutes:
    """Finds the health handlers of one Python application."""

    app: App
    reach: Reach

    def handlers(self) -> Iterator[HealthHandler]:
        """Every health handler, and handlers of `/` that are constant, or look whether the database is there."""
        for source in self.app.serving:
            if (
                health.may_route(source)
                or "Namespace(" in source.text
                or _CALLED_SO.search(source.path)
                or '("/"' in source.text
                or "('/'" in source.text
            ):
                yield from self._decorated(source)
            if "urlpatterns" in source.text:
                yield from self._urls(source)
            elif "web.get(" in source.text or any(f"{name}(" in source.text for name in _LISTING):
                yield from self._listed(source)
            if source.mentions("path", "route", "resource") and health.may_route(source):
                yield from self._compared(source)
            yield from self._by_file(source)
            yield from added_checks(source, self.reach, self.framework)
            for match in _TORNADO.finditer(source.code) if "tornado" in source.text else ():
                place = self.reach.find(source, match["name"].rpartition(".")[2])
                if place is not None:
                    yield from self._judged(place[0], health.joined(match["path"]), place[1], place[1])

    @cached_property
    def framework(self) -> str:
        """The web framework that the application imports."""
        for name in ("fastapi", "django", "flask", "starlette", "aiohttp", "sanic"):
            pattern = re.compile(rf"(?m)^[^\S\n]*(?:from|import)\s+{name}\b")
            if any(pattern.search(source.text) for source in self.app.serving):
                return name
        return "python"

    @cached_property
    def mounts(self) -> Mounts:
        """Which router hangs below which prefix."""
        mounts = Mounts()
        for source in self.app.serving:
            for match in _ROUTER.finditer(source.text) if source.mentions("router(", "blueprint(", "ninjaapi(") else ():
                prefix = _PREFIX.search(match["rest"])
                if prefix is not None:
                    mounts.own[source.path, match["name"]] = self._text(source, prefix)
            if _MOUNTING.search(source.text):
                self._mounted(source, mounts)
            if "include(" in source.text and "urlpatterns" in source.text:
                self._included(source, mounts)
            for match in _NAMESPACE.finditer(source.text) if "Namespace(" in source.text else ():
                mounts.own[source.path, match["name"]] = self._namespaces.get(source.path) or match["called"]
        return mounts

    @cached_property
    def _namespaces(self) -> dict[str, str]:
        """The paths that namespaces of Flask-RESTX are given where the interface takes them in, by their files."""
        found: dict[str, str] = {}
        for source in self.app.serving:
            for match in _TAKEN_IN.finditer(source.text) if "add_namespace" in source.text else ():
                target = self.reach.imports.names(source).get(match["name"].partition(".")[0], source)
                found[target.path] = match["path"]
        return found

    def _text(self, source: Source, match: re.Match[str]) -> str:
        if match["text"] is not None:
            return match["text"]
        name = match["name"].rpartition(".")[2]
        pattern = re.compile(rf"\b{name}\s*(?::\s*\w+\s*)?=\s*[\"']([^\"'\n]*)[\"']")
        for candidate in (source, *self.reach.imports.names(source).values()):
            found = pattern.search(candidate.text)
            if found is not None:
                return found[1]
        return ""

    def _mounted(self, source: Source, mounts: Mounts) -> None:
        imported = self.reach.imports.names(source)
        for call in source.nodes("call"):
            owner, _, verb = short(call.field("function")).rpartition(".")
            arguments = named(call.field("arguments"))
            if verb not in {"include_router", "register_blueprint", "mount", "add_router"} or not arguments:
                continue
            text = source.code[slice(*extent(call))][:600]
            prefix = _PREFIX.search(text)
            first = unquoted(short(arguments[0]))
            child = short(arguments[1] if first is not None and len(arguments) > 1 else arguments[0])
            below = self._text(source, prefix) if prefix else first or ""
            base, _, variable = child.rpartition(".")
            target = imported.get(child) or imported.get(base) or imported.get(base.partition(".")[0])
            # `from app.api import health` and `from app.api.health import router` both name the file.
            if target is not None:
                place = (target.path, variable) if base and variable in self._routers(target) else (target.path, ANY)
                mounts.mount(place, (source.path, owner), below)
            else:
                mounts.mount((source.path, child), (source.path, owner), below)

    def _routers(self, source: Source) -> set[str]:
        return {match["name"] for match in _ROUTER.finditer(source.text)}

    def _included(self, source: Source, mounts: Mounts) -> None:
        for match in re.finditer(
            r"(?:path|url)\(\s*r?[\"'](?P<prefix>[^\"'\n]*)[\"']\s*,\s*include\(\s*\(?\s*(?:[\"'](?P<module>[\w.]+)[\"']|(?P<name>[\w.]+))",
            source.code,
        ):
            if match["module"]:
                target = self.reach.imports.resolve_python(source, match["module"])
            else:
                target = self.reach.imports.names(source).get(match["name"].partition(".")[0])
            if target is not None:
                mounts.mount((target.path, ANY), (source.path, "urlpatterns"), match["prefix"].strip("^$"))

    def _decorated(self, source: Source) -> Iterator[HealthHandler]:
        for node in source.nodes("decorated_definition"):
            definition = node.field("definition")
            if definition is None:
                continue
            if definition.kind() != "function_definition":
                # Flask-RESTX: a class with a method for each verb.
                definition = next((one for one in within(definition, "function_definition") if _is_get(one)), None)
                if definition is None:
                    continue
            for decorator in (c for c in named(node) if c.kind() == "decorator"):
                match = _DECORATOR.match(short(decorator, 600))
                if match is None or _REMOTE.match(match["owner"] or ""):
                    continue
                if match["owner"] is None and not _stands_alone(source):
                    continue
                if re.search(r"methods\s*=\s*\[\s*[\"'](?:POST|PUT|DELETE)", short(decorator, 600)):
                    continue
                written = _INSERTED.sub("", match["path"]) if match["form"] == "f" else match["path"]
                path = health.joined(self.mounts.prefix(source.path, match["owner"] or ""), written)
                asked = self._asked_before(source, source.code[slice(*extent(node))][:2_000])
                yield from self._judged(source, path, extent(node), extent(definition), asked)
                break

    def _asked_before(self, source: Source, text: str) -> list[_Place]:
        """What FastAPI runs before a handler, and answers with an error where it raises."""
        names = (match["name"] or match["asked"] for match in _DEPENDS.finditer(text))
        places = (self.reach.find(source, name) for name in names if not _ABOUT_VISITORS.search(name))
        return [place for place in places if place is not None]

    def _judged(
        self,
        target: Source,
        path: str,
        place: tuple[int, int],
        body: tuple[int, int],
        before: Iterable[_Place] = (),
    ) -> Iterator[HealthHandler]:
        named_so = path == "/" and _HEALTH_NAME.match(target.code, body[0]) is not None
        if not health.is_health(path) and path != "/":
            return
        traits = self.reach.traits(target, body, before)
        tells = traits.constant and body[1] - body[0] < 500
        tells = tells or ("database" in traits.checks and _CONNECTS.search(target.code, *body) is not None)
        if path == "/" and not named_so and not (tells and _plain(target, body)):
            return
        yield facts_of.handler(target, place, path, traits, self.framework)

    def _urls(self, source: Source) -> Iterator[HealthHandler]:
        for call in source.nodes("call"):
            arguments = named(call.field("arguments"))
            if short(call.field("function")) not in _URLS or len(arguments) < 2:
                continue
            written = unquoted(re.sub(r"^[rf]", "", short(arguments[0])))
            if written is None:
                continue
            written = _MAYBE_SLASH.sub("", written.strip("^$"))
            path = health.joined(self.mounts.prefix(source.path, "urlpatterns"), written)
            if written.endswith("/"):
                path = path.rstrip("/") + "/"
            view = short(arguments[1], 400)
            if "include(" in view:
                if _LIBRARY.search(view):
                    checks = self._library_checks()
                    yield facts_of.ready_made(source.snippet.kind, source.at_node(call), path, "django", checks)
                elif health.is_health(path) and self._is_elsewhere(source, view):
                    yield facts_of.handler(source, extent(call), path, _UNTOLD, "django")
                continue
            if health.is_health(path):
                yield from self._view(source, call, path, view, arguments[1])

    def _is_elsewhere(self, source: Source, view: str) -> bool:
        """Whether the routes that are taken in stand in a module that is not here."""
        module = _MODULE.search(view)
        return module is not None and self.reach.imports.resolve_python(source, module[1]) is None

    def _library_checks(self) -> tuple[str, ...]:
        """django-health-check asks what its installed parts ask."""
        text = "\n".join(source.code for source in self.app.serving if "health_check" in source.text)
        known = (("health_check.db", "database"), ("health_check.cache", "cache"), ("health_check.storage", "storage"))
        found = [name for module, name in known if module in text]
        found += ["disk", "memory"] if "health_check.contrib.psutil" in text else []
        found += ["queue"] if "health_check.contrib.celery" in text else []
        return tuple(found) or ("database", "cache", "storage")

    def _view(self, source: Source, call: "SgNode", path: str, view: str, node: "SgNode") -> Iterator[HealthHandler]:
        if node.kind() == "lambda":
            yield facts_of.handler(source, extent(call), path, self.reach.traits(source, extent(node)), "django")
            return
        name = re.sub(r"\.as_view\(.*", "", view, flags=re.DOTALL)
        name = re.sub(r"^\w+\(([\w.]+)\)$", r"\1", name)
        owner, _, last = name.rpartition(".")
        place = self.reach.find(source, last, owner.rpartition(".")[2])
        if place is None:
            yield facts_of.handler(source, extent(call), path, _UNTOLD, "django")
            return
        yield facts_of.handler(place[0], place[1], path, self.reach.traits(*place), "django")

    def _listed(self, source: Source) -> Iterator[HealthHandler]:
        """`Route("/health", endpoint)`, `app.add_api_route("/health", endpoint)`, `app.mount("/health", other)`."""
        for call in source.nodes("call"):
            function = short(call.field("function"))
            callee = function.rpartition(".")[2]
            arguments = named(call.field("arguments"))
            if (callee not in _LISTING and function != "web.get") or len(arguments) < 2:
                continue
            if callee == "add_resource":
                arguments = [arguments[1], arguments[0]]
            written = unquoted(short(arguments[0]))
            if written is None or not health.is_health(written):
                continue
            answers = _answers(arguments)
            name = re.sub(r"\.as_view\(.*|\(\)$", "", short(answers).strip())
            place = self.reach.find(source, name.rpartition(".")[2])
            if place is not None:
                yield from self._judged(place[0], health.joined(written), place[1], place[1])
                continue
            added = [found for m in _ADDED.finditer(source.code) if (found := self.reach.find(source, m["name"]))]
            if added and ".run" in short(answers):
                traits = replace(self.reach.traits(*added[0], added[1:]), fails=True)
                yield facts_of.handler(source, extent(call), health.joined(written), traits, self.framework)
                continue
            if answers.kind() == "lambda":
                yield from self._judged(source, health.joined(written), extent(call), extent(answers))
                continue
            # A library's own endpoint, or an application that is mounted whole: what it asks stands elsewhere.
            traits = health.Traits(constant=False, checks=(), fails=None, version=False)
            yield facts_of.handler(source, extent(call), health.joined(written), traits, self.framework)

    def _compared(self, source: Source) -> Iterator[HealthHandler]:
        """A middleware that answers by itself where the path is the one that is asked for health."""
        asked = [(one, path) for one in _COMPARED.finditer(source.code) if (path := _asked_for(source, one))][:_MOST]
        conditions = [(node, node.field("condition")) for node in source.nodes("if_statement")] if asked else []
        for match, path in asked:
            for node, condition in conditions:
                consequence = node.field("consequence")
                if condition is None or consequence is None or not _around(condition, match.start()):
                    continue
                does = source.bare[slice(*extent(consequence))].strip()
                if (_PASSES_ON.search(does) and "send_response" not in does) or only_notes(does):
                    continue
                called = _HANDED_ON.fullmatch(does[:_LONGEST_CALL])
                found = self.reach.find(source, called["name"], called["owner"] or "") if called else None
                target, place = found or (source, (extent(node)[0], extent(consequence)[1]))
                traits = self.reach.traits(source, extent(consequence))
                yield facts_of.handler(target, place, path, traits, self.framework)

    def _by_file(self, source: Source) -> Iterator[HealthHandler]:
        """A function of Lambda that answers nothing else."""
        route = lambdas.health_route(source)
        found = self.reach.functions(source) if route is not None else {}
        span = next((found[name] for name in route.answers if name in found), None) if route is not None else None
        if route is not None and span is not None:
            traits = self.reach.traits(source, span)
            yield facts_of.handler(source, span, route.path, traits, route.framework)


_HANDED_ON = regex(
    r"return (?:await )?(?:(?P<owner>\w+)\.)?(?P<name>\w+)\((?:[A-Za-z_][\w.]*(?:,\s*[A-Za-z_][\w.]*)*)?\)"
)
"""A branch that leaves the whole answer to a function."""
_LONGEST_CALL = 200


def _answers(arguments: "list[SgNode]") -> "SgNode":
    """What answers at a path: the argument that is named so, or the last one without a name."""
    by_name = [one for one in arguments if one.kind() == "keyword_argument"]
    for one in by_name:
        value = one.field("value")
        if value is not None and re.sub(r"\s", "", short(one, 600)).startswith(_ENDPOINTS):
            return value
    return next((one for one in reversed(arguments) if one not in by_name), arguments[-1])


def _asked_for(source: Source, match: re.Match[str]) -> str | None:
    """The path about health that a comparison is with, also where it is one of a list."""
    written = match["path"] or ""
    if match["list"]:
        named = match["list"][0] not in "[({"
        found = assigned(source, match["list"].rpartition(".")[2]) if named else None
        written = text_of(source, found) if found else match["list"]
    paths = re.findall(r"[\"'](/[\w/-]{1,80})[\"']", written) if match["list"] else [written]
    return next(filter(health.is_health, paths), None)


def _around(node: "SgNode", offset: int) -> bool:
    start, end = extent(node)
    return start <= offset < end


def _stands_alone(source: Source) -> bool:
    """The file's framework has decorators that belong to no object."""
    return re.search(r"(?m)^from (?:litestar|starlite|bottle)\b", source.text) is not None


def _is_get(function: "SgNode") -> bool:
    return short(function.field("name")) == "get"


def _plain(source: Source, span: tuple[int, int]) -> bool:
    return not re.search(
        r"render|redirect|Redirect|FileResponse|send_file|HTMLResponse|Template", source.code[slice(*span)]
    )
