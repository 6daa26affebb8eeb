"""Which keys a sample of production's settings asks for, and which websites it lets in."""

import pytest

from holdfast.readers.repository.configuration.env_samples import READER
from tests.readers.repository.templates.support import read, told

KEYS = "NODE_ENV=production\nAWS_ACCESS_KEY_ID=AKIA...\nAWS_SECRET_ACCESS_KEY=...\n"


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        (".env.production.example", True),
        ("config/env.prod.example", True),
        ("deploy/.env.production.template", True),
        (".env.example", True),
        (".env.production-example", True),
        ("sample.env.production", True),
        ("example.production.env", True),
        ("server/env.vorlage", True),
        (".env.exemple", True),
        (".env.production", False),
        ("docs/production.example", False),
    ],
)
def test_only_samples_are_read(path: str, *, wanted: bool) -> None:
    assert READER.wants(path) is wanted


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (KEYS, ["Credential 2-3 form=static-key holder=application"]),
        (KEYS.replace("AKIA...", ""), []),
        (KEYS.replace("AWS", "# AWS"), []),
        (KEYS + "AWS_ENDPOINT_URL=https://minio.example\n", []),
        (KEYS + "S3_ENDPOINT_URL=https://s3.amazonaws.com\n", ["Credential 2-3 form=static-key holder=application"]),
        ("AWS_REGION=eu-west-1\n", []),
    ],
)
def test_keys_that_are_to_be_filled_in_are_told(text: str, expected: list[str]) -> None:
    assert told(read(READER, text, "env.prod.example")) == expected


@pytest.mark.parametrize(
    ("path", "text", "asked"),
    [
        ("docs/deployment/.env.example", KEYS, True),
        (".env.example", f"# ====\n# Shop production settings\n# ====\n{KEYS}", True),
        (".env.example", KEYS, False),
        (".env.example", f"# Not for production\n{KEYS}", False),
        ("docs/deployment/.env.example", KEYS.replace("production", "development"), False),
        ("deploy/dev/.env.example", KEYS, False),
    ],
)
def test_a_sample_that_is_headed_or_kept_for_the_deployment_is_productions(
    path: str, text: str, *, asked: bool
) -> None:
    assert any(one.startswith("Credential") for one in told(read(READER, text, path))) is asked


BLANK = "PORT=80\nJWT_SECRET=\nAWS_ACCESS_KEY=\nAWS_SECRET_KEY=\n"


@pytest.mark.parametrize(
    ("path", "text", "found"),
    [
        ("deploy/production.env.example", BLANK, True),
        (".env.production.example", BLANK.replace("=\n", '=""\n'), True),
        (".env.example", BLANK, False),
        ("deploy/production.env.example", BLANK.replace("JWT_SECRET=", "JWT_SECRET=change-me"), False),
        ("deploy/production.env.example", BLANK.replace("AWS_ACCESS", "# leave empty: the role\nAWS_ACCESS"), False),
        ("deploy/production.env.example", BLANK.replace("AWS_SECRET_KEY=\n", ""), False),
        ("deploy/production.env.example", BLANK.replace("AWS_ACCESS_KEY=", "AWS_ACCESS_KEY= # 로컬에서만"), False),
        ("deploy/production.env.example", BLANK + "S3_ENDPOINT=https://minio.example\n", False),
    ],
)
def test_keys_without_a_value_are_asked_for_where_other_secrets_are_asked_for_so(
    path: str, text: str, *, found: bool
) -> None:
    keys = [one for one in told(read(READER, text, path)) if one.startswith("Credential")]
    assert keys == (["Credential 3-4 form=static-key holder=application"] if found else [])


@pytest.mark.parametrize(
    ("path", "text", "told_of"),
    [
        (".env.example", "NODE_ENV=production\nCORS_ORIGIN=https://kennel.example,http://localhost:3000\n", 1),
        (".env.example", "SPRING_PROFILES_ACTIVE=prod\nCORS_ALLOWED_ORIGINS=*\n", 1),
        (".env.example", "APP_ENV=production\nCORS_ORIGIN=http://localhost:3000\n", 0),
        (".env.example", "NODE_ENV=development\nCORS_ORIGIN=https://kennel.example,http://localhost:3000\n", 0),
        (".env.example", "CORS_ORIGIN=*\n", 0),
        (".env.production.example", "ALLOWED_ORIGINS='http://localhost:3000'\n", 1),
        (".env.production.example", "# ALLOWED_ORIGINS=*\nHOST=https://kennel.example\n", 0),
        (".env.example", "NODE_ENV=production\nAWS_ACCESS_KEY_ID=AKIA...\nAWS_SECRET_ACCESS_KEY=...\n", 0),
    ],
)
def test_websites_are_let_in_by_a_sample_that_is_productions(path: str, text: str, told_of: int) -> None:
    assert len(told(read(READER, text, path))) == told_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PORT=3000\nDB_HOST=\nDATABASE_URL=\n", ["Database 2 engine=sql placement=unknown"]),
        (
            "DATABASE_URL=postgresql://me:hunter2canary@db:5432/shop\n",
            ["Database 1 engine=postgresql placement=unknown"],
        ),
        ("RDS_HOSTNAME=\n", ["Database 1 engine=sql placement=rds"]),
        ("DATABASE_URL=file:./dev.db\n", []),
        ("DB_POOL=5\n", []),
    ],
)
def test_the_database_that_is_to_be_filled_in_is_claimed_without_its_password(text: str, expected: list[str]) -> None:
    found = list(read(READER, text, ".env.example"))
    assert told(found) == expected
    assert "canary" not in repr(found)


FILLED = "AWS_ACCESS_KEY_ID=______\nAWS_SECRET_ACCESS_KEY=______\n"


@pytest.mark.parametrize(
    ("path", "head", "told_of"),
    [
        (
            "server/env.plantilla",
            "# /etc/shop/env   root:shop 0640\n",
            ["Credential 2-3 form=static-key holder=application"],
        ),
        (
            "deploy/env.template",
            "# filled in by hand\n# copy to /opt/shop/.env\n",
            ["Credential 3-4 form=static-key holder=application"],
        ),
        ("ops/app.env.sample", "# /srv/shop/shared/.env\n", ["Credential 2-3 form=static-key holder=application"]),
        (".env.example", "# copy to .env\n", []),
        (".env.example", "# see https://wiki.example/opt/shop\n", []),
        (".env.dev.example", "# /etc/shop/env\n", []),
    ],
)
def test_a_sample_that_says_where_it_lies_on_a_server_is_productions(path: str, head: str, told_of: list[str]) -> None:
    assert told(read(READER, head + FILLED, path)) == told_of


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("roles/app/templates/dotenv.j2", "{{ %s }}", ["Credential 2-3 form=static-key holder=application"]),
        ("templates/app.env.erb", "<%%= @%s %%>", ["Credential 2-3 form=static-key holder=application"]),
        ("infra/env.tftpl", "${%s}", ["Credential 2-3 form=static-key holder=application"]),
        ("roles/app/templates/env.j2", "local", []),
        ("app.env.tpl", "{{ %s }}", []),
    ],
)
def test_keys_that_a_tool_writes_onto_a_host_are_told(path: str, value: str, expected: list[str]) -> None:
    filled = [value % "key" if "%" in value else value for _ in range(2)]
    text = f"MODE=live\nAWS_ACCESS_KEY_ID={filled[0]}\nAWS_SECRET_ACCESS_KEY={filled[1]}\n"
    assert told(read(READER, text, path)) == expected


@pytest.mark.parametrize(
    ("path", "text", "names"),
    [
        (".env.production.example", "PAY_SANDBOX=false\nDB_HOST=\n", ["PAY_SANDBOX"]),
        (".env.example", "NODE_ENV=production\nPAYPAL_MODE='live'\nDEBUG=0\n", ["PAYPAL_MODE", "DEBUG"]),
        (".env.example", "PAY_SANDBOX=false\n", []),
        (".env.production.example", "PAY_SANDBOX=true\nLOG_LEVEL=off\n", []),
    ],
)
def test_a_mode_for_developers_is_off_where_productions_sample_says_so(path: str, text: str, names: list[str]) -> None:
    found = [line for line in told(read(READER, text, path)) if line.startswith("SwitchedOff")]
    assert [line.rpartition("name=")[2] for line in found] == names


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("templates/prod.env.j2", "{{ db_password | default('harbour_pw_') }}"),
        ("templates/app.env.j2", "{{ db_password | default('harbour_' + ansible_date_time.epoch) }}"),
        ("templates/env.j2", '"{{ db_password|d("harbour") }}"'),
        ("templates/default/env.erb", "<%= node['shop']['password'] || 'harbour' %>"),
        ("deploy/env.ctmpl", '{{ keyOrDefault "shop/password" "harbour" }}'),
        ("deploy/env.tftpl", '${coalesce(password, "harbour")}'),
    ],
)
def test_a_word_stands_in_for_a_secret_that_nobody_hands_the_tool(path: str, value: str) -> None:
    found = [line for line in told(read(READER, f"PORT=80\nDB_PASSWORD={value}\n", path)) if "missing=default" in line]
    assert [line.split()[1] for line in found] == ["2"]


@pytest.mark.parametrize(
    ("path", "row"),
    [
        ("templates/prod.env.j2", "DB_PASSWORD={{ db_password }}"),
        ("templates/prod.env.j2", "DB_PASSWORD={{ db_password | default('') }}"),
        ("templates/prod.env.j2", "DB_PASSWORD={{ db_password | default(lookup('password', '/tmp/p')) }}"),
        ("templates/prod.env.j2", "DB_PASSWORD={{ db_password | default('/shop/db/password') }}"),
        ("templates/prod.env.j2", "LOG_LEVEL={{ log_level | default('info') }}"),
        ("templates/prod.env.j2", "# DB_PASSWORD={{ db_password | default('harbour') }}"),
        ("templates/dev.env.j2", "DB_PASSWORD={{ db_password | default('harbour') }}"),
        (".env.example", "DB_PASSWORD={{ db_password | default('harbour') }}"),
    ],
)
def test_nothing_stands_in_where_no_word_does_or_it_is_no_secret_of_a_host(path: str, row: str) -> None:
    assert not [line for line in told(read(READER, f"{row}\n", path)) if "missing=default" in line]
