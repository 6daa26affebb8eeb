"""The systemd unit of the agent: what it starts, and that systemd takes it."""

import configparser
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from holdfast.host.health.unit import agent_unit
from holdfast.model.errors import UsageError
from holdfast.model.product import Product

SECRETS = {"name": "shop", "environments": {"production": {"secrets": ["shop/api"]}}}


def start(spec: Mapping[str, object]) -> str:
    unit = configparser.RawConfigParser(strict=False)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read_string(agent_unit(Product.model_validate(spec), "production"))
    return unit["Service"]["ExecStart"]


def test_it_starts_the_agent_itself_where_there_is_nothing_to_fetch() -> None:
    spec = {"name": "shop", "environments": {"production": {"database": {"placement": "host"}}}}

    assert start(spec) == "/usr/local/bin/holdfast agent --environment production --spec /etc/holdfast"


@pytest.mark.parametrize(
    "about", [{"secrets": ["shop/api"]}, {"parameters": ["/shop/"]}, {"database": {"placement": "rds"}}]
)
def test_it_starts_the_agent_through_the_launcher_where_the_url_comes_from_aws(about: dict[str, object]) -> None:
    launch = "/usr/local/bin/holdfast launch --environment production --spec /etc/holdfast -- "
    started = start({"name": "shop", "environments": {"production": about}})

    assert started == f"{launch}/usr/local/bin/holdfast agent --environment production --spec /etc/holdfast"


def test_without_a_database_there_is_no_url_to_fetch() -> None:
    about = {"secrets": ["shop/api"], "database": {"engine": "none"}}

    assert "launch" not in start({"name": "shop", "environments": {"production": about}})


def test_the_run_folder_outlives_the_agent_and_the_agent_always_comes_back() -> None:
    text = agent_unit(Product.model_validate(SECRETS), "production")

    for line in ("RuntimeDirectoryPreserve=yes", "Restart=always", "StartLimitIntervalSec=0", "Type=notify"):
        assert f"\n{line}\n" in text


def test_the_same_spec_gives_the_same_text() -> None:
    assert len({agent_unit(Product.model_validate(SECRETS), "production") for _ in range(3)}) == 1


@pytest.mark.parametrize("path", ["relative", "/a b", "/a\nExecStartPre=/bin/sh", "/a%i", '/a"', "/a$HOME"])
def test_a_path_that_would_mean_something_else_to_systemd_is_refused(path: str) -> None:
    with pytest.raises(UsageError, match="plain absolute path"):
        agent_unit(Product(name="shop"), "production", folder=path)


@pytest.mark.integration
@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd here")
def test_systemd_takes_it(tmp_path: Path) -> None:
    command = tmp_path / "holdfast"
    command.write_text("#!/bin/sh\n")
    command.chmod(0o755)
    unit = tmp_path / "holdfast-agent.service"
    unit.write_text(agent_unit(Product(name="shop"), "production", holdfast=str(command), folder=str(tmp_path)))
    done = subprocess.run(
        ["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False, timeout=30
    )

    assert str(unit) not in done.stderr
