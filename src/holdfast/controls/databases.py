"""Which databases keep the product's data, once local ones for developers are told apart."""

import re
from collections.abc import Iterable, Iterator

from holdfast.controls.common import claimed, current
from holdfast.controls.composing import lasting_files, runs_elsewhere
from holdfast.controls.databases_together import same_engine, told_together
from holdfast.model.environments import SERVING
from holdfast.model.estate import View
from holdfast.model.evidence import Absent, Evidence, EvidenceKind, Found, Unreadable
from holdfast.model.facts import (
    BackupJob,
    Container,
    Database,
    Deployment,
    Placement,
)
from holdfast.model.record import record, replace
from holdfast.model.regex import regex

OWN = frozenset({Placement.HOST, Placement.CONTAINER})
"""Placements whose copies, standby and upkeep are the team's own work."""

MANAGED = frozenset({Placement.RDS, Placement.AURORA})


def is_managed(database: Database) -> bool:
    """Its standby and backups are settings that the evidence can show.

    A service outside RDS counts once any of them is told (DocumentDB tells its retention, Supabase does not).
    """
    if database.placement in MANAGED:
        return True
    return database.placement is Placement.EXTERNAL and (database.retention_days, database.multi_az) != (None, None)


_SIZE_OF_ATLAS = regex(r"[MR]\d{1,3}\b|FLEX$|SERVERLESS$")


def is_watched_elsewhere(database: Database) -> bool:
    """It is MongoDB Atlas's, whose figures CloudWatch has not: Atlas itself sends word of them unless told not to."""
    return database.placement is Placement.EXTERNAL and bool(_SIZE_OF_ATLAS.match(database.instance_class or ""))


def said_on_host(view: View) -> tuple[Database, ...]:
    """Databases of which a text only says that they run on the team's own host."""
    return claimed(view, Database, lambda one: one.placement in OWN)


def said_in_words(view: View, found: Iterable[Database]) -> tuple[Database, ...]:
    """Where a text says that those of `found` run there which only an address of the host itself shows."""
    led = [one for one in found if one.placement is Placement.HOST and one.name is None]
    led = [one for one in led if not _INSTALLS.search(one.at.quote)]
    said = (one for one in said_on_host(view) if one.with_application is None)
    return tuple(one for one in said if any(same_engine(one.engine, other.engine) for other in led))


def told_in_passing(view: View, found: list[Database]) -> tuple[Database, ...]:
    """Where a text names those of `found` of which the code has only a driver; what says more than an address first."""
    told = claimed(view, Database, lambda one: any(same_engine(one.engine, other.engine) for other in found))
    return tuple(sorted(told, key=lambda one: one.placement is Placement.UNKNOWN))


_ONLY_AGAIN = regex(
    r"[\s$>]{0,9}(?:sudo )?(?:systemctl (?:(?:re)?(?:start|load)|status|is-active)"
    r"|service \S{1,40} (?:(?:re)?(?:start|load)|status))\b"
)


def once_a_file(own: Iterable[Database]) -> tuple[Database, ...]:
    """Of those on a host the first of each file, and what installs one before what only starts it again or looks at it.

    Whoever moves the database mends what the file says of it further down: its address, its user, its start.
    """
    own = tuple(own)
    first: dict[tuple[str, str], Database] = {}
    for one in sorted(own, key=_weight):
        if one.placement is Placement.HOST:
            first.setdefault((one.at.path or str(one.at), one.engine), one)
    chosen = set(first.values())
    kept = [one for one in own if one.placement is not Placement.HOST or one in chosen]
    put = [one for one in kept if _INSTALLS.search(one.at.quote)]
    telling = [one for one in kept if not (_ONLY_AGAIN.match(one.at.quote) or (put and _is_setting_up(one)))]
    return tuple(telling or kept)


def _is_setting_up(database: Database) -> bool:
    """A command that only writes its settings, or makes its users, where another puts it there."""
    return database.placement is Placement.HOST and _SETS_UP.match(database.at.quote) is not None


_SETS_UP = regex(
    r"[\s$>-]{0,12}(?:(?:sudo )?(?:echo|printf|cat|tee|sed|vi|vim|nano|cp|bash -c)\b[^\n]{0,200}"
    r"\b(?:mongod|mysqld?|my|postgresql|pg_hba|mariadb|redis)\.(?:conf|cnf)\b"
    r"|sudo (?:-i )?-u (?:postgres|mysql)\b|sudo mysql\b|mysql -u|mongosh?\b)"
)


def _weight(database: Database) -> tuple[bool, bool, int]:
    """What puts it there weighs most, and what only starts it again least."""
    quote = database.at.quote
    return _ONLY_AGAIN.match(quote) is not None, _INSTALLS.search(quote) is None, database.at.start_line


_INSTALLS = regex(r"(?i)\binstall|initdb|createcluster|\bdocker (?:container )?run\b|설치|インストール")
_SETTLED = frozenset({Placement.HOST, Placement.RDS, Placement.AURORA, Placement.EXTERNAL})
LOCK = regex(r"(?:terraform|\btf|state)[-_.]?(?:state[-_.]?)?lock|lock[-_.]?(?:table|state)", re.IGNORECASE)
"""What a table is called that only keeps two runs of Terraform apart."""


def databases(view: View) -> Evidence[Database]:
    """The databases that serve this environment.

    A container of a compose file is mostly a developer's: it counts when the compose file also runs the
    application or is what gets deployed, and gives way to a database of the same engine that runs somewhere
    else. A connection whose place is unknown, and a file beside the application, give way in the same manner,
    and so does a guide's word about a database that a template describes.
    """
    looked = view.look(Database)
    match looked:
        case Found(facts=facts):
            serving = _serving(view, tuple(fact for fact in current(facts) if not _is_lock(fact)))
            return Found(serving) if serving else Absent()
        case Absent() | Unreadable():
            return looked


def _is_lock(database: Database) -> bool:
    """A table that only keeps two Terraform runs apart holds none of the product's data."""
    return database.placement is Placement.DYNAMODB and bool(LOCK.search(database.name or ""))


def _serving(view: View, found: tuple[Database, ...]) -> tuple[Database, ...]:
    # Which engine it is, only the name of a setting leaves open: what is told better is the same one.
    found = tuple(database for database in found if database.engine != "sql") or found
    settled = [database for database in found if database.placement in _SETTLED]
    started = _started(view)
    kept = tuple(
        database
        for database in found
        if database.placement in _SETTLED
        or database.placement is Placement.DYNAMODB
        or (
            database.placement is Placement.CONTAINER
            and (_is_named(started, database) or not _gives_way(database, settled))
        )
    )
    kept = tuple(database for database in kept if not _is_told_better(database, kept))
    serving = _without_overruled(
        database for database in kept if not _is_composed(started, database) or _is_deployed(started, database)
    )
    if serving:
        serving = tuple(database for database in serving if not _is_only_led_to(database, serving))
        return told_together(_without_met(serving))
    connected = tuple(database for database in found if database.placement is Placement.UNKNOWN)
    if connected:
        return connected
    # A developer's container tells which database the product needs, and not where production's runs.
    local = tuple(replace(database, placement=Placement.UNKNOWN) for database in _without_overruled(kept))
    return local or found


def _without_overruled(databases: Iterable[Database]) -> tuple[Database, ...]:
    """`databases` but those of which another says with more weight what it is."""
    found = tuple(databases)
    weakest = min((database.kind.strength for database in found), default=0)
    strong = [database for database in found if database.kind.strength > weakest]
    return tuple(database for database in found if not any(_overrules(other, database) for other in strong))


def _is_only_led_to(address: Database, serving: tuple[Database, ...]) -> bool:
    """A setting that leads to the program's own machine, where something else shows what has the data there.

    A variable leads to what a container that is deployed publishes, or to what is installed; a file of settings that
    hold for everybody is a developer's beside such a container.
    """
    if address.placement is not Placement.HOST or address.kind.strength < EvidenceKind.CODED.strength:
        return False
    variable = _VARIABLE.match(address.at.quote) is not None
    everybody = address.environment is None and address.at.path.endswith((".yml", ".yaml", ".properties"))
    others = [one for one in serving if one is not address and _is_same(one, address)]
    contained = any(one.placement is Placement.CONTAINER for one in others)
    return (contained and everybody) or (variable and (contained or any(map(_is_installed, others))))


_VARIABLE = regex(r"""\s*(?:- |export )?["']?[A-Z][A-Z\d_]{2,60}["']?\s?[=:]""")


def _is_installed(database: Database) -> bool:
    return database.placement is Placement.HOST and _INSTALLS.search(database.at.quote) is not None


def _without_met(serving: tuple[Database, ...]) -> Iterator[Database]:
    """Without a service that something starts again, where something else puts it on the host: that is to be mended."""
    put = {one.engine for one in serving if one.placement is Placement.HOST and not _STARTS_AGAIN.search(one.at.quote)}
    for one in serving:
        met = bool(put) and one.placement is Placement.HOST and _STARTS_AGAIN.search(one.at.quote) is not None
        if not (met and any(same_engine(engine, one.engine) for engine in put)):
            yield one


_STARTS_AGAIN = regex(r"\b(?:restart(?:ed)?|reload(?:ed)?)\b")


def _gives_way(contained: Database, settled: list[Database]) -> bool:
    """It is a developer's, told apart from where the same data lies in production.

    One that stands beside the application in production's own compose file, or is only told of another host of the
    team's own, is a second way in which the product runs, and not a developer's.
    """
    if contained.kind is EvidenceKind.DECLARED:
        return False  # a template, or what it has a host do, starts it: that is no developer's
    others = [other for other in settled if _is_same(contained, other)]
    if not contained.with_application:
        return bool(others)
    productions = contained.kind is EvidenceKind.CODED and contained.environment in SERVING
    return not productions and any(other.placement is not Placement.HOST for other in others)


def _is_told_better(address: Database, found: tuple[Database, ...]) -> bool:
    """It is no more than the address of a managed database, which a guide has somebody make with all its settings."""
    if address.placement not in MANAGED or address.kind is not EvidenceKind.CODED or _is_described(address):
        return False
    others = [one for one in found if one.placement is address.placement and _is_same(one, address)]
    return any(one.kind is EvidenceKind.INSTRUCTED and _is_described(one) for one in others)


def _is_described(database: Database) -> bool:
    told = (database.instance_class, database.multi_az, database.retention_days, database.public)
    return any(value is not None for value in told)


def _is_same(one: Database, other: Database) -> bool:
    return same_engine(one.engine, other.engine)


def _overrules(stronger: Database, weaker: Database) -> bool:
    """Both speak of one database, and `stronger` says it with more weight: a template rather than a guide."""
    if stronger.kind.strength <= weaker.kind.strength or not _is_same(stronger, weaker):
        return False
    if stronger.placement is weaker.placement is Placement.HOST:
        return False  # whoever moves it mends both what installs it and what leads to it
    if stronger.kind.strength < EvidenceKind.DECLARED.strength and not _in_one_place(stronger, weaker):
        return False
    return len({stronger.name, weaker.name} - {None}) < 2


def _in_one_place(made: Database, told: Database) -> bool:
    """They have one placement, or a script makes of RDS with all its settings what a text would have be Aurora."""
    if made.placement is told.placement:
        return True
    return {made.placement, told.placement} == MANAGED and _is_described(made)


_ONLY_THE_WAY = frozenset({"ssh", "ssm", "codedeploy", "group", "other"})
"""Methods that tell how a release reaches a host, and not what starts it there: it may be a compose file."""


@record(frozen=True, slots=True)
class _Started:
    """What starts the product, asked once for all the databases of a view.

    Attributes:
        methods: how releases start it.
        paths: the files in which releases stand.
        scripts: the names, without folders, of the scripts among them.
        told: what the releases' places are called by.
        serves: whether a container is said to serve.
        applications: the files in which a container of the application stands.
        copied: the files in which something stands that copies the data.
        lasting: the files whose application comes back whenever its host does.
        elsewhere: whether a template describes a platform that runs the product.
    """

    methods: frozenset[str]
    paths: frozenset[str]
    scripts: frozenset[str]
    told: frozenset[str]
    serves: bool
    applications: frozenset[str]
    copied: frozenset[str]
    lasting: frozenset[str]
    elsewhere: bool


def _started(view: View) -> _Started:
    deployments = tuple(view.every(Deployment))
    containers = tuple(view.every(Container))
    paths = frozenset(fact.at.path for fact in deployments)
    names = (path.rpartition("/")[2] for path in paths)
    return _Started(
        methods=frozenset(fact.starts or fact.method for fact in deployments) - {"static", "hosted"},
        paths=paths,
        scripts=frozenset(name for name in names if name.endswith(".sh")),
        told=frozenset(place for fact in deployments for place in fact.places),
        serves=any(fact.environment in SERVING for fact in containers),
        applications=frozenset(fact.file for fact in containers if fact.role == "application" and fact.file),
        copied=frozenset(job.at.path for job in view.every(BackupJob) if job.kind is EvidenceKind.CODED),
        lasting=frozenset(lasting_files(view)),
        elsewhere=runs_elsewhere(view),
    )


def _is_named(started: _Started, database: Database) -> bool:
    """What puts the releases out has this very container started, wherever else the same data may lie."""
    return f"database {database.name or database.engine}" in started.told


def _is_composed(started: _Started, database: Database) -> bool:
    """A compose file starts it, or tells its application of a file that it keeps beside itself."""
    beside = database.placement is Placement.HOST and database.at.path in started.applications
    return database.placement is Placement.CONTAINER or beside


def _is_deployed(started: _Started, database: Database) -> bool:
    """The container serves somebody: not a database that a developer starts beside the editor."""
    if database.kind is not EvidenceKind.CODED or database.environment in SERVING:
        return True
    # Every release runs the script or the task that starts it on the host, so that it is no developer's.
    if f"script {database.at.path}" in started.told or _is_named(started, database):
        return True
    if started.serves:
        # There is a compose file for serving, so this one is for the editor.
        return False
    # What puts the releases out starts it, too; or a script of the same name, `api/deploy.sh` beside `db/deploy.sh`.
    if database.at.path in started.paths or database.at.path.rpartition("/")[2] in started.scripts:
        return True
    # Nobody keeps copies of what lies beside an editor.
    if "compose" in started.methods or database.at.path in started.copied:
        return True
    others_start = started.methods - _ONLY_THE_WAY or (started.elsewhere and not started.methods)
    if others_start and database.at.path not in started.lasting:
        return False
    return bool(database.with_application) or database.at.path in started.applications


_DUMPS = {"pg_dump": "postgresql", "pg_dumpall": "postgresql", "wal": "postgresql", "pg_basebackup": "postgresql",
          "mysqldump": "mysql", "mongodump": "mongodb", "litestream": "sqlite"}  # fmt: skip


def engine_of(job: BackupJob) -> str | None:
    """The engine whose data `job` copies, as far as its method tells."""
    return _DUMPS.get(job.method)


def alike(found: Iterable[Database]) -> list[Database]:
    """The first of each engine in each sort of place: a job that covers one of them covers all like it."""
    kinds: dict[tuple[str, Placement], Database] = {}
    for database in found:
        kinds.setdefault((database.engine, database.placement), database)
    return list(kinds.values())


def covers(job: BackupJob, database: Database) -> bool:
    """`job` copies the data of `database`: a dump of its own engine, or the volume under it."""
    if job.subject == "volume":
        # A file of SQLite lies on the volume of whatever runs the program.
        return database.placement in OWN or database.placement is Placement.EMBEDDED
    if job.subject != "database":
        return False
    engine = engine_of(job)
    return engine is None or same_engine(engine, database.engine)
