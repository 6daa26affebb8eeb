"""Words of which every match of a regular expression holds one, so that a long text without them need not be searched.

A matcher looks at each character of a text in turn; to find a word takes a hundredth of that. What is told here is
drawn from the pattern itself: whoever writes one need not name its words a second time.
"""

from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import Any

Needed = tuple[tuple[str, ...], ...]
"""In each group at least one word, in lower case, stands in every text that the pattern is found in."""

_SHORTEST = 3
"""Letters of a word that tells anything; two, where one of them is a sign, and one of a script with thousands."""
_MOST_WORDS = 48
_MOST_GROUPS = 3
_ONE_OF_THOUSANDS = "\u3040"
"""The first of the letters of Japanese, Chinese and Korean, which a text holds or not as it does words of others."""
_FOLDED = (("İ", "i"), ("ı", "i"), ("ſ", "s"))
"""Letters that the matcher takes for others where case does not count, and `lower` does not (CPython 3.11 to 3.13)."""


def lowered(text: str) -> str:
    """The text in lower case, as the matcher sees it where case does not count."""
    if text.isascii():
        return text.lower()
    (turned, into), *rest = _FOLDED
    text = text.replace(turned, into).lower()
    for turned, into in rest:
        text = text.replace(turned, into)
    return text


def lacks(needed: Needed, low: str) -> bool:
    """No word of one of the groups stands in `low`, a text in lower case."""
    for words in needed:
        for word in words:
            if word in low:
                break
        else:
            return True
    return False


def needed(text: str, flags: int) -> Needed:
    """What every match of a pattern holds; empty where nothing can be told.

    Raises:
        re.error: `text` is no regular expression.
    """
    return of_parsed(import_module("re._parser").parse(text, flags))


def of_parsed(parsed: Any) -> Needed:
    """The same of a pattern that `re._parser` has parsed."""
    groups = sorted(_groups(parsed), key=_worth, reverse=True)
    return tuple(tuple(sorted(words)) for words in groups[:_MOST_GROUPS])


def _worth(words: frozenset[str]) -> tuple[int, int]:
    return min(map(len, words)), -len(words)


def _groups(items: Iterable[tuple[Any, Any]]) -> Iterator[frozenset[str]]:
    """Groups of words, of each of which one stands in whatever the items match one after the other."""
    run = ""
    for sort, value in items:
        name = str(sort)
        letter = _letter(name, value)
        if letter:
            run += letter
            continue
        if name == "AT":
            continue  # where a word begins or ends, nothing stands between its letters
        yield from _told(run)
        run = ""
        yield from _inside(name, value)
    yield from _told(run)


def _inside(name: str, value: Any) -> Iterator[frozenset[str]]:
    if name == "SUBPATTERN":
        yield from _groups(value[3])
    elif name == "ATOMIC_GROUP":
        yield from _groups(value)
    elif name == "ASSERT":
        yield from _groups(value[1])
    elif name.endswith("_REPEAT") and value[0]:
        yield from _groups(value[2])
    elif name == "BRANCH":
        best = [max(_groups(way), key=_worth, default=frozenset[str]()) for way in value[1]]
        words = frozenset[str]().union(*best)
        if all(best) and len(words) <= _MOST_WORDS:
            yield words


def _letter(name: str, value: Any) -> str:
    """The one letter, in lower case, that an item stands for; empty where it may be several."""
    if name == "LITERAL":
        return _plain(chr(value))
    if name != "IN":
        return ""
    letters = {_plain(chr(code)) if str(sort) == "LITERAL" else "" for sort, code in value}
    return letters.pop() if len(letters) == 1 else ""


def _plain(letter: str) -> str:
    """In lower case; empty for one whose case hangs on what stands beside it."""
    return letter.lower() if letter.isascii() or letter.lower() == letter.upper() else ""


def _told(run: str) -> Iterator[frozenset[str]]:
    sign = len(run) == _SHORTEST - 1 and not run.isalnum()
    if len(run) >= _SHORTEST or sign or any(letter >= _ONE_OF_THOUSANDS for letter in run):
        yield frozenset((run,))
