"""What a script writes into the file of settings of an application, or hands over to it: its database, its secrets."""

from collections.abc import Iterator

from holdfast.model.facts import ConfigurationLoader, Database, Fact, Placement
from holdfast.model.record import record
from holdfast.model.regex import regex
from holdfast.readers.repository.configuration.api_cors import setting_cors
from holdfast.readers.repository.configuration.exposed import GUESSED, covered
from holdfast.readers.repository.configuration.names import is_secret
from holdfast.readers.repository.configuration.variables import chapter_of, connection_in, file_in, meant, told_by_name
from holdfast.readers.repository.led_here import kept_in_file, led_here, speaks_of_host
from holdfast.readers.repository.shell.releases.releases import is_deploy_script
from holdfast.readers.repository.shell.steps.purposes import is_build
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command

ENVIRONMENT_FILE = regex(
    r"(?:^|/)\.env(?!\.(?:[\w-]{1,40}\.){0,3}(?:example|sample|local|dev|test))[\w.${}-]*$"
    r"|^/etc/(?:environment|(?:default|sysconfig)/[\w.${}-]{1,60}"
    r"|(?:[\w${}-][\w.${}-]{0,60}/){1,3}(?:[\w${}-]{1,60}[._-])?env(?:ironment)?)$"
)
_RUNS = regex(r"\$\(\s*[a-z]|`[a-z]")
_LITERAL = regex(r"'[^']*'$")


@record(frozen=True, slots=True)
class Written:
    """A setting in a file of settings.

    Attributes:
        name: as written.
        value: without quotes.
        line: of the text.
        literal: what stands there is written as it is, and nothing in it is run.
        meant: the name, or that of origins where a remark above says so.
    """

    name: str
    value: str
    line: int
    literal: bool
    meant: str


def written_by(command: Command, source: Source) -> Iterator[Written]:
    """The settings that a command writes: by `cat > .env << EOF`, or `echo NAME=value >> .env`."""
    if not any(map(ENVIRONMENT_FILE.search, source.writes(command))):
        return
    if command.document is not None:
        rows = enumerate(command.document.text.splitlines(), start=command.document.line)
        told = [(row, line, command.document.quoted) for line, row in rows]
    elif command.name == "echo":
        words = zip(command.args, command.words, command.arg_lines, strict=True)
        told = [(arg, line, _LITERAL.match(word) is not None) for arg, word, line in words]
    else:
        told = []
    chapter = ""
    for row, line, literal in told:
        chapter = chapter_of(row, chapter)
        name, equals, value = row.strip().partition("=")
        if equals and name.isidentifier():
            yield Written(name, value.strip("\"'"), line, literal, meant(name, chapter))


def env_file_facts(source: Source) -> Iterator[Fact]:
    """The databases, the secrets and the websites to let in that the file of a server's application gets."""
    if not any(word in source.snippet.text for word in (".env", "/etc/")) or not is_of_server(source):
        return
    for command in source.commands:
        for written in written_by(command, source):
            at = source.snippet.at(written.line)
            # An address tells of a server elsewhere, which stands where that is made; a file lies here.
            found = file_in(written.name, written.value)
            if found:
                yield Database(**source.common(at), engine=found[0], placement=found[1])
            if let_in := setting_cors(source.common(at), written.meant, written.value):
                yield let_in
            if written.literal and is_secret(written.name) and _RUNS.match(written.value):
                # The command itself becomes the secret, on every server alike and for everybody to read.
                hidden = source.common(covered(at, written.value))
                yield ConfigurationLoader(**hidden, source="file", missing="default", names=(written.name,))


_HANDS_ON = frozenset(("export", "=", "declare"))
_ELSEWHERE = regex(r"\bssh\b[^\n]{0,200} -\w*L|[Pp]ort-?[Ff]orward|cloud[-_]sql[-_]proxy|\bsocat\b")
"""A way through this machine to a database that is kept somewhere else."""
_GENERATES = regex(r"\bprisma(?:@\S{1,20})? generate\b|\bassets:precompile\b|\bcollectstatic\b|\brun build\b")
_HERE = regex(r"^(?:localhost|127\.0\.0\.1|::1|/var/run/\S{1,100}|/tmp/\S{1,100})(?::\d{1,5})?$")
_OF_SPRING = regex(r"^(?:--|-D)(?P<given>spring\.(?:datasource|r2dbc)\.(?:[\w-]{1,40}\.)?(?:jdbc-?)?url=\S{1,500})$")
"""An argument of a program of Spring's by which it finds its database."""
_LOGIN = regex(r"^[\w+:]{3,30}://(?P<user>[^\s:/@$]{1,100}):(?P<password>[^\s@/${}<>]{1,200})@(?P<host>[\w.:-]{1,100})")


def given_facts(source: Source) -> Iterator[Fact]:
    """A database beside the application, and a password that anybody guesses, in what a release is started with."""
    if source.instructed or _ELSEWHERE.search(source.snippet.text):
        return
    there = source.hooked or source.sent or source.sets_up_host or is_deploy_script(source)
    # Beside what it has hosts run, a script runs the rest where it is typed.
    away = any(command.remote for command in source.commands)
    for command in source.commands:
        if not (command.remote or (there and not away)):
            continue
        given = command.args if command.name in _HANDS_ON else ()
        # What only builds asks no database, and is given whatever looks like one.
        before = () if is_build(command) or _GENERATES.search(command.text) else map("=".join, command.assigns)
        for name, value in ((one.partition("=")[::2]) for one in (*given, *before)):
            yield from _given(name, value.strip("\"'"), command, source)
        rows = [*_to_container(command), *_to_spring(command)]
        yield from (
            Database(**source.common(covered(source.place(command), rows[number - 1])), engine=engine, placement=_HOST)
            for number, engine in (*led_here(rows), *kept_in_file(rows))
        )


_HOST = Placement.HOST


def _to_container(command: Command) -> list[str]:
    """The settings of a container that find its host: one on the host's own network calls it as the host does."""
    if command.name not in ("docker", "podman") or "run" not in command.args[:2]:
        return []
    given = [one.strip("\"'") for one in command.options("-e", "--env")]
    if command.option("--network", "--net") == "host":
        return given
    return [one for one in given if speaks_of_host(one.partition("=")[2])]


def _to_spring(command: Command) -> list[str]:
    """The address that a program on the host itself is started with."""
    given = (_OF_SPRING.match(one.strip("\"'")) for one in command.args) if command.name == "java" else ()
    return [f"DATASOURCE_URL={one['given'].partition('=')[2]}" for one in given if one]


def _given(name: str, value: str, command: Command, source: Source) -> Iterator[Fact]:
    place = covered(source.place(command), value)
    login = _LOGIN.match(value[:500])
    # A script's own variable for a file is handed to nobody.
    in_file = file_in(name, value) if command.name != "=" else None
    found = in_file or (connection_in(value) if login else told_by_name(name))
    if found and (in_file or _HERE.match(login["host"] if login else value)):
        yield Database(**source.common(place), engine=found[0], placement=Placement.HOST)
    known = login is not None and (login["user"] == login["password"] or GUESSED.match(login["password"]))
    if known or (is_secret(name) and GUESSED.match(value)):
        yield ConfigurationLoader(**source.common(place), source="file", missing="default", names=(name,))


def is_of_server(source: Source) -> bool:
    """The script is a server's, or one that has a server run the product."""
    return source.run_by_others or source.sets_up_host or source.starts_on_host or is_deploy_script(source)
