"""Steps of a console that a guide tells its readers to skip: what such a step would have made is not there."""

from holdfast.model.regex import regex
from holdfast.readers.repository.guides.lacks.themes import THEMES

_STEPS = ("scaling", "monitoring", "backup", "availability", "certificates", "cost")
"""What a wizard asks for on the way; a look at the application's health is skipped for other reasons."""
_MAKING = r"(?: ?(?:설정|구성|단계|생성|설치|settings?|setup|steps?|configuration|設定|構成|の設定|作成|ステップ)){0,2}"
_MARKS = r"[」』”\"'`*_\])）】]{0,4}"
_OPTIONAL = rf"{_MARKS}\s?(?:[(（\[](?:optional|선택(?:사항)?|옵션|任意|オプション)[)）\]]{_MARKS}\s?)?"
_BETWEEN = (
    r"(?:[:：—–-] ?|[(（]|은|는|을|를|は|を)?\s?[(（\[*_]{0,3}"
    r"(?:(?:지금은|일단|우선|今回は|ひとまず|for now,?|now)\s?)?"
)
_SKIP = (
    r"(?:건너(?:뛰기|뛰어|뛴다|뜁니다|뛸)|스킵(?!하지)|생략(?!하지)"
    r"|スキップ(?!し(?:ない|ません))|飛ば(?:し|す)|省略|skip(?:ped)?(?![\w-]))"
)
_MAKE = r"[\"'“*_`]{0,3}(?:configure |set ?up |enable |add )?"
_SKIPPED = {
    slug: regex(
        rf"(?i)(?<![\w-])(?:{THEMES[slug]}){_MAKING}{_OPTIONAL}{_BETWEEN}{_SKIP}"
        rf"|\bskip (?:the |this |over )?{_MAKE}(?:{THEMES[slug]})(?![\w-])"
    )
    for slug in _STEPS
}
_IN_CASE = regex(
    r"(?i)\b(?:if|when|unless|already|can be|may|don'?t|do not|never|not)\b"
    r"|경우|이미|하려면|싶다면|마세요|말 ?것|안 ?됨|場合|すでに|既に|しないで|なら|できます|可能"
)
"""It is only skipped by whom it does not concern, or must not be."""
_MOST = 120
"""Characters: a longer text tells more than a step."""


def skipped_step(text: str) -> str | None:
    """The control that goes without what the step would have made; None where none is skipped, or only in a case."""
    if len(text) > _MOST or _IN_CASE.search(text):
        return None
    return next((slug for slug, pattern in _SKIPPED.items() if pattern.search(text)), None)
