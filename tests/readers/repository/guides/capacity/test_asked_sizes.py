"""How large a guide asks the server to be."""

import pytest

from ..support import said


def asked(text: str) -> list[str]:
    """What a guide says of instances."""
    return [line for line in said(f"# AWS 배포 가이드\n\n{text}\n") if "Instance" in line]


_TABLE = """\
### {heading}

| {item} | {least} | {better} |
| --- | --- | --- |
| CPU | 2 vCPU | 4 vCPU |
| {memory} | 4 GB | 8 GB |
| OS | Ubuntu 22.04 | Ubuntu 22.04 |
"""


@pytest.mark.parametrize(
    ("heading", "memory"),
    [
        ("서버 사양 (최소)", "RAM"),
        ("Server requirements", "Memory"),
        ("ハードウェア要件", "メモリ"),
        ("권장 사양", "메모리"),
    ],
)
def test_a_table_of_processors_and_memory_is_a_size_that_somebody_has_yet_to_choose(heading: str, memory: str) -> None:
    table = _TABLE.format(heading=heading, item="항목", least="최소", better="권장", memory=memory)
    assert asked(table) == ["? Instance 7-8 purpose=sized"]


@pytest.mark.parametrize(
    "text",
    [
        "## 서버 사양\n\n- 최소 2 vCPU, RAM 4GB, 디스크 40GB\n",
        "## Server specs\n\n- 2 cores, 4 GB of RAM, 40 GB SSD\n",
        "## サーバーのスペック\n\n- CPU: 2コア / メモリ: 4GB\n",
    ],
)
def test_so_is_a_line_that_tells_both(text: str) -> None:
    assert asked(text) == ["? Instance 5 purpose=sized"]


@pytest.mark.parametrize(
    "text",
    [
        "## 서버 사양\n\n- 인스턴스 유형: t3.medium (2 vCPU, RAM 4GB)\n",
        "## 로컬 개발 환경 요구 사항\n\n- 4 cores, 8 GB RAM\n",
        "## DB 서버 사양\n\n- 2 vCPU, RAM 4GB\n",
        "## 서버 사양\n\n- 디스크 40GB\n- 메모리 4GB\n",
        "## 소개\n\n- 2 vCPU, RAM 4GB 노트북에서 테스트\n",
        "## 예상 비용 (서버 사양)\n\n- 2 vCPU, RAM 4GB\n",
        "## System requirements\n\n- Windows 10 PC, 4 cores, 8 GB RAM\n",
        "## Minimum requirements\n\n- MacBook with 4 cores and 8 GB of memory\n",
        "## 시스템 요구 사항\n\n- PC: 4코어, 메모리 8GB\n",
        "## 動作環境\n\n- パソコン: 4コア、メモリ 8GB\n",
    ],
)
def test_a_chosen_type_or_somebody_elses_machine_is_none(text: str) -> None:
    assert not [line for line in asked(text) if "sized" in line]
