"""Where a guide leaves for a later day what would let the product grow beyond its one machine."""

from collections.abc import Iterator
from itertools import islice

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Admitted
from holdfast.model.regex import regex
from holdfast.readers.repository.guides.guide import Guide, Passage, Section
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.page.trail import Heading
from holdfast.readers.repository.guides.scaling.sizes import sizes_in
from holdfast.readers.repository.guides.wording.lexicon import any_of

_MANY = any_of(
    r"\becs\b|fargate|\beks\b|\bk8s\b|kubernetes|auto ?-?scaling|\basg\b|\balb\b|load ?balanc(?:er|ing)"
    r"|horizontal(?:ly)? scal\w+|scal(?:e|ing) (?:out|horizontally)|multiple (?:instances|servers|hosts)",
    r"오토 ?스케일링|로드 ?밸런(?:서|싱)|쿠버네티스|수평 ?확장|스케일 ?아웃|다중 ?(?:서버|인스턴스)",
    r"オート ?スケール|オート ?スケーリング|ロード ?バランサ|水平(?:スケール|拡張)|スケールアウト"
    r"|複数台|複数(?:の)?インスタンス",
)
_GROWS = any_of(
    r"\b(?:mov\w+|migrat\w+|switch\w*|introduc\w+|add(?:ing)?|adopt\w*|expand\w*|go(?:ing)? to|upgrad\w+"
    r"|consider\w*)\b",
    r"전환|이전|확장|도입|추가|옮[기길긴]|늘[리릴린]|적용|고려|검토",
    r"移行|拡張|導入|追加|切り?替え|増やす|変更|検討|スケール(?:する|アウト)",
)
_LATER = any_of(
    r"\b(?:future|later|eventually|some ?day|next steps?|road ?map|planned|down the road|long[- ]term|phase [2-4])\b",
    r"향후|추후|나중에|장기(?:적)?|차후|앞으로",
    r"将来|今後|いずれ|中長期|ゆくゆく|次のステップ",
)
_WITH_LOAD = any_of(
    r"\b(?:when|once|if|as) (?:the |your |our )?(?:traffic|load|usage|demand|we|it|users?)\b[^.\n]{0,20}"
    r"\b(?:grows?|increases?|needs?|outgrows?|rises?)\b",
    r"\b(?:for|with|under|handl\w+|support\w*) (?:higher|more|increas\w+|heav\w+|larger|growing) "
    r"(?:traffic|loads?|usage|demand|numbers? of users|users)\b",
    r"(?:트래픽|사용자|부하)[가이]?[^.\n]{0,8}(?:늘|증가|많아)",
    r"(?:トラフィック|アクセス|負荷|ユーザー?)[がの][^。\n]{0,6}(?:増|伸び)",
)
_BY_ITSELF = any_of(r"auto ?-?scal|\basg\b|오토 ?스케일|オート ?スケール|オート ?スケーリング|자동|自動|automatic")
"""With more load, a group adds machines as it is meant to."""
_GETS_MORE = any_of(
    r"\b(?:add\w*|attach\w*|enabl\w*|configur\w*)\b[^.\n]{0,40}\b(?:to|on|for) (?:the |our )?"
    r"(?:(?:existing|application) ){0,2}(?:alb|load ?balancer|ecs service|asg|auto ?-?scaling group)\b",
    r"\b(?:alb|load ?balancer|ecs|asg)(?:'s)? (?:access )?(?:logs?|timeouts?|listeners?|rules?|alarms?|metrics?)\b",
    r"\b(?:ecs|eks|kubernetes|fargate)(?: (?:service|cluster))? (?:will |can )?(?:adds?|scales?|launch(?:es)?"
    r"|starts?)\b",
    r"(?:alb|로드 ?밸런서|ecs(?: ?(?:서비스|클러스터))?|asg)(?:에(?:는|도)? [^.\n]{0,30}(?:추가|적용|설정|연결)"
    r"|의 (?!추가|도입|적용|구성)| ?(?:서비스|클러스터)?[가이] )",
    r"(?:alb|ロード ?バランサー?|ecs(?:サービス|クラスター?)?|asg)(?:に[^。\n]{0,20}(?:追加|適用|設定)"
    r"|の(?!追加|導入|検討|構成|利用|採用)|が)",
)
"""It is there already, and is to be given something, or does what it is there for."""
_IS_SO = any_of(
    r"\b(?:we|has|have) (?:already |now )?(?:moved|migrated|switched|introduced|added)\b|\bdone\b"
    r"|✅|完了|済み|しました|했습니다|완료"
)
_LONGEST = 240


_CHAPTER = any_of(
    r"^(?:\W*[\d.]{1,6})?\W*(?:[\w-]{1,20} ){0,2}?(?:auto-?)?scal(?:e|ing)\b[^\n]{0,40}$",
    r"오토 ?스케일|스케일링|스케일 ?아웃|수평 ?확장|オート ?スケー|スケーリング|スケールアウト|水平(?:スケール|拡張)",
)
_OUT = any_of(r"\bhorizontal|\bauto|\btasks?\b|수평|오토|아웃|水平|オート|アウト")
_OTHER_GROWTH = any_of(
    r"\bvertical\w*|\bdatabases?\b|\b(?:rds|db|costs?|pric\w+|estimates?|tests?|issues?|problems?|limits?|images?|font|ui)\b",
    r"수직|데이터베이스|비용|문제|垂直|データベース|費用|問題",
)


def outgrown(guide: Guide) -> Iterator[Admitted]:
    """The first sentence that says so, whatever its chapter is for, or the chapter by which somebody makes more.

    A sentence may say so because its chapter is about some later day.
    """
    found = next(filter(_is_for_later, guide.passages), None) or _by_hand(guide)
    if found is not None:
        yield Admitted(**guide.common(found, EvidenceKind.CLAIMED), control="scaling")


def _by_hand(guide: Guide) -> Passage | None:
    """The title of the chapter on more copies; of several within one another the one that is of nothing else."""
    titles = (one for one in guide.passages if one.said.form is Form.HEADING and not one.old and _is_of_growth(one))
    found = [one for one in islice(titles, _MOST) if _has_it_done(guide, one.said.trail.headings)]
    return next((one for one in found if _OUT.search(one.text)), None) or next(iter(found), None)


def _has_it_done(guide: Guide, headings: tuple[Heading, ...]) -> bool:
    """What stands below these is for the day when there is more to do, or changes a number by a command."""
    below = [one for one in guide.passages if one.said.trail.headings[: len(headings)] == headings]
    if any(_LIMITS.search(one.text) and len(sizes_in(one.text)) > 1 for one in below):
        return False
    section = Section(headings, ())
    typed = any(section.holds(code) and _CHANGES.search(code.snippet.text) for code in guide.codes)
    return typed or any(_is_for_more_load(one.text) or _is_another_way(one.text) for one in below)


def _is_for_more_load(text: str) -> bool:
    return _WITH_LOAD.search(text) is not None and _IS_THERE.search(text) is None


def _is_another_way(text: str) -> bool:
    """It names what there would be to move to; what there is would not be moved to."""
    others = any(pattern.search(text) for pattern in (_IS_SO, _GETS_MORE))
    return _MANY.search(text) is not None and _MOVES.search(text) is not None and not others


_MOVES = any_of(r"\b(?:mov\w+|migrat\w+|switch\w*|upgrad\w+) to\b|전환|이전|移行|切り?替え")


_LIMITS = any_of(r"\bmin|\bmax|최소|최대|最小|最大")
_CHANGES = regex(
    r"--desired-(?:count|capacity)\b|--scale[ =]\w+=|modify-(?:instance-attribute|db-instance)\b|\bkubectl scale\b"
    r"|\beb scale\b|\bdesired_(?:count|capacity)\b\s*=|\breplicas:\s*\d|\bpm2 scale\b"
)
_IS_THERE = any_of(
    r"auto ?-?scal|\basg\b|오토 ?스케일|オート ?スケール|オート ?スケーリング|자동|自動|automatic"
    r"|\b(?:we|it|there) (?:have|has|is|are)\b|있습니다|あります"
)


def _is_of_growth(title: Passage) -> bool:
    above = [heading.text for heading in title.said.trail.headings]
    whole = len(above) < _WITHIN or any(map(_CHAPTER.search, above[:1]))
    return not whole and _CHAPTER.search(title.text) is not None and _OTHER_GROWTH.search(title.text) is None


_MOST = 12
"""Titles of such chapters that are looked below: for each the whole text is gone through."""
_WITHIN = 2
"""Headings above which a chapter stands within a text about something else."""


def _is_for_later(passage: Passage) -> bool:
    text = passage.text
    if passage.said.form is Form.HEADING or passage.old or passage.said.ticked is not None or len(text) > _LONGEST:
        return False
    if not _MANY.search(text) or _IS_SO.search(text) or _GETS_MORE.search(text):
        return False
    if passage.said.form in (Form.ITEM, Form.STEP) and _is_offer(passage.said.trail.lead):
        return True
    if not _GROWS.search(_MANY.sub("", text)):
        return False
    above = (passage.said.trail.lead, *passage.said.trail.parents[-1:], passage.said.trail.chapter)
    if _WITH_LOAD.search(text) and not _BY_ITSELF.search(text):
        return True
    return any(_LATER.search(told) for told in (text, *above) if told)


def _is_offer(lead: str) -> bool:
    """It heads a list of what to turn to once there is more to do: "For higher traffic, consider:"."""
    return lead.endswith((":", "：")) and all(pattern.search(lead) for pattern in (_WITH_LOAD, _GROWS))
