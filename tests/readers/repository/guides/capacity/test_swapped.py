"""Swap that a guide has somebody make without showing the commands."""

import pytest

from ..support import said

_GUIDE = "# AWS setup guide\n\n## Set up the server\n\n- OS: Ubuntu 22.04\n"


@pytest.mark.parametrize(
    ("line", "seen"),
    [
        ("- 스왑 메모리: 2GB", True),
        ("3. **スワップ領域**: 2 GB", True),
        ("- サーバーのメモリが足りないため、2GBのスワップファイルを作成します。", True),
        ("- Do not add 2 GB of swap to the server.", False),
        ("- Swap usage alarm: 1 GB", False),
        ("- Swap the blue and green environments after 2 minutes.", False),
    ],
)
def test_swap_of_a_size_is_a_step_and_what_measures_or_denies_it_is_not(line: str, seen: bool) -> None:
    assert any(found.startswith("Swap") for found in said(f"{_GUIDE}{line}\n")) is seen
