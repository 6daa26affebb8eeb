"""What compose files, Dockerfiles, crontabs, units, PM2 files, Makefiles and package.json say."""

from pathlib import Path

import pytest

from holdfast.model.evidence import EvidenceKind, Gap
from holdfast.model.facts import (
    ApplicationCors,
    BackupJob,
    CertificateRenewal,
    ConfigurationLoader,
    Container,
    Credential,
    Database,
    Deployment,
    ExposedSecret,
    Fact,
    HealthProbe,
    Login,
    Placement,
    ReleaseIdentity,
    ScriptFault,
    StandingName,
)
from holdfast.readers.repository.base import Reader, Reading, Snippet
from holdfast.readers.repository.containers import reader as containers
from holdfast.readers.repository.schedules import processes
from holdfast.readers.repository.schedules import reader as schedules
from holdfast.readers.repository.tasks import reader as tasks
from holdfast.readers.repository.whole.tree import walk

COMPOSE = """\
services:
  api:
    build: .
    environment:
      JWT_SECRET: kJ8s9dKq2mNv7xZ1
      DB_PASSWORD: ${DB_PASSWORD}
    healthcheck:
      test: ["CMD", "curl", "-f", "http://localhost:3000/health"]
  db:
    image: postgres:16-alpine
    environment:
      - POSTGRES_PASSWORD=postgres
    volumes:
      - data:/var/lib/postgresql/data
  cache:
    image: redis:7
"""


def read(reader: Reader, text: str, path: str, **options: object) -> list[Reading]:
    return list(reader.read(Snippet(path, text, **options)))  # type: ignore[arg-type]


def only(facts: list[Reading], sort: type[Fact]) -> list[Fact]:
    return [fact for fact in facts if isinstance(fact, sort)]


def lines(facts: list[Fact]) -> list[tuple[int, int]]:
    return [(fact.at.start_line, fact.at.end_line) for fact in facts]


def test_a_compose_file_tells_its_containers_by_role() -> None:
    found = [fact for fact in read(containers.READER, COMPOSE, "docker-compose.yml") if isinstance(fact, Container)]
    assert [(fact.name, fact.role, fact.health_check, fact.volume) for fact in found] == [
        ("api", "application", True, None),
        ("db", "database", False, True),
        ("cache", "cache", False, None),
    ]


def test_a_database_beside_the_application_shares_its_host() -> None:
    (fact,) = only(read(containers.READER, COMPOSE, "docker-compose.yml"), Database)
    assert isinstance(fact, Database)
    assert (fact.engine, fact.placement, fact.version, fact.with_application, fact.environment) == (
        "postgresql",
        Placement.CONTAINER,
        "16",
        True,
        None,
    )
    assert lines([fact]) == [(9, 10)]


def test_the_applications_own_health_check_is_a_probe() -> None:
    (fact,) = only(read(containers.READER, COMPOSE, "docker-compose.yml"), HealthProbe)
    assert isinstance(fact, HealthProbe)
    assert (fact.asker, fact.path, fact.port, lines([fact])) == ("container", "/health", 3000, [(8, 8)])


@pytest.mark.parametrize(
    ("image", "stands"),
    [
        ("git.shop.example:4567/team/api", True),
        ("registry.gitlab.com/shop/api", True),
        ("git.shop.example:4567/team/api:1.4", False),
        ("quay.io/tools/runner", False),
        ("shop/api", True),
    ],
)
def test_an_image_of_ones_own_without_a_tag_is_whatever_its_registry_has(image: str, stands: bool) -> None:
    facts = read(containers.READER, f"services:\n  api:\n    image: {image}\n", "docker-compose.yml")
    assert lines(only(facts, StandingName)) == ([(3, 3)] if stands else [])


def test_a_literal_secret_in_a_compose_file_is_told_by_name() -> None:
    facts = read(containers.READER, COMPOSE, "docker-compose.yml")
    assert [(fact.name, fact.at.start_line) for fact in facts if isinstance(fact, ExposedSecret)] == [("JWT_SECRET", 5)]
    assert "kJ8s9dKq2mNv7xZ1" not in repr(facts)


def test_websites_that_a_compose_file_lets_in_are_told_also_those_that_stand_in_for_unset_ones() -> None:
    text = (
        "services:\n  api:\n    build: .\n    environment:\n      - CORS_ORIGINS=${CORS_ORIGINS:-http://localhost:3000}\n"
        "      - ALLOWED_HOSTS=*\n  web:\n    build: web\n    environment:\n      CORS_ALLOWED_ORIGINS: ${FROM_OUTSIDE}\n"
    )
    (fact,) = only(read(containers.READER, text, "docker-compose.yml"), ApplicationCors)
    assert isinstance(fact, ApplicationCors)
    assert (fact.origins, fact.complete, lines([fact])) == (("http://localhost:3000",), False, [(5, 5)])
    assert not only(read(containers.READER, text, "docker-compose.dev.yml"), ApplicationCors)


@pytest.mark.parametrize(
    ("path", "text", "environment"),
    [
        ("docker-compose.prod.yml", COMPOSE, "production"),
        ("docker-compose.dev.yml", COMPOSE, "development"),
        ("docker-compose.local.yml", COMPOSE, "development"),
        ("docker-compose.override.yml", COMPOSE, "development"),
        ("docker-compose.test.yml", COMPOSE, "test"),
        ("docker-compose.yml", "services:\n  db:\n    image: mysql:8\n", "development"),
        ("compose.yaml", "services:\n  api:\n    build: .\n    command: npm run start:dev\n", "development"),
        ("compose.yaml", "services:\n  api:\n    build: .\n", None),
    ],
)
def test_a_compose_file_for_development_says_so(path: str, text: str, environment: str | None) -> None:
    snippet = Snippet(path, text, environment=None)
    found = {fact.environment for fact in containers.READER.read(snippet) if isinstance(fact, Container)}
    assert found == {environment}


def test_a_development_file_shows_no_secret() -> None:
    assert only(read(containers.READER, COMPOSE, "docker-compose.local.yml"), ExposedSecret) == []


def test_a_dockerfile_tells_its_probe_and_what_names_the_release() -> None:
    text = "FROM node:20\nARG GIT_SHA\nHEALTHCHECK --interval=30s \\\n  CMD wget -q http://localhost/live || exit 1\n"
    facts = read(containers.READER, text, "Dockerfile")
    assert [type(fact) for fact in facts] == [ReleaseIdentity, HealthProbe]
    assert lines(only(facts, Fact)) == [(2, 2), (3, 4)]


@pytest.mark.parametrize(
    "text", ["services: [", "services:\n\tapi: x", "a: &a [*a", "[" * 5_000, "services: 3", "", "- - -"]
)
def test_malformed_compose_never_raises(text: str) -> None:
    assert all(isinstance(reading, (Fact, Gap)) for reading in read(containers.READER, text, "docker-compose.yml"))


def test_cron_lines_tell_backups_renewals_and_what_nobody_sees_fail() -> None:
    text = (
        "# 0 1 * * * pg_dump old\n"
        "0 2 * * * pg_dump app | gzip > /b/a.gz\n"
        "0 3 * * * /opt/backup.sh > /dev/null 2>&1\n"
        "30 4 * * 1 certbot renew -q --deploy-hook 'systemctl reload nginx'\n"
    )
    facts = read(schedules.READER, text, "ops/crontab")
    jobs = [(fact.method, fact.schedule, fact.at.start_line) for fact in facts if isinstance(fact, BackupJob)]
    faults = [(fact.form, fact.at.start_line) for fact in facts if isinstance(fact, ScriptFault)]
    renewals = [
        (fact.schedule, fact.reloads, fact.at.start_line) for fact in facts if isinstance(fact, CertificateRenewal)
    ]
    assert jobs == [("pg_dump", "0 2 * * *", 2), ("script", "0 3 * * *", 3)]
    assert faults == [("pipe-hides-error", 2), ("error-swallowed", 3)]
    assert renewals == [("30 4 * * 1", True, 4)]


def test_a_word_before_a_program_is_the_user_of_a_crontab_of_the_whole_system() -> None:
    for line, methods in (
        ("0 1 * * * shop pg_dump shop > /d", ["pg_dump"]),
        ("0 1 * * * pg_dump shop > /d", ["pg_dump"]),
    ):
        facts = read(schedules.READER, f"{line}\n", "ops/crontab")
        assert [fact.method for fact in facts if isinstance(fact, BackupJob)] == methods


def test_a_cron_line_of_a_guide_is_instructed() -> None:
    facts = read(
        schedules.READER,
        "0 3 * * * /home/ubuntu/backup.sh\n",
        "docs/배포.md",
        kind=EvidenceKind.INSTRUCTED,
        heading="백업",
        first_line=40,
    )
    assert [(type(fact), fact.kind, fact.at.start_line) for fact in facts if isinstance(fact, Fact)] == [
        (BackupJob, EvidenceKind.INSTRUCTED, 40)
    ]


def test_a_service_gets_its_clock_from_its_timer(tmp_path: Path) -> None:
    (tmp_path / "b.timer").write_text("[Timer]\nOnCalendar=*-*-* 03:00:00\n")
    (tmp_path / "b.service").write_text("[Service]\nExecStart=/usr/bin/pg_dump -Fc app -f /b/a.dump\n")
    tree = walk(tmp_path)
    snippets = [tree.snippet(path, EvidenceKind.CODED) for path in tree.paths]
    assert schedules.READER.read_together is not None
    facts = list(schedules.READER.read_together(tree, tuple(s for s in snippets if isinstance(s, Snippet))))
    assert [(fact.schedule, str(fact.at)) for fact in facts if isinstance(fact, BackupJob)] == [
        ("*-*-* 03:00:00", "b.service:2")
    ]


def test_a_pm2_file_tells_its_deployment_and_login_for_each_environment() -> None:
    text = (
        "module.exports = {\n  apps: [{ name: 'api', script: 'main.js' }],\n  deploy: {\n    production: {\n"
        "      user: 'root',\n      host: '1.2.3.4',\n      ref: 'origin/main',\n    },\n  },\n};\n"
    )
    facts = read(processes.READER, text, "ecosystem.config.js")
    assert [(fact.user, fact.environment) for fact in facts if isinstance(fact, Login)] == [("root", "production")]
    [deployment] = [fact for fact in facts if isinstance(fact, Deployment)]
    assert (deployment.identity, str(deployment.at), str(deployment.where("identity"))) == (
        "none",
        "ecosystem.config.js:4-8",
        "ecosystem.config.js:7",
    )


def test_a_makefile_tells_deployments_by_target_and_tags_that_differ() -> None:
    text = (
        "TAG = $(shell date +%H%M%S)\nbuild:\n\tdocker build -t app:$(TAG) .\n"
        "deploy: build\n\t@docker push app:$(TAG)\n\tssh ec2-user@h 'docker run -d app'\n"
        "backup:\n\t-pg_dump app > a.sql\n"
    )
    facts = read(tasks.READER, text, "Makefile")
    assert [(fact.name, fact.method, fact.at.start_line) for fact in facts if isinstance(fact, Deployment)] == [
        ("deploy", "ssh", 6)
    ]
    assert [(fact.form, fact.at.start_line) for fact in facts if isinstance(fact, ScriptFault)] == [
        ("error-swallowed", 8),
        ("tag-computed-twice", 1),
    ]


def test_a_tag_that_make_computes_once_is_not_accused() -> None:
    text = "TAG := $(shell date +%H%M%S)\na:\n\tdocker build -t x:$(TAG) .\nb:\n\tdocker push x:$(TAG)\n"
    assert only(read(tasks.READER, text, "Makefile"), ScriptFault) == []


def test_a_deploy_script_of_a_package_is_a_deployment() -> None:
    text = '{\n"scripts": {\n"deploy:prod": "aws s3 sync dist s3://site",\n"dev": "docker compose up -d"\n}\n}\n'
    found = [fact for fact in read(tasks.READER, text, "package.json") if isinstance(fact, Deployment)]
    assert [(fact.name, fact.method, fact.environment, fact.at.start_line) for fact in found] == [
        ("deploy:prod", "static", "production", 3)
    ]


@pytest.mark.parametrize(
    "text", ['{"scripts": ', '{"scripts": []}', '{"scripts": {"a": 3}}', "[" * 10_000, "\t" * 1_000, "a:\n" * 3_000]
)
def test_malformed_tasks_never_raise(text: str) -> None:
    for path in ("package.json", "Makefile"):
        assert all(isinstance(reading, (Fact, Gap)) for reading in read(tasks.READER, text, path))


def test_a_value_that_stands_in_for_a_secret_in_a_compose_file_is_a_default_and_no_secret_shown() -> None:
    text = (
        "services:\n  api:\n    build: .\n    environment:\n"
        "      JWT_SECRET: ${JWT_SECRET:-kJ8s9dKq2mNv7xZ1}\n"
        "      DB_PASSWORD: ${DB_PASSWORD_ENC:-${DB_PASSWORD:-shop12345}}\n"
        "      MAIL_PASSWORD: ${MAIL_PASSWORD:-}\n"
        "      API_KEY: ${API_KEY:?must be set}\n"
    )
    facts = read(containers.READER, text, "docker-compose.yml")
    defaults = [(fact.names, fact.at.start_line) for fact in facts if isinstance(fact, ConfigurationLoader)]

    assert defaults == [(("JWT_SECRET",), 5), (("DB_PASSWORD",), 6)]
    assert only(facts, ExposedSecret) == []
    assert "kJ8s9dKq2mNv7xZ1" not in repr(facts)


@pytest.mark.parametrize(
    ("service", "line"),
    [
        ("image: shop/api:latest", [3]),
        ("image: ghcr.io/shop/api:${TAG:-latest}", [3]),
        ("image: shop/api:${TAG}", []),
        ("image: shop/api:1.4.2", []),
        ("image: nginx:latest", []),
        ("image: shop/api:latest\n    build: .", []),
    ],
)
def test_an_own_image_of_whatever_was_pushed_last_is_told_at_its_line(service: str, line: list[int]) -> None:
    text = f"services:\n  api:\n    {service}\n"
    facts = containers.READER.read(Snippet("compose.prod.yml", text))
    assert [fact.at.start_line for fact in facts if isinstance(fact, StandingName)] == line


def test_a_process_file_that_swallows_missing_settings_and_hands_on_static_keys_says_both() -> None:
    text = """\
try {
  const result = dotenv.config({ path: envPath });
  if (result.error) {
    console.log('not found');
  }
} catch (error) {
  console.log('using default values');
}
module.exports = { apps: [{
  env: {
    AWS_ACCESS_KEY_ID: process.env.AWS_ACCESS_KEY_ID,
    AWS_SECRET_ACCESS_KEY: process.env.AWS_SECRET_ACCESS_KEY,
  },
}] };
"""
    facts = list(processes.READER.read(Snippet("ecosystem.config.js", text)))
    shown = [(type(f), f.at.start_line, f.at.end_line) for f in facts if isinstance(f, Fact)]
    assert shown == [(ConfigurationLoader, 1, 8), (Credential, 11, 12)]
    renamed = text.replace("AWS_ACCESS_KEY_ID:", "S3_ACCESS_KEY:").replace("AWS_SECRET_ACCESS_KEY:", "S3_SECRET_KEY:")
    keys = [f.at for f in processes.READER.read(Snippet("ecosystem.config.js", renamed)) if isinstance(f, Credential)]
    assert [(at.start_line, at.end_line) for at in keys] == [(11, 12)]
    loud = text.replace("console.log('using default values')", "throw error")
    assert not [
        f for f in processes.READER.read(Snippet("ecosystem.config.js", loud)) if type(f) is ConfigurationLoader
    ]


def test_a_known_default_in_a_secrets_place_and_a_static_key_for_a_service_are_told() -> None:
    text = """\
services:
  api:
    image: shop/api:1
    environment:
      SECRET_KEY: ${SECRET_KEY:-insecure-change-me}
      API_TOKEN: ${API_TOKEN:-}
      AWS_ACCESS_KEY_ID: ${AWS_ACCESS_KEY_ID}
"""
    facts = [f for f in containers.READER.read(Snippet("docker-compose.yml", text)) if isinstance(f, Fact)]
    assert [f.at.start_line for f in facts if isinstance(f, ConfigurationLoader)] == [5]
    assert [f.at.start_line for f in facts if isinstance(f, Credential)] == [7]


def test_a_container_tells_where_it_lets_browsers_in_and_what_it_is_handed() -> None:
    text = (
        'services:\n  web:\n    build: .\n    ports:\n      - "9090:9090"\n      - "80:8080"\n'
        "    environment:\n      A: b\n      C: d\n  worker:\n    build: .\n    ports:\n      - 3000:80\n"
        "  inner:\n    build: .\n    ports:\n      - 127.0.0.1:4000:80\n      - ${PORT}:80\n"
    )
    web, worker, inner = only(read(containers.READER, text, "docker-compose.prod.yml"), Container)

    asked = [{name: place.start_line for name, place in one.places.items()} for one in (web, worker, inner)]
    assert asked == [
        {"web": 6, "port": 5, "environment": 7, "everybody": 5},
        {"port": 13, "everybody": 13},
        {"everybody": 18},
    ]


@pytest.mark.parametrize(
    ("services", "named"),
    [
        ("  api:\n    image: shop/api:latest\n", ["api"]),
        ("  api:\n    image: shop/api:latest\n  web:\n    image: shop/web:1\n", ["api"]),
        ("  api:\n    image: shop/api:1\n  tool:\n    image: stranger/tool:latest\n", []),
        ("  api:\n    build: .\n  tool:\n    image: stranger/tool:latest\n", []),
        ("  api:\n    image: 1.dkr.ecr.us-east-1.amazonaws.com/api:latest\n  t:\n    image: a/t:latest\n", ["api"]),
        (
            "  api:\n    build: .\n    image: shop/api:1\n  w:\n    image: shop/w:latest\n  t:\n    image: a/t:2\n",
            ["w"],
        ),
        ("  api:\n    image: shop/api:1\n  names:\n    image: lscr.io/linuxserver/duckdns:latest\n", []),
        ("  api:\n    image: ${HUB_USER}/api:latest\n    build: .\n", ["api"]),
        ("  api:\n    image: shop-api:latest\n    build: .\n", []),
        ("  api:\n    image: ${API_IMAGE:-ghcr.io/shop/api:latest}\n", ["api"]),
    ],
)
def test_only_images_of_the_products_own_are_accused_of_a_standing_name(services: str, named: list[str]) -> None:
    found = only(read(containers.READER, f"services:\n{services}", "docker-compose.prod.yml"), StandingName)
    assert [fact.name for fact in found if isinstance(fact, StandingName)] == named


def test_a_container_that_is_sent_to_a_database_elsewhere_tells_who_keeps_it() -> None:
    text = """\
services:
  api:
    build: .
    environment:
      - MAIN=jdbc:mysql://${RDS_ENDPOINT}/shop
      - OTHER=postgres://app:${PW}@shop.abc.ap-northeast-2.rds.amazonaws.com:5432/shop
      - NEAR=postgres://app@db:5432/shop
      - UNKNOWN=mysql://${DB_HOST}/shop
"""
    readings = read(containers.READER, text, "docker-compose.prod.yml")
    found = [fact for fact in readings if isinstance(fact, Database)]
    assert [(fact.engine, fact.placement, fact.at.start_line) for fact in found] == [
        ("mysql", Placement.RDS, 5),
        ("postgresql", Placement.RDS, 6),
    ]


def test_secrets_of_a_block_on_one_line_are_shown_without_their_values() -> None:
    text = "module.exports = {{ apps: [{{\n  {block}: {{ NODE_ENV: 'production', PORT: 3000, DB_PASSWORD: 'Qs7!mora88' }},\n}}] }}\n"
    facts = list(processes.READER.read(Snippet("ecosystem.config.js", text.format(block="env_production"))))
    secrets = [fact for fact in facts if isinstance(fact, ExposedSecret)]
    assert [(fact.name, fact.at.start_line, fact.environment) for fact in secrets] == [("DB_PASSWORD", 2, "production")]
    assert "Qs7!" not in secrets[0].at.quote
    local = list(processes.READER.read(Snippet("ecosystem.config.js", text.format(block="env_development"))))
    assert not [fact for fact in local if isinstance(fact, ExposedSecret)]


_MADE = """\
TAG := {tag}
IMAGE = registry.example.com/shop:$(TAG)
push:
	docker build --build-arg COMMIT=$(TAG) -t $(IMAGE) .
	docker push $(IMAGE)
deploy: push
	aws ecs update-service --cluster c --service s --force-new-deployment
"""


@pytest.mark.parametrize(("tag", "identity"), [("latest", "latest"), ("$(shell git rev-parse HEAD)", "commit")])
def test_the_image_that_a_target_needs_names_what_is_deployed(tag: str, identity: str) -> None:
    readings = read(tasks.READER, _MADE.format(tag=tag), "Makefile")
    [deployment] = [reading for reading in readings if isinstance(reading, Deployment)]

    assert deployment.identity == identity
    assert deployment.where("identity").start_line == (4 if identity == "latest" else 7)
