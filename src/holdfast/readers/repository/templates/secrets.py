"""Settings of containers and functions in a template: secrets whose values stand there, websites that may call."""

import json
from collections.abc import Callable, Iterator

from holdfast.model.facts import ConfigurationLoader, ExposedSecret, StandIn
from holdfast.model.facts.base import Fact
from holdfast.model.regex import regex
from holdfast.readers.repository.configuration.exposed import covered, form_of, is_exposed, is_handed_over, is_set
from holdfast.readers.repository.configuration.platform_settings import switched_by
from holdfast.readers.repository.configuration.stand_ins import is_stand_in
from holdfast.readers.repository.templates.parameters import is_built_in
from holdfast.readers.repository.templates.stack import Resource
from holdfast.readers.repository.text.nodes import Node


def _told(resource: Resource, name: str, node: Node | None) -> Iterator[ExposedSecret]:
    value = node.value if node is not None else None
    if node is None or not isinstance(value, str):
        return
    if not is_handed_over(name, value):
        return
    at = covered(resource.where(node.origin or node), value)
    yield ExposedSecret(**{**resource.said, "at": at}, name=name, form=form_of(name, value))


def _password(resource: Resource) -> Iterator[Fact]:
    yield from _opens(resource, "MasterUserPassword", resource.properties.get("MasterUserPassword"))


def _opens(resource: Resource, name: str, node: Node | None) -> Iterator[Fact]:
    """Whatever stands there opens what the template makes, also a word that everybody would guess; or asks for one."""
    own = node.value if node is not None and node.origin is None and isinstance(node.value, str) else ""
    if node is not None and is_stand_in(name, own):
        yield from _stand_in(resource, name, own, node)
    elif node is not None and is_set(own):
        at = covered(resource.where(node), own)
        yield ExposedSecret(**{**resource.said, "at": at}, name=name, form="password")
    else:
        yield from _told(resource, name, node)


_OPENING = {
    "AWS::IAM::User": ("LoginProfile", "Password"),
    "AWS::ElastiCache::ReplicationGroup": ("AuthToken",),
    "AWS::Lightsail::Database": ("MasterUserPassword",),
    "AWS::Redshift::Cluster": ("MasterUserPassword",),
    **dict.fromkeys(
        ("AWS::OpenSearchService::Domain", "AWS::Elasticsearch::Domain"),
        ("AdvancedSecurityOptions", "MasterUserOptions", "MasterUserPassword"),
    ),
    "AWS::DMS::Endpoint": ("Password",),
    "AWS::DirectoryService::MicrosoftAD": ("Password",),
}
"""Where a resource has its password."""


def _opened(resource: Resource) -> Iterator[Fact]:
    path = _OPENING[resource.type]
    yield from _opens(resource, path[-1], resource.properties.get(*path))


def _broker(resource: Resource) -> Iterator[Fact]:
    for user in resource.properties.items("Users"):
        yield from _opens(resource, "Password", user.get("Password"))


def _listed(*path: str) -> Callable[[Resource], Iterator[Fact]]:
    """What lists its variables by name and value under these keys."""

    def settings(resource: Resource) -> Iterator[Fact]:
        for variable in resource.properties.items(*path):
            if variable.text("Type") in (None, "PLAINTEXT"):
                yield from _setting(resource, variable.text("Name") or "", variable.get("Value"))

    return settings


def task_settings(resource: Resource) -> Iterator[Fact]:
    """What the variables of the containers of a task say."""
    for container in resource.properties.items("ContainerDefinitions"):
        for variable in container.items("Environment"):
            yield from _setting(resource, variable.text("Name") or "", variable.get("Value"))


def _function(resource: Resource) -> Iterator[Fact]:
    for name, value in resource.properties.child("Environment", "Variables").entries().items():
        yield from _setting(resource, name, value)


def _setting(resource: Resource, name: str, value: Node | None) -> Iterator[Fact]:
    yield from _told(resource, name, value)
    shown, text = _as_text(value) if value is not None else (None, "")
    if shown is not None and text:
        said = {**resource.said, "at": resource.where(shown.origin or shown)}
        yield from switched_by(said, name, text)


_AS_ONE = frozenset(("join", "stringify", "dumps", "to_json_string", "toJsonString"))
"""Calls of programs that make one text of a list."""


def _as_text(value: Node) -> tuple[Node, str]:
    """The value as one text, and where it stands: a list may be made one by a call, and stand elsewhere."""
    if value.text("call") not in _AS_ONE:
        return value, value.text() or ""
    lists = (value.get("of"), *value.items("given"))
    listed = next((one for one in lists if one is not None and isinstance(one.value, list)), None)
    return (listed, ",".join(one.text() or "$" for one in listed.items())) if listed is not None else (value, "")


def _app_runner(resource: Resource) -> Iterator[Fact]:
    source = resource.properties.child("SourceConfiguration")
    image = source.child("ImageRepository", "ImageConfiguration")
    code = source.child("CodeRepository", "CodeConfiguration", "CodeConfigurationValues")
    for part in (image, code):
        for variable in part.items("RuntimeEnvironmentVariables"):
            yield from _setting(resource, variable.text("Name") or "", variable.get("Value"))


def _beanstalk(resource: Resource) -> Iterator[Fact]:
    for option in resource.properties.items("OptionSettings"):
        if option.text("Namespace") == "aws:elasticbeanstalk:application:environment":
            yield from _setting(resource, option.text("OptionName") or "", option.get("Value"))


def option_secret(resource: Resource, name: str, value: Node) -> Iterator[Fact]:
    """What a setting of an option file gives away, or lets in."""
    yield from _setting(resource, name, value)


def _kept(resource: Resource) -> Iterator[Fact]:
    whole = resource.properties.get("SecretString")
    yield from _told(resource, "SecretString", whole)
    for node in (whole, resource.properties.get("GenerateSecretString", "SecretStringTemplate")):
        held = list(_held(node)) if node is not None else []
        for name, value, at in held:
            if name and node is whole and _is_text(whole) and is_exposed(name, value):
                said = {**resource.said, "at": covered(resource.where(at.origin or at), value)}
                yield ExposedSecret(**said, name=name, form=form_of(name, value))
        if node is not None and not _waits(node, held):
            for name, value, at in held:
                yield from _stand_in(resource, name or resource.id, value, at)


def _waits(node: Node, held: list[tuple[str, str, Node]]) -> bool:
    """A secret of nothing but blanks, by their names, is made to be filled in.

    CloudFormation never writes it again, as long as the template says the same: what it puts together with values of
    its own, it does.
    """
    whole = len(held) >= len(node.entries())
    return whole and bool(held) and all(name and is_stand_in(name, value) for name, value, _ in held)


def _is_text(node: Node | None) -> bool:
    return node is not None and isinstance(node.value, str)


def _held(node: Node) -> Iterator[tuple[str, str, Node]]:
    """What a secret's value holds by name, written as JSON or as an object; a bare text has no name."""
    entries = node.entries()
    for name, entry in entries.items():
        if isinstance(entry.value, str):
            yield name, entry.value, entry
    if entries or not isinstance(node.value, str):
        return
    try:
        document = json.loads(node.value)
    except ValueError:
        document = node.value
    if isinstance(document, str):
        yield "", document, node
    elif isinstance(document, dict):
        yield from ((name, value, node) for name, value in document.items() if isinstance(value, str))


def _stand_in(resource: Resource, name: str, value: str, node: Node) -> Iterator[StandIn]:
    if is_stand_in(name, value):
        yield StandIn(**{**resource.said, "at": resource.where(node.origin or node)}, to=resource.shown, name=name)


def _parameter(resource: Resource) -> Iterator[Fact]:
    name, node = resource.properties.text("Name") or resource.id, resource.properties.get("Value")
    own = name.rpartition("/")[2]
    if node is not None and isinstance(node.value, str) and _is_its_name(own, node.value):
        yield StandIn(**{**resource.said, "at": resource.where(node.origin or node)}, to=resource.shown, name=own)
        return
    yield from _told(resource, name, node)
    if node is not None and isinstance(node.value, str):
        yield from _stand_in(resource, own, node.value, node)


_APART = regex(r"[-_. ]")


def _is_its_name(name: str, value: str) -> bool:
    """`/shop/api-secret` = `api-secret`: whoever sets the product up puts the value in later."""
    return _APART.search(value) is not None and _APART.sub("", value).lower() == _APART.sub("", name).lower()


def _declared(resource: Resource) -> Iterator[Fact]:
    """A parameter that a program declares (`new CfnParameter`); a template has its own in another place."""
    default = resource.properties.get("Default")
    if default is not None and is_built_in(resource.id, resource.properties):
        said = {**resource.said, "at": covered(resource.where(default), default.text())}
        yield ConfigurationLoader(**said, source="cloudformation", missing="default", names=(resource.id,))


TABLE = {
    "AWS::AppRunner::Service": _app_runner,
    "AWS::ElasticBeanstalk::Environment": _beanstalk,
    "AWS::RDS::DBInstance": _password,
    "AWS::RDS::DBCluster": _password,
    "AWS::DocDB::DBCluster": _password,
    "AWS::ECS::TaskDefinition": task_settings,
    "AWS::Lambda::Function": _function,
    "AWS::Serverless::Function": _function,
    "AWS::SecretsManager::Secret": _kept,
    "AWS::SSM::Parameter": _parameter,
    "AWS::CloudFormation::Parameter": _declared,
    "AWS::AmazonMQ::Broker": _broker,
    "AWS::CodeBuild::Project": _listed("Environment", "EnvironmentVariables"),
    **dict.fromkeys(("AWS::Amplify::App", "AWS::Amplify::Branch"), _listed("EnvironmentVariables")),
    "AWS::Batch::JobDefinition": _listed("ContainerProperties", "Environment"),
    **dict.fromkeys(_OPENING, _opened),
}
"""Resource types of this subject, each with the function that makes its facts."""
