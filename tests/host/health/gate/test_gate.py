"""The gate on a folder of its own, with a reload that only remembers."""

import logging
import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from holdfast.host.health.gate import Gate, ReloadError, server_lines

NAME = "shop-production"
PORTS = (3000, 3001, 3002)


class Reload:
    """Remembers what Nginx would have read at each reload; refuses while told to."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.read: list[str] = []
        self.refuses = False

    def __call__(self) -> None:
        if self.refuses:
            raise ReloadError("Nginx refuses its configuration", where="/etc/nginx/nginx.conf:3", next_step="mend it")
        self.read.append(self.file.read_text(encoding="utf-8"))


@pytest.fixture
def reload(tmp_path: Path) -> Reload:
    file = tmp_path / "nginx" / f"{NAME}.servers.conf"
    file.parent.mkdir()
    file.write_text(server_lines(PORTS, PORTS), encoding="utf-8")
    return Reload(file)


@pytest.fixture
def several(tmp_path: Path, reload: Reload) -> Gate:
    return Gate(tmp_path / "run", NAME, reload.file, PORTS, reload)


def single(tmp_path: Path) -> Gate:
    def never() -> None:
        raise AssertionError("one port needs no reload")

    return Gate(tmp_path / "run", NAME, None, (3000,), never)


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_one_port_closes_by_a_file_and_never_reloads(tmp_path: Path) -> None:
    gate = single(tmp_path)

    outcome = gate.update(ready=False, upstreams={3000: True})

    assert (outcome.closed, outcome.changed, outcome.problem) == (True, True, "")
    assert files(tmp_path / "run") == [f"{NAME}.closed"]


def test_one_port_opens_by_removing_the_file(tmp_path: Path) -> None:
    gate = single(tmp_path)
    gate.update(ready=False, upstreams={})

    outcome = gate.update(ready=True, upstreams={})

    assert (outcome.closed, outcome.changed) == (False, True)
    assert files(tmp_path / "run") == []


def test_an_update_without_news_changes_nothing(tmp_path: Path) -> None:
    gate = single(tmp_path)
    gate.update(ready=False, upstreams={})

    assert not gate.update(ready=False, upstreams={}).changed
    gate.update(ready=True, upstreams={})
    assert not gate.update(ready=True, upstreams={}).changed


def test_making_a_gate_leaves_the_files_as_they_are(tmp_path: Path, several: Gate, reload: Reload) -> None:
    several.update(ready=True, upstreams={3001: False})
    several.update(ready=False, upstreams={3001: False})
    before = (files(tmp_path / "run"), reload.file.read_text(encoding="utf-8"))

    Gate(tmp_path / "run", NAME, reload.file, PORTS, reload)

    assert (files(tmp_path / "run"), reload.file.read_text(encoding="utf-8")) == before
    assert len(reload.read) == 1


def test_a_new_gate_opens_a_host_that_a_killed_agent_left_closed(tmp_path: Path) -> None:
    single(tmp_path).update(ready=False, upstreams={})

    assert not single(tmp_path).update(ready=True, upstreams={}).closed
    assert files(tmp_path / "run") == []


def test_one_of_several_servers_is_marked_down_with_one_reload(several: Gate, reload: Reload) -> None:
    several.update(ready=True, upstreams={3000: True, 3001: False, 3002: True})
    several.update(ready=True, upstreams={3000: True, 3001: False, 3002: True})

    assert reload.read == [server_lines(PORTS, (3000, 3002))]
    assert [line.endswith(" down;") for line in reload.read[0].splitlines()] == [False, True, False]


def test_all_servers_down_close_the_host_without_a_reload(several: Gate, reload: Reload) -> None:
    outcome = several.update(ready=True, upstreams=dict.fromkeys(PORTS, False))

    assert outcome.closed
    assert reload.read == []


def test_the_servers_are_in_place_before_the_door_opens(tmp_path: Path, reload: Reload) -> None:
    closed = tmp_path / "run" / f"{NAME}.closed"
    was_closed: list[bool] = []

    def watching() -> None:
        was_closed.append(closed.exists())

    gate = Gate(tmp_path / "run", NAME, reload.file, PORTS, watching)
    gate.update(ready=False, upstreams={})
    gate.update(ready=True, upstreams={3000: False})

    assert was_closed == [True]
    assert not closed.exists()


def test_a_port_that_nobody_judged_counts_as_up(several: Gate, reload: Reload) -> None:
    outcome = several.update(ready=True, upstreams={})

    assert (outcome.closed, outcome.changed, reload.read) == (False, False, [])


def test_a_refused_reload_puts_the_former_servers_back_and_says_so(
    several: Gate, reload: Reload, caplog: pytest.LogCaptureFixture
) -> None:
    before = reload.file.read_text(encoding="utf-8")
    reload.refuses = True

    with caplog.at_level(logging.WARNING):
        outcome = several.update(ready=True, upstreams={3001: False})
        several.update(ready=True, upstreams={3001: False})

    assert reload.file.read_text(encoding="utf-8") == before
    assert not outcome.closed
    assert "/etc/nginx/nginx.conf:3" in outcome.problem
    assert "was put back" in outcome.problem
    assert len(caplog.records) == 1, "the same problem is said once"


def test_a_refused_reload_is_tried_again_until_it_works(several: Gate, reload: Reload) -> None:
    reload.refuses = True
    several.update(ready=True, upstreams={3001: False})
    reload.refuses = False

    outcome = several.update(ready=True, upstreams={3001: False})

    assert (outcome.changed, outcome.problem) == (True, "")
    assert reload.read == [server_lines(PORTS, (3000, 3002))]


def test_a_missing_servers_file_is_written(several: Gate, reload: Reload) -> None:
    reload.file.unlink()

    several.update(ready=True, upstreams={})

    assert reload.read == [server_lines(PORTS, PORTS)]


def test_a_missing_servers_file_stays_written_when_nginx_refuses(several: Gate, reload: Reload) -> None:
    reload.file.unlink()
    reload.refuses = True

    several.update(ready=True, upstreams={})

    assert reload.file.read_text(encoding="utf-8") == server_lines(PORTS, PORTS)


def test_servers_changed_by_hand_are_mended_by_the_next_update(several: Gate, reload: Reload) -> None:
    reload.file.write_text("server 127.0.0.1:1;\n", encoding="utf-8")

    assert several.update(ready=True, upstreams={}).changed
    assert reload.read == [server_lines(PORTS, PORTS)]


class Killed(BaseException):
    """What SIGKILL does to the code that runs: nothing after it happens."""


def test_a_gate_killed_between_writing_and_reloading_reloads_after_its_start(tmp_path: Path, reload: Reload) -> None:
    def killed() -> None:
        raise Killed

    with pytest.raises(Killed):
        Gate(tmp_path / "run", NAME, reload.file, PORTS, killed).update(ready=True, upstreams={3001: False})

    Gate(tmp_path / "run", NAME, reload.file, PORTS, reload).update(ready=True, upstreams={3001: False})

    assert reload.read == [server_lines(PORTS, (3000, 3002))]
    assert files(tmp_path / "run") == []


@pytest.mark.parametrize("where", ["closed", "servers"])
def test_a_place_that_cannot_be_written_is_a_problem_and_not_an_exception(
    tmp_path: Path, reload: Reload, several: Gate, where: str
) -> None:
    place = several.places.closed if where == "closed" else reload.file
    place.unlink(missing_ok=True)
    place.mkdir(parents=True)

    outcome = several.update(where != "closed", {3001: False})

    assert str(place) in outcome.problem
    assert "next:" in outcome.problem
    assert not outcome.closed


def test_a_link_in_the_place_of_the_closed_file_is_not_followed(tmp_path: Path) -> None:
    gate = single(tmp_path)
    gate.places.run_folder.mkdir()
    victim = tmp_path / "victim"
    gate.places.closed.symlink_to(victim)

    assert gate.update(ready=False, upstreams={}).problem
    assert not victim.exists()


def test_no_half_written_servers_are_ever_seen(several: Gate, reload: Reload) -> None:
    whole = {server_lines(PORTS, up) for up in (PORTS, PORTS[:1], PORTS[1:])}
    seen: set[str] = set()
    done = threading.Event()

    def look() -> None:
        while not done.is_set():
            seen.add(reload.file.read_text(encoding="utf-8"))

    watcher = threading.Thread(target=look)
    watcher.start()
    for _ in range(100):
        several.update(ready=True, upstreams={3001: False, 3002: False})
        several.update(ready=True, upstreams={3000: False})
    done.set()
    watcher.join()

    assert len(seen) > 1
    assert seen <= whole


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.booleans(),
            st.fixed_dictionaries(dict.fromkeys(PORTS, st.booleans())),
            st.sampled_from(("", "no", "die")),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_whatever_happened_before_the_last_update_decides(
    tmp_path: Path, steps: list[tuple[bool, dict[int, bool], str]]
) -> None:
    file = tmp_path / "servers.conf"
    nginx = {"read": server_lines(PORTS, PORTS), "mood": ""}
    file.write_text(nginx["read"], encoding="utf-8")

    def reload() -> None:
        if nginx["mood"] == "die":
            raise Killed
        if nginx["mood"] == "no":
            raise ReloadError("refused")
        nginx["read"] = file.read_text(encoding="utf-8")

    gate = Gate(tmp_path / "run", NAME, file, PORTS, reload)
    for ready, upstreams, nginx["mood"] in [*steps, (steps[-1][0], steps[-1][1], "")]:
        try:
            gate.update(ready, upstreams)
        except Killed:
            gate = Gate(tmp_path / "run", NAME, file, PORTS, reload)

    ready, upstreams, _ = steps[-1]
    up = [port for port in PORTS if upstreams[port]]
    assert gate.places.closed.exists() is not (ready and bool(up))
    if ready and up:
        assert nginx["read"] == server_lines(PORTS, up)
