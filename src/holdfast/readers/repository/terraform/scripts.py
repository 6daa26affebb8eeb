"""Scripts that Terraform hands to machines: at their first start, or over SSH by a provisioner."""

from collections.abc import Iterable, Iterator

from holdfast.model.evidence import Gap
from holdfast.model.facts import Login, StandingName
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reading, Snippet, Tree
from holdfast.readers.repository.configuration.handed import scripted_secrets
from holdfast.readers.repository.deploy_tools.cloud_config import as_script
from holdfast.readers.repository.shell.delivery.reader import names_release
from holdfast.readers.repository.terraform.builds import build_facts
from holdfast.readers.repository.terraform.documents import opened
from holdfast.readers.repository.terraform.filled import fill_in, with_settings
from holdfast.readers.repository.terraform.pieces import named_pieces
from holdfast.readers.repository.terraform.resource import Resource, Section, World
from holdfast.readers.repository.terraform.values import FileText, Place, Ref, Value

_AT_START = frozenset(
    [
        "aws_instance",
        "aws_spot_instance_request",
        "aws_launch_template",
        "aws_launch_configuration",
        "aws_lightsail_instance",
        "module.unknown",
    ]
)
_GIVEN = ("user_data", "user_data_base64")
_COMMAND = regex(
    r"(?:\s|#[^\n]*\n)*(?:sudo|apt|apt-get|yum|dnf|amazon-linux-extras|snap|docker|docker-compose|systemctl|service|cat"
    r"|echo|mkdir|cd|git|aws|curl|wget|npm|pm2|pip3?|chmod|chown|export|set|if|for|dd|useradd|usermod|hostnamectl)\s"
)
"""A text that begins with a command of the shell, behind remarks."""
_CLOUD_INIT = ("data.template_cloudinit_config", "data.cloudinit_config")


def scripts_of(resource: Resource, world: World, tree: Tree | None) -> Iterator[Reading]:
    """What the scripts of one resource say."""
    if resource.type in _AT_START:
        value = next((found for name in _GIVEN if (found := resource.get(name))), None)
        yield from _written_in(resource, world)
        whole = _resolved(value, world)
        for script in whole:
            yield from _started(resource, script, _opened(resource, script, tree), world)
        for piece in pieces_of(resource, world, whole):
            yield from _started(resource, piece, _of_shell(_opened(resource, piece, tree)), world, anything=True)
    if resource.type == "aws_ssm_document":
        yield from _document(resource, world)
    if resource.type == "aws_codebuild_project":
        yield from build_facts(resource)
    if any(inner.type == "provisioner" for inner in resource.block.blocks):
        yield from _provisioned(resource, world, tree)


def _started(
    resource: Resource, script: Value, part: Snippet | None, world: World, *, anything: bool = False
) -> Iterator[Reading]:
    """What a machine does at its first start, by the words that Terraform puts into the script."""
    read = _read(fill_in(resource, script, part), world, anything=anything)
    yield from with_settings(resource, script, part, read)


def _written_in(resource: Resource, world: World) -> Iterator[Reading]:
    """Secrets that stand in the script afterwards, for everybody on the host and who may look at its attributes."""
    given = [name for name in _GIVEN if name in resource.block.attributes]
    own = [resource.block.attributes[name].place() for name in given]
    if not given:  # of a program, whose arguments are told already
        given = [name for name in _GIVEN if resource.get(name) is not None]
    scripts = [place for name in given for place in _places(resource, resource.get(name), world)]
    for place in dict.fromkeys(one for one in (*own, *scripts) if one is not None):
        rows = place.snippet.rows[place.start - 1 : place.end]
        yield from scripted_secrets(resource.base(resource.at()), resource.name, place.location(), rows)


def _places(resource: Resource, value: Value | None, world: World) -> Iterator[Place | None]:
    """Where the script stands, and the values that are put into it."""
    whole = _resolved(value, world)
    yield from (script.place for script in (*whole, *pieces_of(resource, world, whole)))
    source = world.target(value) if value is not None and isinstance(value.data, Ref) else None
    if source is not None and source.type == "data.template_file":
        filled_in = source.get("vars")
        yield filled_in.place if filled_in is not None else None


def _document(resource: Resource, world: World) -> Iterator[Reading]:
    """What a document of Systems Manager has machines run, and the name of a release that it takes by itself."""
    content = opened(resource.get("content"))
    if content is None:
        return
    document = Section(content.place or resource.place, data=content)
    parameters = document.get("parameters")
    for name, value in parameters.data.items() if parameters and isinstance(parameters.data, dict) else ():
        parameter = Section(value.place or resource.place, data=value)
        if names_release(name) and (parameter.text("default") or "").endswith("latest"):
            yield StandingName(**resource.base(parameter.at("default")), name=resource.name)
    for step in document.sections("mainSteps"):
        yield from _read(_commands(resource, (step.section("inputs"),), "runCommand"), world, anything=True)


def _resolved(value: Value | None, world: World) -> list[Value]:
    """The script itself, also when a data source renders it or cloud-init carries it among other parts."""
    if value is None or not isinstance(value.data, Ref):
        return [] if value is None else [value]
    source = world.target(value)
    if source is None:
        return []
    if source.type == "data.template_file":
        found = [_to_fill(source.get("template"), source.get("vars"))]
    else:
        parts = source.sections("part") if source.type in _CLOUD_INIT else []
        found = [part.get("content") for part in parts]
    return [script for script in found if script is not None and not isinstance(script.data, Ref)]


def _to_fill(template: Value | None, given: Value | None) -> Value | None:
    """A template's file with what its data source fills it in with."""
    if template is None or not isinstance(template.data, FileText):
        return template
    return replace(template, data=template.data._replace(filled=given))


def pieces_of(resource: Resource, world: World, whole: list[Value]) -> list[Value]:
    """The texts of which the script is put together; those that are all of it are told already."""
    given = [name for name in _GIVEN if name in resource.block.attributes]
    written = [resource.block.attributes[name] for name in given]
    inside = [script.data for script in whole if isinstance(script.data, str)]
    found = [one for piece in named_pieces(resource.scope, written, inside) for one in _resolved(piece, world)]
    return [piece for piece in found if not any(piece.place == script.place for script in whole)]


def _of_shell(part: Snippet | None) -> Snippet | None:
    """A piece that is a script itself; others are written into files by it."""
    if part is None or not (part.text.lstrip().startswith("#!") or _COMMAND.match(part.text)):
        return None
    return part


def _opened(resource: Resource, value: Value, tree: Tree | None) -> Snippet | None:
    kind = resource.base(resource.at())["kind"]
    if isinstance(value.data, FileText):
        if tree is None or value.data.path not in tree.known:
            return None
        opened = tree.snippet(value.data.path, kind)
        return None if isinstance(opened, Gap) else opened
    if not isinstance(value.data, str) or value.place is None:
        return None
    snippet = value.place.snippet
    # The text of a heredoc begins on the line after the one that opens it.
    first = value.place.start + ("<<" in snippet.rows[value.place.start - 1])
    return snippet.part(value.data, first, kind=kind, environment=resource.environment)


def _read(part: Snippet | None, world: World, *, anything: bool = False) -> Iterator[Reading]:
    part = as_script(part) or part if part is not None else None
    if part is None or not (anything or part.text.lstrip().startswith("#!")):
        return
    from holdfast.readers.repository.shell import READER as SHELL

    key = (part.path, part.first_line, part.environment, part.text)
    if key not in world.done:
        world.done[key] = list(SHELL.read(part))
    yield from world.done[key]


def _provisioned(resource: Resource, world: World, tree: Tree | None) -> Iterator[Reading]:
    connection = resource.section("connection")
    remote: list[Section] = []
    for block in resource.block.all("provisioner"):
        provisioner = Section(block.place, block=block, scope=resource.scope)
        own = provisioner.section("connection") if provisioner.sections("connection") else connection
        if block.labels == ("remote-exec",) and (own.text("type") or "ssh") == "ssh":
            yield Login(**resource.base(block.place.location()), method="ssh", user=own.literal("user"), actor="script")
        script = provisioner.get("script")
        if script is not None:
            yield from _read(_opened(resource, script, tree), world)
        if block.labels == ("remote-exec",):
            remote.append(provisioner)
            continue
        yield from _read(_commands(resource, (provisioner,), "inline", "command"), world, anything=True)
    # One after the other on one machine: code that the first fetches is what the last starts.
    yield from _read(_commands(resource, remote, "inline"), world, anything=True)


def _commands(resource: Resource, sections: Iterable[Section], *names: str) -> Snippet | None:
    """The commands of these attributes as one text, each on the line where it stands."""
    lines: dict[int, str] = {}
    for item in (item for section in sections for name in names for item in section.items(name)):
        if not isinstance(item.data, str) or item.place is None:
            continue
        first = item.place.start + ("<<" in item.place.snippet.rows[item.place.start - 1])
        several = item.place.end > item.place.start
        rows = item.data.split("\n") if several else [item.data.replace("\n", "; ")]
        for number, row in enumerate(rows, start=first):
            lines[number] = f"{lines[number]}; {row}" if number in lines else row
    if not lines:
        return None
    first, last = min(lines), max(lines)
    text = "\n".join(lines.get(number, "") for number in range(first, last + 1))
    return resource.snippet.part(text, first, environment=resource.environment)
