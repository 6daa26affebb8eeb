"""Keys that a guide hands on, and what of them is quoted."""

import pytest

from holdfast.model.facts import Credential, ExposedSecret, Login

from ..support import read, said


@pytest.mark.parametrize("lead", ["Register these GitHub Secrets:", "The GitHub Secrets to be added are:"])
def test_a_value_in_a_table_of_secrets_is_not_quoted(lead: str) -> None:
    rows = (
        "| Name | Value |\n|---|---|\n| `AWS_SECRET_ACCESS_KEY` | canary1234 |\n| `EC2_SSH_KEY` | the private key |\n"
    )
    found = [
        fact for fact in read(f"# Deploy to EC2\n\n## Pipeline\n\n{lead}\n\n{rows}") if isinstance(fact, Credential)
    ]

    assert [fact.at.quote for fact in found] == [
        "| `AWS_SECRET_ACCESS_KEY` | [hidden] |",
        "| `EC2_SSH_KEY` | the private key |",
    ]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("Add the repository secrets `EC2_HOST` and `EC2_SSH_KEY`.", True),
        ("(Or enable the deploy job with the repository secrets `EC2_HOST` and `EC2_SSH_KEY`.)", False),
        ("Alternatively add the repository secrets `EC2_HOST` and `EC2_SSH_KEY`.", False),
    ],
)
def test_a_way_that_somebody_may_choose_instead_hands_nothing_on(words: str, *, told: bool) -> None:
    found = read(f"# Deploy to EC2\n\n## Updates\n\n{words}\n")
    assert any(isinstance(fact, Credential) for fact in found) is told


def test_a_key_that_is_made_and_handed_to_a_pipeline_further_down_is_told_at_both_places() -> None:
    make = (
        "1. IAM → Users → Create access key for `deploy`\n2. Store the access key; create access keys anew each year\n"
    )
    hand = "1. GitHub → Settings → Secrets and variables → Actions\n2. Add `AWS_ACCESS_KEY_ID` for GitHub secrets\n"
    found = read(f"# Deploy to AWS\n\n## CI/CD user\n\n{make}\n## Pipeline\n\n{hand}")

    assert [fact.at.start_line for fact in found if isinstance(fact, Credential)] == [5, 11]


def test_a_key_in_a_list_of_secrets_and_the_file_that_is_put_there_are_told_at_both_places() -> None:
    rows = "| Secret | Value |\n|---|---|\n| `EC2_SSH_KEY` | of the deploy user |\n"
    put = "Put the contents of `deploy` (private key) in `EC2_SSH_KEY`.\n"
    found = read(f"# Deploy to EC2: GitHub Secrets\n\n## Secrets\n\n{rows}\n## Key\n\n{put}\nRotate `EC2_SSH_KEY`.\n")

    assert [fact.at.start_line for fact in found if isinstance(fact, Credential)] == [7, 11]


def test_a_table_below_a_step_that_has_secrets_added_names_those_of_the_pipeline() -> None:
    rows = "| Name | Value |\n|---|---|\n| `EC2_SSH_KEY` | Contents of your key.pem |\n"
    steps = "1. Open **Settings**\n\n2. Click **New repository secret** and add:\n\n"
    found = read(f"# Deploy to EC2\n\n## CI/CD\n\n{steps}{rows}")

    assert [fact.at.start_line for fact in found if isinstance(fact, Credential)] == [11]


@pytest.mark.parametrize(
    ("rows", "names"),
    [
        ("| Name | Value |\n|---|---|\n| `JWT_SECRET` | `cAnaryGMHXVN2BwluiRJj9TGt7Fh` |", ["JWT_SECRET"]),
        ("| 이름 | 값 |\n|---|---|\n| DATABASE_PASSWORD | `kcanary0219^^` |", ["DATABASE_PASSWORD"]),
        ("- **Name:** `JWT_SECRET`\n- **Value:** `cAnaryGMHXVN2BwluiRJj9TGt7Fh`", ["JWT_SECRET"]),
        ("- `JWT_SECRET`: `cAnaryGMHXVN2BwluiRJj9TGt7Fh`", ["JWT_SECRET"]),
        ("| Name | Example |\n|---|---|\n| DATABASE_PASSWORD | `kcanary0219^^` |", []),
        ("| Name | Example |\n|---|---|\n| MYSQL_ROOT_PASSWORD | `secure_root_pass_123!` |", []),
        ("| Name | Value |\n|---|---|\n| JWT_SECRET | `your-secret-key` |", []),
        ("| Name | What |\n|---|---|\n| JWT_SECRET | signs the tokens |", []),
        ("| Name | Value |\n|---|---|\n| NODE_IMAGE | `cAnaryGMHXVN2BwluiRJj9TGt7Fh` |", []),
    ],
)
def test_values_of_secrets_beside_their_names_are_told_and_not_quoted(rows: str, names: list[str]) -> None:
    found = read(f"# Deploy to EC2\n\n## GitHub Secrets\n\n{rows}\n")
    shown = [one for one in found if isinstance(one, ExposedSecret)]
    assert [one.name for one in shown] == names
    assert not any("canary" in str(one).lower() for one in shown)


@pytest.mark.parametrize(
    "rows",
    [
        "- **Name:** `SERVER_USER`\n- **Value:** `root`",
        "| Name | Value |\n|---|---|\n| `SERVER_USER` | `root` |",
        "```\nName: SERVER_USER\nValue: root\n```",
    ],
)
def test_root_among_the_secrets_of_a_pipeline_is_who_logs_in(rows: str) -> None:
    found = read(f"# Deploy to EC2\n\n## GitHub Secrets\n\n{rows}\n")
    assert [one.user for one in found if isinstance(one, Login)] == ["root"]


@pytest.mark.parametrize(
    "step",
    [
        "アクセスキーIDとシークレットアクセスキーを保存",
        "액세스 키 ID와 비밀 액세스 키를 메모",
        "Save the access key ID and secret access key",
    ],
)
def test_a_step_that_has_somebody_keep_a_new_key_of_aws_has_made_one(step: str) -> None:
    found = read(f"# AWS setup guide\n\n## IAM user\n\n1. IAM → Users → Create user\n2. **{step}**\n")
    assert [(fact.holder, fact.at.start_line) for fact in found if isinstance(fact, Credential)] == [("person", 6)]


@pytest.mark.parametrize(
    "heading", ["GitHub Actions用IAMユーザー", "GitHub Actions 전용 IAM 사용자", "IAM user for GitHub"]
)
def test_a_heading_says_no_more_of_a_pipelines_user_where_a_command_below_makes_its_key(heading: str) -> None:
    made = "aws iam create-access-key --user-name shop-release"
    for below, rows in ((made, []), ("aws iam create-user --user-name shop-release", [3])):
        found = read(f"# Deploy to AWS\n\n## {heading}\n\n```bash\n{below}\n```\n")
        keys = [fact for fact in found if isinstance(fact, Credential)]
        assert [fact.at.start_line for fact in keys if "IAM" in fact.at.quote] == rows


@pytest.mark.parametrize(
    ("lead", "row", "holder"),
    [
        ("Create these parameters in Parameter Store:", "/shop/prod/AWS_ACCESS_KEY_ID", "application"),
        ("パラメータストアで以下を作成する。", "  /shop/${stage}/AWS_SECRET_ACCESS_KEY", "application"),
        ("다음 값을 Secrets Manager에 등록합니다.", "- AWS_ACCESS_KEY_ID", "application"),
        ("Create these parameters in Parameter Store:", "/shop/prod/AWS_CLOUD_FRONT_END_POINT", ""),
        ("These are set while you develop:", "/shop/prod/AWS_ACCESS_KEY_ID", ""),
    ],
)
def test_keys_that_a_store_keeps_for_the_application_are_its_own(lead: str, row: str, holder: str) -> None:
    found = read(f"# Deploy to AWS\n\n## Settings\n\n{lead}\n\n```\n/shop/prod/DB_NAME\n{row}\n```\n")
    told = [(fact.holder, fact.at.start_line) for fact in found if isinstance(fact, Credential)]
    assert told == ([(holder, 9)] if holder else [])


_KEY = "- `AWS_ACCESS_KEY_ID`\n- `AWS_SECRET_ACCESS_KEY`\n"


@pytest.mark.parametrize(
    ("title", "lead", "told"),
    [
        ("GitLab CI", "Go to Settings > CI/CD > Variables and add:", True),
        ("CircleCI設定", "プロジェクトの環境変数に以下を登録する。", True),
        ("Jenkins 파이프라인 설정", "Jenkins 관리 > Credentials 에 아래 값을 등록한다.", True),
        ("Bitbucket Pipelines", "Repository settings → Repository variables:", True),
        ("Local development", "Set the following environment variables:", False),
        ("GitLab CI", "Put these variables into `.env` on the server:", False),
    ],
)
def test_keys_among_the_variables_of_any_pipeline_are_a_workflows(title: str, lead: str, *, told: bool) -> None:
    found = read(f"# {title}\n\n{lead}\n\n{_KEY}")
    assert any(isinstance(fact, Credential) and fact.holder == "workflow" for fact in found) is told


@pytest.mark.parametrize(
    ("row", "holder"),
    [
        ("IAM User (로컬): Access Key 발급", "person"),
        ("IAM ユーザー（ローカル用）: アクセスキーを発行", "person"),
        ("IAM user (local only): create an access key", "person"),
        ("IAM User (EC2): Access Key 발급", "application"),
    ],
)
def test_a_key_for_ones_own_machine_is_no_applications(row: str, holder: str) -> None:
    told = read(f"# AWS\n\n## S3 업로드 설정\n\n- {row}\n")

    assert [fact.holder for fact in told if isinstance(fact, Credential)] == [holder]


@pytest.mark.parametrize(
    ("lead", "told"),
    [
        ("2. Create GitHub repository secrets:", True),
        ("2. GitHub 저장소 시크릿에 다음 값을 등록:", True),
        ("2. GitHubのリポジトリシークレットに以下を登録:", True),
        ("2. Create the file `.env`:", False),
    ],
)
def test_keys_below_a_step_that_has_them_entered_are_a_pipelines(lead: str, *, told: bool) -> None:
    text = f"Deployment (ECS)\n\n1. Create the cluster.\n{lead}\n   - `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`\n"
    found = [fact for fact in read(text) if isinstance(fact, Credential) and fact.holder == "workflow"]
    assert [fact.at.start_line for fact in found] == ([5] if told else [])


@pytest.mark.parametrize(
    ("command", "shown"),
    [
        ("cat shop.pem", True),
        ("Get-Content shop.pem", True),
        ("cat ~/.ssh/shop.pem | pbcopy", True),
        ("type C:\\keys\\shop.pem", True),
        ("chmod 400 shop.pem", False),
        ("cat fullchain.pem privkey.pem > all.pem", False),
    ],
)
def test_a_private_key_is_shown_whole_where_a_chapter_hands_it_to_a_pipeline(command: str, *, shown: bool) -> None:
    steps = "1. Repository > Settings > Secrets and variables > Actions\n2. New repository secret"
    for chapter, handed in ((f"{steps}\n", shown), ("Keep it.\n", False)):
        found = said(f"# Deploy to EC2\n\n## The key\n\n```bash\n{command}\n```\n\n{chapter}")
        keys = [line for line in found if line.startswith("Credential 6") and "holder=workflow" in line]
        assert bool(keys) is handed


@pytest.mark.parametrize(
    "row",
    [
        "EC2_SSH_PRIVATE_KEY  # Your EC2 private key (.pem file content)",
        "EC2_SSH_KEY // 프라이빗 키",
        "EC2_SSH_KEY ← 秘密鍵の内容",
        "EC2_SSH_KEY <- the private key",
        "EC2_SSH_KEY, EC2_HOST",
        "EC2_SSH_KEY（秘密鍵）",
    ],
)
def test_a_remark_behind_the_name_of_a_secret_leaves_it_a_secret(row: str) -> None:
    block = f"Add these secrets to your GitHub repository:\n\n```\nEC2_HOST   # address\n{row}\n```\n"
    found = [one for one in read(f"# Deploy to EC2\n\n## GitHub Secrets\n\n{block}") if isinstance(one, Credential)]

    assert [(one.form, one.holder, one.at.start_line) for one in found] == [("ssh-key", "workflow", 9)]
