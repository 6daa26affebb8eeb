"""Logins, credentials and exposed secrets in scripts."""

import re
from collections.abc import Iterable, Iterator

from holdfast.model.facts import BuiltInSecret, Credential, CredentialForm, ExposedSecret, Fact, Login
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.configuration.emulators import opens_nothing
from holdfast.readers.repository.configuration.exposed import (
    USER_MADE,
    covered,
    form_of,
    is_built_in,
    is_exposed,
    is_literal,
    is_typed,
    lets_post,
    looks_random,
)
from holdfast.readers.repository.configuration.variables import setting_facts
from holdfast.readers.repository.shell.access.handed_values import handed_keys, handed_values
from holdfast.readers.repository.shell.access.let_in import grants, open_databases, texts
from holdfast.readers.repository.shell.access.logins import logins, passwords_of_hosts, where_released
from holdfast.readers.repository.shell.access.server_passwords import passwords_of
from holdfast.readers.repository.shell.access.set_passwords import set_passwords
from holdfast.readers.repository.shell.configuration.env_files import ENVIRONMENT_FILE, written_by
from holdfast.readers.repository.shell.configuration.said_values import said_values
from holdfast.readers.repository.shell.configuration.secret_files import sends_secrets
from holdfast.readers.repository.shell.steps.purposes import backup_method
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import ASSIGNS, Command

_KEY_NAMES = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
_HALVES = tuple(name.lower() for name in _KEY_NAMES)
_APPLICATION_KEY = regex(r"^(?:\w+_)?(?:AWS|S3|SES|CLOUD)\w*(?:ACCESS_?KEY|SECRET_?KEY)(?:_ID)?$", re.IGNORECASE)


def access_facts(source: Source) -> Iterator[Fact]:
    """Who logs in where, and with what; each login and form once, root's wherever it is."""
    seen: set[object] = set()
    releases = where_released(source)
    # Where somebody also copies secrets there, that is the place to show.
    for command in sorted(source.commands, key=lambda one: not sends_secrets(one, source)):
        for fact in (*logins(command, source), *_root_let_in(command, source), *_keys(command, source)):
            key = (type(fact), getattr(fact, "user", None), getattr(fact, "method", None), getattr(fact, "form", None))
            again = (*key, command.line) if key[1] == "root" and len(seen) < _MOST_LOGINS else key
            if again not in seen or (isinstance(fact, Login) and command.order in releases):
                seen.add(again)
                yield fact
        yield from _exposed(command, source)
        yield from _built_in(command, source)
        yield from _environment_file(command, source)
        yield from said_values(command, source)
    yield from _typed_passwords(source)
    yield from passwords_of_hosts(source)
    yield from grants(source)


_MOST_LOGINS = 6


_SSHPASS = regex(r"\bsshpass\s+-p\s*[\"']?(?P<value>[^\s\"'$]{3,100})[\"']?(?=\s)")


def _typed_passwords(source: Source) -> Iterator[ExposedSecret]:
    """Passwords of hosts that `sshpass` is given on its command line."""
    for number, row in enumerate(source.snippet.rows if "sshpass" in source.snippet.text else (), start=1):
        match = _SSHPASS.search(row[:2_000])
        if match and is_literal(match["value"]) and not (source.instructed and not is_typed(match["value"], row)):
            at = covered(source.snippet.at(number), match["value"])
            yield ExposedSecret(**source.common(at), name="password", form="host-password")


_ROOT_LET_IN = regex(
    r"^passwd(?: root)?$|^chpasswd\b.*|^(?:sed|echo|printf|tee)\b.*\bPermitRootLogin\W{1,4}yes\b(?!.*PermitRootLogin)",
    re.DOTALL,
)
_PASSWORDS_TAKEN = regex(
    r"^(?:sed|echo|printf|tee)\b.*\bPasswordAuthentication\W{1,4}yes\b(?!.*PasswordAuthentication)", re.DOTALL
)
_ROOT_PASSWORD = regex(r"\broot:")


def _root_let_in(command: Command, source: Source) -> Iterator[Login]:
    """Root gets a password of its own, or the server of SSH takes it in, or whoever knows a password: they mean to."""
    text = command.text
    if command.name == "chpasswd":
        said = command.document.text if command.document else ""
        fed = [
            one.text for one in source.commands[max(command.order - 2, 0) : command.order] if "chpasswd" in one.feeds
        ]
        text = text if any(map(_ROOT_PASSWORD.search, (said, *fed))) else ""
    if command.name == "docker" or "docker" in command.inside:
        return
    if _ROOT_LET_IN.match(text):
        yield Login(**source.common(command), method="ssh", user="root", actor=source.actor)
    elif _PASSWORDS_TAKEN.match(text):
        yield Login(**source.common(command), method="ssh", actor=source.actor)


_HANDED = regex(
    r"^(?:serverless|sls)(?:@\S{1,20})? config credentials\b.* (?:--key|-k)(?:[ =]|$)"
    r"|^ecs-cli configure profile\b.* --access-key[ =]"
    r"|^(?:terraform|tofu|terragrunt)\b.* -{1,2}(?:var|backend-config)[ =][\"']?(?:aws_)?access_key(?:_id)?="
)
"""Tools that keep keys for themselves, or are handed them on their command line."""
_EDITORS = frozenset(("nano", "vi", "vim", "emacs"))


def _keys(command: Command, source: Source) -> Iterator[Fact]:
    """What it hands over for an application to keep, else what it keeps or uses itself."""
    yield from tuple(handed_keys(command, source)) or _static_keys(command, source)


def _static_keys(command: Command, source: Source) -> Iterator[Fact]:
    holder = "workflow" if source.actor == "workflow" else "host"
    away = "ssh" in source.snippet.heading.lower() or source.actor == "workflow"
    if command.name in _EDITORS and any(arg.endswith(".aws/credentials") for arg in command.args):
        yield Credential(**source.common(command), form=CredentialForm.STATIC_KEY, holder="person")
        return
    if command.name == "aws" and command.args[:1] == ("configure",):
        yield from _configured(command, source, holder)
        return
    if _HANDED.match(command.text) and not source.lends_keys:
        yield Credential(**source.common(command), form=CredentialForm.STATIC_KEY, holder=holder)
        return
    if source.actor != "workflow" and _writes_key(command, source) and not source.lends_keys:
        yield Credential(**source.common(command), form=CredentialForm.STATIC_KEY, holder="application")
        return
    if command.name == "=" and source.actor != "workflow" and _FETCHED.search(command.text):
        yield Credential(**source.common(command), form=CredentialForm.STATIC_KEY, holder="application")
        return
    for name, value in _settings(command):
        if name in _KEY_NAMES and value and not opens_nothing(value) and not source.lends_keys:
            typed = "person" if source.instructed and command.name == "export" else holder
            inside = "application" if command.name == "docker" else typed
            yield Credential(**source.common(command), form=CredentialForm.STATIC_KEY, holder=inside)
            return
        handed = command.name in ("docker", "podman") or (command.name == "export" and (command.remote or away))
        if handed and _APPLICATION_KEY.match(name) and re.search(r"\$\{\{\s*secrets\.", value):
            yield Credential(**source.common(command), form=CredentialForm.STATIC_KEY, holder="application")
            return


_FETCHED = regex(
    r"(?i)\b\w*(?:get|fetch|read|load)[-_]?(?:param|secret|ssm|value)[^\n]{0,200}?"
    r"aws[-_/]?(?:access[-_]?key|secret(?:[-_]?access)?[-_]?key)"
)
"""A lasting key for AWS is kept in a store, by the name that it has there, for whoever is started with it."""
_GLOBAL = ("--profile", "--region", "--endpoint-url", "--output")
"""Options of every command of AWS's tool that take a value."""


def _configured(command: Command, source: Source, holder: str) -> Iterator[Credential]:
    """`aws configure`: a key that somebody types in, or one that is put into the file; a session's ends by itself."""
    setting = _operands(command)[1:]
    if not setting:
        yield Credential(**source.common(command), form=CredentialForm.STATIC_KEY, holder="person")
        return
    half = setting[0] == "set" and len(setting) > 1 and setting[1].endswith(_HALVES)
    if half and not any(map(opens_nothing, setting[2:])) and not source.lends_keys:
        yield Credential(**source.common(command), form=CredentialForm.STATIC_KEY, holder=holder)


def _operands(command: Command) -> list[str]:
    """The arguments without options, wherever these stand."""
    taken = {at + 1 for at, word in enumerate(command.args) if word in _GLOBAL}
    return [word for at, word in enumerate(command.args) if at not in taken and not word.startswith("--")]


_KEY_WRITTEN = regex(
    r"(?i)(?:^|\n|\\n)\W{0,3}AWS_(?:ACCESS_KEY_ID|SECRET_ACCESS_KEY)[^\S\n]?=[^\S\n]?[\"'\\]{0,3}(?:\$|AKIA|\{\{|<%|@@?\w)"
)
_KEPT_FOR_TOOLS = regex(r"(?:^|/)\.aws/credentials[\"']?$")


def _writes_key(command: Command, source: Source) -> bool:
    """`echo "AWS_ACCESS_KEY_ID=$KEY" >> .env`, or into the file of AWS's own tools: what runs here is to find it."""
    said = command.args if command.name in ("echo", "printf") else ()
    here = (command.document.text,) if command.document is not None and command.name in ("cat", "tee") else ()
    if not any(map(_KEY_WRITTEN.search, (*said, *here))):
        return False
    targets = (*source.writes(command), *(command.args if command.name == "tee" else ()))
    if any(map(_KEPT_FOR_TOOLS.search, targets)):
        return True
    return bool(said) and ("tee" in command.feeds or any(map(ENVIRONMENT_FILE.search, targets)))


def _settings(command: Command) -> Iterator[tuple[str, str]]:
    """Every `NAME=value` that a command sets, for itself or for what it runs."""
    if command.name in ASSIGNS:
        # What a command answers sets whatever it says: an equals sign inside of it is that command's own.
        yield from (arg.partition("=")[::2] for arg in command.args if "=" in arg and not arg.startswith(("$(", "`")))
    yield from command.assigns
    if command.name in ("docker", "podman", "docker-compose"):
        values = command.options("-e", "--env", "--build-arg")
        yield from (value.partition("=")[::2] for value in values if "=" in value)


def exposed_settings(snippet: Snippet, pairs: Iterable[tuple[str, str]], line: int) -> Iterator[ExposedSecret]:
    """The settings among `pairs` (name, value), written on `line` of a snippet, that show a secret."""
    for name, value in pairs:
        if is_exposed(name, value):
            yield ExposedSecret(
                kind=snippet.kind,
                at=snippet.at(line),
                environment=snippet.environment,
                old=snippet.old,
                name=name,
                form=form_of(name, value),
            )


_LOOPBACK = frozenset(("localhost", "127.0.0.1", "::1"))


def _asks_own_database(command: Command, source: Source) -> bool:
    """A job asks a server beside it, which comes and goes with the job: what it lets in with keeps nobody out."""
    host = command.option("-h") or command.option("--host")
    return source.actor == "workflow" and not command.remote and host in _LOOPBACK


def _comes_and_goes(command: Command) -> bool:
    """A container that is removed when it ends, as the one that a backup is tried in."""
    return command.name in ("docker", "podman") and command.args[:1] == ("run",) and command.has("--rm")


_LETS_IN = regex(r"^(?:POSTGRES|MYSQL|MARIADB|MONGO_INITDB|MSSQL_SA|SA|MINIO)_(?:ROOT_)?PASSWORD$|^MINIO_SECRET_KEY$")
"""What a database's image makes its user of: it keeps nobody out once the database is gone."""


_OF_CLIENTS = ("PGPASSWORD", "MYSQL_PWD", "REDISCLI_AUTH")


def _exposed(command: Command, source: Source) -> Iterator[Fact]:
    if _asks_own_database(command, source):
        return
    passing = _comes_and_goes(command)
    words = frozenset(command.words)
    for name, value in _settings(command):
        if passing and _LETS_IN.match(name):
            continue
        quoted = f"{name}='{value}'" in words
        own = is_typed(value, command.text) if name in _OF_CLIENTS else looks_random(value)
        if is_exposed(name, value, verbatim=quoted) and not (source.instructed and not own):
            yield ExposedSecret(**source.common(command, name), name=name, form=form_of(name, value))
    if command.name == "sshpass":
        return
    setting = _operands(command) if command.text.startswith("aws configure set") else []
    if len(setting) > 3 and is_exposed(setting[2], setting[3]):
        yield ExposedSecret(**source.common(command), name=setting[2], form="aws-key")
    if command.name in ("curl", "wget") and any(map(lets_post, command.args)):
        yield ExposedSecret(**source.common(command), name="webhook", form="token")
    yield from handed_values(command, source)
    yield from _glued(command, source)
    yield from _in_urls(command, source)
    yield from _database_users(command, source)
    yield from set_passwords(command, source)
    yield from open_databases(command, source)
    for flag in ("--password", "--master-user-password", "--token"):
        given = command.option(flag)
        if given and is_literal(given) and _is_shown(given, command, source) and not given.startswith("-"):
            at = source.snippet.at(command.line_of(flag))
            yield ExposedSecret(**source.common(at), name=flag.lstrip("-"), form=form_of(flag))


def _is_shown(value: str, command: Command, source: Source) -> bool:
    """A guide's password is an example unless it looks like somebody's own."""
    return not source.instructed or is_typed(value, command.text)


_GLUES = frozenset(("mysql", "mysqldump", "mysqladmin", "mariadb", "mariadb-dump", "mariadb-admin", "mysqlpump"))


def _glued(command: Command, source: Source) -> Iterator[ExposedSecret]:
    """Passwords in short options, as `mysql -psecret` has them, and where a server's own program takes them."""
    values: tuple[str, ...] = ()
    if command.name in _GLUES:
        values = tuple(arg[2:] for arg in command.args if arg.startswith("-p") and len(arg) > 2)
    elif command.name in ("docker", "podman", "helm") and "login" in command.args[:2]:
        values = command.options("-p")
    else:
        values = tuple(passwords_of(command))
    for value in values:
        if is_literal(value) and _is_shown(value, command, source):
            yield ExposedSecret(
                **source.common(covered(source.place(command), value)), name="password", form="password"
            )


_CLIENTS = frozenset(
    (
        "psql",
        "pg_dump",
        "pg_restore",
        "mongodump",
        "mongorestore",
        "mongosh",
        "mongo",
        "mysql",
        "redis-cli",
        "git",
        "curl",
    )
)
_IN_URL = regex(r"\b[a-z][a-z0-9+.-]{1,30}://[^\s:/@\"']{1,100}:(?P<password>[^\s\"'/]{8,200})@")
"""Up to the last `@` before the host: the password may hold some itself."""


def _in_urls(command: Command, source: Source) -> Iterator[ExposedSecret]:
    """Passwords in the addresses that clients are handed; one for a store beside it counts where a backup is made."""
    if command.name not in _CLIENTS:
        return
    for arg in command.args:
        found = _IN_URL.search(arg[:2_000])
        kept = found is not None and backup_method(command) is not None and is_literal(found["password"])
        if found and (kept or is_exposed("", arg)) and _is_shown(found["password"], command, source):
            at = covered(source.place(command), found["password"])
            yield ExposedSecret(**source.common(at), name="URL", form="password")
            return


def _database_users(command: Command, source: Source) -> Iterator[ExposedSecret]:
    """Users of a database whose password stands in what a script has the database run."""
    for text, line in texts(command):
        match = USER_MADE.search(text[:2_000])
        value = match["value"] if match else ""
        if value and is_literal(value) and not (source.instructed and not looks_random(value)):
            at = covered(source.snippet.at(line), value)
            yield ExposedSecret(**source.common(at), name="PASSWORD", form="password")


def _built_in(command: Command, source: Source) -> Iterator[BuiltInSecret]:
    """Secrets that a build takes as arguments: the history of its image keeps them."""
    if command.name not in ("docker", "podman") or "build" not in command.args[:2]:
        return
    given = [value.partition("=")[0] for value in command.options("--build-arg")]
    names = tuple(dict.fromkeys(name for name in given if is_built_in(name)))
    if names:
        line = next((row for arg, row in zip(command.args, command.arg_lines, strict=True) if names[0] in arg), 0)
        at = source.snippet.at(line) if line else source.place(command)
        yield BuiltInSecret(**source.common(at), names=names)


def _environment_file(command: Command, source: Source) -> Iterator[Fact]:
    """What a script writes into an environment file: `cat > .env << EOF`."""
    for written in written_by(command, source) if command.document is not None else ():
        yield from setting_facts(source.snippet, written.name, written.value, written.line)
