"""How many machines a guide has somebody launch: in the words for them, or in the console's own field."""

import re

from holdfast.model.regex import regex
from holdfast.readers.repository.guides.guide import Guide, Passage
from holdfast.readers.repository.guides.values import first_number
from holdfast.readers.repository.guides.wording.lexicon import any_of

_COUNT = regex(
    r"(?:(?:(?<![a-z])x|×)\s?(?P<x>\d{1,2})\b(?!large)|(?<![\d.])(?P<n>\d{1,2})\s?(?:대|台|개의? ?(?:ec2|인스턴스)|"
    r"instances\b|(?:[\w.-]{2,20} ){1,3}(?:instances|servers|hosts)\b)"
    r"|\b(?P<word>two|three|four|(?:a )?(?:pair|couple) of) (?:[\w.-]{1,20} ){0,3}"
    r"(?:instances|servers|hosts|machines)\b"
    r"|(?P<korean>두|세|네) ?(?:대|개의? ?(?:ec2|인스턴스|서버))|(?P<japanese>[二三四]|[２３４])台)",
    re.IGNORECASE | re.ASCII,
)
_WORDS = {"three": 3, "four": 4, "세": 3, "네": 4, "三": 3, "四": 4, "３": 3, "４": 4}
_COUNT_KEY = any_of(
    r"인스턴스 ?(?:개)?수|number of instances|instance count|インスタンス(?:数|の数)|台数|대수|서버 ?수"
    r"|サーバー?数"
)


def counted_by(guide: Guide, passage: Passage, near: list[Passage]) -> Passage | None:
    """The console's field for how many there shall be, where the words for the machine do not say it themselves.

    It stands in the same section (`near`), or is the only one of the guide.
    """
    if _COUNT.search(passage.text):
        return None
    told = next((p for p in near if p.affirmed and _COUNT_KEY.search(p.text)), None)
    fields = [p for p in guide.passages if p.affirmed and p.said.pairs and _COUNT_KEY.search(p.said.pairs[0][0])]
    return told or (fields[0] if len(fields) == 1 else None)


def count_of(passage: Passage, counted: Passage | None) -> int:
    """How many that makes; one, where nothing is said."""
    own = _COUNT.search(passage.text)
    if own:
        written = own["word"] or own["korean"] or own["japanese"]
        return _WORDS.get(written.lower(), 2) if written else max(int(own["x"] or own["n"]), 1)
    number = first_number(_COUNT_KEY.sub("", counted.text)) if counted else None
    return max(number or 1, 1)
