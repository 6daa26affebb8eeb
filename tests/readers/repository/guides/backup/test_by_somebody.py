"""Ways back to lost data that only somebody else knows, or that are still to be written."""

import pytest

from holdfast.model.facts import Admitted

from ..support import read


def _left(text: str) -> list[int]:
    return [one.at.start_line for one in read(text) if isinstance(one, Admitted) and "restore" in one.places]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("## Restoring the database\n\nDone by the admin. Ping @kim on Slack.\n", 5),
        ("## Restore\n\n1. Contact the DevOps team with the name of the snapshot.\n", 5),
        ("## FAQ\n\n**Q. DB가 날아가면 어떻게 하나요?**\nA. 인프라 담당자에게 연락하세요.\n", 6),
        ("## 障害対応\n\n1. スナップショットから復元する（手順はインフラチームに確認）\n", 5),
        ("## Backups\n\nTODO: write the restore procedure.\n", 5),
        ("## Database restore\n\nTBD\n", 5),
        (
            "## Lost data\n\n```bash\naws rds describe-db-snapshots\n# Restore to a new instance (contact DevOps)\n```\n",
            7,
        ),
    ],
)
def test_a_way_back_that_somebody_would_have_to_be_asked_for_is_told(text: str, line: int) -> None:
    assert _left(f"# RDS database\n\n{text}") == [line]


@pytest.mark.parametrize(
    "text",
    [
        "## Access\n\nTo recover your account ask an admin.\n",
        "## Restore\n\n```bash\n# restore the newest dump\npg_restore -d shop shop.dump\n```\n",
        "## Deploying\n\nContact the DevOps team before a release.\n",
        "## Restore\n\nIf the snapshot is gone, contact AWS support.\n",
        "## 복구\n\n1. 스냅샷을 선택하고 복원합니다.\n",
    ],
)
def test_what_is_written_down_or_about_something_else_is_none(text: str) -> None:
    assert _left(f"# RDS database\n\n{text}") == []
