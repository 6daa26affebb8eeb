"""Managed databases of Lightsail that a guide has somebody create."""

import re
from collections.abc import Iterator

from holdfast.model.facts import Database, Placement
from holdfast.model.regex import regex
from holdfast.readers.repository.guides.guide import Guide, Passage, Section
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.wording.lexicon import NEGATION, any_of, engine_in

_LIGHTSAIL = any_of(r"lightsail|라이트세일")
_HIGH = r"(?:the )?(?:high[- ]availability|\bha\b|고가용성|高可用性)"
_DATA = r"(?:databases?|데이터베이스|データベース)"
_ITS_DATABASE = any_of(
    rf"(?:lightsail|라이트세일)(?:の)? ?(?:managed|관리형|マネージド)? ?(?:\w{{1,20}} )?{_DATA}",
    rf"(?:managed|관리형|マネージド) ?(?:\w{{1,20}} )?{_DATA}.{{0,30}}lightsail",
)
_MAKES = any_of(rf"creat.{{0,40}}{_DATA}|launch.{{0,40}}{_DATA}|{_DATA}.{{0,20}}(?:생성|만들|作成|を?立ち上げ)")
_OURS = any_of(
    rf"\b(?:took|chose|use[sd]?|using|have|has|pay for|went with|runs? on|lives? (?:in|on)|is|are) (?:on "
    rf"|in )?(?:an? |the )?"
    rf"(?:(?:aws|amazon|small|managed|mysql|postgres(?:ql)?) ){{0,2}}lightsail (?:managed )?(?:\w{{1,20}} )?{_DATA}",
    r"(?:lightsail|라이트세일)(?:の|의)? ?(?:managed|관리형|マネージド)? ?(?:mysql"
    r"|postgres(?:ql)?)? ?(?:데이터베이스|データベース|db)"
    r"[^\n.。]{0,20}(?:쓰고|쓴다|씁니다|사용|운영|使っ|使用|利用|動[いか])",
)
_INSTEAD = regex(
    rf"\b(?:rather than|instead of)\b[^.;,]{{0,80}}|[,(]? ?(?:not|no|without) (?:on )?{_HIGH}|(?:의"
    rf"|を?)대신[^.,]{{0,40}}|の代わり",
    re.IGNORECASE,
)
_PLAN = any_of(r"\bplan\b|\bbundle\b|플랜|요금제|プラン|バンドル")
_STANDBY = any_of(_HIGH)
_ALONE = any_of(r"\bstandard\b|표준|스탠다드|スタンダード|標準")
_OF_DATA = any_of(_DATA)
_MACHINE = any_of(r"\binstance\b|인스턴스|インスタンス")
"""What has a plan of its own."""
_PUBLIC = any_of(r"public mode|퍼블릭 ?모드|パブリック ?モード")
_ON = any_of(
    r"\b(?:enable[sd]?|yes|true)\b|\b(?:turn|switch|toggle)\w{0,3}\b.{0,40}\bon\b|(?:\bto|\bis"
    r"|[:=→])\W{1,4}on\b|켜|켭|켠|활성|사용|有効|オン|はい"
)
_OFF = any_of(
    r"\b(?:disable[sd]?|disabling|off|no|not|never|without|avoid|don'?t|false)\b|끄|끕|끈|비활성|해제|금지|미사용"
    r"|사용하지|사용 ?안|無効|オフ|しない|禁止"
)
_IN_CASE = any_of(r"\b(?:if|when|whether|unless|only|optional(?:ly)?)\b|경우|선택 ?사항|하려면|싶다면|場合|任意")
_KEPT_DAYS = 7
"""Lightsail keeps the backups of so many days, and brings back any minute of them, unless somebody switches it off."""


def lightsail_databases(guide: Guide) -> Iterator[Database]:
    """One for each environment; whether it has a standby is told by its plan."""
    if not _LIGHTSAIL.search(guide.all_text):
        return
    seen: set[str | None] = set()
    opened = _opened(guide)
    for section in guide.sections:
        made = _made(section)
        if made is None or made.environment in seen:
            continue
        seen.add(made.environment)
        plan = _plan(section)
        yield Database(
            **guide.common(plan or made),
            engine=engine_in(section.text) or guide.engine or "sql",
            placement=Placement.RDS,
            multi_az=_has_standby(section),
            retention_days=_KEPT_DAYS,
            point_in_time=True,
            public=True if opened else None,
            places={name: guide.at(one) for name, one in (("multi_az", plan), ("public", opened)) if one},
        )


def _opened(guide: Guide) -> Passage | None:
    """The step that lets everybody reach it, in a chapter on the database; None where a text has it off again."""
    if not _PUBLIC.search(guide.all_text):
        return None
    near = [section for section in guide.sections if any(_OF_DATA.search(text) for text in _around(section))]
    steps = [p for section in near for p in section.passages if _PUBLIC.search(p.text)]
    if any(p.mood.negated or _OFF.search(p.text) for p in steps):
        return None
    told = (p for p in steps if p.affirmed and p.said.form is not Form.HEADING and not _IN_CASE.search(p.text))
    return next((p for p in told if _ON.search(p.text)), None)


def _around(section: Section) -> tuple[str, ...]:
    return (*section.titles(), *(p.text for p in section.passages))


def _made(section: Section) -> Passage | None:
    """The step that creates it: by name, or in a chapter on it."""
    within = any(map(_ITS_DATABASE.search, section.titles()))
    said = [p for p in section.passages if p.said.form is not Form.HEADING]
    steps = (p for p in said if p.told and _MAKES.search(p.text))
    step = next((p for p in steps if within or _ITS_DATABASE.search(p.text)), None)
    return step or next((p for p in said if p.speaks and _is_ours(p.text)), None)


def _is_ours(text: str) -> bool:
    """It says that the team has one; what they do without may stand in the same breath."""
    return _OURS.search(text) is not None and NEGATION.search(_INSTEAD.sub("", text)) is None


def _plan(section: Section) -> Passage | None:
    """Where the plan is chosen: the field itself before the sentence above it."""
    said = [p for p in section.passages if p.affirmed and p.said.form is not Form.HEADING]
    told = [p for p in said if _PLAN.search(p.text) and (_OF_DATA.search(p.text) or not _MACHINE.search(p.text))]
    return next((p for p in told if any(_PLAN.search(key) for key, _ in p.said.pairs)), told[0] if told else None)


def _has_standby(section: Section) -> bool | None:
    text = _INSTEAD.sub("", "\n".join(p.text for p in section.passages if p.affirmed or _is_ours(p.text)))
    if _STANDBY.search(text):
        return None if _ALONE.search(text) else True
    return False if _ALONE.search(text) or _plan(section) is not None else None
