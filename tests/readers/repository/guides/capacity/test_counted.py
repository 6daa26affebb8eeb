"""How many machines a guide has somebody launch."""

import pytest

from holdfast.model.facts import Instance

from ..support import read


def counts(text: str) -> list[tuple[int, int | None]]:
    """How many of each there are, and the line that says so."""
    found = [one for one in read(text) if isinstance(one, Instance)]
    places = [one.places.get("count") for one in found]
    return [(one.count, at.start_line if at else None) for one, at in zip(found, places, strict=True)]


_LAUNCH = "# EC2 인스턴스 생성 가이드\n\n## 인스턴스 타입\n\n- Instance type: t3.small\n\n## Number of instances\n\n"


@pytest.mark.parametrize(
    ("field", "count"),
    [("Number of instances: 1", 1), ("인스턴스 개수: 1", 1), ("インスタンス数: 2", 2)],
)
def test_the_consoles_own_field_says_it_alone_in_its_block_and_in_another_chapter(field: str, count: int) -> None:
    assert counts(f"{_LAUNCH}```\n{field}\n```\n") == [(count, 10)]


@pytest.mark.parametrize("field", ["Number of rows: 1", "Number of instances: running"])
def test_what_a_command_printed_says_nothing(field: str) -> None:
    assert counts(f"{_LAUNCH}```\n{field}\n```\n") == [(1, None)]


def test_two_such_fields_tell_of_several_machines_and_of_none_for_certain() -> None:
    fields = "```\nNumber of instances: 1\n```\n\n## Workers\n\n```\nNumber of instances: 3\n```\n"
    assert counts(f"{_LAUNCH}{fields}") == [(1, None)]


def test_the_words_for_the_machines_say_it_before_any_field() -> None:
    text = (
        "# EC2 설정 가이드\n\n## 서버\n\n- Instance type: t3.small x2\n\n## 기타\n\n```\nNumber of instances: 1\n```\n"
    )
    assert counts(text) == [(2, None)]


@pytest.mark.parametrize(
    ("row", "count"),
    [
        ("- EC2: t2.micro / Amazon Linux 2", 1),
        ("- EC2 t3.small x2", 2),
        ("- EC2 t3.small × 3", 3),
    ],
)
def test_the_number_behind_a_systems_name_counts_no_machines(row: str, count: int) -> None:
    assert counts(f"# EC2 설정 가이드\n\n## 서버\n\n{row}\n") == [(count, None)]
