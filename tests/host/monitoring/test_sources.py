"""Which sources a host has is decided by the spec, the environment and the instance."""

from pathlib import Path

import pytest

from holdfast.host.capacity.credits import Credits
from holdfast.host.capacity.instance import Instance
from holdfast.host.health.nginx import render_site
from holdfast.host.monitoring.sources import access_log_path, sources_of
from holdfast.host.monitoring.statements import Statements
from holdfast.model.product import Product

URL = {"DATABASE_URL": "postgresql://u:canary-7f3a@127.0.0.1/d"}


def product(**database: str) -> Product:
    return Product.model_validate({"name": "sweetorder", "environments": {"production": {"database": database}}})


def names(spec: Product, environ: dict[str, str], instance: Instance | None = None) -> set[str]:
    return {name for name, _ in sources_of(spec, "production", environ=environ, instance=instance)}


def test_a_host_without_more_has_its_access_log_and_its_backups() -> None:
    assert names(product(), {}) == {"nginx-log", "backup"}


def test_postgresql_is_asked_only_where_it_is_on_the_host() -> None:
    assert names(product(placement="host"), URL) == {"nginx-log", "backup", "wal", "postgresql"}
    assert names(product(placement="rds"), URL) == {"nginx-log", "backup"}
    assert names(product(placement="host", engine="mysql"), URL) == {"nginx-log", "backup"}
    assert names(product(placement="host"), {}) == {"nginx-log", "backup", "wal"}


def test_the_variable_of_the_spec_holds_the_url() -> None:
    spec = product(placement="host", url_variable="PG_URL")

    found = dict(sources_of(spec, "production", environ={"PG_URL": URL["DATABASE_URL"]}))

    assert isinstance(found["postgresql"], Statements)
    assert "canary-7f3a" not in repr(found)


def test_a_url_that_is_none_is_left_to_the_probe() -> None:
    assert "postgresql" not in names(product(placement="host"), {"DATABASE_URL": "mysql://h/d"})


@pytest.mark.parametrize(("kind", "asked"), [("t3.small", True), ("m7g.large", False)])
def test_credits_are_asked_only_of_instances_that_earn_them(kind: str, asked: bool) -> None:
    spec = Product.model_validate({"service": {"metrics": {"credits": True}}})
    found = dict(sources_of(spec, "production", environ={}, instance=Instance("i-1", kind, "ap-northeast-2")))

    assert isinstance(found.get("credits"), Credits) is asked


def test_credits_can_be_left_out() -> None:
    spec = Product.model_validate({"service": {"metrics": {"credits": False}}})

    assert "credits" not in names(spec, {}, Instance("i-1", "t3.small", "ap-northeast-2"))


def test_the_access_log_is_the_specs_or_the_one_that_nginx_is_told_to_write() -> None:
    given = Product.model_validate({"service": {"metrics": {"access_log": "/srv/log/access.json"}}})

    assert access_log_path(given, "production") == Path("/srv/log/access.json")
    assert access_log_path(product(), "staging") == Path("/var/log/nginx/holdfast-sweetorder-staging.json")
    assert str(access_log_path(product(), "staging")) in render_site(product(), "staging")
