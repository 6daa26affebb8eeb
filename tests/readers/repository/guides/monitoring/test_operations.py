"""What guides say about watching the servers."""

import pytest

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Alarm, BackupJob, MetricSource

from ..support import read, said


def watched(guide: str) -> list[str]:
    return [line for line in said(guide) if line.startswith("MetricSource")]


@pytest.mark.parametrize("heading", ["모니터링", "Monitoring", "監視"])
def test_a_chapter_about_monitoring_that_only_has_commands_is_looked_at_by_hand(heading: str) -> None:
    guide = (
        f"# AWS 배포 가이드\n\n## {heading}\n\n### PM2\n\n```bash\npm2 monit\npm2 logs api\n```\n\n"
        "### 서버\n\n- `htop`으로 메모리 확인\n"
    )

    assert watched(guide) == ["MetricSource 8-14 watches=process system=pm2 monit, pm2 logs, htop by_hand=True"]


@pytest.mark.parametrize("heading", ["로그 확인", "運用管理", "Useful commands", "서버 상태 확인"])
def test_a_chapter_that_has_somebody_read_the_logs_is_about_these_only(heading: str) -> None:
    guide = f"# AWS 배포 가이드\n\n## {heading}\n\n```bash\npm2 status\njournalctl -u api -f\n```\n"

    assert watched(guide) == ["MetricSource 6-7 watches=logs system=pm2 status, journalctl by_hand=True"]


def test_a_chapter_about_monitoring_says_more_than_an_earlier_one_about_logs() -> None:
    block = "```bash\npm2 logs\n```\n"

    found = watched(f"# AWS 배포 가이드\n\n## 로그인\n\n{block}\n## 로그\n\n{block}\n## 모니터링\n\n{block}")

    assert found == ["MetricSource 18 watches=process system=pm2 logs by_hand=True"]


@pytest.mark.parametrize("heading", ["모니터링", "Monitoring", "監視", "CloudWatch Logs", "CloudWatch運用"])
def test_a_chapter_on_monitoring_that_tells_of_nothing_is_where_alarms_belong(heading: str) -> None:
    guide = f"# AWS 배포 가이드\n\n## {heading}\n\nEC2 is fine as it is.\n\nS3 is, too.\n\n## More\n\nNo more.\n"

    assert [line for line in said(guide) if "MetricSource" in line] == ["? MetricSource 5-7 watches=other by_hand=True"]


def test_a_long_first_paragraph_of_such_a_chapter_is_its_place() -> None:
    guide = "# AWS 배포 가이드\n\n## Monitoring\n\n" + "EC2 is fine as it is.\n" * 60 + "\nS3 is, too.\n"

    assert [line for line in said(guide) if "MetricSource" in line] == [
        "? MetricSource 5-44 watches=other by_hand=True"
    ]


@pytest.mark.parametrize("heading", ["Security monitoring", "비용 모니터링", "デプロイの監視", "Deployments"])
def test_a_chapter_on_watching_something_else_is_no_place_for_alarms(heading: str) -> None:
    guide = f"# AWS 배포 가이드\n\n## {heading}\n\nEC2 is fine as it is.\n"

    assert [line for line in said(guide) if "MetricSource" in line] == []


def test_a_chapter_on_monitoring_that_has_somebody_look_is_told_once() -> None:
    guide = "# Deploy on AWS\n\n## Monitoring\n\nEC2 is fine.\n\n```bash\npm2 logs\n```\n\nS3 is, too.\n"

    assert watched(guide) == ["MetricSource 8 watches=process system=pm2 logs by_hand=True"]


def test_what_a_command_only_keeps_in_a_variable_is_not_looked_at() -> None:
    text = "# Deploy on AWS\n\n## Monitoring\n\n```bash\n{0}\n```\n"
    kept = "NET=$(aws ecs describe-services --cluster shop --services api --output json)"
    assert not any("aws ecs" in line for line in watched(text.format(kept)))
    (found,) = watched(text.format(f"{kept}\naws logs tail /ecs/shop --follow"))
    assert found.startswith("MetricSource 7 ")


def test_a_second_chapter_about_monitoring_is_looked_at_by_hand_too() -> None:
    chapter = "## {} monitoring\n\n```bash\n{}\n```\n\n"
    text = "".join(chapter.format(*one) for one in (("Log", "pm2 logs"), ("Host", "htop"), ("Disk", "df -h")))

    assert [line.split()[1] for line in watched(f"# Deploy on AWS\n\n{text}")] == ["6", "12"]


def test_the_parts_of_a_long_chapter_about_monitoring_that_are_about_it_themselves_stand_alone() -> None:
    logs = "### Useful commands\n\n```bash\npm2 logs\n```\n\n"
    host = "### Monitoring the host\n\n```bash\ndf -h\nfree -m\n```\n"
    lines = "It starts at four.\n" * 40

    def places(between: str) -> list[str]:
        guide = f"# Deploy on AWS\n\n## Monitoring\n\n{logs}### Backups\n\n{between}\n{host}"
        return [line.split()[1] for line in watched(guide)]

    assert places(lines) == ["8", "57-58"]
    assert places("It starts at four.\n") == ["8-19"]


@pytest.mark.parametrize(
    "command",
    [
        "aws ec2 monitor-instances --instance-ids i-0123",
        "pm2 install pm2-logrotate",
        "sudo apt-get install -y curl sysstat",
        "aws logs put-retention-policy --log-group-name /shop --retention-in-days 14",
    ],
)
def test_a_chapter_about_monitoring_that_ends_with_numbers_or_logs_calls_nobody(command: str) -> None:
    block = f"```bash\n{command}\n```\n"

    found = watched(f"# Deploy on AWS\n\n## Monitoring\n\n{block}")

    assert [line.startswith("MetricSource 6 ") and line.endswith("by_hand=True") for line in found] == [True]
    assert watched(f"# Deploy on AWS\n\n## Tools\n\n{block}") == []
    looked = watched(f"# Deploy on AWS\n\n## Monitoring\n\n{block}\n```bash\npm2 monit\n```\n")
    assert [line.split()[1] for line in looked] == ["10"]


def test_looking_after_a_deployment_or_at_home_is_no_monitoring() -> None:
    block = "```bash\npm2 status\npm2 logs api\n```\n"

    assert watched(f"# AWS 배포 가이드\n\n## 배포 확인\n\n{block}") == []
    assert watched(f"# AWS 배포 가이드\n\n## 로컬 모니터링\n\n{block}") == []


def test_a_page_of_the_console_that_somebody_opens_is_looked_at_by_hand() -> None:
    text = "# AWS 構築手順\n\n## メトリクス確認\n\nApp Runnerコンソールの「メトリクス」タブで以下を確認：\n\n- リクエスト数\n"

    assert watched(text) == ["MetricSource 5 watches=process system=console by_hand=True"]


def test_what_a_program_writes_to_the_console_of_a_browser_is_no_page_that_somebody_opens() -> None:
    assert watched("# AWS 배포 가이드\n\n## 로그\n\n### 콘솔로그 확인\n\n- 빌드된 파일에서 console.log 확인\n") == []


def test_what_a_chapter_on_alarms_only_lists_is_a_claim() -> None:
    text = "# AWS 배포 가이드\n\n## CloudWatch 알람 설정\n\n- CPU 사용률\n- 디스크 사용률\n"

    assert [line[:9] for line in said(text) if "Alarm" in line] == ["? Alarm 5", "? Alarm 6"]


@pytest.mark.parametrize(
    ("steps", "claimed"),
    [
        ("1. Configure billing alerts\n2. Set a limit of $5\n3. Receive them by e-mail\n", False),
        ("1. 결제 알림을 설정합니다\n2. 한도를 $5로 설정합니다\n3. 이메일로 알림을 받습니다\n", False),
        ("1. Configure billing alerts\n2. Receive them by e-mail\n", True),
    ],
)
def test_steps_for_an_alarm_on_the_bill_name_the_sum_beside_it(steps: str, *, claimed: bool) -> None:
    alarms = [
        line
        for line in said(f"# AWS 배포\n\n## Cost monitoring\n\n### Alarms on the bill\n\n{steps}")
        if "Alarm" in line
    ]
    assert alarms
    assert alarms[0].startswith("?") is claimed


def test_steps_through_the_console_choose_what_an_alarm_watches_whatever_is_remarked_above_them() -> None:
    remark = "**한도를 넘으면 바로 알림!**\n\n무료 한도 초과 시 알림\n"
    steps = '1. "Create alarm" 클릭\n2. "Billing" → "Total Estimated Charge" 선택\n3. 예: $1 초과 시 알림 이메일 입력\n'
    text = f"# AWS 배포\n\n## 결제 알림\n\n### CloudWatch 비용 알람 설정\n\n{remark}\n{steps}"

    assert [line[:21] for line in said(text) if "Alarm" in line] == ["Alarm 12 watches=cost"]


@pytest.mark.parametrize(
    ("item", "system"),
    [
        ("- 로그: `sudo journalctl -u shop -f`", "journalctl"),
        ("- **Logs**: `docker compose logs -f`", "docker compose logs"),
        ("- Review the logs with `pm2 logs shop`.", "pm2 logs"),
        ("- `docker compose logs -f`로 로그를 모니터링합니다", "docker compose logs"),
        ("- 定期的に`df -h`を確認する", "df -h"),
        ("- If it does not start, look into `pm2 logs shop`.", ""),
        ("- Blogs: `docker compose logs -f`", ""),
        ("- 재시작: `sudo systemctl restart shop`", ""),
    ],
)
def test_a_command_that_a_list_names_for_logs_is_looked_at_by_hand_wherever_it_is(item: str, system: str) -> None:
    told = [f"MetricSource 5 watches=logs system={system} by_hand=True"] if system else []

    assert watched(f"# AWS 배포 가이드\n\n## 배포\n\n{item}\n") == told


@pytest.mark.parametrize("command", ["$COMPOSE logs", "kubectl top", "supervisorctl status"])
def test_more_commands_with_which_somebody_looks(command: str) -> None:
    guide = f"# Deploy on AWS\n\n## Monitoring\n\n```bash\n{command}\n```\n"

    assert watched(guide) == [f"MetricSource 6 watches=process system={command} by_hand=True"]


@pytest.mark.parametrize(
    ("block", "schedule"),
    [
        ("crontab -e\n# Add: 0 2 * * * /home/ubuntu/backup-db.sh", "0 2 * * *"),
        ("sudo crontab -e\n# 0 3 * * * /usr/local/bin/backup.sh >> /var/log/backup.log 2>&1", "0 3 * * *"),
        ("crontab -e\n# 추가: @daily /srv/backup.sh", "@daily"),
        ("# every night: 0 3 * * * is a good time\n/srv/backup.sh", None),
        ("crontab -e\n# minute hour day month weekday", None),
    ],
)
def test_a_line_for_the_clock_that_stands_as_a_comment_below_the_editor_is_entered(
    block: str, schedule: str | None
) -> None:
    found = read(f"# EC2 operations\n\n## Backup\n\n```bash\n{block}\n```\n")
    jobs = [one.schedule for one in found if isinstance(one, BackupJob) and one.schedule]
    assert jobs == ([schedule] if schedule else [])


def test_copies_that_stay_on_their_host_are_made_when_the_list_around_them_says() -> None:
    rows = "- Backups run daily at 2 AM via cron\n- Backups are stored locally on EC2 in `/var/backups/shop/`\n"
    found = read(f"# EC2 operations\n\n## Database backups\n{rows}")
    assert [one.schedule for one in found if isinstance(one, BackupJob) and one.destination == "host"] == ["daily"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("Set a monthly AWS budget of $50", True),
        ("AWS 비용 예산을 $50로 설정", True),
        ("**Budgeting:** Set monthly budgets for the categories of your ledger", False),
    ],
)
def test_budgets_that_the_product_itself_keeps_for_its_users_are_none_of_aws(words: str, *, told: bool) -> None:
    lines = said(f"# Ledger\n\n## Features\n\n- {words}\n")
    assert any("Budget" in line for line in lines) is told


@pytest.mark.parametrize(
    ("line", "settled", "claimed"),
    [
        ("CloudWatch 알람: CPU 80%, 메모리 85%, RDS 연결 수", ["cpu", "memory"], ["database-connections"]),
        ("CloudWatchアラーム：CPU 80%、DB空き容量", ["cpu"], ["database-storage"]),
        ("CloudWatch alarms: CPU > 80%, 5xx rate and p95 latency", ["cpu"], ["error-rate", "response-time"]),
        ("CloudWatch alarm: CPU above 80%, two periods, to the team", ["cpu"], []),
    ],
)
def test_a_line_with_several_alarms_is_each_of_them(line: str, settled: list[str], claimed: list[str]) -> None:
    found = [one for one in read(f"# AWS 배포 가이드\n\n## Alarms\n\n- {line}\n") if isinstance(one, Alarm)]
    told = [one.watches.value for one in found if one.kind is EvidenceKind.INSTRUCTED]
    assert (told, [one.watches.value for one in found if one.kind is EvidenceKind.CLAIMED]) == (settled, claimed)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("Create a monthly budget of $100 in AWS Budgets with an alert at 80%.", True),
        ("AWS Budgets에서 월 예산 $100을 생성합니다.", True),
        ("You could create a budget in AWS Budgets later.", False),
        ("- AWS Budgets: $0.02 per budget and day", False),
    ],
)
def test_a_chapter_on_costs_may_tell_to_make_a_budget(words: str, *, told: bool) -> None:
    lines = said(f"# AWS deployment\n\n## Costs\n\n{words}\n")
    assert any("Budget" in line for line in lines) is told


@pytest.mark.parametrize(
    "line",
    [
        "**Weekly:** update packages, and glance at `journalctl -u shop | grep error`.",
        "Look at `pm2 logs` every morning.",
        "毎朝 `docker compose logs` を見る。",
    ],
)
def test_what_somebody_is_to_look_at_again_and_again_is_looked_at_by_hand(line: str) -> None:
    found = watched(f"# AWS deployment\n\n## After the launch\n\n{line}\n")

    assert [one.startswith("MetricSource 5 ") and one.endswith("by_hand=True") for one in found] == [True]


@pytest.mark.parametrize(
    ("words", "both"),
    [
        ("EC2とRDSのCPU使用率が80%以上でアラームを作成する。", True),
        ("EC2와 RDS의 CPU 사용률이 80% 이상이면 알람을 생성한다.", True),
        ("Create an alarm when CPU utilization of EC2 instances and RDS is above 80%.", True),
        ("RDS의 CPU 사용률이 80% 이상이면 알람을 생성한다.", False),
    ],
)
def test_an_alarm_for_hosts_and_their_database_is_two(words: str, *, both: bool) -> None:
    found = [one for one in said(f"# AWS 구축 가이드\n\n## CloudWatch 알람\n\n1. {words}\n") if one.startswith("Alarm")]
    assert [" watches=cpu" in one for one in found] == ([True, False] if both else [False])


@pytest.mark.parametrize(
    "words",
    [
        "作成したLambdaをサブスクリプションとして登録する。",
        "Subscribe the Lambda function to it.",
        "생성한 Lambda를 구독에 추가한다.",
    ],
)
def test_a_function_that_subscribes_to_a_topic_hears_of_alarms(words: str) -> None:
    text = f"# AWS 구축 가이드\n\n## SNS\n\n1. SNS 주제(topic)를 생성한다.\n2. {words}\n"
    assert "Topic 5 subscribers=(lambda)" in said(text)


@pytest.mark.parametrize(
    "command",
    ["eb health", "eb logs --stream", "copilot svc logs -n api", "sls logs -f api", "heroku logs --tail"],
)
def test_tools_of_platforms_look_by_hand_as_those_of_a_host_do(command: str) -> None:
    found = said(f"# Deploy to AWS\n\n## Monitoring\n\n```bash\n{command}\n```\n")
    assert [line.split()[1] for line in found if line.startswith("MetricSource")] == ["6"]


_CLOCKED = """
    # Deployment
    ## Health checks
    {shown}
    Add it to the crontab:
    ```
    */5 * * * * /home/ubuntu/health-check.sh >> /home/ubuntu/health.log 2>&1
    ```
    """
_SHOWN = """```bash
    #!/bin/bash
    curl -f http://localhost:3000/health || {then}
    ```"""


@pytest.mark.parametrize(
    ("then", "found"),
    [
        ("", ["health-check.sh"]),
        ("echo down >> /home/ubuntu/health.log", ["health-check.sh"]),
        ("curl -d down https://hooks.slack.com/services/T0/B0/x", []),
        ("mail -s down ops@shop.co.jp < /dev/null", []),
    ],
)
def test_a_line_for_the_clock_that_only_fills_a_log_calls_nobody_unless_its_script_does(
    then: str, found: list[str]
) -> None:
    guide = _CLOCKED.format(shown=_SHOWN.format(then=then) if then else "")
    for text in (guide, guide.replace(" >> /home/ubuntu/health.log 2>&1", "")):
        told = [one for one in read(text) if isinstance(one, MetricSource) and "alarms" in one.places]
        assert [one.system for one in told] == found


@pytest.mark.parametrize("heading", ["Managing the application", "서비스 관리", "アプリケーションの管理"])
@pytest.mark.parametrize(
    "command", ["./deploy/control.sh status", "./deploy/logs.sh api", "make prod-logs", "npm run logs", "just logs"]
)
def test_a_teams_own_commands_look_by_hand_as_those_of_a_host_do(heading: str, command: str) -> None:
    found = watched(f"# Deploy to AWS\n\n## {heading}\n\n```bash\n{command}\n```\n")
    assert [line.split()[1:3] for line in found] == [["6", "watches=logs"]]


@pytest.mark.parametrize(
    "command", ["make build", "./deploy/control.sh restart", "npm run build", "./scripts/blogs.sh"]
)
def test_a_teams_other_commands_look_at_nothing(command: str) -> None:
    assert watched(f"# Deploy to AWS\n\n## Managing the application\n\n```bash\n{command}\n```\n") == []


@pytest.mark.parametrize(
    "step",
    [
        "1. Open the CloudWatch console",
        "1. Go to Log groups",
        "1. CloudWatch 콘솔로 이동합니다",
        "1. CloudWatchのロググループを開く",
    ],
)
def test_a_page_that_somebody_goes_to_for_logs_is_looked_at_by_hand(step: str) -> None:
    found = watched(f"# Deploy to AWS EC2\n\n## Logs\n\n{step}\n")
    assert [line.split()[1:3] for line in found] == [["5", "watches=logs"]]


def test_a_chapter_about_observability_is_one_about_monitoring() -> None:
    for heading in ("Observability", "관측 가능성", "可観測性"):
        found = watched(f"# Deploy to AWS EC2\n\n## {heading}\n\n```bash\ndocker stats\n```\n")
        assert [line.split()[1:3] for line in found] == [["6", "watches=process"]]


def test_the_way_to_a_page_on_which_an_alarm_is_set_looks_at_nothing() -> None:
    steps = "1. Open the CloudWatch console\n2. Create an alarm on CPU > 80%\n"
    assert watched(f"# Deploy to AWS EC2\n\n## Monitoring\n\n{steps}") == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("This document details how we monitor the app over CloudWatch and send e-mail alerts on high CPU.", False),
        ("이 문서는 서버의 CPU를 모니터링하고 알람을 보내는 구성을 설명합니다.", False),
        ("本書ではCPUを監視してアラームを送る構成を説明します。", False),
        ("Our scripts monitor the app over CloudWatch and send e-mail alerts on high CPU.", True),
        ("스크립트가 CPU를 모니터링하고 알람을 보냅니다.", True),
        ("スクリプトがCPUを監視してアラームを送ります。", True),
    ],
)
def test_what_a_text_says_of_itself_promises_no_alarm(words: str, *, told: bool) -> None:
    found = [line for line in said(f"# Shop on AWS EC2\n\n## Monitoring\n\n{words}\n") if "Alarm" in line]
    assert bool(found) is told


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ("npx pm2 monit\n- 서버 모니터링 명령어\nnpx pm2 logs\n- 로그", ["5-7"]),
        ("docker stats\n- monitoring of the containers", ["5"]),
        ("htop\n- サーバーの監視", ["5"]),
        ("npx pm2 logs\n- why it does not start", []),
        ("## Start\n\nnpx pm2 monit\n- 서버 모니터링 명령어", []),
    ],
)
def test_notes_without_headings_say_below_a_command_that_it_watches(rows: str, found: list[str]) -> None:
    text = f"ssh ubuntu@ec2-203-0-113-7.compute.amazonaws.com\n접속한 다음\nnpm ci\n- 설치\n{rows}\n"
    assert [line.split()[1] for line in said(text, "notes-aws.md") if "watches=process" in line] == found


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("- IAM Instance Profile: CloudWatch Agent 권한", False),
        ("- Attach the CloudWatchAgentServerPolicy", False),
        ("- IAMロール：CloudWatch Agentの権限", False),
        ("- CloudWatch Agent 설치", True),
        ("1. Install the CloudWatch agent", True),
    ],
)
def test_what_the_agent_may_do_is_not_the_agent(line: str, *, told: bool) -> None:
    guide = f"# AWS setup guide\n\n## EC2 인스턴스 설정\n\n{line}\n"

    assert any(one.startswith("MetricSource") for one in said(guide)) is told


@pytest.mark.parametrize(
    ("heading", "told"), [("6. Teardown", False), ("환경 삭제", False), ("リソースの削除", False), ("Monitoring", True)]
)
def test_alarms_that_are_taken_down_watch_nothing(heading: str, *, told: bool) -> None:
    guide = f"# AWS guide\n\n## {heading}\n\n1. Check the CloudWatch alarms of CPU (above 80%) and RDS.\n"
    assert any(isinstance(one, Alarm) for one in read(guide)) is told
