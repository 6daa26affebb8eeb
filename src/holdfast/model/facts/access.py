"""Facts of who may reach what, and with which credentials."""

from enum import StrEnum

from holdfast.model.facts.base import Fact
from holdfast.model.record import record
from holdfast.model.regex import regex


class CredentialForm(StrEnum):
    """What is shown to get in."""

    STATIC_KEY = "static-key"  # an AWS access key that does not expire by itself
    OIDC = "oidc"  # a short-lived session from the CI provider's identity
    INSTANCE_ROLE = "instance-role"
    SSH_KEY = "ssh-key"
    PASSWORD = "password"  # noqa: S105 - the name of a form, not a password


@record(frozen=True, slots=True, kw_only=True)
class Credential(Fact):
    """A credential in use: `holder` presents it (`workflow`, `application`, `host`, `person`).

    `handed`: this is where it leaves its store for commands, as a variable or a file, apart from what logs in with it.
    """

    form: CredentialForm
    holder: str
    role: str | None = None  # for OIDC: the role that is assumed, as written
    handed: bool = False


@record(frozen=True, slots=True, kw_only=True)
class Login(Fact):
    """A way into a host: SSH or Session Manager. `user` as written; None when it is a secret or a variable.

    `tries`: all that is run there only shows that somebody got in, as `echo connected` does.
    """

    method: str  # "ssh" | "ssm" | "console"
    user: str | None = None
    actor: str = "person"  # "workflow" | "script" | "person"
    tool: str | None = None  # "ansible", whose inventory may say by what way it goes in
    tries: bool = False


@record(frozen=True, slots=True, kw_only=True)
class ConsoleForAnyone(Fact):
    """A proxy lets everybody through who comes, unasked, to a console of this name behind this port."""

    name: str
    port: str


@record(frozen=True, slots=True, kw_only=True)
class OpenManagement(Fact):
    """Endpoints that tell or change the inside of the application answer whoever asks: these `endpoints`."""

    endpoints: tuple[str, ...]


@record(frozen=True, slots=True, kw_only=True)
class UncheckedHost(Fact):
    """Whoever logs in over SSH here does not ask whether the host that answers is the one that is meant."""


@record(frozen=True, slots=True, kw_only=True)
class StrangersCode(Fact):
    """A pipeline that holds the repository's secrets takes the code of anybody's pull request here, and runs it.

    Args:
        event: what starts it.
    """

    event: str


@record(frozen=True, slots=True, kw_only=True)
class SecretInLog(Fact):
    """A pipeline prints the file `name` into its log, which holds secrets; or a program a setting of that name."""

    name: str


@record(frozen=True, slots=True, kw_only=True)
class MadeKey(Fact):
    """A template makes the private key `name` for logging in to hosts, and here it writes it out."""

    name: str


@record(frozen=True, slots=True, kw_only=True)
class HostRights(Fact):
    """Something on a host gets more rights than it needs: `what` are the words that give them (`chmod 777`)."""

    what: str


@record(frozen=True, slots=True, kw_only=True)
class RootUse(Fact):
    """The AWS root user in daily work, or measures around it.

    `act`: "login" or "access-key" speak against the team; "mfa", "avoided" and "alarm" speak for it.
    """

    act: str


@record(frozen=True, slots=True, kw_only=True)
class Mfa(Fact):
    """Multi-factor authentication of people (`subject`: "root" or "users") is on, or plainly off."""

    subject: str
    enabled: bool


@record(frozen=True, slots=True, kw_only=True)
class KeyRotation(Fact):
    """How old an access key may become; `days` is None when a rotation is set up without a number."""

    days: int | None = None


@record(frozen=True, slots=True, kw_only=True)
class AccessKey(Fact):
    """An access key that works today: whose it is, and how many days ago it was made; its id is never kept."""

    user: str
    days: int


@record(frozen=True, slots=True, kw_only=True)
class ThirdPartyAction(Fact):
    """A workflow step that runs somebody else's action.

    Args:
        name: `owner/repo` or `owner/repo/path`.
        ref: what follows the `@`.
        pinned: true only for a full commit hash.
        secrets: names of the secrets that this step hands to the action (its inputs and environment).
    """

    name: str
    ref: str
    pinned: bool
    secrets: tuple[str, ...] = ()


@record(frozen=True, slots=True, kw_only=True)
class Policy(Fact):
    """Permissions given to somebody.

    Args:
        principal: the role, user or group, as written; `*` for anybody; None when it is not said.
        principal_type: "role", "user", "group", "instance-role" or "deploy-role"; "anybody" where a resource's own
            policy lets the whole world in.
        actions: as written, for an inline statement (`s3:*`, `*`).
        resources: as written.
        spared: the resources that the statement leaves out (`NotResource`), as written.
        managed: name of a managed policy (`AdministratorAccess`), when it is one.
        allow: false for a Deny statement.
        conditional: the statement has a condition.
    """

    principal: str | None = None
    principal_type: str = "role"
    actions: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    spared: tuple[str, ...] = ()
    managed: str | None = None
    allow: bool = True
    conditional: bool = False


@record(frozen=True, slots=True, kw_only=True)
class Trust(Fact):
    """Who may assume `role` through an identity provider; `subjects` are the `sub` patterns, empty for any."""

    role: str
    provider: str  # host name, such as token.actions.githubusercontent.com
    subjects: tuple[str, ...] = ()


@record(frozen=True, slots=True, kw_only=True)
class Ingress(Fact):
    """An opening in a security group or firewall: ports inclusive; `from_port` 0 to 65535 is all.

    `places["pipeline"]` is where a text opens it for machines of a pipeline's host, which have no address of their own.
    """

    from_port: int
    to_port: int
    sources: tuple[str, ...]  # CIDR blocks, or names of other groups
    target: str | None = None


@record(frozen=True, slots=True, kw_only=True)
class DefaultLogin(Fact):
    """A text gives away the name and the password with which an administrator of the product was set up."""


@record(frozen=True, slots=True, kw_only=True)
class ExposedSecret(Fact):
    """A secret's value stands in a file; `name` is its key, and the value is never kept."""

    name: str
    form: str  # "aws-key" | "password" | "private-key" | "host-password" | "token"

    @property
    def opens_doors(self) -> bool:
        """Whoever has it signs in to AWS or to a server; any other secret is a setting of the application."""
        return self.form in ("aws-key", "private-key", "host-password")

    @property
    def lets_administer(self) -> bool:
        """Whoever has it manages the product itself: it is an administrator's, and no database's."""
        return is_administrators(self.name)

    @property
    def is_for_browsers(self) -> bool:
        """A page hands it to everybody who looks at it: what guards it is the list of sites that may use it."""
        return _OF_BROWSERS.search(self.name) is not None

    @property
    def signs(self) -> bool:
        """The application signs with it what it hands out itself: no service signs anybody in by it."""
        return _SIGNS.match(self.name) is not None


_OF_BROWSERS = regex(
    r"(?:(?<![A-Za-z])|(?<=[a-z])(?=[A-Z]))(?i:maps?(?:[_.\-]?(?:js|javascript|api|app|sdk|client|browser))*[_.\-]?(?:key|token)$"
    r"|google[_.\-]?maps?(?:[_.\-]|api)(?!.*(?:secret|server|geocod))|mapbox(?!.*(?:secret|server|download))"
    r"|(?:java_?script|js|site|publishable|public|browser)[_.\-]?(?:app[_.\-]?)?(?:api[_.\-]?)?key$"
    r"|firebase[_.\-]?(?:web[_.\-]?)?api[_.\-]?key$)"
)
_SIGNS = regex(
    r"(?i)(?:[\w.\-]{1,40}[_.\-])?jwt[_.\-]?(?:(?:access|refresh|token)[_.\-]?)?(?:secret|key)(?:[_.\-]?key)?$"
    r"|(?:session|cookie|csrf|app|next_?auth|auth|token|signing|encrypt(?:ion)?|hash)[_.\- ]?(?:secret|key|salt)"
    r"(?:[_.\-]?key)?$"
    r"|(?:(?:django|flask|rails|laravel|app)[_.\-])?secret[_.\-]?key(?:[_.\-]?base)?$"
)
"""Names of keys by which an application trusts what it has signed, under any framework's name."""
ADMINISTRATORS = "administrator's password"
"""What the password of an administrator is called that has no name of its own."""

_ADMINISTRATORS = regex(
    r"(?:^|[_.\- ]|(?<=[a-z])(?=A))(?i:admin(?:istrator)?(?:'s)?|super_?(?:user|admin))"
    r"[_.\- ]?(?i:(?:user|account|login|initial|default)?[_.\- ]?(?:password|passwd|pass|pwd|pw))$"
)
_OF_A_STORE = regex(r"(?i)db|database|sql|postgres|\bpg|mongo|redis|rds|oracle|ldap|rabbit|broker|elastic|kafka")


def is_administrators(name: str) -> bool:
    """Whether a password under that name is an administrator's of the product, and no database's."""
    return _ADMINISTRATORS.search(name) is not None and not _OF_A_STORE.search(name)
