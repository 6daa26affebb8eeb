"""Sizes that a text drops while it speaks of something else."""

import pytest

from holdfast.model.facts import Instance

from ..support import read


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("A. t2.small이라 크레딧이 떨어지면 느려집니다", "t2.small"),
        ("현재 t3.micro를 사용해서 메모리가 부족하다", "t3.micro"),
        ("A: it is a t3.small, so it runs out of credits", "t3.small"),
        ("今は t3.micro なので遅い", "t3.micro"),
        ("A. t2.small에서 t3.medium으로 변경하세요", None),
        ("A. t3.medium 이상을 권장합니다", None),
    ],
)
def test_an_answer_names_the_size_in_passing(row: str, told: str | None) -> None:
    found = read(f"# AWS EC2 서버 배포 가이드\n\n## 자주 묻는 질문\n\n**Q. 느려요**\n\n{row}\n", "docs/deploy.md")
    assert [one.instance_type for one in found if isinstance(one, Instance)] == ([told] if told else [])


@pytest.mark.parametrize(
    "row",
    [
        "- `plum` (the old server, t2.large) has been stopped since we moved; its elastic IP is still there.",
        "- The former machine, a t2.large on EC2, was switched off in May.",
        "- `plum` is the previous box (t2.large), it was terminated.",
        "- EC2 `plum` (t2.large) has been decommissioned.",
    ],
)
def test_a_host_that_serves_no_more_is_none(row: str) -> None:
    found = read(f"# Notes\n\n## Servers\n\n{row}\n", "docs/notes.md")
    assert [one for one in found if isinstance(one, Instance)] == []
