"""Environments of Elastic Beanstalk that `eb create` and `aws elasticbeanstalk create-environment` make."""

from collections.abc import Iterator

from holdfast.model.evidence import Location
from holdfast.model.facts import Fact, Instance, Platform, Workload
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.cloud.arguments import chosen, document, named, number, spelled_out
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command
from holdfast.readers.repository.templates.beanstalk_beside import balancer, facts_beside

_ENVIRONMENT_TYPE = "aws:elasticbeanstalk:environment/EnvironmentType"
_SIZES = ("aws:autoscaling:asg/MinSize", "aws:autoscaling:asg/MaxSize")
_KINDS = ("aws:autoscaling:launchconfiguration/InstanceType", "aws:ec2:instances/InstanceTypes")
_SINGLE = ("--single", "-s", "--single-instance")
_TYPES = ("--instance-types", "--instance-type", "--instance_type", "-i", "-it")
_FLAGS = {
    "aws:autoscaling:asg/MinSize": ("--min-instances", "-im"),
    "aws:autoscaling:asg/MaxSize": ("--max-instances", "-ix"),
    "aws:rds:dbinstance/DBEngine": ("--database.engine", "-db.engine"),
    "aws:rds:dbinstance/DBInstanceClass": ("--database.instance", "-db.i"),
    "aws:rds:dbinstance/DBPassword": ("--database.password", "-db.pass"),
}
"""What options of `eb create` are called in the service."""
_SHORT = regex(r"^Namespace=(?P<namespace>[\w:]{3,80}),OptionName=(?P<name>[\w ]{2,80}),Value=(?P<value>.*)$")

_Options = dict[str, tuple[str | None, Location]]


def environment(command: Command, source: Source) -> Iterator[Fact]:
    """One instance to four behind a load balancer unless the command says otherwise."""
    options = _options(command, source)

    def told(key: str) -> str | None:
        return options[key][0] if key in options else None

    single = command.has(*_SINGLE) or (told(_ENVIRONMENT_TYPE) or "").lower() == "singleinstance"
    name = named(command, source, "--environment-name") or next(
        (spelled_out(arg, source) for arg in command.args[1:2] if command.name == "eb" and arg[:1] != "-"), None
    )
    said = source.common(command, name or "")
    kind_key = next((key for key in _KINDS if told(key)), None)
    kind = told(kind_key) if kind_key else None
    yield Workload(
        **said,
        platform=Platform.BEANSTALK,
        name=name,
        minimum=1 if single else number(told(_SIZES[0])),
        maximum=1 if single else number(told(_SIZES[1])),
        behind_load_balancer=not single,
        instance_type=kind,
    )
    if kind and kind_key:
        first, at = kind.partition(",")[0], options[kind_key][1]
        yield Instance(
            **source.common(at, name or ""), name=name, instance_type=first, purpose="application", group=name
        )
    yield from facts_beside(said, options, name)
    if not single:
        yield from balancer(said, options, name)


def _options(command: Command, source: Source) -> _Options:
    """All that the command says, by `namespace/name`."""
    found: _Options = {}
    if command.has("--database", "-db"):
        found["aws:rds:dbinstance/DBEngine"] = (None, source.snippet.at(command.line_of("--database", "-db")))
    for key, flags in _FLAGS.items():
        if command.has(*flags):
            found[key] = (chosen(command, source, *flags), source.snippet.at(command.line_of(*flags)))
    if command.has(*_TYPES):
        found[_KINDS[1]] = (chosen(command, source, *_TYPES), source.snippet.at(command.line_of(*_TYPES)))
    for word, line in zip(command.args, command.arg_lines, strict=False):
        match = _SHORT.match(word)
        if match is not None:
            value = source.script.expand(match["value"]).strip("\"'")
            found[f"{match['namespace']}/{match['name']}"] = (None if "$" in value else value, source.snippet.at(line))
    inline = document(command, "--option-settings")
    for option in inline[0].value if inline is not None and isinstance(inline[0].value, list) else ():
        key = f"{option.text('Namespace')}/{option.text('OptionName')}"
        found[key] = (option.text("Value"), source.snippet.at(inline[1] + option.line - 1 if inline else command.line))
    return found
