"""Machines of Lightsail that a guide has somebody take, by their plan: its memory, its price or its name."""

import re

from holdfast.model.regex import regex
from holdfast.readers.repository.guides.guide import Passage
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.values import about, subjects
from holdfast.readers.repository.guides.wording.lexicon import any_of


def plan_told(passage: Passage) -> str | None:
    """The plan that the reader shall take, as `Lightsail` with what tells its size."""
    if not _of_lightsail(passage):
        return None
    if plan := _plan(passage):
        return f"Lightsail {plan['size']} {plan['unit'].upper()}"
    if priced := _priced(passage):
        return f"Lightsail ${priced}"
    named = _BUNDLE.search(passage.text)
    return named[0].lower() if named else None


LIGHTSAIL = any_of(r"lightsail|라이트세일")
RENTED = (
    r"(?:vm|vps|virtual (?:private )?(?:machine|server)|droplet|cloud (?:server|instance|host)"
    r"|(?:ubuntu|debian|linux|lightsail)(?: [\d.]+)?(?: lts)? (?:vm|box|server|machine|host|instance))"
    r"(?! (?:accounts?|providers?|plans?|users?|keys?|consoles?|dashboards?)\b)"
)
"""A machine of somebody's cloud, whoever's it is."""
GOT = (
    rf"\b(?:rent|buy|purchase|order|get|obtain|acquire|provision|prepare|create|launch|spin up|set up) (?:yourself )?"
    rf"(?:an?|one|1|a single|the) (?:(?!for |on |in |to |from )[\w.,-]{{1,20}} ){{0,4}}{RENTED}\b"
    r"|(?:vps|仮想(?:マシン|サーバー?)|クラウドサーバー?)(?:を|が)?(?:\s?[\d一]\s?台)?.{0,12}(?:借り|契約|用意|準備|立て|作成)"
    r"|サーバー?を(?:\s?[\d一]\s?台)?.{0,4}(?:借り|契約|レンタル)"
    r"|(?:vps|가상 ?(?:머신|서버)|클라우드 ?서버)(?:를|을)?.{0,16}(?:빌리|빌려|임대|준비|마련|구매|생성)"
    r"|서버를(?: ?(?:한|1) ?대)?.{0,4}(?:빌리|빌려|임대)"
)
"""Somebody is told to take one."""
MACHINE = any_of(
    r"ec2|인스턴스|instance|インスタンス|\b(?:vm|box|vps)\b",
    rf"\b{RENTED}\b",
    r"サーバー?を.{0,8}(?:借り|契約|レンタル)|서버를.{0,8}(?:빌리|빌려|임대)|仮想(?:マシン|サーバ)|가상 ?(?:머신|서버)",
)
_OF_DATA = any_of(r"데이터베이스|database|データベース")


def _of_lightsail(passage: Passage) -> bool:
    """It is about a machine of Lightsail: the nearest that names either tells it from a database there."""
    if not about(passage, LIGHTSAIL):
        return False
    nearest = next((t for t in passage.around() if t and (MACHINE.search(t) or _OF_DATA.search(t))), "")
    return MACHINE.search(nearest) is not None or _OF_DATA.search(nearest) is None


_PLAN_WORD = r"(?:plan|bundle|플랜|요금제|번들|プラン|バンドル)"
_SIZE = (
    r"(?P<size>\d{1,3}(?:\.5)?)\s?(?P<unit>[MG]B)(?![A-Za-z])"
    r"(?![^\n]{0,6}(?:ssd|디스크|disk|ディスク)|\s?(?:of )?(?:storage|transfer|swap))"
)
_PLAN = regex(
    rf"(?:(?:{_PLAN_WORD}|사양)(?:[^\n]{{0,30}}?[:：=|]|\s?[(（])|(?:instance|인스턴스|インスタンス|lightsail|라이트세일)\s?[(（])"
    rf"[^\n]{{0,40}}?{_SIZE}",
    re.IGNORECASE | re.ASCII,
)
"""A plan told by its memory: nothing else of it says how strong its processor is."""
_NAMED_SIZE = regex(
    rf"(?:lightsail|라이트세일)[\s,:：]{{1,2}}{_SIZE}"
    r"(?=\s?(?:ram|memory|메모리|メモリ|plan|플랜|プラン|instance|인스턴스|짜리|の(?:もの|やつ)|[/,(（|]|$))",
    re.IGNORECASE | re.ASCII,
)
_SIZE_FIRST = regex(
    rf"{_SIZE}(?:\s?(?:of )?(?:RAM|memory|메모리|メモリ))?(?:의|の)?\s?"
    rf"(?:instance |인스턴스 ?|インスタンス)?{_PLAN_WORD}",
    re.IGNORECASE | re.ASCII,
)
_PLANS = any_of(r"\bplans?\b|\bbundles?\b|플랜|요금제|번들|プラン|バンドル")
_MEMORY = regex(
    r"(?P<size>\d{1,3}(?:\.5)?)\s?(?P<unit>[MG]B)\s?(?:of )?(?:RAM|memory|메모리|メモリ)", re.IGNORECASE | re.ASCII
)
_TAKE = any_of(r"\b(?:choose|select|pick|take)\b|선택|고르|고른|選択|選ぶ|選んで|選び")
_TAKEN = any_of(
    r"\b(?:sits|lives|runs|running|hosted|is|are|we(?:'re| are| run| use| pay)) (?:on|for|a)\b|\b(?:it'?s"
    r"|on) (?:on )?the\b",
    r"(?:쓰고|돌리고|돌고|사용하고|운영하고) ?있|사용 ?중|운영 ?중|씁니다|써요|(?:使って|動いて|動かして"
    r"|稼働して)い|利用中|使用中",
)
"""The plan on which it runs, told and not chosen."""
_BUNDLE = regex(r"(?<![\w-])(?:nano|micro|small|medium|large|xlarge|2xlarge)_(?:win_)?[1-9]_\d(?![\w-])", re.ASCII)
"""A plan by its name in the API."""


def _plan(passage: Passage) -> re.Match[str] | None:
    """By itself, or from a list of plans."""
    text = passage.text
    if found := _PLAN.search(text) or _NAMED_SIZE.search(text):
        return found
    host = _is_host(passage)
    if passage.said.form is Form.ROW and not host:
        return None  # a table of prices, or of what there is
    if (host or _chosen(text)) and (found := _SIZE_FIRST.search(text)):
        return found
    listed = any(_PLANS.search(above) for above in subjects(passage))
    # Where the line above gives a price, the plan has its size already.
    return _MEMORY.search(text) if listed and not any(map(_PRICED.search, subjects(passage))) else None


def _chosen(text: str) -> bool:
    return _TAKE.search(text) is not None or _TAKEN.search(text) is not None


_USD = r"(?:usd|달러|ドル|dollars?)"
_DOLLARS = rf"(?:\$\s?|(?=\d{{1,3}}(?:\.\d0?)?\s?{_USD}))(?P<price>\d{{1,3}}(?:\.\d0?)?)(?![\d.])"
_PRICED = regex(rf"{_PLAN_WORD}[^\n$]{{0,20}}?[:：=(（|]\s?{_DOLLARS}", re.IGNORECASE | re.ASCII)
_CHEAPEST = (
    r"(?:(?:the )?(?:cheapest|smallest|lowest)|(?:가장|제일) ?(?:저렴한|싼|작은)|最安の?|(?:一番|最も)(?:安い|小さい))"
)
_PRICED_IN_WORDS = regex(
    rf"{_PLAN_WORD}(?:[はにを]、?|には|として|은|는|으로| of| at| for| costs)?\s?"
    rf"(?:{_CHEAPEST}[ 、,]?)?[「\"“]?{_DOLLARS}"
    r"(?!\s?(?:から|부터|and up|[-~〜–]))",
    re.IGNORECASE | re.ASCII,
)
_PRICED_FIRST = regex(
    rf"{_DOLLARS}(?:\s?{_USD})?(?:(?:\s?/\s?| per | a )?(?:mo(?:nth)?|월|月))?[」\"”]?(?:の|짜리)?\s?"
    rf"(?:(?:ubuntu|debian|linux|windows|dual-stack|ipv[46]) ){{0,2}}{_PLAN_WORD}",
    re.IGNORECASE | re.ASCII,
)
_HOST_KEY = regex(
    r"\W*(?:(?:운영|메인|웹|api|production|prod|web|app|本番) ?)?(?:서버|호스트|호스팅|인프라|servers?"
    r"|host(?:ing)?|infra(?:structure)?"
    r"|サーバー?|ホスト|ホスティング|インフラ)\W*",
    re.IGNORECASE,
)
_FIELD = regex(rf"\W*(?:instance |인스턴스 ?|インスタンス)?{_PLAN_WORD}\W*", re.IGNORECASE | re.ASCII)


def _priced(passage: Passage) -> str | None:
    """The plan that a step has the reader take, told by what it costs a month."""
    if passage.said.form is Form.ROW and not _is_field(passage):
        return None
    match = _PRICED.search(passage.text)
    if match is None and (_chosen(passage.text) or _is_host(passage)):
        match = _PRICED_FIRST.search(passage.text) or _PRICED_IN_WORDS.search(passage.text)
    return match["price"].removesuffix(".00") if match else None


def _is_host(passage: Passage) -> bool:
    """A row, or a field, that says what the one server is."""
    key = passage.said.pairs[0][0] if len(passage.said.pairs) == 1 else ""
    return _HOST_KEY.fullmatch(key) is not None


def _is_field(passage: Passage) -> bool:
    """A row that names the plan and gives one value for it, and no row of a table of plans."""
    return len(passage.said.cells) == 2 and _FIELD.fullmatch(passage.said.cells[0]) is not None
