"""Databases that a guide sets up: on the instance, at RDS, or with a service elsewhere."""

import re
from collections.abc import Iterator

from holdfast.model.evidence import EvidenceKind, Location
from holdfast.model.facts import Database, Fact, Placement
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reading
from holdfast.readers.repository.guides.availability.alongside import (
    entered,
    in_a_file,
    named,
    on_any_machine,
    spoken_of,
)
from holdfast.readers.repository.guides.availability.boxed import boxed
from holdfast.readers.repository.guides.availability.chapters import says_it_is_there
from holdfast.readers.repository.guides.availability.drawn import drawn_databases
from holdfast.readers.repository.guides.availability.elsewhere import elsewhere
from holdfast.readers.repository.guides.availability.from_anywhere import NAMED, from_anywhere
from holdfast.readers.repository.guides.availability.lightsail import lightsail_databases
from holdfast.readers.repository.guides.availability.on_host import ENGINE
from holdfast.readers.repository.guides.availability.safeguards import (
    CROSSED,
    MULTI_AZ,
    days_kept,
    goes_without,
    goes_without_standby,
    has_standby,
    heading_in_one_zone,
    is_without_standby,
)
from holdfast.readers.repository.guides.availability.said_there import said_there
from holdfast.readers.repository.guides.availability.same_database import by_weight, in_one, told_whole
from holdfast.readers.repository.guides.availability.without_rds import WITHOUT, told_to_do
from holdfast.readers.repository.guides.guide import Code, Guide, Passage, Section
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.page.given_by_aws import is_own
from holdfast.readers.repository.guides.values import CLASS, PRICE, yes_or_no
from holdfast.readers.repository.guides.wording.lexicon import any_of, engine_in
from holdfast.readers.repository.shell.availability.databases import is_client_package

_RDS = any_of(r"\brds\b|amazon aurora|\baurora\b")
_IN_CONTAINER = any_of(
    r"(?:\bdb\b|데이터베이스|database|データベース).{0,40}(?:container|컨테이너|コンテナ|compose|\bdocker\b|도커)",
    r"(?:container|컨테이너|コンテナ|compose|\bdocker\b|도커).{0,60}(?:\bdb\b|데이터베이스|database|データベース)",
    rf"{ENGINE}[을를은는이가도をはがも]? ?(?:(?:docker|도커)[の ]?)?(?:container|컨테이너|コンテナ)",
)
_OF_DATA = any_of(r"데이터베이스|database|\bdb\b|データベース")
_OF_IT = (
    r"(?!(?:'s)? (?:automat\w+ |manual |daily )?(?:backups?|snapshots?|alarms?|monitoring|prox(?:y|ies)|users?"
    r"|credentials?|migrations?|schemas?|tables?|events?|(?:security|subnet|parameter) ?groups?)\b)"
)
"""Something that belongs to a database that there is."""
_RDS_MADE = any_of(
    r"(?:rds|데이터베이스|database|db|データベース)(?!\.(?:yml|yaml|php|js|ts|py)).{0,30}(?:생성|만들기|creat|作成|launch|구축|設定|"
    r"설정|構築|provision)",
    rf"(?:creat\w*|launch|provision|set ?up)\s.{{0,20}}(?:rds|database|db instance){_OF_IT}",
)
_INSTALLED = any_of(
    r"(?:apt(?:-get)?|yum|dnf|amazon-linux-extras|brew|snap|apk)\s+(?:-\w+\s+)*(?:install|add)\b[^\n|;&]*",
)
_SERVER_PACKAGE = regex(
    r"(?<![\w-])(?:postgresql(?:-?\d{1,2})?(?:\.\w+)?(?:-server)?(?:-contrib)?|"
    r"mysql(?:-community)?-server(?:-[\d.]+)?|mysql-server|mysql80?"
    r"|mariadb(?:-?\d+)?(?:-server)?(?:-[\d.]+)?|mongodb(?:-org|-server)?)(?![\w-])",
    re.IGNORECASE | re.ASCII,
)
_RUN_IMAGE = regex(
    r"docker\s+run\b[^\n|;&]{0,400}?[\s/](?P<image>postgres|mysql|mariadb|mongo)(?::[\w.-]+)?(?=\s|$)",
    re.IGNORECASE | re.ASCII,
)
_STARTED = regex(
    r"(?:\bsystemctl\s+(?:enable\s+--now|start|restart)\s+|\bservice\s+)(?:mysqld?|mariadb|postgresql[\w@.-]*|mongod)\b"
    r"(?!\s+(?:stop|status))",
)
_ADDRESS = regex(r"https?://\S{1,2000}")
"""Where something is written about: its words are no step."""
_INSTALL_WORD = any_of(r"설치|install|インストール|導入")
_NO_SERVER = any_of(
    r"(?:설치|사용)(?:할|하는)? ?(?:시|경우)(?:에)?(?![가-힣])",
    r"\b(?:if|when|in case)\b[^().]{0,40}\binstall",
    r"(?:インストール|導入)(?:する|した)?(?:場合|とき)|\bpsql\b|\bmongosh\b|\bmysql (?:cli|shell)\b",
)
"""Whoever takes another way than the one that is told installs it; or it is what asks a server, wherever that is."""
_CLIENT = any_of(r"client|클라이언트|クライアント|driver|드라이버|workbench|compass|pgadmin|dbeaver|library|npm|pip")
_PROTECTION = any_of(r"삭제 ?(?:방지|보호)|deletion protection|削除保護")
_ENCRYPTION = any_of(r"암호화|(?<!let's )(?<!let’s )(?<!lets )encrypt|暗号化")
_TEMPLATE = any_of(r"템플릿|template|テンプレート")
_FREE = any_of(r"프리 ?티어|free ?tier|無料利用枠|무료")
_VERSION = regex(
    r"(?:postgres(?:ql)?|mysql|mariadb|mongo(?:db)?)[^\d\n]{0,10}(?<![^a-z\n][a-uw-z])(\d{1,2}(?:\.\d{1,2}){0,2})(?!\d)",
    re.IGNORECASE | re.ASCII,
)


def read_databases(guide: Guide) -> Iterator[Reading]:
    """Everything about where data is kept."""
    hosted = list(hosted_databases(guide))
    yield from hosted
    settled: set[str | None] = set()
    managed = [*_managed(guide), *lightsail_databases(guide), *drawn_databases(guide)]
    # The step that a command below it carries out makes no second one.
    typed = [fact for fact in guide.readings if isinstance(fact, Database) and fact.instance_class]
    managed = [told_whole(fact, typed) for fact in managed if fact.places or fact.instance_class or not typed]
    for fact in in_one(sorted(managed, key=by_weight)):
        if (fact.kind is EvidenceKind.CLAIMED or not fact.places) and fact.environment in settled:
            continue  # what is only mentioned here is said better elsewhere in the same guide
        settled.add(fact.environment)
        yield fact
    shown = any(isinstance(fact, Database) for fact in guide.readings)
    others = list(elsewhere(guide))
    if not hosted and not settled:
        inside = [] if shown else [*entered(guide), *in_a_file(guide)]
        said = inside or list(_contained(guide)) or list(_said_on_host(guide)) or list(boxed(guide))
        yield from said or ([] if shown or others else list(named(guide)) or spoken_of(guide))
    yield from others


def hosted_databases(guide: Guide) -> Iterator[Database]:
    """Databases that the guide installs on a host, by commands or by words, one per engine and environment."""
    seen: set[tuple[str, str | None]] = set()
    known = {
        (fact.engine, fact.environment)
        for fact in guide.readings
        if isinstance(fact, Database) and fact.placement in (Placement.HOST, Placement.CONTAINER)
    }
    for code in guide.codes:
        for fact in _installed_by(code):
            key = (fact.engine, fact.environment)
            if key not in seen and key not in known and not on_any_machine(guide, code.fence.trail, code.fence.text):
                seen.add(key)
                yield fact
    for passage in guide.passages:
        engine = engine_in(passage.text)
        fresh = engine and (engine, passage.environment) not in seen | known
        of_server = _installs(passage) and not _is_client(guide, passage)
        if engine and fresh and of_server and not on_any_machine(guide, passage.said.trail):
            seen.add((engine, passage.environment))
            yield Database(
                **guide.common(passage), engine=engine, placement=Placement.HOST, version=version_in(passage.text)
            )


def _contained(guide: Guide) -> Iterator[Database]:
    """Databases of which a guide only says that they run in a container."""
    if guide.manner.readme:
        return  # where a product is introduced, such words are of the developer's machine
    seen: set[str | None] = set()
    for passage in guide.passages:
        engine = engine_in(passage.text)
        if not engine or passage.environment in seen or not _IN_CONTAINER.search(passage.text):
            continue
        told = passage.affirmed and passage.said.form is not Form.HEADING
        if not told or _names_rds(passage) or _CLIENT.search(passage.text):
            continue
        seen.add(passage.environment)
        common = guide.common(passage, EvidenceKind.CLAIMED)
        yield Database(**common, engine=engine, placement=Placement.CONTAINER, version=version_in(passage.text))


def _said_on_host(guide: Guide) -> Iterator[Database]:
    """Databases of which somebody only says that they run on the server."""
    seen: set[str | None] = set()
    for passage in guide.passages:
        said = said_there(passage)
        engine = engine_in(said) if said else None
        if not engine or passage.environment in seen or (said == passage.text and _names_rds(passage)):
            continue
        seen.add(passage.environment)
        common = guide.common(passage, EvidenceKind.CLAIMED)
        yield Database(**common, engine=engine, placement=Placement.HOST, version=version_in(said))


def _names_rds(passage: Passage) -> bool:
    named = _RDS.search(_NAMED_ASIDE.sub("", passage.text)) is not None
    return named and not WITHOUT.search(CROSSED.sub("", passage.text))


_NAMED_ASIDE = any_of(
    r"\bmysql ?/ ?aurora\b(?! ?(?:mysql|postgres|서버리스|serverless|cluster))",
    r"\b(?:switch|migrat|mov|upgrad|chang)\w*\s(?:[\w.'-]+ ){0,4}?(?:to|with)\s(?:an? )?"
    r"(?:amazon |aws )?(?:rds|aurora)\b",
)
"""What the data could move to, and what the console calls the port of any MySQL in a rule."""


def version_in(text: str) -> str | None:
    """The version that follows an engine's name."""
    match = _VERSION.search(text)
    return match[1] if match else None


def _installed_by(code: Code) -> Iterator[Database]:
    for number, row in enumerate(code.snippet.rows, start=1):
        if row.lstrip().startswith("#"):
            continue
        image = _RUN_IMAGE.search(row)
        package = next((found for command in _INSTALLED.findall(row) if (found := _server_in(command))), None)
        started = _STARTED.search(row)
        engine = engine_in(next((found[0] for found in (image, package, started) if found), ""))
        if engine:
            yield Database(
                **code.common(number),
                engine=engine,
                placement=Placement.CONTAINER if image else Placement.HOST,
                version=version_in(package[0]) if package else None,
            )


def _server_in(command: str) -> re.Match[str] | None:
    """The first package of a server that the command installs."""
    installer = command.partition(" ")[0]
    found = (match for match in _SERVER_PACKAGE.finditer(command) if not is_client_package(installer, match[0]))
    return next(found, None)


def _installs(passage: Passage) -> bool:
    text = told_to_do(passage)
    text = _ADDRESS.sub(" ", text)
    if not _INSTALL_WORD.search(text) or _CLIENT.search(text) or _RDS.search(text) or _NO_SERVER.search(text):
        return False
    # A heading alone may also head a chapter on a client; the body's commands were looked at before.
    return passage.said.form is not Form.HEADING


def _is_client(guide: Guide, passage: Passage) -> bool:
    """The step's commands, or those below it, install no server, but what asks one elsewhere."""
    below = [passage.text]
    section = guide.section_of(passage)
    below += [p.text for p in section.passages if passage.text in p.said.trail.parents]
    further = min((p.said.line for p in section.passages if p.said.line > passage.said.end), default=None)
    below += [c.fence.text for c in section.codes if _between(c.fence.line, passage.said.end, further)]
    commands = [command for text in below for command in _INSTALLED.findall(text)]
    if any(_server_in(command) for command in commands):
        return False
    return any(engine_in(command) for command in commands) or any(_TO_RDS.search(text) for text in below)


def _between(line: int, above: int, below: int | None) -> bool:
    return above < line and (below is None or line < below)


_TO_RDS = any_of(r"\b(?:mysql|psql)\s[^\n]{0,60}-h\s?\S{0,120}(?:rds|엔드포인트|endpoint|エンドポイント)")


# --- RDS ---------------------------------------------------------------------------------------------------------


def _managed(guide: Guide) -> Iterator[Database]:
    for section in guide.sections:
        if not any(_RDS.search(title) for title in section.titles()) and not _speaks_of_rds(section):
            continue
        yield from _section_database(guide, section)


def _speaks_of_rds(section: Section) -> bool:
    # A class such as `db.t3.micro` is RDS's own, whatever the section calls the database.
    return any(_names_rds(passage) or CLASS.search(passage.text) for passage in section.passages)


def _section_database(guide: Guide, section: Section) -> Iterator[Database]:
    relevant = [p for p in section.passages if p.speaks and not _weighs(p) and p.said.form is not Form.HEADING]
    by_environment: dict[str | None, list[Passage]] = {}
    for passage in relevant:
        by_environment.setdefault(passage.environment, []).append(passage)
    for environment, passages in by_environment.items():
        found = _described(guide, section, passages)
        if found is not None:
            yield replace(found, environment=environment)


def _weighs(passage: Passage) -> bool:
    """It names a price, and not only as the reason for which the database has no standby."""
    text = passage.text
    decided = CROSSED.search(text) or (goes_without_standby(text) and not MULTI_AZ.search(text))
    return PRICE.search(text) is not None and not (decided and passage.said.form is not Form.ROW)


def _described(guide: Guide, section: Section, passages: list[Passage]) -> Database | None:
    values: dict[str, object] = {}
    places: dict[str, Location] = {}
    anchor: Passage | None = None
    settles = False
    told_of = any(_RDS.search(title) for title in section.titles()) or any(map(_makes_rds, passages))
    # A class such as `db.t3.small`, or a field for RDS, in a chapter on the database tells whose fields the others are.
    told_of = told_of or (_OF_DATA.search(section.title) is not None and any(map(_is_of_rds, passages)))
    # A template of the console decides only what no later field says by itself.
    for passage in sorted(passages, key=_says_by_itself):
        mentions = _names_rds(passage) and (not passage.mood.negated or is_without_standby(passage))
        below = any(_RDS.search(above) for above in passage.said.trail.labels)
        for name, value in _settings(passage, within=told_of or mentions or below):
            if name not in values:
                values[name] = value
                places[name] = guide.at(passage)
                anchor = _stronger(anchor, passage)
        asked = _RDS_MADE.search(passage.text) is not None and (told_of or mentions)
        if told_of and passage.told and passage.said.pairs and is_own(passage.text):
            anchor, settles = _stronger(anchor, passage), True
        if (mentions or asked) and not _NOT_A_DATABASE.search(passage.text):
            anchor = _stronger(anchor, passage)
            settles = settles or asked
    if anchor is None and any(_RDS.search(title) for title in section.titles()):
        anchor = next(filter(says_it_is_there, sorted(passages, key=_weight, reverse=True)), None)
        settles = anchor is not None and bool(anchor.said.pairs)
    if anchor is None:
        return None
    if "multi_az" not in values and (headed := heading_in_one_zone(section)) is not None:
        values["multi_az"], places["multi_az"] = False, guide.at(headed)
    text = "\n".join([*(p.text for p in passages), *section.titles()])
    # Named in passing (a metric, a permission, a list) it exists, but nothing is said about how.
    kind = None if settles or values else EvidenceKind.CLAIMED
    placement = (
        Placement.AURORA
        if re.search(r"(?<!mysql/)(?<!postgresql/)aurora|오로라", text, re.IGNORECASE | re.ASCII)
        else Placement.RDS
    )
    engine = engine_in(text) or guide.engine or "unknown"
    made = Database(
        **guide.common(anchor, kind), engine=engine, placement=placement, places=places, version=version_in(text)
    )
    return replace(made, **values)  # type: ignore[arg-type]


def _is_of_rds(passage: Passage) -> bool:
    return CLASS.search(passage.text) is not None or any(_RDS.match(key.strip()) for key, _ in passage.said.pairs[:1])


def _makes_rds(passage: Passage) -> bool:
    """A step that creates the database at RDS: the steps beside it in its chapter are of the same."""
    return passage.told and _names_rds(passage) and _RDS_MADE.search(passage.text) is not None


def _says_by_itself(passage: Passage) -> int:
    """0 for a field; more for what only lets one guess it, and so comes after all fields."""
    if _TEMPLATE.search(next(iter(passage.said.pairs), ("", ""))[0]):
        return 2
    return int(_FREE.search(passage.text) is not None and not MULTI_AZ.search(passage.text))


_NOT_A_DATABASE = any_of(
    r"endpoint|엔드포인트|エンドポイント|보안 ?그룹|security group|セキュリティグループ|접속|connect|"
    r"mysql -h|psql -h|스냅샷|snapshot|"
    r"알람|alarm|アラーム|메트릭|metric|\d\s?%|RDS\w*Access|정책|권한|permission|policy|비용|cost"
)


def _stronger(held: Passage | None, other: Passage) -> Passage:
    return other if held is None or _weight(other) > _weight(held) else held


def _weight(passage: Passage) -> tuple[bool, bool]:
    """A step before a claim; and of claims a field of a list (`Database: RDS`) before a sentence."""
    return passage.told, not passage.told and any(_RDS.search(value) for _, value in passage.said.pairs)


def _settings(passage: Passage, *, within: bool) -> Iterator[tuple[str, object]]:
    text = passage.text
    key, value = next(iter(passage.said.pairs), (text, text))
    class_ = CLASS.search(text)
    # A class that is itself the key is one of several, each with what it would cost or stand.
    denied = passage.mood.negated and not goes_without(text)
    if class_ and not denied and not (value != text and CLASS.fullmatch(key.strip())):
        yield "instance_class", class_[0].lower()
    if not within:
        return
    standby = None if _TEMPLATE.search(key) and not MULTI_AZ.search(text) else has_standby(passage, value)
    if standby is not None:
        yield "multi_az", standby
    elif _TEMPLATE.search(key) and _FREE.search(value) and not passage.mood.negated:
        yield "multi_az", False
    days = days_kept(passage, key, value)
    if days is not None:
        yield "retention_days", days
    named = NAMED.search(key) or NAMED.search(value)
    if named and (said := from_anywhere(passage, value)) is not None:
        yield "public", said
    for name, pattern in (("deletion_protection", _PROTECTION), ("encrypted", _ENCRYPTION)):
        if pattern.search(key):
            said = yes_or_no(value) if value != text else not passage.mood.negated
            if said is not None:
                yield name, said


def on_host(facts: tuple[Fact, ...]) -> tuple[Database, ...]:
    """Those databases among `facts` that run on an instance."""
    placed = (Placement.HOST, Placement.CONTAINER)
    return tuple(
        fact
        for fact in facts
        if isinstance(fact, Database) and fact.placement in placed and fact.kind is not EvidenceKind.CLAIMED
    )
