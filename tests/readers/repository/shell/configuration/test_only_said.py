"""Files of settings that a release does without, and of which its script only says a word."""

import pytest

from holdfast.model.facts import ConfigurationLoader
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of

_RELEASE = "git pull\ndocker compose up -d --build\n"


def let_go(text: str, path: str = "deploy.sh") -> list[tuple[int, int, str]]:
    found = [fact for fact in facts_of(Snippet(path, text)) if isinstance(fact, ConfigurationLoader)]
    return [(one.at.start_line, one.at.end_line, one.missing) for one in found if one.missing in ("warns", "silent")]


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ('cp ../.env.production .env || echo "No .env"', "warns"),
        ('cp /srv/kept/.env . 2>/dev/null || { echo "No .env"; echo "Going on"; }', "warns"),
        ('[ -f setup_env.sh ] && source setup_env.sh || echo "WARNING: none"', "warns"),
        ('. ./secrets.sh || echo "WARNING: none"', "warns"),
        ('grep DB_ .env || echo "no settings of the database"', "warns"),
        ('grep -q "^DB_HOST=" /srv/shop/.env || warn "no database"', "warns"),
        ("cp ../.env.production .env || true", "silent"),
        ("source .env 2>/dev/null || :", "silent"),
        ("cp ../.env.production .env || exit 1", None),
        ('cp ../.env.production .env || { echo "No .env"; exit 1; }', None),
        ("set -e\ncp ../.env.production .env", None),
        ('[ -f .env.local ] && source .env.test || echo "none"', None),
        ('cp .env.example .env.sample || echo "none"', None),
        ('cp .env .env.backup || echo "none"', None),
        ("source .venv/bin/activate || echo none", None),
        ('cp nginx.conf /etc/nginx/ || echo "none"', None),
        ('N=$(grep DB_ .env || echo "none")', None),
        ("grep -c DB_ .env || echo 0", None),
        ("grep DB_ .env || true", None),
        ("if grep -q DB_ .env; then\n  echo there\nelse\n  echo none\nfi\ngrep -q DB_ other.txt || echo none", None),
        ('grep THEME .env || echo "no theme"', None),
    ],
)
def test_a_release_goes_without_its_file_of_settings(text: str, missing: str | None) -> None:
    line = text.count("\n") + 1
    told = [one for one in let_go(f"{text}\n{_RELEASE}") if one[0] == line]
    assert told == ([(line, line, missing)] if missing else [])


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("if [ -f env.sh ]; then\n  source env.sh\nelse\n  echo none\nfi\n", (1, 4)),
        ("if [ -f ./setup_env.sh ]; then\n  ./setup_env.sh\nelse\n  echo none\nfi\n", (1, 4)),
        ("if [ -f setup_env.sh ]; then\n  bash setup_env.sh\nelse\n  echo none\nfi\n", (1, 4)),
        ("if [ -f ./setup_env.sh ]; then\n  chmod +x ./setup_env.sh\nelse\n  echo none\nfi\n", None),
        ("if ! cp ../.env.production .env; then\n  echo none\nfi\n", (1, 2)),
        ("if cp ../.env.production .env; then\n  echo there\nelse\n  echo none\nfi\n", (1, 4)),
        ("if [ -f env.sh ]; then\n  source env.sh\nelse\n  echo none\n  exit 1\nfi\n", None),
        ("if [ -f env.sh ]; then\n  echo there\nelse\n  echo none\nfi\n", None),
        ("if [ -f rotate.sh ]; then\n  source rotate.sh\nelse\n  echo none\nfi\n", None),
        ("if ! cp ../.env.production .env; then\n  touch .env\nfi\n", None),
    ],
)
def test_a_branch_that_only_says_so_goes_on(text: str, lines: tuple[int, int] | None) -> None:
    assert let_go(text + _RELEASE) == ([(*lines, "warns")] if lines else [])


def test_what_is_asked_after_the_release_or_where_none_is_made_is_let_through_by_nobody() -> None:
    line = 'cp ../.env.production .env || echo "No .env"\n'
    assert let_go(_RELEASE + line) == []
    assert let_go(line + "npm install\nnpm run dev\n", "setup.sh") == []
    assert let_go(line + "npm ci\nnpm test\n", ".github/workflows/test.yml") == []


def test_each_such_file_is_shown() -> None:
    line = 'cp ../{0}.env {0}/.env || echo "none"\n'
    text = line.format("web") + line.format("api") + _RELEASE
    assert let_go(text) == [(1, 1, "warns"), (2, 2, "warns")]


@pytest.mark.parametrize("name", ["-" * 200, "a_" * 100, "a." * 100])
def test_a_file_whose_name_is_cut_in_many_ways_is_judged_at_once(name: str) -> None:
    assert let_go(f"cp {name}.env! .env || echo none\n{_RELEASE}") == []
