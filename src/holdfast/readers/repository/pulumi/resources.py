"""The resources of a program for Pulumi or CDKTF, told to Terraform's readers: it is the same provider below."""

import re
from collections.abc import Iterator, Mapping
from posixpath import join, normpath
from typing import Any

from holdfast.readers.repository.base import Reading, Snippet, Tree
from holdfast.readers.repository.cdk.application import contexts_of
from holdfast.readers.repository.cdk.evaluate import Context
from holdfast.readers.repository.cdk.parts import File
from holdfast.readers.repository.cdk.syntax import Expr
from holdfast.readers.repository.cdk.user_data import OPENS, opened_path
from holdfast.readers.repository.pulumi.regions import Regions
from holdfast.readers.repository.pulumi.sst import component_facts
from holdfast.readers.repository.pulumi.types import PROVIDER, attribute, called_below, type_of, type_of_construct
from holdfast.readers.repository.terraform.project import Module, Project
from holdfast.readers.repository.terraform.resource import Resource, World
from holdfast.readers.repository.terraform.scope import Inputs, ModuleScope
from holdfast.readers.repository.terraform.syntax import Block
from holdfast.readers.repository.terraform.table import facts_of
from holdfast.readers.repository.terraform.values import NOTHING, FileText, Place, Ref, Value
from holdfast.readers.repository.text.nodes import Node

_DOCUMENTS = frozenset({"stringify", "dumps", "jsonStringify", "jsonDumps", "jsonencode"})
"""Functions that write a document, whose keys are its own."""
_HANDED_ON = frozenset({"output", "secret", "interpolate", "concat", "from", "b64encode"})
_GIVEN_ON = frozenset({"toString", "read", "readText", "decode", "encode", "trim", "strip"})
"""Methods that hand on what they are called on."""
_PLURAL = ("_lists", "_identifiers")
"""Of lists that the provider below calls by one: `monitorArnLists`."""
_SCOPES = frozenset({"this", "self", "scope", "stack"})
_OF_CALLS = frozenset({"call", "on", "given", "of"})
_OPTIONS = frozenset({"opts", "resourceName"})
_TRUST = "assumeRolePolicyForPrincipal"
_POLICY_DOCUMENTS = ("getPolicyDocument", "getPolicyDocumentOutput")


class _Made(Resource):
    """A resource whose attributes are told already."""

    def __init__(self, sort: str, block: Block, scope: ModuleScope, told: dict[str, Value]) -> None:
        super().__init__(sort, block, scope)
        self._told = told

    def _find(self, name: str) -> Value | None:
        return self._told.get(name)


def facts_of_program(
    files: list[File], environment: str | None, tree: Tree | None, settings: Mapping[str, Node]
) -> Iterator[Reading]:
    """The facts of the whole program as it is in one environment, run with these settings."""
    contexts = contexts_of(files, environment, settings)
    addresses: set[str] = set()
    for context in contexts:
        for call, _ in context.part.calls:
            sort = _type(call)
            if sort is not None:
                context.made[call] = _address(sort, call, context, addresses)
                addresses.add(context.made[call])
    scope, world, regions = _nowhere(), World(), _regions(contexts, settings)
    yield from regions.facts()
    for context in contexts:
        for call, guards in context.part.calls:
            if context.allowed(guards):
                yield from component_facts(call, context)
        for call in _made(context):
            made = _resource(call, context, scope, addresses, regions)
            world.add(made)
            if (task := _ready_task(made)) is not None:
                world.add(task)
    for resource in world.resources:
        yield from facts_of(resource, world, tree)


def _made(context: Context) -> Iterator[Expr]:
    """The calls of one use that make a resource in this environment."""
    return (call for call, guards in context.part.calls if call in context.made and context.allowed(guards))


def _regions(contexts: list[Context], settings: Mapping[str, Node]) -> Regions:
    """Where the providers of a program make what they are named for."""
    found = Regions(settings)
    for context in contexts:
        for call in _made(context):
            address = context.made[call]
            sort = address.rpartition(".")[0]
            if sort.endswith(PROVIDER):
                found.take(address, _entries(call, context), everybodys=sort == PROVIDER)
    return found


def facts_of_blocks(snippet: Snippet, blocks: Mapping[str, tuple[Node, Node]], tree: Tree | None) -> Iterator[Reading]:
    """The facts of resources that stand in a text by their addresses, each as a whole and its properties."""
    scope, world, addresses, regions = _nowhere(), World(), set(blocks), Regions({})
    for address, (_, properties) in blocks.items():
        if address.rpartition(".")[0].endswith(PROVIDER):
            regions.take(address, properties.entries(), everybodys=properties.get("defaultProvider") is not None)
    for address, (whole, properties) in blocks.items():
        sort, _, label = address.rpartition(".")
        block = Block("resource", (sort, label), snippet, whole.key_line, whole.end)
        entries = dict(properties.entries())
        if "region" not in entries and (region := regions.of(whole.child("options").entries())) is not None:
            entries["region"] = region
        world.add(_Made(sort, block, scope, _below(sort, _attributes(entries, snippet, addresses))))
    for resource in world.resources:
        yield from facts_of(resource, world, tree)


def _nowhere() -> ModuleScope:
    """The scope of resources that stand in no file of Terraform's."""
    module = Module("")
    return ModuleScope.root(Project({"": module}), module, Inputs(), None)


def _type(call: Expr) -> str | None:
    """The Terraform type that a call makes or asks for; None for any other call."""
    package = str(call.base.value) if call.base is not None and call.base.sort == "name" else ""
    if call.value in _POLICY_DOCUMENTS and package.endswith("iam"):
        return "data.aws_iam_policy_document"
    if _in_scope(call):
        return type_of_construct(str(call.value))
    return type_of(package, str(call.value)) if call.new and package and (call.parts or call.entries) else None


def _in_scope(call: Expr) -> bool:
    """It makes a construct of CDKTF, which is handed the stack it stands in before its name."""
    first = call.parts[0] if call.new and len(call.parts) > 1 else None
    return first is not None and first.sort == "name" and first.value in _SCOPES


def _address(sort: str, call: Expr, context: Context, taken: set[str]) -> str:
    names = call.parts[1:2] if _in_scope(call) else call.parts[:1]
    given = context.evaluate(names[0]).text() if names else None
    address = f"{sort}." + (re.sub(r"[^\w-]+", "-", given or "").strip("-") or f"line-{call.line}")
    while address in taken:
        address += "-"
    return address


def _ready_task(made: _Made) -> _Made | None:
    """The task that a ready-made service of `awsx` makes out of its own arguments, or a ready-made task itself."""
    given = made.section("task_definition_args") if made.type == "aws_ecs_service" else made
    if made.type not in ("aws_ecs_service", "aws_ecs_task_definition") or made.has("container_definitions"):
        return None
    named = given.get("containers")
    listed = list(named.data.values()) if named is not None and isinstance(named.data, dict) else []
    containers = [one for one in (given.get("container"), *listed) if one is not None and isinstance(one.data, dict)]
    if not containers:
        return None
    told = {"container_definitions": Value(containers, containers[0].place)}
    return _Made("aws_ecs_task_definition", made.block, made.scope, told)


def _entries(call: Expr, context: Context) -> dict[str, Node]:
    """The properties that a call gives its resource, in an object or by their names."""
    behind = 0 if call.value in _POLICY_DOCUMENTS else 2 if _in_scope(call) else 1
    given = [context.evaluate(part) for part in call.parts[behind : behind + 1]]
    entries = dict(given[0].entries()) if given and isinstance(given[0].value, dict) else {}
    keywords = ((name, line, context.evaluate(value)) for name, line, value in call.entries if name not in _OPTIONS)
    named = ((name, line, one) for name, line, one in keywords if name)
    return entries | {name: Node(one.value, one.line, one.end, line, one.origin) for name, line, one in named}


def _resource(call: Expr, context: Context, scope: ModuleScope, addresses: set[str], regions: Regions) -> _Made:
    sort, _, label = context.made[call].rpartition(".")
    snippet = context.part.file.snippet
    block = Block("resource", (sort, label), snippet, call.line, call.end)
    entries = _entries(call, context)
    if "region" not in entries and (region := regions.of_call(call, context, entries)) is not None:
        entries["region"] = region
    told = _below(sort, _attributes(entries, snippet, addresses))
    if str(call.value) == "FargateService":
        told |= _ready_service(call, snippet, told)
    return _Made(sort, block, scope, told)


def _below(sort: str, told: dict[str, Value]) -> dict[str, Value]:
    """The same with what the provider below calls otherwise."""
    return {below: told[name] for name, below in called_below(sort).items() if name in told} | told


def _ready_service(call: Expr, snippet: Snippet, told: dict[str, Value]) -> dict[str, Value]:
    """What the ready-made service of `awsx` sets by itself, or says in its task's place."""
    place = Place(snippet, call.line, call.line)
    found = {"launch_type": Value("FARGATE", place)}
    balanced = "load_balancers" in told or "targetGroup" in repr(told) or "target_group" in repr(told)
    if balanced and "load_balancer" not in told:
        found["load_balancer"] = Value([Value({"target_group_arn": NOTHING}, place)], place)
    return found


def _attributes(entries: dict[str, Node], snippet: Snippet, addresses: set[str]) -> dict[str, Value]:
    """Properties under Terraform's names; a list of blocks also under the name of one, as Terraform writes it."""
    found: dict[str, Value] = {}
    for name, node in entries.items():
        value = _value(node, snippet, addresses)
        key = attribute(name)
        found[key] = value
        blocks = isinstance(value.data, list) and any(isinstance(item.data, dict) for item in value.data)
        if key.endswith("s") and (blocks or key.endswith(_PLURAL)):
            found.setdefault(key.removesuffix("s"), value)
    return found


def _value(node: Node, snippet: Snippet, addresses: set[str], *, document: bool = False) -> Value:
    origin = node.origin
    if origin is not None and origin.home is not None and not isinstance(node.value, dict):
        # A setting stands in the file of its stack.
        node, snippet = origin, origin.home
    place = Place(snippet, node.key_line, max(node.key_line, node.end))
    if isinstance(node.value, list):
        return Value([_value(item, snippet, addresses, document=document) for item in node.value], place)
    if not isinstance(node.value, dict):
        return Value(node.value, place) if node.value is not None else NOTHING.placed(place)
    reference = node.reference()
    if reference in addresses:
        return Value(Ref((), reference, ("id",)), place)
    if "Fn::Unknown" in node.value or reference:
        return NOTHING.placed(place)
    if "call" in node.value:
        return _called(node, snippet, addresses, document=document)
    if document:
        told: Any = {key: _value(item, snippet, addresses, document=True) for key, item in node.value.items()}
        return Value(told, place)
    return Value(_attributes(node.value, snippet, addresses), place)


def _called(node: Node, snippet: Snippet, addresses: set[str], *, document: bool) -> Value:
    """What a call comes to: a document, what it hands on, or the arguments of one of Pulumi's own types."""
    place = Place(snippet, node.key_line, max(node.key_line, node.end))
    name, given = node.text("call") or "", node.items("given")
    if name.lstrip("$") in _DOCUMENTS and given:
        return _value(given[0], snippet, addresses, document=True)
    if name in OPENS:
        whole = normpath(join(snippet.path.rpartition("/")[0], opened_path(node)))
        return Value(FileText(whole), place)
    if name in _GIVEN_ON and node.has("of"):
        return _value(node.child("of"), snippet, addresses, document=document)
    if name.lstrip("$") == "concat" and len(given) > 1:
        # What is only known later stays a hole in the text that it becomes a part of.
        texts = [_value(one, snippet, addresses).text() for one in given]
        return Value("".join("${…}" if text is None else text for text in texts), place)
    if name.lstrip("$") in _HANDED_ON and given:
        return _value(given[0], snippet, addresses, document=document)
    if name == _TRUST and given:
        principal = _value(given[0], snippet, addresses, document=True)
        statement = {"Effect": Value("Allow"), "Action": Value("sts:AssumeRole"), "Principal": principal}
        return Value({"Statement": Value([Value(statement, place)], place)}, place)
    if name[:1].isupper():
        entries = {key: part for key, part in node.entries().items() if key not in _OF_CALLS}
        return Value(_attributes(entries, snippet, addresses), place)
    return NOTHING.placed(place)
