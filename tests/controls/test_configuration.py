"""Configuration: what happens at start when something is missing."""

from dataclasses import replace
from typing import Any

import pytest

from holdfast.controls.configuration import CONTROL
from holdfast.model.evidence import Location
from holdfast.model.facts import (
    ApplicationCors,
    BuiltInSecret,
    ComposedAtBirth,
    ConfigurationLoader,
    Container,
    Database,
    Deployment,
    ExposedSecret,
    Fact,
    HandedSecret,
    HandedSettings,
    Instance,
    Placement,
    Platform,
    ReadsSetting,
    RequiredSettings,
    SecretStore,
    ServesHttp,
    SettingsByHand,
    Workload,
)
from tests.controls.support import CLAIMED, DECLARED, INSTRUCTED, judged, made, scope


def loader(missing: str, place: str = "load.ts:3-20", **values: Any) -> ConfigurationLoader:
    values = {"source": "environment", "names": ("DB_URL",), **values}
    return made(ConfigurationLoader, place, missing=missing, **values)


def required(*, before: bool | None = True, **values: Any) -> RequiredSettings:
    return made(RequiredSettings, "env.ts:4", names=("DB_URL", "JWT_SECRET"), before_serving=before, **values)


def reads(place: str, name: str, *, secret: bool = True) -> ReadsSetting:
    return made(ReadsSetting, place, name=name, secret=secret)


def test_an_exposed_secret_fails_at_its_place_and_a_key_to_aws_is_another_controls() -> None:
    secret = made(ExposedSecret, ".env:3", name="DB_PASSWORD", form="password")
    key = made(ExposedSecret, ".env:4", name="AWS_SECRET_ACCESS_KEY", form="aws-key")
    assert judged(CONTROL, scope(secret, key, required())) == {
        "no-required-list": ("configured", "env.ts:4"),
        "exposed-secret": ("failed", ".env:3"),
    }


@pytest.mark.parametrize(("starts", "shown"), [("host", False), ("pm2", False), ("compose", True), (None, True)])
def test_the_password_of_a_database_in_a_compose_file_counts_where_compose_may_start_it(
    starts: str | None, *, shown: bool
) -> None:
    database = made(Container, "compose.yaml:9", file="compose.yaml", name="db", role="database")
    secret = made(ExposedSecret, "compose.yaml:12", name="POSTGRES_PASSWORD", form="password")
    other = made(ExposedSecret, "compose.yaml:4", name="SMTP_PASSWORD", form="password")
    deploys = made(Deployment, "deploy.sh:3", method="ssh", starts=starts)
    found = judged(CONTROL, scope(database, other, secret, deploys))["exposed-secret"]
    assert found == ("failed", "compose.yaml:4", *(("compose.yaml:12",) if shown else ()))


@pytest.mark.parametrize(("platform", "shown"), [(Platform.FARGATE, False), (Platform.EC2_GROUP, True)])
def test_what_a_template_runs_is_not_started_by_a_compose_file(platform: Platform, *, shown: bool) -> None:
    database = made(Container, "compose.yaml:9", file="compose.yaml", name="db", role="database")
    secret = made(ExposedSecret, "compose.yaml:12", name="MYSQL_ROOT_PASSWORD", form="password")
    signs = replace(secret, name="JWT_SECRET", form="token")
    runs = made(Workload, "ecs.yaml:3", kind=DECLARED, platform=platform, name="web")
    for exposed in (secret, signs):
        assert ("exposed-secret" in judged(CONTROL, scope(database, exposed, runs))) is shown


def test_an_exposed_secret_that_a_loader_falls_back_to_is_told_once() -> None:
    secret = made(ExposedSecret, "auth.ts:3", name="JWT_SECRET", form="token")
    fallback = loader("default", "auth.ts:3", names=("JWT_SECRET",))
    assert judged(CONTROL, scope(secret, fallback)) == {"secret-default": ("failed", "auth.ts:3")}


def test_a_secret_that_a_guide_has_somebody_paste_is_a_built_in_one_unless_a_list_is_checked() -> None:
    pasted = loader("default", "guide.md:12", kind=INSTRUCTED, names=("JWT_SECRET",))
    assert judged(CONTROL, scope(pasted)) == {"secret-default": ("failed", "guide.md:12")}
    assert judged(CONTROL, scope(pasted, required())) == {"no-required-list": ("configured", "env.ts:4")}
    written = loader("default", "auth.ts:3", names=("JWT_SECRET",))
    assert judged(CONTROL, scope(pasted, written, required()))["secret-default"] == ("failed", "auth.ts:3")


def test_nothing_said_is_unproven() -> None:
    assert judged(CONTROL, scope()) == {"no-required-list": ("unproven",)}


def test_an_unreadable_source_leaves_it_unreadable() -> None:
    assert judged(CONTROL, scope(unreadable="env.ts")) == {"no-required-list": ("unreadable", "env.ts")}


def test_a_claimed_list_is_unproven_at_the_claim() -> None:
    claim = required(kind=CLAIMED)
    assert judged(CONTROL, scope(claim)) == {"no-required-list": ("unproven", "env.ts:4")}


def test_settings_that_nothing_checks_are_unproven_where_most_are_read() -> None:
    facts = (reads("a.ts:1", "A"), reads("config.ts:2", "B"), reads("config.ts:3", "C"), made(ServesHttp, "main.ts:1"))
    assert judged(CONTROL, scope(*facts)) == {"no-required-list": ("unproven", "config.ts:2")}


def tuned(name: str) -> ReadsSetting:
    return made(ReadsSetting, "main.go:9", name=name, optional=True)


def test_an_application_that_needs_none_of_its_settings_needs_no_list() -> None:
    tables = made(Database, "stack.ts:4", engine="dynamodb", placement=Placement.DYNAMODB)
    facts = (tuned("PORT"), tuned("BASE_PATH"), tables)
    assert judged(CONTROL, scope(*facts, made(ServesHttp, "main.go:3"))) == {"no-required-list": ("not_applicable",)}
    released = made(Deployment, "deploy.yml:8", method="ssh")
    assert judged(CONTROL, scope(released)) == {"no-required-list": ("not_applicable",)}


def test_what_a_program_needs_that_is_kept_elsewhere_nobody_says() -> None:
    host = made(Instance, "compute.tf:3", kind=DECLARED, name="app", purpose="application")
    assert judged(CONTROL, scope(host)) == {"no-required-list": ("unproven",)}
    assert judged(CONTROL, scope(host, made(ServesHttp, "main.go:9"))) == {"no-required-list": ("not_applicable",)}


@pytest.mark.parametrize(
    "more",
    [
        reads("main.go:10", "BUCKET", secret=False),
        made(Database, "rds.tf:1", engine="postgresql", placement=Placement.RDS),
        made(SecretStore, "app.tf:1", service="secrets-manager"),
        made(SettingsByHand, "README.md:8", names=("JWT_SECRET",)),
    ],
)
def test_what_needs_a_setting_or_a_secret_needs_the_list(more: Fact) -> None:
    assert judged(CONTROL, scope(tuned("PORT"), more))["no-required-list"][0] == "unproven"


def test_what_claims_a_list_is_heard_though_no_setting_is_needed() -> None:
    claim = required(kind=CLAIMED)
    assert judged(CONTROL, scope(tuned("PORT"), claim)) == {"no-required-list": ("unproven", "env.ts:4")}


def test_without_any_setting_the_application_is_the_place() -> None:
    assert judged(CONTROL, scope(made(ServesHttp, "main.ts:1"))) == {"no-required-list": ("unproven", "main.ts:1")}
    table = made(ServesHttp, "config/routes.rb:1-5", places={"routes": "config/routes.rb:1-5"})
    assert judged(CONTROL, scope(table)) == {"no-required-list": ("unproven",)}


@pytest.mark.parametrize("missing", ["warns", "silent"])
@pytest.mark.parametrize("source", ["secrets-manager", "environment", "dotenv"])
def test_a_loader_that_goes_on_fails_at_the_line_that_does(missing: str, source: str) -> None:
    given = loader(missing, source=source, places={"missing": "load.ts:5-8"})
    assert judged(CONTROL, scope(given)) == {"silent-loader": ("failed", "load.ts:5-8")}


@pytest.mark.parametrize(
    ("source", "before", "caught"),
    [
        ("dotenv", True, True),
        ("dotenv", None, True),
        ("dotenv", False, False),
        ("secrets-manager", True, True),
        ("secrets-manager", None, False),
    ],
)
def test_a_list_validated_before_serving_catches_what_a_loader_lets_through(
    source: str, before: bool | None, caught: bool
) -> None:
    found = judged(CONTROL, scope(loader("silent", source=source), required(before=before)))
    assert ("silent-loader" not in found) is caught


def test_a_default_for_a_secret_fails_even_beside_a_list() -> None:
    given = loader("default", "auth.ts:7", names=("JWT_SECRET",))
    assert judged(CONTROL, scope(given, required())) == {"secret-default": ("failed", "auth.ts:7")}


def test_what_a_script_asks_for_before_it_starts_compose_has_no_default_and_most_of_a_list_was_chosen() -> None:
    asked = made(RequiredSettings, "up.sh:4", names=("DB_PASSWORD", "JWT_SECRET"), before_serving=True, tool="shell")
    given = loader("default", "compose.yml:7", names=("DB_PASSWORD",), source="compose")
    assert "secret-default" not in judged(CONTROL, scope(given, asked))
    for names, silent in ((("DB_PASSWORD", "JWT_SECRET", "MAIL_HOST"), False), (("JWT_SECRET", "MAIL_HOST"), True)):
        let = loader("silent", "settings.py:7", names=names, source="environment")
        assert ("silent-loader" in judged(CONTROL, scope(let, asked))) is silent


def test_a_validated_list_holds() -> None:
    assert judged(CONTROL, scope(required())) == {"no-required-list": ("configured", "env.ts:4")}
    assert judged(CONTROL, scope(required(before=None))) == {"no-required-list": ("configured", "env.ts:4")}


def test_a_list_validated_too_late_fails() -> None:
    assert judged(CONTROL, scope(required(before=False))) == {"validated-too-late": ("failed", "env.ts:4")}


def test_a_loader_that_fails_holds() -> None:
    given = loader("fails", source="secrets-manager", names=())
    assert judged(CONTROL, scope(given, reads("x.ts:1", "API_TOKEN"))) == {
        "no-required-list": ("configured", "load.ts:3-20")
    }


def test_a_secret_that_no_failing_loader_names_is_unguarded() -> None:
    facts = (loader("fails"), reads("db.ts:1", "DB_URL"), reads("auth.ts:9", "JWT_SECRET"))
    assert judged(CONTROL, scope(*facts)) == {"no-required-list": ("failed", "auth.ts:9")}


def test_failing_loaders_that_name_every_secret_hold() -> None:
    facts = (loader("fails"), reads("db.ts:1", "DB_URL"), reads("log.ts:9", "LOG_LEVEL", secret=False))
    assert judged(CONTROL, scope(*facts)) == {"no-required-list": ("configured", "load.ts:3-20")}


def test_secrets_that_ecs_injects_hold_and_their_missing_rotation_is_a_notice() -> None:
    task = made(Workload, "ecs.tf:1", kind=DECLARED, platform=Platform.FARGATE)
    store = made(SecretStore, "ecs.tf:20", kind=DECLARED, service="secrets-manager", name="app", rotates=False)
    assert judged(CONTROL, scope(task, store)) == {
        "no-required-list": ("configured", "ecs.tf:20"),
        "no-rotation": ("failed (notice)", "ecs.tf:20"),
    }
    assert judged(CONTROL, scope(store))["no-required-list"] == ("unproven",)


def test_another_environments_loader_does_not_count() -> None:
    given = loader("silent", environment="staging")
    assert judged(CONTROL, scope(given)) == {"no-required-list": ("unproven",)}


def test_the_secrets_of_a_pipeline_are_not_where_the_application_asks() -> None:
    ci = made(SecretStore, "guide.md:8", service="github")
    own = made(SecretStore, "load.ts:3", service="secrets-manager")
    assert judged(CONTROL, scope(ci)) == {"no-required-list": ("unproven",)}
    assert judged(CONTROL, scope(ci, own)) == {"no-required-list": ("unproven", "load.ts:3")}


def test_a_list_of_other_settings_does_not_catch_what_a_loader_lets_through() -> None:
    assert judged(CONTROL, scope(loader("warns"), required())) == {"no-required-list": ("configured", "env.ts:4")}
    assert judged(CONTROL, scope(loader("warns", names=("BUCKET",)), required())) == {
        "silent-loader": ("failed", "load.ts:3-20")
    }


def test_what_stands_in_for_a_secret_in_a_compose_file_counts_where_the_file_is_started() -> None:
    composed = loader("default", "compose.yml:9", source="compose")
    over_ssh = made(Deployment, "deploy.yml:8", method="ssh")
    on_ecs = made(Workload, "main.tf:4", kind=DECLARED, platform=Platform.FARGATE)
    web = made(Container, "compose.yml:2", name="web", file="compose.yml", role="application")

    assert judged(CONTROL, scope(composed, over_ssh)) == {"secret-default": ("failed", "compose.yml:9")}
    assert judged(CONTROL, scope(composed)) == {"no-required-list": ("unproven",)}
    assert judged(CONTROL, scope(composed, web))["secret-default"]
    born = made(ComposedAtBirth, "main.tf:30", kind=DECLARED)
    assert judged(CONTROL, scope(composed, born)) == {"secret-default": ("failed", "compose.yml:9")}
    assert judged(CONTROL, scope(composed, over_ssh, on_ecs)) == {"no-required-list": ("unproven",)}


def test_a_file_for_visitors_that_somebody_starts_counts_beside_a_platform() -> None:
    composed = loader("default", "compose.prod.yml:9", source="compose")
    on_ecs = made(Workload, "main.tf:4", kind=DECLARED, platform=Platform.FARGATE)
    web = made(
        Container,
        "compose.prod.yml:2",
        name="web",
        environment="production",
        file="compose.prod.yml",
        role="application",
    )
    by_hand = made(Deployment, "docs/deploy.md:9", kind=INSTRUCTED, method="compose")

    found = judged(CONTROL, scope(composed, on_ecs, web, by_hand))
    assert found == {"secret-default": ("failed", "compose.prod.yml:9")}
    for others in ((web,), (by_hand,), (replace(web, environment=None), by_hand)):
        assert "secret-default" not in judged(CONTROL, scope(composed, on_ecs, *others))


def test_the_only_compose_file_counts_beside_a_platform_where_a_pipeline_starts_it() -> None:
    composed = loader("default", "compose.yml:9", source="compose", names=("JWT_SECRET",))
    own = loader("default", "app.yml:4", source="file", names=("JWT_SECRET",))
    on_ecs = made(Workload, "main.tf:4", kind=DECLARED, platform=Platform.FARGATE)
    web = made(Container, "compose.yml:2", name="web", file="compose.yml", role="application")
    other = replace(web, file="compose.local.yml")
    over_ssh = made(Deployment, "deploy.yml:8", method="ssh", starts="compose")

    assert judged(CONTROL, scope(composed, own, web, over_ssh)) == {"secret-default": ("failed", "compose.yml:9")}
    # The platform hands nothing in: there the program's own stand-in comes up.
    both = judged(CONTROL, scope(composed, own, web, over_ssh, on_ecs))
    assert both == {"secret-default": ("failed", "compose.yml:9", "app.yml:4")}
    several = judged(CONTROL, scope(composed, own, web, other, over_ssh, on_ecs))
    assert several == {"secret-default": ("failed", "app.yml:4")}


@pytest.mark.parametrize(("starts", "shown"), [("docker", False), ("compose", True)])
def test_hooks_of_codedeploy_say_themselves_whether_they_start_a_compose_file(starts: str, *, shown: bool) -> None:
    composed = loader("default", "compose.yml:9", source="compose")
    hooks = made(Deployment, "appspec.yml:1-5", method="codedeploy", starts=starts)
    assert ("secret-default" in judged(CONTROL, scope(composed, hooks))) is shown


def test_what_compose_hands_on_empty_counts_where_nothing_in_the_application_refuses_to_start() -> None:
    composed = loader("warns", "compose.yml:9-14", source="compose", names=("JWT_SECRET",))
    over_ssh = made(Deployment, "deploy.yml:8", method="ssh")

    assert judged(CONTROL, scope(composed, over_ssh)) == {"silent-loader": ("failed", "compose.yml:9-14")}
    assert judged(CONTROL, scope(composed, over_ssh, loader("silent"))) == {
        "silent-loader": ("failed", "compose.yml:9-14", "load.ts:3-20")
    }
    for strict in (required(), loader("fails")):
        assert judged(CONTROL, scope(composed, over_ssh, strict))["no-required-list"][0] == "configured"


@pytest.mark.parametrize(
    ("tool", "names", "opens"),
    [
        ("spring", ("JWT_SECRET",), True),
        ("joi", ("JWT_SECRET",), False),
        ("spring", ("MAIL_PASSWORD",), False),
    ],
)
def test_an_empty_value_is_there_to_spring_that_demands_it(tool: str, names: tuple[str, ...], opens: bool) -> None:
    composed = loader("warns", "compose.yml:9-14", source="compose", names=names)
    over_ssh = made(Deployment, "deploy.yml:8", method="ssh")
    found = judged(CONTROL, scope(composed, required(tool=tool), over_ssh))
    assert found == (
        {"silent-loader": ("failed", "compose.yml:9-14")} if opens else {"no-required-list": ("configured", "env.ts:4")}
    )


def test_an_empty_value_that_a_script_writes_down_is_there_to_spring_and_missing_to_most_others() -> None:
    fetched = loader("silent", "hooks/install.sh:3-4", source="script", names=("JWT_SECRET",))

    assert judged(CONTROL, scope(fetched)) == {"silent-loader": ("failed", "hooks/install.sh:3-4")}
    assert "silent-loader" in judged(CONTROL, scope(fetched, required(tool="spring")))
    assert "silent-loader" not in judged(CONTROL, scope(fetched, required(tool="joi")))


def test_settings_that_a_script_takes_whole_are_let_go_where_only_placeholders_ask_for_some_of_them() -> None:
    whole = loader("silent", "user-data.sh.tpl:51-59", source="script", names=())

    assert judged(CONTROL, scope(whole, required(tool="spring")))["silent-loader"] == (
        "failed",
        whole.at.path + ":51-59",
    )
    assert "silent-loader" not in judged(CONTROL, scope(whole, required(tool="joi")))
    assert "silent-loader" not in judged(CONTROL, scope(replace(whole, source="compose"), required(tool="spring")))


def test_what_compose_demands_is_checked_before_the_start_where_the_file_is_started() -> None:
    demanded = made(RequiredSettings, "compose.yml:9", names=("DB_URL",), before_serving=True, tool="compose")
    over_ssh = made(Deployment, "deploy.yml:8", method="ssh")
    unchecked = loader("silent", names=("DB_URL", "API_KEY"), places={"names": "config.ts:40-44"})

    assert judged(CONTROL, scope(demanded, unchecked, over_ssh)) == {
        "no-required-list": ("configured", "compose.yml:9")
    }
    assert judged(CONTROL, scope(demanded, unchecked))["silent-loader"][0] == "failed"
    remote = loader("warns", names=("DB_URL",), source="secrets-manager")
    assert judged(CONTROL, scope(demanded, remote, over_ssh))["silent-loader"][0] == "failed"


@pytest.mark.parametrize(
    ("names", "opens"),
    [
        (("SLACK_WEBHOOK_URL",), False),
        (("DISCORD_ERROR_WEBHOOK_URL", "SENTRY_DSN"), False),
        (("SLACK_WEBHOOK_URL", "JWT_SECRET"), True),
        (("STRIPE_WEBHOOK_SECRET",), True),
    ],
)
def test_a_channel_for_errors_may_be_missing(names: tuple[str, ...], *, opens: bool) -> None:
    assert ("silent-loader" in judged(CONTROL, scope(loader("silent", names=names)))) is opens


@pytest.mark.parametrize(
    ("name", "strict", "opens"),
    [
        ("ALLOWED_ORIGINS", "load.ts:40-42", False),
        ("ALLOWED_ORIGINS", "other.ts:1", True),
        ("JWT_SECRET", "load.ts:40-42", True),
        ("DATABASE_URL", "load.ts:40-42", True),
        ("MONGODB_URI", "load.ts:40-42", True),
    ],
)
def test_an_address_has_its_default_by_choice_where_the_same_file_refuses_to_start_without_others(
    name: str, strict: str, *, opens: bool
) -> None:
    found = judged(CONTROL, scope(loader("silent", names=(name,)), loader("fails", strict, names=("PAY_SECRET",))))
    assert ("silent-loader" in found) is opens


@pytest.mark.parametrize(
    ("listed", "tool", "before_serving", "names", "opens"),
    [
        ("load.ts:2-6", "loop", True, ("CLIENT_URL",), False),
        ("load.ts:2-6", "loop", None, ("ALLOWED_ORIGINS",), False),
        ("load.ts:2-6", "helper", True, ("CLIENT_URL",), False),
        ("load.ts:2-6", "pydantic", True, ("FRONTEND_URL",), False),
        ("load.ts:2-6", "pydantic", True, ("DATABASE_URL",), True),
        ("load.ts:2-6", "loop", False, ("CLIENT_URL",), True),
        ("load.ts:2-6", "loop", True, ("MAIL_KEY",), True),
        ("load.ts:2-6", "zod", True, ("CLIENT_URL",), True),
        ("other.ts:2-6", "loop", True, ("CLIENT_URL",), True),
    ],
)
def test_an_address_has_its_default_by_choice_where_the_same_file_goes_through_a_list_and_ends(
    listed: str, tool: str, before_serving: bool | None, names: tuple[str, ...], *, opens: bool
) -> None:
    rows = made(RequiredSettings, listed, names=("DB_URL",), tool=tool, before_serving=before_serving)
    assert ("silent-loader" in judged(CONTROL, scope(rows, loader("silent", names=names)))) is opens


def test_a_list_of_packages_is_no_place_where_settings_are_loaded() -> None:
    assert judged(CONTROL, scope(made(ServesHttp, "package.json:9", places={"dependency": "package.json:9"}))) == {
        "no-required-list": ("unproven",)
    }


def test_a_silent_loader_is_shown_with_the_lines_that_read_what_it_lets_through() -> None:
    given = loader("silent", places={"names": "config.ts:40-44"})
    assert judged(CONTROL, scope(given)) == {"silent-loader": ("failed", "load.ts:3-20", "config.ts:40-44")}
    signed = loader("silent", places={"names": "config.ts:40-44", "signs": "token.ts:3"})
    assert judged(CONTROL, scope(signed)) == {
        "silent-loader": ("failed", "load.ts:3-20", "config.ts:40-44", "token.ts:3")
    }
    kept = loader("silent", places={"names": "config.ts:40-44", "keeps": "pay.ts:3"})
    assert judged(CONTROL, scope(kept))["silent-loader"][-1] == "pay.ts:3"
    stored = loader("silent", places={"names": "config.ts:40-44", "connects": "config.ts:90"})
    assert judged(CONTROL, scope(stored))["silent-loader"] == (
        "failed",
        "load.ts:3-20",
        "config.ts:40-44",
        "config.ts:90",
    )
    vague = loader("silent", places={"names": "config.ts:40-70", "connects": "config.ts:90"})
    assert judged(CONTROL, scope(vague))["silent-loader"] == ("failed", "load.ts:3-20", "config.ts:90")
    within = loader("silent", places={"names": "load.ts:5-9"})
    assert judged(CONTROL, scope(within)) == {"silent-loader": ("failed", "load.ts:3-20")}


def test_what_a_compose_file_hands_over_is_the_place_where_no_source_was_read() -> None:
    handed = {"environment": "compose.yml:6-9"}
    api = made(Container, "compose.yml:3", name="api", file="compose.yml", role="application", places=handed)
    assert judged(CONTROL, scope(api)) == {"no-required-list": ("unproven", "compose.yml:6-9")}
    assert judged(CONTROL, scope(api, reads("db.ts:4", "DB_URL"))) == {"no-required-list": ("unproven", "db.ts:4")}


def test_a_file_of_settings_that_somebody_writes_is_a_place_and_the_only_one_where_no_source_tells_more() -> None:
    written = made(SettingsByHand, "guide.md:40-52", kind=INSTRUCTED, names=("DB_PASSWORD",))

    assert judged(CONTROL, scope(written)) == {"no-required-list": ("unproven", "guide.md:40-52")}
    assert judged(CONTROL, scope(written, reads("config.ts:2", "B"))) == {
        "no-required-list": ("unproven", "config.ts:2", "guide.md:40-52")
    }
    elsewhere = made(SettingsByHand, "deploy.md:8", kind=INSTRUCTED)
    again = made(SettingsByHand, "update.md:3", kind=INSTRUCTED)
    assert judged(CONTROL, scope(loader("silent"), written, elsewhere))["silent-loader"][2:] == ("guide.md:40-52",)
    assert judged(CONTROL, scope(loader("silent"), elsewhere, again))["silent-loader"][2:] == ("deploy.md:8",)
    assert "guide.md:40-52" not in judged(CONTROL, scope(written, required()))["no-required-list"]


def test_a_file_with_secrets_that_the_application_asks_for_itself_is_no_place_beside_what_it_lets_through() -> None:
    let_through = loader("silent", names=("DATABASE_HOST",))
    for names, shown in ((("DB_URL",), ()), (("DB_URL", "DATABASE_HOST"), ("guide.md:40",)), ((), ("guide.md:40",))):
        written = made(SettingsByHand, "guide.md:40", kind=INSTRUCTED, names=names)
        assert judged(CONTROL, scope(required(), let_through, written))["silent-loader"][2:] == shown


def test_the_row_on_which_somebody_opens_the_file_is_no_place_of_a_value_that_stands_in() -> None:
    opened = made(SettingsByHand, "guide.md:40", kind=INSTRUCTED)
    written = made(SettingsByHand, "guide.md:40-52", kind=INSTRUCTED)
    guessed = loader("default", "compose.yml:9", names=("DB_PASSWORD",))
    assert judged(CONTROL, scope(guessed, opened))["secret-default"] == ("failed", "compose.yml:9")
    assert judged(CONTROL, scope(guessed, written))["secret-default"][2:] == ("guide.md:40-52",)


def test_a_list_that_does_not_name_what_is_let_through_does_not_catch_it() -> None:
    let_through = loader("silent", "settings.py:10-20", names=("RDS_HOSTNAME",))

    assert judged(CONTROL, scope(let_through, required())) == {"silent-loader": ("failed", "settings.py:10-20")}
    assert judged(CONTROL, scope(loader("silent"), required())) == {"no-required-list": ("configured", "env.ts:4")}


def test_secrets_handed_over_in_plain_are_remarked_whatever_the_application_checks_at_start() -> None:
    handed = made(HandedSecret, "main.tf:14", kind=DECLARED, to="api", names=("DB_PASSWORD",))

    assert judged(CONTROL, scope(handed))["secret-in-plain-environment"] == ("failed (notice)", "main.tf:14")
    assert judged(CONTROL, scope(handed, loader("silent")))["secret-in-plain-environment"] == (
        "failed (notice)",
        "main.tf:14",
    )
    assert judged(CONTROL, scope(handed, required()))["secret-in-plain-environment"] == (
        "failed (notice)",
        "main.tf:14",
    )


def test_secrets_that_become_a_part_of_an_image_are_named() -> None:
    built = made(BuiltInSecret, "Dockerfile:3-5", names=("DB_PASSWORD",))
    assert judged(CONTROL, scope(built))["secret-in-image"] == ("failed", "Dockerfile:3-5")
    assert "secret-in-image" not in judged(CONTROL, scope())
    assert "secret-in-image" not in judged(CONTROL, scope(replace(built, kind=CLAIMED)))
    assert "secret-in-image" not in judged(CONTROL, scope(unreadable="Dockerfile"))


GIVEN = made(HandedSettings, "template.yml:9-11", kind=DECLARED, to="Api", names=("TABLE", "QUEUE"))
FUNCTION = made(Workload, "template.yml:4", kind=DECLARED, platform=Platform.LAMBDA)
LETS_THROUGH = loader("silent", "api.js:3-4", names=("TABLE", "QUEUE"))


def test_what_a_template_gives_a_function_is_there_whenever_it_runs() -> None:
    held = {"no-required-list": ("configured", "template.yml:9-11")}

    assert judged(CONTROL, scope(LETS_THROUGH, GIVEN, FUNCTION)) == held


@pytest.mark.parametrize(
    "facts",
    [
        (replace(GIVEN, names=("TABLE",)), FUNCTION),
        (GIVEN, FUNCTION, made(ReadsSetting, "api.js:4", name="QUEUE", empty=True)),
        (GIVEN, made(Workload, "ecs.tf:2", kind=DECLARED, platform=Platform.FARGATE)),
    ],
)
def test_what_is_not_given_or_may_be_empty_or_serves_elsewhere_is_let_through(facts: tuple[Fact, ...]) -> None:
    assert judged(CONTROL, scope(LETS_THROUGH, *facts)) == {"silent-loader": ("failed", "api.js:3-4")}


def test_a_secret_that_a_guide_gives_away_is_exposed_although_a_list_is_checked() -> None:
    pasted = loader("default", "guide.md:12", kind=INSTRUCTED, names=("JWT_SECRET",))
    secret = made(ExposedSecret, "guide.md:12", kind=INSTRUCTED, name="JWT_SECRET", form="token")
    assert judged(CONTROL, scope(pasted, secret))["secret-default"] == ("failed", "guide.md:12")
    assert judged(CONTROL, scope(pasted, secret, required()))["exposed-secret"] == ("failed", "guide.md:12")


def test_what_is_written_by_hand_is_shown_beside_a_secret_that_everybody_reads_where_no_loader_is_open() -> None:
    by_hand = made(SettingsByHand, "deploy.md:20-24", kind=INSTRUCTED)
    exposed = made(ExposedSecret, "app.ts:4", name="JWT_SECRET", form="password")
    assert judged(CONTROL, scope(by_hand, exposed))["exposed-secret"] == ("failed", "app.ts:4", "deploy.md:20-24")


def test_what_is_written_by_hand_is_shown_beside_what_lets_a_forgotten_value_through() -> None:
    by_hand = made(SettingsByHand, "deploy.md:20-24", kind=INSTRUCTED)
    assert judged(CONTROL, scope(loader("silent"), by_hand)) == {
        "silent-loader": ("failed", "load.ts:3-20", "deploy.md:20-24")
    }


def test_the_whole_of_a_file_that_is_written_stands_for_the_command_that_begins_it() -> None:
    by_hand = made(SettingsByHand, "load.ts:3-40")
    assert judged(CONTROL, scope(loader("silent"), by_hand)) == {"silent-loader": ("failed", "load.ts:3-40")}
    later = made(SettingsByHand, "load.ts:5-40")
    assert judged(CONTROL, scope(loader("silent"), later))["silent-loader"][1:] == ("load.ts:3-20", "load.ts:5-40")


def test_a_file_that_a_release_takes_in_unseen_fails_unless_the_application_misses_what_it_lacks() -> None:
    taken = loader("unlooked", "deploy.sh:7", source="script")
    read = reads("app.js:4", "JWT_SECRET")
    found = judged(CONTROL, scope(taken, read))
    assert found == {"no-required-list": ("unproven", "app.js:4"), "silent-loader": ("failed", "deploy.sh:7")}
    assert "silent-loader" not in judged(CONTROL, scope(taken, read, required()))
    assert "silent-loader" not in judged(CONTROL, scope(taken, read, loader("fails", names=("JWT_SECRET",))))


def test_a_file_of_settings_that_a_task_is_handed_holds_the_secrets_that_the_program_reads() -> None:
    handed = made(HandedSecret, "task.json:5-7", kind=DECLARED, to="api")
    reads = made(ReadsSetting, "app.yml:5", name="DB_PASSWORD", secret=True)

    assert judged(CONTROL, scope(handed, reads, required()))["secret-in-plain-environment"] == (
        "failed (notice)",
        "task.json:5-7",
    )
    assert "secret-in-plain-environment" not in judged(CONTROL, scope(handed, required()))


@pytest.mark.parametrize("source", ["script", "secrets-manager", "parameter-store"])
def test_what_fetches_all_settings_is_shown_where_the_program_stands_in_for_one_of_them(source: str) -> None:
    demands = made(RequiredSettings, "application.yml:3", names=("DB_URL",), before_serving=True, tool="spring")
    fetches = loader("silent", "scripts/settings.sh:6-12", source=source, names=())
    stands_in = loader("silent", "application.yml:6", source="file", names=("DB_PASSWORD",))
    alone = judged(CONTROL, scope(demands, fetches)).get("silent-loader")
    assert alone == (("failed", "scripts/settings.sh:6-12") if source == "script" else None)
    told = judged(CONTROL, scope(demands, fetches, stands_in))["silent-loader"]
    assert told == ("failed", "scripts/settings.sh:6-12", "application.yml:6")


def test_a_program_that_goes_on_without_its_secret_is_shown_where_something_stands_in_for_what_it_holds() -> None:
    demands = made(RequiredSettings, "Status.kt:3", names=("build.id",), before_serving=True, tool="spring")
    fetches = loader("warns", "Secrets.kt:12-15", source="secrets-manager", names=())
    assert "silent-loader" not in judged(CONTROL, scope(demands, fetches))
    stands_in = loader("default", "Signing.kt:8", source="environment", names=("jwt.secret",))
    told = judged(CONTROL, scope(demands, fetches, stands_in))
    assert told["silent-loader"] == ("failed", "Secrets.kt:12-15")
    assert told["secret-default"] == ("failed", "Signing.kt:8")


@pytest.mark.parametrize(
    ("place", "names", "silent"),
    [
        ("env.ts:25", ("FRONTEND_URL",), False),
        ("env.ts:25", ("FRONTEND_URL", "JWT_SECRET"), True),
        ("env.ts:60", ("FRONTEND_URL",), True),
        ("other.ts:25", ("FRONTEND_URL",), True),
    ],
)
def test_an_address_with_a_default_in_the_list_of_what_is_required_was_chosen(
    place: str, names: tuple[str, ...], *, silent: bool
) -> None:
    listed = made(RequiredSettings, "env.ts:4-38", names=("DB_URL",))
    chosen = made(ConfigurationLoader, place, source="environment", missing="silent", names=names)
    assert ("silent-loader" in judged(CONTROL, scope(listed, chosen))) is silent


def test_settings_that_all_have_working_defaults_need_no_list_whoever_may_give_others() -> None:
    port = made(ReadsSetting, "server.js:6", name="PORT", optional=True)
    kept = made(Database, "compose.yml:9", engine="sqlite", placement=Placement.HOST)
    given = made(
        Container,
        "compose.yml:2",
        file="compose.yml",
        name="app",
        role="application",
        places={"environment": "compose.yml:8"},
    )
    copied = made(SettingsByHand, "guide.md:15", kind=INSTRUCTED)
    for beside in ((), (kept,), (given,), (copied,), (kept, given, copied)):
        assert judged(CONTROL, scope(port, *beside)) == {"no-required-list": ("not_applicable",)}
    needed = replace(port, name="API_URL", optional=False)
    written = replace(copied, names=("JWT_SECRET",))
    for wanting in ((needed, given), (port, written), (port, replace(kept, engine="postgresql"))):
        assert judged(CONTROL, scope(*wanting))["no-required-list"][0] == "unproven"


def test_what_stands_in_for_one_password_at_every_node_of_a_cluster_is_shown_once() -> None:
    nodes = [
        made(ConfigurationLoader, f"compose.yml:{line}", source="compose", missing="default", names=("STORE_PASSWORD",))
        for line in (9, 30, 60)
    ]
    other = replace(nodes[0], at=Location("other.yml", 4, 4), names=("STORE_PASSWORD",))
    beside = replace(nodes[0], at=Location("compose.yml", 70, 70), names=("DESK_PASSWORD",))
    over_ssh = made(Deployment, "deploy.yml:8", method="ssh")
    found = judged(CONTROL, scope(*nodes, beside, other, over_ssh))["secret-default"]
    assert found == ("failed", "compose.yml:9", "compose.yml:70", "other.yml:4")


@pytest.mark.parametrize(("place", "told"), [("deploy.sh:7", False), ("deploy.sh:20", True), ("other.sh:7", True)])
def test_what_a_script_takes_in_unlooked_is_told_once_where_its_absence_is_shown(place: str, *, told: bool) -> None:
    warns = loader("warns", "deploy.sh:5-9", source="dotenv", names=())
    taken = loader("unlooked", place, source="script", names=())
    shown = [
        str(one.at)
        for finding in CONTROL.judge(scope(warns, taken))
        for one in finding.evidence
        if finding.check == "configuration.silent-loader"
    ]
    assert (place in shown) is told


def test_a_secret_that_a_file_says_again_by_the_same_name_is_shown_once() -> None:
    said = [made(ExposedSecret, f"deploy.yml:{line}", name="password", form="password") for line in (7, 9)]
    other = made(ExposedSecret, "deploy.yml:12", name="API_TOKEN", form="token")
    assert judged(CONTROL, scope(*said, other))["exposed-secret"] == ("failed", "deploy.yml:7", "deploy.yml:12")


def test_what_a_rule_of_origins_takes_right_there_is_that_controls_matter() -> None:
    refused = loader("fails", "auth.ts:12", names=("POOL_ID",))
    address = loader("silent", "main.ts:15", names=("FRONT_URL",))
    rule = made(ApplicationCors, "main.ts:14-17", origins=("http://localhost:5173",), credentials=True)

    assert judged(CONTROL, scope(refused, address, rule)) == {"no-required-list": ("configured", "auth.ts:12")}
    assert judged(CONTROL, scope(refused, address))["silent-loader"] == ("failed", "main.ts:15")
    for other in (replace(address, names=("FRONT_URL", "MAIL_KEY")), replace(address, names=("DATABASE_URL",))):
        assert "silent-loader" in judged(CONTROL, scope(refused, other, rule))
