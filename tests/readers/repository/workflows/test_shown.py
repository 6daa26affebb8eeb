"""Secrets that are written out in a workflow instead of being kept by whoever runs it."""

import pytest

from holdfast.model.facts import ExposedSecret
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.workflows import read

_FILE = """
on: push
env:
  {all}
jobs:
  ship:
    runs-on: ubuntu-latest
    env:
      {job}
    steps:
      - uses: appleboy/ssh-action@v1
        with:
          host: shop.example
          {given}
          script: {script}
"""
_DEPLOYS = "cd shop && git pull && docker compose up -d"
_HOOK = "https://discord.com/api/webhooks/98765432101234/Ab0cDe1fGh2iJk3lMn4oPq5rSt6uVw7xYz8"


def shown(
    everywhere: str = "A: b", job: str = "C: d", given: str = "port: 22", script: str = _DEPLOYS
) -> list[tuple[str, str]]:
    text = _FILE.format(all=everywhere, job=job, given=given, script=script)
    found = read(Snippet(".github/workflows/ship.yml", text))
    return [(fact.name, fact.form) for fact in found if isinstance(fact, ExposedSecret)]


def test_whoever_reads_a_deployment_learns_what_it_logs_in_with_and_what_it_is_given() -> None:
    assert shown(given="password: shop1977") == [("password", "host-password")]
    assert shown(job="JWT_SECRET: kP9-s8dfgK23.jdf0sLd") == [("JWT_SECRET", "token")]
    assert shown(everywhere="JWT_SECRET: kP9-s8dfgK23.jdf0sLd") == [("JWT_SECRET", "token")]
    assert shown(given=f"hook: {_HOOK}") == [("hook", "token")]
    assert shown(job="TF_VAR_db_password: shop1977") == [("TF_VAR_db_password", "password")]
    assert shown(job="DB_URL: mysql://shop:shop1977@db.shop.kr/shop") == [("DB_URL", "password")]


@pytest.mark.parametrize(
    "said",
    [
        {"job": "JWT_SECRET: for-tests-only"},
        {"job": "JWT_SECRET: ${{ secrets.JWT_SECRET }}"},
        {"given": "password: ${{ secrets.PASSWORD }}"},
        {"job": "JWT_SECRET: kP9-s8dfgK23.jdf0sLd", "script": "ls"},
        {"job": "DB_URL: mysql://shop:shop1977@localhost/shop"},
        {"job": "TF_VAR_db_password: changeme"},
        {"job": "HOOK: https://discord.com/api/webhooks/00000000000/XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX"},
    ],
)
def test_a_reference_an_example_and_what_tests_start_with_are_not_shown(said: dict[str, str]) -> None:
    assert shown(**said) == []
