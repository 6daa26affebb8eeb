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


_COMMANDS = "```bash\nsudo dd if=/dev/zero of=/swapfile bs=1M count=1024\nsudo mkswap /swapfile\n```\n"


@pytest.mark.parametrize(
    "text",
    [
        "## トラブルシューティング\n\n#### エラー: メモリ不足\n\n**対策**:\n",
        "## 문제 해결\n\n### 메모리 부족\n\n",
        "## Troubleshooting\n\n### Out of memory\n\nTry:\n\n",
        "## Optional: swap\n\n",
    ],
)
def test_the_commands_that_help_a_host_out_of_memory_make_it_short_of_memory(text: str) -> None:
    assert any(found.startswith("Swap") for found in said(f"{_GUIDE}\n{text}{_COMMANDS}"))
    assert not any(
        found.startswith("Swap") for found in said(f"{_GUIDE}\n{text}```bash\nfree -h\nswapon --show\n```\n")
    )
