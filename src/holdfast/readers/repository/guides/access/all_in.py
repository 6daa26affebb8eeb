"""Sentences that let in whatever comes, without a word of ports, or with the names of some."""

import re
from collections.abc import Iterable

from holdfast.model.regex import regex
from holdfast.readers.repository.guides.wording.lexicon import any_of

WORLD = "0.0.0.0/0"
NOT_BARRED = r"(?![^.。\n]{0,14}(?:차단|금지|제한|막[는아고음힌]|못 ?[하한함]|불가|遮断|禁止|制限(?!なし)|できな|不可))"
"""Behind words for whoever comes from outside: nothing that keeps them out."""

INBOUND = any_of(r"inbou?n?d|ingress|인 ?바운드|インバウンド|incoming")
_OF_A_PORT = any_of(r"ports?\b|포트|ポート|>|→|편집|edit")
_EVERY = any_of(
    r"\b(?:all|any|every(?:thing)?)\b[^\n]{0,30}(?:inbou?n?d|incoming|ingress)"
    r"|(?:inbou?n?d|incoming|ingress)[^\n]{0,40}\b(?:all|any|everything)\b"
    r"|인 ?바운드[^\n]{0,30}(?:모두|전체|전부|다) ?(?:허용|오픈|개방|열)|(?:모든|전체) 인 ?바운드"
    r"|インバウンド[^\n]{0,30}(?:すべて|全て|全部)(?:を)?(?:許可|開放)|(?:すべて|全て)のインバウンド"
)
_BOTH_WAYS = any_of(
    r"inbou?n?d (?:and|&|/|,) ?outbou?n?d|인 ?바운드[/, ·및와과]{1,4}아웃 ?바운드"
    r"|インバウンド[/、・と]{1,2}アウトバウンド"
)
_FROM_SOMEWHERE = any_of(r"\bfrom\b|\bwithin\b|\bonly\b|에서|만 |から|のみ|load balancer|로드 ?밸런서|\bvpc\b|\balb\b")


_EVERY_PORT = any_of(
    r"\b(?:allow|open|permit|enable)\w*(?: up)? (?:all|every) (?:the |tcp )?(?:ports?|traffic)\b"
    r"|(?:모든|전체) ?(?:포트|트래픽)(?:를|을)? ?(?:다 |전부 )?(?:허용|개방|오픈|열)"
    r"|(?:すべて|全て|全)の?(?:ポート|トラフィック)を?(?:許可|開放|開け|開く)"
)

_NAME = r"(?:ssh|https?|mysql(?:/aurora)?|postgres(?:ql)?|mongo(?:db)?|redis|rdp)\b"
NAMES_FIRST = regex(
    rf"\b{_NAME}(?:(?:\s?[,、/·&+]\s?|\s?(?:및|와|과|と|and)\s)(?:and )?{_NAME}){{0,6}}"
    r"\s?(?:[,、]|및|와|과|と|and\b)\s?(?:and |및 )?(?:(?:custom|사용자 ?(?:지정|정의)|カスタム) ?)?"
    r"(?:(?:tcp|port|포트|ポート)s? ?)?[(（]?(?=\d{2,5}(?!\d))",
    re.IGNORECASE | re.ASCII,
)
"""Ports by their names, and behind them in the same breath those that have none: `SSH, HTTP, custom TCP 3000`."""

GROUP_SOURCE = regex(
    r"\bsg-[\w-]+|[\w-]+-sg\b|(?:alb|elb|ec2|bastion|로드 ?밸런서|앱|web|"
    r"app)[\w -]{0,20}(?:보안 ?그룹|security group|sg\b|のセキュリティグループ)"
    r"|(?:현재|같은|동일한?|자기 ?자신의?|자신의) ?(?:보안 ?그룹|sg\b)|보안 ?그룹(?:만|끼리|내부|으로부터)"
    r"|\b(?:(?:the )?(?:same|current)|this|its own|self) (?:security group|sg\b)|\bsecurity groups? only\b"
    r"|(?:同じ|同一の?|この|自身の|自分の) ?(?:セキュリティ ?グループ|sg\b)"
    r"|セキュリティ ?グループ(?:内|間)?(?:から|のみ|だけ)"
    r"|\b(?:from|via|through) (?:the |our |an? )?(?:bastion|jump)\b"
    r"|[(（](?:bastion|jump|배스천|踏み台)[^()（）\n]{0,12}[)）]"
    r"|(?:배스천|바스천|베스천|점프)(?: ?(?:서버|호스트))?(?:에서|만|의 |으로부터|를 통해)"
    r"|踏み台(?:サーバー?|ホスト)?(?:から|のみ|経由|の)",
    re.IGNORECASE | re.ASCII,
)
"""Those of another security group, or of the one host that people enter by."""
INSIDE = regex(
    r"내부(?:에서|망|망에서| ?접근| ?통신)? ?만|내부 ?전용|\b(?:internal|localhost|loopback|vpc|private)[- ]only\b"
    r"|\bonly (?:from )?(?:inside|within|internal\w*|localhost|the vpc)\b"
    r"|(?:内部|ローカル|プライベート)(?:から)?(?:のみ|だけ)"
    r"|\bfrom (?:the |its |your )?(?:[\w'’-]{1,16} ){0,5}?(?:private ips?|vpc(?:['’]s)? (?:cidr|range|block)|peered)\b"
    r"|(?:vpc|서브넷|subnet) ?(?:의 ?)?(?:cidr|대역)|(?:프라이빗|사설) ?ip(?: ?대역)?(?:만|에서|로부터|으로부터)"
    r"|(?:vpc|サブネット)の?(?:cidr|範囲)(?:から|のみ)|プライベート ?ip(?:から|のみ)",
    re.IGNORECASE | re.ASCII,
)
"""Nobody from outside of the network, or of the host itself."""
OF_A_GROUP = any_of(r"security ?groups?|보안 ?그룹|セキュリティ ?グループ")
"""A rule of one says who may come, other than the firewall of a machine that opens a port to everybody."""
_CLOSED = regex(
    r"[,;，；、。.]\s*[^,;，；、。.\n]{0,40}?"
    r"(?:\b(?:is|are|stays?|remains?|kept)\s(?:closed|blocked|shut)\b|닫(?:는다|습니다|음|아)|차단|막(?:는다|습니다|음)"
    r"|閉じ|塞[ぐい]|開けない|開放しない)[^,;，；、。.\n]{0,20}",
    re.IGNORECASE,
)


SSH = r"(?<![a-z0-9_.-])ssh(?![a-z0-9_.-])"
_SHELL = regex(
    rf"(?i){SSH}[^|\n]{{0,12}}[|:：（( ]{{0,3}}[^|\n]{{0,8}}(?<!\d)22(?!\d)"
    r"|(?<!\d)22 ?\|[^|\n]{0,20}\bssh\b|\bssh (?:is|stays|was left) (?:allowed|open)\b"
)
"""The port by which people enter: whoever says who may come to it, speaks of the server's own door."""
_DOOR = any_of(rf"{SSH}|\bports?\b|포트|ポート")
_WITHIN = any_of(r"session manager|\bssm\b|tunnel|터널|トンネル|\bvpn\b|bastion|localhost|로컬|ローカル")
_OF_CONTAINERS = any_of(r"\b(?:docker\w*|compose|containers?)\b|도커|컨테이너|コンテナ")
_LISTENS = regex(r"(?<![\d.])0\.0\.0\.0(?::\d{1,5})?(?![\d./])", re.ASCII)
"""The address of whatever listens on every card of its machine, which lets nobody in."""


_OPENS_PORTS = any_of(
    r"^\W*(?:open|allow|expose) (?:the |these |following |inbound |tcp )*ports? ?[:：]? ?\d{2,5}"
    r"(?: ?\([^()]{1,20}\))?(?:,|、| and | &)",
    r"^[\W\d]*(?:포트 ?[:：]? ?)?\d{2,5}(?:번)?(?:, ?\d{2,5}(?:번)?){1,8} ?(?:번 ?)?포트(?:를|도)? ?"
    r"(?:모두 |전부 )?(?:열|개방|오픈|허용)",
)
"""Several ports of the machine itself are opened at once, to whoever may come."""


def speaks_of_a_door(text: str, anywhere: re.Pattern[str]) -> bool:
    """It says of SSH or of ports that everybody comes in, also where nothing around it is about a firewall."""
    if _SHELL.search(text) and anywhere.search(text):
        return True
    if _OPENS_PORTS.search(text):
        return _WITHIN.search(text) is None and _OF_CONTAINERS.search(text) is None
    said = _DOOR.search(text) is not None and anywhere.search(_LISTENS.sub(" ", text)) is not None
    return said and _WITHIN.search(text) is None


def without_closed(text: str) -> str:
    """The sentence without a clause behind others that tells what stays shut: "443 to all, 22 is closed"."""
    return _CLOSED.sub("", text)


_TAKES_AWAY = regex(
    r"\b(?:remov|delet|revok)(?:e|es|ed|ing)\b|\bget(?:ting)? rid of\b|\bclos(?:e|ing)\b"
    r"|삭제(?!하지)|제거(?!하지)|없[애앱]|닫[으습아는]|회수(?!하지)|폐쇄|削除(?!しない|せず)|撤去|取り消|取消|除去|閉じ|閉め",
    re.IGNORECASE,
)
_LATER = regex(
    r"\b(?:later|after(?:wards)?|then|once|when|before|until|again|instead|temporar\w*)\b"
    r"|나중|추후|[이한]?후에?\s|끝나|완료|임시|일시|後[でに]|あとで|終わ|完了|一時"
    r"|\b(?:limit|restrict)|제한|制限",
    re.IGNORECASE,
)
"""It stands open until then; and who takes a limit away lets more in."""
_LETS_IN = regex(
    r"허용(?![된한했])|개방(?![된한했])|추가|열[고기었]|열어(?!둔|두|진)|입력|선택|설정(?![된한했])"
    r"|許可(?!し(?:た|てい))|開放(?!し(?:た|てい))|追加|開け[るて]|設定(?!し(?:た|てい))"
    r"|\b(?:allow|open|add|permit|set|choose|select|create)\b",
    re.IGNORECASE,
)


_SHUT = regex(
    r"(?i)\b(?:not|never) (?:be |been |being )?(?:exposed|open(?:ed)?|allowed|published|reachable|accessible)\b"
    r"|\b(?:is|are|stays?|remains?|kept) (?:closed|blocked|shut|internal)\b"
    r"|(?:개방|오픈|노출|허용|공개)(?:을|를)? ?(?:하지|되지) ?(?:않|마)|열(?:지|려 ?있지) ?(?:않|마)|닫혀|차단"
    r"|(?:開放|公開|許可|開け)(?:て|し|されて)?(?:い)?(?:ない|ません)|閉じ"
)


def tells_what_is_shut(lead: str) -> bool:
    """What stands above a list or a table has its ports closed: "these are not exposed"."""
    return _SHUT.search(lead) is not None


def is_taken_away(text: str) -> bool:
    """A rule that somebody is to remove, at once and without another in its place: it opens nothing any more."""
    gone = _TAKES_AWAY.search(text) is not None
    return gone and _LETS_IN.search(text) is None and _LATER.search(text) is None


def opens_every_port(text: str) -> bool:
    """It has every port opened, whatever stands above it, and names nobody who may come."""
    return _EVERY_PORT.search(text) is not None and _FROM_SOMEWHERE.search(text) is None


def lets_all_in(text: str, bare: str, sources: Iterable[str]) -> bool:
    """Everything that comes in, or both ways at once for the whole world.

    Args:
        text: the sentence, which names no port and no service.
        bare: the same without addresses.
        sources: who may come, as far as the sentence says so.
    """
    if not INBOUND.search(text) or _OF_A_PORT.search(bare) or text.rstrip().endswith((":", "：")):
        return False
    return bool(_EVERY.search(bare) or (_BOTH_WAYS.search(text) and WORLD in sources))


def who_then(text: str) -> tuple[str, ...]:
    """Who may come where a sentence that lets everything in names nobody."""
    return () if _FROM_SOMEWHERE.search(text) else (WORLD,)
