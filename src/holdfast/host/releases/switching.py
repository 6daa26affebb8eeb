"""What the hooks do on a host: bring a release beside the one that runs, switch to it, see that it is good, go back.

The old release stays whole until the new one serves, and a journal says what is under way: a hook that is killed at
any point leaves a host that the next hook can put right before it begins.
"""

import fcntl
import http.client
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from holdfast.host.releases import bundle as bundles
from holdfast.host.releases.bundle import APP, About
from holdfast.host.releases.failure import ReleaseError
from holdfast.host.releases.identity import Release, is_commit, write_release
from holdfast.host.releases.layout import Layout, unwritable, write
from holdfast.host.releases.managers import Manager, wait
from holdfast.model.errors import HoldfastError
from holdfast.model.product import Product

SPEC = "holdfast.toml"
_ABOUT = ".release"
_ANSWER_SECONDS = 5.0
_MARGIN = 1.2

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Journal:
    """A switch that is under way: from which release (empty when there was none) to which."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Switcher:
    """Switches the releases of one host.

    Args:
        layout: of the host.
        manager_of: gives what starts and stops the release of a folder, by the spec that lies in it.
        restart_agent: lets the agent read spec and identity again.
        say: told a line for each step.
    """

    layout: Layout
    manager_of: Callable[[Path], tuple[Product, Manager]]
    restart_agent: Callable[[], None]
    say: Say

    def bring(self, bundle: Path, about: About) -> None:
        """Copy the release out of an unpacked bundle, beside what runs; it appears whole or not at all.

        Raises:
            ReleaseError: the bundle is corrupt, or the disk does not take it.
        """
        names = bundles.verify(bundle, about)
        target = self.layout.folder(about.commit)
        if target.is_dir():
            if _is_whole(target, bundle):
                self.say(f"{about.commit[:12]} is here already, and whole")
                self._note(about)
                return
            self._set_aside(target, about.commit)
        self._require_space(bundle)
        partial = target.with_name(f".{about.commit}.partial")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.rmtree(partial, ignore_errors=True)
            shutil.copytree(bundle / APP, partial, symlinks=True)
            partial.rename(target)
        except OSError as error:
            shutil.rmtree(partial, ignore_errors=True)
            raise unwritable(error, target) from error
        self._note(about)
        self.say(f"{about.commit[:12]}: {len(names)} files verified and brought beside what runs")

    def switch(self, commit: str) -> None:
        """Stop the release that runs, and start another; the old one comes back when the new one does not answer.

        Raises:
            ReleaseError: the new one does not answer; the old one was started again.
        """
        before = self.layout.running()
        if before == commit and self._runs(commit):
            self.say(f"{commit[:12]} runs already; it is left alone")
            return
        self._write_journal(Journal(before, commit))
        try:
            self._stop(before)
            self._start(commit)
        except BaseException as error:
            # Also when CodeDeploy ends this hook in the midst of it: then, too, the old one must serve.
            self.put_back(error)
            raise

    def validate(self, commit: str) -> None:
        """See that host and application are ready and are that very release, and let it stay.

        Raises:
            ReleaseError: they are not in time; the old one was started again.
        """
        product, manager = self.manager_of(self.layout.folder(commit))
        seconds = float(product.service.release.ready_seconds)
        try:
            lacking = wait(lambda: self._lacking(product, manager, commit), seconds)
            if lacking:
                raise ReleaseError(
                    f"{commit[:12]} is not good after {seconds:g} s: {lacking}",
                    where=str(self.layout.folder(commit)),
                    next_step="see the application's log on the host; the release before it was started again",
                )
            manager.keep()
        except BaseException as error:
            self.put_back(error)
            raise
        self.layout.journal.unlink(missing_ok=True)
        self.say(f"{commit[:12]} is ready, and says that it is {commit[:12]}")
        self._prune(product.service.release.keep, commit)

    def put_back(self, error: BaseException | None = None) -> None:
        """Bring the release back that ran before a switch that did not reach its end; nothing without a journal.

        Args:
            error: why; only for what is said.

        Raises:
            ReleaseError: it does not come back either.
        """
        journal = self._read_journal()
        if journal is None:
            return
        why = f" ({error.happened})" if isinstance(error, HoldfastError) else ""
        if not journal.before:
            self.say(f"{journal.after[:12]} did not become good, and there is no release to go back to{why}")
            self._stop(journal.after)
            self.layout.current.unlink(missing_ok=True)
            self.layout.journal.unlink(missing_ok=True)
            return
        self.say(f"going back from {journal.after[:12]} to {journal.before[:12]}{why}")
        self._stop(journal.after)
        self._start(journal.before)
        self.layout.journal.unlink(missing_ok=True)
        self.say(f"{journal.before[:12]} serves again")

    def about(self, commit: str) -> About:
        """What is known of a release on this host.

        Raises:
            ReleaseError: it is not here.
        """
        return _read_note(self._note_of(commit))

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep every other hook of this host out.

        Raises:
            ReleaseError: the product's folder cannot be made, or another hook works.
        """
        try:
            self.layout.base.mkdir(parents=True, exist_ok=True)
            held = self.layout.lock.open("w", encoding="utf-8")
        except OSError as error:
            raise unwritable(error, self.layout.lock) from error
        with held:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise ReleaseError(
                    "another hook works on this host", where=str(self.layout.lock), next_step="wait until it has ended"
                ) from error
            yield

    def _stop(self, commit: str) -> None:
        if commit and self.layout.folder(commit).is_dir():
            _, manager = self.manager_of(self.layout.folder(commit))
            manager.stop()

    def _start(self, commit: str) -> None:
        """Let everything name the release, start it, and wait until it answers."""
        folder, layout = self.layout.folder(commit), self.layout
        product, manager = self.manager_of(folder)
        release = self.about(commit).release(layout.environment)
        write_release(release, layout.release_file)
        _copy(folder / SPEC, layout.settings / SPEC)
        layout.point(commit)
        manager.start(folder, json.dumps(release.as_dict()))
        seconds = float(product.service.release.ready_seconds)
        ports = product.service.ports
        lacking = wait(lambda: next(filter(None, (_silent(port, product) for port in ports)), ""), seconds)
        if lacking:
            raise ReleaseError(
                f"{commit[:12]} does not answer after {seconds:g} s: {lacking}",
                where=str(folder),
                next_step="see the application's log on the host",
            )
        self.restart_agent()
        self.say(f"{commit[:12]} answers")

    def _runs(self, commit: str) -> bool:
        _, manager = self.manager_of(self.layout.folder(commit))
        return self._read_journal() is None and _all_in(manager, self.layout.folder(commit))

    def _lacking(self, product: Product, manager: Manager, commit: str) -> str:
        if not _all_in(manager, self.layout.folder(commit)):
            return "a process of it does not run, or runs from another folder"
        return _not_good(product.service.health.port, commit)

    def _require_space(self, bundle: Path) -> None:
        size = sum(path.lstat().st_size for path in (bundle / APP).rglob("*"))
        free = shutil.disk_usage(self.layout.base).free
        if size * _MARGIN > free:
            raise ReleaseError(
                f"the release needs {size >> 20} MiB, and the disk has {free >> 20} MiB left",
                where=str(self.layout.base),
                next_step="make room, or a larger disk; nothing was changed",
            )

    def _set_aside(self, target: Path, commit: str) -> None:
        """A folder that is not what was packed: somebody changed it, or a disk did. What runs is never moved."""
        if self.layout.running() == commit:
            raise ReleaseError(
                "the running release's files are not those that were packed",
                where=str(target),
                next_step="deploy another commit, or replace the host",
            )
        shutil.rmtree(target, ignore_errors=True)
        self.say(f"{commit[:12]} was here, but not whole; it is brought anew")

    def _prune(self, keep: int, running: str) -> None:
        """Take away the oldest releases, by when they were brought; never the running one."""
        there = [path for path in (self.layout.base / "releases").iterdir() if is_commit(path.name)]
        there.sort(key=lambda path: self._brought(path.name), reverse=True)
        others = [path for path in there if path.name != running]
        for path in others[keep - 1 :]:
            shutil.rmtree(path, ignore_errors=True)
            self._note_of(path.name).unlink(missing_ok=True)
            self.say(f"{path.name[:12]} was taken away; {keep} releases stay")

    def _brought(self, commit: str) -> float:
        try:
            return self._note_of(commit).stat().st_mtime
        except OSError:
            return 0.0

    def _note_of(self, commit: str) -> Path:
        return self.layout.base / "releases" / f"{_ABOUT}-{commit}.json"

    def _note(self, about: About) -> None:
        write(self._note_of(about.commit), json.dumps(asdict(about)) + "\n")

    def _write_journal(self, journal: Journal) -> None:
        write(self.layout.journal, json.dumps(asdict(journal)) + "\n")

    def _read_journal(self) -> Journal | None:
        try:
            found = json.loads(self.layout.journal.read_bytes())
            return Journal(str(found["before"]), str(found["after"]))
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return None


def _is_whole(target: Path, bundle: Path) -> bool:
    try:
        bundles.require_whole(target, bundles.expected_files(bundle), more=True)
    except ReleaseError:
        return False
    return True


def _read_note(path: Path) -> About:
    try:
        found: Mapping[str, str] = json.loads(path.read_bytes())
        return About(**found)
    except (OSError, ValueError, TypeError) as error:
        raise ReleaseError(
            "the release is not on this host", where=str(path), next_step="deploy it, which brings it"
        ) from error


def _all_in(manager: Manager, folder: Path) -> bool:
    found = manager.folders()
    real = Path(os.path.realpath(folder))
    return bool(found) and all(where == real for where in found)


def _silent(port: int, product: Product) -> str:
    """Why the application does not count as answering on a port; empty when it does."""
    status = _asked(port, product.service.health.path)
    if isinstance(status, str):
        return f"port {port} {status}"
    return f"port {port} answers {status[0]}" if status[0] >= 500 else ""


def _not_good(port: int, commit: str) -> str:
    """Why `/health` of this host does not name that very commit, and ready; empty when it does."""
    found = _asked(port, "/health")
    if isinstance(found, str):
        return f"the agent {found}"
    status, body = found
    try:
        told = json.loads(body)
        release = Release(commit=str(told["release"]["commit"]))
    except (ValueError, KeyError, TypeError):
        return "the agent does not say which release runs"
    if release.commit != commit:
        return f"/health says {release.short or 'nothing'}"
    if status != 200:
        failing = told.get("failing") or [told.get("status", status)]
        return f"the host is not ready: {', '.join(map(str, failing))}"
    return ""


def _asked(port: int, path: str) -> tuple[int, bytes] | str:
    """Status and body, or why there is none."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_ANSWER_SECONDS)
    try:
        connection.request("GET", path, headers={"Connection": "close"})
        answer = connection.getresponse()
        return answer.status, answer.read(1 << 20)
    except (OSError, http.client.HTTPException):
        return "does not answer"
    finally:
        connection.close()


def _copy(source: Path, target: Path) -> None:
    try:
        write(target, source.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ReleaseError("the release has no spec that can be read", where=str(source)) from error
