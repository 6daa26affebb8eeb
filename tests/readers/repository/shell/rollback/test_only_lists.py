"""Rollbacks that only list what one could go back to."""

from collections.abc import Iterable

import pytest

from holdfast.model.facts import Rollback
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of
from holdfast.readers.repository.workflows import READER
from tests.readers.repository.many import read_files


@pytest.mark.parametrize(
    ("command", "works"),
    [
        ("serverless rollback --stage prod", [False]),
        ("npx sls rollback", [False]),
        ("serverless rollback --timestamp $LAST", []),
        ("sls rollback -t 1476893957131 --stage prod", []),
        ("serverless rollback function -f api --function-version 3", []),
        ("serverless deploy list", []),
    ],
)
def test_a_rollback_that_is_told_no_timestamp_goes_nowhere(command: str, works: list[bool]) -> None:
    def said(found: Iterable[object]) -> list[bool]:
        return [one.works for one in found if isinstance(one, Rollback) and not one.works]

    assert said(facts_of(Snippet("rollback.sh", f"#!/bin/bash\n{command}\n"))) == works
    steps = f"    steps:\n      - run: |\n          npm ci\n          {command}\n"
    job = f"on: push\njobs:\n  rollback:\n    if: failure()\n    runs-on: ubuntu-latest\n{steps}"
    assert said(read_files(READER, **{".github/workflows/deploy.yml": job})) == works
