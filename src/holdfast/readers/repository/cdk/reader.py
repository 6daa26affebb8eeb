"""From the files of a CDK program to facts: each use of each class, once for each environment it tells apart."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from holdfast.model.evidence import EvidenceKind, GapReason
from holdfast.model.facts.base import Fact
from holdfast.model.regex import regex
from holdfast.readers.repository.base import ALL_SLUGS, Reader, Reading, Snippet, Tree
from holdfast.readers.repository.cdk.application import contexts_of, environments_of
from holdfast.readers.repository.cdk.program import File, parse
from holdfast.readers.repository.cdk.resources import stack_of
from holdfast.readers.repository.nodes import Node
from holdfast.readers.repository.templates.facts import shell_facts, stack_facts

_IMPORTS = regex(r"aws-cdk-lib|aws_cdk|@aws-cdk/|['\"]constructs['\"]|from constructs import")
_TESTS = regex(r"(?:^|/)(?:tests?|__tests__|spec|specs|e2e)/|\.(?:test|spec)\.[jt]sx?$|(?:^|/)test_[^/]*\.py$|\.d\.ts$")
_SETTINGS = regex(r"config|env|constant|setting|stage|param|shared|common", re.IGNORECASE)
_ENDINGS = (".ts", ".mts", ".js", ".mjs", ".py")
_MAX_SETTINGS = 60_000


def _wants(path: str) -> bool:
    return path.endswith(_ENDINGS) and not _TESTS.search(path)


def _read(snippet: Snippet) -> Iterable[Reading]:
    return _program((snippet,)) if _IMPORTS.search(snippet.text) or _looks_like(snippet.text) else ()


def _looks_like(text: str) -> bool:
    """A piece of a program in a guide, without its imports."""
    return bool(re.search(r"\b(?:new )?[a-z]\w{1,20}\.[A-Z]\w{2,40}\((?:this|self|stack|scope),", text))


def _read_together(tree: Tree, snippets: tuple[Snippet, ...]) -> Iterator[Reading]:
    programs = [snippet for snippet in snippets if _IMPORTS.search(snippet.text)]
    if not programs:
        return
    anchors = tuple(sorted((_folder(path) for path in tree.paths if _is_anchor(path)), key=len, reverse=True))
    groups: dict[str, list[Snippet]] = {}
    for snippet in programs:
        groups.setdefault(_root(snippet.path, anchors), []).append(snippet)
    known = {snippet.path for snippet in programs}
    for snippet in snippets:
        root = _root(snippet.path, anchors)
        settles = _SETTINGS.search(snippet.name) and len(snippet.text) < _MAX_SETTINGS
        if snippet.path not in known and root in groups and settles and _near(snippet, groups[root]):
            groups[root].append(snippet)
    for root in sorted(groups):
        yield from _program(tuple(groups[root]))


def _is_anchor(path: str) -> bool:
    return path == "cdk.json" or path.endswith("/cdk.json")


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _root(path: str, anchors: tuple[str, ...]) -> str:
    """The folder of the program a file belongs to: the nearest above it with a `cdk.json`; else they are all one."""
    return next((folder for folder in anchors if not folder or path.startswith(f"{folder}/")), "")


def _near(snippet: Snippet, programs: list[Snippet]) -> bool:
    """It stands beside one of the program's files, or in a folder next to one."""
    folder = _folder(snippet.path)
    return any(folder == _folder(other.path) or _folder(folder) == _folder(_folder(other.path)) for other in programs)


def _program(snippets: tuple[Snippet, ...]) -> Iterator[Reading]:
    files: list[File] = []
    for snippet in snippets:
        try:
            file = parse(snippet)
        except RecursionError:
            yield snippet.gap(GapReason.MALFORMED, ALL_SLUGS, 0, "nested too deeply")
            continue
        files.append(file)
        if file.error and snippet.first_line == 1 and _IMPORTS.search(snippet.text):
            yield snippet.gap(GapReason.MALFORMED, ALL_SLUGS, file.error, "cannot be parsed from here")
    try:
        yield from _facts(files)
    except RecursionError:
        for file in files:
            yield file.snippet.gap(GapReason.MALFORMED, ALL_SLUGS, 0, "nested too deeply")


def _facts(files: list[File]) -> Iterator[Reading]:
    known = environments_of(files)
    told = {name: tuple(_told(files, name)) for name in known or (None,)}
    alike = set.intersection(*(set(map(repr, readings)) for readings in told.values()))
    given: set[str] = set()
    for name, readings in told.items():
        for reading in readings:
            key = repr(reading)
            if key in given:
                continue
            given.add(key)
            different = key not in alike and isinstance(reading, Fact) and reading.environment is None
            yield replace(reading, environment=name) if different and isinstance(reading, Fact) else reading


def _told(files: list[File], environment: str | None) -> Iterator[Reading]:
    """The facts of the whole program as it is in one environment."""
    stack = stack_of(contexts_of(files, environment))
    yield from stack_facts(stack)
    for resource in stack.resources.values():
        commands: list[Node] = resource.traits.get("commands", [])
        if commands:
            yield from shell_facts(resource.snippet, _script(commands))


def _script(commands: list[Node]) -> Node:
    """Commands given one by one as one script, in which each keeps its line."""
    first = commands[0].line
    rows: list[str] = []
    for node in commands:
        rows += [""] * (node.line - first - len(rows))
        text = str(node.value)
        if node.line - first < len(rows) and rows:
            rows[-1] += "; " + text.replace("\n", "; ")
        else:
            rows += text.strip("\n").split("\n") if node.end > node.line else [text.replace("\n", "; ")]
    return Node("\n".join(rows), first, max(commands[-1].end, first + len(rows)), first)


READER = Reader(
    name="cdk",
    serves=ALL_SLUGS,
    wants=_wants,
    read=_read,
    kind=EvidenceKind.DECLARED,
    read_together=_read_together,
)
"""AWS CDK source; files that do not import the CDK are passed over after one search."""
