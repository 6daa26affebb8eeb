"""Alarms, topics, dashboards, budgets, reviews of spending and stores of secrets in a guide."""

import re
from collections.abc import Iterator

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import (
    Alarm,
    Budget,
    CostReview,
    Dashboard,
    MetricSource,
    SecretStore,
    Topic,
    Watched,
)
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reading
from holdfast.readers.repository.guides.guide import Guide, Passage, Section
from holdfast.readers.repository.guides.monitoring.idle_agents import idle_agents
from holdfast.readers.repository.guides.monitoring.looked_at import ALARM, bare_chapter, listed_metrics, looked_at
from holdfast.readers.repository.guides.monitoring.notified import notified
from holdfast.readers.repository.guides.monitoring.wished_alarms import wished_alarms, wished_watching
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.values import about
from holdfast.readers.repository.guides.wording.lexicon import NEGATION, PRICE_HEADING, WISH, any_of
from holdfast.readers.repository.monitoring.metrics import watched_by

_UPTIME = any_of(
    r"uptime ?robot|uptime[- ]?kuma|better ?(?:uptime|stack)|pingdom|healthchecks\.io|status ?cake|site24x7|\bcheckly\b"
)
_WATCHING = any_of(
    rf"cloudwatch|monitor|모니터링|監視|alarm|알람|アラーム|grafana|prometheus|datadog|{_UPTIME.pattern}"
)
_THRESHOLD = regex(
    r"(?:>=?|≥|<=?|≤|＞|＜|초과|이상|미만|이하|exceeds?|above|below|over|under|超|以上|未満|以下|"
    r"[:：|])\s*\D{0,8}\d|\d+(?:\.\d+)?\s?(?:%|％|초과|이상|미만|이하|超|以上|未満|以下|개|ms|초|秒|"
    r"GB|MB)|\d\s?(?:days?|일|日)\s?(?:이?전|이내|前|以内|before|ahead|left|remain)|within \d{1,3} days",
    re.IGNORECASE,
)
_SYSTEMS = (
    ("grafana", any_of(r"grafana|그라파나")),
    ("prometheus", any_of(r"prometheus|alertmanager|프로메테우스")),
    ("datadog", any_of(r"datadog")),
    ("uptime-service", _UPTIME),
)
_TOPIC = any_of(
    r"(?:알림|통지|通知|notif\w*).{0,16}\bsns\b|\bsns\b.{0,12}(?:이메일|e-?mail|メール|slack|슬랙)",
    r"\bsns\b.{0,25}(?:주제|topic|トピック|구독|subscri|サブスク|생성|creat|作成)|(?:creat\w*|"
    r"subscribe).{0,20}(?:\bsns\b|topic)|주제 ?생성|トピック.{0,4}作成",
)
_SUBSCRIBERS = (
    ("email", any_of(r"이메일|e-?mail|メール|@[\w-]+\.\w+")),
    ("slack", any_of(r"slack|슬랙|chatbot")),
    ("pagerduty", any_of(r"pagerduty|opsgenie")),
    ("sms", any_of(r"\bsms\b|문자")),
    (
        "lambda",
        any_of(
            r"(?:lambda|람다|ラムダ)[^\n]{0,30}(?:구독|subscri|サブスク)|(?:구독|subscri|サブスク)[^\n]{0,30}(?:lambda|람다|ラムダ)"
        ),
    ),
)
_DASHBOARD = any_of(r"대시보드|dashboards?\b|ダッシュボード")
_MAKE = any_of(r"생성|만들기|구성|추가|설정|import|가져오기|creat|set ?up|add\b|build|作成|構築|設定|追加|インポート")
_BUDGET = any_of(r"aws budgets?|\bbudgets?\b|예산|予算")
_AMOUNT = regex(
    r"(?:[$＄]\s?(?P<before>\d[\d,.]*)|(?P<after>\d[\d,.]*)\s?\(?(?:USD|달러|ドル|dollars?))", re.IGNORECASE | re.ASCII
)
_ANOMALY = any_of(r"이상 ?(?:탐지|감지)|anomaly|異常検出")
_REVIEWS = (
    ("cost-explorer", any_of(r"cost explorer|비용 ?탐색기|コストエクスプローラ")),
    ("savings-plan", any_of(r"savings? ?plans?|세이빙|절감형")),
    ("reserved-instances", any_of(r"reserved instances?|예약 ?인스턴스|リザーブド")),
    (
        "unused-resources",
        any_of(
            r"미사용 ?(?:리소스|자원|볼륨)|사용하지 않는 ?(?:리소스|자원|볼륨|eip)|unused (?:resources?|"
            r"volumes?)|未使用(?:の)?リソース"
        ),
    ),
)
_STORES = (
    ("secrets-manager", any_of(r"secrets ?manager|시크릿 ?매니저|シークレットマネージャ")),
    ("parameter-store", any_of(r"parameter ?store|파라미터 ?스토어|パラメータ ?ストア")),
    ("vault", any_of(r"hashicorp vault|\bvault\b")),
    (
        "github",
        any_of(
            r"(?:github|repository|actions|깃허브|リポジトリ).{0,25}(?:secrets?|시크릿|シークレット)|"
            r"secrets and variables"
        ),
    ),
)
_STORE_MAKE = any_of(
    r"생성|저장|등록|추가|만들|설정|입력|store|creat|add|put|register|set\b|save|作成|登録|追加|保存|"
    r"設定|>|›|→"
)
_AGENT = any_of(
    r"(?:cloudwatch ?(?:agent|에이전트|エージェント)|amazon-cloudwatch-agent|node_exporter|node exporter)"
    # What it may do, or who lets it, is not the agent.
    r"(?![ -]?(?:server)?policy|\s?(?:용 ?|の)?(?:iam ?)?(?:permissions?|policies|role|권한|정책|역할|権限|ロール))"
)


def read_operations(guide: Guide) -> Iterator[Reading]:
    """Everything about watching, and about money."""
    for section in guide.sections:
        yield from _alarms(guide, section)
        yield from _budgets(guide, section)
    yield from _singles(guide)
    looks = tuple(looked_at(guide))
    yield from looks
    yield from idle_agents(guide)
    named = tuple(listed_metrics(guide)) or tuple(wished_alarms(guide)) or tuple(wished_watching(guide))
    yield from named or bare_chapter(guide, looks)


_TAKES_DOWN = any_of(
    r"\b(?:tear(?:ing)?[- ]?down|clean(?:ing)?[- ]?up|destroy(?:ing)?|decommission\w*)\b"
    r"|(?:리소스|자원|환경|스택) ?(?:삭제|정리|철거)|(?:リソース|環境|スタック)の?(?:削除|撤去)|後片付け|クリーンアップ"
)
"""Chapters in which all of it goes, the alarms that they list included."""


def _alarms(guide: Guide, section: Section) -> Iterator[Alarm]:
    if _TAKES_DOWN.search(section.title):
        return
    seen: set[tuple[Watched, str | None]] = set()
    notifies, places = notified(guide, section)
    for passage in section.passages:
        if not passage.affirmed or passage.said.form is Form.HEADING or not _is_alarm(passage):
            continue
        if _OF_ITSELF.match(passage.text):
            continue
        for watches, words in _watched(passage):
            way = passage.told and passage.said.crumbs
            if watches is Watched.OTHER and (way or watched_by(section.title) is Watched.COST):
                continue  # the way to the page, or a remark on what the chapter watches
            key = (watches, passage.environment)
            if key in seen:
                continue
            seen.add(key)
            settled = (_settles(passage) and _THRESHOLD.search(words)) or (
                watches is Watched.COST and _names_sum(passage, section)
            )
            kind = None if settled else EvidenceKind.CLAIMED
            common = guide.common(passage, kind)
            yield Alarm(**common, places=places, watches=watches, notifies=notifies, system=_system(passage))


_OF_ITSELF = any_of(
    r"^\W{0,4}(?:this|the following|our) (?:document|guide|readme|page|section|article|post|repo\w*|chapter) "
    r"(?:also )?(?:detail|describe|explain|cover|document|contain|outline|walk|show|provide)",
    r"^\W{0,4}(?:이|본|해당) ?(?:문서|가이드|글|장|절|리드미)(?:는|은|에서는?)\s",
    r"^\W{0,4}(?:本|この|当) ?(?:書|ドキュメント|ガイド|手順書?|記事|章|節)(?:は|では)",
)
"""A text says what it is about; what it has somebody do follows."""
_PARTS = regex(r"\s*(?:[,;、，；·]|\s/\s|\band\b|(?<=\s)(?:및|그리고)(?=\s))\s*")


def _watched(passage: Passage) -> list[tuple[Watched, str]]:
    """What an alarm is about, or each of several that one line lists, with the words for it."""
    trail = passage.said.trail
    key, value = next(iter(passage.said.pairs), ("", passage.text))
    above = " ".join((key, trail.lead, *(heading.text for heading in trail.headings[-1:])))
    several: dict[Watched, str] = {}
    for part in filter(None, _PARTS.split(value[:400])):
        watches = watched_by(part, f"{part} {above}")
        if watches not in (Watched.OTHER, Watched.LOGS):
            several.setdefault(watches, part)
    if len(several) > 1:
        return list(several.items())
    watches = watched_by(passage.text, " ".join(passage.around()))
    of_both = watches is Watched.DATABASE_CPU and _HOST_AND_DATABASE.search(passage.text)
    return [(one, passage.text) for one in ((Watched.CPU, watches) if of_both else (watches,))]


_JOINED = (
    r"(?: instances?|インスタンス| ?인스턴스)?(?:와|과|と|や|及び|および| and| 및|[、,/・&+])\s?(?:the )?(?:amazon )?"
)
_HOST_AND_DATABASE = any_of(rf"\bec2{_JOINED}(?:rds|db)\b", rf"\brds{_JOINED}ec2\b")


def _is_alarm(passage: Passage) -> bool:
    if not about(passage, ALARM) or not about(passage, _WATCHING):
        return False
    if _settles(passage):
        return True
    headings = passage.said.trail.headings
    in_list = passage.said.form in (Form.ITEM, Form.ROW, Form.STEP)
    listed = bool(headings) and in_list and ALARM.search(headings[-1].text) is not None
    known = watched_by(passage.text) is not Watched.OTHER
    return (ALARM.search(passage.text) is not None and (known or not passage.told or passage.mood.described)) or (
        listed and known
    )


def _settles(passage: Passage) -> bool:
    """An alarm that somebody can set by it: what it watches, and from which value on; others are claimed."""
    told = passage.told and _THRESHOLD.search(passage.text) is not None
    return told and watched_by(passage.text) is not Watched.OTHER


def _names_sum(passage: Passage, section: Section) -> bool:
    """The steps beside it say from which sum on somebody is told."""
    return passage.told and any(other.told and _AMOUNT.search(other.text) for other in section.passages)


def _system(passage: Passage) -> str:
    return next((name for text in passage.around() for name, pattern in _SYSTEMS if pattern.search(text)), "cloudwatch")


def _budgets(guide: Guide, section: Section) -> Iterator[Budget]:
    said = [p for p in section.passages if about(p, _BUDGET) and p.said.form is not Form.HEADING]
    about_budget = [p for p in said if p.affirmed or _is_among_prices(p, section)]
    anchor = next((p for p in about_budget if p.told), None) or next(
        (p for p in about_budget if _BUDGET.search(p.text)), None
    )
    if anchor is None or not any(
        re.search(r"\baws|비용|\bcosts?\b|\bbilling|결제|コスト|請求|\$", t, re.IGNORECASE | re.ASCII)
        for t in _texts(section)
    ):
        return
    amounts = [match for p in about_budget if (match := _AMOUNT.search(p.text))]
    amount = (amounts[0]["before"] or amounts[0]["after"]).replace(",", "").rstrip(".") if amounts else None
    notifies, places = notified(guide, section)
    yield Budget(
        **guide.common(anchor),
        places=places,
        amount=float(amount) if amount and amount.count(".") <= 1 else None,
        anomaly=_ANOMALY.search(anchor.text) is not None,
        notifies=notifies,
    )


def _is_among_prices(passage: Passage, section: Section) -> bool:
    """What a chapter on costs has done; what it tells beside that are prices."""
    told = _SETS_BUDGET.search(passage.text) is not None and not NEGATION.search(passage.text)
    return told and PRICE_HEADING.search(section.title) is not None and not WISH.search(passage.text)


_SETS_BUDGET = any_of(
    r"^\W*(?:in (?:the )?[\w ]{1,30}, )?(?:create|set up|add)\b[^.]{0,60}\bbudgets?\b",
    r"(?:budgets?|예산).{0,60}(?:만들|만듭|생성|설정)",
    r"(?:budgets?|予算).{0,60}(?:作成|設定)",
    r"\baws budgets?\b.{0,60}(?:알림|메일|통지|\balerts?\b|\be-?mails?\b|\bnotif\w+|\bslack\b|슬랙|通知|メール)",
)


def _texts(section: Section) -> list[str]:
    return [section.text, *section.titles()]


def _singles(guide: Guide) -> Iterator[Reading]:
    """Facts that one passage states alone; of each only the strongest, first passage per environment."""
    best: dict[tuple[str, str, str | None], tuple[Passage, Reading]] = {}
    for passage in guide.passages:
        if not passage.affirmed or passage.said.form is Form.HEADING:
            continue
        for sort, name, fact in _of_passage(guide, passage):
            key = (sort, name, passage.environment)
            if key not in best or (passage.told and not best[key][0].told):
                best[key] = (passage, fact)
    yield from (fact for _, fact in sorted(best.values(), key=lambda entry: entry[0].index))


def _of_passage(guide: Guide, passage: Passage) -> Iterator[tuple[str, str, Reading]]:
    text, common = passage.text, guide.common(passage)
    told_of = passage.mood.described or not passage.told
    made = told_of or _MAKE.search(text) is not None
    if _TOPIC.search(text):
        section = guide.section_of(passage)
        kinds = tuple(kind for kind, pattern in _SUBSCRIBERS if pattern.search(section.text))
        yield "topic", "", Topic(**common, subscribers=kinds)
    if _DASHBOARD.search(text) and made and about(passage, _WATCHING):
        yield "dashboard", "", Dashboard(**common, system=_system(passage))
    for form, pattern in _REVIEWS:
        if pattern.search(text):
            yield "review", form, CostReview(**common, form=form)
    for service, pattern in _STORES:
        if pattern.search(text) and (told_of or _STORE_MAKE.search(text)):
            yield "store", service, SecretStore(**common, service=service)
    if _AGENT.search(text) and passage.told:
        yield "agent", "", MetricSource(**common, watches=Watched.MEMORY)
