"""The application's systemd unit, and what systemd itself says of it where it is installed."""

import shutil
import subprocess
from pathlib import Path

import pytest

from holdfast.host.processes.systemd import render_unit
from holdfast.model.product import Product


def unit(**service: object) -> str:
    words = {"command": ["node", "dist/main.js"], **service}
    spec = Product.model_validate({"name": "shop", "service": words, "environments": {"production": {}}})
    return render_unit(spec, "production")


def test_the_launcher_becomes_the_application() -> None:
    expected = "ExecStart=/usr/bin/env holdfast launch --environment production -- node dist/main.js"

    assert expected in unit().splitlines()


def test_several_ports_are_instances_of_one_template() -> None:
    text = unit(more_ports=[3001])

    assert "Environment=PORT=%i HOLDFAST_ENVIRONMENT=production" in text.splitlines()
    assert "enable --now shop-production@3000 shop-production@3001" in text


@pytest.mark.parametrize(
    ("word", "written"),
    [
        ("100%", '"100%%"'),
        ("$HOME", '"$$HOME"'),
        ("a b", '"a b"'),
        ('a"b', '"a\\"b"'),
        ("a\\b", '"a\\\\b"'),
        ("a;b", '"a;b"'),
        ("", '""'),
    ],
)
def test_a_word_stays_one_word_for_systemd(word: str, written: str) -> None:
    line = next(line for line in unit(command=["node", word]).splitlines() if line.startswith("ExecStart="))

    assert line.endswith(f" -- node {written}")


def test_a_request_in_flight_has_time_to_end() -> None:
    assert "TimeoutStopSec=95" in unit(proxy={"timeout_seconds": 90}).splitlines()


@pytest.mark.integration
@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    file = tmp_path / "shop-production.service"
    file.write_text(unit().replace("User=shop\n", ""), encoding="utf-8")

    said = subprocess.run(["systemd-analyze", "verify", str(file)], capture_output=True, text=True, check=False)

    assert str(file) not in said.stderr
