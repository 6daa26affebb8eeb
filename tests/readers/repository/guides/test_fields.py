"""Fields of console forms that guides write down in code blocks, and marks beside values."""

import pytest

from .support import said


def of(guide: str, *sorts: str) -> list[str]:
    return [line for line in said(guide) if line.lstrip("? ").split(" ")[0] in sorts]


@pytest.mark.parametrize("language", ["", "yaml", "text"])
def test_fields_of_a_form_in_a_block_are_settings(language: str) -> None:
    block = f"```{language}\nInstance Class: db.t3.micro\nStorage: 20 GB\nMulti-AZ: No\nPublicly Accessible: YES\n```\n"
    found = of(f"# AWS setup guide\n\n## Create the RDS instance\n\n{block}", "Database")

    assert len(found) == 1
    assert "instance_class=db.t3.micro" in found[0]
    assert "public=True" in found[0]
    assert "multi_az=False" in found[0]


@pytest.mark.parametrize(
    "block",
    [
        "services:\n  api:\n    ports: 22\n    Source: 0.0.0.0/0\n",
        "Type: AWS::EC2::SecurityGroup\nPort: 22\nSource: 0.0.0.0/0\n",
        "Listening on port 22\nready in 3 s\n",
    ],
)
def test_files_of_tools_and_output_in_a_block_are_no_form(block: str) -> None:
    assert of(f"# AWS setup guide\n\n## Security group\n\n```yaml\n{block}```\n", "Ingress") == []


def test_a_rule_of_a_form_opens_its_port_to_its_source() -> None:
    block = "```\nType: PostgreSQL\nPort: 5432\nSource: 0.0.0.0/0 (for now!)\n```\n"
    found = of(f"# AWS setup guide\n\n## Security group\n\nAdd this inbound rule:\n\n{block}", "Ingress")

    assert any(line == "Ingress 10 from_port=5432 to_port=5432 sources=(0.0.0.0/0)" for line in found)


def test_a_cross_behind_a_field_switches_it_off_and_elsewhere_marks_what_was_before() -> None:
    field = of("# AWS 구축 가이드\n\n## RDS 생성\n\n- DB 클래스: db.t3.micro\n- 다중 AZ: ❌ 미사용\n", "Database")
    before = of("# AWS 구축 가이드\n\n## RDS 생성\n\n- DB 클래스: db.t3.micro\n- ❌ 단일 AZ로 운영\n", "Database")

    assert "multi_az=False" in field[0]
    assert "multi_az" not in before[0]


def test_a_tick_behind_a_field_stresses_the_value() -> None:
    lines = "- DB インスタンスクラス: db.t3.micro\n- パブリックアクセス: はい ✅\n"

    assert "public=True" in of(f"# AWS 構築手順\n\n## RDS の作成\n\n{lines}", "Database")[0]


def test_advice_for_later_and_what_the_free_tier_holds_say_nothing() -> None:
    later = "## Security notes (before production)\n\n1. Restrict SSH to your IP\n2. Enable RDS backups (7 days)\n"
    tier = "## 무료 티어 조건\n\n- db.t3.micro 인스턴스\n- t3.micro 인스턴스\n"

    assert of(f"# AWS setup guide\n\n{later}", "Ingress", "BackupJob", "Database") == []
    assert of(f"# AWS 구축 가이드\n\n{tier}", "Instance", "Database") == []


def test_a_field_below_a_step_that_makes_a_database_is_the_databases() -> None:
    steps = "1. Create RDS PostgreSQL:\n   - Instance class: db.t4g.micro\n   - Multi-AZ: No\n   - Public access: No\n"
    found = of(f"# AWS setup guide\n\n## Deployment setup\n\n{steps}", "Database")

    assert "multi_az=False" in found[0]
    assert "public=False" in found[0]
