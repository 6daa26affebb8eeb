"""What a script writes into the file of settings of an application: its database, and commands that never run."""

from collections.abc import Iterator

from holdfast.model.facts import ConfigurationLoader, Database, Fact
from holdfast.model.record import record
from holdfast.model.regex import regex
from holdfast.readers.repository.exposed import covered
from holdfast.readers.repository.shell.command import Command
from holdfast.readers.repository.shell.releases import is_deploy_script
from holdfast.readers.repository.shell.source import Source
from holdfast.readers.repository.source.names import is_secret
from holdfast.readers.repository.variables import file_in

ENVIRONMENT_FILE = regex(r"(?:^|/)\.env(?!\.(?:[\w-]{1,40}\.){0,3}(?:example|sample|local|dev|test))[\w.-]*$")
_RUNS = regex(r"\$\(\s*[a-z]|`[a-z]")
_LITERAL = regex(r"'[^']*'$")


@record(frozen=True, slots=True)
class Written:
    """A setting in a file of settings; `literal`: what stands there is written as it is, and nothing in it is run."""

    name: str
    value: str
    line: int
    literal: bool


def written_by(command: Command) -> Iterator[Written]:
    """The settings that a command writes: by `cat > .env << EOF`, or `echo NAME=value >> .env`."""
    targets = [redirect.target for redirect in command.redirects if redirect.operator in (">", ">>")]
    targets += command.args if command.name == "tee" else ()
    if not any(map(ENVIRONMENT_FILE.search, targets)):
        return
    if command.document is not None:
        rows = enumerate(command.document.text.splitlines(), start=command.document.line)
        told = [(row, line, command.document.quoted) for line, row in rows]
    elif command.name == "echo":
        words = zip(command.args, command.words, command.arg_lines, strict=True)
        told = [(arg, line, _LITERAL.match(word) is not None) for arg, word, line in words]
    else:
        told = []
    for row, line, literal in told:
        name, equals, value = row.strip().partition("=")
        if equals and name.isidentifier():
            yield Written(name, value.strip("\"'"), line, literal)


def env_file_facts(source: Source) -> Iterator[Fact]:
    """The databases and secrets that the file of a server's application gets."""
    if ".env" not in source.snippet.text or not _is_of_server(source):
        return
    for command in source.commands:
        for written in written_by(command):
            at = source.snippet.at(written.line)
            # An address tells of a server elsewhere, which stands where that is made; a file lies here.
            found = file_in(written.name, written.value)
            if found:
                yield Database(**source.common(at), engine=found[0], placement=found[1])
            if written.literal and is_secret(written.name) and _RUNS.match(written.value):
                # The command itself becomes the secret, on every server alike and for everybody to read.
                hidden = source.common(covered(at, written.value))
                yield ConfigurationLoader(**hidden, source="file", missing="default", names=(written.name,))


def _is_of_server(source: Source) -> bool:
    return source.run_by_others or source.sets_up_host or source.starts_on_host or is_deploy_script(source)
