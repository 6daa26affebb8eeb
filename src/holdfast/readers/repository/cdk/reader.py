"""Which files are CDK programs, and which of them are one program together."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from posixpath import join, normpath
from typing import Any

from holdfast.model.environments import STAGING, environment_of
from holdfast.model.evidence import EvidenceKind, Location
from holdfast.model.facts import ExposedSecret, HandedSecret
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import ALL_SLUGS, Reader, Reading, Snippet, Tree
from holdfast.readers.repository.cdk.libraries import without_libraries
from holdfast.readers.repository.cdk.marks import IMPORTS, imports_cdk
from holdfast.readers.repository.configuration.exposed import covered, is_literal
from holdfast.readers.repository.configuration.names import is_secret

_TESTS = regex(r"(?:^|/)(?:tests?|__tests__|spec|specs|e2e)/|\.(?:test|spec)\.[jt]sx?$|(?:^|/)test_[^/]*\.py$|\.d\.ts$")
_SETTINGS = regex(r"config|env|constant|setting|stage|param|shared|common", re.IGNORECASE)
_ENDINGS = (".ts", ".mts", ".js", ".mjs", ".py")
_MAX_SETTINGS = 60_000
_FROM = regex(r"(?:from|require\()\s*['\"](\.{1,2}/[\w./-]{1,200})['\"]")
_FROM_PYTHON = regex(r"(?m)^from (\.{0,3})((?:[a-z_][\w.]{0,100})?) import ([^\n]{1,200})")
_MODULE = regex(r"(?<!\bas )\b[a-z_]\w{0,80}")
_MOST_NAMES = 20

_PLAIN_NAME = regex(r"(?:unsafe_?)?[pP]lain_?[tT]ext\(")
_PLAIN = regex(
    r"SecretValue\.(?P<method>unsafePlainText|plainText|unsafe_plain_text|plain_text)\(\s{0,200}[\"'](?P<value>[^\"'\n]{4,200})[\"']"
)


_TAKEN = regex(
    r"SecretValue\.(?:unsafe_?)?[pP]lain_?[tT]ext\(\s{0,200}(?P<value>[^\"'`\s][^\n]{0,200}|`[^`\n]{0,200}`)"
)
_ROW_END = regex(r"\n")
_STAGES = regex(r"(?i)stages?(?=\.[a-z]{2,3}$)")
_WORD = regex(r"[A-Za-z_]\w{2,60}")
_MADE_LATER = regex(r"(?i)\battr[A-Z]\w*|\.secretAccessKey\b|_secret_access_key\b|\.secret_?value|\bFn\.|\bToken\.")
"""Values that CloudFormation fills in itself."""


def is_source(path: str) -> bool:
    """A file that may be part of a program, and is no test."""
    return path.endswith(_ENDINGS) and not _TESTS.search(path)


def _read(snippet: Snippet) -> Iterable[Reading]:
    return _program((snippet,)) if IMPORTS.search(snippet.text) or _looks_like(snippet.text) else ()


def _looks_like(text: str) -> bool:
    """A piece of a program in a guide, without its imports."""
    return bool(re.search(r"\b(?:new )?[a-z]\w{1,20}\.[A-Z]\w{2,40}\((?:this|self|stack|scope),", text))


def _read_together(tree: Tree, snippets: tuple[Snippet, ...]) -> Iterator[Reading]:
    for group in programs(tree, snippets, imports_cdk, ("cdk.json",)):
        yield from _program(group, tree)


def programs(
    tree: Tree,
    snippets: tuple[Snippet, ...],
    imports: Callable[[str], bool],
    projects: tuple[str, ...],
    entries: tuple[str, ...] = (),
) -> Iterator[tuple[Snippet, ...]]:
    """The files of each program: those that import what it is written with, and those that they need.

    Args:
        tree: the repository.
        snippets: its files of source.
        imports: tells the text of a file of such a program from any other.
        projects: names of the file that stands at the root of each program.
        entries: names of files beside it that start the program, and may import nothing but the program's own.
    """
    own = [snippet for snippet in snippets if imports(snippet.text)]
    if not own:
        return
    roots = (_folder(path) for path in tree.paths if path.rpartition("/")[2] in projects)
    anchors = tuple(sorted(roots, key=len, reverse=True))
    # With a project beside it, a package of constructs may be its part.
    own = own if anchors else without_libraries(tree, own)
    groups: dict[str, list[Snippet]] = {}
    for snippet in own:
        groups.setdefault(_root(snippet.path, anchors), []).append(snippet)
    known = {snippet.path for snippet in own}
    others = [one for one in snippets if one.path not in known and len(one.text) < _MAX_SETTINGS]
    for snippet in others:
        root = _root(snippet.path, anchors)
        starts = snippet.name in entries and _folder(snippet.path) == root
        if root in groups and (starts or (_is_settings(snippet.path) and _near(snippet, groups[root]))):
            groups[root].append(snippet)
    _take_imported(groups, others, anchors)
    for root in sorted(groups):
        yield tuple(groups[root])


def _take_imported(groups: dict[str, list[Snippet]], others: Iterable[Snippet], anchors: tuple[str, ...]) -> None:
    """Add what the files of each program import of the rest, and what those import in turn."""
    taken = {one.path for group in groups.values() for one in group}
    by_stem = {_stem(one.path): one for one in others if one.path not in taken}
    waiting = [one for group in groups.values() for one in group]
    while waiting:
        found = (by_stem.pop(path, None) for path in _imported(waiting.pop()))
        for one in (one for one in found if one is not None and _root(one.path, anchors) in groups):
            groups[_root(one.path, anchors)].append(one)
            waiting.append(one)


def _stem(path: str) -> str:
    """What others import a file as: its path without its ending, or the folder that it stands for."""
    return path.rpartition(".")[0].removesuffix("/index").removesuffix("/__init__")


def _is_settings(path: str) -> bool:
    """Its name says so, or that of the folder in which it stands."""
    return any(map(_SETTINGS.search, path.split("/")[-2:]))


def _imported(snippet: Snippet) -> Iterator[str]:
    """The files of the repository that one takes something from, without their endings."""
    folder = _folder(snippet.path)
    for relative in _FROM.findall(snippet.text):
        yield normpath(join(folder, relative)).removesuffix(".js").removesuffix(".ts")
    for dots, module, names in _FROM_PYTHON.findall(snippet.text) if snippet.path.endswith(".py") else ():
        above = join(folder, *[".."] * (len(dots) - 1)) if dots else folder
        name = module.replace(".", "/")
        for base in (above,) if dots else (folder, _folder(folder), ""):
            yield normpath(join(base, name))
            # What is taken from it may be a module of its own.
            yield from (normpath(join(base, name, one)) for one in _MODULE.findall(names)[:_MOST_NAMES])


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _root(path: str, anchors: tuple[str, ...]) -> str:
    """The folder of the program a file belongs to: the nearest above it with a project's file; else all are one."""
    return next((folder for folder in anchors if not folder or path.startswith(f"{folder}/")), "")


def _near(snippet: Snippet, own: list[Snippet]) -> bool:
    """It stands beside one of the program's files, or in a folder next to one."""
    folder = _folder(snippet.path)
    return any(folder == _folder(other.path) or _folder(folder) == _folder(_folder(other.path)) for other in own)


def _program(snippets: tuple[Snippet, ...], tree: Tree | None = None) -> Iterator[Reading]:
    # Imported here: most repositories have files that might be a CDK program, and none that is.
    from holdfast.readers.repository.cdk.whole import program_facts

    snippets = tuple(map(_apart_from_stages, snippets))
    yield from program_facts(snippets, tree)
    for snippet in snippets:
        yield from _plain_secrets(snippet)


def _apart_from_stages(snippet: Snippet) -> Snippet:
    """Without the environment that only a file's name seems to say: `stage.ts` holds a `Stage`, whichever that is."""
    only = snippet.environment == STAGING and environment_of(_STAGES.sub("", snippet.path)) is None
    return replace(snippet, environment=None) if only else snippet


def _plain_secrets(snippet: Snippet) -> Iterator[ExposedSecret | HandedSecret]:
    """Secrets that are made of a text, by the method that the CDK itself calls unsafe: it stands in the template.

    One that a variable gives is on no line of the repository, and in every stack that is made of it.
    """
    if not _PLAIN_NAME.search(snippet.text):
        return
    said: dict[str, Any] = {"kind": snippet.kind, "environment": snippet.environment, "old": snippet.old}
    ends = [end.start() for end in _ROW_END.finditer(snippet.text)]
    for found in _PLAIN.finditer(snippet.text):
        if is_literal(found["value"]):
            at = covered(_line_of(snippet, found, ends), found["value"])
            yield ExposedSecret(**said, at=at, name=found["method"], form="password")
    for taken in _TAKEN.finditer(snippet.text):
        if name := _taken_from(taken["value"]):
            yield HandedSecret(**said, at=_line_of(snippet, taken, ends), to="CloudFormation", names=(name,))


def _line_of(snippet: Snippet, match: re.Match[str], ends: list[int]) -> Location:
    """The row of its value in a text whose rows end at `ends`."""
    return snippet.at(bisect_left(ends, match.start("value")) + 1)


def _taken_from(value: str) -> str | None:
    """The last name in an expression that tells of a secret."""
    if _MADE_LATER.search(value):
        return None
    return next((word for word in reversed(_WORD.findall(value)) if is_secret(word)), None)


READER = Reader(
    name="cdk",
    serves=ALL_SLUGS,
    wants=is_source,
    read=_read,
    kind=EvidenceKind.DECLARED,
    read_together=_read_together,
)
"""AWS CDK source; files that do not import the CDK are passed over after one search."""
