"""What an image is built with although a step of its build failed."""

import pytest

from holdfast.model.facts import ScriptFault
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.containers.reader import READER


def _forms(text: str, path: str = "Dockerfile") -> list[tuple[str, int, int]]:
    read = READER.read(Snippet(path, text))
    faults = [fact for fact in read if isinstance(fact, ScriptFault) and fact.activity == "deploy"]
    return [(fault.form, fault.at.start_line, fault.at.end_line) for fault in faults]


@pytest.mark.parametrize(
    "line",
    [
        "npm ci || npm install",
        "npm ci --omit=dev || npm install --omit=dev",
        "--mount=type=cache,target=/root/.npm npm ci || npm i",
        "uv sync --frozen --no-dev || uv sync --no-dev",
        "pipenv install --deploy --system || pipenv install --system",
        "yarn install --frozen-lockfile \\\n  || yarn install",
    ],
)
def test_an_image_takes_other_packages_where_the_locked_ones_cannot_be_had(line: str) -> None:
    (found,) = _forms(f"FROM node:20\nRUN {line}\n")
    assert found[:2] == ("lock-passed-over", 2)


@pytest.mark.parametrize(
    "line",
    [
        "pnpm install --no-frozen-lockfile",
        "npm install --no-package-lock",
        "corepack enable && yarn install --no-lockfile",
        "composer update --no-dev",
    ],
)
def test_an_image_that_asks_no_lock_file_takes_whatever_there_is(line: str) -> None:
    assert _forms(f"FROM node:20\nRUN {line}\n") == [("lock-passed-over", 2, 2)]


@pytest.mark.parametrize(
    "line",
    [
        "npm run build || true",
        "npm ci || echo 'no lock file'",
        "pip install -r requirements.txt || true",
        "bundle exec rails assets:precompile || :",
    ],
)
def test_an_image_is_made_although_what_it_serves_was_not(line: str) -> None:
    assert _forms(f"FROM node:20\nRUN {line}\n") == [("error-swallowed", 2, 2)]


@pytest.mark.parametrize(
    "line",
    [
        "npm ci",
        "npm ci || exit 1",
        "which curl || (apt-get update && apt-get install -y curl)",
        "gradle dependencies --no-daemon || true",
        "mvn -B dependency:go-offline || true",
        "python manage.py collectstatic --noinput 2>/dev/null || true",
        "adduser -D app || true",
        "npm update -g npm",
        "apt-get update && apt-get upgrade -y",
        "pip install --upgrade pip",
        "rm -rf node_modules || true",
    ],
)
def test_a_step_that_ends_or_that_nothing_needs_is_no_fault(line: str) -> None:
    assert not _forms(f"FROM node:20\nRUN {line}\n")


def test_a_stage_for_tests_and_an_image_for_developers_may_do_so() -> None:
    assert not _forms("FROM node:20 AS test\nRUN npm ci || npm install\n")
    assert not _forms("FROM node:20\nRUN npm ci || npm install\n", "Dockerfile.dev")


def test_a_build_that_only_fetches_packages_may_fail_before_the_one_that_counts() -> None:
    early = "FROM rust:1\nRUN echo 'fn main(){}' > src/main.rs && cargo build --release || true\nCOPY src src\n"
    assert not _forms(f"{early}RUN cargo build --release --locked\n")
    assert not _forms("FROM gradle:8\nRUN ./gradlew build || true\nCOPY src src\nRUN gradle bootJar\n")
    assert _forms(f"{early}RUN cargo build --release || true\n")
    assert _forms(f"{early}FROM rust:1\nRUN cargo build --release\n")


def test_of_a_long_step_the_command_itself_is_shown() -> None:
    text = "FROM node:20\nRUN set -e; \\\n  mkdir /a; \\\n  cd /a; \\\n  npm run lint; \\\n  npm run build || true; \\\n  rm -rf /tmp/x\n"
    assert _forms(text) == [("error-swallowed", 6, 6)]
