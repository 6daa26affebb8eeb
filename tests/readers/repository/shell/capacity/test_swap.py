"""Swap that a script gives a host."""

import pytest

from holdfast.model.facts import Swap
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of


def swaps(text: str, path: str = "host.sh") -> list[tuple[int, int]]:
    facts = facts_of(Snippet(path, text))
    return [(fact.at.start_line, fact.at.end_line) for fact in facts if isinstance(fact, Swap)]


def test_swap_is_shown_from_its_files_name_to_its_use() -> None:
    text = "#!/bin/bash\n# swap for builds\nSWAP=/var/swap.img\ndd if=/dev/zero of=$SWAP bs=1M count=2048\n"

    assert swaps(f"{text}/sbin/mkswap $SWAP\n/sbin/swapon $SWAP\necho done\n") == [(3, 6)]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("swapon --show\nfree -m\n", "host.sh"),
        ("swapoff -a\n", "host.sh"),
        ("sudo fallocate -l 4G /swap\nsudo mkswap /swap\nsudo swapon /swap\n", ".github/workflows/build.yml"),
    ],
)
def test_a_look_at_swap_its_end_and_a_runner_that_builds_are_none(text: str, path: str) -> None:
    assert swaps(text, path) == []
