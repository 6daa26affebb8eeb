"""Items of what a text says is still missing. A plan alone is none: it may be of what is there already."""

from holdfast.model.regex import regex
from holdfast.readers.repository.guides.blocks import Form
from holdfast.readers.repository.guides.guide import Passage

_AHEAD = regex(
    r"(?i)^[^\w\n]{0,6}(?:\d{1,2}[.)]? ?)?[^\w\n]{0,4}"
    r"(?:to ?-?do(?: list)?|out of scope|(?:known |current )?limitations?"
    r"|not (?:yet )?(?:included|implemented|covered|done)|what(?:'s| is) (?:missing|left)"
    r"|한계(?:점)?|아쉬운 ?점|개선할 ?(?:점|사항|것)"
    r"|남은 ?(?:과제|작업|일)|미구현(?: ?사항)?"
    r"|今後の(?:課題|改善点)|残課題|未対応(?:事項)?|未実装)[^\w\n]{0,4}$"
)
_DONE = regex(r"(?i)[✅☑✔]|\b(?:done|finished|completed)\b|완료|済み?(?!\w)|完了")


def is_ahead(passage: Passage) -> bool:
    """An item of a list of what is missing; not one that says that it is done."""
    if passage.said.form not in (Form.ITEM, Form.STEP) or _DONE.search(passage.text):
        return False
    heading = next((one.text for one in passage.said.trail.headings[-1:]), "")
    return any(_AHEAD.match(text) for text in (heading, passage.said.trail.lead) if text)
