"""Steps that name the managed database that they do without: the rest of the sentence is what is done."""

from holdfast.model.evidence import EvidenceKind
from holdfast.readers.repository.guides.guide import Passage
from holdfast.readers.repository.guides.lexicon import NEGATION, any_of

_RDS = r"(?:amazon |aws )?(?:rds|aurora)"
_NOT_TAKEN = any_of(
    rf"{_RDS}(?:는|은|를|을)? ?(?:(?:따로|별도로) )?(?:사용|이용|쓰)(?:하지|지)? ?(?:않고|말고|안 ?하고),?"
    rf"|{_RDS} ?(?:없이|대신(?:에)?),?",
    rf"\b(?:without|instead of|rather than|not using) (?:using )?(?:an? )?{_RDS}\b,?",
    rf"{_RDS}(?:は|を)?(?:使わず|使用せず|利用せず)(?:に)?、?"
    rf"|{_RDS}の代わりに、?",
)


def told_to_do(passage: Passage) -> str:
    """What a step has somebody do, without the words on the managed database that is not taken; empty for no step."""
    if passage.mood.kind is not EvidenceKind.INSTRUCTED:
        return ""
    text = _NOT_TAKEN.sub("", passage.text)
    return text if passage.told or (text != passage.text and not NEGATION.search(text)) else ""
