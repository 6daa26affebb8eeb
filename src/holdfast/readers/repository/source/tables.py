"""Where an application says which addresses it answers, for frameworks that keep that in a file of its own."""

import re
from itertools import islice

from holdfast.model.evidence import Location
from holdfast.model.regex import regex
from holdfast.readers.repository.source.apps import App
from holdfast.readers.repository.source.code import Source
from holdfast.readers.repository.source.origins.rules import enclosed
from holdfast.readers.repository.source.paths import JAVASCRIPT

_DJANGO = regex(r"(?m)^urlpatterns\s*(?::[^=\n]{1,60})?=\s*(?P<open>[\[(])")
_ROOT = regex(r"(?m)^ROOT_URLCONF\s*=\s*[\"'](?P<module>[\w.]{1,200})[\"']")
_RAILS = regex(r"(?m)^(?:Rails\.application|[A-Z]\w*::Application)\.routes\.draw\s+do\b")
_LARAVEL = regex(r"(?m)^(?:Route::|\$(?:router|app)->)\w+")
_MOST_LINES = 15
"""A longer table is shown by its beginning."""


def route_table(app: App) -> tuple[Location, str] | None:
    """The root table of an application's routes, and its framework; None where routes stand beside what they do."""
    if app.family == "python":
        return _of_django(app)
    if app.family == "php":
        return _of_laravel(app)
    for source in app.serving if app.family == "ruby" else ():
        match = _RAILS.search(source.code) if source.path == f"{app.root}config/routes.rb" else None
        if match is not None:
            return _shown(source, match.start(), len(source.code.rstrip())), "rails"
    return None


def _of_laravel(app: App) -> tuple[Location, str] | None:
    """What programs ask stands in the table of the API; pages in the other one, which counts where there is none."""
    for name in ("routes/api.php", "routes/web.php"):
        source = next((one for one in app.serving if f"/{one.path}".endswith(f"/{name}")), None)
        match = _LARAVEL.search(source.code) if source is not None else None
        if source is not None and match is not None:
            return _shown(source, match.start(), len(source.code.rstrip())), "laravel"
    return None


def _of_django(app: App) -> tuple[Location, str] | None:
    tables = [source for source in app.serving if source.path.endswith(".py") and "urlpatterns" in source.text]
    if not tables:
        return None
    settings = (source for source in app.serving if "ROOT_URLCONF" in source.text)
    roots = {match["module"].replace(".", "/") for source in settings if (match := _ROOT.search(source.code))}
    # The settings name the root; without them it is the table that the admin's pages hang from.
    for source in tables:
        path = f"/{source.path[:-3]}"
        named = any(path.endswith((f"/{root}", f"/{root}/__init__")) for root in roots)
        match = _DJANGO.search(source.code) if named or (not roots and "admin.site.urls" in source.code) else None
        if match is not None:
            return _shown(source, match.start(), enclosed(source, match.start("open")).end + 1), "django"
    return None


def registered(source: Source, listens: Location) -> Location | None:
    """The rows by which a program says what it answers: right above the one that listens, and together with it.

    In Python they follow the one that makes the application.
    """
    rows = source.code.split("\n")
    if source.language == "python":
        below = (at for at in range(listens.end_line + 1, len(rows) + 1) if _INCLUDES.match(rows[at - 1][:300]))
        return _together(source, list(below))
    if source.language not in ("go", "javascript", "typescript", "tsx"):
        return None
    above = range(listens.start_line - 1, max(listens.start_line - _MOST_LINES, 0), -1)
    first = min((number for number in above if _REGISTERS.match(rows[number - 1][:300])), default=None)
    return source.snippet.at(first, listens.start_line) if first else None


def hung_up(source: Source) -> Location | None:
    """The rows that hang what answers on paths, in a file that makes the application and has another listen."""
    if source.language not in JAVASCRIPT or not source.mentions("express", "fastify", "koa", "hono"):
        return None
    if _MAKES_APP.search(source.code) is None:
        return None
    rows = source.code.split("\n")
    return _together(source, [at for at, row in enumerate(rows, start=1) if _REGISTERS.match(row[:300])])


def _together(source: Source, rows: list[int]) -> Location | None:
    """From the first of these rows to the last one that is near enough; one by itself tells too little."""
    near = [at for at in rows if at - rows[0] < _MOST_LINES]
    return source.snippet.at(near[0], near[-1]) if len(near) >= _FEWEST else None


_FEWEST = 2
_INCLUDES = regex(r"\w{1,30}\.(?:include_router|register_blueprint|add_api_route|add_url_rule)\(")
_MAKES_APP = regex(r"=\s?(?:express|[fF]astify|new (?:Koa|Hono|OpenAPIHono))(?:<[^<>\n]{1,80}>)?\(")
_REGISTERS = regex(
    r"[^\S\n]*(?:\w{1,30}\.)?(?:http|mux|app|api|server|r|e|router|\w{1,20}Router|fastify)\."
    r"(?:Handle(?:Func)?|GET|POST|PUT|DELETE|PATCH|get|post|put|patch|delete|use|route|register|Use|Mount|Route)"
    r"\(\s*[\"'`](?:[A-Z]{3,6} )?/"
)
"""A row that hangs what answers on a path."""


_GO_ROUTER = regex(
    r"(?m)^[^\S\n]*(?P<name>\w{1,40})[^\S\n]*(?:,[^\S\n]*\w{1,40}[^\S\n]*)?:?=[^\S\n]*"
    r"(?:chi\.NewRouter|mux\.NewRouter|httprouter\.New|gin\.(?:Default|New)|echo\.New|fiber\.New|bunrouter\.New"
    r"|iris\.(?:Default|New)|(?:http|chi)\.NewServeMux|chi\.NewMux)\("
)
_MOST_ROUTERS = 20
_GO_FUNCTION = regex(r"(?m)^(?:func|\})")


def go_router(app: App) -> Location | None:
    """Where a program in Go makes its router and hangs something on it; of several, the one with most to answer."""
    best: tuple[int, Location] | None = None
    for source in app.serving:
        made = _GO_ROUTER.finditer(source.code) if source.language == "go" else iter(())
        for match in islice(made, _MOST_ROUTERS):
            ends = _GO_FUNCTION.search(source.code, match.end())
            body = source.code[match.start() : ends.start() if ends else len(source.code)]
            told = list(re.finditer(rf"\b{match['name']}\.\w|[(,]\s{{0,9}}&?{match['name']}\s{{0,9}}[,)]", body))
            if told and (best is None or len(told) > best[0]):
                start = match.start("name")
                best = len(told), _shown(source, start, match.start() + told[-1].end())
    return best[1] if best else None


def _shown(source: Source, start: int, end: int) -> Location:
    whole = source.at(start, end)
    return whole if whole.end_line - whole.start_line < _MOST_LINES else source.at(start)
