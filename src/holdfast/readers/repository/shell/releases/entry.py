"""What a container runs each time that it starts: what becomes of the schema on the way to the server behind it."""

from collections.abc import Iterator
from itertools import takewhile

from holdfast.model.record import record
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.steps.purposes import is_migration, makes_migration, serves
from holdfast.readers.repository.shell.syntax.command import Command, Failure

_RESETS = regex(
    r"\bprisma (?:migrate reset\b|db push\b.* --force-reset\b)|\bartisan (?:migrate:(?:fresh|refresh|reset)|db:wipe)\b"
    r"|\btypeorm\b.* schema:drop\b|\bsequelize\S* db:(?:drop|migrate:undo:all)\b|\bdoctrine:(?:schema|database):drop\b"
    r"|\bknex\b.* migrate:rollback\b.* --all\b|\b(?:alembic|flask db)\b.* downgrade base\b|\bmix ecto\.(?:reset|drop)\b"
    r"|\bmikro-orm\b.* (?:schema|database|migration):(?:drop|fresh)\b|\bace\S* migration:(?:fresh|refresh|reset)\b"
    r"|^(?:dbmate|goose|migrate)\b.* (?:drop|reset)\b|\bliquibase\b.* drop-?[aA]ll\b|\bsupabase db reset\b"
    r"|^(?:psql|mysql|mariadb|mongosh?)\b.*(?:\.dropDatabase\("
    r"|(?i:\bdrop (?:schema|database|table)\b(?! (?:if exists )?\S*(?:tmp|temp_|_temp|test|_old|_bak|backup))))"
    # What a team calls its own recipe for that.
    r"|^(?:npm|pnpm|yarn|bun)(?: run)?(?: -\S+)* "
    r"(?:(?:db|database|schema)[:_-](?:reset|drop|fresh|wipe)|(?:reset|drop|wipe)[:_-](?:db|database))(?![\w:-])"
    r"|^(?:node|tsx|ts-node|python3?|bun)\b.* "
    r"\S*(?:(?:reset|drop|wipe)[-_]?(?:db|database|schema|tables)|(?:db|database)[-_](?:reset|drop|wipe))\.\w{2,3}\b"
    r"|\bmanage\.py (?:flush|reset_db)\b"
    r"|\bDISABLE_DATABASE_ENVIRONMENT_CHECK=1 .*\bdb:(?:drop|reset|setup|schema:load)\b|^dropdb\b|\bflyway\b.* clean\b"
    # The files themselves in which the rows lie.
    r"|^rm\b.* (?!\S*(?:test|tmp|dev))\S*(?:\.sqlite3?\b|/var/lib/(?:pgsql|postgresql|mysql|mariadb)\d*\b)"
)
_FITS = regex(
    r"\bprisma db push\b|\bdrizzle-kit push\b|\bdoctrine:schema:update\b.* --force\b|\btypeorm\b.* schema:sync\b"
    r"|\bprisma migrate dev\b"
)
_SPEAKS = frozenset(("echo", "printf", "read", "sh", "bash", "ash", "dash", "zsh"))
"""They say it, or have what they are handed run: that is a command of its own."""

_HANDS_OVER = frozenset(("$@", "${@}", "$*"))
"""An entry point that ends in whatever it was told to run."""


@record(frozen=True)
class Hazard:
    """A command that does the schema harm, with the activity and the form of its fault."""

    activity: str
    form: str
    command: Command


def resets(command: Command) -> bool:
    """It drops the tables, or what lies in them."""
    if command.name in _SPEAKS or command.branch:
        return False
    # Rails is told beside the command that production may be reset, too.
    given = " ".join(f"{name}={value}" for name, value in command.assigns)
    return _RESETS.search(command.text) is not None or _RESETS.search(f"{given} {command.text}") is not None


def fits_schema(command: Command) -> bool:
    """It compares the schema with the code and changes what differs, by no change that anybody has read."""
    if command.name in _SPEAKS or command.branch or resets(command):
        return False
    return makes_migration(command) or _FITS.search(command.text) is not None


def goes_on_to_serve(command: Command, commands: tuple[Command, ...]) -> bool:
    """Its failure stops nobody, and a server follows that needs what it was to do."""
    if command.failure is not Failure.UNCHECKED or command.branch or command.condition or command.loop:
        return False
    after = commands[command.order + 1 :]
    if any("$?" in arg for other in after[:2] for arg in other.args):
        return False
    return any(serves(other) or other.name in _HANDS_OVER or _FRONTS.search(other.text) for other in after)


_FRONTS = regex(
    r"^(?:apache2-foreground|apache2ctl\b.* FOREGROUND|httpd-foreground|php-fpm\S*|nginx\b.* daemon off|supervisord"
    r"|docker-php-entrypoint|unitd|frankenphp|caddy run|php artisan (?:serve|octane:start))\b"
)
_ASKS_SCHEMA = regex(
    r"\bdb:(?:version|migrate:status|abort_if_pending_migrations)\b|\bmigrate status\b|\bmanage\.py check\b"
)
_ENDS_A_LOOP = frozenset(("break", "exit", "return", "[", "((", "let"))


def is_tried_for_ever(command: Command, commands: tuple[Command, ...]) -> bool:
    """`until migrate; do sleep; done`: a change that cannot be made is tried without end, and nothing ever says so."""
    shown = is_migration(command) or (command.discards_errors and _ASKS_SCHEMA.search(command.text) is not None)
    if not (shown and command.condition and command.loop):
        return False
    body = takewhile(lambda other: other.loop, commands[command.order + 1 :])
    return not any(other.name in _ENDS_A_LOOP for other in body)


def hazards(commands: tuple[Command, ...]) -> Iterator[Hazard]:
    """Those of a container's own command line; the first of each form."""
    told: set[str] = set()
    for command in (one for one in commands if one.name not in _SPEAKS):
        for hazard in _of(command, commands):
            if hazard.form not in told:
                told.add(hazard.form)
                yield hazard


def _of(command: Command, commands: tuple[Command, ...]) -> Iterator[Hazard]:
    if resets(command):
        yield Hazard("deploy", "tables-dropped", command)
    elif fits_schema(command):
        yield Hazard("start", "schema-changed", command)
    if is_migration(command) and command.failure is Failure.SWALLOWED:
        yield Hazard("migration", "error-swallowed", command)
    elif is_migration(command) and goes_on_to_serve(command, commands):
        yield Hazard("migration", "no-error-exit", command)
    elif is_tried_for_ever(command, commands):
        yield Hazard("migration", "error-swallowed", command)
