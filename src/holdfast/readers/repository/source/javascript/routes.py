"""Health handlers of Express, Fastify, Koa, Hono, Hapi, Next and plain Node servers."""

import re
from collections.abc import Iterator
from functools import cached_property, lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from holdfast.model.facts import HealthHandler
from holdfast.model.record import record
from holdfast.model.regex import regex
from holdfast.readers.repository.source import file_routes, lambdas, paths
from holdfast.readers.repository.source.apps import App
from holdfast.readers.repository.source.code import Source, extent, named, short, unquoted, within
from holdfast.readers.repository.source.health import facts_of, health
from holdfast.readers.repository.source.health.mentions import only_notes
from holdfast.readers.repository.source.health.mounts import ANY, Mounts
from holdfast.readers.repository.source.health.reach import Reach

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_ROUTE = regex(r"^(?P<owner>[\w$.()]+?)\.(?P<verb>get|all|use|head)$")
_ROUTES = regex(
    r"\bhandler\s*:|\bcase\s+[\"'](?:GET )?/|\.(?:get|all|use|route|head|url)\b|createTerminus"
    r"|[pP]ath(?:name)?(?:\s*===?|\.(?:ends|starts)With\()|\broute(?:Key)?\s*===?"
)
_CLIENTS = regex(r"(?i)^(?:axios|https?|request|supertest|agent|nock|superagent|got|ky|rest|msw|page|cy|client)\b")
_OWN_PREFIX = regex(r"Router\w{0,40}\(\{\s{0,40}prefix:\s{0,40}[\"'](?P<prefix>/[\w/-]+)")
_MADE = regex(r"(?P<name>\w{1,60})\s*=\s*new\s+\w*\Z")
_MOUNTING = regex(r"\.(?:use|register|route)\(")
_LONGEST_CHAIN = 40
_MOST_CASES = 20
_LONGEST_CALL = 200
_ANSWERERS = frozenset({"res", "response", "reply", "ctx"})
_CHAINED = frozenset(
    [
        "get",
        "post",
        "put",
        "patch",
        "delete",
        "del",
        "all",
        "use",
        "head",
        "options",
        "route",
        "prefix",
        "basePath",
        "onError",
        "notFound",
        "decorate",
        "state",
        "derive",
    ]
)
"""What gives the router back, so that the next route can hang on it."""
_FUNCTIONS = ("arrow_function", "function_expression")
_TEXTS = frozenset(["string", "template_string"])
_REFERRING = frozenset(["identifier", "member_expression", "call_expression"])
_UNTOLD = health.Traits(constant=False, checks=(), fails=None, version=False)
_REFERENCE = regex(r"(?:[\w$]+\.)*?(?:(?P<owner>[\w$]+)(?:\(\))?\.)?(?P<name>[\w$]+)(?:\.bind\b.*)?$")
_INSERTED = regex(r"\$\{(?P<name>[^}]*)\}")
_CASE = regex(r"\bcase\s+[\"'](?:GET )?(?P<path>/[\w/-]{1,80})[\"']\s*:")
_BY_PATH = regex(r"\bswitch\s*\([^{}]{0,80}(?:url|path|route)", re.IGNORECASE)
_PLAIN = regex(
    r"\b(?:url|(?:raw|resource)?[pP]ath(?:name)?|resource|route(?:Key)?)"
    r"(?:\s*={2,3}\s*|\.(?:endsWith|startsWith)\(\s*)[\"'](?:GET )?(?P<path>/[\w/-]{1,80})[\"']"
)
_PASSES_ON = regex(r"\bnext\(\s*\)|^\{?\s*return\s+(?:true|false)\s*;?\s*\}?$")
"""A branch that only lets the question through, past a log or a guard."""
_HANDED_ON = regex(r"\{?\s*(?:return\s+|await\s+){0,2}(?P<name>[\w$.]+)\([\w$,.\s]*\);?\s*(?:return;?\s*)?\}?")
_VIEWS = regex(r"render\(|redirect\(|sendFile\(|renderToString|createReadStream")
_OPTION = regex(r"""(?:^|[{,\s])(?:url|path)\s*:\s*["'](?P<path>/[\w/-]*)["']""")
_TERMINUS = regex(r"""["'](?P<path>/[\w/-]*)["']\s*:\s*(?P<name>[\w$.]+)""")


@record(frozen=False)
class JavaScriptRoutes:
    """Finds the health handlers of one application."""

    app: App
    reach: Reach

    def handlers(self) -> Iterator[HealthHandler]:
        """Every health handler, and constant handlers of `/`."""
        for source in self.app.serving:
            if source.language not in paths.JAVASCRIPT:
                continue
            yield from self._by_file(source)
            if not (health.may_route(source) or "'/'" in source.text or '"/"' in source.text):
                continue
            if _ROUTES.search(source.text):
                yield from self._routed(source)

    @cached_property
    def framework(self) -> str:
        """The web framework that the application depends on, most telling first."""
        order = ("@nestjs/core", "fastify", "koa", "hono", "@hapi/hapi", "express")
        found = next((name for name in order if name in self.app.depends), "express")
        return {"@nestjs/core": "nestjs", "@hapi/hapi": "hapi"}.get(found, found)

    @cached_property
    def mounts(self) -> Mounts:
        """Which router hangs below which prefix."""
        mounts = Mounts()
        for source in self.app.serving:
            if source.language in paths.JAVASCRIPT and _MOUNTING.search(source.text):
                self._mounts_of(source, mounts)
            for match in _OWN_PREFIX.finditer(source.text) if "prefix:" in source.text else ():
                made = _MADE.search(source.text[max(match.start() - 160, 0) : match.start()])
                if made is not None:
                    mounts.own[source.path, made["name"]] = match["prefix"]
        return mounts

    def _mounts_of(self, source: Source, mounts: Mounts) -> None:
        for call in source.nodes("call_expression"):
            owner, _, verb = short(call.field("function")).rpartition(".")
            arguments = named(call.field("arguments"))
            if verb not in {"use", "register", "route"} or not arguments:
                continue
            for prefix, name in _hung(source, arguments, verb):
                self._mount(source, mounts, name, owner, prefix)

    def _mount(self, source: Source, mounts: Mounts, name: str, owner: str, prefix: str) -> None:
        imported = self.reach.imports.names(source)
        required = re.match(r"require\(\s*[\"']([^\"']+)", name)
        target = self.reach.imports.resolve_javascript(source, required[1]) if required else None
        base = re.match(r"(?:new\s+)?(?P<name>[\w$]+)", name)
        target = target or (imported.get(base["name"]) if base else None)
        if target is None and base and (maker := _maker(source.code, base["name"])):
            target = imported.get(maker)
        if target is not None:
            mounts.mount((target.path, ANY), (source.path, owner), prefix)
        elif base:
            mounts.mount((source.path, base["name"]), (source.path, owner), prefix)

    def _routed(self, source: Source) -> Iterator[HealthHandler]:
        for call in source.nodes("call_expression"):
            callee = _callee(call)
            match = _ROUTE.match(callee)
            arguments = [*_path_before(call), *named(call.field("arguments"))]
            if match and arguments and not _CLIENTS.match(match["owner"]):
                yield from self._route(source, call, arguments, match["owner"], match["verb"])
            elif callee.endswith(".route") and len(arguments) == 1:
                yield from self._option_route(source, call, callee.rpartition(".")[0], arguments[0])
            elif callee == "createTerminus" and len(arguments) > 1:
                yield from self._terminus(source, arguments[1])
        if self.framework in {"hapi", "fastify"} and "handler" in source.text:
            yield from self._tables(source)
        for match in _PLAIN.finditer(source.code):
            yield from self._plain(source, match)
        cases = _CASE.finditer(source.code) if _BY_PATH.search(source.code) else iter(())
        for match in islice((one for one in cases if health.is_health(one["path"])), _MOST_CASES):
            yield from self._case(source, match)

    def _tables(self, source: Source) -> Iterator[HealthHandler]:
        """Routes that stand in a list of their own, and are given to the server elsewhere."""
        for node in source.nodes("object"):
            parts = {short(part.field("key")).strip("'\""): part.field("value") for part in named(node)}
            path = unquoted(short(parts.get("path") or parts.get("url")))
            answer = parts.get("handler")
            around = node.parent()
            if path is None or answer is None or not health.is_health(path):
                continue
            if around is not None and around.kind() == "arguments":
                continue
            match = _REFERENCE.match(short(answer))
            place = self.reach.find(source, match["name"], match["owner"] or "") if match else None
            target, span = place or (source, extent(answer))
            shown = span if place else extent(node)
            yield facts_of.handler(target, shown, path, self.reach.traits(target, span), self.framework)

    def _case(self, source: Source, match: re.Match[str]) -> Iterator[HealthHandler]:
        if not health.is_health(match["path"]):
            return
        for node in source.nodes("switch_case"):
            if extent(node)[0] == match.start():
                traits = self.reach.traits(source, extent(node))
                yield facts_of.handler(source, extent(node), match["path"], traits, "node")

    def _route(
        self, source: Source, call: "SgNode", arguments: "list[SgNode]", owner: str, verb: str
    ) -> Iterator[HealthHandler]:
        if len(arguments) < 2 or arguments[-1].kind() in {"object", "string", "template_string"}:
            return
        for written in _literals(source, arguments[0]):
            if not health.could_be(written):
                continue
            variable = owner.rpartition(".")[2]
            path = health.joined(self.mounts.prefix(source.path, variable), written)
            if not health.is_health(path) and not (path == "/" and verb == "get"):
                continue
            target, span, followed = self._handler(source, call, arguments[1:], verb)
            if target is None:
                continue
            unseen = not followed and span == extent(call) and arguments[-1].kind() in _REFERRING
            # What stands in a package answers as it likes.
            traits = _UNTOLD if unseen else self.reach.traits(target, span)
            if path == "/" and not (traits.constant and _plain_answer(target, span)):
                continue
            place = span if followed else _written(call)
            yield facts_of.handler(target, place, path, traits, self.framework)

    def _handler(
        self, source: Source, call: "SgNode", arguments: "list[SgNode]", verb: str
    ) -> tuple[Source | None, tuple[int, int], bool]:
        """The file and lines of the function that answers; the route's own when it stands there."""
        last = arguments[-1]
        if last.kind() in _FUNCTIONS or within(last, *_FUNCTIONS):
            return source, extent(last), False
        text = short(last)
        inner = re.search(r"\(\s*([\w$.]+)\s*\)$", text)
        match = _REFERENCE.match(inner[1] if inner else text)
        place = self.reach.find(source, match["name"], match["owner"] or "") if match else None
        if place is not None:
            return place[0], place[1], True
        router = match is not None and re.search(rf"\b{re.escape(match['name'])}\s*=\s*[\w.\s]*Router\(", source.code)
        known = self.reach.imports.names(source)
        imported = match is not None and (match["name"] in known or _maker(source.code, match["name"]) in known)
        if verb == "use" and (match is None or match["owner"] or router or imported):
            return None, (0, 0), False  # a router, whose own routes are read where they stand
        return source, extent(call), False

    def _option_route(self, source: Source, call: "SgNode", owner: str, options: "SgNode") -> Iterator[HealthHandler]:
        start, end = extent(call)
        match = _OPTION.search(source.code[start : min(end, start + 4000)])
        if match is None or end - start > 4000:
            return
        path = health.joined(self.mounts.prefix(source.path, owner), match["path"])
        if health.is_health(path):
            yield facts_of.handler(
                source, (start, end), path, self.reach.traits(source, extent(options)), self.framework
            )

    def _terminus(self, source: Source, options: "SgNode") -> Iterator[HealthHandler]:
        start, end = extent(options)
        for match in _TERMINUS.finditer(source.code[start:end]):
            place = self.reach.find(source, match["name"].rpartition(".")[2])
            if health.is_health(match["path"]) and place is not None:
                yield facts_of.handler(place[0], place[1], match["path"], self.reach.traits(*place), self.framework)

    def _plain(self, source: Source, match: re.Match[str]) -> Iterator[HealthHandler]:
        if not health.is_health(match["path"]):
            return
        for node in source.nodes("if_statement"):
            start, _ = extent(node)
            condition = extent(node.field("condition") or node)
            if condition[0] <= match.start() < condition[1]:
                body = extent(node.field("consequence") or node)
                if _PASSES_ON.search(source.bare[slice(*body)]) or only_notes(source.bare[slice(*body)]):
                    continue
                target, place = self._handed_on(source, body) or (source, (start, body[1]))
                traits = self.reach.traits(source, body)
                yield facts_of.handler(target, place, match["path"], traits, "node")

    def _handed_on(self, source: Source, body: tuple[int, int]) -> tuple[Source, tuple[int, int]] | None:
        """The function that answers, where the branch does nothing but call it."""
        called = _HANDED_ON.fullmatch(source.code[slice(*body)].strip()) if body[1] - body[0] < _LONGEST_CALL else None
        owner, _, name = called["name"].rpartition(".") if called else ("", "", "")
        return self.reach.find(source, name, owner) if name and owner not in _ANSWERERS else None

    def _by_file(self, source: Source) -> Iterator[HealthHandler]:
        """A file whose own path is the route, as Next, Nuxt, SvelteKit, Remix and functions of Lambda have them."""
        framed = self.app.kind == "full-stack"
        route = file_routes.route_of(source.path, self.app.depends) if framed else lambdas.health_route(source)
        if route is None or not health.is_health(health.joined(route.path)):
            return
        found = self.reach.functions(source)
        known = (found[name] for name in route.answers if name in found)
        span = next(known, None) or next(iter(found.values()), (0, len(source.text)))
        yield facts_of.handler(
            source, span, health.joined(route.path), self.reach.traits(source, span), route.framework
        )


def _path_before(call: "SgNode") -> "list[SgNode]":
    """The path of `app.route(path).get(…)`, which stands before its methods, however many of them follow."""
    function = call.field("function")
    for _ in range(_LONGEST_CHAIN):
        owner = function.field("object") if function is not None else None
        function = owner.field("function") if owner is not None and owner.kind() == "call_expression" else None
        if owner is None or function is None:
            return []
        given = named(owner.field("arguments"))
        if short(function.field("property")) == "route":
            return given if len(given) == 1 and given[0].kind() in _TEXTS else []
    return []


def _callee(call: "SgNode") -> str:
    """What is called, as `router.get`: also where a route hangs on another one's call, each in its own line."""
    function = call.field("function")
    if function is None or function.kind() != "member_expression":
        return short(function)
    verb, owner = short(function.field("property")), function.field("object")
    depth = 0
    while owner is not None and owner.kind() == "call_expression" and depth < _LONGEST_CHAIN:
        inner = owner.field("function")
        if inner is None or inner.kind() != "member_expression" or short(inner.field("property")) not in _CHAINED:
            break
        owner, depth = inner.field("object"), depth + 1
    if owner is not None and owner.kind() == "new_expression":
        owner = owner.field("constructor")
    return f"{short(owner)}.{verb}"


def _written(call: "SgNode") -> tuple[int, int]:
    """Where a route stands; one that hangs on the lines of another, without those."""
    start, end = extent(call)
    function = call.field("function")
    verb = function.field("property") if function is not None else None
    above = function is not None and verb is not None and "\n" in function.text()
    return (extent(verb)[0], end) if verb is not None and above else (start, end)


def _hung(source: Source, arguments: "list[SgNode]", verb: str) -> Iterator[tuple[str, str]]:
    """What a mounting call hangs below which prefix; of names of a row's fields, those of all rows of a table."""
    if (
        verb == "use"
        and len(arguments) == 2
        and _OF_ROW.match(short(arguments[0]))
        and not _literals(source, arguments[0])
    ):
        yield from _rows(source)
        return
    prefix, children = _mounted(source, arguments, verb)
    if prefix is not None:
        yield from ((prefix, name) for name in children)


_OF_ROW = regex(r"(?:\w{1,40}\.)?(?:path|prefix|url|basePath|route)$")
_HANGS = ("route", "router", "routes", "handler", "module")


def _rows(source: Source) -> Iterator[tuple[str, str]]:
    """The rows of tables that name a path and the router behind it."""
    for node in source.nodes("object"):
        parts = {short(part.field("key")).strip("'\""): part.field("value") for part in named(node)}
        path = next(
            (text for key in ("path", "prefix", "url", "basePath") if (text := unquoted(short(parts.get(key))))), None
        )
        child = next((short(parts[key]) for key in _HANGS if key in parts), "")
        if path and child:
            yield path, child


@lru_cache(maxsize=32)
def _maker(code: str, name: str) -> str | None:
    """The function or class that a variable of this file gets its value from."""
    given = rf"\b{re.escape(name)}\s*(?::[^=\n]{{1,60}})?=\s*(?:await\s+|new\s+)?(?P<made>[\w$]+)\("
    found = re.search(given, code)
    return found["made"] if found else None


def _mounted(source: Source, arguments: "list[SgNode]", verb: str) -> tuple[str | None, list[str]]:
    """The prefix of a mounting call and what it mounts, as written."""
    first = _literals(source, arguments[0])
    if verb == "register":
        match = re.search(r"prefix\s*:\s*[\"'](/?[\w/-]*)", short(arguments[-1], 600))
        return (match[1] if match else ""), [short(arguments[0])]
    if first:
        return first[0], [short(argument) for argument in arguments[1:]]
    if verb == "use" and arguments[0].kind() in {"identifier", "call_expression", "member_expression"}:
        return "", [short(argument) for argument in arguments]
    return None, []


def _literals(source: Source, node: "SgNode") -> list[str]:
    """The paths that an argument names: a literal, a list of them, or a constant of the same file."""
    if node.kind() == "array":
        return [text for part in named(node) for text in _literals(source, part)][:20]
    text = short(node)
    plain = unquoted(text)
    if plain is not None:
        return [plain]
    if node.kind() == "template_string":
        # What a variable puts in front of the path is not known; the rest is.
        return [_INSERTED.sub(lambda found: _value_of(source, found["name"]), text.strip("`"))]
    if node.kind() == "member_expression" and text.startswith("this."):
        return [value] if (value := _value_of(source, text)) else []
    if node.kind() == "identifier":
        match = re.search(rf"\bconst\s+{re.escape(text)}\s*(?::[^=\n]*)?=\s*[\"']([^\"'\n]*)[\"']", source.code)
        return [match[1]] if match else []
    return []


def _value_of(source: Source, name: str) -> str:
    """The text that a constant of this file, or a field of its class, stands for."""
    last = re.escape(name.rpartition(".")[2].strip())
    match = re.search(rf"\b{last}\s*(?::\s*string\s*)?=\s*[\"']([^\"'\n]*)[\"']", source.code)
    return match[1] if match else ""


def _plain_answer(source: Source, span: tuple[int, int]) -> bool:
    return span[1] - span[0] < 500 and not _VIEWS.search(source.code[span[0] : span[1]])
