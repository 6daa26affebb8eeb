"""Secrets that a template or a CDK program writes into the environment of containers, functions and hosts."""

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

from holdfast.model.facts import HandedSecret
from holdfast.model.facts.base import Fact
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.configuration.handed import Setting, handed_secrets, handed_settings, referred_secrets
from holdfast.readers.repository.configuration.lasting_keys import lasting_keys
from holdfast.readers.repository.configuration.modes import modes
from holdfast.readers.repository.configuration.stand_ins import stand_ins
from holdfast.readers.repository.templates.stack import Resource
from holdfast.readers.repository.text.nodes import Node

_KEY = regex(r"[:=]")
_NAMES_SECRET = regex(
    r"\b(?:Resource|SecretId|ValueFrom|\w{0,40}Arn)[\"']?\s{0,20}:\s{0,80}(?:-\s|\[\s?)?"
    r"(?:!Ref\s|!Sub\s[\"']?\$\{|\{\s?[\"']?(?:Ref|Fn::Sub)[\"']?\s?:\s?[\"']?(?:\$\{)?)(?P<name>\w{1,120})"
    r"|resolve:(?:secretsmanager|ssm-secure):\$\{(?P<in_words>\w{1,120})\}"
)
_YAML = (".yaml", ".yml", ".json", ".template", ".cfn", ".config")


def setting_of(snippet: Snippet, name: str, value: Node) -> Setting:
    """A variable as it is written, from its key on."""
    home = value.home or snippet
    first = min(value.key_line, value.line)
    return Setting(name, "\n".join(home.rows[first - 1 : value.end]), home.at(first, value.end))


def _given(resource: Resource, to: str, settings: Mapping[str, Node]) -> Iterator[Fact]:
    written = [setting_of(resource.snippet, name, value) for name, value in settings.items()]
    yaml = resource.snippet.path.endswith(_YAML)
    yield from handed_secrets(resource.said, to, written, yaml=yaml)
    yield from stand_ins(resource.said, to, written)
    yield from modes(resource.said, to, written)
    yield from lasting_keys(resource.said, ((one.name, one.at) for one in written))


def told_settings(resource: Resource, settings: Mapping[str, Node]) -> Iterator[Fact]:
    """What the settings of an application in a file of options say, beside their secrets."""
    written = [setting_of(resource.snippet, name, value) for name, value in settings.items()]
    yield from stand_ins(resource.said, resource.shown, written)
    yield from modes(resource.said, resource.shown, written)
    yield from lasting_keys(resource.said, ((one.name, one.at) for one in written))


def _task(resource: Resource) -> Iterator[Fact]:
    for container in resource.properties.items("ContainerDefinitions"):
        settings = {variable.text("Name") or "": variable for variable in container.items("Environment")}
        yield from _given(resource, container.text("Name") or resource.shown, settings)
        stored = ((secret.text("Name") or "", resource.where(secret)) for secret in container.items("Secrets"))
        yield from lasting_keys(resource.said, stored)
        yield from settings_files(resource, container)


def settings_files(resource: Resource, container: Node) -> Iterator[HandedSecret]:
    """The files of settings in a bucket that a container is handed, where it gets no secret in another way."""
    files = container.get("EnvironmentFiles")
    if files is not None and files.value and not container.items("Secrets"):
        at = setting_of(resource.snippet, "", files).at
        yield HandedSecret(**{**resource.said, "at": at}, to=container.text("Name") or resource.shown)


def _function(resource: Resource) -> Iterator[Fact]:
    variables = resource.properties.child("Environment", "Variables").entries()
    yield from _given(resource, resource.shown, variables)
    written = [setting_of(resource.snippet, name, value) for name, value in variables.items()]
    yield from handed_settings(resource.said, resource.shown, written)


def _app_runner(resource: Resource) -> Iterator[Fact]:
    source = resource.properties.child("SourceConfiguration")
    for path in (("ImageRepository", "ImageConfiguration"), ("CodeRepository", "CodeConfiguration")):
        part = source.child(*path)
        variables = part.items("RuntimeEnvironmentVariables") or part.items(
            "CodeConfigurationValues", "RuntimeEnvironmentVariables"
        )
        yield from _given(resource, resource.shown, {item.text("Name") or "": item for item in variables})


def _beanstalk(resource: Resource) -> Iterator[Fact]:
    settings = {
        option.text("OptionName") or "": option
        for option in resource.properties.items("OptionSettings")
        if option.text("Namespace") == "aws:elasticbeanstalk:application:environment"
    }
    yield from _given(resource, resource.shown, settings)


def _parameter(resource: Resource) -> Iterator[Fact]:
    """CloudFormation makes no encrypted parameter: everybody who may read parameters reads this one."""
    value, named = resource.properties.get("Value"), resource.properties.text("Name") or resource.id
    if value is None:
        return
    name = named.rpartition("/")[2].replace("-", "_")
    written = setting_of(resource.snippet, name, value)
    behind = _KEY.split(written.text, maxsplit=1)[-1]
    plain = replace(written, text=f"{name}: {behind}")
    yaml = resource.snippet.path.endswith(_YAML)
    yield from handed_secrets(resource.said, "Parameter Store", [plain], yaml=yaml)


@lru_cache(maxsize=8)
def _only_names(text: str) -> frozenset[str]:
    """Parameters that say which secret: permissions, tasks and references are given its name, never its value."""
    return frozenset(match["in_words"] or match["name"] for match in _NAMES_SECRET.finditer(text))


def _script(*path: str) -> Callable[[Resource], Iterator[Fact]]:
    """Everybody on the host reads the script that it starts with, and who may look at its attributes or its stack."""

    def told(resource: Resource) -> Iterator[Fact]:
        given = (resource.properties.get(*path), resource.block.get("Metadata", "AWS::CloudFormation::Init"))
        if not resource.snippet.path.endswith(_YAML):
            return
        for node in given:
            if node is not None and node.home is None:
                first = min(node.key_line, node.line)
                rows = resource.snippet.rows[first - 1 : node.end]
                at, known = resource.snippet.at(first), (resource.stack.resources, _only_names(resource.snippet.text))
                yield from referred_secrets(resource.said, resource.shown, at, rows, known=known)

    return told


TABLE = {
    "AWS::EC2::Instance": _script("UserData"),
    "AWS::EC2::LaunchTemplate": _script("LaunchTemplateData", "UserData"),
    "AWS::AutoScaling::LaunchConfiguration": _script("UserData"),
    "AWS::Lightsail::Instance": _script("UserData"),
    "AWS::SSM::Parameter": _parameter,
    "AWS::ECS::TaskDefinition": _task,
    "AWS::Lambda::Function": _function,
    "AWS::Serverless::Function": _function,
    "AWS::AppRunner::Service": _app_runner,
    "AWS::ElasticBeanstalk::Environment": _beanstalk,
}
"""Resource types of this subject, each with the function that makes its facts."""
