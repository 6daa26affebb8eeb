"""Machines of a sentence that are none of the product's hosts: who makes load, builds nodes, or once served."""

from holdfast.readers.repository.guides.values import FAMILY
from holdfast.readers.repository.guides.wording.lexicon import any_of
from holdfast.readers.repository.text.sizes import SIZE

_WHOSE = any_of(
    r"\bnat (?:instance|gateway|host)|\b(?:load|stress|performance)[- ]?(?:test\w*|generator|client)\b|\bbench ?mark\w*"
    r"|\b(?:worker )?node ?groups?\b|\bgpu (?:node|worker|box|machine)|\b(?:locust|k6|jmeter|artillery|wrk)\b",
    r"\blocal(?:ly)? (?:vm|machine|server|box|docker)\b|로컬(?:의)? ?(?:vm|머신|서버|pc)|ローカルの?(?:vm|マシン"
    r"|サーバ|pc)",
    r"\b(?:module|template|stack|script|variable|example|parameter)s?\b[^.\n]{0,16}\bdefaults?\b|\bdefaults? to\b"
    r"|\bby default\b",
    r"부하 ?(?:테스트|발생|생성)|성능 ?(?:테스트|측정)|벤치 ?마크|노드 ?그룹|(?:로컬|테스트) ?용 ?(?:vm|서버|인스턴스)",
    r"負荷(?:テスト|試験|生成)|性能(?:テスト|試験|測定)|ベンチ ?マーク|ノード ?グループ|(?:検証"
    r"|テスト)用(?:の)?(?:サーバー?|インスタンス)",
)
_WEIGHED = any_of(
    rf"{SIZE} ?(?:보다|より)"
    rf"|\bthan (?:an? |the )?[a-z]\d[a-z]{{0,3}}\.{SIZE}\b"
)
"""The one is only measured by the other."""
_SERVES = any_of(
    r"\bproduction (?:server|instance|host|box)"
    r"|\b(?:everything|app(?:lication)?|api|service|site|product)\b[^.\n]{0,12}\bruns on\b"
    r"|운영 ?(?:서버|인스턴스)|本番(?:の)?(?:サーバ"
    r"|インスタンス)"
)
_ONCE = any_of(
    r"\bused to (?:be|run|use|have|host)\b|\b(?:previously|formerly|originally|back then|at first|until (?:\d{4}"
    r"|last))\b"
    r"|\b(?:ran|was|were|had) on\b[^.\n]{0,30}\b(?:before|until)\b",
    r"(?:이전|예전|과거|원래|초기)(?:에는|엔|에)\s|기존에는",
    r"以前は|かつて(?:は)?|当初は|昔は|従来は",
)


_FURTHER = any_of(r"[;；]|、(?![^\n]{0,12}用)|, ?(?:which|that|where|and|but)\b|이며\s|(?:이)?고,|며,")
"""Behind a size: what else the sentence says of that machine, or of another."""


def is_of_others(text: str) -> bool:
    """The sentence is about a machine that serves nobody who uses the product, or that did once."""
    size = FAMILY.search(text)
    further = _FURTHER.search(text, size.end()) if size else None
    own = text[: further.start()] if further else text
    beside = _WHOSE.search(own) is not None and _SERVES.search(text) is None
    return beside or any(words.search(text) for words in (_ONCE, _WEIGHED))


_NOW = any_of(
    r"(?:지금|현재|이제)(?:은|는)\s|\b(?:but|and) (?:is |are |we )?now\b|,? now (?:on|runs?|it)\b|、(?:今|現在)は"
    r"|が[、,]?(?:今|現在)は|\bruns on\b"
)


def as_of_now(text: str) -> str:
    """What a sentence that begins with how things were goes on to say of how they are; else the whole of it."""
    once, now = _ONCE.search(text), _NOW.search(text)
    return text[now.start() :] if once and now and now.start() > once.start() else text
