"""Switching on a host: the old release comes back whatever happens, and a hook that was killed leaves no riddle."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from holdfast.actions.launch import find_product
from holdfast.host.releases.bundle import APP, Identity, pack, read_about
from holdfast.host.releases.failure import ReleaseError
from holdfast.host.releases.layout import Layout
from holdfast.host.releases.managers import Manager
from holdfast.host.releases.switching import Switcher
from holdfast.model.product import Product
from holdfast.model.releases import Making

OLD, NEW, NEXT = (letter * 40 for letter in "abc")


@dataclass
class Machine:
    """What runs on a host: one application, and an agent that tells the identity it was started with."""

    layout: Layout
    started: Path | None = None
    told: str = ""
    kept: str = ""
    broken: set[str] = field(default_factory=set)
    """Commits whose application never answers."""
    lying: str = ""
    """What /health names in the place of the commit."""
    ready: bool = True
    log: list[str] = field(default_factory=list)
    die_at: str = ""

    def do(self, what: str) -> None:
        self.log.append(what)
        if what == self.die_at:
            self.die_at = ""
            raise SystemExit(143)

    def start(self, folder: Path, identity: str) -> None:
        self.do(f"start {folder.name[0]}")
        assert json.loads(identity)["commit"] == folder.name
        self.started = folder.resolve()

    def stop(self) -> None:
        self.do("stop")
        self.started = None

    def folders(self) -> tuple[Path | None, ...]:
        return (self.started,)

    def keep(self) -> None:
        self.kept = self.started.name if self.started else ""

    def restart_agent(self) -> None:
        self.told = json.loads(self.layout.release_file.read_text())["commit"]

    @property
    def answers(self) -> bool:
        return self.started is not None and self.started.name not in self.broken


@dataclass
class Host:
    folder: Path
    machine: Machine
    switcher: Switcher
    port: int
    said: list[str]

    def bundle(self, commit: str, keep: int = 2) -> Path:
        app = self.folder / f"app-{commit[0]}"
        app.mkdir(exist_ok=True)
        health = f"[service.health]\nport = {self.port}\n[service.release]\nready_seconds = 5\nkeep = {keep}\n"
        (app / "holdfast.toml").write_text(f'name = "shop"\n[service]\nport = {self.port}\n{health}')
        (app / "server.js").write_text(f"// {commit}")
        identity = Identity("shop", commit, "", datetime(2026, 11, 26, tzinfo=UTC))
        made = pack(app, ("holdfast.toml", "server.js"), identity, Making(), self.folder / "x.tgz")
        import tarfile

        with tarfile.open(made.path) as archive:
            archive.extraction_filter = getattr(tarfile, "tar_filter", None)
            archive.extractall(self.folder / commit[0])  # noqa: S202 - the filter is set above
        return self.folder / commit[0]

    def bring(self, commit: str, keep: int = 2) -> None:
        bundle = self.bundle(commit, keep)
        self.switcher.bring(bundle, read_about(bundle))

    def ship(self, commit: str) -> None:
        self.bring(commit)
        self.switcher.switch(commit)
        self.switcher.validate(commit)

    def serves(self, commit: str) -> bool:
        """Whether everything on the host says that it is that release, and nothing is under way."""
        spec = (self.switcher.layout.settings / "holdfast.toml").is_file()
        running = self.machine.started is not None and self.machine.started.name == commit
        named = (self.switcher.layout.running(), self.machine.told) == (commit, commit)
        return running and named and spec and not self.switcher.layout.journal.exists()


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Host]:
    layout = Layout("shop", "production", tmp_path / "root")
    layout.base.mkdir(parents=True)
    machine = Machine(layout)

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            commit = machine.lying or machine.told
            body = json.dumps({"release": {"commit": commit}, "failing": [] if machine.ready else ["disk"]}).encode()
            good = machine.answers and (self.path != "/health" or machine.ready)
            self.send_response(200 if good else 503)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name in the base class
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()

    def managed(folder: Path) -> tuple[Product, Manager]:
        return find_product(folder), machine

    said: list[str] = []
    switcher = Switcher(layout, managed, machine.restart_agent, said.append)
    # Five seconds until a release is given up are too many for a test; what lacks then lacks now.
    monkeypatch.setattr("holdfast.host.releases.switching.wait", lambda condition, seconds: condition() and condition())
    yield Host(tmp_path, machine, switcher, server.server_address[1], said)
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_good_release_serves_and_the_one_before_it_stays_beside_it(host: Host) -> None:
    host.ship(OLD)
    host.ship(NEW)

    assert host.serves(NEW)
    assert host.machine.kept == NEW
    assert host.switcher.layout.folder(OLD).is_dir()


def test_a_release_that_does_not_answer_gives_way_to_the_old_one(host: Host) -> None:
    host.ship(OLD)
    host.machine.broken.add(NEW)
    host.bring(NEW)

    with pytest.raises(ReleaseError, match="does not answer"):
        host.switcher.switch(NEW)
    assert host.serves(OLD)
    assert host.machine.kept == OLD


@pytest.mark.parametrize(("lying", "ready", "says"), [(NEXT, True, "/health says cccccccccccc"), ("", False, "disk")])
def test_a_release_that_is_another_or_not_ready_gives_way_to_the_old_one(
    host: Host, lying: str, ready: bool, says: str
) -> None:
    host.ship(OLD)
    host.bring(NEW)
    host.switcher.switch(NEW)
    host.machine.lying, host.machine.ready = lying, ready

    with pytest.raises(ReleaseError, match=says):
        host.switcher.validate(NEW)
    host.machine.lying, host.machine.ready = "", True
    assert host.serves(OLD)


def test_an_application_that_runs_from_another_folder_is_not_the_release(host: Host) -> None:
    host.ship(OLD)
    host.bring(NEW)
    host.switcher.switch(NEW)
    host.machine.started = host.switcher.layout.folder(OLD)

    with pytest.raises(ReleaseError, match="from another folder"):
        host.switcher.validate(NEW)
    assert host.serves(OLD)


@pytest.mark.parametrize("when", ["stop", "start b"])
def test_a_hook_that_is_ended_in_the_midst_of_a_switch_brings_the_old_one_back(host: Host, when: str) -> None:
    host.ship(OLD)
    host.bring(NEW)
    host.machine.die_at = when

    with pytest.raises(SystemExit):
        host.switcher.switch(NEW)
    assert host.serves(OLD)


@pytest.mark.parametrize("when", ["stop", "start b"])
def test_the_next_hook_puts_right_what_a_killed_one_left(
    host: Host, when: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    host.ship(OLD)
    host.bring(NEW)
    host.machine.die_at = when
    with monkeypatch.context() as killed:
        # SIGKILL: nothing of ours runs any more.
        killed.setattr(Switcher, "put_back", lambda _self, _error=None: None)
        with pytest.raises(SystemExit):
            host.switcher.switch(NEW)
    assert not host.serves(OLD)

    host.switcher.put_back()

    assert host.serves(OLD)


def test_the_release_that_runs_is_not_started_again(host: Host) -> None:
    host.ship(OLD)
    before = list(host.machine.log)
    host.ship(OLD)

    assert host.machine.log == before
    assert any("left alone" in line for line in host.said)


def test_without_a_release_before_it_a_bad_one_leaves_nothing_to_go_back_to(host: Host) -> None:
    host.machine.broken.add(NEW)
    host.bring(NEW)

    with pytest.raises(ReleaseError, match="does not answer"):
        host.switcher.switch(NEW)
    assert any("no release to go back to" in line for line in host.said)
    host.machine.broken.clear()
    host.ship(NEW)
    assert host.serves(NEW)


def test_a_corrupt_bundle_touches_nothing(host: Host) -> None:
    host.ship(OLD)
    bundle = host.bundle(NEW)
    (bundle / APP / "server.js").write_text("// other")

    with pytest.raises(ReleaseError, match="corrupt"):
        host.switcher.bring(bundle, read_about(bundle))
    assert host.serves(OLD)
    assert not host.switcher.layout.folder(NEW).exists()


def test_a_release_on_the_host_that_somebody_changed_is_brought_anew_unless_it_runs(host: Host) -> None:
    host.ship(OLD)
    host.bring(NEW)
    changed = host.switcher.layout.folder(NEW) / "server.js"
    changed.write_text("// tampered with")
    host.bring(NEW)
    assert changed.read_text() == f"// {NEW}"

    (host.switcher.layout.folder(OLD) / "server.js").write_text("// tampered with")
    with pytest.raises(ReleaseError, match="are not those that were packed"):
        host.bring(OLD)


def test_what_a_running_application_writes_beside_its_files_is_no_damage(host: Host) -> None:
    host.ship(OLD)
    (host.switcher.layout.folder(OLD) / "cache").write_text("x")
    host.ship(OLD)

    assert host.serves(OLD)


def test_only_as_many_releases_stay_as_the_spec_says(host: Host) -> None:
    for commit in (OLD, NEW, NEXT):
        host.ship(commit)

    names = {path.name for path in (host.switcher.layout.base / "releases").iterdir() if path.is_dir()}
    assert names == {NEW, NEXT}


def test_two_hooks_do_not_work_on_one_host(host: Host) -> None:
    with host.switcher.alone(), pytest.raises(ReleaseError, match="another hook"), host.switcher.alone():
        raise AssertionError
