"""Logs for which a field of a guide, or a step, says that they are never deleted."""

from collections.abc import Iterator

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import KeptForGood
from holdfast.readers.repository.guides.guide import Guide, Passage
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.values import about
from holdfast.readers.repository.guides.wording.lexicon import NEGATION, any_of

_LOGS = any_of(r"로그|\blogs?\b|cloudwatch|ログ")
_HOW_LONG = any_of(r"보존|보관|만료|retention|expir|保持|保存|失効")
_NEVER = any_of(
    r"만료(?:되지)? ?(?:없음|안 ?함|않음)|무기한|영구 ?(?:보존|보관)|never expires?|\bindefinite(?:ly)?\b|\bforever\b",
    r"失効しない|無期限|有効期限なし|期限なし",
)
_SHORT = 40


def never_deleted(guide: Guide) -> Iterator[KeptForGood]:
    """The first of them."""
    found = next(filter(_is_kept, guide.passages), None)
    if found is not None:
        yield KeptForGood(**guide.common(found), what="logs")


def _is_kept(passage: Passage) -> bool:
    if passage.said.form is Form.HEADING or not passage.speaks or not about(passage, _LOGS):
        return False
    key, value = next(iter(passage.said.pairs), ("", ""))
    if value:
        return _HOW_LONG.search(key) is not None and _NEVER.match(value[:_SHORT]) is not None
    around, number = _NEVER.subn("", passage.text)
    step = passage.mood.kind is EvidenceKind.INSTRUCTED and number > 0 and _HOW_LONG.search(passage.text) is not None
    return step and NEGATION.search(around) is None
