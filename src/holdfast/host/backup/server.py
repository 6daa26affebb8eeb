"""A PostgreSQL server that nobody but this process reaches: on a Unix socket in a closed folder, with little memory."""

import os
import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import quote

from holdfast.host.backup.failure import BackupError, Cause
from holdfast.host.backup.programs import Programs, finish, start
from holdfast.host.processes.accounts import Account

if TYPE_CHECKING:
    import psycopg

SUPERUSER = "postgres"
"""The superuser of clusters that we make; a restored cluster has its own."""

_ALONE = {
    "listen_addresses": "",
    "port": "5432",
    "unix_socket_permissions": "0700",
    "ssl": "off",
    "logging_collector": "off",
    "log_destination": "stderr",
    "log_min_messages": "log",
    "log_line_prefix": "",
    "cluster_name": "holdfast",
    "archive_mode": "off",
    "autovacuum": "off",
    "jit": "off",
    "shared_buffers": "64MB",
    "work_mem": "4MB",
    "maintenance_work_mem": "64MB",
    "max_parallel_workers": "2",
    "huge_pages": "off",
}
"""What keeps it private and small. Given with the start, because that wins over every file in the data folder."""

THROWN_AWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
"""For clusters that are removed anyway: a crash of the machine may cost them."""

_LONGEST_SOCKET = 107 - len("/.s.PGSQL.5432")
_STOP_SECONDS = 60
_PAUSE_SECONDS = 0.05
_ENDING_SECONDS = 10
"""PostgreSQL kills what does not end at once after 5 s (SIGKILL_CHILDREN_AFTER_SECS, PostgreSQL 18)."""


@dataclass(slots=True, kw_only=True)
class Server:
    """A server on one data folder, ended by `stop` or by leaving the `with`.

    Attributes:
        data: the data folder.
        home: a folder of the server's user alone: socket, log and access rules lie in it.
        programs: PostgreSQL's programs of its major version.
        account: whom it runs as; this process's own user when None.
        settings: over what keeps it private and small.
        user: who connects; found out by `find_superuser` in a restored cluster.
    """

    data: Path
    home: Path
    programs: Programs
    account: Account | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    user: str = SUPERUSER
    _process: "subprocess.Popen[bytes] | None" = field(default=None, repr=False)

    def make(self) -> None:
        """Make an empty cluster in the data folder.

        Raises:
            BackupError: initdb fails.
        """
        words = ["-U", self.user, "-E", "UTF8", "--locale=C.UTF-8", "--auth=trust", "-N", "--no-instructions"]
        finish((self.programs["initdb"], "-D", str(self.data), *words), account=self.account)

    @property
    def log(self) -> Path:
        """What the server says of itself."""
        return self.home / "postgres.log"

    def url(self, database: str = "postgres") -> str:
        """The connection URL of one database: no password, because the folder lets nobody else in."""
        name = f"postgresql://{quote(self.user, safe='')}@/{quote(database, safe='')}"
        # Named, so that a PGPORT and the like of the caller's change nothing.
        return f"{name}?host={quote(str(self.home), safe='')}&port={_ALONE['port']}&target_session_attrs=any"

    def start(self, *, seconds: float = 86_400, waiting: Callable[[], None] = lambda: None) -> None:
        """Start it and return when it takes connections; a recovery goes on until it is consistent first.

        Args:
            seconds: how long at most.
            waiting: called in between, about twenty times a second.

        Raises:
            BackupError: it does not start; the message says why.
        """
        if len(str(self.home)) > _LONGEST_SOCKET:
            raise BackupError(
                Cause.TARGET,
                "the folder's path is too long for a Unix socket",
                where=str(self.home),
                next_step="give `backup.data_folder` a shorter path",
            )
        self._write_rules()
        settings = {
            **_ALONE,
            "unix_socket_directories": str(self.home),
            "hba_file": str(self.home / "hba.conf"),
            "ident_file": str(self.home / "ident.conf"),
            **self._files(),
            **self.settings,
        }
        words = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        command = (self.programs["postgres"], "-D", str(self.data), *words)
        with self.log.open("ab") as log:
            self._process = start(
                command, stdout=log.fileno(), stderr=log.fileno(), account=self.account, own_session=True
            )
        deadline = time.monotonic() + seconds
        while not self._answers():
            if self._process.poll() is not None:
                raise self._failed()
            if time.monotonic() > deadline:
                raise BackupError(
                    Cause.PROGRAM,
                    f"the server did not take connections within {seconds:g} s",
                    where=str(self.data),
                    next_step=f"read its log: {self.last_words()}",
                )
            waiting()
            time.sleep(_PAUSE_SECONDS)

    def wait_until(self, condition: Callable[[], bool], *, seconds: float = 86_400) -> None:
        """Return when `condition` holds.

        Raises:
            BackupError: the server ended, or it took too long; the message says why.
        """
        deadline = time.monotonic() + seconds
        while not condition():
            if self._process is None or self._process.poll() is not None:
                raise self._failed()
            if time.monotonic() > deadline:
                raise BackupError(Cause.PROGRAM, f"waited {seconds:g} s for the server in vain", where=str(self.data))
            time.sleep(_PAUSE_SECONDS)

    def check_running(self) -> None:
        """Raise what ended the server, when something has.

        Raises:
            BackupError: it has ended.
        """
        if self._process is None or self._process.poll() is not None:
            raise self._failed()

    def _check_not_ending(self) -> None:
        """Raise what ended the server, given a little time: one that stops refuses everybody before it has ended."""
        with suppress(subprocess.TimeoutExpired):
            if self._process is not None:
                self._process.wait(_ENDING_SECONDS)
        self.check_running()

    def check_disk(self) -> None:
        """Raise that the disk is full, when the log says so: programs that lose their server only say that they did.

        Raises:
            BackupError: it is.
        """
        if any("No space left on device" in line for line in _lines(self.log)):
            _, cause, happened, step = _KNOWN[0]
            raise BackupError(cause, happened, where=str(self.data), next_step=step)

    @contextmanager
    def connect(self, database: str = "postgres") -> Iterator["psycopg.Connection[Any]"]:
        """A connection of the superuser to one database, each statement committed at once.

        Raises:
            BackupError: the server has ended, or does not answer.
        """
        import psycopg

        try:
            with psycopg.connect(self.url(database), autocommit=True, connect_timeout=10) as connection:
                yield connection
        except psycopg.OperationalError as error:
            self._check_not_ending()
            raise BackupError(
                Cause.DATABASE,
                f"the restored server lost the connection ({error.sqlstate or 'no answer'})",
                where=str(self.data),
                next_step=f"read its log: {self.last_words()}",
            ) from error

    def find_superuser(self, *candidates: str) -> None:
        """Become a superuser of a restored cluster, whose names are its own: asked as one of `candidates`.

        Raises:
            BackupError: none of them may log in there.
        """
        import psycopg

        query = "SELECT rolname FROM pg_roles WHERE rolsuper AND rolcanlogin ORDER BY oid LIMIT 1"
        for name in dict.fromkeys(filter(None, (*candidates, SUPERUSER))):
            self.user = name
            with suppress(psycopg.Error), psycopg.connect(self.url(), autocommit=True) as connection:
                row = connection.execute(query).fetchone()
                self.user = str(row[0]) if row else name
                return
        self._check_not_ending()
        raise BackupError(
            Cause.DATABASE,
            "no role of the restored cluster is known that may log in",
            where=", ".join(dict.fromkeys(filter(None, candidates))),
            next_step="set the spec's database variable to a URL that names one of its roles",
        )

    def stop(self, *, at_once: bool = False) -> None:
        """End it: cleanly, or at once where its data are thrown away."""
        process, self._process = self._process, None
        if process is None:
            return
        for what, seconds in ((signal.SIGQUIT if at_once else signal.SIGINT, _STOP_SECONDS), (signal.SIGQUIT, 10)):
            if process.poll() is not None:
                break
            process.send_signal(what)
            with suppress(subprocess.TimeoutExpired):
                process.wait(seconds)
        if process.poll() is None:
            process.kill()
            process.wait()

    def last_words(self) -> str:
        """The last lines of its log that tell of trouble, on one line."""
        lines = _lines(self.log)
        bad = [line for line in lines if re.search(r"\b(FATAL|PANIC|ERROR|HINT|DETAIL):", line)]
        return " | ".join((bad or lines)[-4:])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop(at_once=True)

    def _answers(self) -> bool:
        import psycopg

        try:
            with psycopg.connect(self.url(), autocommit=True, connect_timeout=10):
                return True
        except psycopg.OperationalError as error:
            # A role or a database that is not there is an answer, too: the server lives and takes connections.
            return "does not exist" in str(error) and "No such file" not in str(error)

    def _files(self) -> Mapping[str, str]:
        """Where the configuration lies when it is not in the data folder, as on Debian and Ubuntu."""
        if (self.data / "postgresql.conf").exists():
            return {}
        empty = self.home / "postgresql.conf"
        _write(empty, "", self.account)
        return {"config_file": str(empty), "data_directory": str(self.data)}

    def _write_rules(self) -> None:
        _write(self.home / "hba.conf", "local all all trust\n", self.account)
        _write(self.home / "ident.conf", "", self.account)

    def _failed(self) -> BackupError:
        lines = _lines(self.log)[-200:]
        words = "\n".join(lines)
        if re.search(r"could not restore file .* exit code 1[3-9]\d", words):
            ours = [line for line in lines if line.startswith("holdfast: ")]
            said = next((line for line in reversed(ours) if ";  next: " in line), ours[-1] if ours else "")
            told, _, step = said.removeprefix("holdfast: ").partition(";  next: ")
            return BackupError(
                Cause.STORE_DAMAGED,
                f"the recovery stopped, because WAL did not come: {told or 'see the log'}",
                where=str(self.data),
                next_step=step or "see `holdfast backup status`, and ask for an earlier moment (--to-time)",
            )
        for pattern, cause, happened, step in _KNOWN:
            if re.search(pattern, words):
                return BackupError(cause, happened, where=str(self.data), next_step=step)
        return BackupError(
            Cause.PROGRAM,
            f"the restored server does not start: {self.last_words() or 'it says nothing'}",
            where=str(self.data),
            next_step="mend what it says and run it again",
        )


_KNOWN = (
    (
        r"No space left on device",
        Cause.DISK_FULL,
        "the disk is full",
        "make room there, and run it again; what was there before is untouched",
    ),
    (
        r"recovery ended before configured recovery target was reached",
        Cause.TARGET,
        "the archive of the WAL ends before the moment asked for",
        "ask for an earlier moment, or for the newest: leave --to-time out",
    ),
    (
        r"requested recovery stop point is before consistent recovery point",
        Cause.TARGET,
        "the moment asked for is before the end of the base backup",
        "choose an older backup, or a later moment",
    ),
    (
        r"could not locate required checkpoint record|WAL ends before (end of online backup|consistent recovery point)",
        Cause.STORE_DAMAGED,
        "WAL that the base backup needs is not in the archive",
        "choose another backup (`holdfast backup list`); see what is missing with `holdfast backup status`",
    ),
    (
        r"invalid page in block|checksum verification failed|could not read block",
        Cause.STORE_DAMAGED,
        "the restored files are damaged",
        "choose another backup (`holdfast backup list`)",
    ),
    (
        r"database files are incompatible with server",
        Cause.UNSUPPORTED,
        "PostgreSQL's programs here are of another version than the backup",
        "install the version that `holdfast backup list` names for it",
    ),
    (
        r"could not access file \"[^\"]*\"",
        Cause.PROGRAM,
        "a library that the cluster loads (shared_preload_libraries) is not installed here",
        "install the extensions of the server that was backed up",
    ),
)


def _write(path: Path, text: str, account: Account | None) -> None:
    path.write_text(text, encoding="utf-8")
    if account:
        os.chown(path, account.user, account.group)


def _lines(path: Path) -> list[str]:
    try:
        size = path.stat().st_size
        with path.open("rb") as log:
            log.seek(max(0, size - 64 * 1024))
            return [line.strip() for line in log.read().decode(errors="replace").splitlines() if line.strip()]
    except OSError:
        return []
