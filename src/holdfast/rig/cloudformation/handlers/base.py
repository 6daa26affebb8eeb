"""How a resource type is made, read, changed and ended: through the service's own API, by a table if that will do."""

# Handlers have one shape, of which not each needs all.
# ruff: noqa: ARG002

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import jmespath  # type: ignore[import-untyped]

from holdfast.rig.cloudformation.fit import filled, fitted, unwrapped
from holdfast.rig.straight import ADDRESS, straighten

GLOBAL = "us-east-1"
"""Where services without regions are spoken to."""

Properties = Mapping[str, Any]

_making = threading.Lock()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a handler acts.

    Attributes:
        account: the account's number.
        region: the stack's region.
        stack: the stack's name.
    """

    account: str
    region: str
    stack: str = ""

    def client(self, service: str, region: str = "") -> Any:
        """A boto3 client of a service."""
        # Clients are safe to share between threads; making them is not.
        with _making:
            return _client(service, region or self.region)

    def call(self, service: str, operation: str, region: str = "", **given: Any) -> Any:
        """Call an operation; gives its answer."""
        return getattr(self.client(service, region), operation)(**given)


@cache
def _client(service: str, region: str) -> Any:
    from botocore.config import Config  # type: ignore[import-untyped]

    once = Config(retries={"total_max_attempts": 1})
    return straighten(_session().client(service, region_name=region, endpoint_url=ADDRESS, config=once))


@cache
def _session() -> Any:
    from boto3.session import Session  # type: ignore[import-untyped]

    return Session(aws_access_key_id="testing", aws_secret_access_key="testing")  # noqa: S106


class Handler:
    """One resource type.

    Attributes:
        kind: its name, such as `AWS::EC2::VPC`.
        named: the property that gives it a name of one's own; empty when there is none.
        longest: how long a name that CloudFormation makes up may be.
        lower: whether such a name is in small letters.
        unheld: properties that moto cannot hold, and why; they are not compared.
        moving: attributes that a change in place changes.
    """

    kind: str = ""
    named: str = ""
    longest: int = 255
    lower: bool = False
    unheld: Mapping[str, str] = {}
    moving: frozenset[str] = frozenset()

    @property
    def silent(self) -> bool:
        """Whether AWS calls it by its name and takes it a second time without a word."""
        return False

    def exists(self, at: Place, physical: str) -> bool:
        """Whether it is there; asked before it is ended."""
        return self.read(at, physical) is not None

    def reference(self, physical: str) -> str:
        """What `Ref` gives: the physical id, where it is not more than AWS's."""
        return physical

    def create(self, at: Place, given: Properties, name: str) -> str:
        """Make it; gives its physical id. `name` is the name to give where the properties have none."""
        raise NotImplementedError

    def read(self, at: Place, physical: str) -> Properties | None:
        """What the service says of it, as a template would; None when it is gone."""
        raise NotImplementedError

    def update(self, at: Place, physical: str, before: Properties, after: Properties) -> None:
        """Change it in place."""
        raise NotImplementedError

    def delete(self, at: Place, physical: str) -> None:
        """End it."""
        raise NotImplementedError

    def attributes(self, at: Place, physical: str) -> Mapping[str, Any]:
        """What `Fn::GetAtt` gives."""
        return {}

    def snapshot(self, at: Place, physical: str) -> None:
        """End it, and keep what is in it."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True, kw_only=True)
class Tagged:
    """How a service changes tags.

    Attributes:
        add: the operation that adds tags, with `{tags}`, `{small}`, `{long}` or `{map}`, `{id}` and `{arn}`.
        remove: the operation that takes them away, with `{keys}` or `{gone}`.
        shown: the operation that lists them, when they are not in the description.
        found: where they are in its answer.
    """

    add: tuple[str, Mapping[str, Any]]
    remove: tuple[str, Mapping[str, Any]]
    shown: tuple[str, Mapping[str, Any]] | None = None
    found: str = "Tags"


@dataclass(kw_only=True)
class Api(Handler):
    """A resource type that an API keeps under nearly the same names.

    Attributes:
        service: boto3's name of the service.
        make: the operation that makes it.
        identity: where the physical id is in the answer; empty when it is the name.
        describe: the operation that describes it, and its parameters with `{id}`.
        found: where the description is in the answer.
        change: the operation that changes it; empty when making it again does.
        remove: the operation that ends it, and its parameters.
        gives: attributes by name, as where they are in the description.
        arn: where the ARN is in the description, or after `=` what it is made of; for tags.
        renamed: a property's name by the API's name of it.
        added: parameters beside the properties.
        inside: where properties go, when a call wants them in a structure.
        tagged: how tags are changed.
        turned: how properties are turned before they are fitted to a call.
        returned: how a description is turned before it is compared with properties.
        region: where the service is, when it is in one place for the whole world.
    """

    kind: str
    service: str
    make: str
    describe: tuple[str, Mapping[str, Any]]
    found: str
    remove: tuple[str, Mapping[str, Any]]
    named: str = ""
    identity: str = ""
    change: str = ""
    target: Mapping[str, Any] = field(default_factory=dict)
    gives: Mapping[str, str] = field(default_factory=dict)
    arn: str = ""
    renamed: Mapping[str, str] = field(default_factory=dict)
    added: Mapping[str, Any] = field(default_factory=dict)
    inside: str = ""
    tagged: Tagged | None = None
    turned: Callable[[dict[str, Any]], dict[str, Any]] = dict
    returned: Callable[[dict[str, Any]], dict[str, Any]] = dict
    region: str = ""
    longest: int = 255
    lower: bool = False
    unheld: Mapping[str, str] = field(default_factory=dict)

    @property
    def silent(self) -> bool:
        """Whether AWS calls it by its name and takes it a second time without a word."""
        return bool(self.named) and not self.identity and self.make.startswith("put_")

    def exists(self, at: Place, physical: str) -> bool:
        """Whether it is there."""
        return self.described(at, physical) is not None

    def create(self, at: Place, given: Properties, name: str) -> str:
        """Make it; gives its physical id."""
        own = dict(given)
        if self.named:
            own.setdefault(self.named, name)
        answer = self._call(at, self.make, self._parameters(at, self.make, own) | filled(self.added, _names(at, name)))
        physical = str(jmespath.search(self.identity, answer) if self.identity else own[self.named])
        whole = False
        try:
            self.complete(at, physical, {}, own)
            whole = True
        finally:
            if not whole:
                self.delete(at, physical)
        return physical

    def complete(self, at: Place, physical: str, before: Properties, after: Properties) -> None:
        """What making or changing it takes besides the one call."""

    def update(self, at: Place, physical: str, before: Properties, after: Properties) -> None:
        """Change it in place."""
        own = {self.named: physical, **after} if self.named and not self.identity else dict(after)
        operation = self.change or self.make
        extra = filled(self.target if self.change else self.added, _names(at, physical))
        if self.tagged is None or _untagged(before) != _untagged(after):
            self._call(at, operation, self._parameters(at, operation, own) | extra)
        self._retag(at, physical, before, after)
        self.complete(at, physical, before, after)

    def delete(self, at: Place, physical: str) -> None:
        """End it."""
        operation, given = self.remove
        self._call(at, operation, filled(given, _names(at, physical)))

    def read(self, at: Place, physical: str) -> Properties | None:
        """What the service says of it, as a template would."""
        found = self.described(at, physical)
        if found is None:
            return None
        shown = {self.renamed.get(key, key): value for key, value in self.returned(found).items()}
        tags = self._tags(at, physical, found)
        return {**shown, "Tags": tags} if tags is not None else shown

    def described(self, at: Place, physical: str) -> dict[str, Any] | None:
        """What the service says of it."""
        operation, given = self.describe
        try:
            answer = self._call(at, operation, filled(given, _names(at, physical)))
        except _refused() as error:
            if gone(error):
                return None
            raise
        found = jmespath.search(self.found, answer)
        return unwrapped(found) if found else None

    def attributes(self, at: Place, physical: str) -> Mapping[str, Any]:
        """What `Fn::GetAtt` gives."""
        if not self.gives:
            return {}
        found = self.described(at, physical) or {}
        names = _names(at, physical)
        values = {
            name: filled(path[1:], names) if path[0] == "=" else jmespath.search(path, found)
            for name, path in self.gives.items()
        }
        return {name: value for name, value in values.items() if value is not None}

    def _call(self, at: Place, operation: str, given: Mapping[str, Any]) -> Any:
        return at.call(self.service, operation, self.region, **given)

    def _parameters(self, at: Place, operation: str, own: Properties) -> dict[str, Any]:
        client = at.client(self.service, self.region)
        shape = client.meta.service_model.operation_model(client.meta.method_to_api_mapping[operation]).input_shape
        known = {*shape.members, *(shape.members[self.inside].members if self.inside in shape.members else ())}
        back = {theirs: api for api, theirs in self.renamed.items() if api in known}
        named = {back.get(key, key): value for key, value in self.turned(dict(own)).items()}
        if self.inside and self.inside in shape.members:
            inner = {self.inside: fitted(named, shape.members[self.inside])}
            outer = {key: value for key, value in named.items() if key.lower() not in _lowered(shape, self.inside)}
            return {**fitted(outer, shape), **inner}
        found: dict[str, Any] = fitted(named, shape)
        return found

    def _tags(self, at: Place, physical: str, found: dict[str, Any]) -> Any:
        if self.tagged is None or self.tagged.shown is None:
            return None
        operation, given = self.tagged.shown
        names = {**_names(at, physical), "arn": self._arn(at, physical, found)}
        tags = jmespath.search(self.tagged.found, self._call(at, operation, filled(given, names)))
        return [{"Key": key, "Value": value} for key, value in tags.items()] if isinstance(tags, dict) else tags or []

    def _arn(self, at: Place, physical: str, found: dict[str, Any]) -> str:
        if self.arn.startswith("="):
            return str(filled(self.arn[1:], _names(at, physical)))
        return str(jmespath.search(self.arn, found)) if self.arn else physical

    def _retag(self, at: Place, physical: str, before: Properties, after: Properties) -> None:
        old, new = pairs(before.get("Tags")), pairs(after.get("Tags"))
        if self.tagged is None or old == new:
            return
        arn = self._arn(at, physical, self.described(at, physical) or {})
        lost = sorted(set(old) - set(new))
        names = {
            **_names(at, physical),
            "arn": arn,
            "map": new,
            "tags": listed(new),
            "long": [{"TagKey": key, "TagValue": value} for key, value in new.items()],
            "small": [{"key": key, "value": value} for key, value in new.items()],
            "keys": lost,
            "gone": [{"Key": key} for key in lost],
        }
        if names["keys"]:
            self._call(at, self.tagged.remove[0], filled(self.tagged.remove[1], names))
        if new:
            self._call(at, self.tagged.add[0], filled(self.tagged.add[1], names))


def _lowered(shape: Any, inside: str) -> frozenset[str]:
    return frozenset(name.lower() for name in shape.members[inside].members)


def _untagged(properties: Properties) -> dict[str, Any]:
    return {key: value for key, value in properties.items() if key != "Tags"}


def _names(at: Place, physical: str) -> dict[str, Any]:
    parts = {f"id{index}": part for index, part in enumerate(physical.split("|"))}
    return {"id": physical, "account": at.account, "region": at.region, **parts}


def _refused() -> type[Exception]:
    from botocore.exceptions import ClientError  # type: ignore[import-untyped]

    found: type[Exception] = ClientError
    return found


def gone(error: Any) -> bool:
    """Whether an error says that the thing does not exist."""
    code = str(error.response["Error"].get("Code", ""))
    words = ("NotFound", "NoSuch", "DoesNotExist", "NotExist", "404", "Unknown")
    return any(word in code for word in words) or "does not exist" in str(error)


def pairs(tags: Any) -> dict[str, str]:
    """Tags as a map."""
    if isinstance(tags, Mapping):
        return {str(key): str(value) for key, value in tags.items()}
    if any("TagKey" in one for one in tags or ()):
        return {str(one["TagKey"]): str(one["TagValue"]) for one in tags}
    return {str(one["Key"]): str(one["Value"]) for one in tags or ()}


def listed(tags: Mapping[str, str]) -> list[dict[str, str]]:
    """Tags as a list."""
    return [{"Key": key, "Value": value} for key, value in tags.items()]
