"""Files that a script writes out of here-documents: each handed to the reader of what it is."""

from collections.abc import Iterator

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import BackupJob, Fact
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.embedded import read_embedded
from holdfast.readers.repository.shell.clock.started import clocks_beside
from holdfast.readers.repository.shell.steps.purposes import backup_method
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command
from holdfast.readers.repository.shell.syntax.parse import parse
from holdfast.readers.repository.text.written_files import CERTIFICATE, SCRIPT, certificates_in, language_of_written

_FIRST_BOOT = ("--user-data", "--launch-template-data")
_EXPANDS = regex(r"\\(?=[$`\\])")
_SHORTEST = 40
_CLOCK = regex(r"(?:[\d*/,-]+\s+){4}|@\w+ly\b")
_NEAR = 4
"""Commands within which a pipe ends that hands a document on."""
_MOST_NESTED = 20
"""Documents in a written script above which it is not read: each of them may hold the next."""


def written_facts(source: Source) -> Iterator[Fact]:
    """What stands in the files that a script writes: a server block, a compose file, another script, a manifest."""
    clocks = _clocks(source)
    for command in source.commands:
        applied = command.name == "kubectl" or "kubectl" in command.feeds
        if command.document is None or not (applied or command.name in ("cat", "tee")):
            continue
        text = command.document.text
        target = _target(command, source)
        if CERTIFICATE in text:
            last = command.document.line + text.count("\n", 0, len(text.rstrip()))
            yield from certificates_in(target, text, source.snippet, source.snippet.at(command.line, last))
        language = "yaml" if applied else language_of_written(target, text)
        if not language or text.count("<<") > _MOST_NESTED:
            continue
        if not command.document.quoted:
            text = _EXPANDS.sub("", text)
        begins = language == "bash" and bool(target) and f"file://{target}" in source.snippet.text
        part = _part(source, text, command.document.line, begins=begins)
        if language == "bash":
            part = replace(part, called=target.rpartition("/")[2])
        clock = clocks.get(part.name) if language == "bash" else None
        for fact in read_embedded(language, part):
            if isinstance(fact, BackupJob) and clock and fact.schedule is None:
                yield replace(fact, schedule=clock)
            elif isinstance(fact, Fact):
                yield fact
    yield from _echoed(source)


def _clocks(source: Source) -> dict[str, str]:
    """By which clock the script has those that it writes started, by their file names."""
    written = {_target(one, source): one.document.text for one in source.commands if one.document is not None}
    if not written:
        return {}
    # A row of a crontab may name the script by the variable that holds its path.
    rows = (source.script.expand(row) if _CLOCK.search(row[:500]) else row for row in source.snippet.rows)
    return clocks_beside("\n".join(rows), written)


def written_backups(source: Source) -> frozenset[str]:
    """The file names of the scripts that this one writes, and that copy a database: they tell of it themselves."""
    found: set[str] = set()
    for command in source.commands:
        target = _target(command, source) if command.document is not None else ""
        if target and command.document and language_of_written(target, command.document.text) == "bash":
            text = command.document.text if command.document.quoted else _EXPANDS.sub("", command.document.text)
            if any(map(backup_method, parse(text).commands)):
                found.add(target.rpartition("/")[2])
    return frozenset(found)


def scripts_written(source: Source) -> Iterator[Snippet]:
    """The scripts among them, each called by the name of its file."""
    for command in source.commands:
        if command.document is not None and command.name in ("cat", "tee"):
            target = _target(command, source)
            if target and language_of_written(target, command.document.text) == "bash":
                part = _part(source, command.document.text, command.document.line, begins=False)
                yield replace(part, called=target.rpartition("/")[2])


def _echoed(source: Source) -> Iterator[Fact]:
    """The same of a description that is typed behind `echo` and sent into a file: `echo '{…}' > policy.json`."""
    for command in source.commands if ".json" in source.snippet.text else ():
        if command.name not in ("echo", "printf") or not command.writes:
            continue
        target = _target(command, source)
        if "Dockerrun" in target:
            continue  # of what Beanstalk is to start, the reader of the job around it tells
        for text, line in zip(command.args, command.arg_lines, strict=True):
            if target.endswith(".json") and text.lstrip().startswith(("{", "[")) and len(text) > _SHORTEST:
                part = _part(source, text, line, begins=False)
                yield from (fact for fact in read_embedded("json", part) if isinstance(fact, Fact))


def handed_facts(source: Source) -> Iterator[Fact]:
    """The script with which a host starts: given to the CLI as a text, or in a variable or a document."""
    text = source.snippet.text
    if not any(option in text for option in _FIRST_BOOT) or text.count("<<") > _MOST_NESTED:
        return
    for command in source.commands:
        for given, line in _given_texts(command):
            if "\n" in given and SCRIPT.match(given):
                part = _part(source, given, line, begins=True)
                yield from (one for one in read_embedded("bash", part) if isinstance(one, Fact))


def _part(source: Source, text: str, line: int, *, begins: bool) -> Snippet:
    """A text of the script's; one with which a host begins is as good as its template."""
    declared = begins and not source.instructed
    return source.snippet.part(text, line, kind=EvidenceKind.DECLARED if declared else None)


def _given_texts(command: Command) -> Iterator[tuple[str, int]]:
    """What may be the script, and the line that it begins on."""
    if command.name == "aws" and command.has("--user-data"):
        place = next((n for n, arg in enumerate(command.args) if arg.startswith("--user-data")), None)
        value = command.option("--user-data") or ""
        if place is not None and value in command.args:
            yield value, command.arg_lines[command.args.index(value)]
    elif command.name in ("=", "export", "declare", "local", "readonly"):
        for arg, line in zip(command.args, command.arg_lines, strict=True):
            yield arg.partition("=")[2], line
    elif command.name == "cat" and command.document is not None and not command.redirects and not command.feeds:
        yield command.document.text, command.document.line


def _target(command: Command, source: Source) -> str:
    if command.name == "tee":
        return next((source.script.expand(arg) for arg in command.args if not arg.startswith("-")), "")
    if "tee" in command.feeds:
        after = source.commands[command.order + 1 : command.order + _NEAR]
        fed = next((one for one in after if one.name == "tee" and one.line <= command.end_line), None)
        return _target(fed, source) if fed is not None else ""
    return source.script.expand(command.writes[-1]) if command.writes else ""
