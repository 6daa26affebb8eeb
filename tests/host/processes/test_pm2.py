"""The ecosystem file, read by Node and run by a real PM2."""

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from holdfast.host.processes.pm2 import render_ecosystem
from holdfast.model.errors import SpecError
from holdfast.model.product import Product
from holdfast.rig.npm import find_node
from holdfast.rig.pm2 import Pm2
from holdfast.rig.ports import free_port

APP = """
const http = require("node:http");
const answer = JSON.stringify({argv: process.argv.slice(2), port: process.env.PORT, name: process.env.HOLDFAST_ENVIRONMENT});
http.createServer((_, reply) => reply.end(answer)).listen(Number(process.env.PORT), "127.0.0.1");
"""


def product(**service: object) -> Product:
    return Product.model_validate({"name": "shop", "service": service, "environments": {"production": {}}})


def as_node_reads(text: str, folder: Path) -> object:
    (folder / "ecosystem.config.js").write_text(text, encoding="utf-8")
    script = "console.log(JSON.stringify(require('./ecosystem.config.js')))"
    done = subprocess.run([find_node(), "-e", script], cwd=folder, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@pytest.mark.integration
def test_words_with_quotes_line_ends_and_code_stay_words(tmp_path: Path) -> None:
    hostile = ("node", 'a"b', "'; process.exit(1) //", "*/", "\\", "$HOME `id`", "</script>", "공백 있음")

    read = as_node_reads(render_ecosystem(product(command=hostile), "production"), tmp_path)

    assert isinstance(read, dict)
    assert read["apps"][0]["args"] == ["launch", "--environment", "production", "--", *hostile]


def test_each_port_has_a_process_of_its_own() -> None:
    text = render_ecosystem(product(command=["node"], more_ports=[3001]), "production")

    assert '"name": "shop-3000"' in text
    assert '"PORT": "3001"' in text


def test_processes_are_named_as_the_health_probe_looks_for_them() -> None:
    text = render_ecosystem(product(command=["node"], health={"processes": ["shop-api"]}), "production")

    assert '"name": "shop-api"' in text


@pytest.mark.parametrize("command", [[], ["node", "a\nb"]])
def test_without_a_command_that_can_be_started_there_is_no_file(command: list[str]) -> None:
    with pytest.raises(SpecError, match=r"service\.command"):
        render_ecosystem(product(command=command), "production")


@pytest.fixture
def pm2(tmp_path: Path) -> Iterator[Pm2]:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    with Pm2(tmp_path / "pm2") as started:
        started.environment["PATH"] = os.pathsep.join([path, started.environment["PATH"]])
        yield started


@pytest.mark.integration
def test_pm2_starts_the_application_through_the_launcher(tmp_path: Path, pm2: Pm2) -> None:
    port = free_port()
    (tmp_path / "app.js").write_text(APP, encoding="utf-8")
    command = [str(find_node()), str(tmp_path / "app.js"), "two words"]
    spec = f'name = "shop"\n[service]\nport = {port}\ncommand = {json.dumps(command)}\n[environments.production]\n'
    (pm2.home / "holdfast.toml").write_text(spec, encoding="utf-8")
    ecosystem = pm2.home / "ecosystem.config.js"
    ecosystem.write_text(render_ecosystem(product(port=port, command=command), "production"), encoding="utf-8")

    pm2.start(ecosystem)

    assert answered(port) == {"argv": ["two words"], "port": str(port), "name": "production"}
    assert [(one.name, one.status) for one in pm2.list()] == [("shop", "online")]


def answered(port: int) -> object:
    deadline = time.monotonic() + 15
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as reply:
                return json.load(reply)
        except OSError:
            assert time.monotonic() < deadline, "the application did not start"
            time.sleep(0.05)
