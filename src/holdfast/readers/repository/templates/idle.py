"""Addresses and volumes of a template that nothing in it uses: they are paid for all the same."""

from collections.abc import Callable, Iterator
from functools import lru_cache

from holdfast.model.facts import IdleResource
from holdfast.model.facts.base import Fact
from holdfast.model.regex import regex
from holdfast.readers.repository.templates.stack import Resource

_TEMPLATE = regex(r"(?i)\.(?:ya?ml|json|template|cfn)$")
_OUTPUTS = regex(r"^(?:Outputs|\s{0,4}\"Outputs\")\s*:")
_TOP = regex(r"^(?:[A-Z]\w{1,40}|\s{0,4}\"[A-Z]\w{1,40}\")\s*:")
_EXPORTS = regex(r"\bExport\b")
_WORD = regex(r"[\w-]+")
_WHOLE = ("AWSTemplateFormatVersion", "AWS::Serverless-2016-10-31")
"""One of these stands in what is a template by itself; others are parts of one, such as serverless files take in."""


def _address(resource: Resource) -> Iterator[Fact]:
    if not any(resource.properties.has(name) for name in ("InstanceId", "NetworkInterfaceId")):
        yield from _idle(resource, "address")


def _volume(resource: Resource) -> Iterator[Fact]:
    yield from _idle(resource, "volume")


def _idle(resource: Resource, sort: str) -> Iterator[Fact]:
    # What a program puts together is not told by its rows.
    text, path = resource.snippet.text, resource.snippet.path
    if _TEMPLATE.search(path) and any(word in text for word in _WHOLE) and not _is_mentioned(resource):
        yield IdleResource(**resource.said, type=sort, name=resource.shown)


def _is_mentioned(resource: Resource) -> bool:
    """Something else in the template says its name; an output says it for people, unless other stacks take it."""
    own = range(resource.block.key_line, resource.block.end + 1)
    rows = _mentions(resource.snippet.text).get(resource.id, [])
    # Where the whole resource is one row, others may stand on it, too.
    return any(number not in own for number in rows) or (len(own) == 1 and len(rows) > 1)


@lru_cache(maxsize=4)
def _mentions(text: str) -> dict[str, list[int]]:
    """The rows that say each word, but for remarks and what is only put out."""
    found: dict[str, list[int]] = {}
    exports, within = _EXPORTS.search(text) is not None, False
    for number, row in enumerate(text.splitlines(), start=1):
        if _TOP.match(row):
            within = _OUTPUTS.match(row) is not None
        if not row.lstrip().startswith("#") and (exports or not within):
            for word in _WORD.findall(row):
                found.setdefault(word, []).append(number)
    return found


TABLE: dict[str, Callable[[Resource], Iterator[Fact]]] = {
    "AWS::EC2::EIP": _address,
    "AWS::EC2::Volume": _volume,
}
