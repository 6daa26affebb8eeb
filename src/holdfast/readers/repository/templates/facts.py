"""The facts of a stack: every resource through the tables of all subjects, and the shell inside it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from holdfast.model.facts.base import Fact
from holdfast.readers.repository.base import Reading, Snippet
from holdfast.readers.repository.nodes import Node
from holdfast.readers.repository.templates import access, compute, containers, database, edge, operations, storage
from holdfast.readers.repository.templates.stack import Resource, Stack

_SUBJECTS = (compute, containers, database, storage, edge, operations, access)


def _table() -> dict[str, tuple[Callable[[Resource], Iterator[Fact]], ...]]:
    table: dict[str, tuple[Callable[[Resource], Iterator[Fact]], ...]] = {}
    for subject in _SUBJECTS:
        for sort, function in subject.TABLE.items():
            table[sort] = (*table.get(sort, ()), function)
    return table


_TABLE = _table()


def stack_facts(stack: Stack) -> Iterator[Reading]:
    """The facts of all resources, in the stack's order."""
    for resource in stack.resources.values():
        for function in _TABLE.get(resource.type, ()):
            yield from function(resource)
        if resource.type in _LAUNCHERS:
            yield from _shell(resource)


_LAUNCHERS = {
    "AWS::EC2::Instance": ("UserData",),
    "AWS::EC2::LaunchTemplate": ("LaunchTemplateData", "UserData"),
    "AWS::AutoScaling::LaunchConfiguration": ("UserData",),
    "AWS::Lightsail::Instance": ("UserData",),
}


def _shell(resource: Resource) -> Iterator[Reading]:
    """What the script that an instance starts with says."""
    data = resource.properties.get(*_LAUNCHERS[resource.type])
    if data is not None and isinstance(data.value, str):
        yield from shell_facts(resource.snippet, data)
    for config in resource.block.child("Metadata", "AWS::CloudFormation::Init").entries().values():
        for command in config.child("commands").entries().values():
            script = command.get("command")
            if script is not None and isinstance(script.value, str):
                yield from shell_facts(resource.snippet, script)


def shell_facts(snippet: Snippet, script: Node) -> Iterable[Reading]:
    """What a shell script inside a template says; one folded into a single line is shown by that line."""
    from holdfast.readers.repository import shell

    text = str(script.value)
    opening = snippet.rows[script.line - 1].rstrip() if script.line <= len(snippet.rows) else ""
    first = script.line + (1 if opening.endswith(("|", "|-", "|+", ">", ">-", ">+")) else 0)
    if script.end == script.line and "\n" in text.strip():
        here = snippet.at(script.line)
        for reading in shell.READER.read(snippet.part(text, first)):
            yield replace(reading, at=here, places={}) if isinstance(reading, Fact) else replace(reading, at=here)
        return
    yield from shell.READER.read(snippet.part(text, first))
