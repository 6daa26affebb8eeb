"""Files of secrets that a script copies from somebody's machine to a host, or hands to a program that it starts."""

from collections.abc import Iterator

from holdfast.model.facts import DefaultLogin, ExposedSecret, SettingsByHand
from holdfast.model.regex import regex
from holdfast.readers.repository.configuration.exposed import (
    HASHED,
    SUPERUSER,
    covered,
    form_of,
    looks_random,
    properties_in,
)
from holdfast.readers.repository.shell.releases.unsupervised import is_left_alone
from holdfast.readers.repository.shell.steps.sent import sent_away
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.steps.tested import is_test
from holdfast.readers.repository.shell.syntax.command import Command

SECRET_FILE = regex(
    r"(?i)(?:^|/)\.env(?:\.(?!(?:[\w-]{1,40}\.){0,3}(?:example|sample|template|dist)\b)[\w.${}-]+)?$|(?:^|[/_.-])envs?(?:\.(?:txt|sh|list|prod\w*|live))?$"
    r"|(?:^|/)[\w.-]*(?:secrets?|credentials?|service[-_]account)[\w.-]*\.(?:json|ya?ml|env|txt|properties|toml|ini)$"
    r"|^/etc/(?:environment|default/[\w.-]+|sysconfig/[\w.-]+|profile\.d/[\w.-]+\.sh)$"
)


def sends_secrets(command: Command, source: Source) -> bool:
    """It copies a file of settings or secrets to another machine."""
    return any(map(SECRET_FILE.search, sent_away(command, source.script)))


def secret_file_facts(source: Source) -> Iterator[SettingsByHand]:
    """Each such file where it is copied, or read into the shell that then starts the application."""
    if source.embedded:
        return
    reads = {one.order for one in source.commands if one.name in ("source", ".") and _is_secret_file(one.args[:1])}
    alone = [one for one in source.commands if is_left_alone(one, source)] if reads else []
    for command in source.commands:
        if sends_secrets(command, source) or (command.order in reads and _starts_behind(command, alone)):
            yield SettingsByHand(**source.common(command))


def _is_secret_file(words: tuple[str, ...]) -> bool:
    return any(map(SECRET_FILE.search, words))


def account_facts(source: Source) -> Iterator[DefaultLogin]:
    """The password of the first account that a script has Django, WordPress, Laravel or Rails make."""
    if not any(word in source.snippet.text for word in _MAKE_ACCOUNTS):
        return
    rows = source.snippet.rows
    for number, row in enumerate(rows, start=1):
        found = _first_password(row[:2_000]) or _administrators(rows, number)
        if found and not row.lstrip().startswith("#"):
            yield DefaultLogin(**source.common(covered(source.snippet.at(number), found)))


_MAKE_ACCOUNTS = (
    "create_superuser(",
    "SUPERUSER_PASSWORD",
    "wp ",
    "Hash::make(",
    "bcrypt(",
    "set_password(",
    "password:",
)


def _first_password(row: str) -> str | None:
    found = SUPERUSER.search(row) or _BY_VARIABLE.search(row) or _BY_OPTION.search(row)
    return found["value"] if found is not None else None


def _administrators(rows: list[str], number: int) -> str | None:
    """The password on a row of those that make an account which is an administrator's, by the rows around it."""
    match = HASHED.search(rows[number - 1][:2_000])
    around = "\n".join(rows[max(number - _NEAR, 0) : number + _NEAR])
    value = match[match.lastgroup] if match is not None and match.lastgroup else ""
    return value if value and not _BLANK.search(value) and _ADMINISTRATOR.search(around) else None


_NEAR = 5
_ADMINISTRATOR = regex(r"(?i)admin(?!ister)|super_?user|is_staff|관리자|어드민|管理者")
_BLANK = regex(r"(?i)your|example|change|placeholder|strong|secure|here$")
_WRITTEN = r"(?P<quote>[\"']?)(?P<value>[^\s\"'$<{`]{3,80})(?P=quote)(?=[\s\"';&|)]|$)"
_BY_VARIABLE = regex(rf"\bDJANGO_SUPERUSER_PASSWORD={_WRITTEN}")
_BY_OPTION = regex(
    rf"\bwp (?:core (?:multisite-)?install|user create)\b.{{0,400}}?--(?:admin_password|user_pass)={_WRITTEN}"
)


def property_facts(source: Source) -> Iterator[ExposedSecret]:
    """Secrets that a program of the JVM is given on its command line, in whatever starts it."""
    if "-D" not in source.snippet.text and "--spring." not in source.snippet.text:
        return
    # What tests are started with opens a database that is made for them, and is gone when they end.
    tests = {line for one in source.commands if is_test(one) for line in range(one.line, one.end_line + 1)}
    for number, row in enumerate(source.snippet.rows, start=1):
        quiet = number in tests or row.lstrip().startswith(("#", "{"))
        for name, value in properties_in(row) if not quiet else ():
            if not (source.instructed and not looks_random(value)):
                at = covered(source.snippet.at(number), value)
                yield ExposedSecret(**source.common(at), name=name, form=form_of(name.rpartition(".")[2], value))


def _starts_behind(command: Command, alone: list[Command]) -> bool:
    return any(other.order > command.order and other.remote == command.remote for other in alone)
