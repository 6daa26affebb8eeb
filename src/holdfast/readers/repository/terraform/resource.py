"""Resources with their attributes told, and the world of resources that refer to one another."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import field
from functools import cached_property
from typing import Any

from holdfast.model.environments import SERVING, environment_of
from holdfast.model.evidence import EvidenceKind, Location
from holdfast.model.record import record
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet, Tree
from holdfast.readers.repository.terraform.evaluate import evaluate
from holdfast.readers.repository.terraform.scope import ModuleScope
from holdfast.readers.repository.terraform.steps import pairs
from holdfast.readers.repository.terraform.syntax import Block, Expression
from holdfast.readers.repository.terraform.values import Partial, Place, Ref, Value

_WRITTEN_REF = regex(r"\$\{((?:data\.)?[a-z]\w*\.[\w-]+)")
_ADDRESS = regex(r"(?<![\w.-])((?:data\.)?[a-z]\w*\.[\w-]+)(?=[.\[])")
_NAME_ATTRIBUTES = (
    "identifier",
    "cluster_identifier",
    "bucket",
    "name",
    "family",
    "function_name",
    "alarm_name",
)
_MAX_DYNAMIC = 60


class Section:
    """A block or an object with its attributes evaluated on demand; null counts as absent."""

    def __init__(
        self,
        place: Place,
        *,
        block: Block | None = None,
        scope: ModuleScope | None = None,
        data: Value | None = None,
        entry: Place | None = None,
    ) -> None:
        self.place = place
        self.entry = entry
        """Where the entry stands of which a dynamic block makes it."""
        self._block = block
        self._scope = scope
        self.data = data
        self._known: dict[str, Value | None] = {}
        self._inner: dict[str, list[Section]] = {}

    def taking(self, name: str) -> Location | None:
        """The line of the attribute itself, wherever its value stands."""
        expression = self._block.attributes.get(name) if self._block is not None else None
        return expression.place().location() if expression is not None else None

    @property
    def whole(self) -> Place:
        """All its lines."""
        if self._block is not None:
            return Place(self._block.snippet, self._block.line, self._block.end)
        return self.place

    def get(self, name: str) -> Value | None:
        """The value of an attribute; None when it is absent or null."""
        if name not in self._known:
            value = self._find(name)
            self._known[name] = value if value is not None and value.data is not None else None
        return self._known[name]

    def _find(self, name: str) -> Value | None:
        if self._block is not None and self._scope is not None:
            expression = self._block.attributes.get(name)
            return evaluate(expression, self._scope) if expression is not None else None
        if self.data is not None and isinstance(self.data.data, dict):
            return self.data.data.get(name)
        return None

    def has(self, name: str) -> bool:
        """The attribute is given, or a block of that name stands in it."""
        return self.get(name) is not None or bool(self.sections(name))

    def text(self, name: str) -> str | None:
        """The attribute as text, as far as it is known; None when absent or unknown."""
        value = self.get(name)
        return value.text() if value is not None else None

    def literal(self, name: str) -> str | None:
        """The attribute as text when all of it is known."""
        value = self.get(name)
        return value.text() if value is not None and value.known else None

    def integer(self, name: str, default: int | None = None) -> int | None:
        """The attribute as a whole number; `default` when absent, None when unknown."""
        value = self.get(name)
        if value is None:
            return default
        number = value.number()
        return int(number) if number is not None and abs(number) < 1e12 else None

    def flag(self, name: str, *, default: bool | None = None) -> bool | None:
        """The attribute as a yes or no; `default` when absent, None when unknown."""
        value = self.get(name)
        return default if value is None else value.flag()

    def items(self, name: str) -> list[Value]:
        """The items of a list attribute; one item for a single value."""
        value = self.get(name)
        if value is None:
            return []
        return value.items() if isinstance(value.data, list) else [value]

    def texts(self, name: str) -> tuple[str, ...]:
        """The items of a list attribute as texts, those that are told."""
        return tuple(text for item in self.items(name) if (text := item.text()) is not None)

    def sections(self, name: str) -> "list[Section]":
        """The nested blocks of one name, dynamic ones unrolled, or the objects of an attribute of that name."""
        if name not in self._inner:
            self._inner[name] = self._nested(name)
        return self._inner[name]

    def _nested(self, name: str) -> "list[Section]":
        found: list[Section] = []
        if self._block is not None and self._scope is not None:
            for inner in self._block.blocks:
                if inner.type == name:
                    found.append(Section(inner.place, block=inner, scope=self._scope))
                elif inner.type == "dynamic" and inner.labels == (name,):
                    found.extend(_unrolled(inner, self._scope))
        if not found:
            objects = (item for item in self.items(name) if isinstance(item.data, dict))
            found.extend(Section(item.place or self.place, data=item) for item in objects)
        return found

    def section(self, *names: str) -> "Section":
        """The first nested block down this way; an empty one at this place when there is none."""
        section = self
        for name in names:
            section = next(iter(section.sections(name)), Section(section.place))
        return section

    def at(self, name: str = "") -> Location:
        """Where the attribute's value stands; the block's first line when it is absent."""
        value = self.get(name) if name else None
        place = value.place if value is not None and value.place is not None else self.place
        return place.location()

    def placed(self, attribute: str, name: str) -> dict[str, Location]:
        """Where a fact's `attribute` stands that `name` tells, and what takes it where it comes from elsewhere."""
        only = self.items(name)
        place = only[0].place if len(only) == 1 else None  # `[var.admins]` says no more than `var.admins`
        at, taken = place.location() if place is not None else self.at(name), self.taking(name)
        # An entry of which a dynamic block is made says it all.
        if taken is None or self.entry is not None or _within(at, taken):
            return {attribute: at}
        return {attribute: at, f"{attribute} taken": taken}


def _within(value: Location, expression: Location) -> bool:
    """A value that is written out in the expression itself comes from nowhere else."""
    inside = expression.start_line <= value.start_line <= expression.end_line
    return value.path == expression.path and inside


def _unrolled(block: Block, scope: ModuleScope) -> Iterator[Section]:
    content = next(block.all("content"), None)
    if content is None or "for_each" not in block.attributes:
        return
    iterator = block.attributes.get("iterator")
    name = iterator.text() if iterator is not None else block.labels[0]
    over = evaluate(block.attributes["for_each"], scope)
    if not isinstance(over.data, (list, dict)):
        yield Section(content.place, block=content, scope=scope)
        return
    # Where the content takes nothing from its entries, the loop is only a switch.
    takes = any(f"{name}." in row for row in content.snippet.rows[content.line - 1 : content.end])
    for key, item in pairs(over)[:_MAX_DYNAMIC]:
        bound = scope.bind(**{name: Value({"key": key, "value": item})})
        yield Section(content.place, block=content, scope=bound, entry=item.place if takes else None)


class Resource(Section):
    """A resource, a data source, or the call of a well-known registry module.

    Args:
        type: `aws_db_instance`, `data.aws_acm_certificate`, `module.rds`.
        label: its name in Terraform.
        key: of `for_each`, when it is told.
        count: how many `count` makes.
        entry: where the entry stands of which `for_each` makes it.
        address: by which others refer to it; made from type and label unless given.
    """

    def __init__(
        self,
        sort: str,
        block: Block,
        scope: ModuleScope,
        *,
        key: str | None = None,
        count: int = 1,
        entry: Place | None = None,
        address: str = "",
    ) -> None:
        super().__init__(block.place, block=block, scope=scope, entry=entry)
        self.type = sort
        self.label = block.labels[-1]
        self.key = key
        self.count = count
        self.block = block
        self.scope = scope
        self.address = address or f"{sort}.{self.label}"
        self.takers: dict[tuple[str, int], Expression] | None = None
        """The expressions by the files and lines in which their values stand; None until somebody asks."""

    @cached_property
    def environment(self) -> str | None:
        """The environment that its folder, call, file or own name tells; None when none does."""
        if self.scope.named:
            return self.scope.named
        if self.key and environment_of(self.key):
            return environment_of(self.key)
        names = [self.label]
        for attribute in _NAME_ATTRIBUTES:
            value = self.get(attribute)
            if value is not None and type(value.data) is str and value.place is not None:
                own = value.place.snippet is self.place.snippet and value.place.start >= self.place.start
                names += [value.data] if own and "${" not in self.written(attribute) else []
        told = environment_of(self.place.snippet.name) or environment_of(" ".join(names))
        # Where nothing is called production, `test_server` is only a name.
        return told if told in SERVING or self.scope.state.project.serves else None

    def written(self, name: str) -> str:
        """The expression of an attribute as it stands in the file; "" when it is absent."""
        expression = self.block.attributes.get(name)
        if expression is None:
            return ""
        place = expression.place()
        return "\n".join(place.snippet.rows[place.start - 1 : place.end])

    def ignores(self, attribute: str) -> bool:
        """Whoever changes the attribute elsewhere keeps it so (`ignore_changes`): what stands here is its start."""
        block = next(self.block.all("lifecycle"), None)
        told = block.attributes.get("ignore_changes") if block is not None else None
        if told is None:
            return False
        place = told.place()
        rows = "\n".join(place.snippet.rows[place.start - 1 : place.end])
        return re.search(rf"[\[=,\s\"](?:{re.escape(attribute)}|all)\b", rows) is not None

    @property
    def snippet(self) -> Snippet:
        """The text it stands in."""
        return self.place.snippet

    @property
    def name(self) -> str:
        """Its own name as far as it is told; else its name in Terraform."""
        for attribute in _NAME_ATTRIBUTES:
            value = self.get(attribute)
            if value is not None and isinstance(value.data, str) and not isinstance(value.data, Partial):
                return str(value.data)
        return self.label

    def said(self, **attributes: "str | tuple[Section, str]") -> dict[str, Any]:
        """What every fact of this resource has, with the places of the fact's attributes.

        Args:
            attributes: the fact's attribute to the name of ours that says it, or to a section and the name in it.
        """
        places: dict[str, Location] = {}
        for attribute, told in attributes.items():
            section, name = (self, told) if isinstance(told, str) else told
            if section.get(name) is not None:
                places |= section.placed(attribute, name)
            elif section is not self and section.place != self.place:
                places[attribute] = section.place.location()
        return self.base(self.place.location(), places)

    def base(self, at: Location, places: Mapping[str, Location] | None = None) -> dict[str, Any]:
        """What every fact has, standing at `at`."""
        asked = self.scope.asked_from
        return {
            "kind": self.snippet.kind if self.snippet.kind is not EvidenceKind.CODED else EvidenceKind.DECLARED,
            "at": at,
            "environment": self.environment,
            "places": {**(places or {}), **({"asked from": asked.location()} if asked is not None else {})},
            "old": self.snippet.old,
        }


@record(frozen=False)
class World:
    """All resources of one run, and those switched `off`; `done` keeps what is asked often, also between runs.

    `tree`: the repository around them, with the files that they take in; `others`: what other units of Terragrunt make
    by the unit's folder, which their outputs refer to.
    """

    done: dict[object, Any] = field(default_factory=dict)
    tree: Tree | None = None
    others: "Mapping[str, World]" = field(default_factory=dict)
    resources: list[Resource] = field(default_factory=list)
    off: list[Resource] = field(default_factory=list)
    _by_type: dict[str, list[Resource]] = field(default_factory=lambda: defaultdict(list))
    _by_address: dict[tuple[tuple[str, ...], str], list[Resource]] = field(default_factory=lambda: defaultdict(list))
    _pointing: dict[tuple[str, str], dict[int, list[Resource]]] = field(default_factory=dict)
    _naming: dict[tuple[str, str], dict[tuple[tuple[str, ...], str], list[Resource]]] = field(default_factory=dict)
    _names: dict[str, list[Resource]] = field(default_factory=dict)

    def add(self, resource: Resource) -> None:
        """Take in one resource."""
        self.resources.append(resource)
        self._by_type[resource.type].append(resource)
        self._by_address[(resource.scope.path, resource.address)].append(resource)

    def of(self, *types: str) -> list[Resource]:
        """All resources of these types."""
        return [resource for sort in types for resource in self._by_type.get(sort, ())]

    def target(self, value: Value | None, scope: ModuleScope | None = None) -> Resource | None:
        """The resource that a value refers to; None when it refers to none that is known."""
        if value is None:
            return None
        if isinstance(value.data, Ref):
            return self._referred(value.data)
        if isinstance(value.data, Partial) and scope is not None:
            match = _WRITTEN_REF.search(value.data)
            return self._referred(Ref(scope.path, match[1])) if match else None
        if isinstance(value.data, list) and value.data:
            return self.target(value.data[0], scope)
        return None

    def _referred(self, ref: Ref) -> Resource | None:
        return next(iter(self.copies(ref)), None)

    def copies(self, ref: Ref) -> list[Resource]:
        """All the resources that a reference may mean (`count` and `for_each` make several)."""
        other = self.others.get(ref.path[0], self) if ref.path else self
        found = other._by_address.get((ref.path, ref.address), [])
        return [resource for resource in found if ref.key is None or resource.key in (None, ref.key)]

    def pointing(self, sort: str, attribute: str, at: Resource) -> list[Resource]:
        """The resources of one type whose attribute refers to `at`, or gives its name.

        Args:
            sort: their type.
            attribute: `id`, or that of a nested block, as `launch_template.id`.
            at: what is referred to.
        """
        if (sort, attribute) not in self._pointing:
            self._pointing[sort, attribute] = self._index(sort, attribute)
        return self._pointing[sort, attribute].get(id(at), [])

    def naming(self, sort: str, attribute: str, at: Resource) -> list[Resource]:
        """The resources of one type, in the module of `at`, whose expression for the attribute names `at` anywhere."""
        if (sort, attribute) not in self._naming:
            index: dict[tuple[tuple[str, ...], str], list[Resource]] = defaultdict(list)
            for resource in self.of(sort):
                for address in dict.fromkeys(_ADDRESS.findall(resource.written(attribute))):
                    index[resource.scope.path, address].append(resource)
            self._naming[sort, attribute] = index
        return self._naming[sort, attribute].get((at.scope.path, at.address), [])

    def _index(self, sort: str, attribute: str) -> dict[int, list[Resource]]:
        index: dict[int, list[Resource]] = defaultdict(list)
        for resource in self.of(sort):
            for target in self.targets(resource, attribute):
                index[id(target)].append(resource)
        return index

    def targets(self, resource: Resource, attribute: str) -> list[Resource]:
        """What an attribute (as in `pointing`) refers to, or gives the name of: the other way round."""
        *blocks, name = attribute.split(".")
        items = resource.section(*blocks).items(name)
        return [target for item in items for target in self._targets(item, resource)]

    def _targets(self, item: Value, resource: Resource) -> list[Resource]:
        if isinstance(item.data, Ref):
            copies = self.copies(item.data)
            same_key = [copy for copy in copies if resource.key is not None and copy.key == resource.key]
            return same_key if item.data.key is None and same_key else copies
        target = self.target(item, resource.scope)
        if target is not None:
            return [target]
        if isinstance(item.data, str) and item.known and item.data:
            return [other for other in self._named(item.data) if other.scope.path == resource.scope.path]
        return []

    def _named(self, name: str) -> list[Resource]:
        if not self._names:
            for resource in self.resources:
                if not resource.type.startswith("data."):
                    self._names.setdefault(resource.name, []).append(resource)
        return self._names.get(name, [])
