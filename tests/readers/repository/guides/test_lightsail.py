"""What guides have people create at Lightsail: machines by their plan, and managed databases."""

import pytest

from .support import said

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
