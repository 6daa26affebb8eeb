"""Addresses and volumes of a template that nothing in it uses: they are paid for all the same."""

import re
from collections.abc import Callable, Iterator

from holdfast.model.facts import IdleResource
from holdfast.model.facts.base import Fact
from holdfast.model.regex import regex
from holdfast.readers.repository.templates.stack import Resource

_TEMPLATE = regex(r"(?i)\.(?:ya?ml|json|template|cfn)$")
_OUTPUTS = regex(r"^(?:Outputs|\s{0,4}\"Outputs\")\s*:")
_TOP = regex(r"^(?:[A-Z]\w{1,40}|\s{0,4}\"[A-Z]\w{1,40}\")\s*:")
_EXPORTS = regex(r"\bExport\b")


def _address(resource: Resource) -> Iterator[Fact]:
    if not any(resource.properties.has(name) for name in ("InstanceId", "NetworkInterfaceId")):
        yield from _idle(resource, "address")


def _volume(resource: Resource) -> Iterator[Fact]:
    yield from _idle(resource, "volume")


def _idle(resource: Resource, sort: str) -> Iterator[Fact]:
    # What a program puts together is not told by its rows.
    if _TEMPLATE.search(resource.snippet.path) and not _is_mentioned(resource):
        yield IdleResource(**resource.said, type=sort, name=resource.shown)


def _is_mentioned(resource: Resource) -> bool:
    """Something else in the template says its name; an output says it for people, unless other stacks take it."""
    named = re.compile(rf"(?<![\w-]){re.escape(resource.id)}(?![\w-])")
    own = range(resource.block.key_line, resource.block.end + 1)
    within = False
    for number, row in enumerate(resource.snippet.rows, start=1):
        if _TOP.match(row):
            within = _OUTPUTS.match(row) is not None
        told = number not in own and not row.lstrip().startswith("#") and named.search(row)
        if told and not (within and _EXPORTS.search(resource.snippet.text) is None):
            return True
    return False


TABLE: dict[str, Callable[[Resource], Iterator[Fact]]] = {
    "AWS::EC2::EIP": _address,
    "AWS::EC2::Volume": _volume,
}
