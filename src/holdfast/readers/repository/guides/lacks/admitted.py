"""What a text says of itself that it lacks: "Backup: none", "モニタリング: 未設定", "백업 없음"."""

import re
from collections.abc import Iterator

from holdfast.model.environments import DEVELOPMENT, TEST
from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Admitted
from holdfast.model.regex import regex
from holdfast.readers.repository.guides.certificates.left_open import left_open
from holdfast.readers.repository.guides.guide import Guide, Passage
from holdfast.readers.repository.guides.lacks.first_to_know import is_told_by_visitors
from holdfast.readers.repository.guides.lacks.only_planned import is_of_product, only_planned
from holdfast.readers.repository.guides.lacks.outright import AT_HOME, falls_with_it, outright, plain_or_alone
from holdfast.readers.repository.guides.lacks.owned_up import answered, owned_up, speaks_of_now
from holdfast.readers.repository.guides.lacks.said_last import said_last
from holdfast.readers.repository.guides.lacks.skipped_steps import skipped_step
from holdfast.readers.repository.guides.lacks.still_ahead import (
    OPTIONAL,
    headings_with_done,
    is_ahead,
    is_put_off,
    is_row_of_limits,
    waits_ahead,
)
from holdfast.readers.repository.guides.lacks.themes import BEFORE, BEHIND, THEMES
from holdfast.readers.repository.guides.lacks.ticked import ticked
from holdfast.readers.repository.guides.lacks.wished import is_alone_now, wishes_for_standby
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.wording.lexicon import BEFORE_LABEL

_NONE = (
    r"(?:(?:아직|현재|따로|별도로|특별히|전혀|未だ|まだ|特に|一切|別途|(?:現在|現状|現時点|今のところ|今)(?:は"
    r"|では)?、?"
    r"|(?:is|are|(?:has|have) been|(?:must|has to|have to|need to|needs to) be|(?:is|are|has|have)(?= not|n'?t))"
    r"(?: still| currently)?|currently|still|as yet) ?)?"
    r"(?:없(?:음|다|습니다)|부재|미(?:설정|적용|구현|구성|도입|연동|구축|지원|운영|비|흡)|안 ?함|하지 ?않음"
    r"|안 ?(?:걸|해|잡|넣|붙)(?:어|아)? ?(?:둠|놓음|두(?:었|고)|놨|놓았)\S{0,4}|안 ?(?:되어|돼) ?있(?:음|다|습니다)"
    r"|(?:설정|적용|구현|구성)(?:이|은)? ?안 ?(?:됨|되어 ?있음)"
    r"|不在|欠如|なし|無し|未(?:設定|対応|実装|導入|構築|整備|構成)|して(?:いない|いません)|しない"
    r"|(?:(?:설정|구성|적용|구현|구축|도입|진행|수행|고려|준비|생각|신경)(?:을|를|은|는|도)? ?)?"
    r"(?:(?:하지|되어 ?있지|하고 ?있지) ?"
    r"(?:않(?:다|는다|았다|습니다|았습니다)|못(?:함|했음|했다|한다|했습니다|합니다))|안 ?하고 ?있(?:음|다|습니다))"
    r"|(?:(?:取得|設定|導入|実装|構築|整備|対応|実施|用意|使用|利用|構成|自動化|考慮|確保|採用)(?:は|を)?(?:し"
    r"|でき)|でき|取っ|行っ|使っ|入れ)"
    r"て(?:いない|いません|ない|ません)"
    r"|(?:ありません|存在しない|存在しません|ない)(?=\W{0,6}(?:$|[(（])|[。、])|없고(?= )"
    r"|(?:[^\s.]{1,12} ){0,2}[^\s.]{0,10}하(?:려다|다)가? ?(?:못 ?(?:함|했음|했다)|말(?:았음|음)|포기(?:함)?"
    r"|실패(?:함)?|미뤄 ?둠)"
    r"|비활성(?:화)?(?:됨| 상태)?|수동(?:으로)?(?: ?(?:진행|실행|수행|갱신|배포|처리))?"
    r"|無効(?:化)?|手動(?:で(?:実行|実施|更新))?"
    r"|(?:none|nothing|missing|absent|disabled|(?:(?:turned|switched) )?off|manual(?:ly)?(?: only)?"
    r"|(?:(?:taken|made|done|performed|run|renewed|updated) )(?:manually|by hand)"
    r"|(?:not|n'?t) (?:yet |currently )?(?:been )?"
    r"(?:configured|set ?up|implemented|enabled|in place|available|done|made|taken|backed up"
    r"|automated|automatic|included|covered)"
    r"|not yet|out of scope|future work|tbd|to ?do)(?: yet)?(?![\w-])"
    r"|(?:(?:추후|향후) ?)?(?:(?:추가|도입|적용|구현|설정|구성) ?)?예정(?!\w)"
    r"|(?:추후|향후) ?(?:추가|도입|적용|구현|설정|구성)(?!\w)"
    r"|(?:今後)?(?:導入|対応|設定|追加)?予定(?!\w)|検討中|今後(?:の課題|の?検討|対応)(?!\w)|(?:考慮"
    r"|採用)し(?:ない|ません))"
    r"(?:입니다|이다|임|(?:인 ?| )?상태(?:입니다|이다|다)?|です|だ|の?状態(?:です|だ)?)?"
)
_THERE = r"(?: (?:is |are )?(?:configured|set(?: ?up)?|in place|enabled|yet)){0,2}"
_ALSO = (
    r"(?: ?(?:and|or|및|과|와|や|と|[/&·・]) ?"
    r"(?:alerting|alerts?|alarms?|logging|monitoring|알림|알람|로깅|アラート|通知|ログ))?"
)
_REASON = (
    r"(?: (?:(?:beyond|besides|other than|apart from|except)\b[^\n]{0,50}"
    r"|for (?:now|simplicity|convenience|cost|the moment)"
    r"|for (?:the |our )?"
    r"(?:database|db|rds(?: instance)?|api|app(?:lication)?|servers?|site|service|data|redis|uploads?)"
    r"|at (?:the|this) (?:moment|point|stage|time)"
    r"|(?:in order )?to (?:save|keep|stay|reduce|cut|avoid|minimi[sz]e)\b[^\n]{0,50}|because\b[^\n]{0,60}))?"
)
_BECAUSE = r"(?:[^。、，,\n]{1,24}(?:ため|ので|の都合で|の関係で|때문에|[이으]?므로)[、,]? ?)?"
"""What for, before it is said that there is none."""
_HAVE = (
    r"(?:(?:(?:there (?:is|are)|we(?: still| currently)? have)(?: currently| still| yet)? )?no"
    r"|we do(?: not|n'?t)(?: yet| currently)? (?:have|take|make|run|use)(?: any| an?)?"
    r"|there (?:is|are)(?: not|n'?t)(?: any| an?)?"
    r"|(?:the |our )?(?:app|application|service|api|server|instance|database|db|stack|system|product)"
    r"(?: still| currently)? has(?: still| currently)? no)"
)
_TAIL = r"[^\w\n]{0,6}(?:(?:[(（❌⚠]|(?<=[.。、，,])|(?<=없고 ))[^\n]{0,120})?$"
_FIELD = {
    slug: regex(rf"(?i)^[^\w\n]{{0,6}}{BEFORE}(?:{topic}){_ALSO}{BEHIND}[^\w\n]{{0,3}}$")
    for slug, topic in THEMES.items()
}
_SAID = {
    slug: regex(
        rf"(?i)^[^\w\n]{{0,6}}(?:{BEFORE}(?:{topic}){_ALSO}{BEHIND}(?: ?[(（]| )?"
        rf"(?:이|가|은|는|을|를|が|は|も|を|には)? ?{_BECAUSE}{_NONE}"
        rf"|{_HAVE} {BEFORE}(?:{topic}){_ALSO}{BEHIND}(?: (?:and|or|nor) [\w -]{{2,30}})?{_THERE}){_REASON}{_TAIL}"
    )
    for slug, topic in THEMES.items()
}
_PLANNED = {
    slug: regex(
        rf"(?i)^[^\w\n]{{0,6}}{BEFORE}(?:{topic}){BEHIND}(?:은|는|이|가|을|를|도|は|を|も)? ?"
        r"(?:[^\n.。]{0,40}?(?:설정|구성|적용|도입|추가|구축|연동|전환)(?:을|를)? ?(?:할|될|하는|되는)? ?(?:예정|계획)"
        r"|[^\n.。]{0,40}?(?:設定|構成|導入|構築|対応|追加|整備)(?:する|される|の)?予定"
        r"|(?:is|are) (?:still |only )?planned\b|will (?:come|follow) (?:later|soon)\b"
        r"|(?:will|shall|(?:is|are)(?: planned)? to) be (?:added|set ?up|configured|introduced|enabled|implemented)\b)"
    )
    for slug, topic in THEMES.items()
}
"""What somebody means to have one day: "HTTPS will be added with the domain"."""
_NUMBERED = r"(?i)^[^\w\n]{0,6}(?:\d{1,2}[.)] ?)?[^\w\n]{0,6}"
"""What may stand before the first word of a heading."""
_HEADED = {
    slug: regex(
        rf"{_NUMBERED}{BEFORE}(?:{topic}){_ALSO}{BEHIND} ?[이가のが]? ?"
        r"(?:부재|없음|미(?:설정|적용|구현|구성|도입|구축|비|흡)|不在|欠如|なし|未(?:設定|対応|実装|導入|整備"
        r"|構築))[^\w\n]{0,3}$"
    )
    for slug, topic in THEMES.items()
}
"""The same in a heading of a language that says so behind the thing."""
_POINT = regex(
    r"(?i)^[^\w\n]{0,6}(?:\d{1,2}[.)] ?)?[^\n]{0,40}?"
    r"(?:단일 ?(?:장애|실패|고장) ?(?:지?점|포인트)|\bsingle points? of failure\b|\bspof\b|単一障害点)"
)
_NO_POINT = regex(
    r"(?i)제거|해소|방지|없[앤애이는음]|회피|대비|피하|않|될 ?수|\b(?:no|not|without|eliminat\w*|remov\w*|avoid\w*"
    r"|prevent\w*|mitigat\w*|reduc\w*|could|would|can|may|might|if|what|why)\b|とは|排除|回避|解消|なくす|ない|対策"
)
_WITHOUT = {
    slug: regex(
        rf"{_NUMBERED}(?:no|missing|lack of)"
        rf" {BEFORE}(?:production )?(?:{topic}){_ALSO}{BEHIND}[^\w\n]{{0,3}}$"
    )
    for slug, topic in THEMES.items()
}
"""The point of a review, as it heads what is said of it: "No backup strategy"."""
_MADE = (
    r"설정|구성|적용|도입|추가|구축|자동화|수립|활성화|연동|생성|발급"
    r"|마련|검토|문서화|文書化|ドキュメント化|設定|構成|導入|構築|有効化|追加|自動化|整備|対応|作成|取得|検討"
    r"|테스트|검증|テスト|検証"
    r"|\b(?:configured|set ?up|setup|enabled|in place|added|implemented|automated|created|tested|verified|subscribed)\b"
)
_MAKE = r"\b(?:configure|set ?up|set an?|enable|add|implement|automate|create|introduce|obtain|schedule)\b"
_MARK = rf"[^\w\n]{{0,6}}(?:[(（[]?{OPTIONAL}[)）\]]\s?)?[^\w\n]{{0,3}}"
_FURTHER = r"(?:(?: (?:to|with|via|using|through|and)\b| ?[+&]) ?[^\n]{1,40})?"
_LEFT_TO_DO = {
    slug: regex(
        rf"(?i)^{_MARK}(?:{BEFORE}(?:{topic}){BEHIND}{_FURTHER}[^\w\n]{{0,3}}(?:[(（][^\n]{{0,40}})?$"
        rf"|[^\n]{{0,30}}(?<![a-z-])(?:{topic})(?![a-z])[^\n]{{0,24}}?(?:{_MADE})[^\w\n]{{0,3}}(?:[(（][^\n]{{0,40}})?$"
        rf"|{_MAKE}[^\n]{{0,40}}?(?<![a-z-])(?:{topic})(?![a-z]))"
    )
    for slug, topic in {**THEMES, "scaling": rf"\balb|{THEMES['scaling']}"}.items()
}
"""A box that waits for its tick beside others that have theirs: "CloudWatch alarms (at once)"."""
_QUIET = regex(r"(?i)^\W{0,6}no (?:\w+ )?(?:alerts?|alarms?)\W{0,3}$")
"""Nothing rang."""
_FIRST = regex(r"(?<=\w)(?:[;:.,] | [—–-] | and (?=there |no |nothing ))")
_VALUE = regex(rf"(?i)^[^\w\n]{{0,6}}{_NONE}[^\n]{{0,40}}$")
_THEN = regex(
    r"(?i)\b(?:before|previous(?:ly)?|was|after)\b|기존|이전|(?:변경|개선) ?(?:전|후)|以前|(?:変更|改善)[前後]"
)
_HAS_TOPIC = regex(
    r"(?i)\balb\b|certificates?|deploy|배포|デプロイ|self-?signed|자체 ?서명|自己署名"
    r"|backed up|back \w{0,10} ?up|リリース|릴리[즈스]|releases?\b|"
    r"http|single|단일|1개|単一|1台|シングル|spof|가용 ?영역|availability zone|\bazs?\b"
    r"|アベイラビリティ ?ゾーン|" + "|".join(THEMES.values())
)
_LONGEST = 240
_LABEL = 60


def read_admitted(guide: Guide) -> Iterator[Admitted]:
    """Each such field, row and short item, whatever its chapter is for; not what was so once."""
    started = bool(ticked(guide))
    begun = headings_with_done(guide)
    done = {_left(passage) for passage in guide.passages if passage.said.ticked} - {None}
    for passage in guide.passages:
        if len(passage.text) > _LONGEST:
            continue
        planned = only_planned(guide, passage)
        if not planned and not _may_lack(passage):
            continue
        if passage.said.ticked is None:
            waits = (is_ahead(passage) or is_put_off(passage, begun)) and _left(passage) not in done
        else:
            waits = (started and passage.said.ticked is False) or waits_ahead(passage)
        past = _is_past(passage) and not is_alone_now(passage)
        of_others = passage.old or past or _compares(passage) or _ANSWERED.search(passage.text)
        slug = None if of_others else (waits and _left(passage)) or _lacks(passage)
        listed = () if of_others or is_of_product(passage) else _listed(passage) or ((slug,) if slug else planned)
        for control in listed:
            yield Admitted(**guide.common(passage, EvidenceKind.CLAIMED), control=control)
    yield from left_open(guide)


def _may_lack(passage: Passage) -> bool:
    """A cheap test before those of each control."""
    text = passage.text
    if _NONE_AT_ALL.match(answered(text)) and _HAS_TOPIC.search(passage.said.trail.chapter):
        return True
    if _HAS_TOPIC.search(text) or falls_with_it(text):
        return True
    return bool(is_told_by_visitors(text, passage.said.trail.chapter) or owned_up(passage))


def _is_past(passage: Passage) -> bool:
    lead = passage.said.trail.lead
    label = lead if len(lead) <= _LABEL or lead[-1:] in (":", "：") else ""  # the paragraph before is none
    above = (*passage.said.columns, label, *(one.text for one in passage.said.trail.headings[-1:]))
    chapters = (one.text for one in passage.said.trail.headings[1:-1])
    return any(_THEN.search(text) or BEFORE_LABEL.search(text) for text in above if text) or any(
        map(BEFORE_LABEL.search, chapters)
    )


_ANSWERED = regex(
    r"(?i)\b(?:none|nothing|not) (?:is |are )?(?:needed|required|necessary|spent)\b|\bhandled by\b|\bmanual approval\b"
    r"|\b(?:tls|ssl|https) (?:is |are )?(?:terminat|ends?\b)|\bterminates? (?:tls|ssl|https)\b"
    r"|\bfor (?:the )?local\b|로컬 ?(?:개발|환경|용)|ローカル(?:開発|環境|用)|필요 ?없|不要|\bflag\b"
    r"|\bcookies?\b|쿠키|クッキー"
)
"""It is not needed there, or something else sees to it; and cookies are "HTTP only" as well."""
_WAYS = regex(
    r"(?i)^\W*(?:(?:aws|amazon) )?(?:ec2|ecs|fargate|eks|lambda|lightsail|app ?runner|(?:elastic )?beanstalk|vercel"
    r"|heroku|(?:option|plan|방안|대안|案) ?[a-d1-4]|[a-d1-4]案)\b"
)


def _compares(passage: Passage) -> bool:
    """The row weighs one way, or stage, against another: its table has a column for each."""
    columns = passage.said.columns[1:]
    return columns in ((DEVELOPMENT,), (TEST,)) or sum(1 for column in columns if _WAYS.search(column)) > 1


_CROSSED = regex(r"^[^\w\n]{0,3}[❌✗✘✖🚫⛔]")


def _left(passage: Passage) -> str | None:
    return _of(_LEFT_TO_DO, passage.text)


def _lacks(passage: Passage) -> str | None:
    if wishes_for_standby(passage) or is_alone_now(passage):
        return "availability"
    if _POINT.search(passage.text) and not _NO_POINT.search(passage.text):
        return "availability"
    if slug := owned_up(passage) or skipped_step(passage.text):
        return slug
    if passage.said.form is Form.HEADING:
        return next(filter(None, (_of(one, passage.text) for one in (_WITHOUT, _HEADED))), None)
    return _lacks_in_text(passage)


def _lacks_in_text(passage: Passage) -> str | None:
    cells = passage.said.cells
    if cells:
        lacking = any(map(_VALUE.match, cells[1:])) or _is_crossed(passage)
        told = _of(_FIELD, cells[0]) if lacking else _of(_SAID, cells[1]) if len(cells) == 2 else None
        owned = next(filter(None, (_of(one, cells[0]) for one in (_WITHOUT, _HEADED))), None)
        return _by_hand(*cells[:2]) or told or (owned if is_row_of_limits(passage) else None)
    key, value = next(iter(passage.said.pairs), ("", ""))
    if key and (_VALUE.match(value) or _NO.match(value)):
        return _of(_FIELD, key) or _of(_SAID, key) or _by_hand(key, value)
    if key and (slug := _of(_WITHOUT, key) or ("," not in key and _of(_SAID, key))):
        return slug
    if falls_with_it(passage.text):
        return "availability"
    if passage.speaks and (slug := outright(passage.text)):
        return slug
    if is_told_by_visitors(passage.text, passage.said.trail.chapter):
        return "monitoring"
    if (passage.speaks or is_ahead(passage)) and (slug := plain_or_alone(passage.text)):
        return slug
    if _CROSSED.match(passage.text) and (slug := _of(_FIELD, passage.text)):
        return slug
    first = _FIRST.split(passage.text, maxsplit=1)[0]
    if first != passage.text and _QUIET.match(first):
        return None
    if slug := _of(_LEFT_TO_DO, _OPTIONAL.sub("", passage.text)) if _OPTIONAL.match(passage.text) else None:
        return slug
    own = answered(passage.text)
    if _NONE_AT_ALL.match(own) and (slug := _of(_FIELD, passage.said.trail.chapter)):
        return slug
    told = _of(_SAID, own) or _of(_SAID, answered(first)) or _in_a_sentence(passage) or _of(_PLANNED, own)
    besides = _BESIDES.search(own) and _BY_ITSELF.search(own)
    return told or (None if besides or AT_HOME.search(own) else said_last(own) or _for_want(own))


_WANT = regex(
    r"^[^\w\n]{0,6}(?P<what>[^\n.,]{2,30}?)"
    r"(?:(?:이|가|은|는|도)? ?없(?:어서?|기 ?때문에|으므로)|(?:が|は)?(?:なく|ないため|ないので))"
    r"[ 、,](?P<then>[^\n]{2,120})$"
)
_SINCE_MENDED = regex(
    r"(?:도입|추가|구축|적용|설정|구성|개선|해결|전환|이전|마련)(?:했|하였|하게|해 ?[두놓]|함|하여)"
    r"|(?:導入|追加|構築|設定|改善|解決)し|문제 ?없|괜찮|도 ?되|問題ない"
)


def _for_want(text: str) -> str | None:
    """What comes of its not being there: "no backup, so that a lost disk is lost data", and nobody mended it."""
    want = _WANT.match(text)
    if want is None or _SINCE_MENDED.search(want["then"]):
        return None
    return _of(_FIELD, want["what"])


_OPTIONAL = regex(rf"(?i)^[^\w\n]{{0,8}}(?:\d{{1,2}}[.)][^\w\n]{{0,8}})?{OPTIONAL}[^\w\n]{{1,6}}")
"""A step that whoever follows the guide may leave out."""
_NONE_AT_ALL = regex(rf"(?i)^[^\w\n]{{0,6}}{_NONE}(?:[.。]|$)")
"""The whole of what a chapter says of its subject."""


_NO = regex(r"(?i)^\W{0,6}(?:no|false|いいえ|아니[오요])(?:\W{0,3}$| ?[(（,;—–-][^\n]{0,60}$)")
_RELEASED = regex(
    r"(?i)^[^\w\n]{0,6}(?:deploy(?:s|ments?)?|releases?|デプロイ|リリース|배포|릴리[즈스])"
    r" ?(?:process|method|방식|방법|方法|方式|作業)?[^\w\n]{0,3}$"
)
_BY_HAND = regex(
    r"(?i)^[^\w\n]{0,6}(?:manual(?:ly)?(?! ?(?:trigger|approv|dispatch|confirm|gate|run|workflow|start|step))"
    r"|by hand|手動(?!トリガー|承認|実行)|手作業|수동(?! ?(?:트리거|승인|실행)))"
)


def _by_hand(key: str, value: str = "") -> str | None:
    return "releases" if _RELEASED.match(key) and _BY_HAND.match(value) else None


def _is_crossed(passage: Passage) -> bool:
    """A mere cross says no to what heads its column, which must ask whether there is such a thing."""
    if _TICK.search(passage.text):
        return False
    asked = zip(passage.said.cells[1:], passage.said.columns[1:], strict=False)
    return any(_CROSS.fullmatch(cell) and _WHETHER.search(column) for cell, column in asked)


_CROSS = regex(r"[❌✗✘✖🚫⛔×✕]\ufe0f?|(?i:no|false|いいえ|아니[오요])(?: ?[(（][^\n]{0,60})?")
_TICK = regex(r"[✅✓✔☑⭕○◯🟢]")
_WHETHER = regex(
    r"(?i)^\W*$|\b(?:status|state|done|now|current(?:ly)?|configured|implemented|in place|set ?up|prod\w*)\b"
    r"|상태|현황|현재|여부|구현|설정|적용|완료|운영|状態|状況|現状|現在|対応|実装|設定|導入|有無|本番"
)


def _in_a_sentence(passage: Passage) -> str | None:
    """One of the sentences of a paragraph, or the last half of one, as "1台構成で、監視は未設定"."""
    if not (passage.speaks or is_ahead(passage) or speaks_of_now(passage.text)) or AT_HOME.search(passage.text):
        return None
    # What a feature does without, a sentence praises as often as it admits.
    pieces = (_CLAUSES if is_ahead(passage) else _SENTENCES).split(passage.text)[:_MOST_SENTENCES]
    for at, piece in enumerate(pieces[1:], start=1):
        besides = _BESIDES.search(piece) and _BY_ITSELF.search("\n".join(pieces[:at]))
        if not (besides or _QUIET.match(piece)) and (slug := _of(_SAID, piece)):
            return slug
    return None


def _listed(passage: Passage) -> tuple[str, ...]:
    """What a sentence names one after another, and says of all of it that it is not there."""
    if passage.said.form is Form.HEADING or passage.said.cells or AT_HOME.search(passage.text):
        return ()
    found: dict[str, None] = {}
    for piece in _SENTENCES.split(passage.text)[:_MOST_SENTENCES]:
        lacking = _NONE_OF_THEM.search(piece)
        named = _AND.split(piece[: lacking.start()]) if lacking else []
        slugs = [_of(_FIELD, _ARTICLE.sub("", one.strip())) for one in named if len(one) <= _LONGEST_NAME]
        if len(named) > 1 and len(slugs) == len(named):
            found.update(dict.fromkeys(filter(None, slugs)))
    return tuple(found)


_NONE_OF_THEM = regex(rf"(?i)(?:이|가|은|는|을|를|が|は|も|を)? ?{_NONE}{_REASON}{_TAIL}")
_AND = regex(r"(?i),? (?:and|or|nor|및) |, |[、・/]|(?<=\w)(?:와|과) |と(?=\w)|や(?=\w)")
_ARTICLE = regex(r"(?i)^(?:an?|the|any|our) ")
_LONGEST_NAME = 40
_ENDS = r"[.!] (?=[A-Z가-힣])|[。、] ?|(?<=[이고며어]), |(?<=었고|았고|했고|있고|지만|으나) "
_SENTENCES = regex(rf"(?<=[\w)])(?:{_ENDS})")
_CLAUSES = regex(rf"(?<=[\w)])(?:{_ENDS}|, (?:and )?(?=no ))")
_MOST_SENTENCES = 8
_BESIDES = regex(r"별도|따로|別途")
_BY_ITSELF = regex(r"(?i)자동|自動|automat|스냅샷|スナップショット|snapshot|マネージド|관리형|managed")
"""Something sees to it already, so that nobody does besides."""


def _of(patterns: dict[str, re.Pattern[str]], text: str) -> str | None:
    return next((slug for slug, pattern in patterns.items() if pattern.match(text)), None)
