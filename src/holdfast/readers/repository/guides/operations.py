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
from holdfast.readers.repository.guides.blocks import Form
from holdfast.readers.repository.guides.guide import Guide, Passage, Section
from holdfast.readers.repository.guides.idle_agents import idle_agents
from holdfast.readers.repository.guides.lexicon import NEGATION, PRICE_HEADING, WISH, any_of
from holdfast.readers.repository.guides.notified import notified
from holdfast.readers.repository.guides.trail import Heading
from holdfast.readers.repository.guides.values import about
from holdfast.readers.repository.guides.wished_alarms import wished_alarms, wished_watching
from holdfast.readers.repository.metrics import watched_by

_ALARM = any_of(
    r"알람|경보|알림|알럿|통지|通知|\balarms?\b|\balerts?\b|アラーム|アラート|임계값|threshold|しきい値",
    r"알립니다|알린다|알려 ?(?:줍니다|준다|주도록)|\bnotif(?:y|ies)\b|知らせ(?:る|ます)"
    r"|\b(?:e-?)?mails (?:us|me|the team|everybody)\b",
)
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
    r"(?:[$＄]\s?(?P<before>\d[\d,.]*)|(?P<after>\d[\d,.]*)\s?(?:USD|달러|ドル|dollars?))", re.IGNORECASE | re.ASCII
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
_AGENT = any_of(r"cloudwatch ?(?:agent|에이전트|エージェント)|amazon-cloudwatch-agent|node_exporter|node exporter")


_LOOKS = regex(
    r"(?<![\w./@-])(?P<command>pm2 (?:monit|logs?|status|list|ls|show)\b|docker (?:stats|logs|ps)\b"
    r"|docker(?: |-)compose (?:[^\n]{0,60} )?(?:logs|ps)\b|journalctl\b|htop\b|tail -[\w ]{1,8}(?=\s)|vmstat\b"
    r"|\$\{?(?:COMPOSE|DC)\w{0,12}\}? (?:logs|ps)\b|kubectl (?:logs|top)\b|supervisorctl status\b"
    r"|df -h|free -\w|systemctl status\b|top(?= (?:-\w|で|에서|으로))|(?<![^\n])top\s*$|iostat\b"
    r"|ps aux\b|aws logs tail\b|glances\b|eb (?:health|logs|status)\b|copilot (?:svc|job|env) (?:logs|status)\b"
    r"|(?:sam|sls|serverless|heroku|fly(?:ctl)?|kamal app|kamal) logs\b|docker service (?:ps|logs)\b"
    r"|aws ecs describe-services\b|aws elasticbeanstalk describe-\w+-health\b|less \S{1,80}\.log\b"
    r"|(?:\./|(?:ba)?sh )[\w./-]{1,80} (?:status|logs?|ps|health|monitor)\b"
    r"|(?:\./|(?:ba)?sh )(?:[\w.-]{1,40}/){0,5}(?:[\w-]{1,30}[-_])?(?:status|logs?|health(?:[-_]?check)?|monitor)\.sh\b"
    r"|(?:make|npm run|yarn|pnpm|composer|^(?:just|task)) (?:[\w:-]{1,30}[-:_])?(?:status|logs?|ps|health|monitor)\b)",
    re.MULTILINE | re.ASCII,
)
_PAGE = any_of(
    r"(?:콘솔|대시보드|탭|console|dashboard|\btab\b|コンソール|タブ).{0,60}(?:확인|check|view|look|確認)",
    r"(?:console|콘솔|コンソール)\s*(?:>|→|›).{0,80}(?:monitoring|metrics|모니터링|지표|メトリクス)\s*$",
)
_WATCH_HEADING = any_of(
    r"모니터링|monitor|監視|モニタリング|메트릭|지표|\bmetrics\b|メトリクス",
    r"\b(?:daily|weekly|routine|morning) (?:\w+ )?(?:checks?|inspection)\b|(?:일일|매일|주간|정기|일상) ?(?:점검|확인)"
    r"|(?:日次|週次|毎日の?|定期|日常)(?:の)?(?:確認|点検|チェック)",
)

_LOG_HEADING = any_of(
    r"로그(?!인|아웃)|\blogs?\b|\blogging\b|ログ(?!イン|アウト)|상태 ?(?:확인|점검)|状態(?:の)?確認|\bstatus\b",
    r"운영|運用|명령어|コマンド|\bcommands\b|\bmaintenance\b|유지 ?(?:보수|관리)|メンテナンス|保守",
    r"\bmanag(?:e|ing|ement)(?: of)? (?:the |your )?"
    r"(?:app\w*|services?|servers?|containers?|deployments?|stack|instances?)\b"
    r"|(?:앱|애플리케이션|어플리케이션|서비스|서버|컨테이너|프로세스) ?관리"
    r"|(?:アプリ(?:ケーション)?|サービス|サーバー?|コンテナ|プロセス)(?:の)?管理",
    r"\boperations\b|\bday[- ]to[- ]day\b|\bongoing\b|\brunning it\b|\bkeeping (?:it|\w+) (?:alive|running|healthy)\b",
)


def read_operations(guide: Guide) -> Iterator[Reading]:
    """Everything about watching, and about money."""
    for section in guide.sections:
        yield from _alarms(guide, section)
        yield from _budgets(guide, section)
    yield from _singles(guide)
    yield from _looked_at(guide)
    yield from idle_agents(guide)
    yield from tuple(_listed(guide)) or tuple(wished_alarms(guide)) or wished_watching(guide)


def _looked_at(guide: Guide) -> Iterator[MetricSource]:
    """The first chapters that have somebody look by hand: at everything, under monitoring, else only at the logs."""
    for heading, watches in ((_WATCH_HEADING, Watched.PROCESS), (_LOG_HEADING, Watched.LOGS)):
        chapters = _looks_under(guide, heading)
        for looks in chapters[: _MOST_CHAPTERS if watches is Watched.PROCESS else 1]:
            first = min(looks)
            last = max(line for line in looks if line - first < _LONGEST_LOOK)
            yield MetricSource(
                kind=EvidenceKind.INSTRUCTED,
                at=guide.snippet.at(first, last),
                old=guide.snippet.old,
                watches=watches,
                system=", ".join(dict.fromkeys(looks.values())),
                by_hand=True,
            )
        if chapters:
            return
    items = (p for p in guide.passages if p.affirmed and p.said.form in (Form.ITEM, Form.STEP, Form.LINE))
    for passage in (p for p in items if _LABEL.match(p.text) or _KEPT_UP.search(p.text)):
        if look := _LOOKS.search(passage.text):
            common = guide.common(passage, EvidenceKind.INSTRUCTED)
            yield MetricSource(**common, watches=Watched.LOGS, system=" ".join(look["command"].split()), by_hand=True)
            return


_LABEL = regex(
    r"(?i)\W{0,4}(?:(?:view|check|see|read|tail|watch|follow|live|the) ){0,2}"
    r"(?:(?:서비스|서버|앱|애플리케이션|service|server|app|application|gunicorn|nginx|error|container) ?)?"
    r"(?:로그|상태|모니터링|logs?|status|monitoring|ログ|状態|監視)"
    r"(?: ?(?:확인|보기|조회|check|を見る|の?確認))?\W{0,4}[:：]"
)
"""`- Logs: `journalctl -u shop -f``, in a chapter about something else."""
_KEPT_UP = any_of(
    r"모니터링|(?:정기적|주기적)으로|\bmonitor|\b(?:regularly|periodically)\b|\breview\b[^.`]{0,30}\blogs?\b|監視|定期的|モニタリング",
    r"\b(?:daily|weekly|monthly|every (?:day|morning|week)|once a (?:day|week)|(?:glance|look) at|keep an eye on)\b",
    r"매일|매주|수시로|毎日|毎朝|毎週|こまめに",
)
"""`- Review logs using `pm2 logs shop``: what somebody is to do as long as the product runs."""
_MOST_CHAPTERS = 2


def _looks_under(guide: Guide, about: re.Pattern[str]) -> list[dict[int, str]]:
    """The commands to look with in each chapter whose heading is `about` it, by line, with all its parts."""
    chapters: dict[Heading, dict[int, str]] = {}
    for section in guide.sections:
        chapter = next((h for h in section.headings if h.level > 1 and about.search(h.text)), None)
        if chapter is not None:
            chapters.setdefault(chapter, {}).update(_looks(section))
    return list(filter(None, chapters.values()))


def _looks(section: Section) -> Iterator[tuple[int, str]]:
    """The lines of a section that name a command to look with, and the command."""
    told = [(passage.said.line, passage.text) for passage in section.passages if passage.affirmed]
    typed = [row for code in section.codes for row in enumerate(code.fence.text.splitlines(), start=code.fence.line)]
    for line, text in sorted((*told, *typed)):
        match = _LOOKS.search(text)
        if match and not text.lstrip().startswith("#"):
            yield line, " ".join(match["command"].split())
        elif _PAGE.search(text) and not _MONEY.search(text):
            yield line, "console"


_MONEY = any_of(r"\bbilling\b|\bcosts?\b|비용|요금|청구|請求|コスト|料金")
"""What a page shows that says nothing of whether the product serves."""

_LONGEST_LOOK = 40


def _listed(guide: Guide) -> Iterator[MetricSource]:
    """The first list of metrics to keep an eye on that names no value from which on anybody is told."""
    for section in guide.sections:
        if not any(_WATCH_HEADING.search(title) for title in section.titles()) or _ALARM.search(section.text):
            continue
        named = [p for p in section.passages if p.affirmed and _is_metric(p)]
        if len(named) > 1 and named[-1].said.end - named[0].said.line < _LONGEST_LOOK:
            common = guide.common(named[0], EvidenceKind.CLAIMED)
            common["at"] = guide.at(named[0], named[-1])
            yield MetricSource(**common, watches=watched_by(named[0].text), by_hand=True)
            return


def _is_metric(passage: Passage) -> bool:
    listed = passage.said.form in (Form.ITEM, Form.ROW) and len(passage.text) <= _LONGEST_METRIC
    if not listed or _LOOKS.search(passage.text) or _KEPT_AT.search(passage.text):
        return False
    return watched_by(passage.text) not in (Watched.OTHER, Watched.LOGS)


_LONGEST_METRIC = 80
_KEPT_AT = regex(r"[~.]/|`/")
"""A file's path: the line says where something lies, and measures nothing."""


def _alarms(guide: Guide, section: Section) -> Iterator[Alarm]:
    seen: set[tuple[Watched, str | None]] = set()
    notifies, places = notified(guide, section)
    for passage in section.passages:
        if not passage.affirmed or passage.said.form is Form.HEADING or not _is_alarm(passage):
            continue
        for watches, words in _watched(passage):
            if watches is Watched.OTHER and passage.told and passage.said.crumbs:
                continue  # the way to the page; what is watched follows
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
    if not about(passage, _ALARM) or not about(passage, _WATCHING):
        return False
    if _settles(passage):
        return True
    headings = passage.said.trail.headings
    in_list = passage.said.form in (Form.ITEM, Form.ROW)
    listed = bool(headings) and in_list and _ALARM.search(headings[-1].text) is not None
    known = watched_by(passage.text) is not Watched.OTHER
    return (_ALARM.search(passage.text) is not None and (known or not passage.told or passage.mood.described)) or (
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
