"""Tells which calls inside a handler surely ask nothing about the application's health."""

from collections.abc import Iterator

from holdfast.model.regex import regex

_CALL = regex(
    r"(?<![\w$])(?P<before>(?:[\w$]+(?:\(\))?[?!]?\.){0,6})(?P<name>[\w$]+)\s*(?:<[\w<>\[\]., ]{0,80}>\s*)?\("
)
_MOST_CALLS = 60
_HARMLESS_OWNER = regex(
    r"(?i)^(?:this\.)?_?(?:res|resp|response|reply|ctx|c|context|req|request|console|logger|log|date|math|env|environment"
    r"|process|os|json|number"
    r"|string|object|array|promise|datetime|time|timezone|platform|socket|moment|dayjs|performance|app|server"
    r"|router|h|self"
    r"|set|headers|performance|intl|clock|instant|localdatetime|runtime|system|duration|call|environ|settings"
    r"|status)(?:\(\))?[.?!]"
)
_HARMLESS = frozenset(
    [
        "if",
        "for",
        "while",
        "switch",
        "catch",
        "return",
        "function",
        "func",
        "fn",
        "await",
        "async",
        "new",
        "typeof",
        "super",
        "print",
        "len",
        "str",
        "byte",
        "string",
        "int",
        "float",
        "dict",
        "list",
        "round",
        "format",
        "json",
        "send",
        "status",
        "end",
        "write",
        "jsonify",
        "set",
        "type",
        "code",
        "header",
        "cors",
        "sleep",
        "now",
        "uptime",
        "toISOString",
        "isoformat",
        "getTime",
        "memoryUsage",
        "utcnow",
        "strftime",
        "render",
        "text",
        "html",
        "success",
        "ok",
        "body",
        "build",
        "of",
        "toString",
        "toFixed",
        "map",
        "filter",
        "ok_response",
        "path",
        "re_path",
        "url",
        "get",
        "post",
        "put",
        "use",
        "all",
        "route",
        "as_view",
        "mapOf",
        "listOf",
        "require",
        "respond",
        "response",
        "defineEventHandler",
        "eventHandler",
        "make_response",
        "next",
        "app",
        "config",
        "date",
        "time",
        "microtime",
        "gethostname",
        "phpversion",
        "json_encode",
        "http_response_code",
        "exit",
        "die",
    ]
)
_WRAPS = regex(
    r"(?i)^(?:express_?)?(?:async|catch|wrap|safe|try)_?(?:async|catch|wrap(?:per)?|error|handler|middleware|route|controller|fn|promise)s?(?:handler|wrapper|errors)?$"
)
"""What takes a handler and only passes its failures on, as packages and teams call it."""

_ANSWERS_BY = regex(
    r"(?i)^(?:write|send|render|respond|reply|return)_?(?:with_?|as_?)?(?:json|xml|text|html|string|success|ok|response|result|body)\w{0,20}$"
    r"|^(?:json|success|ok|api)_?(?:response|result|reply)\w{0,20}$"
)
"""Helpers of a team's own that only put an answer into words."""
_ONLY_SAYS = frozenset(
    [
        "of",
        "build",
        "body",
        "bodyValue",
        "contentType",
        "GET",
        "ok",
        "json",
        "send",
        "end",
        "toFixed",
        "toISOString",
        "toLocaleString",
        "toIso8601String",
        "toDateTimeString",
        "toAtomString",
        "toRfc3339String",
        "isoFormat",
        "toUTCString",
        "toJSON",
        "isoformat",
        "strftime",
        "toString",
        "toEpochMilli",
        "toInstant",
        "format",
        "getMessage",
        "getLocalizedMessage",
        "printStackTrace",
        "to_s",
        "iso8601",
        "stackTraceToString",
        "to_string",
        "to_owned",
        "into",
        "to_rfc3339",
        "into_response",
        "json_response",
        "jsonify",
    ]
)
"""What is asked of a value that is already there, whatever it is called: text of it, or an answer made of it."""
_TELLS_TIME = regex(
    r"(?i)^(?:(?:get|to|as|total|elapsed|process|in|current|system)_?)?"
    r"(?:up_?time|elapsed|(?:nano|micro|milli)?(?:second|minute|hour|day)s?(?:_?part)?|millis(?:ec)?|nanos"
    r"|(?:nano_?)?time(?:_?(?:stamp|zone|millis|in_?millis))?)$"
)
"""How long something has been running, or what time it is, as clocks and a program's own helpers are asked."""
_MADE_HERE = regex(
    r"\b(?:val|var|let|const|[A-Z]\w{0,40}(?:<[\w<>?,. ]{0,80}>)?)\s+(?P<name>[a-z]\w{0,60})"
    r"(?:\s*:[^=\n]{1,80})?\s*=\s*(?:new\s+(?:java\.util\.)?(?:Linked|Concurrent|Tree)?(?:Hash)?(?:Map|Dictionary|JSONObject)\b"
    r"|(?:mutable|linked|hash)\w{0,10}MapOf\b)"
)
"""A map that a handler makes to answer with."""
_FILLS = frozenset(["put", "putAll", "set", "add", "append", "remove"])
_OF_SETTINGS = regex(r"(?i)(?:build|git|server|app(?:lication)?|info|mail)\w{0,20}(?:properties|props|info)$")
_BUILDER = regex(r"\b[A-Z]\w{0,80}(?:<[\w<>?, ]{1,80}>)?\.(?:<[\w<>?, ]{1,80}>)?(?:builder|newBuilder)\s*\(\s*\)")


def called(bare: str) -> list[tuple[str, str]]:
    """What is called in the code of a function: on what (its last link, "" for nothing), and the name."""
    maps = {match["name"] for match in _MADE_HERE.finditer(bare)}
    built = _BUILDER.search(bare) is not None
    return list(dict.fromkeys(_calls(bare, maps, built=built)))[:_MOST_CALLS]


def _calls(bare: str, maps: set[str], *, built: bool) -> Iterator[tuple[str, str]]:
    for match in _CALL.finditer(bare):
        links = [link.rstrip("?!") for link in match["before"].split(".")[:-1]]
        # What a chain calls on its way is called, too.
        yield from ((links[at - 1] if at else "", link[:-2]) for at, link in enumerate(links) if link.endswith("()"))
        owner = links[-1] if links else ""
        if owner in maps and match["name"] in _FILLS:
            continue
        if built and (owner.endswith("uilder()") or (not owner and _is_chained(bare, match.start()))):
            continue  # a part of the answer that is being made
        yield owner, match["name"]


def _is_chained(bare: str, start: int) -> bool:
    return bare[max(0, start - 80) : start].rstrip().endswith(".")


def is_plain(name: str) -> bool:
    """A word of a language or a framework, by which no program calls a helper of its own that is worth following."""
    return name in _HARMLESS


def asks_nothing(owner: str, name: str) -> bool:
    """Whether a call that leads out of the repository surely asks nothing about the application's health."""
    if name[:1].isupper() or owner[:1].isupper():
        return True
    if name in _ONLY_SAYS or _TELLS_TIME.match(name) or _ANSWERS_BY.match(name):
        return True
    if not owner:
        return name in _HARMLESS or _WRAPS.match(name) is not None
    if name.startswith("get") and _OF_SETTINGS.search(owner):
        return True
    return bool(_HARMLESS_OWNER.match(owner + "."))
