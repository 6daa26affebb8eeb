"""Servers that a guide takes for granted: those it needs before its first step, or says in a word to be there."""

from collections.abc import Iterator

from holdfast.readers.repository.guides.blocks import Form
from holdfast.readers.repository.guides.guide import Guide, Passage
from holdfast.readers.repository.guides.lexicon import NEGATION, any_of

_BEFOREHAND = any_of(
    r"prerequisit|requirements?\s*$|assumptions?|before you (?:begin|start)|what you(?:'ll)? need"
    r"|사전 ?(?:준비|요구|조건)|필수 ?조건|준비물|전제|前提|事前準備|必要なもの"
)
_NEEDED = any_of(
    r"^(?:an?|one|1|the|your|an? existing|access to an?)?\s?(?:[\w.+/-]+ ){0,4}?(?:ec2|lightsail)"
    r"(?: (?:instance|server|vm))?\b(?! (?:key|security|console|role|user|ip|dashboard|access|permission))",
    r"^(?:[\w.+/-]+ ?){0,3}(?:ec2|lightsail)(?: ?(?:인스턴스|서버|インスタンス|サーバー?))",
)
_RUNS = any_of(
    r"\b(?:deployed|hosted|runs|running|served|live) (?:\w+ )?(?:on|in|from) (?:an? |the |our |one |a single )?"
    r"(?:[\w.]+ ){0,2}?ec2\b",
    r"^ec2 (?:runs|hosts|serves)\b",
)
_SEVERAL = any_of(
    r"auto ?-?scaling|\basg\b|\becs\b|fargate|beanstalk|\beks\b|kubernetes|cluster|instances\b"
    r"|\b(?:two|three|multiple|several)\b"
)


def presupposed(guide: Guide) -> Iterator[Passage]:
    """The first passage that needs one, or else the first that says that the product runs on one."""
    spoken = [
        p for p in guide.passages if p.affirmed and p.said.form is not Form.HEADING and not _SEVERAL.search(p.text)
    ]
    needed = (p for p in spoken if _NEEDED.search(p.text) and _is_beforehand(p))
    said = (p for p in spoken if _RUNS.search(p.text) and not NEGATION.search(p.text))
    found = next(needed, None) or next(said, None)
    if found is not None:
        yield found


def _is_beforehand(passage: Passage) -> bool:
    headings = passage.said.trail.headings
    return bool(headings) and _BEFOREHAND.search(headings[-1].text) is not None
