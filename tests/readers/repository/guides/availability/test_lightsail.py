"""What guides have people create at Lightsail: machines by their plan, and managed databases."""

import pytest

from ..support import said

GUIDE = "# Lightsail deployment\n\n## Step 1: Create the instance\n\n1. Click Create instance\n\n"


def found(text: str, sort: str) -> list[str]:
    return [line for line in said(GUIDE + text) if line.startswith(sort)]


def plan(*rows: str, what: str = "Choose Instance Plan") -> str:
    return f"2. **{what}:**\n   ```\n" + "".join(f"   {row}\n" for row in rows) + "   ```\n"


def test_a_plan_in_a_block_of_its_own_is_the_size_of_the_machine() -> None:
    [machine] = found(plan("Plan: $12 USD/month", "- 2 GB Memory", "- 1 Core", "- 60 GB SSD Disk"), "Instance")
    assert "instance_type=Lightsail $12" in machine
    assert not any("instance_type" in one for one in found(plan("Plan: done", "and what else"), "Instance"))


def test_the_plan_of_a_database_is_no_size_of_a_machine() -> None:
    block = plan("Plan: $15 USD/month", "- Standard", "- 1 GB RAM", what="Choose Database Plan")
    assert not any("instance_type" in one for one in found(f"## Step 2: Lightsail database\n\n{block}", "Instance"))


@pytest.mark.parametrize(
    ("steps", "multi_az"),
    [
        ("1. Click **Create database**\n2. Plan: Standard, $15", "multi_az=False"),
        ("1. Click **Create database**\n2. Plan: High availability, $30", "multi_az=True"),
        ("1. データベースを作成\n2. プラン: 高可用性", "multi_az=True"),
        ("1. 데이터베이스 생성 클릭\n2. 플랜: 표준", "multi_az=False"),
        ("1. Click **Create database**\n2. Engine: PostgreSQL 16", ""),
    ],
)
def test_a_managed_database_is_alone_or_has_a_standby_by_its_plan(steps: str, multi_az: str) -> None:
    [database] = found(f"## Step 2: Create Lightsail Database (PostgreSQL)\n\n{steps}\n", "Database")
    assert "engine=postgresql placement=rds" in database
    assert "retention_days=7" in database
    assert multi_az in database
    assert multi_az or "multi_az" not in database


def test_a_database_that_is_only_connected_to_or_runs_elsewhere_is_not_created_there() -> None:
    assert found("## Step 2\n\n1. Connect to the Lightsail database\n", "Database") == []
    assert not any(
        "rds" in one for one in said("# EC2\n\n## Database\n\n1. Click Create database\n2. Plan: Standard\n")
    )


def test_a_machine_that_a_table_names_by_its_memory_has_that_plan() -> None:
    rows = "| Part | Value |\n|---|---|\n| Server | Amazon Lightsail (1GB memory, $7 a month) |\n"
    [machine] = found(f"## What runs\n\n{rows}", "Instance")
    assert "instance_type=Lightsail 1 GB" in machine


@pytest.mark.parametrize(
    ("step", "size"),
    [
        ("2. Pick your plan: the 2 GB one", "2 GB"),
        ("2. Choose the 1 GB RAM plan ($7/month).", "1 GB"),
        ("2. 2GB 메모리 플랜 선택", "2 GB"),
        ("2. 월 7달러 요금제 선택", "$7"),
        ("2. プランは一番安い「5 USD/月」を選ぶ", "$5"),
        ("2. Take the plan at 12 USD per month", "$12"),
        ("| Part | Value |\n|---|---|\n| Plan | $12/month |", "$12"),
        ("| Part | Value |\n|---|---|\n| Server | Lightsail 2 GB / 2 vCPU / 60 GB SSD |", "2 GB"),
        ("The 2 GB plan costs $12.", None),
        ("2. Plans begin at 5 USD per month", None),
        ("2. Attach 2 GB of swap", None),
        ("| Plan | Memory |\n|---|---|\n| $5 | 1 GB |\n| $7 | 2 GB |", None),
        ("| Part | Value |\n|---|---|\n| Disk | Lightsail 60 GB SSD |", None),
        ("| Part | Value |\n|---|---|\n| Disk | Lightsail 20 GB storage |", None),
    ],
)
def test_the_plan_of_a_machine_is_told_in_many_words(step: str, size: str | None) -> None:
    told = [one for one in found(f"{step}\n", "Instance") if "instance_type" in one]

    assert [one.partition("=Lightsail ")[2] for one in told] == ([size] if size else [])


def test_the_plan_of_a_machine_may_stand_by_its_name_in_the_api() -> None:
    rows = "| Part | Value |\n|---|---|\n| Server | AWS Lightsail, small_3_0 bundle |\n"
    assert any("instance_type=small_3_0" in one for one in found(f"## Server\n\n{rows}", "Instance"))


@pytest.mark.parametrize(
    ("step", "public"),
    [
        ("2. Under **Public mode**, toggle **Enable public mode** to ON", True),
        ("2. Networking tab: turn Public mode on", True),
        ("- Public mode: Enabled", True),
        ("2. 네트워킹 탭에서 퍼블릭 모드를 활성화합니다.", True),
        ("2. パブリックモードを有効にする", True),
        ("2. Leave Public mode off", False),
        ("2. 퍼블릭 모드는 비활성화합니다.", False),
        ("2. If you connect from home, enable public mode", False),
        ("2. Enable public mode for the import\n3. Disable public mode again", False),
        ("2. Look for Public mode on the Networking tab", False),
    ],
)
def test_a_managed_database_is_open_to_everybody_where_its_public_mode_is_switched_on(
    step: str, *, public: bool
) -> None:
    chapters = f"## Lightsail database\n\n1. Click **Create database**\n\n### Networking of the database\n\n{step}\n"
    [database] = found(chapters, "Database")
    assert ("public=True" in database) is public


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("The portal sits on a Lightsail box. It's the $12 Ubuntu plan.", "instance_type=Lightsail $12"),
        ("라이트세일 2GB 짜리 한 대 쓰고 있음.", "instance_type=Lightsail 2 GB"),
        ("| | |\n|-|-|\n| 서버 | AWS Lightsail 서울, 4GB 플랜 1대 |", "instance_type=Lightsail 4 GB"),
        ("| Name | Price |\n|-|-|\n| Lightsail | 4GB 플랜 24달러 |", ""),
        ("Lightsail instances begin with a 512 MB plan for $5, before traffic.", ""),
    ],
)
def test_the_plan_that_a_machine_runs_on_is_its_size(text: str, size: str) -> None:
    machines = [one for one in said(f"# Server\n\n{text}\n") if "Instance" in one]
    assert any(size in one for one in machines) if size else not any("instance_type" in one for one in machines)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("We took the Lightsail managed database; it's on the standard plan, not high availability.", "multi_az=False"),
        (
            "We use a Lightsail managed database instead of our own MySQL, on the high availability plan.",
            "multi_az=True",
        ),
        ("A Lightsail managed database is not used here.", None),
    ],
)
def test_a_managed_database_that_a_team_says_it_has(text: str, told: str | None) -> None:
    found = [one for one in said(f"# Server\n\n{text}\n") if "Database" in one]
    assert [told in one for one in found] == [True] if told else not found


def test_the_plan_of_a_machine_is_not_where_a_database_is_made() -> None:
    steps = "1. Create a Lightsail PostgreSQL database. Note the endpoint.\n2. Create a Lightsail instance on the smallest plan.\n"
    [database] = [
        line for line in said(f"# Lightsail deployment\n\n## Provision\n\n{steps}") if line.startswith("Database")
    ]
    assert database.startswith("Database 5 ")
    assert "multi_az" not in database
