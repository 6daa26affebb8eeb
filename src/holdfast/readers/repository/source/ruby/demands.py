"""What Ruby programs do about a missing variable: what they raise or say, and the lists of names that they go over."""

import re
from collections.abc import Iterator

from holdfast.model.regex import regex
from holdfast.readers.repository.source.code import Source

_ASKED = r"ENV\[\s*[\"'](?P<name>[A-Z]\w{1,80})[\"']\s*\]"
_NAME = regex(_ASKED)
_MODIFIED = regex(
    r"(?m)^[ \t]*(?:raise|abort|fail|exit)\b[^\n]{0,200}?\b(?P<word>if|unless)\b"
    r"(?P<asked>[^\n]{0,200}\bENV\[[^\n]{0,200})$"
)
_BRANCH = regex(
    r"(?m)^(?P<indent>[ \t]*)(?P<word>if|unless)\b(?P<asked>[^\n]{0,200}\bENV\[[^\n]{0,200})\n"
    r"(?P<body>(?:(?P=indent)[ \t][^\n]*\n){1,10})"
    r"(?:(?P=indent)else[ \t]*\n(?P<else>(?:(?P=indent)[ \t][^\n]*\n){1,10}))?"
)
_ABSENT = regex(r"\.(?:blank|nil|empty)\?|!\s*ENV|\bnot ENV|==\s*(?:nil|[\"']{2})")
_ENDS = regex(r"\b(?:raise|abort|fail|exit)\b")
_SAYS = regex(r"\b(?:puts|warn|logger\.\w+|Rails\.logger\.\w+)\b")
_SETS = regex(r"\bENV\[[^\]\n]{1,80}\]\s*(?:\|\|)?=(?!=)")
_WORDS = regex(r"%w[\[({](?P<names>[A-Z][A-Z0-9_\s]{3,2000})[\])}]")
_ENTRY = regex(
    r"[\"'](?P<name>[A-Z][A-Z0-9_]{2,80})[\"'](?:\s{0,4}=>|\s{0,9}[,\]]|:\s)|(?<![\w:])(?P<key>[A-Z][A-Z0-9_]{2,80}):\s"
)
"""One of the names that stand in a list, or are the keys of what is asked of them."""
_APART = 200
"""Characters within which the next entry of a list begins."""
_GOES_OVER = regex(r"\bENV(?P<how>\.fetch\(|\.key\?\(|\.values_at\(|\[)\s*\w")
_STANDS_IN = regex(
    r"\bENV(?:\.fetch\(\s*[\w.]{1,60}\s*(?:,|\)\s*(?:\{|do\b))|\[\s*[\w.]{1,60}\s*\]\s*\|\|(?!=))"
    r"(?!\s*(?:\|\w{1,40}\|\s*)?(?:raise|abort|fail|exit|[\"']{2}|nil\b))"
)
"""A value of the program's own takes the place of one that is missing."""
_NEAR = 500
"""Characters behind a list among which the program goes over it."""


def ways(source: Source) -> Iterator[tuple[str, tuple[str, ...], int, int]]:
    """What happens at each place: "fails" or "warns", the names it is about, and the characters that show it."""
    for match in _MODIFIED.finditer(source.code):
        if _is_absent(match):
            yield "fails", _names(match["asked"]), match.start(), match.end()
    for match in _BRANCH.finditer(source.code):
        part = "body" if _is_absent(match) else "else"
        done = match[part] or ""
        if _ENDS.search(done):
            yield "fails", _names(match["asked"]), match.start(), match.end()
        elif _SAYS.search(done) or (part == "body" and _SETS.search(done)):
            yield "warns", _names(match["asked"]), match.start(), match.end()


def lists(source: Source) -> Iterator[tuple[str, tuple[str, ...], int, int]]:
    """The same for lists of names: "fails" where one that is missing ends the program."""
    for names, start, end in _listed(source.code):
        behind = source.code[end : end + _NEAR]
        over = _GOES_OVER.search(behind)
        # What is given a value where it has none is missing nowhere.
        if over is None or any(way.match(behind, over.start()) for way in (_SETS, _STANDS_IN)):
            continue
        if over["how"] == ".fetch(" or _ENDS.search(behind):
            yield "fails", names, start, end
        elif _SAYS.search(behind):
            yield "warns", names, start, end


def _listed(code: str) -> Iterator[tuple[tuple[str, ...], int, int]]:
    """The lists of names of a file, each with the characters where it stands."""
    for match in _WORDS.finditer(code):
        yield tuple(match["names"].split()), match.start(), match.end()
    run: list[re.Match[str]] = []
    for entry in _ENTRY.finditer(code):
        if run and entry.start() - run[-1].end() > _APART:
            yield from _run(run)
            run = []
        run.append(entry)
    yield from _run(run)


def _run(entries: list[re.Match[str]]) -> Iterator[tuple[tuple[str, ...], int, int]]:
    """One name alone is no list."""
    names = tuple(dict.fromkeys(entry["name"] or entry["key"] for entry in entries))
    if len(names) > 1:
        yield names, entries[0].start(), entries[-1].end()


def _is_absent(match: re.Match[str]) -> bool:
    """The branch is taken where the variable is missing."""
    return (match["word"] == "unless") != (_ABSENT.search(match["asked"]) is not None)


def _names(asked: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(match["name"] for match in _NAME.finditer(asked)))
