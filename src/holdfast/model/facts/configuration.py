"""Facts of how the application gets its settings and secrets, and what happens when one is missing."""

from holdfast.model.facts.base import Fact
from holdfast.model.record import record


@record(frozen=True, slots=True, kw_only=True)
class ConfigurationLoader(Fact):
    """Code that loads settings or secrets.

    Args:
        source: "secrets-manager", "parameter-store", "environment", "dotenv", "file",
            "compose" (what a compose file hands to a container), "script" (what a script fetches and writes down
            for the application).
        missing: what happens when a needed one is missing: "fails" (the process ends, or throws where
            nothing catches it), "warns" (a message, and it goes on), "silent" (nothing at all),
            "default" (a built-in value of a secret takes its place), "unlooked" (a script takes in the file that may
            lack it, and starts the application without a look at what it holds).
        names: the variables it is about, as far as they are told.
    """

    source: str
    missing: str
    names: tuple[str, ...] = ()


@record(frozen=True, slots=True, kw_only=True)
class RequiredSettings(Fact):
    """A list of required settings that is validated (Joi, zod, envalid, pydantic, a loop over names).

    `before_serving`: it runs before the server listens; None when that could not be told.
    """

    names: tuple[str, ...] = ()
    before_serving: bool | None = None
    tool: str | None = None


@record(frozen=True, slots=True, kw_only=True)
class SecretStore(Fact):
    """A managed place for secrets (Secrets Manager, Parameter Store, Vault, GitHub secrets for the deploy).

    `rotates`: rotation is set up; None when not said.
    """

    service: str
    name: str | None = None
    rotates: bool | None = None


@record(frozen=True, slots=True, kw_only=True)
class WantedSecret(Fact):
    """A secret that the application, or who sets it up, asks for by its name or ARN: an account has it, or lacks it."""

    service: str
    name: str


@record(frozen=True, slots=True, kw_only=True)
class SettingsByHand(Fact):
    """A file of settings that a guide has somebody write on the server, or that a pipeline writes out of its secrets.

    `names` are those with a secret's name.
    """

    names: tuple[str, ...] = ()


@record(frozen=True, slots=True, kw_only=True)
class HandedSecret(Fact):
    """A template hands secrets to a container or function as plain values of its environment; `to` names it.

    Without `names`: it hands over a file of settings that lies in a bucket, and no secret in another way.
    """

    to: str
    names: tuple[str, ...] = ()


@record(frozen=True, slots=True, kw_only=True)
class StandIn(Fact):
    """A template gives `to` the setting `name` with a value that only keeps its place, such as `http://localhost`.

    Or the source of a server holds a link for browsers that leads there: `to` is the file then.
    """

    to: str
    name: str


@record(frozen=True, slots=True, kw_only=True)
class DeveloperMode(Fact):
    """What describes how the product runs gives `to` the setting `name` with a value for developers: a debug mode.

    `instead`: with one that stands in wherever the real one is missing.
    """

    to: str
    name: str
    instead: bool = False


@record(frozen=True, slots=True, kw_only=True)
class SwitchedOff(Fact):
    """What describes how the product runs gives `to` the switch `name`, written out, in the position off.

    Or what somebody is told to write into its settings does.
    """

    to: str
    name: str


@record(frozen=True, slots=True, kw_only=True)
class HandedSettings(Fact):
    """A template gives a function these variables: whenever the function runs, they are there; `to` names it."""

    to: str
    names: tuple[str, ...] = ()


@record(frozen=True, slots=True, kw_only=True)
class BuiltInSecret(Fact):
    """Secrets become a part of an image or a bundle, for everybody who may fetch it to read, under these `names`."""

    names: tuple[str, ...] = ()


@record(frozen=True, slots=True, kw_only=True)
class ReadsSetting(Fact):
    """The application reads a setting by name; `secret` when its name sounds like one.

    `optional`: it most likely works without it, or has a value of its own for it. `empty`: that value is an empty text.
    """

    name: str
    secret: bool = False
    optional: bool = False
    empty: bool = False
