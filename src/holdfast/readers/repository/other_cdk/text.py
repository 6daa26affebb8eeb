"""A program's text without its comments and with its texts set aside, so that patterns meet code alone."""

import re

from holdfast.model.record import record
from holdfast.model.regex import regex

_APART = regex(
    r"(?P<comment>//[^\n]*|/\*[\s\S]*?(?:\*/|\Z))"
    r"|(?P<block>\$?\"\"\"[\s\S]*?(?:\"\"\"|\Z))"
    r"|(?P<verbatim>(?:\$@|@\$|@)\"[^\"]*\")"
    r"|(?P<text>\$?\"(?:[^\"\\\n]|\\.)*(?:\"|\\?(?=\n|\Z)))"
    r"|(?P<letter>'(?:[^'\\\n]|\\.)')"
)
_HELD = regex(r"\x00(\d{1,6})\x00")
_HOLE = regex(r"\{(?=[\w(])")


@record(frozen=True, slots=True)
class Code:
    """Code in which a number between two zeros stands for that one of `texts`, each as TypeScript writes it."""

    text: str
    texts: tuple[str, ...]


def set_aside(text: str) -> Code:
    """The code of a text in Java or C#, on the same lines."""
    texts: list[str] = []

    def kept(match: re.Match[str]) -> str:
        if match["comment"] is not None:
            return "\n" * match[0].count("\n")
        texts.append(_written(match[0]))
        return f"\x00{len(texts) - 1}\x00"

    return Code(_APART.sub(kept, text.translate(_MARKS)), tuple(texts))


_MARKS = dict.fromkeys(range(3))
"""Signs that no program has, and by which places are marked here."""


def _written(told: str) -> str:
    """A text as TypeScript writes it: what is filled in, or goes over several lines, between backticks."""
    marks = told[: len(told) - len(told.lstrip("$@"))]
    inner = told[len(marks) :]
    inner = inner[3:-3] if inner.startswith('"""') else inner[1:-1]
    if "$" in marks:
        return "`" + _HOLE.sub("${", inner.replace("`", "'")) + "`"
    return (
        "`" + inner.replace("`", "'") + "`"
        if "\n" in inner
        else '"' + inner.replace('"', '\\"' if "@" in marks else '"') + '"'
    )


def put_back(text: str, texts: tuple[str, ...]) -> str:
    """`text` with what was set aside."""
    return _HELD.sub(lambda match: texts[int(match[1])], text)


def closings(text: str) -> dict[int, int]:
    """Where each bracket of a text is closed, by where it stands; without those that nothing closes."""
    found: dict[int, int] = {}
    waiting: list[tuple[str, int]] = []
    for match in _BRACKET.finditer(text):
        sign = match[0]
        if sign in _PAIRS:
            waiting.append((_PAIRS[sign], match.start()))
        elif waiting and waiting[-1][0] == sign:
            found[waiting.pop()[1]] = match.start()
    return found


_PAIRS = {"(": ")", "{": "}", "[": "]"}
_BRACKET = regex(r"[(){}\[\]]")


def lower_first(name: str) -> str:
    """`MultiAz`: `multiAz`; `VPC` stays what it is."""
    return name if name.isupper() or not name else name[0].lower() + name[1:]


def blank(match: re.Match[str]) -> str:
    """Nothing, on as many lines."""
    return "\n" * match[0].count("\n")
