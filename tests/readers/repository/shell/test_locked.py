"""Packages that a deployment installs by their lock file, and what it does where that fails."""

import pytest

from holdfast.model.facts import ScriptFault
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of


def passed_over(line: str, path: str = "deploy.sh") -> list[int]:
    """The lines at which a script that releases is told to pass its lock file over."""
    snippet = Snippet(path, f"set -e\n{line}\nnpm run build\npm2 reload shop\n")
    faults = [fact for fact in facts_of(snippet) if isinstance(fact, ScriptFault)]
    return [fact.at.start_line for fact in faults if fact.form == "lock-passed-over"]


@pytest.mark.parametrize(
    "line",
    [
        "npm ci || npm install",
        "npm ci --omit=dev 2>/dev/null || npm i",
        "pnpm install --frozen-lockfile || pnpm install",
        "yarn --frozen-lockfile || yarn",
        "yarn install --immutable || yarn install",
        "bundle install --deployment || bundle install",
        "uv sync --locked || uv sync",
        "rm -rf node_modules package-lock.json && npm install --legacy-peer-deps",
        "rm -f yarn.lock; yarn",
        "rm -f /srv/app/composer.lock && composer install --no-dev",
        "npm install --no-package-lock",
        "pnpm install --no-frozen-lockfile",
        "composer update --no-dev",
    ],
)
def test_a_release_that_goes_past_its_lock_file_is_told(line: str) -> None:
    assert passed_over(line) == [2]


@pytest.mark.parametrize(
    "line",
    [
        "npm ci",
        "npm ci || exit 1",
        "npm ci || npm ci --prefer-offline",
        "npm install || yarn",
        "uv sync --frozen || uv sync --frozen --offline",
        "pnpm install --frozen-lockfile || pnpm install --frozen-lockfile --offline",
        "if [ -f package-lock.json ]; then npm ci; else npm install; fi",
        "rm -f package-lock.json && npm install -g pm2",
        "rm -rf node_modules && npm install",
        "composer update shop/prices",
        "npm update -g",
    ],
)
def test_one_that_ends_or_tries_again_is_not(line: str) -> None:
    assert passed_over(line) == []


def test_a_script_that_releases_nothing_may_install_as_it_likes() -> None:
    snippet = Snippet("scripts/setup-dev.sh", "npm ci || npm install\n")

    assert not [fact for fact in facts_of(snippet) if getattr(fact, "form", "") == "lock-passed-over"]
