"""What a check list has somebody do that nobody has ticked yet."""

import pytest

from holdfast.model.facts import Ingress, Instance

from .support import read


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("- [ ] Security group made:\n  - [ ] SSH (port 22) - from anywhere", ["Ingress"]),
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
