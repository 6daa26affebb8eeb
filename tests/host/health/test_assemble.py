"""Which probes a spec gives, with which roles; nothing is imported or asked that the spec does not need."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from holdfast.host.health.assemble import Host, probes
from holdfast.host.health.probe import Role
from holdfast.model.errors import HoldfastError
from holdfast.model.product import Product

URL = {"DATABASE_URL": "postgresql://db/x", "HOME": "/nowhere"}


def roles(spec: dict[str, Any], environ: dict[str, str] | None = None, *, inside: bool = False) -> dict[str, Role]:
    host = Host(Product.model_validate(spec), "production", URL if environ is None else environ)
    return {probe.name: probe.role for probe in probes(host, inside=inside)}


def test_the_smallest_spec_asks_application_database_disk_and_memory() -> None:
    assert roles({}) == {
        "application": Role.LIVE,
        "database": Role.CRITICAL,
        "disk": Role.CRITICAL,
        "memory": Role.CRITICAL,
    }


def test_everything_that_a_spec_names_is_asked_and_only_what_serves_the_product_is_critical() -> None:
    spec = {
        "service": {
            "process_manager": "pm2",
            "port": 3000,
            "more_ports": [3001],
            "health": {"disks": ["/", "/data"], "certificates": ["/a.pem"], "nginx_status": "http://127.0.0.1:9181/"},
        },
        "environments": {
            "production": {
                "secrets": ["shop/api"],
                "buckets": [{"name": "shop-uploads"}, {"name": "shop-logs", "purpose": "logs"}],
            }
        },
    }

    assert roles(spec, {**URL, "SECRETS_ARN": "shop/api, shop/more"}) == {
        "application:3000": Role.LIVE,
        "application:3001": Role.LIVE,
        "pm2": Role.LIVE,
        "database": Role.CRITICAL,
        "disk:/": Role.CRITICAL,
        "disk:/data": Role.CRITICAL,
        "memory": Role.CRITICAL,
        "nginx": Role.DEGRADING,
        "bucket": Role.DEGRADING,
        "secrets:1": Role.DEGRADING,
        "secrets:2": Role.DEGRADING,
        "certificates": Role.DEGRADING,
    }


def test_a_parameter_among_the_secrets_is_not_asked_as_a_secret() -> None:
    words = "arn:aws:ssm:us-east-1:123456789012:parameter/shop/KEY shop/api"

    assert [name for name in roles({}, {**URL, "SECRETS_ARN": words}) if name.startswith("secrets")] == ["secrets"]


@pytest.mark.parametrize(
    ("environ", "region"), [({}, "eu-west-1"), ({"AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "x"}, "us-east-1")]
)
def test_aws_is_asked_in_the_region_in_which_the_launcher_reads(environ: dict[str, str], region: str) -> None:
    spec = {"region": "eu-west-1", "environments": {"production": {"secrets": ["shop/api"]}}}
    host = Host(Product.model_validate(spec), "production", {**URL, **environ})
    asked: Any = next(probe for probe in probes(host) if probe.name == "secrets")

    assert asked.question.caller.region == region


def test_inside_the_application_it_does_not_ask_itself() -> None:
    names = roles({"service": {"process_manager": "pm2"}}, inside=True)

    assert "application" not in names
    assert "pm2" not in names


def test_without_a_database_none_is_asked_and_no_url_is_needed() -> None:
    for engine in ("none", "mysql"):
        spec = {"environments": {"production": {"database": {"engine": engine}}}}
        assert "database" not in roles(spec, {})


def test_the_url_is_read_from_the_variable_that_the_spec_names() -> None:
    spec = {"environments": {"production": {"database": {"url_variable": "ORDERS_DB"}}}}
    assert "database" in roles(spec, {"ORDERS_DB": "postgresql://db/x"})
    with pytest.raises(HoldfastError, match="ORDERS_DB: the database cannot be asked: it is not set") as refused:
        roles(spec, URL)
    assert refused.value.exit_code == 78


def test_a_url_that_is_none_is_refused_without_its_value() -> None:
    with pytest.raises(HoldfastError) as refused:
        roles({}, {"DATABASE_URL": "mysql://u:canary@db/x"})

    assert "canary" not in str(refused.value)
    assert "postgresql://" in str(refused.value)


def test_a_question_ends_before_its_timeout() -> None:
    spec = {"service": {"health": {"timeout_seconds": 2, "probes": {"pm2": {"interval_seconds": 1}}}}}
    host = Host(Product.model_validate(spec), "production", {})

    assert host.seconds("database") == pytest.approx(1.8)
    assert host.seconds("pm2") == pytest.approx(1.35)


def test_aws_is_asked_once_a_minute_unless_the_spec_says_otherwise() -> None:
    health = Product.model_validate(
        {"service": {"health": {"probes": {"secrets": {"interval_seconds": 7}}}}}
    ).service.health

    assert health.timing("bucket").interval_seconds == 60
    assert health.timing("secrets").interval_seconds == 7
    assert health.timing("database").interval_seconds == 5


def test_what_a_spec_does_not_need_is_not_imported(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from holdfast.host.health.assemble import Host, probes\n"
        "from holdfast.model.product import Product\n"
        "spec = {'environments': {'production': {'database': {'engine': 'none'}}}}\n"
        "probes(Host(Product.model_validate(spec), 'production', {}))\n"
        "print([name for name in ('psycopg', 'botocore', 'boto3', 'cryptography', 'httpx') if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)

    assert done.stdout.strip() == "[]"
