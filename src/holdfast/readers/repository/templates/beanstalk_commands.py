"""What Elastic Beanstalk's `.ebextensions` files run on the hosts, and the files that they write there."""

from collections.abc import Iterable, Iterator, Mapping

from holdfast.model.environments import PRODUCTION, named_in
from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import ConfigurationLoader, Deployment, ScriptFault
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reading, Snippet
from holdfast.readers.repository.configuration.names import is_secret
from holdfast.readers.repository.embedded import read_embedded
from holdfast.readers.repository.shell import facts_of
from holdfast.readers.repository.shell.steps.purposes import backup_method, is_migration
from holdfast.readers.repository.shell.syntax.parse import parse
from holdfast.readers.repository.text.nodes import Node
from holdfast.readers.repository.text.written_files import certificates_in, language_of_written

ENVIRONMENT = "aws:elasticbeanstalk:application:environment"
"""The namespace of what the application finds among its variables."""

_BLOCK = regex(r"[|>][-+0-9]*\s*(?:#.*)?$")
_CRON = regex(r"/cron(?:tab|\.d/)")
_SCRIPT = regex(r"\.(?:sh|bash)$|/cron\.(?:hourly|daily|weekly|monthly)/|/hooks/")
_OPTION = regex(r"Fn::GetOptionSetting[\"']?\s{0,9}:\s{0,9}\{(?P<told>[^{}]{1,600})\}")
_TOLD = regex(
    r"[\"']?(?P<key>OptionName|Namespace|DefaultValue)[\"']?\s{0,9}:\s{0,9}[\"'](?P<value>[^\"'\n]{0,200})[\"']"
)
_FILLED_IN = regex(r"`\s{0,9}\{\s{0,9}[\"']?(?:Fn::\w{1,30}|Ref)[\"']?\s{0,9}:[^`\n]{1,600}\}\s{0,9}`")
"""What Beanstalk puts a value in the place of, before a shell sees it."""
_CHOOSES = regex(r"(?i)(?:^|_)(?:profiles?(?:_active)?|env(?:ironment)?|stage)$")
"""Names of settings that choose with which others the application starts."""


def stood_in_for(snippet: Snippet) -> Iterator[ConfigurationLoader]:
    """Settings of the environment, read while a release is set up, with a value for when nobody has set them."""
    for match in _OPTION.finditer(snippet.text) if "DefaultValue" in snippet.text else ():
        told = {one["key"]: one["value"] for one in _TOLD.finditer(match["told"])}
        name, value = told.get("OptionName", ""), told.get("DefaultValue")
        chosen = _CHOOSES.search(name) is not None and bool(value) and PRODUCTION not in named_in(value or "")
        if value is None or told.get("Namespace", ENVIRONMENT) != ENVIRONMENT or not (chosen or is_secret(name)):
            continue
        first = snippet.text.count("\n", 0, match.start()) + 1
        yield ConfigurationLoader(
            kind=EvidenceKind.CODED,
            at=snippet.at(first, first + match[0].count("\n")),
            environment=snippet.environment,
            old=snippet.old,
            source="environment",
            missing="silent" if chosen or not value else "default",
            names=(name,),
        )


def command_facts(root: Node, snippet: Snippet) -> Iterator[Reading]:
    """Facts of the commands and of the files of one file of options."""
    for key in ("commands", "container_commands"):
        for name, entry in root.child(key).entries().items():
            node = entry.get("command")
            text = " ".join(node.texts()) if node is not None else ""
            if node is None or not text:
                continue
            part = _part(snippet, node, text, f"{key} / {name}")
            yield from _without_deployments(facts_of(part, hooked=True))
            yield from _ignored(entry, text, snippet)
    yield from stood_in_for(snippet)
    # The files of Nginx are its own reader's.
    yield from file_facts({p: e for p, e in root.child("files").entries().items() if "nginx" not in p}, snippet)


def file_facts(files: Mapping[str, Node], snippet: Snippet) -> Iterator[Reading]:
    """What stands in the files that are written onto a host, by their paths."""
    for path, entry in files.items():
        node = entry.get("content")
        content = node.text() if node is not None else None
        if node is not None and content:
            part = _part(snippet, node, content, path)
            yield from certificates_in(path, content, part, snippet.at(entry.key_line, node.end))
            yield from _written(path, content, part)


def _as_filled_in(text: str) -> str:
    """The text with a variable of the shell for each value that Beanstalk puts in."""
    return _FILLED_IN.sub("$FILLED_IN", text) if "`" in text else text


def _part(snippet: Snippet, node: Node, text: str, heading: str) -> Snippet:
    row = snippet.rows[node.line - 1] if 0 < node.line <= len(snippet.rows) else ""
    start = node.line + (1 if _BLOCK.search(row) else 0)
    # In a guide, somebody has yet to write the file.
    kind = EvidenceKind.INSTRUCTED if snippet.kind is EvidenceKind.INSTRUCTED else EvidenceKind.CODED
    return snippet.part(_as_filled_in(text), start, kind=kind, heading=heading)


def _written(path: str, text: str, part: Snippet) -> Iterable[Reading]:
    if _CRON.search(path):
        return read_embedded("crontab", part)
    if _SCRIPT.search(path) or text.startswith("#!"):
        # What starts the program there ends the one before it; how many hosts do so at once, the environment says.
        return (fact for fact in _without_deployments(facts_of(part, hooked=True)) if not _is_interruption(fact))
    language = language_of_written(path, text)
    return _without_deployments(read_embedded(language, part)) if language else ()


def _is_interruption(reading: Reading) -> bool:
    return isinstance(reading, ScriptFault) and reading.form == "stopped-before-start"


def _without_deployments(readings: Iterable[Reading]) -> Iterator[Reading]:
    """They are a part of what Beanstalk does with a release that something else hands it."""
    return (reading for reading in readings if not isinstance(reading, Deployment))


def _ignored(entry: Node, text: str, snippet: Snippet) -> Iterator[ScriptFault]:
    """`ignoreErrors` on a command whose failure matters."""
    flag = entry.get("ignoreErrors")
    if flag is None or (flag.text() or "").lower() != "true":
        return
    commands = parse(text).commands
    migrates = any(map(is_migration, commands))
    if migrates or any(map(backup_method, commands)):
        yield ScriptFault(
            kind=EvidenceKind.CODED,
            at=snippet.at(flag.key_line),
            environment=snippet.environment,
            old=snippet.old,
            activity="migration" if migrates else "backup",
            form="error-swallowed",
            command="ignoreErrors: true",
        )
