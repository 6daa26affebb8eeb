"""What a check list has somebody do that nobody has ticked yet."""

import pytest

from holdfast.model.facts import Deployment, Ingress, Instance, MetricSource

from .support import read


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("- [ ] Security group made:\n  - [ ] SSH (port 22) - from anywhere", ["Ingress"]),
        ("- [ ] Configure security group:\n  - [ ] SSH (22)", ["Ingress"]),
        ("- [ ] Configure security group:\n  - [ ] SSH (22) for your own IP only (203.0.113.7/32)", []),
        ("- [ ] 보안 그룹: Custom TCP (3000) 0.0.0.0/0", ["Ingress"]),
        ("- [ ] インスタンスタイプ: t3.micro", ["Instance"]),
        ("- [ ] EC2 instance created (t2.micro)", ["Instance"]),
        ("- [ ] EC2 instance launched", []),
        ("- [ ] SSH (22) is not open to 0.0.0.0/0", []),
        ("- [ ] Close port 5432 from 0.0.0.0/0", []),
        ("- [x] Security group made:\n  - [ ] SSH (port 22) - from anywhere", []),
        ("- [ ] EC2 instance created (t2.micro)\n\n## Success\n✅ The site answers", ["Instance"]),
        ("- [ ] EC2 instance created (t2.micro)\n- ✅ Domain", []),
        ("- [ ] Alarm on CPU created, backups kept for 7 days, MFA enabled", []),
    ],
)
def test_boxes_that_wait_for_a_tick_open_ports_and_take_machines_and_promise_nothing(
    rows: str, told: list[str]
) -> None:
    found = read(
        f"# AWS deployment checklist\n\n## EC2\n- [ ] Account made\n- [ ] Key made\n- [ ] VPC made\n{rows}\n",
        "DEPLOYMENT_CHECKLIST.md",
    )
    assert [type(one).__name__ for one in found if isinstance(one, Ingress | Instance)] == told
    assert len(told) == len(found)


@pytest.mark.parametrize(
    ("title", "rows", "told"),
    [
        ("EC2 デプロイチェックリスト", "- [ ] EC2にSSH接続\n- [ ] `git pull`\n- [ ] `pm2 restart app`\n- [ ] 確認", 1),
        ("EC2 deployment checklist", "- [ ] Upload the jar\n- [ ] Restart the service\n- [ ] Look\n- [ ] Tell", 1),
        ("EC2 deployment checklist", "- [x] SSH in\n- [ ] `git pull`\n- [ ] `pm2 restart app`\n- [ ] Look", 0),
        ("EC2 deployment checklist", "- [ ] Tests pass\n- [ ] Reviewed\n- [ ] Backup\n- [ ] Restart the service", 0),
    ],
)
def test_boxes_that_fetch_and_start_a_release_lead_through_one(title: str, rows: str, told: int) -> None:
    found = read(f"# {title}\n\n## Server deployment\n\n{rows}\n", "DEPLOYMENT_CHECKLIST.md")
    assert len([one for one in found if isinstance(one, Deployment)]) == told


def test_boxes_that_have_somebody_look_each_day_are_looks_by_hand() -> None:
    rows = "- [ ] CPU (`top`)\n- [ ] ディスク (`df -h`)\n- [ ] ログ (`tail -f /var/log/app.log`)\n- [ ] 画面"
    found = read(f"# EC2 運用手順書\n\n## 日次確認\n\n{rows}\n", "docs/ops.md")
    assert [(one.by_hand, one.at.start_line) for one in found if isinstance(one, MetricSource)] == [(True, 6)]
