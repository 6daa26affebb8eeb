"""Commands and pages by which a guide has somebody look how the servers are, and lists of what to keep an eye on."""

import re
from collections.abc import Iterable, Iterator

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import MetricSource, Watched
from holdfast.model.regex import regex
from holdfast.readers.repository.guides.guide import Guide, Passage, Section
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.page.trail import Heading
from holdfast.readers.repository.guides.wording.lexicon import any_of
from holdfast.readers.repository.monitoring.metrics import watched_by

ALARM = any_of(
    r"알람|경보|알림|알럿|통지|通知|\balarms?\b|\balerts?\b|アラーム|アラート|임계값|threshold|しきい値",
    r"알립니다|알린다|알려 ?(?:줍니다|준다|주도록)|\bnotif(?:y|ies)\b|知らせ(?:る|ます)"
    r"|\b(?:e-?)?mails (?:us|me|the team|everybody)\b",
)
"""What calls somebody."""
_LOOKS = regex(
    r"(?<![\w./@-])(?<!\$\()(?P<command>pm2 (?:monit|logs?|status|list|ls|show)\b|docker (?:stats|logs|ps)\b"
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
_MEASURES = regex(
    r"(?P<command>aws ec2 monitor-instances\b|--monitoring[ =][\"']?Enabled=true|pm2 install pm2-[\w-]{1,30}"
    r"|pm2 set pm2-logrotate:\w{1,30}|(?:apt|apt-get|yum|dnf|brew) install [^\n]{0,80}?"
    r"\b(?:iotop|nethogs|sysstat|nmon|goaccess|logrotate)\b"
    r"|put-retention-policy\b|/etc/logrotate\.d/[\w.-]{1,40})"
)
"""What makes numbers or keeps logs; a chapter on monitoring that ends there calls nobody."""
_PAGE = any_of(
    # What a program writes to a browser's console is no page.
    r"(?:콘솔(?! ?로그)|대시보드|탭|console(?!\.log)|dashboard|\btab\b|コンソール|タブ)"
    r".{0,60}(?:확인|check|view|look|確認)",
    r"(?:console|콘솔|コンソール)\s*(?:>|→|›).{0,80}(?:monitoring|metrics|모니터링|지표|メトリクス)\s*$",
)
_GOES = any_of(
    r"(?:go to|open|navigate to|select|click)\b[^.\n]{0,40}"
    r"(?:cloudwatch|log groups?|\bmetrics\b|monitoring tab|container insights)",
    r"(?:cloudwatch|로그 ?그룹|모니터링 ?탭)[^.\n]{0,20}(?:이동|열기|엽니다|선택|클릭|접속)",
    r"(?:cloudwatch|ロググループ|モニタリングタブ)[^。\n]{0,20}(?:開|移動|選択|クリック)",
)
"""The way to such a page, where it does not lead on to an alarm."""
_WATCH_HEADING = any_of(
    r"모니터링|monitor|observability|監視|モニタリング|可観測性|オブザーバビリティ|옵저버빌리티|관측 ?가능성",
    r"메트릭|지표|\bmetrics\b|メトリクス",
    r"\b(?:daily|weekly|routine|morning) (?:\w+ )?(?:checks?|inspection)\b|(?:일일|매일|주간|정기|일상) ?(?:점검|확인)"
    r"|(?:日次|週次|毎日の?|定期|日常)(?:の)?(?:確認|点検|チェック)",
)

_LOG_HEADING = any_of(
    r"로그(?!인|아웃)|\blogs?\b|\blogging\b|ログ(?!イン|アウト)|상태 ?(?:확인|점검)|状態(?:の)?確認|\bstatus\b",
    r"운영|運用|명령어|コマンド|\bcommands\b|\bcheat ?sheet\b|\bmaintenance\b|유지 ?(?:보수|관리)|メンテナンス|保守",
    r"\bmanag(?:e|ing|ement)(?: of)? (?:the |your )?"
    r"(?:app\w*|services?|servers?|containers?|deployments?|stack|instances?)\b"
    r"|(?:앱|애플리케이션|어플리케이션|서비스|서버|컨테이너|프로세스) ?관리"
    r"|(?:アプリ(?:ケーション)?|サービス|サーバー?|コンテナ|プロセス)(?:の)?管理",
    r"\boperations\b|\bday[- ]to[- ]day\b|\bongoing\b|\brunning it\b|\bkeeping (?:it|\w+) (?:alive|running|healthy)\b",
)


def looked_at(guide: Guide) -> Iterator[MetricSource]:
    """The first chapters that have somebody look by hand: at everything, under monitoring, else only at the logs."""
    for heading, commands, watches in (
        (_WATCH_HEADING, _LOOKS, Watched.PROCESS),
        (_WATCH_HEADING, _MEASURES, Watched.PROCESS),
        (_LOG_HEADING, _LOOKS, Watched.LOGS),
    ):
        chapters = _looks_under(guide, heading, commands)
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
    if noted := tuple(_noted(guide)):
        yield from noted
        return
    items = (p for p in guide.passages if p.affirmed and p.said.form in (Form.ITEM, Form.STEP, Form.LINE))
    for passage in (p for p in items if _LABEL.match(p.text) or _KEPT_UP.search(p.text)):
        if look := _LOOKS.search(passage.text):
            common = guide.common(passage, EvidenceKind.INSTRUCTED)
            yield MetricSource(**common, watches=Watched.LOGS, system=" ".join(look["command"].split()), by_hand=True)
            return


def _noted(guide: Guide) -> Iterator[MetricSource]:
    """In notes without any heading, the first commands to look with of which the rows below say that they watch."""
    if any(section.headings for section in guide.sections):
        return
    rows = guide.snippet.rows
    looks = {at: match["command"] for at, row in enumerate(rows, start=1) if (match := _LOOKS.search(row[:500]))}
    first = next((at for at in looks if any(map(_WATCHES.search, rows[at : at + _EXPLAINED_BY]))), None)
    if first is None:
        return
    near = {at: command for at, command in looks.items() if 0 <= at - first < _LONGEST_NOTE}
    yield MetricSource(
        kind=EvidenceKind.INSTRUCTED,
        at=guide.snippet.at(first, max(near)),
        old=guide.snippet.old,
        watches=Watched.PROCESS,
        system=", ".join(dict.fromkeys(" ".join(command.split()) for command in near.values())),
        by_hand=True,
    )


_WATCHES = any_of(r"모니터링|monitor(?:ing|s)?\b|監視|モニタリング")
_EXPLAINED_BY = 2
"""Rows below a command in which a note says what it is for."""
_LONGEST_NOTE = 12


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


def _looks_under(guide: Guide, about: re.Pattern[str], commands: re.Pattern[str]) -> list[dict[int, str]]:
    """The `commands` in each chapter whose heading is `about` it, by line, with all its parts.

    A long chapter is taken apart: each of its parts whose own heading is `about` it stands for itself.
    """
    found = [(tuple(h for h in s.headings if h.level > 1 and about.search(h.text)), s) for s in guide.sections]
    chapters = _gathered(((titles[0], section) for titles, section in found if titles), commands)
    long = {title for title, looks in chapters.items() if looks and max(looks) - min(looks) >= _LONGEST_LOOK}
    if not long:
        return list(filter(None, chapters.values()))
    parts = ((titles[-1 if titles[0] in long else 0], section) for titles, section in found if titles)
    return list(filter(None, _gathered(parts, commands).values()))


def _gathered(sections: Iterable[tuple[Heading, Section]], commands: re.Pattern[str]) -> dict[Heading, dict[int, str]]:
    chapters: dict[Heading, dict[int, str]] = {}
    for title, section in sections:
        chapters.setdefault(title, {}).update(_looks(section, commands))
    return chapters


def _looks(section: Section, commands: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    """The lines of a section that name one of these commands or a page to look at, and the command."""
    leads_on = ALARM.search(section.text) is not None
    told = [(passage.said.line, passage.text) for passage in section.passages if passage.affirmed]
    typed = [row for code in section.codes for row in enumerate(code.fence.text.splitlines(), start=code.fence.line)]
    for line, text in sorted((*told, *typed)):
        match = commands.search(text)
        if match and not text.lstrip().startswith("#"):
            yield line, " ".join(match["command"].split())
        elif (_PAGE.search(text) or (not leads_on and _GOES.search(text))) and not _MONEY.search(text):
            yield line, "console"


_MONEY = any_of(r"\bbilling\b|\bcosts?\b|비용|요금|청구|請求|コスト|料金")
"""What a page shows that says nothing of whether the product serves."""

_LONGEST_LOOK = 40


def listed_metrics(guide: Guide) -> Iterator[MetricSource]:
    """The first list of metrics to keep an eye on that names no value from which on anybody is told."""
    for section in guide.sections:
        if not any(_WATCH_HEADING.search(title) for title in section.titles()) or ALARM.search(section.text):
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


def bare_chapter(guide: Guide, looks: Iterable[MetricSource]) -> Iterator[MetricSource]:
    """The first chapter on monitoring that has nobody look: alarms belong there, whatever else it tells."""
    shown = tuple(look.at for look in looks)
    for section in guide.sections:
        if not _MONITORING.search(section.title) or _OF_OTHERS.search(section.title):
            continue
        said = [p for p in section.passages if p.said.form is not Form.HEADING and not p.mood.negated]
        if said:
            common = guide.common(said[0], EvidenceKind.CLAIMED)
            near = [p for p in said if p.said.end - said[0].said.line < _LONGEST_LOOK]
            common["at"] = guide.at(said[0], near[-1] if near else None)
            if not any(map(common["at"].overlaps, shown)):
                yield MetricSource(**common, watches=Watched.OTHER, by_hand=True)
                return


_MONITORING = any_of(
    r"모니터링|\bmonitor(?:ing)?\b|監視|モニタリング", r"(?:cloudwatch|클라우드워치)(?! ?(?:알람|경보|alarm|アラーム))"
)
_OF_OTHERS = any_of(
    r"\b(?:security|audit|costs?|budget|billing|deployments?|workflows?|errors?)\b",
    r"감사|보안|비용|배포|監査|請求|費用|コスト|デプロイ|セキュリティ|エラー",
)
"""What is watched there is not whether the product serves."""
