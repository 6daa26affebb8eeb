"""How much of a processor is told by whichever way of writing it."""

import pytest

from holdfast.readers.repository.platforms.processors import units


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("0.25 vCPU", 256),
        ("256", 256),
        ("QUARTER_VCPU", 256),
        ("apprunner.Cpu.HALF_VCPU", 512),
        ("1 vCPU", 1024),
        ("1", 1024),
        ("0.5", 512),
        ("4096", 4096),
        ("${var.cpu}", None),
        ("", None),
        (None, None),
    ],
)
def test_a_size_counts_the_same_however_it_is_written(text: str | None, told: int | None) -> None:
    assert units(text) == told
