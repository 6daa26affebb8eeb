"""A start that takes a file for its database where nobody tells it of one is a setting that is missed in silence."""

import pytest

from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell.configuration.own_store import own_store
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.parse import parse

_END = 'exec "$@"\n'


def places(text: str, path: str = "docker/entrypoint.sh") -> list[str]:
    return [str(fact.at) for fact in own_store(Source(Snippet(path=path, text=text), parse(text)))]


@pytest.mark.parametrize(
    ("asked", "taken"),
    [
        ('[ -z "$DB_HOST" ]', "export DB_CONNECTION=sqlite"),
        ('[ -z "$DB_HOST" ] || [ -z "$DB_PASSWORD" ]', "export DB_DATABASE=/srv/app/shop.sqlite"),
        ("[[ -z $DATABASE_URL ]]", "DATABASE_URL=sqlite:///shop.db"),
        ("! php artisan migrate:status > /dev/null 2>&1", "export DB_CONNECTION=sqlite"),
        ('[ -z "${DATABASE_URL:-}" ]', 'export DATABASE_URL=":memory:"'),
    ],
)
def test_the_branch_that_takes_a_file_is_shown_with_what_it_asks(asked: str, taken: str) -> None:
    text = f"set -e\nif {asked}; then\n  echo '파일을 씁니다'\n  {taken}\nelse\n  echo ok\nfi\n{_END}"

    assert places(text) == ["docker/entrypoint.sh:2-4"]


@pytest.mark.parametrize(
    ("asked", "taken"),
    [
        ('[ "$DB_CONNECTION" = sqlite ]', "export DB_DATABASE=/srv/app/shop.sqlite"),
        ('[ -z "$DB_HOST" ] && [ "$MODE" = local ]', "export DB_CONNECTION=sqlite"),
        ('[ "$MODE" = local ] && [ -z "$DB_HOST" ]', "export DB_CONNECTION=sqlite"),
        ('[ ! -f "$DB_DATABASE" ]', "export DB_DATABASE=/srv/app/shop.sqlite"),
        ('[ -z "$DB_HOST" ]', "export DB_HOST=db"),
        ('[ -z "$DB_HOST" ]', "export CACHE_STORE=database"),
        ('[ -z "$DB_HOST" ]', "export DB_CONNECTION=sqlite; exit 1"),
    ],
    ids=["asked for", "for developers", "for developers first", "made first", "another host", "a cache", "ends"],
)
def test_what_is_asked_for_or_ends_the_start_is_none(asked: str, taken: str) -> None:
    assert places(f"if {asked}; then\n  {taken}\nfi\n{_END}") == []


def test_a_script_that_starts_nothing_chooses_for_itself_alone() -> None:
    text = 'if [ -z "$DB_HOST" ]; then\n  export DB_CONNECTION=sqlite\nfi\nphp artisan test\n'

    assert places(text, "scripts/test.sh") == []


def test_two_conditions_are_two_places() -> None:
    once = 'if [ -z "$DB_HOST" ]; then\n  export DB_CONNECTION=sqlite\n  export DB_DATABASE=/srv/shop.sqlite\nfi\n'
    again = "if ! pg_isready; then\n  export DB_CONNECTION=sqlite\nfi\n"

    assert places(once + again + _END) == ["docker/entrypoint.sh:1-3", "docker/entrypoint.sh:5-6"]
