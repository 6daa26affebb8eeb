"""The sentences of a line that has to be taken apart: what one denies, the next may tell."""

from holdfast.model.regex import regex
from holdfast.readers.repository.guides.lexicon import NEGATION, OPTION, WISH

_END = regex(
    r"(?<=[\w)`*\"'%][.!?])\s+(?=[A-Z`*\"(])(?<!\be\.g\.\s)(?<!\bi\.e\.\s)(?<!\bvs\.\s)(?<!\betc\.\s)"
    r"|(?<=[가-힣)][.!?])\s+|(?<=。)"
)
_LONGEST = 2_000


def sentences(text: str) -> list[str]:
    """A paragraph, sentence by sentence, without blank ones; an abbreviation ends none."""
    return [one for one in _END.split(text) if one.strip()]


def apart(text: str) -> list[str]:
    """The sentences of `text`, where some of them deny or leave open something and others do not.

    Else they stay together: what the first names, the next often only speaks of.
    """
    told = sentences(text) if len(text) <= _LONGEST else []
    doubtful = sum(1 for one in told if NEGATION.search(one) or OPTION.search(one) or WISH.search(one))
    return told if 0 < doubtful < len(told) else [text]
