"""Servers that a guide takes for granted: those it needs before its first step, or says in a word to be there."""

import re
from collections.abc import Iterator

from holdfast.model.regex import regex
from holdfast.readers.repository.guides.capacity.plans import RENTED
from holdfast.readers.repository.guides.guide import Guide, Passage
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.values import CLASS, about, instance_types
from holdfast.readers.repository.guides.wording.lexicon import NEGATION, PRICE_HEADING, any_of

_BEFOREHAND = any_of(
    r"prerequisit|requirements?\s*$|assumptions?|before you (?:begin|start)|what you(?:'ll)? need"
    r"|사전 ?(?:준비|요구|조건)|필수 ?조건|준비물|전제|前提|事前準備|必要なもの"
)
ASKED_FOR = any_of(
    r"요구 ?사항|필요 ?사양|최소 ?사양|권장 ?사양|사전 ?(?:준비|요구)|requirements?\b|prerequisites?|specifications?\b"
    r"|前提|要件|必要スペック|推奨スペック"
)
"""Where a text says what a host has to have, before it has somebody launch one."""
_READY = any_of(
    r"\balready (?:provisioned|created|prepared|set ?up|configured|running|available|in place|there|done)\b"
    r"|\b(?:existing|provisioned) (?:aws )?(?:resources|infrastructure)\b",
    r"(?:이미|기존에?) ?(?:준비|생성|구성|구축|설정|만들)(?:됨|되어|된|완료|해)",
    r"(?:준비|생성|구성|구축) ?완료된? ?(?:리소스|자원|인프라)",
    r"(?:準備|作成|構築|用意|設定)済み?|既存の?(?:aws)?(?:リソース|インフラ)",
)
_OF_AWS = any_of(r"\baws\b|\binfrastructure\b|\bresources\b|인프라|리소스|インフラ|リソース")
_NEEDED = any_of(
    r"^(?:(?:an? )?aws account (?:and|with) )?(?:an?|one|1|the|your|an? existing|access to an?)?\s?"
    r"(?:[\w.+/-]+ ){0,4}?(?:ec2|lightsail)"
    r"(?: (?:instance|server|vm))?\b(?! (?:key|security|console|role|user|ip|dashboard|access|permission))",
    r"^(?:[\w.+/-]{1,40} ){0,3}[\w.+/-]{0,40}?(?:ec2|lightsail)(?: ?(?:인스턴스|서버|インスタンス|サーバー?))",
    rf"^(?:an?|one|1x?|your|you(?:'ll)? need (?:an?|one)) (?:[\w.+/-]+ ){{0,4}}?{RENTED}\b",
    r"^(?:[1１一] ?台の)?(?:vps|仮想(?:マシン|サーバー?)|(?:ubuntu|linux)[\w. ]{0,12}サーバー?)",
)
_RUNS = any_of(
    r"\b(?:deployed|hosted|runs|running|served|live) (?:\w+ )?(?:on|in|from) (?:an? |the |our |one |a single )?"
    r"(?:[\w.]+ ){0,2}?ec2\b",
    r"^ec2 (?:runs|hosts|serves)\b",
)
_SEVERAL = any_of(
    r"launch template|auto ?-?scaling|\basg\b|\becs\b|fargate|beanstalk|\beks\b|kubernetes|cluster|instances\b"
    r"|\b(?:two|three|multiple|several)\b"
)


def presupposed(guide: Guide) -> Iterator[tuple[Passage, str | None]]:
    """The first passage that needs one, that says that the product runs on one, or that pays for one, and its type."""
    spoken = [
        p for p in guide.passages if p.affirmed and p.said.form is not Form.HEADING and not _SEVERAL.search(p.text)
    ]
    needed = (p for p in spoken if _NEEDED.search(p.text) and _is_beforehand(p))
    said = (p for p in spoken if _RUNS.search(p.text) and not NEGATION.search(p.text))
    found = next(needed, None) or next(said, None)
    if found is not None:
        yield found, None
    else:
        yield from _paid_for(guide)


def _paid_for(guide: Guide) -> Iterator[tuple[Passage, str | None]]:
    """The one machine in a list of costs: where several stand, they are there to be compared."""
    for section in guide.sections:
        if not any(map(PRICE_HEADING.search, section.titles())) or _COMPARED.search(section.title):
            continue
        paid = [(p, type_) for p in section.passages if (type_ := _machine(p)) and p.said.form is not Form.HEADING]
        if len({type_ for _, type_ in paid}) == 1:
            yield paid[0]
            return


def _machine(passage: Passage) -> str | None:
    if _NOT_PAID.search(passage.text) or not about(passage, _HOSTS):
        return None
    plan = _PLAN.search(passage.text)
    types = instance_types(passage.text)
    if len(types) == 1 and not CLASS.search(passage.text):
        return types[0]
    return f"Lightsail {plan['size']} {plan['unit'].upper()}" if plan else None


_HOSTS = any_of(r"\bec2\b|lightsail|라이트세일|\b(?:instance|server)\b|인스턴스|서버|インスタンス|サーバ")
_NOT_PAID = any_of(
    r"\brds\b|node ?group|노드 ?그룹|ノードグループ|\beks\b|elasticache|cache\."
    r"|savings|reserved|\bspot\b|upgrade|instead|예약|스팟|リザーブド|スポット"
)
_COMPARED = any_of(r"optimi[sz]|reduc|sav(?:e|ing)|compar|option|alternative|최적화|절감|비교|最適化|削減|比較")
_PLAN = regex(
    r"(?:lightsail|라이트세일)[^\n|$]{0,40}?(?P<size>\d{1,3}(?:\.5)?)\s?(?P<unit>[MG]B)\b(?![^\n]{0,6}(?:ssd|disk))",
    re.IGNORECASE,
)


def _is_beforehand(passage: Passage) -> bool:
    """The chapter is about what there has to be, or has it stand there already; or it is its part on AWS."""
    *above, own = [heading.text for heading in passage.said.trail.headings] or [""]
    if _BEFOREHAND.search(own) or _READY.search(own):
        return True
    return _OF_AWS.search(own) is not None and any(map(_BEFOREHAND.search, above[-1:]))


def stands_ready(passage: Passage) -> bool:
    """What there has to be is ticked off, or said to be there: whoever follows the guide has one, as if it were not."""
    told = passage.said.ticked or _READY.search(passage.said.trail.chapter)
    return bool(told and passage.speaks and _NEEDED.search(passage.text) and _is_beforehand(passage))
