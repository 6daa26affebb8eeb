"""Marks by which a text says that what it names is only planned: "(향후)", "— coming soon", "[TODO]", "【未対応】"."""

from collections.abc import Iterable, Sequence

from holdfast.model.record import record
from holdfast.model.regex import regex

_EN = (
    r"(?:still |currently |only )?planned(?: only)?|coming (?:soon|later|next)|upcoming|(?:the |near "
    r"|not so near )?future"
    r"(?: work| plans?| enhancements?| phases?| improvements?| releases?| scope)?|(?:in|for) (?:the|a) (?:near )?future"
    r"|later(?: on)?|(?:not|n't) (?:yet )?(?:implemented|configured|set ?up|enabled|done|available|started|in place"
    r"|deployed|built|active)(?: yet)?|not yet|unimplemented|to ?-?do|tbd|tba|wip|work in progress"
    r"|(?:under|in) (?:development|construction)|to be (?:done|added|implemented|configured|set ?up|decided|determined"
    r"|introduced|enabled)|road ?map|backlog|nice[- ]to[- ]have|proposed"
)
_DONE_KO = r"(?:추가|도입|적용|구현|설정|구성|구축|지원|연동|활성화|개발|작업|진행|대응|확장|반영)"
_KO = (
    rf"(?:향후|추후|차후|나중에)(?:에)? ?{_DONE_KO}? ?(?:할|될|하는)? ?(?:예정|계획|과제|고려|검토)?"
    rf"|{_DONE_KO}? ?(?:예정|계획)(?:임|됨|중| 중)?|나중|미래|미(?:구현|설정|적용|지원|도입|구축|구성|착수|완료"
    rf"|완성|대응)"
    rf"|(?:아직 ?)?(?:준비|개발|구현|작업|검토|도입 ?검토) ?중|아직(?: ?(?:안 ?함|없음|미\S{{1,4}}))?|할 ?일"
    rf"|검토(?: ?필요)?"
)
_DONE_JA = r"(?:導入|対応|実装|追加|設定|構築|整備|拡張|検討|適用|構想|計画)"
_JA = (
    rf"(?:今後|将来|将来的(?:に|な)?|いずれ|後日|後で|あとで)(?:の)?{_DONE_JA}?(?:予定|課題|検討)?"
    rf"|{_DONE_JA}?(?:予定|検討中)"
    rf"|未(?:対応|実装|設定|導入|構築|整備|着手|完了|適用)|(?:準備|開発|対応|作業|構築)中|これから|課題"
)
_STAMP = (
    r"(?:v?\d[\d.]{0,4}|q[1-4](?: ?\d{4})?|\d{4}(?:[-./]\d{1,2}|년|年)?|(?:phase|step|stage|sprint|milestone"
    r"|version) ?\d"
    r"|(?:the )?next (?:phase|release|sprint|version|month|quarter|year|step)|\d{1,2} ?(?:월|月|분기|단계|차)"
    r"|다음 ?(?:단계|버전|스프린트|달|분기)|次(?:の)?(?:フェーズ|段階|リリース|バージョン|月)|フェーズ ?\d"
    r"|\d{4}(?:년|年) ?\d{1,2}(?:월|月|분기)|mvp (?:이후|後)|post[- ]mvp)"
)
_LATER = rf"(?:(?:{_STAMP}(?:에|に|の)? ?)?(?:{_EN}|{_KO}|{_JA})(?:[ :]?(?:in|for|with|by|from|at)? ?{_STAMP})?)"
_ONCE = (
    r"(?:[^()（）\n]{0,20}(?:取得後|購入後|(?:취득|구매|구입|확보|출시|런칭|오픈) ?이?후)"
    r"|once (?!(?:an?|per|every|each|in)\b)[^()（）\n]{1,30}|after (?:the )?(?:launch|go-?live"
    r"|mvp)(?: [^()（）\n]{1,20})?)"
)
"""As soon as something else is there: whoever has that follows what is said below."""
_OPENS, _CLOSES = r"[(（\[【〔「]", r"[)）\]】〕」]"
_BRACKETS = regex(
    rf"(?i)^(?P<what>[^\n:：|]{{2,100}}?)[\s*_`]{{0,3}}{_OPENS}\s?(?P<mark>[^()（）\[\]【】\n]{{1,40}}?)\s?{_CLOSES}"
    r"[\s*_`.。]{0,4}(?:$|[:：]\s*(?P<value>[^\n]{0,300})$|[-–—]{1,2}\s(?P<remark>[^\n]{0,300})$)"
)
_IN_VALUE = regex(
    rf"(?i)^[^\n]{{2,300}}?[\s*_`]{{0,3}}{_OPENS}\s?(?P<mark>[^()（）\[\]【】\n]{{1,40}}?)\s?{_CLOSES}[\s*_`.。]{{0,4}}$"
)
_FIRST = regex(
    rf"(?i)^[^\w\n(\[（【]{{0,6}}(?:{_OPENS}\s?(?P<mark>[^()（）\[\]【】\n]{{1,30}}?)\s?{_CLOSES}\s?[:：]?\s?"
    rf"|(?P<word>{_LATER})\s?(?:[:：]|[-–—]\s)\s?)(?P<what>[^\n]{{2,160}})$"
)
_LAST = regex(
    rf"(?i)^(?P<what>[^\n:：|]{{2,100}}?)[\s*_`]{{0,3}}(?:\s[–—-]{{1,2}}\s|\s?[:：]\s?|,\s|\s?※\s?|\s?[←⇒→]\s?|\s?🚧\s?"
    rf"|\s?🔜\s?)"
    rf"[\s*_`]{{0,3}}(?P<mark>{_LATER})[\s*_`.。!]{{0,4}}$"
)
_SIGN = regex(r"(?i)^(?:[^\w\n]{0,4}[🚧🔜⏳][^\w\n]{0,3}(?P<what>[^\n]{2,100})|(?P<before>[^\n]{2,100}?)\s?[🚧🔜])$")
_DONE_BY_HAND = regex(r"(?i)automat|자동화|自動化")
"""`TODO: automate this` stands above what is done by hand until then."""
_STAGE = regex(
    r"(?i)^[^\w\n]{0,4}(?:phase|step|stage|part|단계|ステップ"
    r"|フェーズ) ?\d{1,2} ?(?:단계)?\s?[:：.)–—-]{1,2}\s?(?=\S)"
)
"""What numbers a chapter, before its name."""
_PART = regex(r"\s?[,，、;·/—–]\s?|\s-\s")
_IS_LATER = regex(rf"(?i)^{_LATER}$")
_IS_ONCE = regex(rf"(?i)^{_ONCE}$")
_FINISHED = regex(r"(?i)[✅☑✔]|\b(?:done|finished|completed|already)\b|완료|했음|됨(?!\w)|済み?(?!\w)|完了")
_PLANNED_CELL = regex(rf"(?i)^[^\w\n]{{0,4}}(?:{_LATER})[^\w\n]{{0,3}}$|^[🚧🔜⏳]\ufe0f?$")
_MAY = regex(
    r"(?i)plan|soon|later|future|coming|\bnot\b|n't|to ?-?do|\btb[ad]\b|wip|progress|road ?map|backlog|nice|propos"
    r"|develop"
    r"|construct|unimpl|to be|once|after|[🚧🔜⏳후중래일직정획미나검今将予未後準開対作検課導構こ追実い]"
)
"""A cheap test before the others."""
_LONGEST = 400


@record(frozen=True, slots=True)
class Marked:
    """What a mark stands at.

    Args:
        what: the text that the mark is about, without it.
        waits: it only waits for something else that comes first; whoever has that follows the text.
        value: what stands behind a head that is marked.
    """

    what: str
    waits: bool = False
    value: str = ""


def marked(text: str) -> Marked | None:
    """The head, item or sentence as a mark before or behind it says that it is planned; None without such a mark."""
    if len(text) > _LONGEST or not _MAY.search(text) or _FINISHED.search(text):
        return None
    text = _STAGE.sub("", text)
    if found := _BRACKETS.match(text):
        waits = _waits(found["mark"])
        if waits is not None:
            return Marked(found["what"].strip(), waits, found["value"] or found["remark"] or "")
    first = _FIRST.match(text)
    if first and not _DONE_BY_HAND.match(first["what"]) and (first["word"] or _waits(first["mark"]) is False):
        return Marked(first["what"].strip(" :："))
    if found := _LAST.match(text) or _SIGN.match(text):
        groups = found.groupdict()
        return Marked((groups["what"] or groups["before"]).strip())
    return None


def is_for_later(text: str) -> bool:
    """Head or item: neither it nor what is listed below it is there yet."""
    found = marked(text)
    return found is not None and not found.waits


def without_change(head: str) -> str:
    """A head without what brackets say of a later change: it is there until then ("백업 (추후 RDS로 이전 예정)")."""
    return _CHANGE.sub("", head)


_CHANGE = regex(
    r"(?i)(?<=\S)\s?[(（](?=[^()（）\n]{0,60}(?:이전|전환|변경|교체|업그레이드|옮[길기]"
    r"|\b(?:migrat\w+|mov(?:e|ing)|switch\w*|replac\w+|upgrad\w+)\b|移行|切り?替え|変更|置き換え))"
    r"[^()（）\n]{1,80}[)）]"
)


def without_growth(text: str) -> str:
    """A count without what brackets say of its growing later: it is that many until then ("1 (scale as needed)")."""
    return _GROWTH.sub(r"\1", text)


_GROWTH = regex(
    r"(?i)((?<![\w.])\d{1,3}(?:\s?(?:개|대|台|つ|個|tasks?|instances?|replicas?|servers?|nodes?|copies))?)\s?[(（]"
    r"(?=[^()（）\n]{0,60}(?:\b(?:scal(?:e|ed|ing|able)|increas\w+|grow\w*|rais\w+|add more|bump\w*)\b"
    r"|확장|증설|증가|증대|늘[리릴려]|スケール|拡張|増[やえ設加]))[^()（）\n]{1,80}[)）]"
)


def value_for_later(value: str) -> bool:
    """The value of a field, or a cell, ends with such a mark."""
    value = without_growth(value)
    if len(value) > _LONGEST or not _MAY.search(value) or _FINISHED.search(value):
        return False
    found = _IN_VALUE.match(value)
    return found is not None and _waits(found["mark"]) is False


def put_off(text: str, pairs: Iterable[tuple[str, str]], cells: Sequence[str] = ()) -> bool:
    """A statement, by its words, by a value that it gives, or by a cell that says nothing else."""
    return is_for_later(text) or any(value_for_later(value) for _, value in pairs) or marked_by_cell(cells)


def marked_by_cell(cells: Sequence[str]) -> bool:
    """One of the cells behind the first is nothing but a mark, and none says that it is done."""
    return any(map(is_mark, cells[1:])) and not any(map(_FINISHED.search, cells))


def is_mark(cell: str) -> bool:
    """A cell that holds nothing but such a mark."""
    return len(cell) <= _LONGEST_CELL and _PLANNED_CELL.match(cell) is not None and not _FINISHED.search(cell)


_LONGEST_CELL = 40


def _waits(mark: str) -> bool | None:
    """Whether a mark says that the thing waits for another (False: it is only planned); None where it is no mark."""
    if _FINISHED.search(mark):
        return None
    parts = [one for one in _PART.split(mark.strip()) if one]
    if any(map(_IS_LATER.match, (mark.strip(), *parts))):
        return False
    return True if _IS_ONCE.match(mark.strip()) else None
