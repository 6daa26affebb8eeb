"""Whether an alarm or a budget calls anybody, by all that its chapter says."""

from holdfast.model.evidence import Location
from holdfast.readers.repository.guides.guide import Guide, Passage, Section
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.values import yes_or_no
from holdfast.readers.repository.guides.wording.lexicon import any_of

_NOTIFY = any_of(r"\bsns\b|이메일|e-?mail|slack|슬랙|알림|notif|通知|メール|pagerduty|discord|디스코드|webhook")
_WHOM = any_of(
    r"알림|수신자|받는 ?사람|구독자?|\bsns\b|notif|recipients?|subscri(?:bers?|ptions?)"
    r"|通知|受信者|送信先|サブスクリプション"
)
"""What a field of the console is called that asks whom to tell."""


def notified(guide: Guide, section: Section) -> tuple[bool | None, dict[str, Location]]:
    """Somebody is called; with False, where a field says that nobody is; None where the chapter says neither."""
    off = [passage for passage in section.passages if passage.speaks and _is_left_empty(passage)]
    others = (passage for passage in section.passages if passage.said.form is not Form.HEADING and passage not in off)
    if off and not any(_NOTIFY.search(passage.text) for passage in others):
        return False, {"notifies": guide.at(off[0])}
    return (True if _NOTIFY.search(section.text) else None), {}


def _is_left_empty(passage: Passage) -> bool:
    key, value = next(iter(passage.said.pairs), ("", ""))
    return _WHOM.search(key) is not None and yes_or_no(value) is False
