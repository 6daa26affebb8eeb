"""The catalogues: values that controls hand over are said in the reader's language."""

import pytest

from holdfast.model.findings import Check, Severity
from holdfast.reports.catalogue import Catalogue, Locale

ALARMS = Check("monitoring.missing-alarms", Severity.WARNING)
MFA = Check("access.no-mfa", Severity.WARNING)


@pytest.mark.parametrize(
    ("locale", "said"),
    [("ko", "루트 사용자, 콘솔에 로그인하는 사용자"), ("en", "the root user, users who sign in to the console")],
)
def test_who_lacks_a_second_factor_is_said_in_the_readers_language(locale: Locale, said: str) -> None:
    message = Catalogue(locale).texts(MFA.failed(subject="root, users")).message
    assert f"({said})" in message


def test_metrics_are_named_in_korean_where_korean_is_read() -> None:
    message = Catalogue("ko").texts(ALARMS.unproven(missing="status-check, error-rate")).message
    assert message.endswith("인스턴스 상태 검사, 오류율")


def test_a_value_that_no_table_knows_stays_as_it_was_given() -> None:
    message = Catalogue("ko").texts(ALARMS.unproven(missing="latency of the till, cpu")).message
    assert message.endswith("latency of the till, CPU")


def test_what_to_allow_is_said_in_the_readers_language_and_other_details_as_they_are() -> None:
    denied = "AccessDenied; allow rds:DescribeDBInstances on *"

    assert Catalogue("en").detail(denied) == denied
    assert Catalogue("ko").detail(denied) == "AccessDenied, 허용할 권한: rds:DescribeDBInstances, 대상: *"
    assert Catalogue("ko").detail("ListTopics: Throttling") == "ListTopics: Throttling"


def test_a_password_within_an_address_is_said_in_no_message() -> None:
    dead = Check("cors.origin-never-matches", Severity.WARNING)
    message = Catalogue("en").texts(dead.failed(origins="https://shop:canary1234@shop.example", where="a.py")).message
    assert "https://shop:[hidden]@shop.example" in message
