"""Sentences by which a database runs on the server of the application."""

import pytest

from holdfast.model.facts import Database, Placement

from ..support import read

_GUIDE = "# How the shop is hosted\n\n## Production\n\n{}\n"


def placements(text: str) -> list[tuple[str, Placement]]:
    found = read(_GUIDE.format(text), "docs/hosting.md")
    return [(one.engine, one.placement) for one in found if isinstance(one, Database)]


@pytest.mark.parametrize(
    ("sentence", "engine"),
    [
        (
            "Nginx hands all to Gunicorn on port 8000; PostgreSQL 14 runs on the same box, and so does Redis.",
            "postgresql",
        ),
        ("We rent one EC2 instance. The API and MySQL 8 are both installed on it.", "mysql"),
        ("The same machine also runs Nginx, the workers and PostgreSQL.", "postgresql"),
        ("There is no RDS: MariaDB lives on the same server.", "mariadb"),
        ("같은 서버에 Nginx와 Spring Boot, MySQL이 함께 설치되어 있으며 별도의 RDS는 사용하지 않습니다.", "mysql"),
        ("별도의 RDS는 두지 않고 같은 인스턴스에서 PostgreSQL을 직접 운영합니다.", "postgresql"),
        ("EC2 한 대에 API와 Redis, MySQL을 모두 올려 두었습니다. 로드밸런서는 쓰지 않습니다.", "mysql"),
        ("同じサーバーの中でNginx、Rails、PostgreSQLがすべて動いています。RDSは使っていません。", "postgresql"),
        (
            "RDS 대신 같은 EC2에 Postgres 컨테이너를 함께 두도록 구성했다. RDS를 새로 만드는 비용이 부담이었다.",
            "postgresql",
        ),
        ("Rather than RDS we keep it plain: the same machine also runs PostgreSQL.", "postgresql"),
        ("RDSではなく、同じサーバーでMySQLが動いています。", "mysql"),
        ("RDSは使わず、アプリと同じサーバーにMySQLをインストールしています。", "mysql"),
    ],
)
def test_a_database_beside_the_application_is_on_its_host(sentence: str, engine: str) -> None:
    assert placements(sentence) == [(engine, Placement.HOST)]


@pytest.mark.parametrize(
    "sentence",
    [
        "MySQL is not installed on it; we use RDS.",
        "같은 서버의 MySQL 대신 RDS를 사용합니다.",
        "同じサーバーのMySQLではなくRDSを使っています。",
        "PostgreSQL runs on RDS, and the API on one EC2 instance.",
        "같은 서버에서 MySQL 클라이언트로 RDS에 접속합니다.",
        "같은 서버에는 MySQL을 설치하지 않습니다. RDS를 사용합니다.",
        "同じサーバーにはMySQLをインストールしません。RDSを使います。",
        "Open port 5432 so that the same server can reach PostgreSQL on RDS.",
    ],
)
def test_one_that_is_elsewhere_is_not(sentence: str) -> None:
    assert Placement.HOST not in [placement for _, placement in placements(sentence)]


def test_each_sentence_of_a_paragraph_speaks_for_the_environment_that_it_or_the_one_before_names() -> None:
    text = (
        "Production is one EC2 instance (t2.micro). The API and MySQL 8 are both installed on it. Staging is the same."
    )
    found = [one for one in read(_GUIDE.format(text), "docs/hosting.md") if isinstance(one, Database)]
    assert [(one.environment, one.placement) for one in found] == [("production", Placement.HOST)]
