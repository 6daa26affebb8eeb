"""Databases beside the application that a guide only shows in passing: a container it enters, a file of SQLite."""

from collections.abc import Iterator

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Database, Placement
from holdfast.model.regex import regex
from holdfast.readers.repository.guides.blocks import Form
from holdfast.readers.repository.guides.guide import Guide, Passage
from holdfast.readers.repository.guides.lexicon import any_of, engine_in

_ENTERED = regex(
    r"\bdocker(?:(?:-|\s+)compose)?\s+(?:-\S+\s+(?:\S+\.ya?ml\s+)?)*exec\s+(?:-e\s+\S+\s+|-\S+\s+)*[\w.${}-]+\s+"
    r"(?:(?:ba)?sh\s+-c\s+[\"'])?(?P<tool>pg_dump(?:all)?|pg_restore|psql|mysqldump|mysql|mariadb(?:-dump)?"
    r"|mongodump|mongorestore|mongosh?)\b(?![^\n]*(?:\s-h\s|\s--host|@))"
)
"""A client that runs inside the container, and reaches no other host from there."""

_ENGINES = {"pg": "postgresql", "ps": "postgresql", "my": "mysql", "ma": "mariadb", "mo": "mongodb"}
_FILE = any_of(r"\bsqlite3?\b")
_SERVES = any_of(
    r"\b(?:deploy\w*|production|prod|server|ec2|instance|volume|persist\w*|ebs|backup)\b|배포|운영|서버|볼륨|인스턴스"
    r"|本番|サーバ|デプロイ|ボリューム|インスタンス"
)
_ONLY_AT_HOME = any_of(r"\b(?:local|dev|development|tests?|testing|default)\b|로컬|개발|테스트|ローカル|開発|テスト")


def entered(guide: Guide) -> Iterator[Database]:
    """Databases into whose container a command goes, one for each engine."""
    seen: set[str] = set()
    for code in guide.codes:
        for number, row in enumerate(code.snippet.rows, start=1):
            match = _ENTERED.search(row[:500])
            engine = _ENGINES[match["tool"][:2]] if match else None
            if engine and engine not in seen:
                seen.add(engine)
                yield Database(
                    kind=code.snippet.kind,
                    at=code.snippet.at(number),
                    environment=code.snippet.environment,
                    old=code.snippet.old,
                    engine=engine,
                    placement=Placement.CONTAINER,
                )


def in_a_file(guide: Guide) -> Iterator[Database]:
    """The first passage that says that what is deployed keeps its data in a file of SQLite."""
    for passage in guide.passages:
        if passage.affirmed and passage.said.form is not Form.HEADING and _keeps_file(passage):
            common = guide.common(passage, EvidenceKind.CLAIMED)
            yield Database(**common, engine="sqlite", placement=Placement.HOST)
            return


def _keeps_file(passage: Passage) -> bool:
    said = next((one for one in passage.text.split(". ") if _FILE.search(one)), "")
    if not said or _ONLY_AT_HOME.search(said) or engine_in(said):
        return False
    return _SERVES.search(said) is not None
