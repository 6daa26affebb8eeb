"""Telling Nginx to read its configuration, with small programs in its place and with the real one."""

import stat
from pathlib import Path

import pytest

from holdfast.host.health.gate import NginxReload, ReloadError


def program(folder: Path, body: str) -> str:
    path = folder / "nginx"
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def test_it_tests_before_it_reloads(tmp_path: Path) -> None:
    said = tmp_path / "said"

    NginxReload((program(tmp_path, f'echo "$@" >> {said}'),))()

    assert said.read_text().splitlines() == ["-t -q", "-s reload"]


def test_a_refused_configuration_is_not_reloaded_and_only_its_place_is_told(tmp_path: Path) -> None:
    said = tmp_path / "said"
    body = (
        f'echo "$@" >> {said}\n'
        "echo 'nginx: [emerg] invalid value \"canary-4711\" in /etc/nginx/conf.d/other.conf:12' >&2; exit 1"
    )

    with pytest.raises(ReloadError) as caught:
        NginxReload((program(tmp_path, body),))()

    assert caught.value.where == "/etc/nginx/conf.d/other.conf:12"
    assert "canary" not in str(caught.value)
    assert said.read_text().splitlines() == ["-t -q"]


def test_an_nginx_that_does_not_answer_is_given_up(tmp_path: Path) -> None:
    with pytest.raises(ReloadError, match="no answer in time"):
        NginxReload((program(tmp_path, "exec sleep 30"),), timeout_seconds=0.2)()


def test_an_nginx_that_is_not_installed_is_said(tmp_path: Path) -> None:
    with pytest.raises(ReloadError, match="No such file"):
        NginxReload((str(tmp_path / "none"),))()
