"""Reads what keeps processes running: PM2 ecosystem files, Procfiles, supervisor programs, units of systemd."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from holdfast.model.environments import DEVELOPMENT, TEST, canonical
from holdfast.model.evidence import MAX_LINES, Location
from holdfast.model.facts import (
    ApplicationCors,
    ConfigurationLoader,
    Credential,
    CredentialForm,
    Database,
    Deployment,
    DeveloperMode,
    ExposedSecret,
    Fact,
    HostRights,
    KeptProcess,
    Login,
    ReleaseIdentity,
    ScriptFault,
    UncheckedHost,
)
from holdfast.model.redaction import redact
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reader, Reading, Snippet
from holdfast.readers.repository.configuration.api_cors import setting_cors
from holdfast.readers.repository.configuration.development_servers import is_development_server
from holdfast.readers.repository.configuration.exposed import GUESSED, covered, form_of, is_exposed, opens_data_here
from holdfast.readers.repository.configuration.lasting_keys import is_access_key
from holdfast.readers.repository.configuration.names import is_secret
from holdfast.readers.repository.configuration.platform_settings import read_as_given
from holdfast.readers.repository.configuration.variables import file_in
from holdfast.readers.repository.led_here import beside, kept_in_file, led_here
from holdfast.readers.repository.policies.rights import rights_in
from holdfast.readers.repository.schedules.kept_running import kept_beside, needed
from holdfast.readers.repository.shell.releases.entry import hazards
from holdfast.readers.repository.shell.syntax.parse import parse
from holdfast.readers.repository.text.stencils import own_name

_SERVES = frozenset(("access", "availability", "backup", "capacity", "configuration", "cors", "releases", "scaling"))
_ECOSYSTEM = regex(
    r"(?:^|/)(?:ecosystem|pm2|process)(?:[.\-][\w.-]+)?\.(?:config\.)?(?:c?js|mjs|json|ya?ml|(?<=\.config\.)ts)"
    r"(?:\.(?:example|sample|dist|tpl|template|j2|erb))?$"
)
_COMMENT = regex(r"^\s*(?://|\*|/\*|#)")
_SETTING = regex(r"""^\s*["']?(?P<name>[A-Za-z_]\w*)["']?\s*[:=]\s*(?P<value>"[^"\n]*"|'[^'\n]*'|`[^`\n]*`|[\w.-]+)""")
_BLOCK = regex(
    r"""^\s*["']?(?P<name>env(?:_\w+)?|deploy|production|staging|prod|stage|dev|development)["']?\s*:\s*\{"""
)
_IDENTITY = regex(r"^(?:GIT_|APP_)?(?:SHA|COMMIT|COMMIT_SHA|RELEASE|REVISION|COMMIT_HASH)$")
_SERVES_CUSTOMERS = regex(r"^[^\S\n]*[\"']?(?:NODE|APP)_ENV[\"']?[^\S\n]*:[^\S\n]*[\"']prod", re.MULTILINE)
_PAIR = regex(r"(?P<name>[A-Za-z_]\w*)[\"']?\s*:\s*(?P<quote>[\"'`])(?P<value>[^\"'`\n]{1,500})(?P=quote)")
_SHORT_USER = regex(r"^\s*user\s*,\s*$")
"""What a constant of the same name holds."""
_UNCHECKED = regex(r"(?i)StrictHostKeyChecking=(?:no|off)\b")
_TRY = regex(r"\btry\s*\{")
_LOUD = regex(r"\bthrow\b|\bexit\(")
_MOST_TRIES = 20
_LONGEST_TRY = 2_000
_COMMAND = regex(r"^(?:command|environment)\s*=\s*(.+)$")
_ASSIGNED = regex(r"([A-Za-z_]\w*)=\"?([^\",\s]*)\"?")


_LEFT_OPEN = regex(r"(?:\.|^)service\.(?:example|sample|template|tpl|tmpl|dist|in)$")


_STARTS_A_PROGRAM = regex(r"^[^\S\n]*\[Service\][^\S\n]*$", re.MULTILINE)
"""What makes a piece of a guide or a script a unit, whose file has another name."""


def _is_unit(name: str) -> bool:
    """A service of systemd, or what one is made from."""
    return own_name(name).endswith(".service") or _LEFT_OPEN.search(name) is not None


def _wants(path: str) -> bool:
    name = path.rpartition("/")[2]
    return (
        bool(_ECOSYSTEM.search(path))
        or name == "Procfile"
        or ("supervisor" in path and name.endswith((".conf", ".ini")))
        or _is_unit(name)
    )


def _read(snippet: Snippet) -> Iterable[Reading]:
    if snippet.name.endswith((".conf", ".ini")):
        return _supervisor(snippet)
    if _is_unit(snippet.name) or _STARTS_A_PROGRAM.search(snippet.text):
        settings = (*_kept_places(snippet), *_databases_here(snippet), *needed(snippet))
        started = (*_development_servers(snippet, _EXEC), *_schema(snippet, _EXECS), *_pulled(snippet))
        # Of a piece of another text, whoever reads that text tells what rights its rows give.
        rights = _rights(snippet) if _is_unit(snippet.name) else ()
        return (*rights, *settings, *started, *_kept_logins(snippet))
    if snippet.name == "Procfile":
        return (*_development_servers(snippet, _WEB), *_schema(snippet, _STARTED))
    if not re.search(r"\bapps\b", snippet.text):
        return ()
    return _ecosystem(snippet)


_GIVEN = regex(
    r"^Environment\s*=\s*(?P<quote>[\"']?)(?P<name>[A-Za-z_]\w{1,60})=(?P<value>[^\"'\n]{1,500}?)(?P=quote)\s*$"
)


def _kept_places(snippet: Snippet) -> Iterator[Fact]:
    """What a unit gives its program: what somebody has yet to replace, on each host by hand; whom it lets in."""
    for number, row in enumerate(snippet.rows, start=1):
        match = _GIVEN.match(row[:2_000])
        if match is None:
            continue
        name, value, at = match["name"], match["value"], snippet.at(number)
        yield from read_as_given(_said(snippet, at), snippet.name, name, value)
        if _is_unit(snippet.name) and opens_data_here(value):
            yield ExposedSecret(**_said(snippet, covered(at)), name=name, form="password")


def _let_in(
    snippet: Snippet, number: int, name: str, value: str, environment: str | None = None
) -> Iterator[ApplicationCors]:
    """The websites that the program lets in by one of its settings, where they are not for its developers."""
    if environment not in (DEVELOPMENT, TEST):
        found = setting_cors(_said(snippet, snippet.at(number), environment), name, value)
        yield from (found,) if found else ()


def _handed(snippet: Snippet, number: int, name: str, value: str, environment: str | None) -> Iterator[Fact]:
    """What a variable says that PM2 hands a program: beside `env_production`, `env` alone is what developers have."""
    ours = environment is not None or "env_" not in snippet.text
    if name.isupper() and ours and environment not in (DEVELOPMENT, TEST):
        yield from read_as_given(_said(snippet, snippet.at(number), environment), snippet.name, name, value)
    else:
        yield from _let_in(snippet, number, name, value, environment)


def _databases_here(snippet: Snippet) -> Iterator[Database]:
    """The database on the unit's own host to which it sends its program."""
    given = [
        match["name"] + "=" + match["value"] if (match := _GIVEN.match(row[:2_000])) else "" for row in snippet.rows
    ]
    for number, engine in (*led_here(given), *kept_in_file(given)):
        yield beside(snippet, number, engine, snippet.environment)


_EXEC = regex(r"^ExecStart\s*=\s*[-@:+!]*(?P<command>.+)$")
_KEPT = regex(r"^command\s*=\s*(?P<command>.+)$")
_WEB = regex(r"^web\s*:\s*(?P<command>.+)$")
_EXECS = regex(r"^ExecStart(?:Pre)?\s*=\s*(?P<unheard>[@:+!]*-)?[@:+!]*(?P<command>.+)$")
_STARTED = regex(r"^(?:web|release)(?P<unheard>)\s*:\s*(?P<command>.+)$")


def _rights(snippet: Snippet) -> Iterator[HostRights]:
    for index, what in rights_in(snippet.rows):
        yield HostRights(**_said(snippet, snippet.at(index + 1)), what=what)


def _development_servers(snippet: Snippet, command: re.Pattern[str]) -> Iterator[ScriptFault]:
    """Programs that are kept running for visitors, and were made for whoever writes the product."""
    for number, row in enumerate(snippet.rows, start=1):
        match = command.match(row[:2_000])
        if match and is_development_server(match["command"]):
            told = redact(match["command"])[:160]
            at = snippet.at(number)
            yield ScriptFault(**_said(snippet, at), activity="start", form="development-server", command=told)


def _schema(snippet: Snippet, started: re.Pattern[str]) -> Iterator[ScriptFault]:
    """What becomes of the schema at each start, or at each release."""
    for number, row in enumerate(snippet.rows, start=1):
        match = started.match(row[:2_000])
        if match is None:
            continue
        command = match["command"] + (" || true" if match["unheard"] else "")
        for hazard in hazards(parse(command).commands):
            said, told = _said(snippet, snippet.at(number)), redact(hazard.command.text)[:160]
            yield ScriptFault(**said, activity=hazard.activity, form=hazard.form, command=told)


_PULLS = regex(
    r"^ExecStartPre\s*=[^\n]{0,300}?\b(?:git (?:-C \S{1,200} )?(?:pull|reset)\b|docker pull \S{1,200}:latest\b)"
)


def _pulled(snippet: Snippet) -> Iterator[Deployment]:
    """Each start takes what a branch, or `latest`, holds by then: a restart is a release that nobody has asked for."""
    for number, row in enumerate(snippet.rows, start=1):
        match = _PULLS.match(row[:2_000]) if row.startswith("ExecStartPre") else None
        if match is None:
            continue
        yield Deployment(
            **_said(snippet, snippet.at(number)),
            places={"identity": snippet.at(number)},
            method="other",
            name=snippet.name,
            identity="none" if "git " in match[0] else "latest",
            starts="systemd",
        )
        return


_LOGIN = regex(
    r"^(?:\S*/)?(?:auto)?ssh\s(?:[^\n]{0,600}\s)?(?:(?P<user>[\w-]{1,40}|\$\{?\w{1,60}\}?)@)?[\w.${}-]{1,253}\s*\\?$"
)


def _kept_logins(snippet: Snippet) -> Iterator[Login]:
    """A login to another host that a unit keeps open, mostly to bring its database nearer."""
    for number, row in enumerate(snippet.rows, start=1):
        match = _EXECS.match(row[:2_000])
        entered = _LOGIN.match(match["command"]) if match else None
        if entered is not None:
            user = entered["user"]
            known = user if user and "$" not in user else None
            yield Login(**_said(snippet, snippet.at(number)), method="ssh", user=known, actor="script")


def _said(snippet: Snippet, at: Location, environment: str | None = None) -> dict[str, Any]:
    return {"kind": snippet.kind, "at": at, "environment": environment or snippet.environment, "old": snippet.old}


def _ecosystem(snippet: Snippet) -> Iterator[Fact]:
    """Line by line: these files are JavaScript, and every setting of interest stands on its own line."""
    yield from _swallowed(snippet)
    yield from _led_here(snippet)
    environment: str | None = None
    deploys = False
    first = 1
    settings: dict[str, tuple[str, int]] = {}
    serves = _SERVES_CUSTOMERS.search(snippet.text) is not None
    for number, row in enumerate(snippet.rows, start=1):
        line = row[:2_000]
        if _COMMENT.match(line):
            continue
        block = _BLOCK.match(line)
        if block:
            word = block["name"].removeprefix("env").strip("_")
            first = number if word else first
            deploys = deploys or word == "deploy"
            environment = canonical(word) if word and word != "deploy" else None
        if _UNCHECKED.search(line):
            yield UncheckedHost(**_said(snippet, snippet.at(number), environment))
        setting = _SETTING.match(line)
        if setting is None and deploys and _SHORT_USER.match(line):
            yield Login(**_said(snippet, snippet.at(number), environment), method="ssh", user=None, actor="script")
        if setting is None:
            yield from _in_one_row(snippet, line, number, environment) if block else ()
            continue
        name, value = setting["name"], setting["value"].strip("\"'`")
        if _is_shown(name, setting["value"], serves=serves) and environment not in ("development", "test"):
            at = snippet.at(number)
            yield ExposedSecret(**_said(snippet, at, environment), name=name, form=form_of(name, value))
        if is_access_key(name) and environment not in ("development", "test"):
            secret = "SECRET" in "".join(snippet.rows[number : number + 1])
            at = snippet.at(number, number + secret)
            yield Credential(**_said(snippet, at, environment), form=CredentialForm.STATIC_KEY, holder="application")
        yield from _of_release(snippet, name, value, number, environment)
        yield from _handed(snippet, number, name, value, environment)
        if environment not in ("development", "test"):
            if found := file_in(name, value):
                yield beside(snippet, number, found[0], environment or snippet.environment)
            yield from _as_at_a_desk(snippet, name, value, number)
        if deploys and name in ("user", "host", "ref", "repo"):
            settings[name] = (value, number)
            yield from _deploy(snippet, name, settings, environment, first)


def _led_here(snippet: Snippet) -> Iterator[Database]:
    """The database on PM2's own host; beside `env_production`, `env` alone is what developers have."""
    environment = DEVELOPMENT if "env_" in snippet.text else None
    alone, rows = environment, []
    for row in snippet.rows:
        line = row[:2_000]
        if block := _BLOCK.match(line):
            word = block["name"].removeprefix("env").strip("_")
            environment = canonical(word) if word else alone
        setting = _SETTING.match(line) if environment not in (DEVELOPMENT, TEST) else None
        rows.append(f"{setting['name']}={setting['value'].strip(_QUOTES)}" if setting else "")
    yield from (beside(snippet, number, engine, snippet.environment) for number, engine in led_here(rows))


_QUOTES = "\"'`"


def _is_shown(name: str, value: str, *, serves: bool) -> bool:
    """A secret's value; where the file is for production, also a word that elsewhere only keeps a place."""
    guessed = serves and is_secret(name) and GUESSED.match(value.strip("\"'`")) is not None
    return guessed or is_exposed(name, value)


def _of_release(snippet: Snippet, name: str, value: str, number: int, environment: str | None) -> Iterator[Fact]:
    """Which release runs, and in how many copies."""
    if _IDENTITY.match(name):
        yield ReleaseIdentity(**_said(snippet, snippet.at(number), environment), shown_in="environment")
    if name == "instances" and value.isdecimal():
        yield KeptProcess(**_said(snippet, snippet.at(number)), copies=int(value[:6]))


_AT_A_DESK = {
    "watch": regex(r"true|\."),
    "script": regex(r"(?:\S*/)?(?:nodemon|ts-node-dev|vite|next dev|npm run dev|yarn dev)\b.*"),
    "args": regex(r"(?:run )?(?:dev|start:dev|develop|serve:dev)\b.*"),
    "interpreter": regex(r"(?:\S*/)?(?:nodemon|ts-node-dev)\b.*"),
}
"""Keys of a program under PM2, with the values that people give them while they work on it."""


def _as_at_a_desk(snippet: Snippet, name: str, value: str, number: int) -> Iterator[Fact]:
    """A program that starts anew with each file that changes, or from its sources."""
    if name in _AT_A_DESK and _AT_A_DESK[name].fullmatch(value):
        yield DeveloperMode(**_said(snippet, snippet.at(number)), to=snippet.name, name=name)


def _in_one_row(snippet: Snippet, line: str, number: int, environment: str | None) -> Iterator[Fact]:
    """The secrets of a block that opens and closes on its own line, and the websites that are let in by it."""
    for match in _PAIR.finditer(line) if environment not in ("development", "test") else ():
        if is_exposed(match["name"], match["value"]):
            at = covered(snippet.at(number), match["value"])
            form = form_of(match["name"], match["value"])
            yield ExposedSecret(**_said(snippet, at, environment), name=match["name"], form=form)
        yield from _handed(snippet, number, match["name"], match["value"], environment)


def _swallowed(snippet: Snippet) -> Iterator[ConfigurationLoader]:
    """A file of settings that is loaded, and whose absence is swallowed."""
    text = snippet.text
    for match in islice(_TRY.finditer(text), _MOST_TRIES):
        caught = text.find("catch", match.end(), match.end() + _LONGEST_TRY)
        if caught < 0 or "dotenv" not in text[match.end() : caught]:
            continue
        opening = text.find("{", caught)
        closing = text.find("}", opening)
        if opening < 0 or closing < 0 or _LOUD.search(text[opening:closing]):
            continue
        first, last = (text.count("\n", 0, offset) + 1 for offset in (match.start(), closing))
        yield ConfigurationLoader(**_said(snippet, snippet.at(first, last)), source="environment", missing="warns")
        return


def _deploy(
    snippet: Snippet, name: str, settings: dict[str, tuple[str, int]], environment: str | None, first: int
) -> Iterator[Fact]:
    """The `deploy` block of PM2, from line `first`: it logs in over SSH and pulls a branch."""
    value, line = settings[name]
    if name == "user":
        known = value if re.fullmatch(r"[\w-]+", value) and "process" not in value else None
        yield Login(**_said(snippet, snippet.at(line), environment), method="ssh", user=known, actor="script")
    elif name == "ref":
        yield Deployment(
            **_said(snippet, snippet.at(first, max(_end(snippet, first), line)), environment),
            places={"identity": snippet.at(line)},
            method="pm2",
            name=environment,
            identity="none",
            carries_identity=False,
            asks_health=False,
            rollback="procedure",
        )


def _end(snippet: Snippet, first: int) -> int:
    """The last line of the block that opens on line `first`, by its indentation; `first` where none closes it."""
    opening = snippet.rows[first - 1]
    margin = opening[: len(opening) - len(opening.lstrip())]
    rows = enumerate(snippet.rows[first : first + MAX_LINES - 1], start=first + 1)
    return next((number for number, row in rows if row.startswith(f"{margin}}}")), first)


def _supervisor(snippet: Snippet) -> Iterator[Fact]:
    yield from _development_servers(snippet, _KEPT)
    yield from kept_beside(snippet)
    for number, row in enumerate(snippet.rows, start=1):
        match = _COMMAND.match(row[:4_000])
        for name, value in _ASSIGNED.findall(match[1]) if match else ():
            if is_exposed(name, value):
                yield ExposedSecret(**_said(snippet, snippet.at(number)), name=name, form=form_of(name, value))
            yield from read_as_given(_said(snippet, snippet.at(number)), snippet.name, name, value)


READER = Reader(name="process files", serves=_SERVES, wants=_wants, read=_read)
"""PM2 ecosystem files, Procfiles, supervisor programs."""
