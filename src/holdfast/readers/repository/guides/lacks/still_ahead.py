"""Items of what a text says is still missing. A plan alone is none: it may be of what is there already."""

from holdfast.model.regex import regex
from holdfast.readers.repository.guides.guide import Guide, Passage
from holdfast.readers.repository.guides.page.blocks import Form

OPTIONAL = r"(?:optional|선택(?: ?사항)?|옵션|任意|オプション)"
"""What stands in brackets, or before a step, that whoever follows a guide may leave out."""
_AHEAD = regex(
    r"(?i)^[^\w\n]{0,6}(?:\d{1,2}[.)]? ?)?[^\w\n]{0,4}"
    r"(?:to ?-?do(?: list)?|out of scope|(?:known |current )?limitations?"
    r"|known (?:issues|problems|gaps)|既知の(?:課題|問題|制約)|알려진 ?(?:문제|이슈|한계|제한)(?:점|사항)?"
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


_LIMITS = regex(
    r"(?i)(?<!rate )(?<!memory )(?<!cpu )(?<!size )\blimit(?:ation)?s?\b"
    r"|\b(?:gaps?|shortcomings?|weakness(?:es)?|trade-?offs?"
    r"|simplifications?|(?:what(?:'s| is)|still) missing)\b"
    r"|한계|제약|제한 ?사항|미비|부족한|단점|아쉬운|制限|制約|限界|課題|不足|割り切り|トレードオフ"
)


def is_row_of_limits(passage: Passage) -> bool:
    """A row of a table of what the product does without: its first column says so, or its chapter."""
    said = passage.said
    if said.form is not Form.ROW or _DONE.search(passage.text):
        return False
    return any(map(_LIMITS.search, (*said.columns[:1], said.trail.chapter)))


_NEXT = regex(
    r"(?i)^[^\w\n]{0,6}(?:\d{1,2}[-.)\d]{0,4} ?)?[^\w\n]{0,4}"
    r"(?:(?:optional )?next (?:steps?|up)|what(?:'s| is) next"
    r"|(?:after|post)[- ](?:the )?(?:launch|release|deploy\w*)(?: tasks?)?"
    r"|다음 ?(?:단계|할 ?일|작업)|(?:추후|앞으로(?:의)?|배포 ?후) ?(?:과제|작업|할 ?일)"
    r"|次の(?:ステップ|作業)|今後の(?:対応|作業)|(?:本番)?(?:リリース|デプロイ|公開)後に?(?:やること|の?(?:作業|対応)))"
    r"[^\w\n]{0,4}(?:[(（][^\n]{0,30})?$"
)
"""What somebody turns to right away; a roadmap tells of what the product may be one day."""


def waits_ahead(passage: Passage) -> bool:
    """A box without its tick in a list of what is missing, or of what comes next: nobody has got to it yet."""
    if passage.said.ticked is not False:
        return False
    heading = next((one.text for one in passage.said.trail.headings[-1:]), "")
    return any(_AHEAD.match(text) or _NEXT.match(text) for text in (heading, passage.said.trail.lead) if text)


def is_put_off(passage: Passage, done: frozenset[str]) -> bool:
    """An item that may be left out, of a list of next steps where others are marked as `done`, by their headings."""
    heading = next((one.text for one in passage.said.trail.headings[-1:]), "")
    if passage.said.form not in (Form.ITEM, Form.STEP) or heading not in done or _DONE.search(passage.text):
        return False
    return _NEXT.match(heading) is not None and _OPTIONAL.search(passage.text[:60]) is not None


def headings_with_done(guide: Guide) -> frozenset[str]:
    """The headings of lists of next steps in which something is marked as done."""
    told = (one for one in guide.passages if one.said.trail.headings and "✅" in _row(guide, one))
    return frozenset(one.said.trail.headings[-1].text for one in told)


def _row(guide: Guide, passage: Passage) -> str:
    return guide.snippet.rows[passage.said.line - 1][:200]


_OPTIONAL = regex(rf"(?i)[(（[]{OPTIONAL}[)）\]]")
