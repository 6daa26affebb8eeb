"""How templates become facts: once for each environment that each of them tells apart."""

import re
from collections.abc import Iterable, Iterator, Mapping

from holdfast.model.environments import PRODUCTION, canonical
from holdfast.model.evidence import Gap, GapReason
from holdfast.model.facts import Workload
from holdfast.model.facts.base import Fact
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import ALL_SLUGS, Reading, Snippet, Tree
from holdfast.readers.repository.templates.beanstalk import options_facts
from holdfast.readers.repository.templates.facts import stack_facts
from holdfast.readers.repository.templates.intrinsics import Evaluator, environments
from holdfast.readers.repository.templates.kinds import (
    OPTIONS_FOLDER,
    is_options_file,
    is_serverless_file,
    is_template,
)
from holdfast.readers.repository.templates.left_empty import left_empty
from holdfast.readers.repository.templates.parameters import built_in_secrets
from holdfast.readers.repository.templates.serverless import serverless_facts
from holdfast.readers.repository.templates.stack import Resource, Stack
from holdfast.readers.repository.templates.told_parameters import told_parameters, with_parameters
from holdfast.readers.repository.text.json_nodes import parse_json
from holdfast.readers.repository.text.left_out import read_beside
from holdfast.readers.repository.text.nodes import Node, NodeError

_SURE = regex(r"""(?:^|\{)[ \t]*["']?AWSTemplateFormatVersion["']?[ \t]*:""", re.MULTILINE)
_LIKELY = regex(r"""(?:^|\{)[ \t]*["']?Resources["']?[ \t]*:""", re.MULTILINE)

_SHARING = {
    "AWS::Serverless::Function": "Function",
    "AWS::Serverless::Api": "Api",
    "AWS::Serverless::HttpApi": "HttpApi",
}
"""SAM's types, each with the part of `Globals` that all of them share."""

_IMPLIED = {sort: part for sort, part in _SHARING.items() if part != "Function"}


def read(snippet: Snippet) -> Iterator[Reading]:
    """One template, or file of options or of the framework's, by itself."""
    if is_options_file(snippet):
        yield from _read_options(snippet)
    elif is_serverless_file(snippet):
        yield from serverless_facts(snippet)[0]
    elif is_template(snippet):
        yield from _read_template(snippet)


def _read_options(snippet: Snippet) -> Iterator[Reading]:
    """A file of options, and the resources that it has Beanstalk make beside its own."""
    said = tuple(options_facts(snippet))
    yield from said
    if "AWS::" in snippet.text and not any(isinstance(reading, Gap) for reading in said):
        yield from _read_template(snippet)


def read_together(tree: Tree, snippets: tuple[Snippet, ...]) -> Iterator[Reading]:
    """All of a repository, with what each gives to others, and what the framework's files leave to them."""
    roots: dict[str, tuple[Snippet, Node]] = {}
    for snippet in snippets:
        if is_template(snippet) and "Parameters" in snippet.text:
            try:
                roots[snippet.path] = snippet, _parse(snippet)[0]
            except RecursionError:
                continue  # told below, where it is read
    told = told_parameters(tree, roots)
    parts: set[str] = set()
    for snippet in filter(is_serverless_file, snippets):
        found, used = serverless_facts(snippet, tree)
        parts |= used
        yield from found
    yield from _options_together(snippet for snippet in snippets if is_options_file(snippet))
    for snippet in snippets:
        if snippet.path in parts or is_serverless_file(snippet) or is_options_file(snippet):
            continue
        given = told.get(snippet.path)
        yield from read(snippet) if given is None else _read_template(snippet, given)


def _options_together(files: Iterable[Snippet]) -> Iterator[Reading]:
    """All options of a folder set up one environment: what it runs on is told once, where most of it is told."""
    told: dict[tuple[str, str | None], list[Workload]] = {}
    for file in files:
        whole = file.path.rpartition("/")[0] if OPTIONS_FOLDER.search(file.path) else file.path
        for reading in _read_options(file):
            if isinstance(reading, Workload):
                told.setdefault((whole, reading.name), []).append(reading)
            else:
                yield reading
    for alike in told.values():
        yield max(alike, key=lambda one: len(one.places))


def _read_template(snippet: Snippet, given: Mapping[str, Node] | None = None) -> Iterator[Reading]:
    """The facts of a template; `given`: values that its parameters get from elsewhere."""
    try:
        root, gaps = _parse(snippet)
        yield from template_facts(snippet, root, given)
        if _SURE.search(snippet.text) or _LIKELY.search(snippet.text):
            yield from gaps
    except RecursionError:
        yield snippet.gap(GapReason.MALFORMED, ALL_SLUGS, 0, "nested too deeply")


def _parse(snippet: Snippet) -> tuple[Node, tuple[Gap, ...]]:
    if snippet.text.lstrip()[:1] != "{":
        return read_beside(snippet, ALL_SLUGS)
    try:
        return parse_json(snippet.text), ()
    except NodeError as error:
        return Node(None), (snippet.gap(GapReason.MALFORMED, ALL_SLUGS, error.line, error.detail),)


def template_facts(snippet: Snippet, root: Node, given: Mapping[str, Node] | None = None) -> Iterator[Reading]:
    """The facts of one template; those that are alike in every environment it knows are told once."""
    if not _resources(root):
        return
    yield from built_in_secrets(snippet, root)
    yield from left_empty(snippet, root, given or {})
    root = with_parameters(root, given) if given else root
    known = environments(root)
    if snippet.environment is not None or not known:
        yield from stack_facts(_stack(snippet, root, snippet.environment))
        return
    told = {name: tuple(stack_facts(_stack(snippet, root, name))) for name in known}
    alike = set.intersection(*(set(map(_key, readings)) for readings in told.values()))
    # What all say alike is shown where production says it.
    shown = {_key(reading): reading for reading in told.get(PRODUCTION, ())}
    seen: set[str] = set()
    for name, readings in told.items():
        for reading in readings:
            key = _key(reading)
            if key in alike and key not in seen:
                seen.add(key)
                yield shown.get(key, reading)
            elif key not in alike:
                yield replace(reading, environment=name) if isinstance(reading, Fact) else reading


def _key(reading: Reading) -> str:
    return repr(reading)


def _resources(root: Node) -> dict[str, Node]:
    """The resources of a template, or of a piece of one that a guide shows without its frame."""
    blocks = root.child("Resources").entries() or root.child("resources", "Resources").entries() or root.entries()
    return {name: block for name, block in blocks.items() if (block.text("Type") or "").startswith("AWS::")}


def _stack(snippet: Snippet, root: Node, environment: str | None) -> Stack:
    evaluator = Evaluator(root, canonical(environment) if environment else None)
    stack = Stack()
    shared = {sort: evaluator.resolve(root.child("Globals", part)) for sort, part in _SHARING.items()}
    for name, block in _resources(root).items():
        condition = block.text("Condition")
        if condition and evaluator.holds(condition) is False:
            continue
        properties = evaluator.resolve(block.child("Properties"))
        if block.text("Type") in _SHARING:
            properties = _merged(shared[block.text("Type") or ""], properties)
        resolved = replace(
            block, value={**block.entries(), "DeletionPolicy": evaluator.resolve(block.child("DeletionPolicy"))}
        )
        kept = resolved if block.has("DeletionPolicy") else block
        stack.add(Resource(name, block.text("Type") or "", properties, kept, stack, snippet))
    for sort, part in _IMPLIED.items():
        # Functions with an event of that sort and no API of their own get one, of what all share and nothing else.
        if shared[sort].entries() and not any(resource.type == sort for resource in stack.resources.values()):
            stack.add(Resource(part, sort, shared[sort], root.child("Globals", part), stack, snippet))
    return stack


def _merged(shared: Node, own: Node) -> Node:
    """What SAM makes of its `Globals` and a resource's own properties: maps joined, anything else the resource's."""
    if not isinstance(shared.value, dict) or not isinstance(own.value, dict):
        return own if own.value is not None else shared
    parts = {key: _merged(part, own.value[key]) if key in own.value else part for key, part in shared.value.items()}
    return replace(own, value={**own.value, **parts})
