"""Sizes of hosts that comments name where something is made to fit them."""

import pytest

from holdfast.readers.repository.configuration.fitted import READER
from tests.readers.repository.templates.support import read, told


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("docker-compose.prod.yml", True),
        ("deploy/run.sh", True),
        (".env.example", True),
        (".env", False),
        ("a.py", False),
    ],
)
def test_files_that_run_or_set_something_up_are_read(path: str, *, wanted: bool) -> None:
    assert READER.wants(path) is wanted


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ("  # heap for a t3.micro", ["t3.micro"]),
        ("  mem_limit: 300m # 1GB RAM 인스턴스", ["1 GB"]),
        ("# 2 GB メモリのサーバー", ["2 GB"]),
        ("# the RDS db.t3.micro", []),
        ("# needs 1 GB", []),
        ("  type: t3.micro", []),
    ],
)
def test_a_comment_claims_the_size_of_the_host(row: str, found: list[str]) -> None:
    lines = told(read(READER, f"services:\n{row}\n", "compose.yml"))
    assert [line.partition("instance_type=")[2].removesuffix(" purpose=sized") for line in lines] == found
    assert all(line.startswith("Instance 2") for line in lines)
