"""Doors that a chapter about troubles has opened to everybody: whoever cannot get in follows it, and leaves them so."""

from collections.abc import Iterator

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Ingress
from holdfast.readers.repository.guides.access.all_in import SSH, is_taken_away
from holdfast.readers.repository.guides.access.reader import FIREWALL, OUTBOUND, SOURCE_KEY, ports_in, sources_in
from holdfast.readers.repository.guides.guide import Guide, Passage
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.values import about
from holdfast.readers.repository.guides.wording.apart import sentences
from holdfast.readers.repository.guides.wording.lexicon import (
    MENDS_TITLE,
    NEGATION,
    NOT_NEGATION,
    PROBLEM_HEADING,
    TROUBLE_HEADING,
    any_of,
)

_EVERYBODY = "0.0.0.0/0"
_DOORS = frozenset((22, 3389, 5432, 3306, 27017, 6379, 1433))
"""Of a host and of its data: what visitors ask for stands open rightly."""
_REMARK = any_of(r"^(?:description|설명|説明)\s*[:：=|]")
_OPENS = any_of(
    r"변경|수정|추가|허용|설정|개방|오픈|열어|열기|여세요|등록|입력|선택|지정|바꾸|바꿔|바꿉",
    r"\b(?:change|set|add|allow|open|edit|permit|update|modify|make sure|ensure|enable)\b",
    r"許可|変更|追加|開放|開け|設定|入力|選択|編集",
)
_WARNS = any_of(
    r"위험|취약|원인|제한(?!을? ?(?:해제|풀|없))|주의|노출|금지|되어 ?있(?:어|던|음|었)|열려 ?있(?:어|던|음|었)",
    r"\b(?:restrict\w*|risk\w*|danger\w*|expos\w+|vulnerab\w+|insecure|instead|was|were|temporar\w*|remov\w+|clos\w+)\b",
    r"危険|制限(?!を?(?:解除|なし))|注意|公開され|開いてい|一時的",
)
_DONE = any_of(
    r"(?:추가|변경|수정|허용|설정|오픈|개방|등록)(?:해서|하여|해|하고|하니|했더니|하자|함|했다|했습니다|하였다)",
    r"열어 ?(?:두|주|줌|서)|열었",
    r"\b(?:added|changed|opened|allowed|set|fixed)\b|(?:追加|変更|許可|設定|開放)(?:して|した|しました)|開けた",
)
"""So it was mended, in a text that tells of troubles that are over."""
_IN_CASE = any_of(
    r"^\W*(?:if|when|in case)\b[^,\n]{0,80},|^[^,\n]{0,40}(?:않|못|안)[^,\n]{0,12}(?:면|경우|때)(?:에는|는|에)?[, ]",
    r"^[^、\n]{0,40}(?:ない|できない)(?:場合|とき|時)(?:は|には)?[、 ]",
)
_FIELDS_BACK = 5


def mended_doors(guide: Guide) -> Iterator[Ingress]:
    """Each step, and each rule told field by field, that lets everybody in at a door which is not for visitors."""
    for passage in guide.passages:
        if guide.manner.analysis and not (_DONE.search(passage.text) or _answers(passage)):
            continue  # it weighs what is wrong, and says nothing of what was done about it
        if passage.mood.kind is not None or passage.said.form is Form.HEADING or passage.old:
            continue
        text = next((one for one in sentences(passage.text) if _EVERYBODY in sources_in(one)), "")
        if not text or not _is_in_trouble(passage) or not _of_firewall(guide, passage):
            continue
        field = SOURCE_KEY.search(text) is not None
        if not field and ((passage.said.pairs and _REMARK.search(text)) or not _is_told(text)):
            continue
        for first, last in _fields_before(guide, passage) if field else ports_in(text.replace(_EVERYBODY, " ")):
            if first == last and first in _DOORS:
                common = guide.common(passage, EvidenceKind.INSTRUCTED)
                yield Ingress(**common, from_port=first, to_port=last, sources=(_EVERYBODY,))


_ANSWER = any_of(
    r"^\W*(?:a\d{0,2}\s?[.):]|답변?|해결(?: ?책| ?방법)?|조치(?: ?방법)?|대처|solution|fix|answer|resolution"
    r"|対処(?:法|方法)?|解決(?:策|方法)?|対応|回答)(?![\w가-힣ぁ-んァ-ヶ一-龠])"
)


def _answers(passage: Passage) -> bool:
    """It is the answer to a question, or what its label or its column calls the mending."""
    said = passage.said
    above = (said.text, said.trail.lead, *said.trail.parents[-1:], *(one.text for one in said.trail.headings[-1:]))
    return any(map(_ANSWER.search, (*above, *said.columns)))


def _is_in_trouble(passage: Passage) -> bool:
    return any(
        pattern.search(heading.text)
        for heading in passage.said.trail.headings
        for pattern in (TROUBLE_HEADING, PROBLEM_HEADING, MENDS_TITLE)
    )


def _of_firewall(guide: Guide, passage: Passage) -> bool:
    """What stands above it speaks of one, or an earlier step beside it."""
    beside = guide.section_of(passage).passages
    if about(passage, FIREWALL) or _SHELL.search(passage.text):
        return True
    return any(FIREWALL.search(one.text) for one in beside if one.index < passage.index)


_SHELL = any_of(SSH)


def _is_told(text: str) -> bool:
    text = _IN_CASE.sub("", text)
    if NEGATION.search(NOT_NEGATION.sub("", text)) or _WARNS.search(text) or OUTBOUND.search(text):
        return False
    return _OPENS.search(text) is not None and not is_taken_away(text)


def _fields_before(guide: Guide, passage: Passage) -> tuple[tuple[int, int], ...]:
    """The port of a rule (type, protocol, port, source) of which `passage` is the source."""
    earlier = [one for one in guide.section_of(passage).passages if one.index < passage.index][-_FIELDS_BACK:]
    for other in reversed(earlier):
        if SOURCE_KEY.search(other.text) or not other.said.pairs:
            return ()
        if ports := ports_in(other.text):
            return ports
    return ()
