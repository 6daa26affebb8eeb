"""Names of the product that a guide has lead straight to the address of one machine: nothing stands before it."""

import re
from collections.abc import Iterator
from itertools import islice

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Admitted
from holdfast.model.regex import regex
from holdfast.readers.repository.configuration.public_addresses import PUBLIC
from holdfast.readers.repository.guides.availability.alone import lone_hosts
from holdfast.readers.repository.guides.guide import Guide, Passage
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.wording.lexicon import any_of

_NAME = any_of(
    r"\bdns\b|(?<![a-z])a[- ]?(?:records?(?! of\b)|레코드|レコード)(?![a-z])|\broute ?53\b",
    r"\bdomains?\b|도메인|ドメイン|네임 ?서버",
)
_ADDRESS = any_of(
    r"\belastic ?ips?\b|\beip\b|탄력적 ?ip|\bec2[\s_-](?:[\w가-힣]{1,12}[\s_-]){0,2}ip\b|\bec2の[^\n|]{0,8}\bip\b",
    r"(?:서버|인스턴스)(?:의)? ?(?:퍼블릭 |공인 |고정 |public )?ip(?![a-z])"
    r"|(?:サーバー?|インスタンス)の?(?:パブリック|固定|グローバル)? ?ip(?![a-z])",
    r"\b(?:server|instance|vps|host)(?:'s)?[\s_-](?:public[\s_-])?ip\b"
    r"|\bpublic ip of (?:the |your )?(?:ec2|server|instance)",
)
_ELSE = any_of(
    r"\b[an]lb\b|load ?balanc|로드 ?밸런|ロードバランサ|cloud ?front|\bnat\b",
    r"private|프라이빗|사설|プライベート|bastion|\bmx\b|smtp|\bmail|메일|メール|vercel|netlify|github ?pages",
    r"\bssh\b|\bsecrets?\b|허용|화이트리스트|제한|許可|制限",
    r"\b(?:allow\w*|whitelist\w*|restrict\w*|instead|not|never|avoid)\b",
    r"\b(?:dev\w*|staging|test\w*)\b|개발|스테이징|테스트|開発|検証|テスト|과금|요금|料金|\b(?:costs?|billed"
    r"|charged?|free)\b",
)
"""What stands before machines, what the address is for besides, and machines that visitors do not come to."""
_OF_OTHERS = any_of(
    r"\b(?:public|private|ipv4) dns\b|\bor (?:the )?dns\b|\bips? ?/ ?dns\b|\bdns ?/ ?ips?\b|(?:퍼블릭"
    r"|パブリック) ?(?:ipv4 ?)?dns",
    r"\bip(?: address(?:es)?)?\)? ?(?:or|/) ?(?:(?:a|the|your|its) )?(?:domain|host ?name)|\b\w{1,30}_host\b",
    r"ip(?: ?주소)? ?(?:또는|혹은|나|이나|/) ?도메인|ip(?: ?アドレス)? ?(?:または|か|/) ?ドメイン",
    r"\bdns ?(?:host ?names?|servers?|resolvers?|caches?)\b|dns ?(?:서버|캐시)|dns ?(?:サーバ|キャッシュ)",
    r"\bold\b|\bflush\b|예전|旧|\b(?:customers?|tenants?)\b|고객|顧客|\bdb\b|\bdatabases?\b|mysql|postgres"
    r"|mongo|데이터베이스"
    r"|データベース",
)
"""Names that AWS gives a machine, those who answer for names, and machines and names that are not the product's.

And how a setting for whoever logs in is described, which takes an address or a name.
"""
_PUBLIC = regex(PUBLIC)
_LINK = regex(r"https?://[^\s`)\]]{1,300}", re.IGNORECASE)
_RECORD = any_of(r"(?<![a-z])a[- ]?(?:records?(?! of\b)|레코드|レコード)(?![a-z])")
_ASKED = ("availability", "scaling")


_NO_HOST = any_of(r"\brds\b|database|데이터베이스|データベース|redis|elasticache|lightsail|bastion|踏み台")


def straight_to_host(guide: Guide) -> Iterator[Admitted]:
    """The first such record, once for each control that asks for more than one machine; words that say so say more."""
    if lone_hosts(guide, _NO_HOST):
        return
    for told in islice(filter(leads_straight, guide.passages), 1):
        said = guide.common(told, EvidenceKind.CLAIMED)
        yield from (Admitted(**said, control=control, places={"in passing": said["at"]}) for control in _ASKED)


def leads_straight(passage: Passage) -> bool:
    """Whoever types that name comes to one machine, whatever becomes of it.

    An address that somebody is to open holds such words as well, and gives no name to anything.
    """
    text = _LINK.sub(" ", passage.text)
    if passage.said.form is Form.HEADING or passage.old or passage.mood.negated or len(passage.text) > 300:
        return False
    if _ELSE.search(passage.text) or _OF_OTHERS.search(passage.text):
        return False
    record = any(cell.strip().upper() == "A" for cell in passage.said.cells)
    if record and any(_PUBLIC.fullmatch(cell.strip(" `*")) for cell in passage.said.cells):
        return True
    if _RECORD.search(text) and _PUBLIC.search(passage.text):
        return True
    if not _ADDRESS.search(text):
        return False
    return record or _NAME.search(text) is not None
