"""What SAM's settings say of the way back."""

import pytest

from holdfast.model.evidence import Gap
from holdfast.model.facts import ApplicationCors, ExposedSecret, Rollback
from holdfast.readers.repository.platforms.samconfig import READER
from tests.readers.repository.many import read_files


def found(text: str) -> list[tuple[int, str | None, bool]]:
    readings = read_files(READER, **{"samconfig.toml": text})
    return [(one.at.start_line, one.environment, one.works) for one in readings if isinstance(one, Rollback)]


@pytest.mark.parametrize("value", ["true", '"true"'])
@pytest.mark.parametrize("command", ["deploy", "global"])
def test_a_rollback_that_is_switched_off_cannot_work(command: str, value: str) -> None:
    text = f"version = 0.1\n[default.{command}.parameters]\nregion = 'eu-west-1'\ndisable_rollback = {value}\n"
    assert found(text) == [(4, None, False)]


def test_each_table_speaks_of_its_environment_and_the_default_beside_productions_of_none() -> None:
    text = (
        "[default.deploy.parameters]\ndisable_rollback = true\n"
        "[staging.deploy.parameters]\ndisable_rollback = true\n"
        "[prod.deploy.parameters]\ndisable_rollback = {}\n"
    )
    assert found(text.format("false")) == [(4, "staging", False)]
    assert found(text.format("true")) == [(4, "staging", False), (6, "production", False)]


@pytest.mark.parametrize(
    "text",
    [
        "[default.deploy.parameters]\ndisable_rollback = false\n",
        "[default.deploy.parameters]\n# disable_rollback = true\n",
        "[default.build.parameters]\ndisable_rollback = true\n",
    ],
)
def test_what_switches_nothing_off_says_nothing(text: str) -> None:
    assert found(text) == []


def test_a_file_that_cannot_be_parsed_is_a_gap() -> None:
    (gap,) = read_files(READER, **{"samconfig.toml": "[default\ndisable_rollback = true\n"})
    assert isinstance(gap, Gap)
    assert gap.serves == {"releases"}


def test_a_developers_table_beside_productions_says_nothing() -> None:
    text = "[prod.deploy.parameters]\nregion = 'eu-west-1'\n[dev.deploy.parameters]\ndisable_rollback = true\n"
    assert found(text) == []
    assert found(text.replace("prod", "qa")) == [(4, "development", False)]


@pytest.mark.parametrize(
    ("row", "origins"),
    [
        (r'parameter_overrides = "Stage=\"prod\" AllowedOrigin=\"*\""', ("*",)),
        ("parameter_overrides = ['Stage=prod', 'CorsOrigin=http://localhost:3000']", ("http://localhost:3000",)),
        ("parameter_overrides = 'Stage=prod TableName=items'", None),
        ("# parameter_overrides = 'AllowedOrigin=*'", None),
    ],
)
def test_websites_that_get_in_by_a_parameter_are_told(row: str, origins: tuple[str, ...] | None) -> None:
    text = f"[default.deploy.parameters]\nregion = 'eu-west-1'\n{row}\n"
    readings = read_files(READER, **{"samconfig.toml": text})
    rules = [(one.at.start_line, one.origins) for one in readings if isinstance(one, ApplicationCors)]
    assert rules == ([(3, origins)] if origins else [])


def test_a_secret_that_a_parameter_holds_is_told_and_nothing_of_its_row_quoted() -> None:
    row = """parameter_overrides = 'AllowedOrigin=* ApiToken=q7Rb2xVn9Lk4 JwtSecret=$JWT Stage=prod'"""
    readings = read_files(READER, **{"samconfig.toml": f"[default.deploy.parameters]\n{row}\n"})
    assert [(one.name, one.at.start_line) for one in readings if isinstance(one, ExposedSecret)] == [("ApiToken", 2)]
    assert "q7Rb2xVn9Lk4" not in repr(readings)
