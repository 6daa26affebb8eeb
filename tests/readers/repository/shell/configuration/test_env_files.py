"""What scripts write into a server's file of settings: its database, and commands that never run."""

import pytest

from holdfast.model.facts import ConfigurationLoader, Database, Placement
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of


def said(text: str, name: str = "deploy.sh") -> list[tuple[type, int]]:
    facts = facts_of(Snippet(f"scripts/{name}", f"{text}\nsystemctl restart shop\n"))
    told = [one for one in facts if isinstance(one, Database | ConfigurationLoader)]
    return [(type(one), one.at.start_line) for one in told if getattr(one, "missing", "default") == "default"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("echo 'DATABASE_URL=sqlite:////srv/shop/shop.db' > /srv/shop/.env", 1),
        ("cat > /srv/shop/.env <<EOF\nPORT=80\nDB_PATH=/srv/shop/data.sqlite3\nEOF", 3),
        ("echo DATABASE_URL=sqlite:///data/shop.db | tee -a .env.production", 1),
        ("tee .env <<E\nDATABASE_URL=sqlite:///shop.db\nE", 2),
        ('FILE="/srv/shop/.env"\necho DATABASE_URL=sqlite:///shop.db >> "$FILE"', 2),
    ],
)
def test_a_file_of_sqlite_lies_on_the_host_that_the_script_sets_up(text: str, line: int) -> None:
    assert said(text) == [(Database, line)]
    [found] = [
        one for one in facts_of(Snippet("deploy.sh", f"{text}\nsystemctl restart shop")) if type(one) is Database
    ]
    assert (found.engine, found.placement) == ("sqlite", Placement.HOST)
    assert said(text.replace(".env", ".env.local")) == []
    assert said(text, "setup-local.sh") == []


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("cat > /etc/shop/env <<EOF\nSPRING_DATASOURCE_URL=jdbc:sqlite:$DATA/shop.db\nEOF", [2]),
        ("cat > /etc/shop/shop.env <<EOF\nDB_PATH=/srv/shop/shop.db\nEOF", [2]),
        ("echo DATABASE_URL=sqlite:////srv/shop.db >> /etc/default/shop", [1]),
        ("export DATABASE_URL=sqlite:////srv/shop.db", [1]),
        ("DATABASE_URL=sqlite:////srv/shop.db pm2 start shop", [1]),
        ("java -jar shop.jar --spring.datasource.url=jdbc:sqlite:/srv/shop.db", [1]),
        ('DB_PATH=/srv/shop.db\ncp "$DB_PATH" /backups/', []),
        ("export DATABASE_URL=postgresql://db.shop.internal/shop", []),
    ],
)
def test_such_a_file_is_named_to_a_service_in_other_ways(text: str, lines: list[int]) -> None:
    facts = facts_of(Snippet("scripts/deploy.sh", f"{text}\nsystemctl restart shop\n"))
    assert [one.at.start_line for one in facts if isinstance(one, Database)] == lines


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("echo 'SECRET_KEY=$(openssl rand -hex 32)' >> /srv/shop/.env", 1),
        ("cat > .env <<'EOF'\nPORT=80\nJWT_SECRET=`openssl rand -base64 32`\nEOF", 3),
    ],
)
def test_a_command_that_is_written_down_and_never_run_is_the_secret_itself(text: str, line: int) -> None:
    assert said(text) == [(ConfigurationLoader, line)]
    assert said(text.replace("'", '"').replace('<<"EOF"', "<<EOF")) == []


def test_what_such_a_secret_is_is_not_shown() -> None:
    text = "echo 'SECRET_KEY=$(openssl rand -hex 32)canary1234' >> /srv/shop/.env"
    assert said(text) == [(ConfigurationLoader, 1)]
    assert "canary1234" not in str(facts_of(Snippet("deploy.sh", f"{text}\nsystemctl restart shop\n")))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("export DATABASE_URL=mysql://shop:shop@127.0.0.1:3306/shop", [Database, ConfigurationLoader]),
        ("export DB_HOST=localhost", [Database]),
        ("docker run -d --network host -e DB_HOST=localhost shop/api:3", [Database]),
        ("docker run -d --env DB_HOST=host.docker.internal shop/api:3", [Database]),
        ("docker run -d -e DB_HOST=localhost shop/api:3", []),
        ("docker run -d -e DB_HOST=db shop/api:3", []),
        ("java -jar shop.jar --spring.datasource.url=jdbc:mysql://localhost:3306/shop", [Database]),
        ("java -Dspring.datasource.url=jdbc:postgresql://127.0.0.1/shop -jar shop.jar", [Database]),
        ("java -jar shop.jar --spring.datasource.url=jdbc:mysql://db.internal:3306/shop", []),
        ("DB_PASSWORD=password bin/shop --daemon", [ConfigurationLoader]),
        ("DB_HOST=localhost DB_PASSWORD=password bin/rails assets:precompile", []),
        ("DATABASE_URL=postgres://a:a@localhost/a npx prisma generate", []),
        ("ssh ubuntu@203.0.113.7 'export DB_HOST=127.0.0.1; pm2 restart shop'", [Database]),
        ("export DATABASE_URL=mysql://shop:$PASSWORD@db.internal:3306/shop", []),
        ("ssh -fN -L 5432:db.internal:5432 ubuntu@203.0.113.7\nexport DB_HOST=localhost", []),
        ("DB_HOST=localhost npm test\nssh ubuntu@203.0.113.7 'pm2 restart shop'", []),
    ],
)
def test_what_a_release_is_started_with_may_lead_to_its_own_host_or_be_guessed(text: str, told: list[type]) -> None:
    assert [sort for sort, _ in said(text)] == told
    assert text.startswith("ssh") or said(text, "test-local.sh") == []


def test_a_password_that_is_handed_over_is_shown_nowhere() -> None:
    text = "export DATABASE_URL=mysql://admin:admin1234@localhost/shop\nsystemctl restart shop\n"
    facts = list(facts_of(Snippet("deploy.sh", text)))
    assert facts
    assert not any("admin1234" in str(one) for one in facts)
