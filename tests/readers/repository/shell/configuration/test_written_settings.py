"""Settings files that a script writes on a server."""

import pytest

from holdfast.model.facts import Database, SettingsByHand, SwitchedOff
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of

_DOCUMENT = "cat > /srv/shop/.env << EOF\nDB_HOST=$DB_HOST\nDB_PASSWORD=Kq2x81Zp\nPORT=80\nEOF\n"


def told(text: str, path: str = "deploy.sh") -> list[tuple[int, int, tuple[str, ...]]]:
    found = [fact for fact in facts_of(Snippet(path, text)) if isinstance(fact, SettingsByHand)]
    assert not any(fact.at.quote for fact in found)  # it would show the values
    return [(fact.at.start_line, fact.at.end_line, fact.names) for fact in found]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (_DOCUMENT + "git pull && pm2 reload shop\n", (1, 4)),
        ("read -s DB_PASSWORD\nssh ubuntu@shop << OUTER\n" + _DOCUMENT.replace("EOF", "INNER") + "OUTER\n", (3, 6)),
        ("sudo tee /srv/shop/.env > /dev/null << EOF\nDB_PASSWORD=$1\nEOF\nsystemctl restart shop\n", (1, 2)),
        ('git pull\necho "DB_USER=shop" > .env\necho "DB_PASSWORD=$PASS" >> .env\npm2 reload shop\n', (2, 3)),
    ],
)
def test_a_script_that_writes_secrets_into_a_servers_file_is_told_with_its_lines(
    text: str, lines: tuple[int, int]
) -> None:
    assert told(text) == [(*lines, ("DB_PASSWORD",))]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        (_DOCUMENT, "scripts/dev-setup.sh"),
        (_DOCUMENT.replace(".env ", ".env.example ") + "pm2 reload shop\n", "deploy.sh"),
        ("echo PORT=80 > .env\npm2 reload shop\n", "deploy.sh"),
    ],
)
def test_a_developers_file_an_example_and_one_without_secrets_are_left_alone(text: str, path: str) -> None:
    assert told(text, path) == []


def test_a_setting_in_it_leads_to_the_products_database() -> None:
    text = _DOCUMENT + "git pull && pm2 reload shop\n"
    [found] = [fact for fact in facts_of(Snippet("deploy.sh", text)) if isinstance(fact, Database)]
    assert (found.engine, found.at.start_line, found.at.quote) == ("sql", 2, "")


@pytest.mark.parametrize(
    ("text", "switches"),
    [
        ("cat > .env << EOF\nPAY_SANDBOX=false\nDEBUG='0'\nEOF\n", [(2, "PAY_SANDBOX"), (3, "DEBUG")]),
        ("git pull && echo PAY_SANDBOX=false >> .env && docker compose up -d\n", [(1, "PAY_SANDBOX")]),
        ("echo DEBUG=0 > .env\necho DEBUG=0 >> .env\n", [(1, "DEBUG")]),
        ("echo PAY_SANDBOX=true >> .env\n", []),
        ("echo PAY_SANDBOX=false\n", []),
    ],
)
def test_a_mode_for_developers_that_a_script_switches_off_is_told_once(
    text: str, switches: list[tuple[int, str]]
) -> None:
    found = [fact for fact in facts_of(Snippet("deploy.sh", text)) if isinstance(fact, SwitchedOff)]
    assert [(fact.at.start_line, fact.name) for fact in found] == switches
