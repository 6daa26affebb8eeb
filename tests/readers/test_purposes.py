"""What a name says that a machine or a bucket is for."""

import pytest

from holdfast.readers.purposes import bucket_purpose, host_purpose


@pytest.mark.parametrize(
    ("name", "purpose"),
    [
        ("AdminInstance", None),
        ("ReverseProxyInstance", "application"),
        ("WebInstance", "application"),
        ("shop-api_server", "application"),
        ("AppDB", "database"),
        ("library-ap", "application"),
        ("AP01-db", "database"),
        ("wifi-map", None),
        ("standby", None),
        ("jump-host", "bastion"),
        ("natGateway", "bastion"),
        ("shop-api-fumidai", "bastion"),
        ("踏み台サーバー", "bastion"),
        ("signature", None),
        ("CIRunner", "ci"),
        ("grafana-server", "monitoring"),
        ("monitor-server", "monitoring"),
        ("app uptime-monitor", "application"),
        ("", None),
        ("예약 서버", None),
    ],
)
def test_a_machine_is_for_what_a_word_of_its_name_says(name: str, purpose: str | None) -> None:
    assert host_purpose(name) == purpose


@pytest.mark.parametrize(
    ("name", "purpose"),
    [
        ("AccessLogs", "logs"),
        ("blog-pictures", "uploads"),
        ("login-page", None),
        ("shop_tfstate", "state"),
        ("remote.state", "state"),
        ("dbBackups", "backup"),
        ("deploy-artifacts", "artifacts"),
        ("artefacts", "artifacts"),
        ("profile", None),
        ("UserFiles", "uploads"),
        ("websiteHosting", "site"),
        ("space", None),
    ],
)
def test_a_bucket_is_for_what_a_word_of_its_name_says(name: str, purpose: str | None) -> None:
    assert bucket_purpose(name) == purpose
