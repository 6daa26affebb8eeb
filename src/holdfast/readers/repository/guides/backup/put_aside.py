"""Backups and alarms that a guide leaves for later, to taste, or to somebody who would have to be asked."""

from collections.abc import Iterator

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Admitted
from holdfast.model.regex import regex
from holdfast.readers.repository.guides.backup.by_somebody import read_by_somebody
from holdfast.readers.repository.guides.guide import Guide, Passage
from holdfast.readers.repository.guides.lacks.only_planned import is_about_servers, is_of_servers
from holdfast.readers.repository.guides.lacks.ticked import ticked
from holdfast.readers.repository.guides.mood.reader import Context
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.wording.lexicon import (
    ADVICE_HEADING,
    COMPARISON_HEADING,
    NEGATION,
    OPTIONAL_HEADING,
    PRICE_HEADING,
    REFERENCE_HEADING,
    STUDY_HEADING,
    TROUBLE_HEADING,
    any_of,
)

_BACKUP = (
    r"(?<!fall)(?<!-)\bback-?ups?\b(?! ?(?:codes?|servers?|phones?|e-?mails?|region|plan\b))"
    r"|\bback(?:ing)? up (?:[a-z]+ ){0,2}(?:data|db|database|rds|volumes?|uploads|files)\b"
    r"|백업(?! ?(?:코드|서버|화면))|バックアップ(?!コード)|\b(?:db|rds|ebs|database) snapshots?\b|스냅샷"
    r"|スナップショット"
    r"|point[- ]in[- ]time|\bpitr\b"
)
_ALARM = (
    r"\balarms?\b|\balerting\b|(?:cloud ?watch|infra(?:structure)?|server|health|uptime|error|system) alerts?\b"
    r"|(?<!security )(?<!abuse )(?<!cost )(?<!budget )(?<!usage )\bmonitoring\b|\buptime ?(?:robot|kuma|checks?"
    r"|monitors?)"
    r"|cloud ?watch ?(?:agent|dashboards?|metrics|에이전트|대시보드|エージェント|ダッシュボード)"
    r"|(?<!비용 )모니터링|(?<!예산 )(?<!비용 )(?<!결제 )(?<!요금 )알람|(?:장애|슬랙|slack) ?알림|アラーム"
    r"|(?<!予算)(?<!請求)(?<!コスト)アラート|(?<!コスト)(?<!費用)監視|モニタリング"
    r"|\b(?:grafana|prometheus|datadog|sentry)\b"
)
_TOPICS = {"backup": any_of(_BACKUP), "monitoring": any_of(_ALARM)}
_EN = (
    r"\b(?:set(?:ting)? ?up|set an?|setup|enabl(?:e|ing)|add(?:ing)?|configur(?:e|ing)|implement|creat(?:e|ing)"
    r"|install"
    r"|automate|schedule|introduce|integrate|turn on|switch on|connect)\b"
)
_BEHIND = (
    r"활성화|설정|구성|추가|도입|구축|연동|적용|설치|생성|작성|수립|자동화|마련|등록|강화"
    r"|有効化|設定|構成|追加|導入|構築|整備|作成|取得|連携|自動化|登録|強化|\bset ?up\b"
)
_WHICH = (
    r"(?:(?:the|an?|daily|nightly|regular|scheduled|automated?|automatic|basic|simple|proper|db|database|rds|aws"
    r"|ec2|server"
    r"|production|정기(?:적인)?|자동|데이터(?:베이스)?|서버|定期|自動|日次|cloud ?watch|mysql|postgres\w*"
    r"|mongo\w*|db의|의|の) ?){0,4}"
)
_NAMED = {
    slug: any_of(
        rf"^\W{{0,6}}{_WHICH}(?:{topic})(?:\W{{0,4}}$|\s*(?:for|on|to|via|with|→|->|[:：(（+&/,、と]|및|과"
        rf"|와)[^\n]{{0,70}}$)"
    )
    for slug, topic in (("backup", _BACKUP), ("monitoring", _ALARM))
}
_DONE_TO = {
    slug: any_of(rf"{_EN}[^\n.;]{{0,40}}(?:{topic})|(?:{topic})[^\n.;]{{0,40}}(?:{_BEHIND})")
    for slug, topic in (("backup", _BACKUP), ("monitoring", _ALARM))
}
"""Somebody is to set it up."""
_ASIDE = any_of(
    r"next (?:steps?|up)|what(?:'s| is) next|다음 ?(?:단계|할 ?일|작업)|次の(?:ステップ|作業)",
    r"(?:추후|향후|앞으로의?) ?(?:개선|과제|작업|할 ?일)|future (?:improvements?|work|enhancements?)"
    r"|今後の(?:課題|改善|対応)",
    r"(?:after|post)[- ](?:the )?(?:launch|release|deploy\w*)|배포 ?후|(?:リリース|デプロイ)後",
    r"before (?:going )?(?:to |into )?(?:production|prod\b|live|launch)|본?운영 ?(?:전환|배포) ?전|本番(?:運用"
    r"|移行|公開)?前",
    OPTIONAL_HEADING.pattern,
    ADVICE_HEADING.pattern,
    r"권장|추천|best practices?|good practices?|모범 ?사례|베스트 ?프랙티스|ベストプラクティス|推奨",
    r"production (?:considerations?|readiness|notes|hardening|tips)|(?:운영|프로덕션) ?(?:시 ?)?고려"
    r"|本番(?:運用)?(?:の|時の)?考慮",
)
"""What heads a list of what might be done besides; a roadmap may be of what is there already."""
_OUGHT = any_of(
    r"해야 ?(?:할|하는) ?(?:것|일|사항)|^\W*(?:do'?s|things to do|must[- ]do|you should)\b|やるべき(?:こと)?"
    r"|すべきこと"
)
"""What heads a list of what everybody ought to do."""
_GUARDS = any_of(
    r"(?:보안|운영|프로덕션|배포 ?후|출시 ?전)(?: ?및 ?[가-힣]{2,6})? ?(?:체크 ?리스트|점검 ?(?:사항|목록|표))",
    r"(?:セキュリティ|本番(?:環境|運用|公開)?|デプロイ後)の?(?:チェック ?リスト|確認(?:項目|事項))",
    r"\b(?:security|hardening|production|go[- ]?live|launch)(?: readiness| hardening)? (?:check ?-?list|tasks)\b",
    r"\b(?:post[- ](?:launch|release|deploy\w*)|maintenance)\b",
)
"""What heads a list of what guards that which runs already; that of a deployment leads through its steps."""
_NO_LIST = (PRICE_HEADING, COMPARISON_HEADING, STUDY_HEADING, REFERENCE_HEADING, TROUBLE_HEADING)
_LABEL = 40
_DONE = regex(
    r"(?i)[✅☑✔]|\b(?:done|finished|completed|already|enabled by default)\b|완료|했(?:습니다|다|음)|하였|이미"
    r"|済み?(?!\w)|完了|しました"
)
_TASTE = any_of(
    r"\bas (?:needed|required|necessary|appropriate|desired|you (?:like|wish|prefer|see fit|need))\b",
    r"\b(?:if|where|when) (?:needed|required|desired|necessary|you (?:want|need|like|wish))\b|\bto taste\b",
    r"필요에 따라|필요 ?시(?:에)?(?![가-힣])|필요하(?:면|다면|신)|필요한 ?(?:경우|만큼)|적절(?:히|하게)|적당히"
    r"|상황에 맞게|원하(?:면|는 ?경우|는 대로)",
    r"必要に応じ|適宜|任意(?:で|に)|お好み|必要なら|必要であれば",
)
_OCCASION = any_of(
    r"\brestor\w*|\brecover\w*|복[구원]|復[元旧]|リストア|\b(?:before|prior to|rotate|delete|clean|prune|old)\b"
    r"|[하업]기? ?전|전에|삭제|정리|前に|削除"
)
"""A copy is brought back, or made before something else, or tidied away."""
_SHORT = 100
_LONGEST = 200
_ECHOES = regex(
    r"(?i)\b(?:curl|wget|ping)\b[^\n|]{0,120}\|\|\s*(?:\{?\s*)?(?:echo|logger"
    r"|printf)\b(?![^\n]{0,160}\|\s*(?:mail|curl|sendmail))"
)
_AGAIN = any_of(r"\bcron\w*|\bevery (?:\d+ |five |ten )?min|\*/\d|분 ?마다|\d ?분|毎?\d{1,2} ?分|定期|주기적|크론")


def read_put_aside(guide: Guide) -> Iterator[Admitted]:
    """One such passage of each chapter for each control: of several the first that sets an alarm, or a backup."""
    begun = bool(ticked(guide))
    told: dict[tuple[object, str], Passage] = {}
    for passage in guide.passages:
        if len(passage.text) > _LONGEST or passage.old or passage.said.form is Form.HEADING:
            continue
        slug = _left_to_taste(passage) or _left_for_later(guide, passage, begun=begun)
        slug = slug or _still_open(passage) or _only_echoed(passage)
        if slug is None:
            continue
        held = told.setdefault((passage.said.trail.headings, slug), passage)
        if not _CALLS.search(held.text) and _CALLS.search(passage.text):
            told[passage.said.trail.headings, slug] = passage
    for (_, slug), passage in told.items():
        common = guide.common(passage, EvidenceKind.CLAIMED)
        yield Admitted(**common, places={"aside": common["at"]}, control=slug)
    yield from read_by_somebody(guide)


_CALLS = any_of(r"\balarms?\b|\balert\w*|back-?up|알람|알림|경보|백업|アラーム|アラート|通知|バックアップ|\|\|")


def _left_to_taste(passage: Passage) -> str | None:
    """A step or a field that says no more of it than that it is as whoever reads it likes: "Backups: as needed"."""
    text = passage.text
    taste = _TASTE.search(text) if len(text) <= _SHORT else None
    if taste is None or _OCCASION.search(text):
        return None
    if _TOPICS["backup"].search(text[: taste.start()]):
        return "backup"
    return "monitoring" if _DONE_TO["monitoring"].search(text) else None


def _left_for_later(guide: Guide, passage: Passage, *, begun: bool) -> str | None:
    """What a list of wishes, advice or options names; or a box that waits beside ticked ones or guards."""
    said = passage.said
    if said.ticked or said.form not in (Form.ITEM, Form.STEP, Form.LINE):
        return None
    nearest = said.trail.headings[-1].text if said.trail.headings else ""
    if passage.mood.kind is not None and not _OUGHT.search(nearest):
        return None
    waits = said.ticked is False and (begun or _GUARDS.search(nearest) is not None)
    if (
        not (waits or _OUGHT.search(nearest) or _is_aside(guide, passage))
        or _DONE.search(passage.text)
        or NEGATION.search(passage.text)
    ):
        return None
    slug = next((one for one in _TOPICS if _is_meant(passage, one)), None)
    if slug is None or not is_of_servers(passage, passage.text) or "](" in guide.snippet.rows[said.line - 1]:
        return None  # a feature for those who use the product, or the way to another page
    return slug if is_about_servers(guide, passage) or _OF_SERVERS.search(passage.text) else None


_OF_SERVERS = any_of(
    r"\b(?:db|database|rds|s3|ebs|dynamo\w*|cloud ?watch|server|alarms?|monitoring|slack)\b|데이터(?:베이스)?|데이타"
    r"|データ(?:ベース)?|모니터링|알람|アラーム|監視"
)


_OPEN = any_of(
    r"^\W{0,4}(?:open|to-?do|pending|not (?:yet )?(?:started|done)|backlog|in progress|planned|missing|wip)\W{0,4}$",
    r"^\W{0,4}(?:미(?:완료|착수|진행|해결|적용|구현)|진행 ?(?:전|중|예정)|예정|대기(?: ?중)?|할 ?일|보류"
    r"|검토 ?중?)\W{0,4}$",
    r"^\W{0,4}(?:未(?:着手|対応|完了|実施|解決|設定)|対応(?:中|予定)|検討中|保留|予定)\W{0,4}$",
)
"""How a table of what is to be done says that it is not."""


def _still_open(passage: Passage) -> str | None:
    """A row of such a table that has somebody set it up."""
    cells = passage.said.cells
    if not any(map(_OPEN.match, cells[1:])) or _DONE.search(passage.text):
        return None
    told = [cell for cell in cells if len(cell) <= _SHORT]
    return next((slug for slug in _TOPICS for cell in told if _is_told(cell, slug)), None)


def _is_told(text: str, slug: str) -> bool:
    return _DONE_TO[slug].search(text) is not None or _NAMED[slug].match(text) is not None


def _is_meant(passage: Passage, slug: str) -> bool:
    """Somebody is to set it up, or an entry of the list is its name."""
    listed = passage.said.form in (Form.ITEM, Form.STEP) and len(passage.text) <= _SHORT
    return _is_told(passage.text, slug) if listed else _DONE_TO[slug].search(passage.text) is not None


def _is_aside(guide: Guide, passage: Passage) -> bool:
    context = guide.manner.context(passage.said.trail)
    if context not in (Context.NOTHING, Context.OPTIONAL):
        return False
    own = [one for one in passage.said.trail.headings if not guide.manner.names_project(one)]
    lead = passage.said.trail.lead
    texts = [one.text for one in own] + ([lead] if lead and (len(lead) <= _LABEL or lead[-1] in ":：") else [])
    texts += [parent for parent in passage.said.trail.parents if len(parent) <= _LABEL]
    if any(pattern.search(text) for pattern in _NO_LIST for text in texts):
        return False
    return any(map(_ASIDE.search, texts))


def _only_echoed(passage: Passage) -> str | None:
    """A line for cron that asks the product, and says a word to nobody where it does not answer."""
    return "monitoring" if _ECHOES.search(passage.text) and _AGAIN.search(passage.text) else None
