"""Routes of Laravel, Lumen, Slim and Symfony, and the closure or the controller's method that answers each."""

import re
from collections.abc import Iterator

from holdfast.model.record import record
from holdfast.model.regex import regex
from holdfast.readers.repository.source.code import Source
from holdfast.readers.repository.source.health.reach import Reach

_ROUTE = regex(
    r"(?:\bRoute::(?:(?:middleware|withoutMiddleware|prefix|name|domain|controller)\([^;{}]{0,200}?\)\s*->\s*){0,4}"
    r"|\$(?:router|app|group|r)->)(?:get|any)\(\s*['\"](?P<path>/?[\w/\-]*)['\"]\s*,\s*(?P<target>[^;{}]{0,300})"
)
_PAIR = regex(r"\[\s*\\?(?:\w+\\)*(?P<owner>\w+)::class\s*,\s*['\"](?P<method>\w+)['\"]")
_JOINED = regex(r"['\"]\\?(?:\w+\\)*(?P<owner>\w+)[@:](?P<method>\w+)['\"]")
_ALONE = regex(r"\\?(?:\w+\\)*(?P<owner>\w+)::class\s*(?:[,)]|$)")
_METHOD = regex(r"['\"](?P<method>\w+)['\"]\s*\)")
_GROUP = regex(r"\bRoute::controller\(\s*\\?(?:\w+\\)*(?P<owner>\w+)::class\s*\)")
_ATTRIBUTE = regex(
    r"(?:\#\[|@)Route\(\s*(?:path\s*[:=]\s*)?['\"](?P<path>/[\w/\-]*)['\"][^;{}]{0,400}?"
    r"(?:\b(?:public\s+)?function\s+(?P<method>\w+)|\bclass\s+(?P<owner>\w+))"
)
"""Of Symfony, above a method or above the class, whose path stands before those of all its methods."""
_PREFIX = regex(r"(?:->|::)prefix\(\s*['\"](?P<prefix>[\w/\-]*)['\"]\s*\)")


@record(frozen=True)
class Route:
    """A route with its path, where it stands, and the name of the controller's class and method, if one answers."""

    path: str
    start: int
    end: int
    owner: str = ""
    method: str = ""


_PAGE = regex(
    r"^(?:.*/)?(?:public|public_html|html|www|web|htdocs|wwwroot|webroot)/(?P<path>[\w/-]{1,60}?)(?:/index)?\.php$"
)
_DECLARES = regex(r"(?m)^[^\S\n]*(?:namespace\s|(?:final |abstract |readonly )*class\s|return\s*\[|Route::)")
_MOST_OF_A_PAGE = 4_000


def page(source: Source) -> str:
    """The path at which a web server runs this file by itself, as it lies among the pages; empty for any other."""
    match = _PAGE.match(source.path)
    own = match is not None and len(source.text) < _MOST_OF_A_PAGE and not _DECLARES.search(source.code)
    return match["path"] if match is not None and own else ""


_CALLED = regex(r"(?P<inside>->|::|\bnew\s+)?\b(?P<name>[a-z_]\w{0,60})\s*\(", re.IGNORECASE)
_FETCHED = regex(r"\b(?:require|include)(?:_once)?\b")
_SPEAKS = frozenset(
    (
        "http_response_code",
        "header",
        "json_encode",
        "date",
        "time",
        "exit",
        "die",
        "echo",
        "print",
        "gethostname",
        "array",
    )
)


def only_speaks(source: Source) -> bool:
    """Nothing that the page asks could go wrong: it calls what answers, and fetches no other file."""
    calls = _CALLED.finditer(source.bare)
    return not _FETCHED.search(source.bare) and all(
        not call["inside"] and call["name"].lower() in _SPEAKS for call in calls
    )


_SPATIE = regex(r"\bHealthCheck(?:Json)?ResultsController$|\bSimpleHealthCheckController$")
_KNOWN_CHECKS = (
    ("DatabaseCheck", "database"),
    ("RedisCheck", "cache"),
    ("CacheCheck", "cache"),
    ("UsedDiskSpaceCheck", "disk"),
)


def library_checks(owner: str, sources: list[Source]) -> tuple[str, ...]:
    """What laravel-health asks behind one of its own controllers, as the application has set it up."""
    if not _SPATIE.search(owner):
        return ()
    text = "\n".join(source.code for source in sources if "Check::new()" in source.text)
    return tuple(dict.fromkeys(name for called, name in _KNOWN_CHECKS if f"{called}::new(" in text))


_API_PREFIX = regex(r"\bapiPrefix:\s{0,8}['\"](?P<prefix>[\w/-]{0,60})['\"]")


def above(source: Source, sources: list[Source]) -> str:
    """What Laravel puts before the paths of its table for programs, unless it is told to put something else."""
    if not f"/{source.path}".endswith("/routes/api.php") or "Route::" not in source.text:
        return ""
    told = (_API_PREFIX.search(one.code) for one in sources if "apiPrefix" in one.text)
    return next((match["prefix"] for match in told if match), "api")


def routes(source: Source) -> Iterator[Route]:
    """Every route of a file that answers when a page is asked for."""
    for match in _ROUTE.finditer(source.code):
        target = match["target"]
        prefix = _PREFIX.search(match[0][: match.start("path") - match.start()])
        path = f"{prefix['prefix']}/{match['path']}" if prefix else match["path"]
        end = match.start("target") + len(target.partition("\n")[0])
        named = _PAIR.match(target) or _JOINED.match(target) or _ALONE.match(target)
        if named is not None:
            method = named.groupdict().get("method") or "__invoke"
            yield Route(path, match.start(), end, named["owner"], method)
            continue
        alone = _METHOD.match(target)
        group = list(_GROUP.finditer(source.code, 0, match.start())) if alone else []
        owner = group[-1]["owner"] if group else ""
        yield Route(path, match.start(), end, owner, alone["method"] if alone and owner else "")


def attributed(source: Source) -> Iterator[Route]:
    """The routes that Symfony is told above the methods of a controller."""
    prefix = ""
    for match in _ATTRIBUTE.finditer(source.text) if "Route(" in source.text else ():
        if match["owner"]:
            prefix = match["path"]
        else:
            owner = source.snippet.name.removesuffix(".php")
            yield Route(f"{prefix}{match['path']}", match.start(), match.end(), owner, match["method"])


def answering(
    reach: Reach, sources: list[Source], source: Source, route: Route
) -> tuple[Source, tuple[int, int]] | None:
    """The method of the controller that a route names."""
    files = [one for one in sources if one.snippet.name == f"{route.owner}.php"]
    used = re.search(rf"(?m)^[^\S\n]*use\s+(?P<name>[\w\\]*\b{re.escape(route.owner)})\s*;", source.code)
    tail = used["name"].replace("\\", "/").partition("/")[2] + ".php" if used else ""
    for candidate in sorted(files, key=lambda one: not (tail and one.path.endswith(tail))):
        span = reach.functions(candidate).get(route.method)
        if span is not None:
            return candidate, span
    return None
