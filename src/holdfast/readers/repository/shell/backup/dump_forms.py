"""What a dump is written as, and whether the command that brings it back can read that."""

from collections.abc import Iterator

from holdfast.model.regex import regex
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command

_ARCHIVES = frozenset(("c", "custom", "d", "directory", "t", "tar"))
_PLAIN = frozenset(("p", "plain"))
_PACKED = regex(r"\.(?:gz|tgz|zst|xz|bz2|zip|7z)[\"']?$")
_SQL = regex(r"\.sql(?:\.(?:gz|zst|xz|bz2))?[\"']?$")
_OPTIONS_ELSEWHERE = regex(r"^[\"']?\$\{?\w*(?:OPT|ARG|FLAG|FORMAT|PARAM)")
_CLIENTS = frozenset(("psql", "mysql", "mariadb"))
_AS_IT_IS = frozenset(("cat", "aws", "docker", "ssh", "pv"))
"""What hands a file on as it lies there."""


def form_of(command: Command) -> str | None:
    """How `pg_dump` writes: "archive", which only `pg_restore` reads, or "sql"; None where that cannot be told."""
    if command.name == "pg_dumpall":
        return "sql"
    if command.name != "pg_dump" or any(map(_OPTIONS_ELSEWHERE.match, command.args)):
        return None
    told = [value.strip("\"'") for value in command.options("-F", "--format")]
    told += [word[2:] for word in command.args if word.startswith("-F") and len(word) > 2]
    if not told:
        packed = any(word.startswith("-") and not word.startswith("--") and "Fc" in word for word in command.args)
        return "archive" if packed else "sql"
    form = told[-1].strip("=")
    return "archive" if form in _ARCHIVES else "sql" if form in _PLAIN else None


def asks_here(command: Command, source: Source) -> bool:
    """It names its own host as that of the server, to which nothing leads on from there."""
    if command.name not in _DUMPS or "ssh" in command.inside or _LEADS_ON.search(source.snippet.text):
        return False
    told = [*command.options("-h", "--host"), *(word[2:] for word in command.args if _JOINED.match(word))]
    return any(_HERE.fullmatch(source.script.expand(host).strip("\"'")) for host in told)


_DUMPS = frozenset(("pg_dump", "pg_dumpall", "mysqldump", "mariadb-dump", "mongodump"))
_JOINED = regex(r"-h[\w\"'$]")
_HERE = regex(r"(?i)localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|::1")
_LEADS_ON = regex(r"(?i)\bssh\b[^\n]{0,200}\s-\w{0,4}L\b|port-?forward|tunnel|[-_]proxy\b")


def form_taken(command: Command) -> str | None:
    """The form that this restore reads, of those two."""
    return {"pg_restore": "archive", "psql": "sql"}.get(command.name)


def cannot_read(command: Command, source: Source) -> bool:
    """The file's own name says that this restore stops at it: packed, or SQL where an archive is wanted."""
    feeders = _feeders(command, source)
    if len(feeders) != len(command.fed_by):
        return False
    told = (file for one in feeders for file in _files(one)) if feeders else _handed(command)
    files = [source.script.by_default(file) for file in told]
    packed = all(one.name in _AS_IT_IS for one in feeders) and any(map(_PACKED.search, files))
    if command.name in _CLIENTS:
        return packed
    if command.name == "mongorestore":
        return packed and not command.has("--gzip")
    if command.name != "pg_restore":
        return False
    archived = any(form_of(one) == "archive" for one in source.commands)
    return packed or (any(map(_SQL.search, files)) and not archived)


def _handed(command: Command) -> Iterator[str]:
    """The files that it is told to read itself."""
    yield from (one.target for one in command.redirects if one.operator == "<")
    if command.name == "mongorestore":
        yield from command.options("--archive")
        yield from (word[10:] for word in command.args if word.startswith("--archive="))
    elif command.name == "pg_restore":
        yield from (word for word in command.args[-1:] if not word.startswith("-"))
    else:
        yield from command.options("-f", "--file")


def _feeders(command: Command, source: Source) -> list[Command]:
    """The earlier parts of its pipeline."""
    before = source.commands[max(command.order - 6, 0) : command.order]
    return [one for one in before if one.name in command.fed_by and one.line >= command.line - 6 and one.feeds]


def _files(command: Command) -> Iterator[str]:
    yield from (one.target for one in command.redirects if one.operator == "<")
    yield from (word for word in command.args if not word.startswith("-"))
