"""Files of settings that a build of the JVM packs into the application, and that the repository does not hold."""

import re
from collections.abc import Iterable, Iterator

from holdfast.model.evidence import MAX_LINES, EvidenceKind, Location
from holdfast.model.facts import BuiltInSecret
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet, Tree
from holdfast.readers.repository.source import paths
from holdfast.readers.repository.source.apps import App
from holdfast.readers.repository.source.code import Source
from holdfast.readers.repository.source.settings_files.flat import spring_entries
from holdfast.readers.repository.source.spring_files import is_for_developers

_IMPORT = "spring.config.import"
_ITEM = regex(r"^\s*-\s+[\"']?(?P<value>[^\"'\s#]{1,200})")
_PACKED = regex(r"^(?:classpath\*?:/?)?(?P<path>[\w./-]{1,160}\.(?:ya?ml|properties|env|json))$")
"""What is looked for inside the application: `file:`, `configtree:` and stores have a scheme of their own."""

_SOURCE = regex(r"@PropertySources?\((?P<inside>[^;{}]{0,60}\{?[^;{}]{0,600})")
_NAMED = regex(r"\"classpath:/?(?P<path>[\w./-]{1,160}\.(?:ya?ml|properties))\"")
_COPIES = regex(
    r"(?m)^[^\S\n]*(?:(?:tasks?\b|val\b|def\b|processResources\b)[^\n{]{0,120}|copy\s?)\{|^[^\S\n]*copy\s?\{"
)
_FROM = regex(
    r"\bfrom\b\s?\(?\s?(?:file\()?[\"'](?:\$\{?(?:rootDir|projectDir|rootProject\.projectDir)\}?/)?(?P<from>[^\"'\n]{1,120})[\"']"
)
_INTO = regex(r"\binto\b\s?\(?\s?(?:file\()?[\"'](?P<into>[^\"'\n]{1,120})[\"']")
_SETTINGS = regex(r"\.(?:ya?ml|properties|env)\b")
_RESOURCES = regex(r"src/main/resources(?:/(?:config|env|secrets?|properties|security|keys?))?/?$")
_MADE = regex(r"(?i)build|dist|node_modules|frontend|front-?end|client|static|asciidoc|docs|src/")
"""What a build makes, or keeps with the source, is no file of secrets."""


def packed_settings(tree: Tree, apps: Iterable[App]) -> Iterator[BuiltInSecret]:
    """Where each application takes in such files, or its build fetches them out of a folder that is kept elsewhere."""
    for app in apps:
        if app.family != "jvm":
            continue
        for snippet in app.settings:
            if paths.is_spring_settings(snippet.path) and "import" in snippet.text:
                yield from _imported(tree, snippet)
        for source in app.serving:
            if "@PropertySource" in source.text:
                yield from _annotated(tree, source)
        yield from _mounted(tree, app)
        for manifest in app.manifests:
            if "into" in manifest.text and ".gradle" in manifest.name:
                yield from _copied(tree, manifest)


_MOUNTED = regex(
    r"(?m)^[^\S\n]*path[^\S\n]*=[^\S\n]*(?P<path>[\w./-]{0,120}src/main/resources(?:/[\w.-]{1,60}){0,3})[^\S\n]*$"
)
_NO_SETTINGS = regex(
    r"(?i)/(?:static|templates|public|webapp|front-?end|protos?|protobuf|grpc|i18n|locales?|messages|schemas?|db|sql|migrations?"
    r"|assets|fonts|images|data|docs|openapi|swagger)(?:/|$)"
)
"""What else is laid there: for browsers, for translators, or as a description of data."""


def _mounted(tree: Tree, app: App) -> Iterator[BuiltInSecret]:
    """A private repository of settings that git lays among what the build packs."""
    text = tree.open_text(".gitmodules") if ".gitmodules" in tree.known else ""
    if not isinstance(text, str):
        return
    for match in _MOUNTED.finditer(text):
        inside = match["path"].startswith(f"{app.root}/") if app.root else True
        if inside and not _NO_SETTINGS.search(match["path"]):
            snippet = tree.with_text(".gitmodules", text, EvidenceKind.CODED)
            yield _fact(snippet, snippet.at(text.count("\n", 0, match.start("path")) + 1))


def _is_absent(tree: Tree, path: str) -> bool:
    """Nobody keeps it with the source: it is put there to be packed, on the machine that builds."""
    name = f"/{path.removeprefix('./').lstrip('/')}"
    return not any(known.endswith(name) for known in tree.paths)


def _imported(tree: Tree, snippet: Snippet) -> Iterator[BuiltInSecret]:
    lines: list[int] = []
    for entry in spring_entries(snippet):
        if not entry.key.startswith(_IMPORT) or is_for_developers(snippet, entry):
            continue
        told = [(entry.line, part.strip(" \"'")) for part in entry.value.strip("[]").split(",") if part.strip()]
        for number, value in told or _items(snippet, entry.line):
            match = _PACKED.match(value)
            if match and _is_absent(tree, match["path"]):
                lines.append(number)
    if lines:
        yield _fact(snippet, snippet.at(lines[0], min(lines[-1], lines[0] + MAX_LINES - 1)))


def _items(snippet: Snippet, above: int) -> Iterator[tuple[int, str]]:
    for number, row in enumerate(snippet.rows[above:], start=above + 1):
        match = _ITEM.match(row[:400])
        if match is None:
            return
        yield number, match["value"]


def _annotated(tree: Tree, source: Source) -> Iterator[BuiltInSecret]:
    for match in _SOURCE.finditer(source.code):
        named = list(_NAMED.finditer(match["inside"]))
        if "ignoreResourceNotFound" not in match["inside"] and any(_is_absent(tree, one["path"]) for one in named):
            end = match.start("inside") + named[-1].end()
            yield _fact(source.snippet, source.at(match.start(), end))


def _copied(tree: Tree, manifest: Snippet) -> Iterator[BuiltInSecret]:
    for match in _COPIES.finditer(manifest.text):
        block = _block(manifest.text, match.start(), match.end())
        taken, put = _FROM.search(block), _INTO.search(block)
        if taken is None or not (put or "processResources" in match[0]):
            continue
        folder = re.sub(r"^(?:\.{1,2}/)+", "", taken["from"]).rstrip("/")
        inside = put is None or _RESOURCES.search(put["into"]) or (put["into"] == "." and _SETTINGS.search(block))
        if not folder or not inside or _MADE.search(folder) or "$" in folder:
            continue
        if not any(f"/{folder}/" in f"/{path}" for path in tree.paths):
            first = manifest.text.count("\n", 0, match.start()) + 1
            last = first + block.strip("\n").count("\n")
            yield _fact(manifest, manifest.at(first, min(last, first + MAX_LINES - 1)))


def _block(text: str, start: int, inside: int) -> str:
    """From what names a block to the brace that ends it."""
    depth = 1
    for index in range(inside, min(len(text), inside + 3_000)):
        depth += {"{": 1, "}": -1}.get(text[index], 0)
        if depth == 0:
            return text[start : index + 1]
    return text[start:inside]


def _fact(snippet: Snippet, at: Location) -> BuiltInSecret:
    return BuiltInSecret(kind=snippet.kind, environment=snippet.environment, old=snippet.old, at=at)
