"""A loader that finds nothing and only says so starts the application without its settings."""

import pytest

from holdfast.model.facts import ConfigurationLoader
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of

_ASK = "aws ssm get-parameters-by-path --path /shop --with-decryption --output json"
_SECRET = "aws secretsmanager get-secret-value --secret-id shop --query SecretString --output text"


def warned(text: str) -> list[tuple[int | None, int | None]]:
    facts = facts_of(Snippet("tools/with-secrets.sh", f"#!/bin/bash\n{text}"))
    return [(one.at.start_line, one.at.end_line) for one in facts if isinstance(one, ConfigurationLoader)]


_LOAD = "else\n  export $(echo \"$ALL\" | jq -r '.[]')\nfi\n"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f'ALL=$({_ASK})\nif [ -z "$ALL" ]; then\n  echo "Warning: none"\n{_LOAD}exec "$@"\n', [(3, 4)]),
        (f'ALL=$({_ASK})\nif [ -z "$ALL" ] || [ "$ALL" == "[]" ]; then\n  echo "none"\n{_LOAD}eval "$CMD"\n', [(3, 4)]),
        (f'ALL="$({_SECRET})"\nif [[ -z "${{ALL}}" ]]; then\n  log "설정 없음"\n{_LOAD}"$@"\n', [(3, 4)]),
        (f'ALL=$({_ASK})\n[ -z "$ALL" ] && echo "シークレットがありません"\nexec node dist/main.js\n', [(3, 3)]),
        (f'ALL=$(vault kv get -field=all shop)\nif [ -z "$ALL" ]; then\n  warn "none"\n{_LOAD}exec "$@"\n', [(3, 4)]),
        (f'ALL=$({_ASK})\nif [ -z "$ALL" ]; then\n  echo "none"\n  exit 1\n{_LOAD}exec "$@"\n', []),
        (f'ALL=$({_ASK})\nif [ -z "$ALL" ]; then\n  echo "none"\n  return 1\n{_LOAD}exec "$@"\n', []),
        (f'ALL=$({_ASK})\nif [ -z "$ALL" ]; then\n  echo "none"\n  ALL=$(cat /run/all)\n{_LOAD}exec "$@"\n', []),
        (f'ALL=$({_ASK})\nif [ -z "$ALL" ]; then\n  echo "none"\n{_LOAD}echo done\n', []),
        (f'EXTRA_FLAGS=$({_ASK})\nif [ -z "$EXTRA_FLAGS" ]; then\n  echo "none"\n{_LOAD}exec "$@"\n', []),
        ('if [ -z "$1" ]; then\n  echo "usage"\nfi\nexec "$@"\n', []),
    ],
)
def test_where_an_empty_answer_is_only_told(text: str, found: list[tuple[int, int]]) -> None:
    assert warned(text) == found


def test_the_answer_that_is_asked_for_comes_before_the_test() -> None:
    test = 'if [ -z "$ALL" ]; then\n  echo "none"\nfi\n'
    assert warned(f'{test}ALL=$({_ASK})\nexec "$@"\n') == []
    assert warned(f'ALL=$({_ASK})\nALL=$({_SECRET})\n{test}exec "$@"\n') == [(4, 5)]
    assert warned(f'KEY=$({_SECRET})\nALL=$({_ASK})\n{test}exec "$@"\n') == [(4, 5)]


def test_many_answers_and_many_tests_are_read_in_time() -> None:
    assert warned(f'ALL=$({_ASK})\nif [ -z "$ALL" ]; then echo none; exit 1; fi\n' * 700 + 'exec "$@"\n') == []
