"""What weighs less where the application refuses to start without the settings that it demands."""

import pytest

from holdfast.controls.configuration_lesser import lesser, passes_spring
from holdfast.model.facts import ConfigurationLoader, RequiredSettings
from holdfast.model.findings import Severity
from tests.controls.support import made

LIST = ("DATABASE_URL", "JWT_SECRET")


def required(names: tuple[str, ...] = LIST, tool: str = "zod", *, before: bool | None = True) -> RequiredSettings:
    return made(RequiredSettings, "env.ts:4", names=names, tool=tool, before_serving=before)


def loader(name: str | None, missing: str = "silent", source: str = "environment") -> ConfigurationLoader:
    return made(ConfigurationLoader, "config.ts:9", names=(name,) if name else (), missing=missing, source=source)


@pytest.mark.parametrize(
    "one",
    [loader("SMTP_HOST"), loader("STRIPE_KEY", "default", "compose"), loader("STRIPE_KEY", "warns", "compose")],
)
def test_what_an_applications_own_list_leaves_out_is_a_remark(one: ConfigurationLoader) -> None:
    assert lesser((one,), (required(),)) is Severity.NOTICE


@pytest.mark.parametrize(
    ("one", "why"),
    [
        (loader("SMTP_KEY", "warns"), "it says that something is missing, and goes on"),
        (loader("SMTP_KEY", "default"), "the application itself makes up a secret"),
        (loader("SESSION_SECRET"), "it signs everybody's sessions"),
        (loader("RDS_HOSTNAME"), "without its database it serves nobody"),
        (loader("JWT_SECRET", "default", "compose"), "the list demands it, and is handed a made up one"),
        (loader(None), "it does not say what it lets through"),
    ],
)
def test_what_no_list_makes_good_weighs_as_before(one: ConfigurationLoader, why: str) -> None:
    assert lesser((one,), (required(),)) is None, why
    assert lesser((loader("SMTP_HOST"), one), (required(),)) is None, why


def test_a_list_that_leaves_out_more_than_it_demands_makes_nothing_good() -> None:
    others = (loader("SMTP_HOST"), loader("BASE_URL"), loader("UPLOADS_BUCKET"))

    assert lesser(others[:2], (required(),)) is Severity.NOTICE
    assert lesser(others, (required(),)) is None
    assert lesser((*others[:2], loader("MAP_KEY", "default", "compose")), (required(),)) is Severity.NOTICE


@pytest.mark.parametrize(
    ("names", "severity"),
    [
        (("DATABASE_URL", "SECRET_KEY", "REDIS_URL"), Severity.NOTICE),
        (("MONGO_URI", "JWT_SECRET", "STRIPE_KEY"), Severity.NOTICE),
        (("DATABASE_URL", "DB_PASSWORD", "REDIS_URL"), None),
        (("JWT_SECRET", "SESSION_SECRET", "REDIS_URL"), None),
        (("API_URL", "MAP_KEY", "PORT"), None),
    ],
)
def test_a_list_of_what_no_product_serves_without_may_leave_out_more(
    names: tuple[str, ...], severity: Severity | None
) -> None:
    others = (loader("SMTP_HOST"), loader("BASE_URL"), loader("UPLOADS_BUCKET"), loader("SENTRY_DSN"))

    assert lesser(others, (required(names),)) is severity


@pytest.mark.parametrize(
    "settings",
    [required(tool="spring"), required(tool="compose"), required(before=False), required(("PORT",))],
)
def test_what_is_no_list_of_the_application_before_it_serves_changes_nothing(settings: RequiredSettings) -> None:
    assert lesser((loader("SMTP_HOST"),), (settings,)) is None
    assert lesser((loader("SMTP_HOST"),), ()) is None


@pytest.mark.parametrize(
    ("name", "tool", "passes"),
    [
        ("DATABASE_URL", "spring", True),
        ("SESSION_SECRET", "spring", True),
        ("STRIPE_KEY", "spring", False),
        ("SESSION_SECRET", "zod", False),
    ],
)
def test_an_empty_value_passes_springs_placeholders_where_the_application_asks_for_it(
    name: str, tool: str, *, passes: bool
) -> None:
    handed = loader(name, "warns", "compose")
    assert passes_spring(handed, (required(("DATABASE_URL", "MAIL_KEY"), tool),)) is passes
    assert not passes_spring(handed, ())
