"""Secrets that a guide keeps for a pipeline, by their own words or by the words above them."""

import pytest

from holdfast.model.facts import Credential

from ..support import read


def _keys(text: str) -> list[tuple[int, str]]:
    found = read(text, "docs/deploy.md")
    return [(fact.at.start_line, fact.form) for fact in found if isinstance(fact, Credential)]


@pytest.mark.parametrize(
    ("chapter", "lead"),
    [
        ("CI/CD (GitHub Actions)", "Add the following secrets:"),
        ("CI/CD with GitHub Actions", "Required secrets:"),
        ("GitLab CI", "Secrets to be set:"),
        ("GitHub Actions", "필요한 시크릿:"),
        ("배포 파이프라인", "다음 시크릿을 등록합니다."),
        ("GitHub Actions", "必要なシークレット:"),
        ("CIワークフロー", "シークレットを登録する:"),
    ],
)
def test_a_chapter_on_a_pipeline_and_a_line_about_secrets_above_a_list_tell_whose_they_are(
    chapter: str, lead: str
) -> None:
    text = f"# Deploy\n\n## {chapter}\n\n{lead}\n\n- `AWS_ACCESS_KEY_ID`\n- `EC2_SSH_KEY`\n"
    assert _keys(text) == [(7, "static-key"), (8, "ssh-key")]


@pytest.mark.parametrize(
    ("chapter", "lead"),
    [
        ("CI/CD", "Values in Secrets Manager:"),
        ("CI/CD", "Kubernetes secrets:"),
        ("Local development", "Secrets in your `.env`:"),
        ("설정", "시크릿 키:"),
        ("パイプライン", "シークレットマネージャーの値:"),
    ],
)
def test_other_stores_of_secrets_are_no_pipelines(chapter: str, lead: str) -> None:
    assert not _keys(f"# Deploy\n\n## {chapter}\n\n{lead}\n\n- `AWS_ACCESS_KEY_ID`\n")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("The workflow uses the repository secrets `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`.", True),
        ("The jobs read three GitHub secrets, `EC2_HOST`, `EC2_USER`, and `EC2_SSH_KEY`.", True),
        ("GitHub Actions 시크릿 `EC2_SSH_KEY`가 쓰입니다.", True),
        ("The GitHub secrets `AWS_ACCESS_KEY_ID` were replaced by a role.", False),
        ("A role by OIDC spares the GitHub secrets `AWS_ACCESS_KEY_ID`.", False),
        ("GitHub Secrets의 `AWS_ACCESS_KEY_ID`는 제거되었습니다.", False),
    ],
)
def test_a_sentence_on_what_a_pipeline_uses_tells_its_secrets(words: str, *, told: bool) -> None:
    assert bool(_keys(f"# Deploy\n\n## Pipeline\n\n{words}\n")) is told


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("- `KEY`: SSH private key of the server", True),
        ("- `PROD_KEY`: EC2 인스턴스의 .pem 내용", True),
        ("- `DEPLOY`: サーバーの秘密鍵", True),
        ("- `JWT_PRIVATE_KEY`: private key of the auth server", False),
        ("- `TLS_KEY`: private key of the server's certificate", False),
        ("- `KNOWN_HOSTS`: the server's host key", False),
    ],
)
def test_a_secret_of_any_name_that_is_said_to_open_a_host_is_a_key_of_ssh(row: str, *, told: bool) -> None:
    assert bool(_keys(f"# Deploy\n\n## GitHub Secrets\n\n{row}\n")) is told


@pytest.mark.parametrize(
    "step",
    [
        "アクセスキーとシークレットキーを取得してメモ。",
        "- アクセスキーIDとシークレットアクセスキーを控える",
        "1. Note down the access key and the secret key.",
        "1. IAM 사용자를 추가하여 자격 증명(Credential) 발급",
    ],
)
def test_a_key_is_made_where_somebody_notes_it_down(step: str) -> None:
    assert [form for _, form in _keys(f"# AWS\n\n## IAM\n\n{step}\n")] == ["static-key"]
