"""Examples of secrets that a script writes for the application which it then starts."""

import pytest

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import ConfigurationLoader
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of

WRITTEN = "cat > .env <<'EOF'\nPORT=80\nJWT_SECRET=your-secret-here\nLOG_LEVEL=info\nADMIN_PASSWORD=change-me\nEOF\n"
START = "sudo systemctl start shop\n"


def left(text: str, *, kind: EvidenceKind = EvidenceKind.CODED) -> list[tuple[int | None, int | None, tuple[str, ...]]]:
    found = [
        fact for fact in facts_of(Snippet("bin/setup.sh", text, kind=kind)) if isinstance(fact, ConfigurationLoader)
    ]
    return [(fact.at.start_line, fact.at.end_line, fact.names) for fact in found if fact.missing == "default"]


@pytest.mark.parametrize(
    "script",
    [
        f"{WRITTEN}{START}",
        f"{WRITTEN}echo 'Please edit .env'\npm2 start server.js\n",
        f"{WRITTEN}if ! command -v docker; then\n  exit 1\nfi\ndocker compose up -d\n",
        WRITTEN.replace("cat > .env", "sudo tee /srv/shop/.env >/dev/null") + START,
    ],
)
def test_an_example_in_a_secrets_place_with_which_the_application_starts(script: str) -> None:
    assert left(script) == [(3, 5, ("JWT_SECRET", "ADMIN_PASSWORD"))]


@pytest.mark.parametrize(
    "script",
    [
        WRITTEN,
        f"{WRITTEN}nano .env\n{START}",
        f"{WRITTEN}read -p 'Fill in .env, then press enter'\n{START}",
        f"{WRITTEN}echo 'fill in .env'\nexit 0\n{START}",
        WRITTEN.replace("> .env", "> .env.example") + START,
        f"cat > .env <<EOF\nJWT_SECRET=$(openssl rand -hex 32)\nADMIN_PASSWORD=${{ADMIN}}\nEOF\n{START}",
        f"cat > .env <<EOF\nGREETING=your-secret-here\nPORT=80\nEOF\n{START}",
    ],
)
def test_what_somebody_still_fills_in_or_is_made_there_is_no_example(script: str) -> None:
    assert left(script) == []


@pytest.mark.parametrize(
    ("value", "blank"),
    [("change-me", True), ("your_secure_password_here", True), ("admin", False), ("password", False)],
)
def test_a_word_that_asks_for_another_one_is_no_administrators_password(value: str, *, blank: bool) -> None:
    snippet = Snippet("bin/setup.sh", WRITTEN.replace("change-me", value) + START)
    (found,) = (fact for fact in facts_of(snippet) if isinstance(fact, ConfigurationLoader))
    assert ("blank" in found.places) is blank


def test_a_guide_says_what_to_fill_in_itself() -> None:
    assert left(f"{WRITTEN}{START}", kind=EvidenceKind.INSTRUCTED) == []


@pytest.mark.parametrize(
    ("row", "names"),
    [
        ('ADMIN_PASSWORD="${ADMIN_PASSWORD:-harbor7}"', ("ADMIN_PASSWORD",)),
        ("export JWT_SECRET=${JWT_SECRET:-shopsecret}", ("JWT_SECRET",)),
        ('DB_PASSWORD=${DB_PASSWORD:-"harbor7"}', ("DB_PASSWORD",)),
        (": ${DB_PASSWORD:='harbor7'}", ("DB_PASSWORD",)),
        ("docker run -d -e DB_PASSWORD=${DB_PASSWORD:-harbor7} shop/api:3", ("DB_PASSWORD",)),
        ("export JWT_SECRET=qwertyuiopasdfghjkl", ("JWT_SECRET",)),
        ('DB_PASSWORD="${DB_PASSWORD:-}"', None),
        ('DB_PASSWORD="${DB_PASSWORD:-$OTHER}"', None),
        ('APP_PORT="${APP_PORT:-8080}"', None),
        ("PASSWORD_FILE=${PASSWORD_FILE:-/run/secrets/db}", None),
        ('DB_PASSWORD=${DB_PASSWORD:-harbor7}\nif [ "$DB_PASSWORD" = harbor7 ]; then exit 1; fi', None),
    ],
)
def test_a_deployment_has_a_word_of_its_own_where_nobody_gives_a_secret(
    row: str, names: tuple[str, ...] | None
) -> None:
    def told(path: str, text: str) -> list[tuple[str, ...]]:
        found = [fact for fact in facts_of(Snippet(path, text)) if isinstance(fact, ConfigurationLoader)]
        return [fact.names for fact in found if fact.missing == "default"]

    assert told("deploy.sh", f"{row}\ngit pull\n{START}") == ([names] if names else [])
    assert told("test.sh", f"{row}\nnpm test\n") == []


@pytest.mark.parametrize("start", ["pm2 start dist/main.js", "sudo systemctl restart shop"])
def test_a_script_whose_program_goes_on_under_a_manager_hands_its_word_to_it(start: str) -> None:
    def told(path: str) -> int:
        text = f"JWT_SECRET=${{JWT_SECRET:-harbor7}}\n{start}\n"
        return sum(isinstance(fact, ConfigurationLoader) for fact in facts_of(Snippet(path, text)))

    assert told("setup.sh") == 1
    assert told("dev-up.sh") == 0


EXEC = "exec java -jar /app/shop.jar\n"


@pytest.mark.parametrize(
    "row",
    [
        'export JWT_SECRET="${JWT_SECRET:-change-me}"',
        'JWT_SECRET="${JWT_SECRET:-${APP_SECRET:-change-me}}"',
        ': "${JWT_SECRET:=change-me}"',
        'if [ -z "$JWT_SECRET" ]; then\n  export JWT_SECRET=change-me\nfi',
        '[ -n "${JWT_SECRET:-}" ] || JWT_SECRET="change-me"',
        'if [ "$JWT_SECRET" = "" ]; then JWT_SECRET=change-me; fi',
    ],
)
def test_a_containers_start_has_a_word_of_its_own_where_nobody_gives_a_secret(row: str) -> None:
    def told(path: str, text: str) -> list[tuple[str, ...]]:
        found = [fact for fact in facts_of(Snippet(path, text)) if isinstance(fact, ConfigurationLoader)]
        return [fact.names for fact in found if fact.missing == "default"]

    assert told("docker/backend-start.sh", f"#!/bin/sh\n{row}\n{EXEC}") == [("JWT_SECRET",)]
    assert told("docker/start.dev.sh", f"#!/bin/sh\n{row}\n{EXEC}") == []
    assert told("bin/tool.sh", f"#!/bin/sh\n{row}\nexec 2>&1\nshop list\n") == []


@pytest.mark.parametrize(
    "row",
    [
        'if [ -z "$JWT_SECRET" ]; then\n  echo missing\n  exit 1\nfi',
        'if [ -z "$JWT_SECRET" ]; then\n  JWT_SECRET=$(openssl rand -hex 32)\nfi',
        'if [ -z "$PORT" ]; then\n  PORT=8080\nfi',
        'if [ -z "$MODE" ]; then\n  JWT_SECRET=$OTHER\nfi',
    ],
)
def test_a_start_that_ends_or_makes_a_secret_up_has_no_such_word(row: str) -> None:
    found = facts_of(Snippet("docker/start.sh", f"{row}\n{EXEC}"))
    assert [one for one in found if isinstance(one, ConfigurationLoader) and one.missing == "default"] == []
