"""Elastic Beanstalk's option files: `.ebextensions/*.config` and saved configurations."""

from collections.abc import Iterator, Mapping

from holdfast.model.evidence import MAX_LINES, EvidenceKind, GapReason
from holdfast.model.facts import Platform, Workload
from holdfast.readers.repository.base import ALL_SLUGS, Reading, Snippet
from holdfast.readers.repository.templates.beanstalk_commands import ENVIRONMENT, command_facts
from holdfast.readers.repository.templates.containers import beanstalk_facts
from holdfast.readers.repository.templates.handed import told_settings
from holdfast.readers.repository.templates.secrets import option_secret
from holdfast.readers.repository.templates.stack import Resource, Stack
from holdfast.readers.repository.text.json_nodes import parse_json
from holdfast.readers.repository.text.nodes import Node, NodeError, parse_yaml


def options_facts(snippet: Snippet) -> Iterator[Reading]:
    """What the options and commands of one file say."""
    try:
        root = parse_json(snippet.text) if snippet.text.lstrip()[:1] == "{" else parse_yaml(snippet.text)
    except NodeError as error:
        yield snippet.gap(GapReason.MALFORMED, ALL_SLUGS, error.line, error.detail)
        return
    settings = root.get("option_settings") or root.child("OptionSettings")
    options = _options(settings)
    resource = Resource("beanstalk", "AWS::ElasticBeanstalk::Environment", Node(None), root, Stack(), snippet)
    if options:
        told = list(beanstalk_facts(resource, options, whole=False))
        yield from told
        if not any(isinstance(fact, Workload) for fact in told):
            yield from _unsized(settings, options, resource)
    given = {
        key: option.child("Value")
        for name, option in options.items()
        for namespace, _, key in (name.rpartition("/"),)
        if namespace == ENVIRONMENT
    }
    for key, value in given.items():
        yield from option_secret(resource, key, value)
    yield from told_settings(resource, given)
    yield from command_facts(root, snippet)


def _unsized(settings: Node, options: Mapping[str, Node], resource: Resource) -> Iterator[Workload]:
    """An environment that this sets up without a word of how many hosts it has: this is where they would be told.

    A guide that shows the file shows how the environment is made, too.
    """
    file = resource.snippet.kind is not EvidenceKind.INSTRUCTED
    kind = next((options[name] for name in _MACHINES if name in options), None)
    if file and (kind is not None or any(name.startswith(_OF_PROGRAM) for name in options)):
        at = resource.snippet.at(settings.key_line, min(settings.end, settings.key_line + MAX_LINES - 1))
        yield Workload(
            **{**resource.said, "at": at},
            platform=Platform.BEANSTALK,
            name=resource.shown,
            behind_load_balancer=True,
            instance_type=kind.text("Value") if kind is not None else None,
            places={"instance_type": resource.where(kind)} if kind is not None else {},
        )


_OF_PROGRAM = ("aws:elasticbeanstalk:container:", "aws:elasticbeanstalk:application:environment/")
"""Options of the program that runs there."""

_MACHINES = ("aws:autoscaling:launchconfiguration/InstanceType", "aws:ec2:instances/InstanceTypes")
"""Options that say on what machines."""


def _options(settings: Node) -> dict[str, Node]:
    """Both ways of writing them: a mapping by namespace, or a list that may leave out the application's namespace."""
    found: dict[str, Node] = {}
    if isinstance(settings.value, list):
        for item in settings.value:
            name = f"{item.text('namespace') or ENVIRONMENT}/{item.text('option_name')}"
            value = item.child("value")
            found[name] = Node({"Value": value}, item.line, item.end, item.key_line)
        return found
    for namespace, block in settings.entries().items():
        for name, value in block.entries().items():
            found[f"{namespace}/{name}"] = Node({"Value": value}, value.key_line, value.end, value.key_line)
    return found
