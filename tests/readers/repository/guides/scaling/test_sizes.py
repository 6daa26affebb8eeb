"""How few and how many copies a group has, in the ways in which people write it."""

import pytest

from holdfast.readers.repository.guides.scaling.sizes import sizes_in


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        ("최소 / 최대 / 원하는 용량: 2 / 10 / 3", (2, 10, 3)),
        ("希望/最小/最大: 3/2/10", (2, 10, 3)),
        ("Min 2, max 10, desired 3", (2, 10, 3)),
        ("Set the minimum, maximum and desired capacity of the Auto Scaling group to 1", (1, 1, 1)),
        ("Min/Max: 2-10", (2, 10, None)),
    ],
)
def test_sizes_in_a_run_take_the_numbers_in_the_same_order(text: str, sizes: tuple[int | None, ...]) -> None:
    found = sizes_in(text)

    assert tuple(map(found.get, ("minimum", "maximum", "desired"))) == sizes


@pytest.mark.parametrize(
    ("text", "desired"),
    [
        ("Tasks: 1/1 running (auto-scales to 2)", 1),
        ("Running Tasks: 2/2 (desired)", 2),
        ("Tasks done: 2024/05/06", None),
        ("Tasks 1/1/2024", None),
    ],
)
def test_tasks_that_run_out_of_as_many_tell_how_many_there_are(text: str, desired: int | None) -> None:
    assert sizes_in(text).get("desired") == desired
