"""Databases of Spring's settings in a guide."""

import pytest

from holdfast.model.facts import Database

from ..support import read


@pytest.mark.parametrize(
    ("block", "found"),
    [
        ("spring.datasource.url=jdbc:mysql://db.internal:3306/shop", ("mysql", "unknown")),
        (
            "spring:\n  datasource:\n    url: jdbc:postgresql://a.b.eu-west-1.rds.amazonaws.com/shop",
            ("postgresql", "rds"),
        ),
        ("spring.datasource.url=jdbc:oracle:thin:me/hunter2canary@adb.oraclecloud.com:1522/x", ("oracle", "external")),
        ("spring.datasource.url=jdbc:mysql://db/shop?user=me&password=hunter2canary", ("mysql", "unknown")),
        ("management.endpoints.url=/actuator", None),
    ],
)
def test_an_address_claims_a_database_without_its_password(block: str, found: tuple[str, str] | None) -> None:
    for heading, expected in (("서버 설정", found), ("로컬 개발 환경", None)):
        told = [one for one in read(f"# EC2 배포\n\n## {heading}\n\n```\n{block}\n```\n") if isinstance(one, Database)]
        assert [(one.engine, one.placement.value) for one in told] == ([expected] if expected else [])
        assert "canary" not in repr(told)


@pytest.mark.parametrize(("file", "placement"), [("application-prod.yml", "host"), ("application.yml", "unknown")])
def test_a_local_address_is_of_the_host_only_in_productions_own_settings(file: str, placement: str) -> None:
    block = "spring:\n  datasource:\n    url: jdbc:mysql://localhost:3306/shop\n"
    told = read(f"# Shop\n\nSpring Boot, MySQL\n\n## {file}\n\n```yaml\n{block}```\n")
    assert placement in [one.placement.value for one in told if isinstance(one, Database)]
