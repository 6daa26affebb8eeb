"""Sizes of hosts that a text only drops where it speaks of something else: why it is slow, what fails."""

import re

from holdfast.readers.repository.guides.capacity.not_the_products import as_of_now, is_of_others
from holdfast.readers.repository.guides.guide import Passage
from holdfast.readers.repository.guides.lacks.owned_up import answered, speaks_of_now
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.values import OTHER_HOSTS, PRICE, instance_types
from holdfast.readers.repository.guides.wording.lexicon import any_of

_IS = any_of(
    r"(?:이라|라서|라 |이어서|이므로|이기 ?때문|을 ?쓰|를 ?쓰|을 ?사용|를 ?사용|에서 ?(?:돌|운영)|입니다|이다|인데)",
    r"\b(?:is|are|on|runs?|running|use[sd]?|using|because|since)\b|なので|だから|で動|を使",
)
_SHORT_OF = any_of(
    r"(?:ec2|서버|인스턴스)[^\n]{0,20}(?:메모리|램|ram|크레딧|cpu|사양|성능)[^\n]{0,8}(?:부족|작|낮|모자|초과)",
    r"\b(?:ran|runs?|running) out of (?:memory|credits)\b|\bnot enough memory\b|メモリ[がは]?(?:不足|足り)",
)
"""What a trouble came from: the host that there is, too small."""
_WISHED = any_of(
    r"→|->|권장|추천|업그레이드|올리|올려|바꾸|변경|늘리|예정|대신|비용|비교|이상",
    r"\b(?:recommend\w*|upgrad\w+|instead|should|would|could|at least|consider\w*|chang\w+|switch\w*|resiz\w+)\b",
    r"\b(?:than|or)\b",
    r"推奨|おすすめ|変更|アップグレード|予定|以上",
)
_BEFORE = any_of(
    r"\b(?:old|former|previous) (?:server|box|machine|host|instance|vm|one)\b",
    r"\b(?:is|was|been) (?:stopped|retired|switched off|shut down|turned off|decommissioned|terminated)\b",
)
"""The host that served until then."""


def served_before(text: str) -> bool:
    """It speaks of a host that serves no more."""
    return _BEFORE.search(text) is not None


def let_drop(passage: Passage, no_host: re.Pattern[str]) -> tuple[str, ...]:
    """The one type that the passage says the host has; none of those that it weighs, prices or advises.

    `no_host`: what stands beside the product's host, and has a size of its own.
    """
    text = passage.text
    now = passage.affirmed or speaks_of_now(text) or answered(text) != text or _SHORT_OF.search(text)
    if not now or passage.said.form in (Form.HEADING, Form.ROW) or passage.old:
        return ()
    types = instance_types(text)
    if len(types) != 1 or any(pattern.search(text) for pattern in (PRICE, _WISHED, _BEFORE, OTHER_HOSTS, no_host)):
        return ()
    if not (_IS.search(text) or _SHORT_OF.search(text)) or is_of_others(as_of_now(text)):
        return ()
    return types
