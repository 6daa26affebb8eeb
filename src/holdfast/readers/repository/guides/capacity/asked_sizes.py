"""How large a guide asks the server to be, in processors and memory: no machine is chosen by that yet."""

import re
from collections.abc import Iterator
from itertools import groupby

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Instance
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.guides.capacity.told_memory import SIZED
from holdfast.readers.repository.guides.guide import Guide, Passage, Section
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.wording.lexicon import PRICE_HEADING, any_of

_OF_A_SERVER = any_of(
    r"(?:서버|하드웨어|시스템|인스턴스|호스트|ec2|최소|권장|인프라) ?(?:최소 ?|권장 ?)?(?:사양|스펙|요구 ?사항|요건)"
    r"|(?:server|hardware|system|infrastructure|host|instance|vps|minimum|recommended) "
    r"(?:(?:minimum|hardware|system|size) ?)?(?:requirements?|specifications?|specs?|sizing)\b"
    r"|(?:サーバー?|ハードウェア|システム|インスタンス|動作|推奨|最小|必要)(?:の|要件)?(?:スペック|要件|仕様|環境)"
)
"""Headings under which that stands."""
_OF_OTHERS = any_of(
    r"\bclient|\bbrowser|개발 ?(?:환경|pc)|로컬|\blocal|developer|development|開発|ローカル|\brds\b|database"
    r"|데이터베이스|\bdb\b|データベース|redis|monitoring|모니터링|監視|\btask\b|태스크|lambda|람다|mobile"
    r"|모바일|모델|model|gpu"
    r"|windows(?! server)|\bmac ?(?:os|book)|\bpc\b|laptop|desktop|노트북|데스크[톱탑]|パソコン|ノート"
    r"|デスクトップ|minikube"
)
_PROCESSOR = regex(
    r"(?<![\d.])\d{1,2}\s?(?:x\s)?(?:v?cpus?\b|v?cores?\b|코어|コア)|(?:v?cpu|코어|コア)\D{0,12}\d", re.IGNORECASE
)
_MEMORY = regex(
    r"(?:\bram\b|memory|메모리|メモリ)\D{0,16}\d{1,3}(?:\.\d)?\s?[gm]i?b?\b"
    r"|(?<![\d.])\d{1,3}\s?gi?b?\s?(?:의 ?|の)?(?:of )?(?:ram\b|memory|메모리|メモリ)",
    re.IGNORECASE,
)
_NEAR = 3  # lines


def asked_sizes(guide: Guide) -> Iterator[Instance]:
    """The first section of the guide that asks for both, where they stand beside each other."""
    for section in guide.sections:
        if not _is_of_a_server(section):
            continue
        for _, rows in groupby(section.passages, key=lambda one: one.said.table):
            told = [one for one in rows if _tells(one)]
            if told and _asks_for_both(told):
                last = told[-1] if told[-1].said.end - told[0].said.line <= _NEAR + len(told) else told[0]
                at = guide.at(told[0], last)
                asked = Instance(**guide.common(told[0], EvidenceKind.CLAIMED), purpose=SIZED)
                yield replace(asked, at=at, places={"size": at})
                return


def _is_of_a_server(section: Section) -> bool:
    titles = [*section.titles()]
    asked = any(map(_OF_A_SERVER.search, titles[:2]))
    return asked and not any(_OF_OTHERS.search(one) or PRICE_HEADING.search(one) for one in titles[:2])


def _tells(passage: Passage) -> bool:
    said = passage.said.form is not Form.HEADING and passage.affirmed and not _OF_OTHERS.search(passage.text)
    return said and bool(_PROCESSOR.search(passage.text) or _MEMORY.search(passage.text))


def _asks_for_both(told: list[Passage]) -> bool:
    processor = any(_PROCESSOR.search(one.text) for one in told)
    return processor and any(_MEMORY.search(one.text) for one in told)
