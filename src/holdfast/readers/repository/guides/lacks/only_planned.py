"""Capabilities that a text names and marks as planned: the product does without them today."""

import re

from holdfast.model.regex import regex
from holdfast.readers.repository.guides.guide import Guide, Passage
from holdfast.readers.repository.guides.lacks.themes import BEFORE, BEHIND, THEMES
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.wording.lexicon import SERVER, any_of
from holdfast.readers.repository.guides.wording.marked_later import (
    is_for_later,
    marked,
    marked_by_cell,
    value_for_later,
)

_MORE = {
    "certificates": r"(?:acm|let'?s ?encrypt|ssl|tls) ?(?:certificates?|인증서|証明書)|certbot"
    r"|(?:certificate|인증서 ?(?:만료)?|証明書の?(?:有効)?期限(?:切れ)?) ?の?(?:expiry )?(?:alarms?|alerts?"
    r"|알[람림]|アラーム|監視)",
    "cost": r"(?:aws )?(?:budgets?|cost anomaly detection)|savings plans?|비용 ?(?:이상 ?탐지|관리)",
    "monitoring": r"(?:cloud ?watch|grafana|클라우드워치)(?: ?(?:agent|에이전트|エージェント))?"
    r"|prometheus(?: ?[/+&] ?grafana)?"
    r"|(?:모니터링 ?|監視 ?|monitoring )?(?:dashboards?|대시보드|ダッシュボード)|sns",
    "backup": r"(?:point[- ]in[- ]time recovery|pitr)|snapshots?|스냅샷|スナップショット|pg_?dump|mysqldump"
    r"|(?:restore|recovery)(?: ?(?:tests?|drills?))?|(?:복구|복원)(?: ?(?:테스트|훈련))?|リストア(?:テスト|訓練)?",
    "releases": r"blue[/ -]?green|블루 ?[/-]? ?그린|ブルー ?[/・]? ?グリーン|canary|카나리(?:아)?|カナリア"
    r"|무중단 ?배포|zero[- ]downtime",
    "configuration": r"(?:aws )?secrets? ?manager|시크릿 ?매니저|シークレット ?マネージャー?|(?:ssm )?parameter ?store"
    r"|파라미터 ?스토어|パラメータ ?ストア|(?:required )?(?:environment|env|settings?"
    r"|config(?:uration)?)(?: variables?)?"
    r" (?:validation|checks?)|환경 ?변수 ?검증|필수 ?(?:환경 ?변수|설정)(?: ?검증)?|環境変数の?(?:検証|チェック"
    r"|バリデーション)"
    r"|必須(?:設定|環境変数)(?:の?(?:検証|チェック))?|(?:secrets?|key|시크릿|비밀 ?키) ?(?:rotation|교체|로테이션)",
    "scaling": r"(?:오토|auto) ?스케일링|(?:ec2 )?auto ?-?scaling ?groups?|\basg\b|application load ?balancer|aws alb",
}
_EVERY = {**dict.fromkeys(_MORE, r"(?!)"), **THEMES}
_BEHIND = (
    rf"{BEHIND}(?: ?の?(?:groups?|그룹|グループ|deployments?|testing|tests?|配置|構成|구성|化|対応|적용|導入|도입"
    rf"|추가|追加|배포"
    r"|지원|support|연동|連携)){0,2}"
)
_MAKES = r"(?:(?:set ?up|add|enable|configure|create|implement|introduce|use|write|test|automate)(?: an?| the| our)? )?"
_NAMED = {
    slug: regex(
        rf"(?i)^[^\w\n]{{0,6}}(?:\d{{1,2}}(?:[.-]\d{{1,2}}){{0,2}}[.)]? ?)?[^\w\n]{{0,4}}{_MAKES}{BEFORE}"
        rf"(?:{theme}|{_MORE.get(slug, theme)}){_BEHIND}[^\w\n]{{0,3}}$"
    )
    for slug, theme in _EVERY.items()
}
_FOR_WHAT = (
    r"(?: (?:for|to|with|via|using|on|of|in|across|through|by) [^\n]{1,50}|\s?[(（][^()（）\n]{1,40}[)）]"
    r"|\s?[+&] ?[^\n]{1,30})?"
)
_AMONG = {
    slug: regex(
        rf"(?i)^[^\n]{{0,40}}(?<![A-Za-z0-9-])(?:{theme}"
        rf"|{_MORE.get(slug, theme)})(?![a-z]){_BEHIND}{_FOR_WHAT}[^\w\n]{{0,3}}$"
    )
    for slug, theme in _EVERY.items()
}
_BETTERED = any_of(
    r"\b(?:switch|migrat|mov|improv|extend|optimi[sz]|tun|encrypt|refin|chang|replac|upgrad|remov|disabl|reduc"
    r"|clean)\w*",
    r"개선|고도화|강화|최적화|전환|변경|교체|이전|제거|암호화|改善|強化|最適化|移行|変更|削除|暗号化",
)
"""What is there already is to become better."""
_OF_PRODUCT = any_of(
    r"road ?map|\bfeatures?\b|user stor|backlog|change ?log|mvp|로드맵|기능|릴리[즈스] ?노트|ロードマップ|機能"
)
_OF_SERVERS = any_of(
    r"cloud ?watch|multi-?az|auto ?-?scal|\b(?:alb|elb|rds|aws|ec2|ecs|https|ssl|tls|acm|ci/cd)\b|load ?balanc"
    r"|roll ?-?back"
    r"|secrets? manager|certificates?|health ?checks?|fail-?over|s3|grafana|prometheus",
    r"오토 ?스케일|로드 ?밸런|롤백|이중화|인증서|헬스 ?체크|무중단|オート ?スケ|ロードバランサ|ロールバック|冗長"
    r"|証明書|ヘルスチェック",
)
_AND = regex(r"(?i),? (?:and|or) |\s?[,、，]\s?|\s?[/・·]\s?|\s[+&]\s|\s?및\s?|(?<=\w)(?:와|과) |と(?=\w)")
_OF_LOGS = any_of(r"^\W*(?:logs?|logging|로그(?: ?(?:수집|관리|저장))?|ログ(?:収集|管理|保存)?)\W*$")
_BEHIND_NAME = regex(r"\s?[(（:：]|\s[-–—]\s")
_DONE = regex(r"(?i)[✅☑✔]|\b(?:done|finished|completed|already)\b|완료|済み?(?!\w)|完了")
_SHORT = 40
_LONGEST = 80


def only_planned(guide: Guide, passage: Passage) -> tuple[str, ...]:
    """The controls that ask for what the passage, a head, item, field or row, marks as planned."""
    if passage.said.ticked:
        return ()
    told = (slug for what in _marked_in(passage) for slug in _asked_by(guide, passage, what))
    return tuple(dict.fromkeys(told)) or _below_mark(guide, passage)


def _below_mark(guide: Guide, passage: Passage) -> tuple[str, ...]:
    """An item of a list below such a head ("Phase 2 (planned)"), where the head is the name of no capability itself."""
    said = passage.said
    if said.form not in (Form.ITEM, Form.STEP) or said.trail.parents or not is_about_servers(guide, passage):
        return ()
    head = said.trail.lead or said.trail.chapter
    found = marked(head) if len(head) <= _LONGEST and is_for_later(head) else None
    if found is None or _asked_by(guide, passage, found.what) or _DONE.search(passage.text):
        return ()
    what = _BEHIND_NAME.split(passage.text, maxsplit=1)[0]
    slug = _of(_NAMED, what) if len(what) <= _SHORT and is_of_servers(passage, what) else None
    return (slug,) if slug else ()


def is_of_product(passage: Passage) -> bool:
    """It marks a feature that the product is to have for those who use it."""
    return any(not is_of_servers(passage, what) for what in _marked_in(passage))


def _marked_in(passage: Passage) -> tuple[str, ...]:
    """What the mark is about."""
    cells = passage.said.cells
    if not cells:
        found = marked(passage.text)
        if found is not None:
            return (found.what,)
        key, value = next(iter(passage.said.pairs), ("", ""))
        return _of_value(key, value) if passage.said.form is not Form.HEADING and value_for_later(value) else ()
    found = marked(cells[0])
    if found is not None:
        return (found.what,)
    if marked_by_cell(cells):
        return (cells[0],)
    return next((_of_value(cells[0], cell) for cell in cells[1:] if value_for_later(cell)), ())


def _of_value(key: str, value: str) -> tuple[str, ...]:
    """What the value names last, before its mark, or what the field is about; where logs are to go watches nothing."""
    if _OF_LOGS.match(key):
        return ()
    said = value.rpartition("(" if "(" in value else "（")[0].strip()
    *before, last = _AND.split(said)
    return (last,) if before else (last, key)


def _asked_by(guide: Guide, passage: Passage, what: str) -> tuple[str, ...]:
    if not what or len(what) > _LONGEST or not is_of_servers(passage, what):
        return ()
    if slug := _of(_NAMED, what):
        return (slug,)
    parts = [_of(_NAMED, one) for one in _AND.split(what)]
    if len(parts) > 1 and all(parts):
        return tuple(filter(None, parts))
    if _BETTERED.search(what) or not is_about_servers(guide, passage):
        return ()
    slug = _of(_AMONG, what)
    return (slug,) if slug else ()


def _of(patterns: dict[str, re.Pattern[str]], text: str) -> str | None:
    return next((slug for slug, pattern in patterns.items() if pattern.match(text)), None)


def is_of_servers(passage: Passage, what: str) -> bool:
    """Not one of the features that a product has for those who use it."""
    listed = (*(heading.text for heading in passage.said.trail.headings), *passage.said.columns[:1])
    if not any(map(_OF_PRODUCT.search, listed)):
        return True
    return _OF_SERVERS.search(what) is not None or any(map(SERVER.search, (heading for heading in listed if heading)))


def is_about_servers(guide: Guide, passage: Passage) -> bool:
    """The guide, or its chapter, is about servers."""
    headings = (heading.text for heading in passage.said.trail.headings)
    return guide.manner.infra or any(map(SERVER.search, headings))
