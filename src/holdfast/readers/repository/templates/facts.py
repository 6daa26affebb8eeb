"""The facts of a stack: every resource through the tables of all subjects, and the shell inside it."""

from collections.abc import Callable, Iterable, Iterator

from holdfast.model.facts import StandingName
from holdfast.model.facts.base import Fact
from holdfast.model.record import replace
from holdfast.readers.repository.base import Reading, Snippet
from holdfast.readers.repository.deploy_tools.cloud_config import as_script
from holdfast.readers.repository.templates import (
    access,
    compute,
    containers,
    database,
    edge,
    functions,
    handed,
    idle,
    lightsail,
    operations,
    origins,
    secrets,
    storage,
    stores,
)
from holdfast.readers.repository.templates.builds import build_facts
from holdfast.readers.repository.templates.stack import Resource, Stack
from holdfast.readers.repository.text.nodes import Node, begins_on
from holdfast.readers.repository.text.spelled import spelled_in

_SUBJECTS = (
    compute,
    functions,
    containers,
    database,
    lightsail,
    storage,
    stores,
    edge,
    operations,
    access,
    secrets,
    handed,
    origins,
    idle,
)


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
        elif resource.type == "AWS::SSM::Document":
            yield from _document(resource)
        elif resource.type == "AWS::CodeBuild::Project":
            yield from build_facts(resource)


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
        yield from _installed(resource, config.child("packages"))
        for command in config.child("commands").entries().values():
            script = command.get("command")
            if script is not None and isinstance(script.value, str):
                yield from shell_facts(resource.snippet, script)
        if files := config.child("files").entries():
            # Late, as the shell that such a file may be takes words of the modules beside this one.
            from holdfast.readers.repository.templates.beanstalk_commands import file_facts

            yield from file_facts(files, resource.snippet)


_MANAGERS = {"yum": "yum install -y", "apt": "apt-get install -y", "rpm": "rpm -i"}


def _installed(resource: Resource, packages: Node) -> Iterator[Reading]:
    """What a machine is given to run, each on the line that names it."""
    for manager, names in packages.entries().items():
        rows: dict[int, list[str]] = {}
        for name, node in names.entries().items() if manager in _MANAGERS else ():
            rows.setdefault(node.key_line, []).append(f"{_MANAGERS[manager]} {name}")
        if rows:
            first = min(rows)
            text = "\n".join("; ".join(rows.get(number, ())) for number in range(first, max(rows) + 1))
            yield from _said_by(resource.snippet.part(text, first))


def _document(resource: Resource) -> Iterator[Reading]:
    """What a document of Systems Manager has machines run, and the name of a release that it takes by itself."""
    from holdfast.readers.repository import shell
    from holdfast.readers.repository.shell.delivery.reader import names_release

    content = resource.properties.child("Content")
    for name, parameter in content.child("parameters").entries().items():
        default = parameter.get("default")
        if default is not None and names_release(name) and (default.text() or "").endswith("latest"):
            yield StandingName(**{**resource.said, "at": resource.where(default)}, name=resource.shown)
    for step in content.items("mainSteps"):
        rows = {item.line: item.value for item in step.items("inputs", "runCommand") if isinstance(item.value, str)}
        if not rows:
            continue
        first = min(rows)
        text = "\n".join(rows.get(number, "").replace("\n", "; ") for number in range(first, max(rows) + 1))
        yield from shell.READER.read(resource.snippet.part(text, first))


def shell_facts(snippet: Snippet, script: Node) -> Iterable[Reading]:
    """What a shell script inside a template says; one folded into a line is shown by it, or where it is spelled out."""
    text = str(script.value)
    first = begins_on(script, snippet.rows)
    if script.end == script.line and "\n" in text.strip():
        here, spelled, part = snippet.at(script.line), spelled_in(snippet), snippet.part(text, first)
        for reading in _said_by(part):
            said = part.rows[
                max(reading.at.start_line - part.first_line, 0) : reading.at.end_line - part.first_line + 1
            ]
            at = spelled.at(said) or here
            yield replace(reading, at=at, places={}) if isinstance(reading, Fact) else replace(reading, at=at)
        return
    yield from _said_by(snippet.part(text, first))


def _said_by(script: Snippet) -> Iterator[Reading]:
    from holdfast.readers.repository import shell
    from holdfast.readers.repository.whole import own

    script = as_script(script) or script
    yield from shell.READER.read(script)
    yield from own.READER.read(script)
