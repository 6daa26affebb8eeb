"""A larger machine that somebody is to take by hand."""

import pytest

from holdfast.model.facts import Admitted, Instance

from ..support import read


def told(lines: str) -> tuple[str | None, int, int] | None:
    """The size that `lines` of a guide tell in passing, and where; the same rows tell that nothing grows by itself."""
    facts = read(f"# AWS EC2 deployment guide\n\n{lines}\n")
    sizes = [one for one in facts if isinstance(one, Instance) and one.purpose == "sized"]
    grown = [one.at for one in facts if isinstance(one, Admitted) and one.control == "scaling"]
    assert [one.at for one in sizes] == grown
    return (sizes[0].instance_type, sizes[0].at.start_line, sizes[0].at.end_line) if sizes else None


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("```bash\n# If services are slow, upgrade instance type:\n# t3.micro → t3.small (2x memory)\n```", (4, 5)),
        ("- If the API gets slow, resize the instance: `t3.micro` -> `t3.medium`", (3, 3)),
        ("When traffic grows, scale up from t3.micro to m6i.large.", (3, 3)),
        ("- 메모리가 부족하면 t3.micro에서 t3.small로 업그레이드", (3, 3)),
        ("- 트래픽 증가 시 인스턴스 타입 변경 필요: t3.micro → t3.medium", (3, 3)),
        ("- メモリが不足する場合は t3.micro から t3.small へ変更してください", (3, 3)),
    ],
)
def test_advice_to_take_a_larger_machine_when_it_is_needed_tells_what_runs_now(
    lines: str, expected: tuple[int, int]
) -> None:
    assert told(lines) == ("t3.micro", *expected)


@pytest.mark.parametrize(
    "lines",
    [
        "- We upgraded from t3.micro to t3.small when traffic grew.",
        "- 트래픽이 증가해 t3.micro에서 t3.small로 변경했습니다",
        "- If queries are slow, upgrade RDS: db.t3.micro → db.t3.small",
        "- If the bastion is slow, upgrade it: t3.micro → t3.small",
        "| t3.micro | t3.small | t3.medium |",
        "- t3.micro to t3.small costs twice as much",
        "- If it is slow, upgrade the instance (t3.micro)",
    ],
)
def test_what_is_done_another_machine_and_a_comparison_tell_nothing(lines: str) -> None:
    assert told(lines) is None
