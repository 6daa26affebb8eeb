"""What guides say in a word, in remarks and fields, of who comes in, and of what is done by whom."""

import pytest

from .support import said


def of(guide: str, *sorts: str) -> list[str]:
    return [line for line in said(guide) if line.lstrip("? ").split(" ")[0] in sorts]


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("- SSH接続（接続元IPの制限なし）", "22"),
        ("- SSH (IP 제한 없음)", "22"),
        ("- SSH without IP restrictions", "22"),
        ("- SSHは許可なし", None),
    ],
)
def test_a_rule_without_restrictions_lets_everybody_in(rule: str, told: str | None) -> None:
    found = of(f"# AWS 構成\n\n## セキュリティグループ\n\n{rule}\n", "Ingress")
    assert [line for line in found if "0.0.0.0/0" in line and "22" in line] == (found if told else [])
    assert bool(found) is (told is not None)


@pytest.mark.parametrize(
    ("step", "told"),
    [
        ("* Allow all ports for now", True),
        ("* 모든 포트를 허용합니다", True),
        ("* すべてのポートを開放する", True),
        ("* Allow all ports from the office", False),
        ("* Choose a free port", False),
    ],
)
def test_every_port_that_a_launch_opens_is_open_to_the_world(step: str, *, told: bool) -> None:
    found = of(f"# EC2 deployment guide\n\n## 1. Launch an EC2 instance\n\n{step}\n", "Ingress")
    assert any("65535" in line and "0.0.0.0/0" in line for line in found) is told


def test_a_remark_that_gives_an_example_does_not_take_the_step_back() -> None:
    step = "* Allow port 22 (SSH), port 80 (HTTP) and the one of the application (e.g., 8080 or 3000)"
    assert of(f"# EC2 deployment guide\n\n## 1. Launch\n\n1. Configure the security group:\n   {step}\n", "Ingress")


def test_a_program_that_asks_a_database_is_no_server() -> None:
    step = "1. Install `psql`\n   ```bash\n   sudo amazon-linux-extras install postgresql12\n   ```\n"
    told = of(f"# Production runbook\n\n## Ask the database\n\nLogged in on an EC2 instance:\n\n{step}", "Database")
    assert told == ["? Database 7 [production] engine=postgresql placement=unknown"]


def test_a_key_that_is_typed_behind_the_way_to_the_server_lies_there() -> None:
    typed = "- Enter the key:\n```console\naws configure\n```\n"
    there = f"# EC2 guide\n\n## Keys\n\n- Connect via ssh to the instance\n{typed}"

    assert ["host" in line for line in of(there, "Credential")] == [True]
    assert ["host" in line for line in of(f"# EC2 guide\n\n## Keys\n\n{typed}", "Credential")] == [False]


@pytest.mark.parametrize(
    ("step", "told"),
    [
        ("7) renew the certificate if necessary (sudo /opt/certbot-auto renew)", True),
        ("1. 인증서 만료 시 갱신: certbot renew", True),
        ("1. 証明書の期限が切れたら更新する（certbot renew）", True),
        ("1. 3ヶ月ごとに手動で `sudo certbot renew` を実行する", True),
        ("1. Renew the domain if necessary", False),
        ("1. Test the renewal by hand: `sudo certbot renew --dry-run`", False),
    ],
)
def test_a_certificate_that_somebody_renews_when_it_is_time(step: str, *, told: bool) -> None:
    found = of(f"# Server runbook\n\n## Start the instance\n\n{step}\n", "Certificate")
    assert any("letsencrypt" in line for line in found) is told


def test_a_certificate_that_is_replaced_on_the_server_is_put_there_by_hand() -> None:
    step = "Get the new SSL certificate and replace the old one in /etc/apache2/certs-prod/, then restart Apache."
    assert "certificate-copied-by-hand" in " ".join(
        of(f"# Production server\n\n## Certificates\n\n{step}\n", "ScriptFault")
    )


@pytest.mark.parametrize(
    ("step", "told"),
    [
        ("1. RDS를 사용하지 않고 EC2 인스턴스에 MySQL 직접 설치", True),
        ("1. Install MySQL on the instance instead of RDS", True),
        ("1. RDSを使わずにEC2へMySQLをインストールする", True),
        ("1. RDS를 사용하고 MySQL은 설치하지 않습니다", False),
        ("1. Install no MySQL on the instance", False),
    ],
)
def test_a_database_that_is_installed_for_want_of_a_managed_one(step: str, *, told: bool) -> None:
    found = of(f"# EC2 deployment guide\n\n## Steps\n\n{step}\n", "Database")
    assert any("mysql" in line and "host" in line for line in found if not line.startswith("?")) is told
