"""What a script that Terraform hands over is filled in with, where Terraform tells it and nobody keeps it secret."""

import posixpath
import re
from collections.abc import Iterable, Iterator

from holdfast.model.facts import StandingName
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reading, Snippet
from holdfast.readers.repository.configuration.exposed import is_handed_over
from holdfast.readers.repository.terraform.resource import Resource
from holdfast.readers.repository.terraform.values import FileText, Value

_HOLE = regex(r"(?<!\$)\$\{[ ]?(?:(?P<of>var|local)\.)?(?P<name>\w{1,80})[ ]?\}")
_PLAIN = regex(r"[\w./:-]{1,200}")
"""A word of a command; no address with a password in it, and nothing that a shell would take for more than a word."""


def fill_in(resource: Resource, script: Value, part: Snippet | None) -> Snippet | None:
    """The same lines with the words that are told in the place of the names that stand for them."""
    if part is None or "${" not in part.text:
        return part
    text = _HOLE.sub(lambda hole: _word(_told(resource, script, hole["of"], hole["name"]), hole), part.text)
    return replace(part, text=text)


def with_settings(
    resource: Resource, script: Value, part: Snippet | None, read: Iterable[Reading]
) -> Iterator[Reading]:
    """What was read of it, with the line that gives a standing name its word where a hole was filled in with that."""
    for fact in read:
        yield _with_setting(resource, script, part, fact) if isinstance(fact, StandingName) else fact


def with_template(
    resource: Resource, template: Value | None, image: Value, read: Iterable[StandingName]
) -> Iterator[StandingName]:
    """The names of images that a template's file holds, each with the line that fills in its newest tag."""
    for fact in read:
        if template is None or image.place is None or not isinstance(template.data, FileText):
            yield fact
        else:
            yield _with_setting(resource, template, image.place.snippet, fact)


def _with_setting(resource: Resource, script: Value, part: Snippet | None, fact: StandingName) -> StandingName:
    if part is None or fact.at.path != part.path or not 0 <= fact.at.start_line - part.first_line < len(part.rows):
        return fact
    row = part.rows[fact.at.start_line - part.first_line]
    for hole in _HOLE.finditer(row):
        value = _told(resource, script, hole["of"], hole["name"])
        if value is not None and value.place is not None and (value.text() or "").endswith("latest"):
            return replace(fact, places={**fact.places, "identity": value.place.location()})
    return fact


def _word(value: Value | None, hole: re.Match[str]) -> str:
    word = value.text() if value is not None and value.known else None
    if word is None or not _PLAIN.fullmatch(word) or is_handed_over(hole["name"], word):
        return hole[0]
    return word


def _told(resource: Resource, script: Value, of: str | None, name: str) -> Value | None:
    """The value of a name: of what a template is given, or of the module in which the text is written."""
    if isinstance(script.data, FileText):
        given = script.data.filled.data if script.data.filled is not None else None
        return given.get(name) if of is None and isinstance(given, dict) else None
    if of is None or script.place is None:
        return None
    here = posixpath.dirname(resource.place.snippet.path)
    return resource.scope.lookup(of, name) if posixpath.dirname(script.place.snippet.path) == here else None
