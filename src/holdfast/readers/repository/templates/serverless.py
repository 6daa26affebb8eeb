"""The Serverless Framework's file: functions, permissions, and the CloudFormation under `resources`."""

from collections.abc import Iterator

from holdfast.model.evidence import GapReason
from holdfast.model.facts import Platform, Workload
from holdfast.model.regex import regex
from holdfast.readers.repository.base import ALL_SLUGS, Reading, Snippet
from holdfast.readers.repository.iam import statement_facts
from holdfast.readers.repository.nodes import Node, NodeError, parse_yaml
from holdfast.readers.repository.templates.facts import stack_facts
from holdfast.readers.repository.templates.stack import Resource, Stack

_FILE = regex(r"(?:^|/)serverless(?:[.-][\w-]{1,30})?\.ya?ml$")


def is_serverless_file(snippet: Snippet) -> bool:
    """It is the framework's own file, by name and content."""
    return bool(_FILE.search(snippet.path)) and "provider:" in snippet.text


def serverless_facts(snippet: Snippet) -> Iterator[Reading]:
    """What the file says; only for AWS."""
    try:
        root = parse_yaml(snippet.text)
    except NodeError as error:
        yield snippet.gap(GapReason.MALFORMED, ALL_SLUGS, error.line, error.detail)
        return
    provider = root.child("provider")
    if (provider.text("name") or provider.text()) != "aws":
        return
    yield from _functions(snippet, root)
    yield from _permissions(snippet, provider)
    yield from stack_facts(_stack(snippet, root))


def _functions(snippet: Snippet, root: Node) -> Iterator[Reading]:
    for name, function in root.child("functions").entries().items():
        events = function.items("events")
        served = any(
            event.has("http") or event.has("httpApi") or event.text() in ("http", "httpApi") for event in events
        )
        if served or function.flag("url"):
            yield Workload(
                kind=snippet.kind,
                at=snippet.at(function.key_line, min(function.end, function.key_line + 2)),
                environment=snippet.environment,
                old=snippet.old,
                platform=Platform.LAMBDA,
                name=name,
            )


def _permissions(snippet: Snippet, provider: Node) -> Iterator[Reading]:
    statements = provider.items("iam", "role", "statements") or provider.items("iamRoleStatements")
    for statement in statements:
        yield from statement_facts(
            {"Statement": statement.plain()},
            snippet.at(statement.line, statement.end),
            kind=snippet.kind,
            principal="functions",
            environment=snippet.environment,
        )


def _stack(snippet: Snippet, root: Node) -> Stack:
    stack = Stack()
    parts = root.items("resources")
    for part in parts:
        for name, block in part.child("Resources").entries().items():
            properties = block.child("Properties")
            stack.add(Resource(name, block.text("Type") or "", properties, block, stack, snippet))
    return stack
