"""The sentence of a text by which a database runs on the server of the application."""

from holdfast.model.regex import regex
from holdfast.readers.repository.guides.availability.on_host import ENGINE, ON_HOST
from holdfast.readers.repository.guides.guide import Passage
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.values import affirms
from holdfast.readers.repository.guides.wording.apart import sentences
from holdfast.readers.repository.guides.wording.lexicon import NEGATION, any_of

_NEAR = 12
_LONGEST = 1_000
_REACHED = any_of(r"접속|접근|연결|허용|포트|\bports?\b|connect|access|allow|reach|接続|アクセス|許可|ポート")
_CLIENT = any_of(r"client|클라이언트|クライアント|driver|드라이버|workbench|compass|pgadmin|dbeaver|library|npm|pip")
_CUT = regex(r"[;；,，、]")
_DONE_WITHOUT = any_of(
    r"(?:별도(?:의|로)? ?)?(?:amazon |aws )?(?:rds|aurora|관리형 ?db)(?:는|은|를|을|도)? ?(?:따로 |별도로 )?"
    r"(?:사용|이용|도입|구성|쓰|두)[^.\n,]{0,4}(?:않|안)(?:는다|습니다|았|음|고|으며|은|기)?",
    r"(?:amazon |aws )?(?:rds|aurora|관리형 ?db)(?:를|을)? ?(?:대신(?:에)?|없이)"
    r"|(?:amazon |aws )?(?:rds|aurora)(?:の代わりに|なしで|ではなく)",
    r"(?:there is |we have |with )?\b(?:no|without|not using|don'?t use|instead of|rather than) (?:an? |any )?"
    r"(?:amazon |aws )?(?:rds|aurora|managed database)\b",
    r"(?:amazon |aws )?(?:rds|aurora)(?:は|を|も)?(?:使(?:わず|って(?:い)?(?:ない|ません))|使用せず|利用せず"
    r"|(?:使用|利用|導入)して(?:い)?(?:ない|ません))",
)
"""The managed database, which is named only as the one that is not there."""
_THERE = any_of(
    rf"{ENGINE}[\s\d.]{{0,6}}(?:server )?"
    r"(?:(?:is|are|both|all|also|run|runs|running|live|lives|installed|hosted|sits|sit) ){1,4}"
    r"(?:on|inside) (?:it|there|the same|that (?:one|machine|server|box|instance))\b",
    r"\b(?:same|one|single) (?:ec2 )?(?:box|machine|server|instance|host|vm|vps)"
    rf" (?:also )?(?:runs|hosts|holds|carries)\b[^.\n]{{0,60}}?{ENGINE}",
    rf"(?:같은|동일한?|그|한) ?(?:서버|인스턴스|ec2|호스트|머신)(?:에|에서|위에|안에)(?:는)?\s[^\n.]{{0,60}}?{ENGINE}"
    r"[^\n.]{0,16}(?:설치|띄|돌|구동|실행|운영|올라|올려|있)",
    rf"(?:모두|전부|다|함께|같이) ?(?:같은|한|이) ?(?:서버|인스턴스|ec2|호스트|머신)[^\n.]{{0,30}}{ENGINE}",
    rf"(?:この|その) ?(?:サーバー?|インスタンス|ec2)[^。\n]{{0,30}}{ENGINE}"
    r"[^。\n]{0,12}(?:入|動|稼働|置|インストール|同居)",
)


def said_there(passage: Passage) -> str:
    """What it says of a database on the server; empty where it says nothing of one."""
    text = passage.text
    if passage.said.form is Form.HEADING or not passage.speaks:
        return ""
    if affirms(passage, ON_HOST.search) and _is_told(text):
        return text if _CLIENT.search(text) is None else ""
    if passage.said.form is Form.ROW:
        return ""
    pieces = (_DONE_WITHOUT.sub(" ", one) for one in sentences(text[:_LONGEST]))
    told = (one for one in pieces if NEGATION.search(one) is None and _CLIENT.search(one) is None and _is_told(one))
    return next(told, "")


def _is_told(text: str) -> bool:
    """It says so, and not how the database is reached from elsewhere."""
    match = ON_HOST.search(text) or _THERE.search(text)
    if match is None:
        return False
    behind = text[match.end() : match.end() + _NEAR].partition(". ")[0]
    before = _CUT.split(text[max(match.start() - _NEAR, 0) : match.start()])[-1]
    return _REACHED.search(before + match[0] + behind) is None
