"""The database that a dump is restored in place of: looked at, held alone, filled beside it, exchanged in one step."""

import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from string import ascii_lowercase
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import psycopg
from psycopg import sql

from holdfast.host.backup.connecting import open_connection
from holdfast.host.backup.failure import BackupError, Cause
from holdfast.host.backup.header import Header
from holdfast.host.connections import connection_options, reason_of

_LONGEST_NAME = 63
_TRIES = 6
_OWN = ("postgres", "template0", "template1", "rdsadmin")
_APPLICATION = "holdfast restore"

_LOOK = """
SELECT pg_database_size(d.oid),
       (SELECT count(*) FROM pg_stat_activity a WHERE a.datid = d.oid AND a.backend_type = 'client backend'),
       (SELECT count(*) FROM pg_prepared_xacts p WHERE p.database = d.datname),
       pg_get_userbyid(d.datdba), pg_has_role(d.datdba, 'MEMBER')
FROM pg_database d WHERE d.datname = %s
"""
_OBJECTS = """
SELECT (SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
          WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND n.nspname <> 'information_schema'
            AND n.nspname NOT LIKE 'pg\\_%')
     + (SELECT count(*) FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
          WHERE n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%' AND NOT EXISTS
            (SELECT FROM pg_depend x WHERE x.classid = 'pg_proc'::regclass AND x.objid = p.oid AND x.deptype = 'e'))
     + (SELECT count(*) FROM pg_largeobject_metadata)
"""
_SERVER = """
SELECT current_setting('server_version'), current_user::text, r.rolsuper, r.rolsuper OR r.rolcreatedb,
       CASE WHEN r.rolsuper THEN current_setting('data_directory') END,
       inet_server_addr() IS NULL OR inet_server_addr() <<= '127.0.0.0/8' OR inet_server_addr() = '::1',
       pg_is_in_recovery()
FROM pg_roles r WHERE r.rolname = current_user
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerSeen:
    """The server that a dump goes to.

    Attributes:
        version: such as `16.4`.
        role: as whom we are connected.
        superuser: whether that role is one.
        data_folder: where its data lie, when that is on this machine and the role may know; else None.
    """

    version: str
    role: str
    superuser: bool
    data_folder: Path | None = None

    @property
    def major(self) -> int:
        """Its major version."""
        return int(re.match(r"\d+", self.version).group())  # type: ignore[union-attr]


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseSeen:
    """What bears the target's name now.

    Attributes:
        name: of the target.
        exists: whether there is a database of that name.
        objects: tables, views, sequences, functions and large objects in it.
        size: bytes.
        connections: of others, now.
        owner: its role.
        set_aside: databases that earlier restores replaced and kept, oldest first, with their sizes.
        leftovers: half-restored ones of interrupted restores.
    """

    name: str
    exists: bool = False
    objects: int = 0
    size: int = 0
    connections: int = 0
    owner: str = ""
    set_aside: tuple[tuple[str, int], ...] = ()
    leftovers: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing would be replaced."""
        return self.objects == 0


@dataclass(slots=True)
class TargetServer:
    """A server that takes a dump, reached by an administrator's URL.

    Args:
        url: a secret; the database that it names is not what is replaced.
    """

    url: str = field(repr=False)

    def look(self) -> ServerSeen:
        """What the server is.

        Raises:
            BackupError: it cannot be reached, is a standby, or the role may not make databases.
        """
        with self._connect() as connection:
            row = connection.execute(_SERVER).fetchone()
        if row is None:
            raise _unknown_role()
        version, role, superuser, may_create, folder, local, standby = row
        if standby:
            raise BackupError(
                Cause.TARGET,
                "the target server is a standby, which takes no writes",
                next_step="restore into its primary",
            )
        if not may_create:
            raise BackupError(
                Cause.TARGET,
                f"the role {role} may not make databases, and a restore begins in a new one",
                next_step="name a variable with an administrator's URL: --server VARIABLE",
            )
        there = Path(folder) if folder and local and Path(folder).is_dir() else None
        return ServerSeen(version=str(version), role=str(role), superuser=bool(superuser), data_folder=there)

    def look_at(self, name: str) -> DatabaseSeen:
        """What bears the target's name.

        Raises:
            BackupError: the name is the server's own, or the database is in a state that cannot be exchanged.
        """
        check_name(name)
        with self._connect() as connection:
            row = connection.execute(_LOOK, (name,)).fetchone()
            names = [str(one) for (one,) in connection.execute("SELECT datname FROM pg_database").fetchall()]
            aside = tuple((one, _size(connection, one)) for one in sorted(filter(_pattern(name, "replaced"), names)))
        seen = DatabaseSeen(name=name, set_aside=aside, leftovers=tuple(filter(_pattern(name, "restoring"), names)))
        if row is None:
            return seen
        size, connections, prepared, owner, may_rename = row
        if prepared:
            raise BackupError(
                Cause.TARGET,
                f"{prepared} prepared transaction(s) are open in the target, which keeps it from being exchanged",
                where=name,
                next_step="end them (SELECT gid FROM pg_prepared_xacts; then COMMIT PREPARED or ROLLBACK PREPARED)",
            )
        if not may_rename:
            raise BackupError(
                Cause.TARGET,
                f"the target belongs to {owner}, whom this role does not act for",
                where=name,
                next_step="name a variable with an administrator's URL: --server VARIABLE",
            )
        return DatabaseSeen(
            name=name,
            exists=True,
            objects=self._objects(name),
            size=int(size),
            connections=int(connections),
            owner=str(owner),
            set_aside=seen.set_aside,
            leftovers=seen.leftovers,
        )

    @contextmanager
    def alone(self, name: str) -> Iterator[None]:
        """Hold the target for this process; the server lets go when the process ends, however it ends.

        Raises:
            BackupError: another restore holds it.
        """
        with self._connect() as connection:
            row = connection.execute(
                "SELECT pg_try_advisory_lock(hashtext('holdfast restore'), hashtext(%s))", (name,)
            ).fetchone()
            if row != (True,):
                raise BackupError(
                    Cause.TARGET,
                    "another restore into this database is running",
                    where=name,
                    next_step="wait for it, or end it; then run this again",
                )
            yield

    def make(self, name: str, backup_id: str, header: Header) -> str:
        """Make the empty database beside the target that the dump goes into; half-restored ones are removed first.

        Args:
            name: of the target.
            backup_id: of the backup.
            header: with the encoding and locale that it had.

        Returns:
            its name.

        Raises:
            BackupError: it cannot be made.
        """
        fresh = beside(name, "restoring", backup_id.rsplit("-", 1)[-1] + _stamp())
        with self._connect() as connection:
            for left in self.look_at(name).leftovers:
                self.drop(left)
            header.make(connection, fresh)
        return fresh

    def drop(self, name: str) -> None:
        """Remove a half-restored database, connections and all.

        Raises:
            BackupError: it cannot be removed.
        """
        if not re.search(r"_restoring_", name):
            raise BackupError(Cause.TARGET, "not one of ours, so it is never removed", where=name)
        with self._connect() as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def exchange(self, name: str, fresh: str) -> str:
        """Put the restored database in the target's place in one transaction; the old one is kept beside it.

        Connections to the old one are ended; those that come in the meantime wait, and then reach the new one.

        Returns:
            the name under which the old one is kept; empty when there was none.

        Raises:
            BackupError: connections could not be ended. Nothing is changed then.
        """
        seen, stamp = self.look_at(name), _stamp()
        taken = {one for one, _ in seen.set_aside}
        # A restore within the same second as another gets one letter more.
        marked = (beside(name, "replaced", stamp + more) for more in ("", *ascii_lowercase))
        aside = next((one for one in marked if one not in taken), "") if seen.exists else ""
        for attempt in range(_TRIES):
            try:
                self._exchange(name, fresh, aside)
            except psycopg.errors.ObjectInUse as error:
                if attempt + 1 == _TRIES:
                    raise BackupError(
                        Cause.TARGET,
                        "connections to the target come back, or belong to a role that this one may not end",
                        where=name,
                        next_step="stop the application, and run it again; nothing was changed",
                    ) from error
            except psycopg.errors.InsufficientPrivilege as error:
                raise BackupError(
                    Cause.TARGET,
                    "the role may not rename the target, or not end the connections to it",
                    where=name,
                    next_step="name a variable with an administrator's URL: --server VARIABLE; nothing was changed",
                ) from error
            else:
                return aside
        return aside

    def give_properties(self, name: str, header: Header) -> tuple[str, ...]:
        """Give a database the dump's owner, settings and grants; one line for each that the server refused."""
        with self._connect() as connection:
            return header.apply(connection, name)

    def connect_to(self, name: str) -> psycopg.Connection[Any]:
        """A connection to one database of the server, each statement committed at once."""
        return _open(with_database(self.url, name))

    def _exchange(self, name: str, fresh: str, aside: str) -> None:
        """Both names in one transaction.

        The first ALTER takes the database's lock and waits up to 5 s for its connections to be gone: they are ended
        from beside it, and new ones wait for the lock (dbcommands.c of PostgreSQL 16, read 2026-11).
        """
        with self._connect() as connection, self._ending((name,) if aside else (), (fresh,)), connection.transaction():
            for old, new in ((name, aside), (fresh, name)):
                if new:
                    rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
                    connection.execute(rename.format(sql.Identifier(old), sql.Identifier(new)))

    @contextmanager
    def _ending(self, *groups: Sequence[str]) -> Iterator[None]:
        """End connections to these databases, again and again, during the `with`."""
        names = [name for group in groups for name in group]
        done = threading.Event()

        def end() -> None:
            query = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ANY(%s) AND pid <> ALL(%s)"
            with suppress(psycopg.Error, BackupError), self._connect() as connection:
                while not done.is_set():
                    connection.execute(query, (names, [connection.info.backend_pid]))
                    done.wait(0.05)

        ending = threading.Thread(target=end, name="ends connections", daemon=True)
        ending.start()
        try:
            yield
        finally:
            done.set()
            ending.join(10)

    def _objects(self, name: str) -> int:
        with self.connect_to(name) as connection:
            row = connection.execute(_OBJECTS.encode()).fetchone()
        return int(row[0]) if row else 0

    @contextmanager
    def _connect(self) -> Iterator[psycopg.Connection[Any]]:
        """A connection to the server's own database, not to the target, which could not be renamed under it."""
        try:
            connection = _open(with_database(self.url, "postgres"))
        except BackupError:
            connection = _open(with_database(self.url, "template1"))
        with connection:
            yield connection


def check_name(name: str) -> None:
    """That a database of this name may be replaced.

    Raises:
        BackupError: it is one of the server's own.
    """
    if name in _OWN:
        raise BackupError(
            Cause.TARGET,
            "this is one of the server's own databases, and is never replaced",
            where=name,
            next_step="name the application's database",
        )
    if not name or "\0" in name or len(name.encode()) > _LONGEST_NAME:
        raise BackupError(
            Cause.TARGET, "not a name for a database", where=name[:_LONGEST_NAME], next_step="use at most 63 bytes"
        )


def beside(name: str, what: str, mark: str) -> str:
    """A name beside `name`, within PostgreSQL's 63 bytes: `shop_replaced_20261125t031500z`."""
    end = f"_{what}_{mark.lower()}"
    return _cut(name, _LONGEST_NAME - len(end)) + end


def with_database(url: str, name: str) -> str:
    """The same URL, naming another database."""
    parts = urlsplit(url)
    query = [(word, value) for word, value in parse_qsl(parts.query) if word != "dbname"]
    return parts._replace(path="/" + quote(name, safe=""), query=urlencode(query)).geturl()


def _pattern(name: str, what: str) -> Any:
    end = re.compile(rf"_{what}_[0-9a-z]{{8,36}}")

    def fits(found: str) -> bool:
        start = found.rfind(f"_{what}_")
        return bool(start > 0 and end.fullmatch(found[start:]) and found[:start] == _cut(name, 63 - len(found[start:])))

    return fits


def _cut(name: str, longest: int) -> str:
    return name.encode()[:longest].decode(errors="ignore")


def _stamp() -> str:
    return f"{datetime.now(UTC):%Y%m%dt%H%M%Sz}"


def _size(connection: psycopg.Connection[Any], name: str) -> int:
    row = connection.execute("SELECT pg_database_size(%s)", (name,)).fetchone()
    return int(row[0]) if row else 0


def _open(url: str) -> psycopg.Connection[Any]:
    try:
        return open_connection(url, application_name=_APPLICATION)
    except ValueError as error:
        raise BackupError(
            Cause.DATABASE, "the connection URL is none that PostgreSQL takes", next_step="mend the variable's value"
        ) from error
    except psycopg.Error as error:
        raise BackupError(
            Cause.DATABASE,
            f"the target server does not let us in ({reason_of(error)})",
            where=connection_options(url).get("host", ""),
            next_step="see that it runs, and that the variable holds an administrator's URL",
        ) from error


def _unknown_role() -> BackupError:
    return BackupError(Cause.DATABASE, "the role that is connected is not known to the server", next_step="try again")
