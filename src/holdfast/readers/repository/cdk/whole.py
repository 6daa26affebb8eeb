"""From the files of a CDK program to facts: each use of each class, once for each environment it tells apart."""

import re
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Mapping

from holdfast.model.evidence import GapReason
from holdfast.model.facts.base import Fact
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import ALL_SLUGS, Reading, Snippet, Tree
from holdfast.readers.repository.cdk.application import NO_SETTINGS, contexts_of, environments_of
from holdfast.readers.repository.cdk.chosen_files import with_chosen_files
from holdfast.readers.repository.cdk.context import context_beside
from holdfast.readers.repository.cdk.defaults import built_in_secrets
from holdfast.readers.repository.cdk.linked import Links, linked
from holdfast.readers.repository.cdk.marks import IMPORTS
from holdfast.readers.repository.cdk.parts import File
from holdfast.readers.repository.cdk.program import parse
from holdfast.readers.repository.cdk.resources import stack_of
from holdfast.readers.repository.cdk.unset import asked_for, unset_settings
from holdfast.readers.repository.cdk.user_data import script_facts
from holdfast.readers.repository.templates.facts import stack_facts
from holdfast.readers.repository.text.nodes import Node

_WORD = regex(r"[A-Za-z_]\w+")


def program_facts(snippets: tuple[Snippet, ...], tree: Tree | None = None) -> Iterator[Reading]:
    """What the files of one program say together, and where they cannot be parsed."""
    files = linked((yield from parsed(with_chosen_files(snippets, tree), IMPORTS)), tree)
    asked, own = asked_for(snippets), _own(files)
    for file in files:
        yield from built_in_secrets(file)
        if file.snippet.path in own:
            yield from unset_settings(file.snippet, asked)
    settings = context_beside(tree, snippets) if tree is not None else NO_SETTINGS
    yield from by_environment(files, lambda environment: _told(files, environment, tree, settings), settings)


def _own(files: list[File]) -> set[str]:
    """The files that build, and those that they take something from: one beside them may be the application's."""
    links = Links.of(files)
    building = [file.snippet for file in files if IMPORTS.search(file.snippet.text)]
    return {snippet.path for snippet in building}.union(*(links.paths(snippet) for snippet in building))


def parsed(snippets: tuple[Snippet, ...], imports: re.Pattern[str]) -> Generator[Reading, None, list[File]]:
    """The files of a program; a gap for each that cannot be parsed."""
    files: list[File] = []
    once = _said_once(snippets)
    for snippet in snippets:
        try:
            file = parse(snippet, once=once)
        except RecursionError:
            yield snippet.gap(GapReason.MALFORMED, ALL_SLUGS, 0, "nested too deeply")
            continue
        files.append(file)
        if file.error and snippet.first_line == 1 and imports.search(snippet.text):
            yield snippet.gap(GapReason.MALFORMED, ALL_SLUGS, file.error, "cannot be parsed from here")
    return files


def _said_once(snippets: tuple[Snippet, ...]) -> frozenset[str]:
    words = Counter(word for snippet in snippets for word in _WORD.findall(snippet.text))
    return frozenset(word for word, times in words.items() if times == 1)


def by_environment(
    files: list[File], tell: Callable[[str | None], Iterator[Reading]], settings: Mapping[str, Node] = NO_SETTINGS
) -> Iterator[Reading]:
    """What the files say in each environment that they or their settings tell apart, by `tell`; once what is alike."""
    try:
        yield from _facts(environments_of(files, settings), tell)
    except RecursionError:
        for file in files:
            yield file.snippet.gap(GapReason.MALFORMED, ALL_SLUGS, 0, "nested too deeply")


def _facts(known: tuple[str, ...], tell: Callable[[str | None], Iterator[Reading]]) -> Iterator[Reading]:
    told = {name: tuple(tell(name)) for name in known or (None,)}
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


def _told(
    files: list[File], environment: str | None, tree: Tree | None, settings: Mapping[str, Node]
) -> Iterator[Reading]:
    """The facts of the whole program as it is in one environment."""
    stack = stack_of(contexts_of(files, environment, settings))
    yield from stack_facts(stack)
    for resource in stack.resources.values():
        yield from script_facts(resource, tree)
