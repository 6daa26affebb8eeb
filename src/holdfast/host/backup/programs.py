"""PostgreSQL's own programs: found by major version, run without a shell, their passwords nowhere to be seen."""

import os
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from holdfast.host.backup.connecting import ALIVE
from holdfast.host.backup.failure import BackupError, Cause, lost_database
from holdfast.host.connections import connection_options
from holdfast.host.processes.accounts import Account

FOLDER_VARIABLE = "HOLDFAST_POSTGRESQL_PROGRAMS"
"""Folders with PostgreSQL's programs, parted as in PATH, looked into before the system's."""

_SYSTEM_FOLDERS = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/local/pgsql/bin", "/opt/homebrew/bin")
_LAST_WORDS = 2000
_LOST = (
    "server closed the connection unexpectedly|terminating connection|connection to server was lost|"
    "SSL connection has been closed unexpectedly|could not receive data from server|connection already closed|"
    "connection to server [^\n]* failed: Connection refused"
)
"""What libpq, psycopg2 and servers say of a connection that breaks, and of a server that is gone by now.

A run has had its lock from the same server a moment before (PostgreSQL 16 and 18, seen 2026-11).
"""


@dataclass(frozen=True, slots=True)
class Programs:
    """PostgreSQL's programs of one major version, in one folder."""

    major: int
    folder: Path
    version: str

    def __getitem__(self, name: str) -> str:
        """The path of one program.

        Raises:
            BackupError: this folder does not have it.
        """
        found = self.folder / name
        if not os.access(found, os.X_OK):
            raise BackupError(
                Cause.PROGRAM, f"{name} is not there", where=str(self.folder), next_step=_install(self.major)
            )
        return str(found)

    def has(self, name: str) -> bool:
        """Whether this folder has one program."""
        return os.access(self.folder / name, os.X_OK)


@dataclass(frozen=True, slots=True)
class Libpq:
    """How a program of PostgreSQL's reaches a database: variables, and open files that must be passed on to it."""

    environment: Mapping[str, str] = field(repr=False)
    files: tuple[int, ...] = ()


def find_programs(program: str, *, at_least: int = 0, exactly: int | None = None) -> Programs:
    """The folder with `program` whose major version fits: the lowest one that does.

    A dump wants the lowest version that is not older than the server's, because a dump of a newer version does not
    always restore into an older server. A cluster wants its own version exactly.

    Raises:
        BackupError: there is none.
    """
    found = sorted(_found(program), key=lambda one: one.major)
    fitting = [one for one in found if one.major >= at_least and exactly in {None, one.major}]
    if fitting:
        return fitting[0]
    wanted = exactly or at_least
    seen = ", ".join(f"{one.major} in {one.folder}" for one in found) or "none at all"
    version = f" of PostgreSQL {wanted}{'' if exactly else ' or newer'}" if wanted else ""
    raise BackupError(
        Cause.PROGRAM, f"no {program}{version} is here (found: {seen})", where="PATH", next_step=_install(wanted)
    )


@contextmanager
def libpq(url: str) -> Iterator[Libpq]:
    """Variables with which PostgreSQL's programs connect to `url`, and notice a server whose host has vanished.

    The password goes through a file that has no name, in memory: no command line, no variable and no disk holds it,
    and a killed process leaves nothing behind.

    Raises:
        BackupError: the URL is none that libpq takes; the message does not repeat it.
    """
    from psycopg import Error
    from psycopg.pq import Conninfo

    try:
        options = dict(connection_options(url))
    except (Error, ValueError) as error:
        raise BackupError(
            Cause.DATABASE,
            "the connection URL is none that PostgreSQL takes",
            next_step="see `holdfast launch --check`",
        ) from error
    names = {known.keyword.decode(): known.envvar.decode() for known in Conninfo.get_defaults() if known.envvar}
    password = options.pop("password", None)
    environment = _quiet_environment() | {names[key]: value for key, value in options.items() if key in names}
    environment.setdefault("PGCONNECT_TIMEOUT", "10")
    environment.setdefault("PGAPPNAME", "holdfast backup")
    files: dict[str, str] = {}
    if password is not None:
        files["PGPASSFILE"] = "*:*:*:*:" + re.sub(r"([:\\])", r"\\\1", password) + "\n"
    if "PGSERVICE" not in environment:
        # What has no variable of its own.
        words = {**ALIVE, **{key: value for key, value in options.items() if key in ALIVE}}
        environment["PGSERVICE"] = "holdfast"
        files["PGSERVICEFILE"] = "[holdfast]\n" + "".join(f"{key}={value}\n" for key, value in words.items())
    with ExitStack() as stack:
        handles = {name: stack.enter_context(_in_memory(name, text)) for name, text in files.items()}
        paths = {name: f"/proc/self/fd/{handle}" for name, handle in handles.items()}
        yield Libpq({**environment, **paths}, tuple(handles.values()))


@contextmanager
def _in_memory(name: str, text: str) -> Iterator[int]:
    """A file without a name, for this user alone; open until the end of the `with`."""
    handle = os.memfd_create(name, 0)
    try:
        os.fchmod(handle, 0o600)
        os.write(handle, text.encode())
        yield handle
    finally:
        os.close(handle)


def start(
    command: Sequence[str | os.PathLike[str]],
    connection: Libpq | None = None,
    *,
    stdin: int | None = subprocess.DEVNULL,
    stdout: int | None = subprocess.PIPE,
    stderr: int | None = subprocess.PIPE,
    account: Account | None = None,
    own_session: bool = False,
) -> "subprocess.Popen[bytes]":
    """Start one program, without a shell and without the caller's variables.

    Args:
        command: the program and its words.
        connection: variables and files with which it reaches a database.
        stdin: where it reads from; nothing when left out.
        stdout: where it prints to; a pipe when left out.
        stderr: where it complains; a pipe when left out.
        account: whom it runs as, which needs root; this process's own user when None.
        own_session: whether it is out of reach of the keys that end this process.

    Raises:
        BackupError: it cannot be started.
    """
    known = connection or Libpq(_quiet_environment())
    try:
        return subprocess.Popen(  # noqa: S603  # a fixed program, words from the spec, no shell
            user=account.user if account else None,
            group=account.group if account else None,
            extra_groups=[] if account else None,
            cwd="/" if account else None,
            start_new_session=own_session,
            args=[os.fspath(word) for word in command],
            stdin=stdin,
            stdout=stdout,
            stderr=stderr,
            env=dict(known.environment),
            pass_fds=known.files,
            close_fds=True,
        )
    except OSError as error:
        raise BackupError(
            Cause.PROGRAM, f"cannot be started ({error.strerror})", where=str(command[0]), next_step="see its rights"
        ) from error


def finish(
    command: Sequence[str | os.PathLike[str]], connection: Libpq | None = None, *, account: Account | None = None
) -> str:
    """Run one program to its end, for the little that it prints.

    Raises:
        BackupError: it ends with another code than 0; the message has its last words.
    """
    process = start(command, connection, account=account)
    printed, said = process.communicate()
    if process.returncode:
        raise failed(str(command[0]), process.returncode, said)
    return printed.decode(errors="replace")


def failed(program: str, code: int, said: bytes) -> BackupError:
    """The error of a program that ended badly, with its last words; passwords in URLs are taken out of them."""
    name = Path(program).name
    words = said[-_LAST_WORDS:].decode(errors="replace").strip()
    words = re.sub(r"(://[^:/@\s]*:)[^@\s]+@", r"\1***@", words)
    if re.search(_LOST, words):
        return lost_database(name)
    last = " | ".join(_telling(words))
    full = "No space left" in words
    ended = f"was killed by signal {-code}" if code < 0 else f"ended with {code}"
    return BackupError(
        Cause.DISK_FULL if full else Cause.PROGRAM,
        f"{name} {ended}" + (f": {last}" if last else ""),
        where=name,
        next_step="make room and run it again" if full else "mend what it says and run it again",
    )


def _telling(words: str) -> Sequence[str]:
    """The few lines that say what went wrong: never the statement that failed, whose values may be anybody's."""
    lines = [line.strip() for line in re.sub(r"(?ms)^Command was:.*?(?=^\w+: |\Z)", "", words).splitlines()]
    known = [line for line in lines if line]
    return [line for line in known if re.search(r"\b(error|fatal|panic)\b", line, re.IGNORECASE)][:3] or known[-3:]


def _found(program: str) -> Iterator[Programs]:
    given = [Path(folder) for folder in os.environ.get(FOLDER_VARIABLE, "").split(os.pathsep) if folder]
    system = [folder for pattern in _SYSTEM_FOLDERS for folder in Path("/").glob(pattern.lstrip("/"))]
    path = [Path(folder) for folder in os.environ.get("PATH", os.defpath).split(os.pathsep) if folder]
    seen: set[int] = set()
    for folder in (*given, *system, *path):
        if not os.access(folder / program, os.X_OK):
            continue
        version = _version(folder / program)
        major = int(version.split(".")[0]) if version else 0
        if major and major not in seen:
            seen.add(major)
            yield Programs(major, folder, version)


def _version(program: Path) -> str:
    try:
        said = subprocess.run(  # noqa: S603  # its version, of a path found above
            [str(program), "--version"], capture_output=True, timeout=10, check=False, env=_quiet_environment()
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return ""
    number = re.search(rb"(\d+(?:\.\d+)*)", said)
    return number.group().decode() if number else ""


def _quiet_environment() -> dict[str, str]:
    """PATH and a fixed language alone: a PGHOST of the caller's must not change what is reached, nor LANG the words."""
    kept = {name: os.environ[name] for name in ("HOME", "LD_LIBRARY_PATH", "TZ") if name in os.environ}
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", **kept}


def _install(major: int | None) -> str:
    name = f"postgresql-client-{major}" if major else "postgresql-client"
    return f"install PostgreSQL's programs (Debian and Ubuntu: {name}), or name their folder in {FOLDER_VARIABLE}"
