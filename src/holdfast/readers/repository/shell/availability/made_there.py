"""Where a script makes the product's database on the host that it sets up."""

from collections.abc import Iterator

from holdfast.model.evidence import Location
from holdfast.model.facts import Database
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command

_OWN_PACKAGE = regex(r"^(?:postgres|mysql|mariadb|mongo|libpq|default-mysql)")
_CLIENTS = {
    "postgresql": frozenset(("psql", "createdb")),
    "mysql": frozenset(("mysql", "mysqladmin", "mariadb")),
    "mariadb": frozenset(("mysql", "mysqladmin", "mariadb", "mariadb-admin")),
    "mongodb": frozenset(("mongosh", "mongo")),
}
_MAKES = regex(r"(?i)\bcreate\s{1,4}(?:database|schema)\b|\bcreate(?:User|Collection)\(")
_MAKERS = regex(r"^(?:createdb\b|mysqladmin\b.* create\b|mariadb-admin\b.* create\b)")
_LONGEST = 20


def made_there(database: Database, install: Command, source: Source) -> Location | None:
    """Where the database itself is made, when it is one of many things that a row installs.

    Such a row says what a machine is for as a list says it; whoever moves the database takes away what makes it.
    """
    packages = [arg for arg in install.args if not arg.startswith("-") and arg not in ("install", "add")]
    own = [one for one in packages if _OWN_PACKAGE.match(one)]
    if len(own) * 2 >= len(packages):
        return None
    makes = next(_making(database.engine, source.commands[install.order + 1 :]), None)
    if makes is None:
        return None
    document = makes.document
    last = document.line + document.text.rstrip("\n").count("\n") if document else makes.end_line
    return source.snippet.at(makes.line, min(last, makes.line + _LONGEST - 1))


def _making(engine: str, later: tuple[Command, ...]) -> Iterator[Command]:
    clients = _CLIENTS.get(engine, frozenset())
    for command in later:
        if command.name not in clients or command.has("-h", "--host"):
            continue
        said = f"{command.text}\n{command.document.text[:4_000] if command.document else ''}"
        if _MAKERS.match(command.text) or _MAKES.search(said):
            yield command
