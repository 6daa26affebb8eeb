"""Functions that sign uploads for browsers and that nobody calls, beside those by which a server takes files itself."""

import re
from collections.abc import Sequence

from holdfast.model.regex import regex
from holdfast.readers.repository.source import paths
from holdfast.readers.repository.source.code import Source

_HEAD = regex(
    r"(?:\bfunction\s{1,4}(?P<declared>[A-Za-z_$][\w$]{2,60})"
    r"|\b(?:const|let|var)\s{1,4}(?P<named>[A-Za-z_$][\w$]{2,60})\s{0,4}(?::[^=\n]{1,80})?=\s{0,4}(?:async\b|\(|function\b)"
    r"|^[ \t]{1,12}(?:(?:public|private|protected|static|async)\s{1,4}){0,3}"
    r"(?P<method>(?!if|for|while|switch|catch|return|function|await|new\b)[A-Za-z_$][\w$]{2,60})\s{0,4}\([^(){};]{0,400}\)"
    r"\s{0,4}(?::[^={};\n]{1,80})?\{)",
    re.MULTILINE,
)
_TAKES_ITSELF = regex(r"\bBody\s{0,4}[:,]|\bmulterS3\(|\bnew Upload\(")
_SHARED = regex(r"(?:^|/)packages/|^(?:libs?|shared|common)/")
"""Folders whose functions another program of the repository may call."""
_NEAR = 4_000
"""Characters above a call among which the function around it begins."""


def is_idle(source: Source, match: re.Match[str], sources: Sequence[Source]) -> bool:
    """The function around a call that signs is named nowhere else, and its file puts files there by itself, too."""
    if source.language not in paths.JAVASCRIPT or _SHARED.search(source.path):
        return False
    heads = list(_HEAD.finditer(source.code, max(match.start() - _NEAR, 0), match.start()))
    if not heads or not _TAKES_ITSELF.search(source.code):
        return False
    name = heads[-1][heads[-1].lastgroup or 0]
    word = re.compile(rf"(?<![\w$]){re.escape(name)}(?![\w$])")
    others = (one for one in sources if one is not source and name in one.text)
    return len(word.findall(source.code)) == 1 and not any(word.search(one.code) for one in others)
