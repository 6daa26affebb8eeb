"""Which environment a sentence of a guide is about, and which of its commands count."""

import pytest

from holdfast.model.facts import Login
from holdfast.readers.repository.guides.mood.for_whom import environment_of_guide, environment_said

from ..support import read


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


@pytest.mark.parametrize(
    ("heading", "command", "told"),
    [
        ("SSH 접속 설정 (로컬 맥북)", "ssh -i ~/.ssh/site.pem ec2-user@SERVER_IP", True),
        ("ローカル環境の準備", "ssh -i key.pem ubuntu@203.0.113.9", True),
        ("Local machine", "ssh ubuntu@$HOST", True),
        ("로컬 실행", "ssh root@localhost", False),
        ("Local development", "ssh -T git@github.com", False),
    ],
)
def test_what_is_typed_on_the_own_machine_enters_the_server_all_the_same(
    heading: str, command: str, *, told: bool
) -> None:
    text = f"# Deployment guide\n\n## {heading}\n\n```bash\nchmod 400 key.pem\n{command}\n```\n"
    assert any(isinstance(one, Login) for one in read(text)) is told


@pytest.mark.parametrize(
    "path",
    [
        "docs/development/aws-deploy-guide.md",
        "docs/dev/DEPLOYMENT.md",
        "wiki/develop/server-setup.md",
        "문서/개발/서버-구축.md",
        "docs/開発/デプロイ手順.md",
        "docs/dev/guides/release.md",
    ],
)
def test_a_guide_for_developers_that_puts_the_product_out_is_of_no_environment_of_theirs(path: str) -> None:
    assert environment_of_guide(path) is None


@pytest.mark.parametrize(
    "path",
    [
        "docs/development/setup.md",
        "docs/development/deploy-local.md",
        "docs/development/dev-server.md",
        "infra/dev/deploy.md",
        "docs/envs/dev/deploy.md",
    ],
)
def test_a_text_on_the_developers_own_environment_stays_of_that_one(path: str) -> None:
    assert environment_of_guide(path) == "development"


def test_a_guide_named_after_production_is_of_production_whatever_its_folder() -> None:
    assert environment_of_guide("docs/development/production-deploy.md") == "production"
