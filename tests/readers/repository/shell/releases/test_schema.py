"""Databases that are told by a release which changes their schema."""

import pytest

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Database, Placement, ScriptFault
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of


def databases(text: str, *, hooked: bool = False, kind: EvidenceKind = EvidenceKind.CODED) -> list[Database]:
    found = facts_of(Snippet("scripts/after.sh", text, kind=kind), hooked=hooked)
    return [fact for fact in found if isinstance(fact, Database)]


@pytest.mark.parametrize(
    "command",
    [
        "npx prisma migrate deploy",
        "docker compose run --rm api node node_modules/prisma/build/index.js migrate deploy",
        "bundle exec rake db:migrate",
        "alembic upgrade head",
        "yarn migration:run",
    ],
)
def test_a_release_that_changes_a_schema_tells_of_a_database(command: str) -> None:
    [found] = databases(f"#!/bin/bash\ncd /srv/app\n{command}\npm2 restart api\n")

    assert (found.at.start_line, found.engine, found.placement) == (3, "sql", Placement.UNKNOWN)


def test_a_hook_of_a_deployment_tells_of_it_without_starting_anything() -> None:
    assert len(databases("php artisan migrate --force\n", hooked=True)) == 1


def test_what_a_container_starts_with_tells_of_it() -> None:
    text = "#!/bin/sh\nset -e\nnpx prisma migrate deploy\nexec node dist/main.js\n"
    found = facts_of(Snippet("docker-entrypoint.sh", text))

    assert [fact.at.start_line for fact in found if isinstance(fact, Database)] == [3]


def test_a_branch_that_is_pulled_for_a_server_of_files_tells_of_it_too() -> None:
    assert len(databases("git pull origin main\ncomposer install --no-dev\nphp artisan migrate --force\n")) == 1


def test_a_schema_on_another_machine_is_served_there() -> None:
    assert len(databases("ssh app@$HOST 'cd app && npx knex migrate:latest'\n")) == 1


@pytest.mark.parametrize("text", ["npx prisma migrate deploy\nnpm test\n", "npm ci\npm2 restart api\n"])
def test_a_schema_for_tests_and_a_release_without_one_tell_nothing(text: str) -> None:
    assert databases(text) == []


def test_what_somebody_types_by_a_guide_tells_nothing() -> None:
    assert databases("npx prisma migrate deploy\npm2 restart api\n", kind=EvidenceKind.INSTRUCTED) == []


@pytest.mark.parametrize(
    ("command", "dropped"),
    [
        ("php artisan migrate:fresh --seed --force", 1),
        ("npx prisma migrate reset --force", 1),
        ("npx prisma db push --force-reset", 1),
        ("docker compose exec -T app php artisan migrate:fresh --force", 1),
        ("alembic downgrade base", 1),
        ("npm run -s db:reset", 1),
        ("docker compose exec -T api npx tsx scripts/reset-db.ts", 1),
        ("psql postgres://a:orange7tree@db/shop -c 'DROP SCHEMA public CASCADE; CREATE SCHEMA public'", 1),
        ("npx knex migrate:rollback --all", 1),
        ("RAILS_ENV=production DISABLE_DATABASE_ENVIRONMENT_CHECK=1 bundle exec rails db:reset", 1),
        ("RAILS_ENV=production bundle exec rails db:migrate", 0),
        ("psql -c 'DROP DATABASE shop'\npg_restore -d shop kept.dump", 0),
        ("psql -c 'DROP INDEX shop_by_name'", 0),
        ("psql -c 'DROP TABLE IF EXISTS tmp_rows'", 0),
        ("alembic downgrade -1", 0),
        ("npm run reset-cache", 0),
        ("npm run reset:db-cache", 0),
        ("npx prisma migrate deploy", 0),
        ("php artisan migrate --force", 0),
        ('if [ "$1" = reset ]; then php artisan migrate:fresh; fi', 0),
        ('echo "never run php artisan migrate:fresh here"', 0),
    ],
)
def test_a_release_that_makes_its_tables_anew_drops_what_they_held(command: str, dropped: int) -> None:
    found = facts_of(Snippet("deploy.sh", f"#!/bin/bash\ngit pull\n{command}\nsystemctl restart shop\n"))
    faults = [fact for fact in found if isinstance(fact, ScriptFault) and fact.form == "tables-dropped"]

    assert [fault.at.start_line for fault in faults] == [3] * dropped
    assert "orange7tree" not in repr(faults)


def test_a_developer_who_begins_anew_drops_nothing_of_a_release() -> None:
    text = "#!/bin/bash\ndocker compose up -d\nnpm run db:reset\nnpm run dev\n"
    assert not [fact for fact in facts_of(Snippet("scripts/setup.sh", text)) if isinstance(fact, ScriptFault)]


@pytest.mark.parametrize(
    ("command", "changed"),
    [
        ("npx prisma db push --accept-data-loss", 1),
        ("yes | python3 manage.py makemigrations", 1),
        ("ssh app@$HOST 'cd shop && npx typeorm schema:sync'", 1),
        ("python3 manage.py makemigrations --check", 0),
        ("python3 manage.py makemigrations --merge", 0),
        ("php bin/console doctrine:schema:update --dump-sql", 0),
    ],
)
def test_a_release_that_compares_on_the_server_changes_the_schema_by_itself(command: str, changed: int) -> None:
    found = facts_of(Snippet("deploy.sh", f"#!/bin/bash\nset -e\ngit pull\n{command}\nsystemctl restart shop\n"))
    faults = [fact for fact in found if isinstance(fact, ScriptFault) and fact.form == "schema-changed"]

    assert [fault.at.start_line for fault in faults] == [4] * changed


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("composer install\nphp artisan migrate --force\n", 1),
        ("bundle install\nbundle exec rake db:migrate RAILS_ENV=production\n", 1),
        ("php artisan migrate --force --env=testing\nphp artisan test\n", 0),
        ("php artisan migrate\n", 0),
    ],
)
def test_a_change_that_is_only_forced_in_production_tells_of_a_database_wherever_it_runs(text: str, told: int) -> None:
    assert len(databases(text)) == told


@pytest.mark.parametrize(
    ("row", "form"),
    [
        ("cat > .env <<EOF\nSPRING_JPA_HIBERNATE_DDL_AUTO=update\nEOF", "schema-changed"),
        ("docker run -d -e SPRING_JPA_HIBERNATE_DDL_AUTO=create shop", "tables-dropped"),
        ("nohup java -jar shop.jar --spring.jpa.hibernate.ddl-auto=update &", "schema-changed"),
        ("docker run -d -e SPRING_JPA_HIBERNATE_DDL_AUTO=validate shop", None),
        ("SPRING_JPA_HIBERNATE_DDL_AUTO=create ./gradlew test", None),
        ("# SPRING_JPA_HIBERNATE_DDL_AUTO=update", None),
    ],
)
def test_hibernate_is_told_by_what_a_machine_is_started_with_to_change_the_schema(row: str, form: str | None) -> None:
    found = facts_of(Snippet("infra/user_data.sh", f"#!/bin/bash\n{row}\ndocker compose up -d\n"))
    told = [fact.form for fact in found if isinstance(fact, ScriptFault) and fact.form != "unsupervised"]

    assert told == ([form] if form else [])
