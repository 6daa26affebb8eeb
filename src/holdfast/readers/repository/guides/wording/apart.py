"""The sentences of a line that has to be taken apart: what one denies, the next may tell."""

from itertools import pairwise

from holdfast.model.regex import regex
from holdfast.readers.repository.guides.wording.lexicon import NEGATION, OPTION, WISH

_END = regex(
    r"(?<=[\w)`*\"'%][.!?])\s+(?=[A-Z`*\"(])(?<!\be\.g\.\s)(?<!\bi\.e\.\s)(?<!\bvs\.\s)(?<!\betc\.\s)"
    r"|(?<=[가-힣)][.!?])\s+|(?<=。)"
)
_LONGEST = 2_000


def sentences(text: str) -> list[str]:
    """A paragraph, sentence by sentence, without blank ones; an abbreviation ends none."""
    return [one for one in _END.split(text) if one.strip()]


def apart(text: str) -> list[str]:
    """`text`, where some of its sentences deny or leave open something and others do not: each of those by itself.

    The others stay together as long as none of those stands between: what the first names, the next often only
    speaks of.
    """
    cuts = [match.end() for match in _END.finditer(text)] if len(text) <= _LONGEST else []
    told = [text[start:end] for start, end in pairwise((0, *cuts, len(text))) if text[start:end].strip()]
    doubtful = [any(pattern.search(one) for pattern in (NEGATION, OPTION, WISH)) for one in told]
    if all(doubtful) or not any(doubtful):
        return [text]
    parts: list[str] = []
    for number, one in enumerate(told):
        if number and not doubtful[number] and not doubtful[number - 1]:
            parts[-1] += one
        else:
            parts.append(one)
    return [part.strip() for part in parts]
