"""JSON documents inside Terraform: written with jsonencode, as a heredoc, or as a policy document."""

import re
from collections.abc import Callable, Container, Iterator
from typing import Any

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import ExposedSecret, Fact, Policy, Trust
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.configuration.exposed import covered, form_of, is_handed_over
from holdfast.readers.repository.policies.iam import statement_facts
from holdfast.readers.repository.terraform.functions import from_node
from holdfast.readers.repository.terraform.resource import Resource, Section, World
from holdfast.readers.repository.terraform.scope import ModuleScope
from holdfast.readers.repository.terraform.values import FileText, Partial, Place, Ref, Value
from holdfast.readers.repository.text.json_nodes import parse_json
from holdfast.readers.repository.text.nodes import Node, NodeError


def exposed(resource: Resource, name: str, value: Value | None) -> Iterator[ExposedSecret]:
    """A setting whose literal value gives a secret away."""
    if value is None or not isinstance(value.data, str) or not value.known or value.place is None:
        return
    if is_handed_over(name, value.data):
        at = covered(value.place.location())
        yield ExposedSecret(**resource.base(at), name=name, form=form_of(name, value.data))


_HOLE = regex(r"\$\{[^{}\n]{0,400}\}")
_BARE_HOLE = regex(r"(?<=[:\[,\s])\$\{[^{}\n]{0,400}\}(?=\s{0,200}[,}\]])")
"""A number or a list that is filled in: no quotation mark follows, as where it is a part of a text."""


def opened(value: Value | None, world: World | None = None) -> Value | None:
    """A document as values with their places: encoded from an object, written as text, or taken from a file."""
    if value is None or isinstance(value.data, (dict, list)):
        return value
    if isinstance(value.data, FileText):
        return _of_file(value.data.path, world, value.data.filled)
    if isinstance(value.data, Ref):
        return _rendered(value, world)
    text = value.data
    if not isinstance(text, str) or value.place is None or not text.lstrip().startswith(("{", "[")):
        return None
    # Placeholders inside the text stay.
    try:
        return from_node(_parsed(text), value.place, _above(text, value.place))
    except NodeError:
        return None


def _above(text: str, place: Place) -> int:
    """How many rows of the file lie above a text: a heredoc begins below the row that opens it.

    What a program hands on may begin rows below the name it is given by, and ends where that ends.
    """
    if "<<" in place.snippet.rows[place.start - 1]:
        return place.start
    return max(place.end - text.count("\n"), place.start) - 1


def _parsed(text: str) -> Node:
    try:
        return parse_json(text)
    except NodeError:
        if "{{" in text:
            # Python's own holes stand in single braces: what it writes twice is there once.
            text = text.replace("{{", "{").replace("}}", "}")
        elif "${" not in text:
            raise
        return parse_json(_BARE_HOLE.sub("null", text))


def _rendered(value: Value, world: World | None) -> Value | None:
    """What a data source makes of a template and the variables that it is given."""
    source = world.target(value) if world is not None else None
    if source is None or source.type != "data.template_file":
        return None
    template = source.get("template")
    if template is None or not isinstance(template.data, FileText):
        return None
    return _of_file(template.data.path, world, source.get("vars"))


def filled_in_unseen(value: Value | None, world: World) -> dict[str, Value]:
    """What a template is filled in with whose own file is not at hand, by name."""
    given: Value | None = None
    if value is not None and isinstance(value.data, FileText):
        given = value.data.filled
    elif value is not None and isinstance(value.data, Ref):
        source = world.target(value)
        given = source.get("vars") if source is not None and source.type == "data.template_file" else None
    return given.data if given is not None and isinstance(given.data, dict) else {}


_NAMED_HOLE = regex(r"\$\{(?:var\.)?(?P<name>\w{1,80})\}")


def _of_file(path: str, world: World | None, filled: Value | None = None) -> Value | None:
    """The document in a file of the repository; what a template leaves to be filled in is known where it is told."""
    tree = world.tree if world is not None else None
    found = _found(path, tree.known) if tree is not None else None
    snippet = tree.snippet(found, EvidenceKind.DECLARED) if tree is not None and found is not None else None
    if not isinstance(snippet, Snippet):
        return None
    bare = _BARE_HOLE.sub("null", snippet.text)
    text = _HOLE.sub(lambda hole: hole[0] if _NAMED_HOLE.fullmatch(hole[0]) else "${…}", bare)
    try:
        document = from_node(parse_json(text), Place(snippet, 1, len(snippet.rows)), 0)
    except NodeError:
        return None
    given = filled.data if filled is not None and isinstance(filled.data, dict) else {}
    return _filled_in(document, given)


def _found(path: str, known: Container[str]) -> str | None:
    """The file at `path`, which counts from the module's folder, or from that of whoever calls the module."""
    parts = path.split("/")
    above = ("/".join((*parts[:at], *parts[at + 1 :])) for at in range(len(parts) - 2, -1, -1))
    return next((one for one in (path, *above) if one in known), None)


def _each_text(value: Value, change: Callable[[Value, str], Value]) -> Value:
    """The same document with its texts changed."""
    if isinstance(value.data, list):
        return replace(value, data=[_each_text(item, change) for item in value.data])
    if isinstance(value.data, dict):
        return replace(value, data={key: _each_text(item, change) for key, item in value.data.items()})
    return change(value, value.data) if isinstance(value.data, str) else value


def _filled_in(value: Value, given: dict[str, Value]) -> Value:
    """The same with what stands for a text, or for a part of one, put in its place; what is not told stays a hole."""

    def filled(one: Value, text: str) -> Value:
        whole = _NAMED_HOLE.fullmatch(text)
        told = given.get(whole["name"]) if whole else None
        if told is not None and _is_text(told) and told.place is not None:
            return told
        return replace(one, data=_NAMED_HOLE.sub(lambda hole: _part(given.get(hole["name"])), text))

    return _each_text(value, filled)


_TOLD = regex(r"\$\{(?P<of>var|local)\.(?P<name>\w{1,80})\}")


def opened_in(scope: ModuleScope, value: Value | None, world: World) -> Value | None:
    """The same document; what stands in the holes of one that is written as text where `scope` tells it."""
    document = opened(value, world)
    if document is None or value is None or not isinstance(value.data, str):
        return document

    def named(hole: re.Match[str]) -> Value | None:
        told = scope.lookup(hole["of"], hole["name"])
        return told if told is not None and told.known and told.text() is not None else None

    def told(one: Value, text: str) -> Value:
        whole = _TOLD.fullmatch(text)
        found = named(whole) if whole else None
        if found is not None and found.place is not None:
            return found
        return replace(one, data=_TOLD.sub(lambda hole: _text_of(named(hole), hole[0]), text))

    return _each_text(document, told)


def _text_of(told: Value | None, otherwise: str) -> str:
    text = told.text() if told is not None else None
    return otherwise if text is None else text


def _is_text(told: Value) -> bool:
    """It is known, or so much of it that the rest stands there as it is written: a repository's address, and a tag."""
    return told.known or isinstance(told.data, Partial)


def _part(told: Value | None) -> str:
    """What stands for a part of a text."""
    text = told.text() if told is not None and _is_text(told) else None
    return "${…}" if text is None else text


def policy_facts(
    resource: Resource,
    world: World,
    value: Value | None,
    *,
    principal: str | None,
    principal_type: str = "role",
) -> Iterator[Fact]:
    """The facts of a policy document: of an object, a text, or a data source that writes one."""
    for statement in _statements(world, value, 0):
        document = _with_provider(_plain(statement), statement, world)
        for fact in statement_facts(
            {"Statement": document},
            statement.whole.location(),
            kind=resource.base(resource.at())["kind"],
            principal=principal,
            principal_type=principal_type,
            environment=resource.environment,
        ):
            yield _with_places(fact, statement)


def _with_provider(document: dict[str, Any], statement: Section, world: World) -> dict[str, Any]:
    """The same statement, its identity provider named by its host where it is a resource of this code."""
    named = statement.section("Principal").get("Federated")
    for part in statement.sections("principals"):
        if part.text("type") == "Federated":
            named = next(iter(part.items("identifiers")), None)
    found = world.target(named, None)
    if found is None or "aws_iam_openid_connect_provider" not in found.type:
        return document
    host = (found.text("url") or "").removeprefix("https://").rstrip("/")
    return {**document, "Principal": {"Federated": f"oidc-provider/{host}"}} if host else document


_PLACES = (
    ("actions", "Action"),
    ("actions", "actions"),
    ("resources", "Resource"),
    ("resources", "resources"),
    ("subjects", "Condition"),
)


def _with_places(fact: Policy | Trust, statement: Section) -> Fact:
    places = {ours: statement.at(theirs) for ours, theirs in _PLACES if statement.get(theirs) is not None}
    for condition in statement.sections("condition"):
        if (condition.text("variable") or "").endswith(":sub"):
            places |= condition.placed("subjects", "values")
    return replace(fact, places=places)


def _plain(statement: Section) -> dict[str, Any]:
    """A statement in the form of IAM's JSON, also one of `aws_iam_policy_document`."""
    if statement.data is not None:
        written = statement.data.plain()
        return written if isinstance(written, dict) else {}
    result: dict[str, Any] = {"Effect": statement.text("effect") or "Allow"}
    for ours, theirs in (
        ("actions", "Action"),
        ("not_actions", "NotAction"),
        ("resources", "Resource"),
        ("not_resources", "NotResource"),
    ):
        if statement.get(ours) is not None:
            result[theirs] = list(statement.texts(ours))
    principals = statement.sections("principals")
    if principals:
        result["Principal"] = {part.text("type") or "AWS": list(part.texts("identifiers")) for part in principals}
    conditions: dict[str, dict[str, list[str]]] = {}
    for part in statement.sections("condition"):
        conditions.setdefault(part.text("test") or "", {})[part.text("variable") or ""] = list(part.texts("values"))
    if conditions:
        result["Condition"] = conditions
    return result


_SOURCES = ("source_policy_documents", "override_policy_documents", "source_json", "override_json")


def _statements(world: World, value: Value | None, depth: int) -> Iterator[Section]:
    if value is None or depth > 5:
        return
    if isinstance(value.data, Ref):
        document = world.target(value)
        if document is not None and document.type == "data.aws_iam_policy_document":
            yield from document.sections("statement")
            for item in (item for name in _SOURCES for item in document.items(name)):
                yield from _statements(world, item, depth + 1)
        elif document is not None and document.type == "aws_iam_policy":
            yield from _statements(world, document.get("policy"), depth + 1)
        return
    document_value = opened(value)
    if document_value is None or document_value.place is None:
        return
    section = Section(document_value.place, data=document_value)
    yield from section.sections("Statement")
