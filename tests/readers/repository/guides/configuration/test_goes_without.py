"""Guides that own up that the application starts without a setting."""

import pytest

from holdfast.model.facts import ConfigurationLoader

from ..support import read


def told(said: str, heading: str = "환경 변수") -> list[tuple[int, str, tuple[str, ...]]]:
    found = read(f"# EC2 deployment\n\n## {heading}\n\n{said}\n")
    return [(one.at.start_line, one.missing, one.names) for one in found if isinstance(one, ConfigurationLoader)]


@pytest.mark.parametrize(
    ("said", "missing", "names"),
    [
        ("- [ ] 환경변수 누락 검증 (현재는 값이 없어도 서버가 그냥 뜸)", "silent", ()),
        ("Missing environment variables are only logged at startup; the app keeps running", "silent", ()),
        ("If `SMTP_PASSWORD` is not set the server starts anyway.", "silent", ("SMTP_PASSWORD",)),
        ("- No validation of environment variables at startup: a typo shows up late", "silent", ()),
        ("- 환경 변수 검증 로직 없음 (누락돼도 실행됨)", "silent", ()),
        ("- 環境変数のバリデーション未実装", "silent", ()),
        ("`.env` に値が無い場合でもアプリは起動し、警告ログだけが出る。", "silent", ()),
        ("`JWT_SECRET` 이 비어 있으면 기본값 `my-secret` 으로 동작합니다.", "default", ("JWT_SECRET",)),
        ("When `DATABASE_URL` is empty it falls back to the database of the demo.", "default", ("DATABASE_URL",)),
    ],
)
def test_the_application_starts_without(said: str, missing: str, names: tuple[str, ...]) -> None:
    assert told(said) == [(5, missing, names)]


@pytest.mark.parametrize(
    "said",
    [
        "If `JWT_SECRET` is not set, the server exits with its name.",
        "환경변수가 누락되면 서버가 시작되지 않고 종료됩니다.",
        "`LOG_LEVEL` is not set by default and the server starts anyway.",
        "If `THEME_COLOR` is missing it falls back to blue.",
        "The server keeps running after a deployment.",
        "`SENTRY_AUTH_TOKEN` is optional: when it is missing, the app starts anyway.",
        "値が無い場合は起動しません。",
        "- 환경 변수 검증 로직 추가 완료",
        "No validation errors were found in the settings page.",
    ],
)
def test_it_does_not_or_that_matters_little(said: str) -> None:
    assert told(said) == []


def test_a_developers_machine_may_go_without() -> None:
    assert told("If `JWT_SECRET` is not set the server starts anyway.", "Local development") == []
