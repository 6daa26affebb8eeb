"""App Runner, Lambda and Lightsail's containers in guides, and how many copies of the application it may start."""

import pytest

from ..support import said


def workloads(heading: str, line: str) -> list[str]:
    return [one for one in said(f"# Deploy to AWS\n\n## {heading}\n\n{line}\n") if "Workload" in one]


@pytest.mark.parametrize(
    ("heading", "line", "shown"),
    [
        ("Deploy to App Runner", "- **Auto scaling**: Enabled (min 1, max 5)", "minimum=1 maximum=5"),
        ("App Runnerの作成", "1. 「サービスの作成」をクリック", ""),
        ("App Runner 배포", "1. App Runner 콘솔에서 서비스 생성을 클릭합니다.", ""),
        ("Hosting", "- The API runs on AWS App Runner.", ""),
    ],
)
def test_what_a_guide_hands_to_app_runner_runs_there(heading: str, line: str, shown: str) -> None:
    (found,) = workloads(heading, line)
    assert "platform=app-runner" in found
    assert shown in found


@pytest.mark.parametrize(
    "line",
    [
        "- Never use App Runner.",
        "- App Runner was too expensive.",
        "- App Runnerから移行した。",
        "- ECS: desired 2 tasks",
        "The image makes it easy to deploy on services such as ECS, EC2 or App Runner.",
        "도커 이미지로 App Runner 등에 배포할 수 있습니다.",
    ],
)
def test_what_is_not_handed_to_it_does_not(line: str) -> None:
    assert not any("app-runner" in one for one in workloads("Service", line))


@pytest.mark.parametrize(
    ("steps", "runs"),
    [
        ("1. Lambda 콘솔에서 함수를 생성합니다.\n2. API Gateway HTTP API를 만들고 함수와 통합합니다.", True),
        ("1. Lambda関数を作成(Node.js 20)\n2. 関数URLを有効にする", True),
        ("1. Create a Lambda function (Python 3.12).\n2. Create an HTTP API in API Gateway and add a route.", True),
        ("1. Create a Lambda function that cleans up.\n2. Add a schedule in EventBridge.", False),
        ("1. Launch an EC2 instance.\n2. Create a Lambda function.\n3. Create an API Gateway for the webhook.", False),
        ("API Gateway and a Lambda function may come later.", False),
    ],
)
def test_a_function_that_requests_reach_runs_the_application_where_nothing_else_does(steps: str, *, runs: bool) -> None:
    found = [one for one in said(f"# Deploy\n\n{steps}\n") if "Workload" in one and "platform=lambda" in one]
    assert bool(found) is runs


@pytest.mark.parametrize(
    ("step", "shown"),
    [
        ("Create a Lightsail container service (nano, scale 2).", "desired=2"),
        ("Lightsail 컨테이너 서비스를 생성합니다 (Nano, 노드 1개).", "desired=1"),
        ("Lightsailのコンテナサービスを作成(Nano、スケール1)", "desired=1"),
        ("Create a Lightsail instance and install Docker.", None),
    ],
)
def test_a_container_service_of_lightsail_keeps_the_nodes_it_is_given(step: str, shown: str | None) -> None:
    found = [one for one in said(f"# Deploy\n\n1. {step}\n") if "platform=lightsail-containers" in one]
    assert [one for one in found if shown and shown in one] == found
    assert bool(found) is bool(shown)


@pytest.mark.parametrize(
    ("heading", "line", "released"),
    [
        ("Deploy to App Runner", "- **Deployment trigger**: Automatic (on push)", True),
        ("App Runner", "1. Deployment settings: Automatic", True),
        ("App Runner service", "| Setting | Value |\n|---|---|\n| Deployment trigger | Automatic |", True),
        ("App Runner 배포", "- 배포 트리거: 자동", True),
        ("App Runnerの作成", "- デプロイ設定: 自動", True),
        ("Deploy to App Runner", "- Deployment trigger: Manual", False),
        ("Amplify", "- Deployment trigger: Automatic", False),
        ("Deploy to App Runner", "- Auto scaling: Automatic", False),
    ],
)
def test_where_app_runner_takes_each_push_by_itself_a_release_has_no_name(
    heading: str, line: str, *, released: bool
) -> None:
    found = [one for one in said(f"# Deploy to AWS\n\n## {heading}\n\n{line}\n") if "Deployment" in one]
    assert [one for one in found if "method=app-runner identity=none asks_health=True" in one] == (
        found if released else []
    )
    assert bool(found) is released


@pytest.mark.parametrize(
    "title", ["Deploying on Elastic Beanstalk", "Elastic Beanstalk 배포", "Elastic Beanstalk へのデプロイ"]
)
@pytest.mark.parametrize("fence", ["yaml", "", "text"])
def test_options_that_a_guide_shows_are_a_file_of_the_environment_and_no_fields_of_a_console(
    title: str, fence: str
) -> None:
    text = f"""
# {title}

## Scaling

Configure auto scaling in `.ebextensions/scaling.config`:

```{fence}
option_settings:
  aws:autoscaling:asg:
    MinSize: 1
    MaxSize: 4
```
"""
    found = [line for line in said(text) if "Workload" in line]
    assert found[0] == ("Workload 10 platform=beanstalk name=beanstalk minimum=1 maximum=4 behind_load_balancer=True")
    assert all("platform=beanstalk" in line for line in found)


@pytest.mark.parametrize(
    ("heading", "rows"),
    [
        ("Capacity", "- Environment type: Load balanced\n- Instances: Min 1, Max 4\n"),
        ("용량 설정", "- 환경 유형: 로드 밸런싱됨\n- 인스턴스: 최소 1, 최대 4\n"),
        ("キャパシティ", "- 環境タイプ: 負荷分散\n- インスタンス数: 最小 1、最大 4\n"),
    ],
)
def test_how_many_hosts_an_environment_of_beanstalk_has_is_told_by_the_page_for_it(heading: str, rows: str) -> None:
    found = [line for line in said(f"# Elastic Beanstalk\n\n## {heading}\n\n{rows}") if "Workload" in line]
    assert found == [
        "Workload 6 platform=beanstalk minimum=1 maximum=4",
        "Workload 5 platform=beanstalk behind_load_balancer=True",
    ]
    assert not [line for line in said(f"# Deploy to EC2\n\n## {heading}\n\n{rows}") if "beanstalk" in line]


@pytest.mark.parametrize(
    ("line", "single"),
    [
        ("EB 환경을 Single Instance에서 Load Balanced로 변경하면 인증서를 연결할 수 있습니다.", True),
        ("If needed, change the environment from single instance to load balanced.", True),
        ("環境をシングルインスタンスから負荷分散へ変更すると証明書を付けられます。", True),
        ("Environment type: single instance or load balanced", False),
        ("If you need more, choose load balanced.", False),
    ],
)
def test_what_an_environment_would_be_changed_from_it_is(line: str, *, single: bool) -> None:
    found = workloads("Elastic Beanstalk HTTPS", line)
    assert any("platform=beanstalk" in one and "maximum=1" in one for one in found) is single
