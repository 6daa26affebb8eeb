"""What a tick before a line means: that something is done, or that the reader shall tick it."""

from holdfast.readers.repository.guides.page.blocks import Form, Statement
from holdfast.readers.repository.guides.wording import lexicon as words


def is_done(statement: Statement) -> bool:
    """The mark tells of something that is done already."""
    return (bool(statement.ticked) or _is_ticked_off(statement)) and not _is_box_to_tick(statement)


def is_ticked_off_list(statement: Statement) -> bool:
    """A box of a list of what has to be done is ticked: so it is, whatever time the list is for."""
    return bool(statement.ticked) and any(_CHECKLIST.search(heading.text) for heading in statement.trail.headings)


_CHECKLIST = words.any_of(r"체크 ?리스트|check ?-?list|チェックリスト|to-?do|할 ?일")


def _is_ticked_off(statement: Statement) -> bool:
    """A mark of what is done; behind the name of a field, or behind a step, it only stresses the value."""
    if "✅" not in statement.text:
        return False
    key, value = next(iter(statement.pairs), ("", ""))
    named = words.SETTING_KEY.search(key) or words.IMPERATIVE.search(key)
    return "✅" in key or not named or not value.strip(" ✅")


def _is_box_to_tick(statement: Statement) -> bool:
    """The step above has the reader choose what is listed: the mark is the one that the console shall have."""
    if statement.form is not Form.ITEM:
        return False
    if any(_STEP_OF_MANY.search(heading.text) for heading in statement.trail.headings[-1:]):
        key, value = next(iter(statement.pairs), ("", ""))
        return bool(words.SETTING_KEY.search(key) and value) or words.IMPERATIVE.search(statement.text) is not None
    above = (*statement.trail.parents[-1:], statement.trail.lead)
    return any(_HAS_CHOSEN.search(text.rstrip(" :：*。")) for text in above if text)


_STEP_OF_MANY = words.any_of(
    r"^\W*(?:step|단계|ステップ|手順)\s?\d{1,2}(?:[-.]\d{1,2})?\s?[:：.)\-–—]|^\W*\d{1,2} ?단계\s?[:：.)\-–—]",
)
"""A chapter that is one step of a sequence: a tick there says which way to go, and not that it was gone."""
_HAS_CHOSEN = words.any_of(
    r"^\W*(?:\d+[.)]\s*)?(?:please |then |and )?(?:search (?:for )?and |find and )?"
    r"(?:select|choose|tick|check|attach|add|enable|grant|allow)\b(?!list)(?![^\n]{0,60}(?:ed|done)$)",
    r"(?:선택|체크|추가|연결|부여|허용|첨부|활성화)(?:하세요|합니다|해 ?주세요|하기|한다)?$",
    r"(?:選択|チェック|追加|アタッチ|付与|許可|有効化?)(?:する|します|してください|し)?$",
)
