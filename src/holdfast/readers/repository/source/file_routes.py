"""Routes that are told by where a file stands: Next, Nuxt, SvelteKit and Remix."""

from collections.abc import Set as AbstractSet

from holdfast.model.record import record
from holdfast.model.regex import regex

_NEXT_ROUTE = regex(r"(?:^|/)(?:src/)?app/(?P<path>.+)/route\.[cm]?[jt]sx?$")
_NEXT_PAGE = regex(r"(?:^|/)(?:src/)?pages/(?P<path>api/.+?)(?:/index)?\.[cm]?[jt]sx?$")
_NUXT = regex(r"(?:^|/)server/(?:routes/)?(?P<path>.+?)(?:/index)?(?:\.get)?\.[cm]?[jt]s$")
_SVELTE = regex(r"(?:^|/)src/routes/(?P<path>.+)/\+server\.[cm]?[jt]s$")
_REMIX = regex(r"(?:^|/)app/routes/(?P<path>[^$]+?)(?:/route|/index)?\.[cm]?[jt]sx?$")

_ON_SERVER = regex(r"(?:^|/)server/(?:api|routes)/[^\n]{1,200}\.[cm]?[jt]s$")
_NAMED = regex(r"(?:^|/)app/(?:.+/)?route\.[cm]?[jt]s$")
_ANSWERS = regex(r"(?m)^export (?:const |(?:async )?function )(?:GET|HEAD|POST|PUT|PATCH|DELETE)\b")


@record(frozen=True)
class FileRoute:
    """A route with its path, its framework and the functions of the file that may answer, the likeliest first."""

    path: str
    framework: str
    answers: tuple[str, ...]


def route_of(path: str, depends: AbstractSet[str]) -> FileRoute | None:
    """The route that a file at `path` answers in an application that depends on these packages."""
    if any(name.startswith("@remix-run/") for name in depends):
        match = _REMIX.search(path)
        return FileRoute(match["path"].replace("[.]", ".").replace(".", "/"), "remix", ("loader",)) if match else None
    if "@sveltejs/kit" in depends:
        match = _SVELTE.search(path)
        return FileRoute(_grouped(match["path"]), "sveltekit", ("GET",)) if match else None
    if "nuxt" in depends or "nitropack" in depends:
        match = _NUXT.search(path)
        return FileRoute(match["path"], "nuxt", ()) if match else None
    match = _NEXT_ROUTE.search(path) or _NEXT_PAGE.search(path)
    return FileRoute(_grouped(match["path"]), "next", ("GET", "handler")) if match else None


def _grouped(path: str) -> str:
    """Folders in brackets group routes and are no part of what a browser asks for."""
    return "/".join(part for part in path.split("/") if not part.startswith(("(", "@")))


def is_named_for_routes(path: str) -> bool:
    """Its place in the tree is one that a file of routes has with Next."""
    return path.endswith(("/route.ts", "/route.js", "/route.mts", "/route.mjs")) and bool(_NAMED.search(path))


def is_of_server(path: str) -> bool:
    """It answers by itself with SvelteKit or Nuxt, and is no page."""
    return "/+server." in path or bool(_ON_SERVER.search(path))


def answers(text: str) -> bool:
    """It exports what answers a method of HTTP: with such a place, a route whatever its manifest says or lacks."""
    return "export" in text and _ANSWERS.search(text) is not None
