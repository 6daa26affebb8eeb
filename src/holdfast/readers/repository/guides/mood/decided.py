"""Chapters that tell what was decided: that is so, where what was weighed beside it is not."""

from collections.abc import Sequence

from holdfast.readers.repository.guides.page.blocks import Form, Statement
from holdfast.readers.repository.guides.wording.lexicon import any_of

_MARK = r"[^a-z가-힣ぁ-ヶ一-龥]{0,8}"
_DECISION = any_of(
    rf"^{_MARK}(?:the |our |final )?decision(?: outcome)?{_MARK}$",
    rf"^{_MARK}(?:최종 ?)?결정(?: ?(?:사항|내용))?{_MARK}$",
    rf"^{_MARK}(?:最終)?決定(?:事項|内容)?{_MARK}$",
)
_STATUS = any_of(rf"^{_MARK}(?:status(?![a-z])|상태|ステータス|状態)")
_NOT_IN_FORCE = any_of(
    r"supersed|reject|deprecat|propos|\bdraft|withdrawn|obsolete|replaced|폐기|대체|거절|기각|제안|초안|검토|보류"
    r"|却下|廃止|提案|草案|検討|保留|置き換"
)


def decided(statements: Sequence[Statement]) -> frozenset[int]:
    """Lines of the headings of such chapters; none in a text that says of itself that it is not in force."""
    found = frozenset(one.line for one in statements if one.form is Form.HEADING and _DECISION.search(one.text))
    return frozenset() if found and any(map(_is_void, statements)) else found


def _is_void(statement: Statement) -> bool:
    headed = statement.form is not Form.HEADING and _STATUS.search(statement.trail.chapter)
    return bool(headed or _STATUS.search(statement.text)) and _NOT_IN_FORCE.search(statement.text) is not None
