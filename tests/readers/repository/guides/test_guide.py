"""Which environment a sentence of a guide is about."""

import pytest

from holdfast.readers.repository.guides.guide import environment_said


@pytest.mark.parametrize(
    "sentence",
    [
        "マイナーバージョンは、開発環境との整合を取るため8.4.6とした。",
        "開発環境と同じバージョンを使う。",
        "개발 환경과 동일한 버전을 설치합니다.",
        "테스트 서버와 다르게 t3.medium을 씁니다.",
        "Use the same version, consistent with the development server.",
    ],
)
def test_what_another_environment_is_like_is_not_of_that_one(sentence: str) -> None:
    assert environment_said(sentence) is None


@pytest.mark.parametrize(
    "sentence", ["開発環境にインストールする。", "개발 서버에 설치합니다.", "Install it on the development server."]
)
def test_where_something_is_done_it_is_of_that_one(sentence: str) -> None:
    assert environment_said(sentence) == "development"
