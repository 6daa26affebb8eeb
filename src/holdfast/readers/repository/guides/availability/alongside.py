"""Databases beside the application that a guide only shows in passing: a container it enters, a file of SQLite."""

from collections.abc import Iterator

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Database, Placement
from holdfast.model.regex import regex
from holdfast.readers.repository.guides.guide import Code, Guide, Passage
from holdfast.readers.repository.guides.on_server import on_server
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.page.trail import Trail
from holdfast.readers.repository.guides.wording.lexicon import NEGATION, any_of, engine_in

_ENTERED = regex(
    r"\bdocker(?:(?:-|\s+)compose)?\s+(?:-\S+\s+(?:[^\s-]\S*\.ya?ml\s+)?)*exec\s+(?:-e\s+[^\s-]\S*\s+|-\S+\s+)*"
    r"(?P<container>[\w.${}-]+)\s+"
    r"(?:(?:ba)?sh\s+-c\s+[\"'])?(?P<tool>pg_dump(?:all)?|pg_restore|psql|mysqldump|mysql|mariadb(?:-dump)?"
    r"|mongodump|mongorestore|mongosh?)\b(?![^\n]*(?:\s-h\s|\s--host|@))"
)
"""A client that runs inside the container, and reaches no other host from there."""

_HERE = regex(
    r"^\s*(?:\$\s*)?(?:sudo\s+(?:systemctl\s+(?:start|enable|restart|status)\s+(?:--now\s+)?(?P<unit>mongod|postgresql|mysqld?|mariadb)\b"
    r"|service\s+(?P<service>mongod|postgresql|mysqld?|mariadb)\s+(?:start|restart|status)"
    r"|(?:-i\s+)?-u\s+(?P<user>postgres)\s+(?:psql|create(?:db|user))\b"
    r"|(?P<client>mysql)(?:_secure_installation\b|\b(?![^\n]*(?:\s-h|--host)))))"
)
"""What only makes sense where the server itself runs."""

_ENGINES = {"pg": "postgresql", "ps": "postgresql", "po": "postgresql", "my": "mysql", "ma": "mariadb", "mo": "mongodb"}
_FILE = any_of(r"\bsqlite3?\b")
_SERVES = any_of(
    r"\b(?:deploy\w*|production|prod|server|ec2|instance|volume|persist\w*|ebs|backup)\b|배포|운영|서버|볼륨|인스턴스"
    r"|本番|サーバ|デプロイ|ボリューム|インスタンス"
)
_ONLY_AT_HOME = any_of(
    r"\b(?:local(?:ly|host)?|dev|development|tests?|testing|default)\b|로컬|개발|테스트|ローカル|開発|テスト"
)


_STARTED = regex(r"\bdocker(?:-|\s+)compose\b[^\n|;&]{0,120}?(?<=\s)(?:up|start)\s(?P<named>[^\n|;&#>]{1,200})")


def entered(guide: Guide) -> Iterator[Database]:
    """Databases into whose container a command goes, or that one reaches on the machine itself; one for each engine."""
    seen: set[str] = set()
    for code in guide.codes:
        for number, row in enumerate(code.snippet.rows, start=1):
            inside = _ENTERED.search(row[:500])
            match = inside or _HERE.match(row[:500])
            named = match[match.lastgroup] if match and match.lastgroup else ""
            engine = _ENGINES.get(named[:2])
            if not engine or engine in seen:
                continue
            at_home = (
                _is_seen_at_home(guide, code) if inside else on_any_machine(guide, code.fence.trail, code.fence.text)
            )
            if not at_home:
                seen.add(engine)
                shown, row_of = (_where_started(guide, inside["container"]) if inside else None) or (code, number)
                yield Database(
                    **shown.common(row_of),
                    engine=engine,
                    placement=Placement.CONTAINER if inside else Placement.HOST,
                )


def _where_started(guide: Guide, container: str) -> tuple[Code, int] | None:
    """The row of the guide that starts this very container, which tells more of the database than a look into it."""
    for code in guide.codes:
        for number, row in enumerate(code.snippet.rows, start=1):
            match = _STARTED.search(row[:500])
            if match and container in match["named"].split():
                return code, number
    return None


def _is_seen_at_home(guide: Guide, code: Code) -> bool:
    """The chapter of a README whose container somebody then looks at in the browser beside it."""
    return guide.manner.readme and _OWN_BROWSER.search(code.fence.text) is not None and not on_server(guide, code)


_OWN_BROWSER = regex(r"\bhttps?://(?:localhost|127\.0\.0\.1)\b")


def on_any_machine(guide: Guide, trail: Trail, text: str = "") -> bool:
    """Installed as on a Mac, whichever the system is: the machine of whoever develops."""
    beside = (section.text for section in guide.sections if section.headings == trail.headings)
    return any(_OTHER_SYSTEMS.search(said) for said in (text, *beside))


_OTHER_SYSTEMS = any_of(r"\bmac ?os\b|\bos ?x\b|homebrew|\bbrew\s+install|\bchoco\s+install")


def in_a_file(guide: Guide) -> Iterator[Database]:
    """The first passage that says that what is deployed keeps its data in a file of SQLite."""
    if not _FILE.search(guide.all_text):
        return
    hosts = {_list_of(one) for one in guide.passages if one.affirmed and _HOST.search(one.text)}
    for passage in guide.passages:
        if not passage.affirmed or passage.said.form is Form.HEADING:
            continue
        if _keeps_file(passage) or (_list_of(passage) in hosts and _is_listed_file(passage)):
            common = guide.common(passage, EvidenceKind.CLAIMED)
            yield Database(**common, engine="sqlite", placement=Placement.HOST)
            return


def _keeps_file(passage: Passage) -> bool:
    said = next((one for one in passage.text.split(". ") if _FILE.search(one)), "")
    if not said or _ONLY_AT_HOME.search(said) or engine_in(said):
        return False
    return _SERVES.search(said) is not None


def _list_of(passage: Passage) -> tuple[object, Form]:
    return passage.said.trail.headings, passage.said.form


def _is_listed_file(passage: Passage) -> bool:
    """A field that calls it the database: its list names the server, too."""
    key, value = next(iter(passage.said.pairs), ("", ""))
    cells = passage.said.cells[:2]
    key, value = (cells[0], cells[1]) if len(cells) > 1 else (key, value)
    called = _CALLED.match(passage.text) is not None
    key, value = ("db", passage.text) if called else (key, value)
    is_file = _KEY.match(key) and _FILE.search(value)
    return bool(is_file) and not (_ONLY_AT_HOME.search(value) or engine_in(value))


_HOST = any_of(r"\bec2\b|\blightsail\b|\bvps\b")
_CALLED = any_of(
    r"^\W*(?:the )?(?:databases?|db|dbms|데이터베이스|データベース)"
    r" ?(?:은|는|は|로는|としては|is|uses)? ?(?:an? )?\W{0,2}sqlite"
)
_KEY = any_of(r"^\W*(?:databases?|db|dbms|data ?store|데이터베이스|データベース)\W*$")


def named(guide: Guide) -> Iterator[Database]:
    """The first field of a list that calls its engine the database, wherever that may run."""
    for passage in guide.passages:
        key, value = next(iter(passage.said.pairs), ("", ""))
        engine = engine_in(value) if passage.affirmed and _KEY.match(key) else None
        if engine and not _ONLY_AT_HOME.search(value):
            yield Database(**guide.common(passage, EvidenceKind.CLAIMED), engine=engine, placement=Placement.UNKNOWN)
            return


_OTHERS = (
    ("oracle", any_of(r"\boracle (?:db|database)\b|\boracle\b.{0,20}(?:데이터베이스|データベース)")),
    ("sqlserver", any_of(r"\b(?:ms ?sql|sql server)\b")),
    ("dynamodb", any_of(r"\bdynamo ?db\b")),
    ("mongodb", any_of(r"\bdocument ?db\b")),
)


_CLAUSE = regex(r"[,，、.。;]\s?|므로|지만|ので|から|\b(?:but|so|because|and)\b")
"""Between two parts of a sentence, of which one may say no: "PostgreSQL is on RDS, so compose has none"."""


_CLIENT = any_of(r"\b(?:mysql|mariadb|postgres\w*|psql|mongo\w*)(?:[- ]clients?\b| ?(?:클라이언트|クライアント))")
_OF_TERRAFORM = any_of(
    r"\bdynamo ?db\b.{0,60}(?:\block(?:s|ing)?\b|terraform|tfstate|잠금|ロック)",
    r"(?:\block(?:s|ing)?\b|terraform|tfstate|잠금|ロック).{0,60}\bdynamo ?db\b",
)
"""The table by which Terraform lets one change its state at a time."""


def _any_engine(clause: str) -> str | None:
    if NEGATION.search(clause) or _OF_TERRAFORM.search(clause):
        return None
    kept = _CLIENT.sub("", clause)
    others = (engine for engine, pattern in _OTHERS if pattern.search(kept))
    return engine_in(kept) or next(others, None)


_ENGINE_NAMES = regex(r"(?i)postgres|mysql|mariadb|sqlite|mongo(?!ose)|oracle|(?:ms ?sql|sql ?server)|cockroach")
_CHOICE = 3
"""Engines in one passage, of which whoever installs the program takes the one that he likes."""


def spoken_of(guide: Guide) -> Iterator[Database]:
    """The first passage that names any database: nobody tells where it is, and yet there is one."""
    for passage in guide.passages:
        if not passage.speaks or passage.said.form is Form.HEADING or _ONLY_AT_HOME.search(passage.text):
            continue
        if len({match[0].lower() for match in _ENGINE_NAMES.finditer(passage.text)}) >= _CHOICE:
            continue
        engine = next(filter(None, map(_any_engine, _CLAUSE.split(passage.text))), None)
        if engine:
            yield Database(**guide.common(passage, EvidenceKind.CLAIMED), engine=engine, placement=Placement.UNKNOWN)
            return
