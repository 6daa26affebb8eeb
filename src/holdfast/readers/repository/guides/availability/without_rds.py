"""Steps that name the managed database that they do without: the rest of the sentence is what is done."""

from holdfast.model.evidence import EvidenceKind
from holdfast.readers.repository.guides.guide import Passage
from holdfast.readers.repository.guides.wording.lexicon import NEGATION, any_of

_RDS = r"(?:amazon |aws )?(?:rds|aurora)"
_NOT_TAKEN = any_of(
    rf"{_RDS}(?:는|은|를|을)? ?(?:(?:따로|별도로) )?(?:사용|이용|쓰)(?:하지|지)? ?(?:않고|말고|안 ?하고),?"
    rf"|{_RDS} ?(?:없이|대신(?:에)?),?",
    rf"\b(?:without|instead of|rather than|not using) (?:using )?(?:an? )?{_RDS}\b,?",
    rf"{_RDS}(?:は|を)?(?:使わず|使用せず|利用せず)(?:に)?、?"
    rf"|{_RDS}の代わりに、?",
)
WITHOUT = any_of(
    r"미사용|사용 ?안 ?함|사용하지 ?않|쓰지 ?않|안 ?씀|대신|없이|不使用|未使用|使わ(?:ない|ず)|使用しない|の代わり|"
    r"なしで|\b(?:no|without|instead of|not use|not using|don'?t use|avoid)\b.{0,30}\b(?:rds|aurora)\b|"
    r"\b(?:rds|aurora)\b.{0,30}\b(?:not used|unused)\b|"
    r"\b(?:rds|aurora)(?:가|는|은|의)? ?(?:너무 )?(?:비싸|부담|(?:비용|요금|가격)(?:이|은)? ?(?:때문|부담|문제|비싸))|"
    r"\b(?:rds|aurora)[はが](?:(?:料金|コスト|費用)が)?(?:高[いく]|高価|かか)|"
    r"\b(?:rds|aurora) (?:is|was|costs|would cost|would have cost) (?:\w+ )?(?:too (?:much|expensive|dear)"
    r"|expensive|more)\b|"
    r"\b(?:rds|aurora)\b[^:：|\n]{0,20}[:：|]\s*(?:no|none|없음|なし|無し)\s*\|?\s*$"
)
"""The managed database is named as the one that is not taken."""


def told_to_do(passage: Passage) -> str:
    """What a step has somebody do, without the words on the managed database that is not taken; empty for no step."""
    if passage.mood.kind is not EvidenceKind.INSTRUCTED:
        return ""
    text = _NOT_TAKEN.sub("", passage.text)
    return text if passage.told or (text != passage.text and not NEGATION.search(text)) else ""
