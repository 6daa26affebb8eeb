"""`holdfast launch` as a service manager runs it: exit codes, signals, PM2, and a canary that never shows."""

import json
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from holdfast.rig.aws import EmbeddedAws
from holdfast.rig.pm2 import Pm2
from tests.host.configuration.answers import Answer, playing

pytestmark = pytest.mark.integration

PROGRAM, FOLDER = "/usr/local/bin/holdfast", "/srv/shop/current"
"""Where the page's examples have the program and the application."""

CANARY = "Zq8canaryVALUE77xx"
SPEC = """
name = "shop"
[service]
last_good_copy_hours = 24
command = ["sh", "-c", "exit 9"]
[[service.variables]]
name = "DATABASE_URL"
kind = "postgres-url"
[[service.variables]]
name = "TOKEN"
[[service.variables]]
name = "MINUTES"
kind = "integer"
minimum = 5
[environments.production]
secrets = ["shop/production/api"]
"""
GOOD = {"DATABASE_URL": f"postgres://shop:{CANARY}@db:5432/shop", "TOKEN": f'{CANARY}\n="한', "MINUTES": 30}


@dataclass(frozen=True)
class Launcher:
    """A folder with a spec, and the environment in which launches run."""

    folder: Path
    environment: dict[str, str]

    def begin(self, *words: str, **more: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "holdfast", "launch", *words],
            cwd=self.folder,
            env={**self.environment, **more},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def run(self, *words: str, **more: str) -> tuple[int, str, str]:
        """Run to the end: exit code, output, errors."""
        with self.begin(*words, **more) as process:
            out, err = process.communicate(timeout=60)
        return process.returncode, out.decode(), err.decode()


@pytest.fixture(scope="module")
def server() -> Iterator[EmbeddedAws]:
    with EmbeddedAws.start() as started:
        yield started


@pytest.fixture
def launcher(server: EmbeddedAws, tmp_path: Path) -> Launcher:
    server.reset()
    store(server, json.dumps(GOOD))
    (tmp_path / "holdfast.toml").write_text(SPEC)
    node = Path(sys.executable).parent
    return Launcher(
        tmp_path,
        {
            "PATH": f"{node}:/usr/bin:/bin",
            "LANG": "C.UTF-8",
            "HOLDFAST_STATE": str(tmp_path / "state"),
            **server.environment(),
        },
    )


def store(server: EmbeddedAws, text: str, name: str = "shop/production/api") -> None:
    server.client("secretsmanager").create_secret(Name=name, SecretString=text)


def until(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline, f"never happened: {what}"
        time.sleep(0.02)


def command_lines() -> bytes:
    """What the process list of this machine shows."""
    shown = b""
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            shown += file.read_bytes()
        except OSError:  # it ended in the meantime
            continue
    return shown


PRINT = "import os, sys; sys.stdout.write(os.environ['TOKEN'] + '|' + os.environ['MINUTES']); sys.exit(7)"


def test_the_application_gets_its_variables_and_its_exit_status_is_its_own(launcher: Launcher) -> None:
    code, out, err = launcher.run("--", sys.executable, "-c", PRINT)

    assert (code, out) == (7, f'{CANARY}\n="한|30')
    assert err.splitlines()[0].startswith("holdfast: launch starts: commit=unknown")
    assert CANARY not in err


def test_the_specs_command_is_the_default_and_options_of_the_command_need_no_dashes_before(launcher: Launcher) -> None:
    assert launcher.run()[0] == 9
    assert launcher.run("sh", "-c", "exit 5")[0] == 5


def test_the_first_line_names_the_release_that_the_deployment_gave(launcher: Launcher) -> None:
    release = json.dumps({"commit": "0123456789abcdef", "tag": "v1.2"})

    _, out, err = launcher.run("--", "sh", "-c", 'printf %s "$HOLDFAST_RELEASE"', HOLDFAST_RELEASE=release)

    assert err.splitlines()[0] == (
        "holdfast: launch starts: commit=0123456789abcdef tag=v1.2 built_at=unknown environment=unknown"
    )
    assert out == release


def test_a_check_starts_nothing_and_keeps_nothing(launcher: Launcher) -> None:
    code, out, err = launcher.run("--check", "--", "touch", "started")

    assert (code, out) == (0, "")
    assert "there and valid (production)" in err
    assert sorted(file.name for file in launcher.folder.iterdir()) == ["holdfast.toml"]


def test_everything_that_is_wrong_comes_at_once_one_line_each_and_exits_78(launcher: Launcher) -> None:
    wrong = {"DATABSE_URL": CANARY, "MINUTES": 1, "TOKEN": {"nested": CANARY}, "a b": CANARY}
    store(launcher_server(launcher), json.dumps(wrong), "shop/wrong")
    (launcher.folder / "holdfast.toml").write_text(SPEC.replace("shop/production/api", "shop/wrong"))

    code, out, err = launcher.run("--", "no-such-program")

    assert (code, out) == (78, "")
    lines = [line.partition(";")[0].strip() for line in err.splitlines()[2:]]
    where = "(secret shop/wrong in ap-northeast-2)"
    assert lines == [
        f"a b: is not a name that an environment variable can have {where}",
        f"TOKEN: holds an object or a list, which no environment variable can {where}",
        f"DATABASE_URL: is not set (looked in the process environment, {where[1:]}",
        f"TOKEN: is not set (looked in the process environment, {where[1:]}",
        f"MINUTES: is smaller than 5 {where}",
        "no-such-program: is not found (the command)",
    ]
    assert "is DATABSE_URL meant?" in err
    assert CANARY not in err


def test_korean_is_spoken_where_it_is_asked_for(launcher: Launcher) -> None:
    code, _, err = launcher.run("--locale", "ko", "--", "no-such-program")

    assert code == 78
    assert "no-such-program: 찾을 수 없습니다" in err


@pytest.mark.parametrize(
    ("words", "more", "said"),
    [
        (("--environment", "prodction", "--", "true"), {}, "is production meant?"),
        (("--spec", "nowhere.toml", "--", "true"), {}, "no spec here"),
        (("--", "true"), {"HOLDFAST_ENVIRONMENT": "qa"}, "HOLDFAST_ENVIRONMENT"),
        (("--nonsense",), {}, "nonsense"),
    ],
)
def test_wrong_usage_exits_2_before_anything_is_read(
    words: tuple[str, ...], more: dict[str, str], said: str, launcher: Launcher
) -> None:
    code, out, err = launcher.run(*words, **more)

    assert (code, out) == (2, "")
    assert said in err
    assert "Traceback" not in err


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Programs hear SIGINT, also where the tests themselves were started in the background and do not."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGUSR1])
def test_signals_reach_the_application_and_its_end_is_its_own(number: signal.Signals, launcher: Launcher) -> None:
    with launcher.begin("--", "sh", "-c", "touch started; exec sleep 60") as process:
        until((launcher.folder / "started").exists, "the start")
        process.send_signal(number)
        assert process.wait(timeout=20) == -number


@pytest.mark.parametrize(
    ("command", "redirected", "code"),
    [
        ("sh -c 'exit 5'", "2>/dev/full", 5),
        ("sh -c 'exit 5'", ">&- 2>&-", 5),
        ("no-such-program", "2>/dev/full", 78),
        ("no-such-program", "2>&-", 78),
    ],
)
def test_a_log_that_cannot_be_written_decides_nothing(
    command: str, redirected: str, code: int, launcher: Launcher
) -> None:
    line = f"{sys.executable} -m holdfast launch -- {command} {redirected}"

    done = subprocess.run(["sh", "-c", line], cwd=launcher.folder, env=launcher.environment, check=False, timeout=60)

    assert done.returncode == code


def test_a_stop_while_the_secrets_are_read_ends_at_once(launcher: Launcher) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(30)
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with launcher.begin("--", "touch", "started", AWS_ENDPOINT_URL=address) as process:
            connection, _ = silent.accept()
            process.terminate()
            assert process.wait(timeout=20) == -signal.SIGTERM
            connection.close()
    assert not (launcher.folder / "started").exists()


def test_without_network_the_last_good_copy_starts_it_and_says_its_age(launcher: Launcher) -> None:
    assert launcher.run("--", "true")[0] == 0
    nobody = {"AWS_ENDPOINT_URL": "http://127.0.0.1:9"}

    code, out, err = launcher.run("--", sys.executable, "-c", PRINT, **nobody)
    kept = b"".join(file.read_bytes() for file in (launcher.folder / "state").iterdir())

    assert (code, out) == (7, f'{CANARY}\n="한|30')
    assert "the last good copy is used, 0.0 hours old (allowed: 24)" in err
    assert CANARY not in err
    assert CANARY.encode() not in kept


HOSTILE: dict[str, tuple[str, ...]] = {
    "what a secret holds": (
        f'{{"TOKEN": "{CANARY}"',
        f'["{CANARY}"]',
        json.dumps({"TOKEN": f"{CANARY}\0"}),
        f'{{"TOKEN": "{CANARY}\\ud800"}}',
        json.dumps({f"postgres://{CANARY}@db": "x"}),
        f"TOKEN={CANARY}\nMINUTES=3\n",
        CANARY,
        json.dumps({"TOKEN": CANARY * 3600, "DATABASE_URL": CANARY}),
    ),
    "a number": (json.dumps({**GOOD, "MINUTES": CANARY}),),
    "a password with a hash": (json.dumps({**GOOD, "DATABASE_URL": f"postgres://shop:{CANARY}#x@db/shop"}),),
    "a host": (json.dumps({**GOOD, "DATABASE_URL": f"postgres://shop:x@[{CANARY}/shop"}),),
    "a value in the place of a name": (),
}


def test_a_canary_never_shows_in_what_is_said_whatever_is_wrong_with_it(launcher: Launcher) -> None:
    server = launcher_server(launcher)
    (launcher.folder / "holdfast.toml").write_text(SPEC.replace('secrets = ["shop/production/api"]', ""))
    said = {}
    for case, texts in HOSTILE.items():
        names = [f"{case.replace(' ', '-')}/{number}" for number, _ in enumerate(texts)]
        for name, text in zip(names, texts, strict=True):
            store(server, text, name)
        arns = ",".join(names) or f'{{"TOKEN": "{CANARY}"}}'
        code, out, err = launcher.run("--", "touch", "started", HOLDFAST_DEBUG="1", SECRETS_ARN=arns)
        said[case] = (code, out, "Traceback" in err, CANARY in err)

    assert said == dict.fromkeys(HOSTILE, (78, "", False, False))
    assert not (launcher.folder / "started").exists()
    assert not (launcher.folder / "state").exists()


def test_no_process_list_shows_a_value_while_the_secrets_are_read_or_the_application_runs(launcher: Launcher) -> None:
    answer = Answer(status=200, body=json.dumps({"SecretString": json.dumps(GOOD)}).encode(), late_seconds=1)
    shown: list[bytes] = []
    done = threading.Event()

    def watch() -> None:
        while not done.is_set():
            shown.append(command_lines())

    with playing([answer]) as played:
        watcher = threading.Thread(target=watch)
        watcher.start()
        try:
            with launcher.begin("--", "sh", "-c", "touch started; exec sleep 60", **played.environment()) as process:
                until((launcher.folder / "started").exists, "the start")
                until(lambda: b"sleep\0" + b"60\0" in shown[-1], "the watcher saw the application")
                process.terminate()
        finally:
            done.set()
            watcher.join()

    assert any(b"holdfast\0launch" in lines for lines in shown)
    assert CANARY.encode() not in b"".join(shown)


APPLICATION = """
const fs = require("fs");
const say = (name, text) => fs.writeFileSync(`${__dirname}/${name}`, text);
process.on("SIGINT", () => { say("stopped", "SIGINT"); process.exit(0); });
setInterval(() => {}, 1000);
say("started", JSON.stringify({length: process.env.TOKEN.length, url: process.env.DATABASE_URL.startsWith("postgres://"),
    environment: process.env.HOLDFAST_ENVIRONMENT, pid: process.pid}));
if (process.send) process.send("ready");
"""


def example(language: str) -> str:
    """The example in one language of the launcher's page."""
    page = (Path(__file__).parents[2] / "docs" / "launcher.md").read_text(encoding="utf-8")
    return page.partition(f"```{language}\n")[2].partition("```")[0]


def replaced(text: str, changes: dict[str, str]) -> str:
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    return text


def test_under_pm2_the_pages_example_starts_an_application_that_has_its_secrets_and_hears_the_stop(
    launcher: Launcher,
) -> None:
    home = launcher.folder
    (home / "server.js").write_text(APPLICATION)
    places = {PROGRAM: str(Path(sys.executable).parent / "holdfast"), FOLDER: str(home), "dist/main.js": "server.js"}
    (home / "ecosystem.config.js").write_text(replaced(example("js"), places))
    with Pm2(home / "pm2", launcher.environment) as pm2:
        pm2.start(home / "ecosystem.config.js")
        until((home / "started").exists, "the start")
        started = json.loads((home / "started").read_text())
        managed = pm2.list()[0]
        listed = pm2.run("jlist")
        shown = command_lines()
        pm2.stop("shop")
        until((home / "stopped").exists, "the stop")
    logs = b"".join(file.read_bytes() for file in (home / "pm2").rglob("*") if file.is_file())

    assert started == {
        "length": len(str(GOOD["TOKEN"])),
        "url": True,
        "environment": "production",
        "pid": managed.pid,
    }
    assert (managed.status, managed.restarts) == ("online", 0)
    assert b"launch starts" in logs
    assert CANARY.encode() not in logs + shown + listed.encode()


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not here")
def test_systemd_finds_nothing_wrong_with_the_pages_unit(tmp_path: Path) -> None:
    unit = tmp_path / "shop.service"
    program = str(Path(sys.executable).parent / "holdfast")
    unit.write_text(replaced(example("ini"), {PROGRAM: program, FOLDER: str(tmp_path)}))

    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(unit)], capture_output=True, text=True, check=False, timeout=60
    )

    # Other units of the machine may be told about too.
    assert [line for line in done.stderr.splitlines() if "shop.service" in line] == []


def test_help_and_usage_errors_load_neither_botocore_nor_pydantic() -> None:
    program = (
        "import sys; from holdfast.cli.main import main\n"
        "try: main(['launch', '--help'])\nexcept SystemExit: pass\n"
        "print([name for name in ('botocore', 'pydantic', 'cryptography', 'psycopg') if name in sys.modules])"
    )

    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)

    assert shown.stdout.splitlines()[-1] == "[]"


def launcher_server(launcher: Launcher) -> EmbeddedAws:
    """The server that the launcher's environment points to."""
    return EmbeddedAws(launcher.environment["AWS_ENDPOINT_URL"])
