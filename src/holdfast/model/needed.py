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


def parts_with(needed: Needed, low: str, reach: int) -> list[tuple[int, int]] | None:
    """The parts of a text, first and end, outside of which a pattern of this `reach` finds nothing.

    None where the words of every group are too common for that to be less than half of the text. A matcher that is
    kept to one of these parts sees all that it would look at in the whole text.
    """
    apart = next((found for words in needed if (found := _apart(words, low, reach)) is not None), None)
    if apart is None:
        return None
    parts: list[tuple[int, int]] = []
    for at in sorted(apart):
        first, end = max(at - reach, 0), at + _AROUND * reach
        if parts and first <= parts[-1][1]:
            parts[-1] = (parts[-1][0], end)
        else:
            parts.append((first, end))
    return parts


_AROUND = 4
"""Times the reach that the end of a part lies behind the word it was found by: once for what stands before a match
that looks back at the word, once for the match, once for a word behind that was passed over, and one to spare."""


def _apart(words: tuple[str, ...], low: str, reach: int) -> list[int] | None:
    """Where the words stand, but for such as follow within the reach of the same one."""
    most = len(low) // (2 * (_AROUND + 1) * reach)
    found: list[int] = []
    for word in words:
        at = low.find(word)
        while at >= 0:
            found.append(at)
            if len(found) > most:
                return None
            at = low.find(word, at + reach)
    return found


def reach_of(parsed: Any) -> int:
    """Characters that a match and all that it looks back and ahead at take at most; 0 beyond some thousands."""
    whole = _width(parsed) + _looked_at(parsed)
    return whole + 2 if whole < _FARTHEST else 0  # what a word begins or ends at stands beside it


_FARTHEST = 2_500


def _width(parsed: Any) -> int:
    return min(int(parsed.getwidth()[1]), _FARTHEST)


def _looked_at(items: Iterable[tuple[Any, Any]]) -> int:
    """How far from where the matcher stands anything is looked at without being matched."""
    farthest = 0
    for sort, value in items:
        name = str(sort)
        if name.startswith("ASSERT"):
            farthest = max(farthest, _width(value[1]) + _looked_at(value[1]))
        elif name == "SUBPATTERN":
            farthest = max(farthest, _looked_at(value[3]))
        elif name == "ATOMIC_GROUP":
            farthest = max(farthest, _looked_at(value))
        elif name.endswith("_REPEAT"):
            farthest = max(farthest, _looked_at(value[2]))
        elif name == "BRANCH":
            farthest = max(farthest, *map(_looked_at, value[1]))
        elif name == "GROUPREF_EXISTS":
            return _FARTHEST
    return farthest


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
