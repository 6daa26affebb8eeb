"""Where nothing else releases, the command that a guide names is how it is done."""

import pytest

from ..support import said


def deployments(guide: str, path: str = "infra/README.md") -> list[str]:
    return [line for line in said(guide, path) if line.lstrip("? ").startswith("Deployment")]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("- `cdk deploy` deploy this stack to your default AWS account/region", "method=cdk"),
        ("- `npx cdk deploy --all` で AWS にデプロイ", "method=cdk"),
        ("* `sam deploy` - 스택 배포", "method=lambda identity=none"),
        ("- `sls deploy --stage prod`: 本番へデプロイ", "method=lambda identity=none"),
        ("- `copilot svc deploy` to AWS", "method=ecs identity=none"),
        ("1. `aws ecs update-service --cluster a --service b --force-new-deployment`", "method=ecs identity=none"),
        ("- 코드 배포: `aws lambda update-function-code --function-name a --zip-file fileb://a.zip`", "method=lambda"),
        ("Then run `aws apprunner start-deployment --service-arn $ARN` for AWS.", "method=app-runner identity=none"),
        ("| Command | What |\n|---|---|\n| `eb deploy` | put the code onto AWS |", "method=beanstalk identity=none"),
        ("| `cdk deploy`の実行 | 人が判断すべき |\n|---|---|\n| `cdk deploy` | AWS |", "method=cdk"),
    ],
)
def test_a_command_in_a_list_of_useful_ones_is_a_release_by_hand(line: str, told: str) -> None:
    [found] = deployments(f"# AWS stack\n\n## Useful commands\n\n{line}\n")
    assert told in found
    assert "manual=True" in found


@pytest.mark.parametrize(
    "line",
    [
        "- `cdk diff` compare deployed stack with current state",
        "- `aws ecs update-service --cluster a --service b --desired-count 3` for more traffic",
        "- `aws ecs update-service --cluster a --service b --force-new-deployment` takes the new secret",
        "- `aws ecs update-service --cluster a --service b --force-new-deployment` 로 바뀐 환경 변수 적용",
        "- `aws ecs describe-services --cluster a --services b` shows the events",
        "- `cdk synth` emits the template for AWS",
        "- `cdk deploy` is run by GitHub Actions on every push",
        "- main にマージすると自動で `cdk deploy` が実行されます (AWS)",
        "- main 브랜치에 푸시하면 자동으로 `cdk deploy` 실행 (AWS)",
        "- never run `cdk deploy` on AWS by hand",
        "- [ ] `cdk deploy` to AWS",
        "- `sls deploy --stage local` deploys to a local copy of AWS",
        "- `cdk deploy` in `examples/` tries one in your own AWS account",
        "- `sam deploy --guided` into your sandbox on AWS",
        "- `cdk deploy` で自分の AWS サンドボックスにデプロイ",
        "- `sam deploy` 로 개인 계정(AWS)에 배포",
        "- `firebase deploy` and `vercel deploy` beside AWS",
    ],
)
def test_what_deploys_nothing_or_by_itself_is_none(line: str) -> None:
    assert deployments(f"# AWS stack\n\n## Useful commands\n\n{line}\n") == []


@pytest.mark.parametrize(
    ("title", "line", "told"),
    [
        ("What it costs", "- The cheaper model is set in the handler; put it out by `sam deploy`", False),
        ("AWS 비용", "- 모델을 바꾼 뒤 `sam deploy`", False),
        ("AWS のコスト", "- 小さいモデルにして `cdk deploy`", False),
        ("AWS notes", "- Switching back is a one-line change in `chat.mjs` + `sam deploy`", False),
        ("AWS notes", "- Changing the model needs `sam deploy`", False),
        ("AWS メモ", "- モデルを変更するだけなら `sam deploy`", False),
        ("AWS 메모", "- 모델을 변경하려면 `sam deploy`", False),
        ("AWS notes", "- `sam deploy` puts the handler out", True),
    ],
)
def test_what_a_change_would_take_is_no_release(title: str, line: str, *, told: bool) -> None:
    assert bool(deployments(f"# {title}\n\n{line}\n")) is told


def test_a_way_back_by_the_same_command_is_none() -> None:
    assert deployments("# AWS stack\n\n## Rollback\n\n- check the tag out, then `cdk deploy`\n") == []


def test_a_block_that_says_it_comes_first() -> None:
    guide = "# AWS\n\n- `cdk deploy` deploys\n\n## Deployment\n\n```bash\nnpm ci\nsam deploy\n```\n"
    assert [line.split()[:3] for line in deployments(guide)] == [["Deployment", "8-9", "method=lambda"]]


@pytest.mark.parametrize("heading", ["Local development", "開発環境", "로컬 개발"])
def test_what_is_typed_at_home_reaches_the_platform_all_the_same(heading: str) -> None:
    guide = "# AWS stack\n\n## {}\n\n```bash\nnpm ci\n{}\n```\n"
    assert len(deployments(guide.format(heading, "npx sam deploy"))) == 1
    assert deployments(guide.format(heading, "sam local start-api")) == []


@pytest.mark.parametrize(
    ("command", "identity"),
    [
        ("terraform apply -var 'tag_id=1.4.2'", "tag"),
        ("terraform plan -var 'tag_id=○.○.○'", "tag"),
        ("terraform apply -var=image_tag=latest", "latest"),
        ('terraform -chdir=prod apply -var "api_image_tag=$(git rev-parse HEAD)"', "commit"),
        ("tofu apply -var app_version=<VERSION>", "tag"),
    ],
)
def test_a_release_that_is_handed_to_a_plan_is_named_by_what_is_handed(command: str, identity: str) -> None:
    guide = f"# AWS のインフラ\n\nECR のイメージの版を指定して Apply します\n\n```bash\n{command}\n```\n"
    assert [f"method=terraform identity={identity} " in line for line in deployments(guide)] == [True]


@pytest.mark.parametrize(
    "command",
    [
        "terraform apply -var region=ap-northeast-1",
        "terraform apply -var-file=prod.tfvars",
        "terraform apply -var db_engine_version=16.3",
        "terraform apply -var 'postgres_version=16'",
        "terraform apply -var image_bucket=shop",
    ],
)
def test_other_values_of_a_plan_are_no_release(command: str) -> None:
    assert deployments(f"# AWS infrastructure\n\nApply it:\n\n```bash\n{command}\n```\n") == []


def test_a_release_of_bare_lines_in_the_folder_of_a_machine_is_typed_there() -> None:
    guide = "# Shop\n\nS3, EC2\n\n## Docker\n\ncd {}/app\ndocker-compose pull\ndocker-compose up -d\n"
    assert [line.split()[:3] for line in deployments(guide.format("/home/ubuntu"), "README.md")] == [
        ["Deployment", "7-9", "method=compose"]
    ]
    assert deployments(guide.format("~/projects"), "README.md") == []


def test_what_a_chapter_for_contributors_has_them_try_is_none() -> None:
    assert deployments("# AWS stack\n\n## Contributing\n\n- `cdk deploy` to AWS\n") == []


@pytest.mark.parametrize("aside", ["(not used)", "(사용하지 않음)", "（使わない）"])
def test_what_stands_below_a_heading_that_says_so_is_used_by_nobody(aside: str) -> None:
    shown = "```bash\nssh root@203.0.113.7\n```\n"
    assert any("Login" in line for line in said(f"# AWS server\n\n## Connect to the server\n\n{shown}"))
    assert not any("Login" in line for line in said(f"# AWS server\n\n## Connect to the server {aside}\n\n{shown}"))


@pytest.mark.parametrize(
    ("heading", "commands", "line"),
    [
        ("Deploy the backend", "npm run synth\nnpm run deploy:dev\nnpm run deploy:prod", "8 [production]"),
        ("배포", "make deploy-prod", "6 [production]"),
        ("배포", "make deploy-all", "6"),
        ("デプロイ", "yarn deploy:staging", "6 [staging]"),
        ("롤백", "make deploy-prod", ""),
        ("배포", "make deploy-dev", ""),
        ("Local development", "npm run deploy:dev", ""),
        ("Deploy", "npm run build", ""),
    ],
)
def test_a_task_of_the_teams_own_puts_the_release_out(heading: str, commands: str, line: str) -> None:
    found = deployments(f"# AWS backend\n\n## {heading}\n\n```sh\n{commands}\n```\n")
    assert [one.split(" method=")[0] for one in found] == ([f"Deployment {line}"] if line else [])
