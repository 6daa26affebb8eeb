"""Branches of a program that only a developer's machine or a test goes through."""

from collections.abc import Iterator

from holdfast.model.regex import regex
from holdfast.readers.repository.source.code import Source

_BRANCH = regex(r"^\s*(?:\}?\s*else\s+)?(?:if|elif|unless|when)\b|^\s*case\b[^:\n]{1,80}:(?!:)")
_OTHERWISE = regex(r"[;}]\s*else\b")
_HERE = regex(r"(?i)(?:\b|_|is)(?:debug|dev(?:elop(?:ment)?)?|local|test(?:ing)?)\b")
_SERVED = regex(r"(?i)prod")
_NEGATED = regex(r"!|\bnot\b|\bunless\b")
_FILE = regex(r"(?i)(?:^|[/_.-])(?:local\w*|dev(?:elop\w*|_\w*|\d*)|test\w*)\.\w+$")
_CLASS = regex(r"^\s*class\s+(?P<name>\w{1,80})")
_OF_DEVELOPERS = regex(r"(?i)^(?:dev(?:elop(?:ment)?)?|local|test(?:ing)?|ci)(?=[A-Z_]|config|settings|$)")
_OF_PRODUCTION = regex(r"(?im)^[^\S\n]*class\s+prod\w*\s*(?:\((?P<bases>[^()]{0,200})\))?")
_SECTION = (
    r"^[^\S\n]*(?:(?:export\s{{1,4}})?(?:const|let|var)\s{{1,4}})?"
    r"[\"']?(?:{})(?:_?(?:config(?:uration)?|options|settings))?[\"']?"
    r"\s{{0,4}}[:=]\s{{0,4}}(?:[\w.]{{1,40}}\()?\{{"
)
"""A part of an object, or an object of its own: `development: {`, `const devConfig = {`."""
_SECTION_OF_DEVELOPERS = regex("(?i)" + _SECTION.format(r"dev(?:elop(?:ment)?)?|local|test(?:ing)?"))
_SECTION_OF_PRODUCTION = regex("(?im)" + _SECTION.format("prod(?:uction)?"))
_MOST_ROWS = 60
_FAR = 20_000  # characters, so that a text of many such places is not copied for each


def is_developers(path: str) -> bool:
    """Whether a whole file is for a developer's machine or for tests, by its name."""
    return _FILE.search(path) is not None


def only_for_developers(source: Source, offset: int) -> bool:
    """Whether the character at `offset` stands in such a branch: its own row, or one above it, says so."""
    row = source.code[source.code.rfind("\n", 0, offset) + 1 : offset]
    if _BRANCH.match(row) and _excludes_production(row) and not _OTHERWISE.search(row):
        return True
    return any(
        (_BRANCH.match(above) and _excludes_production(above)) or _is_developers_class(source, above)
        for above in _around(source, offset)
    )


def is_theirs(source: Source, offset: int) -> bool:
    """It stands in such a branch, or in their part of an object of settings where another part is production's."""
    if only_for_developers(source, offset):
        return True
    served = _SECTION_OF_PRODUCTION.search(source.code) is not None
    return served and any(map(_SECTION_OF_DEVELOPERS.match, _around(source, offset)))


def _around(source: Source, offset: int) -> Iterator[str]:
    """The rows above that hold the one of the character at `offset`, from the nearest on."""
    begins = source.code.rfind("\n", 0, offset) + 1
    depth = _indent(source.code[begins : offset + 1])
    for above in reversed(source.code[max(0, begins - _FAR) : begins].rsplit("\n", _MOST_ROWS)[-_MOST_ROWS:]):
        indent = _indent(above)
        if above.strip() in ("", "{") or indent >= depth:
            continue  # languages that open a block on a row of its own say in the row above what it is for
        yield above
        depth = indent
        if not depth:
            return


def _is_developers_class(source: Source, row: str) -> bool:
    """A class of settings for developers or tests, beside one for production that takes nothing from it."""
    declared = _CLASS.match(row)
    if declared is None or not _OF_DEVELOPERS.match(declared["name"]):
        return False
    served = _OF_PRODUCTION.search(source.code)
    return served is not None and declared["name"] not in (served["bases"] or "")


def _excludes_production(row: str) -> bool:
    if _SERVED.search(row):
        return _NEGATED.search(row) is not None
    return _HERE.search(row) is not None and _NEGATED.search(row) is None


def _indent(row: str) -> int:
    return len(row) - len(row.lstrip())
