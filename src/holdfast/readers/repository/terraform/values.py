"""What a Terraform expression comes to, as far as it can be told without running it, and where that stands."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from holdfast.model.environments import canonical
from holdfast.model.evidence import Location
from holdfast.model.record import record, replace
from holdfast.readers.repository.base import Snippet


class Place(NamedTuple):
    """Lines of a text, from 1."""

    snippet: Snippet
    start: int
    end: int

    def location(self) -> Location:
        """The same as a location in the repository."""
        return self.snippet.at(self.start, self.end)


class Unknown:
    """The data of a value that is only known when Terraform runs."""

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN = Unknown()


class Given(Unknown):
    """The data of a value that somebody is to give: it is not null, and nothing more is known."""


GIVEN = Given()


@record(frozen=True, slots=True)
class Ref:
    """An attribute of a resource, a data source or a registry module, that Terraform fills in.

    Args:
        path: names of the module calls that lead to it.
        address: `aws_s3_bucket.files`, `data.aws_iam_policy_document.x` or `module.vpc`.
        attributes: what follows the address.
        key: what stands in the brackets behind the address, when it is told.
    """

    path: tuple[str, ...]
    address: str
    attributes: tuple[str, ...] = ()
    key: str | None = None

    def __str__(self) -> str:
        return "${" + ".".join((self.address, *self.attributes)) + "}"


class Partial(str):
    """A text of which some part is not known; what stands there is kept as it is written."""

    __slots__ = ()


class EnvironmentName(str):
    """The name of the environment that is being read; it equals every spelling of the same environment."""

    __slots__ = ()


class FileText(NamedTuple):
    """The contents of a file, by its path in the repository; `filled` is what `templatefile` fills it in with."""

    path: str
    filled: "Value | None" = None


@record(frozen=True, slots=True)
class Value:
    """A value, and where it stands.

    `data` is None, a bool, a number, a text, a list of values, a dict of values, a `Ref`, a `FileText` or
    `UNKNOWN`; `document` marks what was handed to `jsonencode`.
    """

    data: Any
    place: Place | None = None

    @property
    def known(self) -> bool:
        """It is not UNKNOWN, nor a text with unknown parts, nor a reference."""
        return not isinstance(self.data, (Unknown, Partial, Ref, FileText))

    def items(self) -> "list[Value]":
        """The items of a list; the values of a dict; nothing for the rest."""
        if isinstance(self.data, list):
            return self.data
        return list(self.data.values()) if isinstance(self.data, dict) else []

    def plain(self) -> Any:
        """As plain Python values; references and unknown parts as the text that stands for them."""
        if isinstance(self.data, list):
            return [item.plain() for item in self.data]
        if isinstance(self.data, dict):
            return {key: item.plain() for key, item in self.data.items()}
        if isinstance(self.data, (Ref, Unknown)):
            return str(self.data) if isinstance(self.data, Ref) else "${…}"
        if isinstance(self.data, FileText):
            return f"${{file({self.data.path})}}"
        return str(self.data) if isinstance(self.data, str) else self.data

    def text(self) -> str | None:
        """As text; None for null, what is unknown, and what is no scalar."""
        if isinstance(self.data, bool):
            return str(self.data).lower()
        if isinstance(self.data, (str, int, float)):
            return str(self.data)
        return str(self.data) if isinstance(self.data, Ref) else None

    def number(self) -> float | None:
        """As a number; None when it is none."""
        if isinstance(self.data, bool):
            return None
        try:
            return float(self.data) if isinstance(self.data, (int, float, str)) else None
        except (ValueError, OverflowError):
            return None

    def flag(self) -> bool | None:
        """As a yes or no; None when it is neither."""
        if isinstance(self.data, bool):
            return self.data
        return {"true": True, "false": False}.get(self.data) if isinstance(self.data, str) else None

    def placed(self, place: Place | None) -> "Value":
        """The same, standing at `place` when it has no place of its own."""
        return self if self.place is not None or place is None else replace(self, place=place)

    def references(self) -> "Iterator[Ref]":
        """Every reference in it, however deep."""
        waiting = [self]
        while waiting:
            value = waiting.pop()
            if isinstance(value.data, Ref):
                yield value.data
            waiting.extend(value.items())


NOTHING = Value(UNKNOWN)


def same(one: Any, other: Any) -> bool | None:
    """Whether two data are equal; None when that is not known."""
    if (isinstance(one, Given) and other is None) or (isinstance(other, Given) and one is None):
        return False
    if isinstance(one, (Unknown, Partial, Ref, FileText)) or isinstance(other, (Unknown, Partial, Ref, FileText)):
        return None
    if isinstance(one, EnvironmentName) or isinstance(other, EnvironmentName):
        return canonical(str(one)) == canonical(str(other))
    if isinstance(one, (list, dict)) or isinstance(other, (list, dict)):
        return None if one or other else type(one) is type(other)
    if isinstance(one, bool) is not isinstance(other, bool):
        return str(one).lower() == str(other).lower()
    if isinstance(one, str) is not isinstance(other, str) and None not in (one, other):
        return str(one) == str(other)
    return bool(one == other)
