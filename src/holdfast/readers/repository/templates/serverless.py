"""The Serverless Framework's file: functions, permissions, and the CloudFormation under `resources`."""

from collections.abc import Iterator
from typing import Any

from holdfast.model.evidence import GapReason, Location
from holdfast.model.facts import ApplicationCors, ConfigurationLoader, Platform, Policy, Rollback, Workload
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import ALL_SLUGS, Reading, Snippet, Tree
from holdfast.readers.repository.configuration.api_cors import api_cors
from holdfast.readers.repository.configuration.exposed import covered
from holdfast.readers.repository.configuration.handed import Setting, handed_secrets, handed_settings
from holdfast.readers.repository.configuration.lasting_keys import lasting_keys
from holdfast.readers.repository.configuration.names import is_needed, is_secret, may_be_left_out
from holdfast.readers.repository.configuration.platform_settings import platform_setting
from holdfast.readers.repository.policies.iam import statement_facts
from holdfast.readers.repository.templates.facts import stack_facts
from holdfast.readers.repository.templates.handed import setting_of
from holdfast.readers.repository.templates.intrinsics import Evaluator
from holdfast.readers.repository.templates.serverless_alerts import alerts
from holdfast.readers.repository.templates.serverless_files import gathered
from holdfast.readers.repository.templates.serverless_program import exported
from holdfast.readers.repository.templates.serverless_variables import Variables, production_word
from holdfast.readers.repository.templates.stack import Resource, Stack
from holdfast.readers.repository.text.nodes import Node, NodeError, parse_yaml

_ASKED = frozenset(("http", "httpApi", "alb", "websocket"))
_LISTS = ("allowedOrigins", "origins", "origin")
_PROGRAMS = ("js", "ts", "mjs", "cjs", "mts", "cts")


def serverless_facts(snippet: Snippet, tree: Tree | None = None) -> tuple[list[Reading], frozenset[str]]:
    """What the file says, if it is for AWS, and the files of the tree in which its resources stand."""
    try:
        root = exported(snippet) if snippet.path.endswith(_PROGRAMS) else parse_yaml(snippet.text)
    except NodeError as error:
        return [snippet.gap(GapReason.MALFORMED, ALL_SLUGS, error.line, error.detail)], frozenset()
    parts = tuple(gathered(snippet, root, tree))
    providers = (part.child("provider") for _, part in parts)
    if not any((provider.text("name") or provider.text()) == "aws" for provider in providers):
        return [], frozenset()
    # With the values of production where the service tells stages apart: those of another stage are told by nobody,
    # and that a word for it stands there is no sign that anybody runs it.
    variables = Variables(snippet, root, tree, production_word(root, snippet, tree))
    stack = _stack(variables)
    found = [reading for where, part in parts for reading in _part(where, part, variables)]
    found += stack_facts(stack)
    found += (reading for part in root.items("resources") for reading in _of_resources(snippet, part))
    return found, frozenset(resource.snippet.path for resource in stack.resources.values())


def _part(snippet: Snippet, root: Node, variables: Variables) -> Iterator[Reading]:
    provider = root.child("provider")
    yield from _functions(snippet, root)
    yield from _permissions(snippet, root)
    yield from _origins(snippet, root, variables)
    yield from alerts(snippet, root, _said(snippet))
    if provider.flag("disableRollback"):
        at = snippet.at(provider.child("disableRollback").key_line)
        yield Rollback(**_said(snippet), at=at, automatic=True, works=False, target="previous")
    for holder in (provider, *root.child("functions").entries().values()):
        yield from _settings(snippet, holder)


def _functions(snippet: Snippet, root: Node) -> Iterator[Reading]:
    """Those that requests reach; all where they only run by the clock, or by what happens elsewhere."""
    functions = root.child("functions").entries()
    served = {name: one for name, one in functions.items() if _is_served(one)}
    unasked = {name: one for name, one in functions.items() if one.has("handler") or one.has("image")}
    for name, function in (served or unasked).items():
        at = snippet.at(function.key_line, min(function.end, function.key_line + 2))
        asked = None if served else False
        yield Workload(**_said(snippet), at=at, platform=Platform.LAMBDA, name=name, serves=asked)


def _is_served(function: Node) -> bool:
    events = function.items("events")
    served = any(_ASKED.intersection((*event.entries(), event.text())) for event in events)
    return bool(served or function.flag("url") or function.child("url").entries())


def _permissions(snippet: Snippet, root: Node) -> Iterator[Reading]:
    """What all functions may do, and what a plugin gives to one of them alone."""
    provider = root.child("provider")
    for node in (*provider.items("iam", "role", "managedPolicies"), *provider.items("iamManagedPolicies")):
        name = (node.text() or "").rpartition("/")[2]
        if name and "${" not in name:
            yield Policy(**_said(snippet), at=snippet.at(node.line, node.end), principal="functions", managed=name)
    for principal, holder in (("functions", provider), *root.child("functions").entries().items()):
        for statement in holder.items("iam", "role", "statements") or holder.items("iamRoleStatements"):
            yield from statement_facts(
                {"Statement": statement.plain()},
                snippet.at(statement.line, statement.end),
                kind=snippet.kind,
                principal=principal,
                environment=snippet.environment,
            )


def _origins(snippet: Snippet, root: Node, variables: Variables) -> Iterator[Reading]:
    """The websites that the API lets in; `cors: true` is any, and the first function to say so stands for all."""
    functions = root.child("functions").entries().values()
    events = (event for function in functions for event in function.items("events"))
    own = (function.get("url", "cors") for function in functions)
    provider = root.child("provider")
    given = [
        provider.get("httpApi", "cors"),
        *(event.get(kind, "cors") for event in events for kind in ("http", "httpApi")),
        *own,
    ]
    rules = [variables.resolve(rule) for rule in given if rule is not None]
    plain = [rule for rule in rules if rule.flag()]
    told: dict[Location, ApplicationCors] = {}
    for rule in [*plain[:1], *(rule for rule in rules if not rule.flag())]:
        key = next((name for name in _LISTS if rule.has(name)), None)
        node = rule.child(key) if key is not None else rule
        if key is None and not rule.flag():
            continue
        at = (node.home or snippet).at(node.key_line, node.end)
        origins = ["*"] if key is None else [item.text() for item in node.items()]
        if found := api_cors(_said(snippet), at, origins, credentials=bool(rule.flag("allowCredentials"))):
            told.setdefault(at, found)  # a rule to which many functions point is one
    yield from told.values()


def _settings(snippet: Snippet, holder: Node) -> Iterator[Reading]:
    variables = holder.child("environment").entries()
    written = [_covered(setting_of(snippet, name, value), value) for name, value in variables.items()]
    yield from handed_secrets(_said(snippet), "functions", written, yaml=True)
    yield from handed_settings(_said(snippet), "functions", written)
    yield from lasting_keys(_said(snippet), ((one.name, one.at) for one in written))
    for name, value in variables.items():
        yield from platform_setting(snippet, _said(snippet), name, value, "functions")
        yield from _built_in(snippet, name, value)
        if _OR_NOTHING.match(value.text() or "") and is_needed(name) and (is_secret(name) or not may_be_left_out(name)):
            at = snippet.at(value.key_line, value.end)
            yield ConfigurationLoader(**_said(snippet), at=at, source="serverless", missing="silent", names=(name,))


def _built_in(snippet: Snippet, name: str, value: Node) -> Iterator[ConfigurationLoader]:
    """A secret that is written out for whoever gives none."""
    built_in = _OR_ELSE.match(value.text() or "") if is_secret(name) else None
    if built_in is not None:
        at = covered(snippet.at(value.key_line, value.end), built_in["value"])
        yield ConfigurationLoader(**_said(snippet), at=at, source="serverless", missing="default", names=(name,))


_HOLDERS = 6
"""How deep the properties of a resource are looked through."""


def _of_resources(snippet: Snippet, holder: Node, depth: int = 0) -> Iterator[ConfigurationLoader]:
    """The same among the properties of what the stack makes: a database's password."""
    for name, value in holder.entries().items() if depth < _HOLDERS else ():
        yield from _built_in(snippet, name, value)
        yield from _of_resources(snippet, value, depth + 1)


_OR_ELSE = regex(
    r"\$\{(?:env|opt|param|ssm):[^,{}]{1,200},\s*(?P<quote>[\"'])(?P<value>[^\"'{}]{1,200})(?P=quote)\s*\}$"
)
"""A variable of the framework with what it is where nobody gives it."""
_OR_NOTHING = regex(r"\$\{(?:env|opt|param|ssm|cf):[^,{}]{1,200},\s*(?:''|\"\"|null)\s*\}$")
"""The same, where that is nothing at all."""


def _covered(setting: Setting, value: Node) -> Setting:
    """A secret is quoted without what stands in for it: only its name need sound secret, not what it is taken from."""
    built_in = _OR_ELSE.match(value.text() or "") if is_secret(setting.name) else None
    return replace(setting, at=covered(setting.at, built_in["value"])) if built_in is not None else setting


def _said(snippet: Snippet) -> dict[str, Any]:
    return {"kind": snippet.kind, "environment": snippet.environment, "old": snippet.old}


def _stack(variables: Variables) -> Stack:
    """What stands under `resources`."""
    snippet, root = variables.snippet, variables.root
    stack = Stack()
    given = variables.resolve(root.child("resources"))
    # The plugin makes the policies of every table.
    traits = {"scales": True} if "serverless-dynamodb-autoscaling" in root.texts("plugins") else {}
    parts = given.items() if isinstance(given.value, list) else [given]
    evaluator = Evaluator(Node({key: Node(_joined(parts, key)) for key in ("Parameters", "Mappings", "Conditions")}))
    for part in parts:
        for name, block in part.child("Resources").entries().items():
            condition = block.text("Condition")
            if condition and evaluator.holds(condition) is False:
                continue
            properties, home = evaluator.resolve(block.child("Properties")), block.home or snippet
            stack.add(Resource(name, block.text("Type") or "", properties, block, stack, home, dict(traits)))
    return stack


def _joined(parts: list[Node], key: str) -> dict[str, Node]:
    """What the framework puts together out of all files of resources."""
    return {name: node for part in parts for name, node in part.child(key).entries().items()}
