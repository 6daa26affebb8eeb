"""What signs sessions or tokens, written out as words with blanks between them, as a framework's manual shows it."""

from collections.abc import Iterator

from holdfast.model.facts import ExposedSecret
from holdfast.model.regex import regex
from holdfast.readers.repository.configuration.exposed import covered
from holdfast.readers.repository.source.branches import only_for_developers
from holdfast.readers.repository.source.code import Source

_PHRASED = regex(
    r"""(?x)(?<![\w.\-"'])(?:\w{1,30}(?:\.\w{1,30})?(?:\.|\[["']))?["']?
    (?P<name>(?:[A-Z]{1,20}_){0,3}SECRET(?:_KEY(?:_BASE)?)?|secret_key)["']?\]?[ ]*(?::[ ]*str[ ]*)?[=:][ ]*b?
    (?P<quote>["'])(?P<value>[^"'`\n${}<>%]{2,60}?[ ][^"'`\n${}<>%]{1,120})(?P=quote)(?![ ]*[%.+])"""
)
_MESSAGE = regex(
    r"(?i)\b(?:must|required?|missing|should|cannot|can't|invalid|not|is|are|please|enter|environment|for|used|your"
    r"|created|updated|changed|deleted|removed|added|loaded|saved|stored|found|failed|expired|rotated|generated)\b"
)
"""A sentence to people, or the text beside a field."""


def phrases(source: Source) -> Iterator[ExposedSecret]:
    """One fact for each such literal; a label that only says the name again is none."""
    for match in _PHRASED.finditer(source.code):
        name, value = match["name"], match["value"]
        label = value.lower().replace(" ", "_") in name.lower()
        if not label and not _MESSAGE.search(value) and not only_for_developers(source, match.start("name")):
            at = covered(source.at(match.start("name"), match.end()), value)
            yield ExposedSecret(kind=source.snippet.kind, at=at, name=name, form="token")
