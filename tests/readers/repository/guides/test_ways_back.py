"""Ways back that a guide introduces in a line above its commands."""

import pytest

from .support import said


@pytest.mark.parametrize(
    ("lead", "commands", "told"),
    [
        (
            "이전 버전으로 되돌리기:",
            "aws lambda update-alias --function-name api --name live --function-version 7",
            True,
        ),
        ("To roll back, run:", "sudo bash scripts/rollback.sh shop", True),
        ("ロールバックする場合：", "make rollback VERSION=12", True),
        ("If the new one fails, traffic goes back to the old colour by:", "./scripts/rollback.sh", True),
        ("Return to the previous release:", "git checkout v12\ndocker compose up -d", True),
        ("이전 환경으로 복귀:", "docker compose up -d api-blue", True),
        ("Return to the previous folder:", "docker compose up -d", False),
        ("To roll back, run:", "kubectl rollout history deployment/api", False),
        ("To deploy, run:", "aws lambda update-alias --function-name api --name live --function-version 7", False),
        ("DB 마이그레이션 롤백:", "npm run migration:rollback", False),
        ("To roll back, run:", "rails db:rollback", False),
        ("To roll back, run:", "BEGIN;\nDELETE FROM orders;\nROLLBACK", False),
        ("To roll back, run:", "# rollback\nsam deploy --disable-rollback", False),
    ],
)
def test_what_introduces_commands_may_say_that_they_lead_back(lead: str, commands: str, *, told: bool) -> None:
    found = said(f"# Deployment\n\n## Release\n\n{lead}\n\n```bash\n{commands}\n```\n")
    assert any(line.startswith("Rollback") for line in found) is told


def test_a_block_right_below_another_has_the_same_introduction() -> None:
    blocks = (
        "```bash\nkubectl rollout history deployment/api\n```\n\n```bash\nkubectl rollout undo deployment/api\n```\n"
    )
    found = said(f"# Deployment\n\n## Release\n\nTo roll back:\n\n{blocks}")
    assert [line.split()[1] for line in found if line.startswith("Rollback")] == ["12"]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("**Going back**: the console, or `eb deploy --version v2.3.1`.", True),
        ("- 이전 버전으로 돌아가려면 `TAG=<이전 태그> docker compose up -d`", True),
        ("To go back to the previous page press Esc.", False),
        ("**Going back**: nobody has thought of it.", False),
    ],
)
def test_a_sentence_that_holds_the_command_is_a_way_back(line: str, *, told: bool) -> None:
    found = [one for one in said(f"# Deploy\n\n## Production\n\n{line}\n") if "Rollback" in one]
    assert any(not one.startswith("?") for one in found) is told
