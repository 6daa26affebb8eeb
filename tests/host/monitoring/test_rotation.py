"""The rotation of the access log."""

import shutil
import subprocess
from pathlib import Path

import pytest

from holdfast.host.health.nginx import render_site
from holdfast.host.monitoring.rotation import render_rotation
from holdfast.model.errors import SpecError
from holdfast.model.product import Product


def product(log: str | None) -> Product:
    service = {"metrics": {"access_log": log}}
    return Product.model_validate({"name": "shop", "service": service, "environments": {"production": {}}})


@pytest.mark.parametrize("log", [None, "/data/log/shop.json"])
def test_the_log_that_is_written_is_the_one_that_is_rotated(log: str | None) -> None:
    rules = render_rotation(product(log), "production").splitlines()
    rotated = next(line for line in rules if line.startswith("/")).removesuffix(" {")

    assert rotated == (log or "/var/log/nginx/holdfast-shop-production.json")
    assert f"access_log {rotated} " in render_site(product(log), "production")


@pytest.mark.integration
@pytest.mark.skipif(shutil.which("logrotate") is None, reason="logrotate is not installed")
def test_logrotate_rotates_the_log(tmp_path: Path) -> None:
    log = tmp_path / "shop.json"
    log.write_text("{}\n")
    rules = tmp_path / "rules"
    rules.write_text(render_rotation(product(str(log)), "production"))
    rules.chmod(0o644)

    command = ["logrotate", "--force", "--state", str(tmp_path / "state"), str(rules)]
    said = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (said.returncode, said.stderr) == (0, "")
    assert (tmp_path / "shop.json.1").read_text() == "{}\n"


def test_a_path_of_the_log_that_is_none_is_not_rotated() -> None:
    with pytest.raises(SpecError, match="access_log"):
        render_rotation(product("/a { }"), "production")
