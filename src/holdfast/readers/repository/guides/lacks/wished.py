"""A standby that a text wishes for, and the one host or zone that it counts: today the product has no other."""

from holdfast.model.regex import regex
from holdfast.readers.repository.guides.guide import Passage
from holdfast.readers.repository.guides.lacks.outright import plain_or_alone
from holdfast.readers.repository.guides.lacks.still_ahead import OPTIONAL, is_ahead
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.wording.apart import sentences
from holdfast.readers.repository.guides.wording.lexicon import COMPARISON_HEADING, STUDY_HEADING, WISH_HEADING, any_of

_STANDBY = any_of(r"multi-?az\b|マルチ ?az|다중 ?(?:az|가용 ?영역)|\bmulti(?:ple)?[- ]availability[- ]zones?\b")
_DONE = any_of(
    r"[✅☑✔❌]|\b(?:already|done|completed|enabled|uses?|is|are|was|were|not|no|vs|versus)\b"
    r"|완료|사용 ?중|적용(?:됨|되어|했)"
    r"|이미|않|없|済|完了|すでに|既に|ない|しています"
)
"""It is there, or is weighed against going without it, or a cross says what it would be like."""
_WISHES = any_of(
    r"recommend\w*|suggest\w*|next steps?|권장|권고|추천|제안|개선|推奨|おすすめ|提案|改善",
    WISH_HEADING.pattern,
)
_WEIGHS = any_of(COMPARISON_HEADING.pattern, STUDY_HEADING.pattern, r"\bdone\b|완료|済|완성")
_MAKES = (
    r"(?:enabl|turn(?:ing)? on|switch|us|add|upgrad|mov|migrat|convert|consider|configur|adopt|introduc|activat)"
    r"(?:e|ing)?\b"
)
_PRICED = regex(
    rf"(?i)^\W*(?:\d{{1,2}}[.)]\W*)?{_MAKES}[^\n]{{0,30}}multi-?az[^\n]{{0,20}}[(（][^()（）\n]{{0,12}}[+~]?[$¥₩€]"
    rf"|^\W*(?:\d{{1,2}}[.)]\W*)?{OPTIONAL}\W{{1,4}}[^\n]{{0,40}}(?:multi-?az|マルチ ?az|다중 ?az)"
)
"""What it would cost, or that it may be left out."""
_SHORT = 160


def wishes_for_standby(passage: Passage) -> bool:
    """It names a standby in another zone as what ought to be there: in a chapter or column of advice, or by itself."""
    said, text = passage.said, passage.text
    if said.ticked or len(text) > _SHORT or not _STANDBY.search(text) or _DONE.search(text):
        return False
    # A head is told from those above it.
    chapters = said.trail.headings[:-1] if said.form is Form.HEADING else said.trail.headings
    above = [heading.text for heading in chapters[-2:]]
    if any(map(_WEIGHS.search, above)):
        return False
    advice = (*above, *said.columns, said.trail.lead)
    return _PRICED.search(text) is not None or any(map(_WISHES.search, advice))


_NOW = r"(?:현재|지금|현행|(?<!over )\b(?:current(?:ly)?|now|today|as[- ]is)\b|現在|現状|今)"
_LONE = (
    r"(?:(?:단일|1 ?대의?|한 ?대의?) ?(?:ec2|서버|인스턴스)|(?:ec2|서버|인스턴스) ?(?:1|한) ?대"
    r"|\b(?:single|one) (?:ec2|server|instance|host|machine|box|vm|vps)\b"
    r"|(?:単一|シングル|1 ?台の?) ?(?:ec2|サーバー?|インスタンス)|(?:ec2|サーバー?|インスタンス) ?(?:1|一) ?台)"
)
_NOW_ALONE = any_of(rf"{_NOW}[^\n]{{0,24}}{_LONE}|{_LONE}[^\n]{{0,24}}{_NOW}")
_OF_ZONES = any_of(
    r"^\W*(?:(?:사용 ?)?가용 ?영역|availability zones?|azs?|アベイラビリティ ?ゾーン)"
    r"(?: ?의?の? ?(?:수|개수|count|数))?"
    r"(?: ?[(（]azs?[)）])?\W*$"
)
_ONE = any_of(
    r"^\W*(?:1|one|single|단일|하나|一つ|単一)(?: ?(?:개|つ|個|zone|az))?(?: ?만|のみ| only)?(?:\W{0,2}$| ?[(（])"
)
_PRODUCTION = any_of(r"\bprod(?:uction)?\b|운영|프로덕션|실서비스|本番")
_CLAUSES = regex(r"(?<=[a-z가-힣ぁ-んァ-ヶ一-龠\d])(?:, |、|; |지만 |이고 |하고 |であり)")
_MOST = 12


def is_alone_now(passage: Passage) -> bool:
    """A head, a field, an item of what is missing, or a clause on production tells of one host or one zone."""
    text = passage.text
    if passage.said.form is Form.HEADING:
        return _NOW_ALONE.search(text) is not None and not _IS_QUESTION.search(text)
    key, value = next(iter(passage.said.pairs), ("", ""))
    cells = passage.said.cells
    if len(cells) > 1:
        key, value = cells[0], cells[1]
    if key and _OF_ZONES.match(key) and _ONE.match(value):
        return True
    if key and is_ahead(passage) and plain_or_alone(key) == "availability":
        return True
    if not passage.speaks or not _PRODUCTION.search(text):
        return False
    pieces = [piece for sentence in sentences(text) for piece in _CLAUSES.split(sentence)][:_MOST]
    return len(pieces) > 1 and any(
        _PRODUCTION.search(piece) and plain_or_alone(piece) == "availability" for piece in pieces
    )


_IS_QUESTION = any_of(r"[?？]|\bvs\b|\bfrom\b|→|->|에서 |から")
