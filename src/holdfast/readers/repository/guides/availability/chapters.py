"""What a chapter on a managed database tells in short fields: that it is there, and which of its ports is meant."""

import re

from holdfast.model.regex import regex
from holdfast.readers.repository.guides.guide import Guide, Passage
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.wording.lexicon import any_of, engine_in

OF_DATABASE = any_of(r"\brds\b|\baurora\b|데이터 ?베이스|\bdb\b|database|データベース")
_OF_ANOTHER = any_of(
    r"\bec2\b|\balb\b|\belb\b|\bs3\b|load ?balancer|로드 ?밸런서|ロードバランサ|web ?server|웹 ?서버"
    r"|bucket|버킷|バケット|인스턴스(?! ?식별자)|インスタンス(?!識別子)|\bssh\b|\bhttps?\b"
)
_PORT = regex(r"(?:port|포트|ポート)(?: ?(?:번호|番号|number))?$", re.IGNORECASE)
_NUMBER = regex(r"\s*`?(\d{4,5})`?\s*(?:[(（].*)?$")
_PORTS = {"postgresql": 5432, "mysql": 3306, "mariadb": 3306, "sqlserver": 1433, "oracle": 1521, "mongodb": 27017}
_DATABASE = r"(?:db|database|rds|데이터 ?베이스|データベース)[ -]?"
FIELD = any_of(
    rf"^(?:{_DATABASE})?(?:engine|엔진|エンジン)(?: ?(?:version|버전|バージョン))?$",
    rf"^{_DATABASE}(?:instance|cluster|identifier|name|인스턴스|이름|명|식별자|インスタンス|名|識別子)"
    r"(?: ?(?:id(?:entifier)?|name|식별자|이름|識別子|名))?$",
    r"^(?:(?:db )?instance )?identifier$|^(?:인스턴스 ?)?식별자$|^(?:インスタンス)?識別子$",
    r"^(?:end ?point|엔드포인트|エンドポイント)$",
)
"""Names of the fields that describe a database; who writes them down below "RDS" has one there."""


def port_of_chapter(guide: Guide, passage: Passage) -> tuple[tuple[int, int], ...]:
    """The port of the database that the chapter is about, where a line only says who comes in."""
    above = [*passage.said.trail.parents, *(heading.text for heading in passage.said.trail.headings[-1:])]
    own = OF_DATABASE.search(passage.text) is not None
    if not own and (_OF_ANOTHER.search(passage.text) or not any(map(OF_DATABASE.search, above))):
        return ()
    chapter = guide.section_of(passage)
    fields = (pair for one in chapter.passages if one.affirmed for pair in one.said.pairs)
    given = (_NUMBER.match(value) for key, value in fields if _PORT.search(key))
    found = next((int(match[1]) for match in given if match), None)
    of_engine = _PORTS.get(engine_in(chapter.text) or guide.engine or "")
    port = of_engine if own or found is None else found
    return ((port, port),) if port else ()


def says_it_is_there(passage: Passage) -> bool:
    """A field of a database, or little more than the name of its engine, in an item or a line of the chapter."""
    if any(FIELD.search(key.strip(" *`")) and value.strip(" -*`") for key, value in passage.said.pairs[:1]):
        return True
    return passage.said.form in (Form.ITEM, Form.LINE) and len(passage.text) <= _SHORT and bool(engine_in(passage.text))


_SHORT = 40
