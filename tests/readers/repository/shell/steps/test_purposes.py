"""What a command is for, told by its words."""

import pytest

from holdfast.readers.repository.shell import commands, parse
from holdfast.readers.repository.shell.delivery.reader import probes
from holdfast.readers.repository.shell.steps.purposes import activation, is_migration, takes_newest


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        ('mysql -h "$H" shop < "$migration"', True),
        ("psql $DB -f db/migrations/004_add.sql", True),
        ("psql $DB < V12__orders.sql", True),
        ("mysql shop < seed.sql", False),
        ("psql $DB -c 'select 1'", False),
    ],
)
def test_a_client_that_is_handed_a_file_of_changes_changes_the_schema(text: str, *, changes: bool) -> None:
    assert [is_migration(command) for command in commands(text)] == [changes]


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("URL=http://localhost:8080/up\ncurl -f $URL\n", [("/up", 8080)]),
        ("code=$(curl -s -o /dev/null -w '%{http_code}' $SITE)\n", [(None, None)]),
        ("curl -s -f ${API}main/version && echo works || echo failed\n", [("/version", None)]),
        ("curl -s -X POST -w '%{http_code}' $HOOK_TARGET\n", []),
        ("curl -s -w '%{http_code}' https://hooks.slack.com/x\n", []),
        ("curl -fsSL $SITE | bash\n", []),
        ("curl -s -w '%{http_code}' -H $HEADER -o $FILE -d x=1 $SITE\n", []),
        ("curl -sf $SITE\n", []),
        ("curl -sf $SITE || echo failed\n", []),
        ("curl -f http://${{ secrets.HOST }}:8000/api/items/ || echo 'looked at'\n", [("/api/items/", 8000)]),
        ("curl -f -X POST https://ci.example.kr/runs || echo failed\n", []),
        ("IP=$(curl -sf https://who.example.kr/me || echo unknown)\n", []),
        ("IP=$(curl -sf $META/ip || echo unknown)\necho $IP\n", []),
    ],
)
def test_an_address_in_a_variable_is_asked_where_only_the_status_counts(
    text: str, asked: list[tuple[str | None, int | None]]
) -> None:
    script = parse(text)
    assert [(probe.path, probe.port) for probe in probes(script.commands, script.variables)] == asked


@pytest.mark.parametrize(
    ("text", "method"),
    [
        ("docker compose up -d", "compose"),
        ("docker compose -f live.yml up -d --no-deps web", "compose"),
        ("docker compose up -d nginx web", "compose"),
        ("docker compose up --scale web=2 -d", "compose"),
        ("docker compose up -d --no-deps nginx", None),
        ("docker-compose up -d redis shop-db", None),
        ("docker-compose up --build -d nginx", "compose"),
        ("docker-compose -f docker-compose.vector-db.yml up -d", None),
        ("docker compose -f ops/monitoring.compose.yml up -d", None),
        ("docker compose -f docker-compose.db.yml -f docker-compose.app.yml up -d", "compose"),
        ("docker compose -f docker-compose.db.yml up -d web", "compose"),
        ("systemctl restart caddy", None),
        ("sudo systemctl restart nfs-kernel-server", None),
        ("service vsftpd restart", None),
        ("systemctl restart datadog-agent.service", None),
        ("systemctl restart shop", "systemd"),
        ("systemctl restart nfs-kernel-server shop", "systemd"),
    ],
)
def test_what_starts_only_the_helpers_beside_an_application_puts_no_release_live(text: str, method: str | None) -> None:
    assert [activation(command) for command in commands(text)] == [method]


@pytest.mark.parametrize(
    ("text", "method"),
    [
        ("pnpm sst deploy --stage production", "lambda"),
        ("npx --yes sst@3 deploy", "lambda"),
        ("pnpm --filter api exec sls deploy", "lambda"),
        ("yarn --cwd infra cdk deploy --all", "cdk"),
        ("npm --prefix infra run cdk -- deploy", "cdk"),
        ("npx aws-cdk@2 deploy", "cdk"),
        ("uv run --group infra npx cdk deploy --all", "cdk"),
        ("uvx --from aws-sam-cli sam deploy", "lambda"),
        ("pdm run -p infra cdk deploy", "cdk"),
        ("yarn deploy", None),
        ("pnpm -r run build", None),
    ],
)
def test_a_projects_own_tool_is_run_by_whichever_package_manager(text: str, method: str | None) -> None:
    assert [activation(command) for command in commands(text)] == [method]


@pytest.mark.parametrize(
    ("text", "method"),
    [
        ("terraform apply -auto-approve", "terraform"),
        ("tf apply -var-file=prod.tfvars", "terraform"),
        ("terragrunt run-all apply", "terraform"),
        ("tf plan", None),
        ("terraform apply -target=module.backend -auto-approve", "terraform"),
        ("terraform apply -target=aws_ecr_repository.shop -auto-approve", None),
        ("terraform -chdir=infra apply -target=module.ecr -target=module.vpc", None),
        ("terraform apply -target=module.ecr -target=module.ecs_service", "terraform"),
    ],
)
def test_what_terraform_makes_so_that_there_is_somewhere_to_push_to_releases_nothing(
    text: str, method: str | None
) -> None:
    assert [activation(command) for command in commands(text)] == [method]


@pytest.mark.parametrize(
    "text",
    [
        "php artisan migrate --pretend",
        "php artisan migrate:status",
        "python manage.py migrate --plan",
        "python manage.py migrate --check",
        "alembic upgrade head --sql",
        "bundle exec rake db:migrate:status",
        "npx knex migrate:list",
    ],
)
def test_what_only_shows_changes_of_the_schema_makes_none(text: str) -> None:
    (command,) = commands(text)
    assert not is_migration(command)


@pytest.mark.parametrize("options", ["--hard", "--hard --quiet", "-q --hard"])
def test_a_branch_is_brought_to_the_host_with_whatever_options(options: str) -> None:
    (command,) = commands(f"git reset {options} origin/main\n")
    assert takes_newest(command)
