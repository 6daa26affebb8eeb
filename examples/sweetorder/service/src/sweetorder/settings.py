"""What the service needs to know before it may start, read from the environment and checked all at once."""

import re
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError, field_validator

EX_CONFIG = 78
"""The exit status of a service whose configuration is wrong (sysexits.h)."""


class SettingsError(Exception):
    """Variables are missing or wrong; `problems` has one line for each, with its name and never its value."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__(f"{len(problems)} problem(s) in the environment")
        self.problems = problems


def _words(value: object) -> object:
    return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value


Origin = Annotated[str, Field(pattern=r"^https?://[A-Za-z0-9.-]+(:\d{1,5})?$")]


class Settings(BaseModel):
    """The service's settings; secrets show as stars in `repr` and logs."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    environment: Literal["production", "staging"] = Field(alias="HOLDFAST_ENVIRONMENT")
    database_url: SecretStr = Field(alias="DATABASE_URL")
    token_key: SecretStr = Field(alias="TOKEN_KEY", min_length=32)
    uploads_bucket: str = Field(alias="UPLOADS_BUCKET", pattern=r"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$")
    origins: Annotated[tuple[Origin, ...], BeforeValidator(_words)] = Field(alias="ORIGINS", min_length=1)
    region: str = Field(alias="AWS_REGION", pattern=r"^[a-z]{2}(-[a-z]+)+-\d$")
    port: int = Field(3000, alias="PORT", ge=1, le=65535)
    session_minutes: int = Field(60, alias="SESSION_MINUTES", ge=5, le=1440)

    @field_validator("database_url")
    @classmethod
    def _is_postgresql(cls, url: SecretStr) -> SecretStr:
        if not re.match(r"postgres(ql)?://[^/\s]+/[^\s]+$", url.get_secret_value()):
            raise ValueError("expected postgresql://USER:PASSWORD@HOST/DATABASE")
        return url

    @property
    def url(self) -> str:
        """The database's URL in clear; for those who connect alone."""
        return self.database_url.get_secret_value()

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> "Settings":
        """The settings in `environ`.

        Raises:
            SettingsError: something is missing or wrong, with every problem.
        """
        try:
            return cls.model_validate(dict(environ))
        except ValidationError as error:
            problems = error.errors(include_url=False, include_input=False, include_context=False)
            raise SettingsError(tuple(f"{problem['loc'][0]}: {problem['msg']}" for problem in problems)) from None
