"""Machines that a guide names by the address at which they stand."""

import re

from holdfast.model.regex import regex
from holdfast.readers.repository.configuration.public_addresses import PUBLIC
from holdfast.readers.repository.guides.guide import Passage
from holdfast.readers.repository.guides.wording.lexicon import any_of

_OWN_NAME = regex(r"(?<![\w.-])ec2-\d{1,3}(?:-\d{1,3}){3}\.(?:[\w-]{1,30}\.)?compute(?:-1)?\.amazonaws\.com")
"""The name that AWS gives a machine by its address."""
_ORIGIN = any_of(
    r"\borigin(?: domain)?(?: name)?\W*$|오리진 ?(?:도메인|주소)?\W*$|オリジン ?(?:ドメイン|アドレス)?\W*$"
)
"""Where a content network is told whom it stands before."""
_MACHINE = any_of(r"\bec2\b|\binstance\b|인스턴스|インスタンス|서버|\bserver\b|サーバー?|호스트|\bhost\b")
_CLOUD = any_of(r"\bec2\b|\baws\b|amazon|아마존")
_OTHER = any_of(
    r"\bdb\b|database|데이터베이스|データベース|\brds\b|redis|mysql|postgres|mongo|dns|smtp|mail|\bvpn\b|로컬|local|사내|社内"
    r"|개발|\bdev|開発|테스트|\btest|テスト|staging|스테이징|ステージング|이전 ?(?:서버|인스턴스)|\bold\b|예시"
    r"|例[:：)）]|example"
)
_ADDRESS = regex(
    rf"[`*\s]*(?:https?://)?(?:{PUBLIC}|"
    r"ec2-\d[\w-]{6,20}(?:\.[\w-]{1,30})?\.compute(?:-1)?\.amazonaws\.com)(?::\d+)?/?[`*\s]*(?:[(（]|$)",
    re.ASCII,
)


def has_address(passage: Passage) -> bool:
    """A field names a machine of AWS, and its value is the public address of one."""
    key, value = next(iter(passage.said.pairs), ("", ""))
    if _ORIGIN.search(key) and _OWN_NAME.search(value):
        return True
    if not _ADDRESS.match(value) or not _names_machine(passage, key) or _OTHER.search(key):
        return False
    return any(_CLOUD.search(text) for text in (key, value, *passage.around()))


def _names_machine(passage: Passage, key: str) -> bool:
    """The field does, or the heading right above a field that is called after the address alone."""
    if _MACHINE.search(key):
        return True
    above = passage.said.trail.chapter
    return _OF_ADDRESS.search(key) is not None and _MACHINE.search(above) is not None and not _OTHER.search(above)


_OF_ADDRESS = any_of(
    r"^\W*(?:(?:public|elastic|static|퍼블릭|공인|고정|탄력적|外部|固定|パブリック|グローバル) ?)?"
    r"(?:ipv?4?(?: ?(?:address|주소|アドレス))?|address|주소|アドレス)\W*$"
)
