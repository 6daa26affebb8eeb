"""Settings that a pipeline writes out of its secrets for the application, and those that it makes up."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice
from typing import Any

from holdfast.model.evidence import MAX_LINES
from holdfast.model.facts import ConfigurationLoader, Database, DeveloperMode, Fact, Placement, SettingsByHand, StandIn
from holdfast.model.record import record, replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.configuration.names import is_secret
from holdfast.readers.repository.configuration.platform_settings import read_as_given
from holdfast.readers.repository.configuration.variables import told_by_name
from holdfast.readers.repository.led_here import beside, led_here
from holdfast.readers.repository.shell.configuration.made_up import made_up
from holdfast.readers.repository.workflows.acts import Act
from holdfast.readers.repository.workflows.filled import filled
from holdfast.readers.repository.workflows.secret_expressions import CLOSES, OPENS
from holdfast.readers.repository.workflows.shape import Job, Shell, Step

_FILE = regex(
    r"(?i)(?:>{1,2}|\btee(?:\s+-a)?)\s*[\"']?[\w./~$(){}-]*"
    r"(?:\.env(?!\.(?:example|sample|test))[\w.]*|application[\w-]*\.(?:ya?ml|properties)|config\.(?:json|ya?ml)"
    r"|(?<!\.aws/)\b(?:secrets?|credentials?|settings)[\w.-]{0,40}\.(?:ya?ml|json|toml|ini|properties|env|py|php)"
    r"|appsettings[\w.]{0,40}\.json|[\w-]{0,40}\.tfvars)(?![\w])"
)
_SECRET = regex(r"\$" + OPENS + r"(?P<secret>\w+)" + CLOSES)
_VARIABLE = regex(r"\$\{?(?P<variable>[A-Za-z_]\w{0,80})\b")
_NAMED = regex(r"(?:^|[\s\"'])(?P<name>[A-Z][A-Z0-9_]{2,60})(?:=|:\s?)[\"'\\]{0,3}\$(?:" + OPENS + r"|\{?[A-Za-z_])")
_WRITES = regex(
    r"(?:create|make|write)[-_]?(?:env|file|json|secrets?)|env[-_]?file|secrets?[-_]to|to[-_](?:env|file)\b"
)
"""Actions that write a file out of what they are given."""
_ASSIGNS = regex(
    r"(?:^|[;&])[^\S\n]*(?:(?:export|local|readonly|read)[^\S\n]+(?:-\w+[^\S\n]+)?)?(?P<name>[A-Za-z_]\w{0,80})(?:=|[^\S\n]*$)"
)
_HANDS_BY_NAME = regex(r"(?:^|/)\.(?:github|gitea|forgejo)/")
"""Their forges let a script see no secret that its job does not hand to it."""
_MOST_INPUTS = 60
_EMPTY = regex(r"\[\[? -z [\"']?\$\{!\w+")
"""A list is gone through by its names; a test of a single one leaves the others."""
_ENDS = regex(r"\bexit [1-9]")
_BODY = 5  # rows


_OF_DATABASE = regex(
    r"(?i)(?:>{1,2}|\btee(?:\s+-a)?)\s*[\"']?[\w./~$(){}-]*application(?:[-_.]\w{1,20}){0,2}[-_.]"
    r"(?:db|database|datasource|jpa|jdbc|rds|(?P<engine>mysql|mariadb|postgres(?:ql)?|mongo(?:db)?))\.(?:ya?ml|properties)\b"
)
"""A file of Spring's settings that is called after the database of which it tells."""


def settings_facts(job: Job, snippet: Snippet, *, delivers: bool) -> Iterator[Fact]:
    """What its files of settings tell: how the first comes about, and which database one of them leads to.

    `delivers`: the job puts something live; what others write on their own runner is for tests.
    """
    written, first = list(_on_the_host(job, snippet, delivers=delivers)), list(_first_file(job, snippet))
    yield from (fact for fact in (*written, *first) if not isinstance(fact, Database))
    # The one that lies on the host itself is told before the one to which only an address leads.
    databases = (fact for fact in chain(written, first, _of_database(job, snippet)) if isinstance(fact, Database))
    yield from islice(databases, 1)


_SAYS = regex(r"^\s*(?:sudo\s+)?(?:echo|printf)\s+(?:-[en]{1,2}\s+)?(?=[\"']?\w+[=:])")
_LITERAL = regex(r"^\s*[\"']?(?P<name>[A-Z][A-Z0-9_]{2,60})=[\"']?(?P<value>[^\s\"'$]{1,200})[\"']?(?:\s*(?:>|$))")
_HANDED = regex(r"\$\{\{[^{}]{0,100}\}\}")


def _on_the_host(job: Job, snippet: Snippet, *, delivers: bool) -> Iterator[Fact]:
    """What a file says that is written on the host or out of secrets: a database beside the application, a mode."""
    if job.node.has("services"):
        return  # what the runner looks for on its own machine is for tests
    for shell in (shell for step in job.steps for shell in step.shells):
        rows = shell.text.splitlines()
        if not any(_FILE.search(row[:2_000]) for row in rows):
            continue
        handed = delivers and any(_SECRET.search(row[:2_000]) for row in rows)
        if not (shell.remote or job.self_hosted or handed):
            continue
        plain = [_HANDED.sub("$handed", _SAYS.sub("", row[:2_000])) for row in rows]
        for number, engine in led_here(plain):
            one = beside(snippet, shell.line + number - 1, engine, job.environment)
            yield replace(one, at=replace(one.at, quote=""))
        said: dict[str, Any] = {"kind": snippet.kind, "environment": job.environment, "old": snippet.old}
        for number, match in ((number, _LITERAL.match(row)) for number, row in enumerate(plain)):
            if match is not None:
                at = snippet.at(shell.line + number)
                found = read_as_given({**said, "at": at}, snippet.name, match["name"], match["value"])
                yield from (fact for fact in found if isinstance(fact, (DeveloperMode, StandIn)))


def _of_database(job: Job, snippet: Snippet) -> Iterator[Database]:
    for shell in (shell for step in job.steps for shell in step.shells):
        for number, row in enumerate(shell.text.splitlines()):
            match = _OF_DATABASE.search(row[:2_000]) if _SECRET.search(row) else None
            if match is not None:
                named = told_by_name(f"{match['engine'] or 'DB'}_URL".upper()) or ("sql", Placement.UNKNOWN)
                said: dict[str, Any] = {"kind": snippet.kind, "environment": job.environment, "old": snippet.old}
                yield Database(**said, at=snippet.at(shell.line + number), engine=named[0], placement=Placement.UNKNOWN)
                return


def _first_file(job: Job, snippet: Snippet) -> Iterator[Fact]:
    """The first file of the job: the lines that write it, and the database that one of its settings leads to."""
    files = (
        _handed(step) or next(filter(None, (_written(shell, step, job, snippet) for shell in step.shells)), None)
        for step in job.steps
    )
    written = [one for one in files if one is not None]
    if rows := filled(job):
        lines = [line for line, _ in rows]
        written.append(_File(min(lines), max(lines), rows))
    # What a page shows everybody is no secret: the program's own file wants the list more.
    found = next((one for one in written if not _is_for_pages(one)), next(iter(written), None))
    if found is None:
        return
    said: dict[str, Any] = {"kind": snippet.kind, "environment": job.environment, "old": snippet.old}
    first = found.first
    yield SettingsByHand(
        **said,
        at=snippet.at(first, min(found.last, first + MAX_LINES - 1)),
        names=tuple(dict.fromkeys(name for _, name in found.named)),
    )
    told = next(((line, where) for line, name in found.named if (where := told_by_name(name))), None)
    if told:
        yield Database(**said, at=snippet.at(told[0]), engine=told[1][0], placement=told[1][1])


def made_up_facts(acts: Iterable[Act], job: Job, snippet: Snippet) -> Iterator[ConfigurationLoader]:
    """Secrets that each deployment makes up on the host; on a runner they are for tests."""
    for act in acts:
        there = (command for command in act.commands if act.remote or command.remote or job.self_hosted)
        for command, name in made_up(there):
            yield ConfigurationLoader(
                kind=snippet.kind,
                at=snippet.at(command.line, command.end_line),
                environment=job.environment,
                old=snippet.old,
                source="environment",
                missing="silent",
                names=(name,),
            )


@record(frozen=True)
class _File:
    first: int
    last: int
    named: tuple[tuple[int, str], ...] = ()


_OF_PAGES = regex(r"(?:VITE|REACT_APP|(?:NEXT|NUXT|EXPO)_PUBLIC|VUE_APP|GATSBY|NG_APP|PUBLIC)_")


def _is_for_pages(file: _File) -> bool:
    return bool(file.named) and all(_OF_PAGES.match(name) for _, name in file.named)


def _written(shell: Shell, step: Step, job: Job, snippet: Snippet) -> _File | None:
    """The lines of a script that write secrets into such a file, whether by themselves or by way of a variable."""
    rows = ["" if row.lstrip().startswith("#") else row[:2_000] for row in shell.text.splitlines()]
    if not any(_FILE.search(row) for row in rows):
        return None
    given = {**job.settings, **{name: node.text() or "" for name, node in step.settings.items()}}
    held = {name for name, value in given.items() if _SECRET.search(value)}
    held |= set() if _HANDS_BY_NAME.search(snippet.path) else _from_the_forge(rows, given)
    hits = [n for n, row in enumerate(rows) if _holds(row, held) and (">" in row or not _SHOWS.match(row))]
    if not hits or _refuses(rows[: hits[0]]):
        return None
    named = [(shell.line + n, match["name"]) for n in hits if (match := _NAMED.search(rows[n]))]
    return _File(shell.line + hits[0], shell.line + hits[-1], tuple(named))


_SHOWS = regex(r"\s*(?:sudo\s+)?(?:git|ssh|scp|rsync|sshpass|docker\s+login|npm\s+config|curl|wget|aws)\s")
"""Commands that show a secret to be let in somewhere, and write it into no file of the application."""


def _from_the_forge(rows: list[str], given: Mapping[str, str]) -> set[str]:
    """Variables that by their names hold secrets and that the script has from nowhere else: the forge gives them."""
    read = {match["variable"] for row in rows for match in _VARIABLE.finditer(row) if is_secret(match["variable"])}
    own = {match["name"] for row in rows for match in _ASSIGNS.finditer(row)}
    return read - own - given.keys()


def _refuses(rows: list[str]) -> bool:
    """The step ends when one of what it is given is empty, before it writes anything."""
    asked = next((n for n, row in enumerate(rows) if _EMPTY.search(row)), None)
    return asked is not None and any(_ENDS.search(row) for row in rows[asked : asked + _BODY])


def _holds(row: str, held: set[str]) -> bool:
    """A secret itself, or a variable that the step is given one by, among what is written."""
    if _SECRET.search(row):
        return True
    writes = ">" in row or "tee " in row or _NAMED.search(row)
    return bool(held and writes) and any(match["variable"] in held for match in _VARIABLE.finditer(row))


def _handed(step: Step) -> _File | None:
    """An action that writes a file out of the secrets that it is given."""
    if not _WRITES.search(step.action):
        return None
    given = [(name, node) for name, node in step.inputs.items() if _SECRET.search(node.text() or "")][:_MOST_INPUTS]
    if not given:
        return None
    named = [(node.key_line, name.lower().removeprefix("envkey_").upper()) for name, node in given]
    lines = [line for line, _ in named]
    return _File(min(lines), max(*(node.end for _, node in given), *lines), tuple(named))
