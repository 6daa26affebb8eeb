"""What an application answers at its first page, which a load balancer asks for that is told nothing better."""

from holdfast.model.evidence import Location
from holdfast.model.regex import regex
from holdfast.readers.repository.source.apps import App
from holdfast.readers.repository.source.code import Source
from holdfast.readers.repository.source.origins.rules import enclosed

_ROUTES = {
    "node": regex(r"(?<![\w.])(?:app|server|fastify|api)\.(?:get|all)(?P<open>\()\s*([\"'`])/\2\s*,"),
    "nest": regex(r"@Controller\(\s*\)[^@]{0,800}(?P<row>@Get\(\s*\)[^\n]*\n[^\n]*)"),
    "python": regex(
        r"(?m)^@\w{1,40}\.(?:get|route)\(\s*[\"']/[\"'][^\n]*\n(?:@[^\n]*\n){0,4}(?:async )?def [^\n]*"
        r"(?:\n[ \t][^\n]*){0,12}"
    ),
    "go": regex(r"\b\w{1,40}\.(?:HandleFunc|Handle|GET|Get)\(\s*\"(?:GET )?/(?:\{\$\})?\"\s*,[^\n]*"),
    "jvm": regex(r"@(?:Get|Request)Mapping\(\s*(?:(?:value|path)\s*=\s*)?\"/\"\s*\)[^\n]*\n[^\n]*"),
}
_BY_LANGUAGE = {
    "javascript": ("node",),
    "typescript": ("node", "nest"),
    "python": ("python",),
    "go": ("go",),
    "java": ("jvm",),
    "kotlin": ("jvm",),
}
_MOST_LINES = 15


def first_page(app: App) -> Location | None:
    """The first place that answers there, beside the route as far as it is short; None where none is seen."""
    return next((at for source in app.serving if (at := _in(source)) is not None), None)


def _in(source: Source) -> Location | None:
    for name in _BY_LANGUAGE.get(source.language, ()):
        match = _ROUTES[name].search(source.code)
        if match is None:
            continue
        start, end = match.span("row") if name == "nest" else match.span()
        if name == "node":
            end = enclosed(source, match.start("open")).end + 1
        whole = source.at(start, end)
        return whole if whole.end_line - whole.start_line < _MOST_LINES else source.at(start)
    return None
