"""Files of settings that a script writes on a server with words in the place of secrets, for somebody to fill in."""

from collections.abc import Iterator

from holdfast.model.environments import DEVELOPMENT, TEST, environment_of
from holdfast.model.evidence import MAX_LINES
from holdfast.model.facts import StandIn
from holdfast.model.regex import regex
from holdfast.readers.repository.configuration.names import is_secret
from holdfast.readers.repository.shell.configuration.secret_files import SECRET_FILE
from holdfast.readers.repository.shell.releases.releases import is_deploy_script
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import ASSIGNS, Command

_ROW = regex(
    r"\s*(?:export\s+)?(?P<name>[A-Za-z_][\w.-]{0,80})\s?=\s?(?P<quote>[\"']?)(?P<value>[^\"'\n#]{1,200})(?P=quote)"
)
TO_FILL_IN = regex(
    r"(?i)(?:^|[/:_.-])(?:change|replace|set|update|fill)[-_ ]?(?:me|this|it|in)(?![a-z])"
    r"|(?:please|must|to)[-_ ](?:be[-_ ])?(?:change|replace)|(?:^|[/:_-])your[-_ ]\w|[-_]here(?:[-_]|$)"
    r"|^<[^<>]{1,60}>$|placeholder|^x{4,}$|^(?:insert|enter|put|add)[-_ ]"
)
"""A value that only asks somebody for another one."""
_WORDS = ("change", "replace", "your", "here", "<", "placeholder", "xxxx", "insert", "enter", "set", "fill")


def blank_facts(source: Source) -> Iterator[StandIn]:
    """One fact for each file of settings in which a secret only keeps its place: the product starts with it as well."""
    if source.embedded or source.instructed or ".env" not in source.snippet.text:
        return
    if environment_of(source.snippet.name) in (DEVELOPMENT, TEST):
        return
    if not (source.sets_up_host or is_deploy_script(source)):
        return
    rows: dict[str, list[tuple[int, str]]] = {}
    for command in source.commands:
        target = _target(command, source)
        if SECRET_FILE.search(target) and not _is_filled_in(command, target, source):
            rows.setdefault(target, []).extend((*_written(command), *_handed_down(command, source)))
    for target, found in rows.items():
        if found:
            first, last = min(found)[0], max(found)[0]
            at = source.snippet.at(first, last if last - first < MAX_LINES else first)
            yield StandIn(**source.common(at), to=target, name=", ".join(name for _, name in found[:_MOST]))


def _written(command: Command) -> Iterator[tuple[int, str]]:
    """Line and name of each secret among what a command writes that somebody is to fill in."""
    if command.document is not None:
        yield from ((command.document.line + row, name) for row, name in _blanks(command.document.text))
    elif command.name in ("echo", "printf"):
        text = " ".join(command.args).replace("\\n", "\n")
        yield from ((command.line, name) for _, name in _blanks(text))


def _handed_down(command: Command, source: Source) -> Iterator[tuple[int, str]]:
    """The same of those whose words stand in variables further up, for whoever edits the script before it runs."""
    if command.document is None or command.document.quoted:
        return
    kept = {arg.partition("=")[0]: one for one in source.commands[: command.order] for arg in _assigned(one)}
    for row in command.document.text.splitlines():
        match = _FROM_VARIABLE.match(row[:400])
        setting = kept.get(match["held"]) if match and is_secret(match["name"]) else None
        if match and setting and any(TO_FILL_IN.search(arg.partition("=")[2]) for arg in _assigned(setting)):
            yield setting.line, match["name"]


_FROM_VARIABLE = regex(
    r"\s*(?:export\s+)?(?P<name>[A-Za-z_]\w{0,80})=[\"']?\$\{?(?P<held>[A-Za-z_]\w{0,80})\}?[\"']?\s*$"
)


def _assigned(command: Command) -> tuple[str, ...]:
    return command.args if command.name in ASSIGNS else ()


_MOST = 8
"""Names that are told."""


def _is_filled_in(command: Command, target: str, source: Source) -> bool:
    """The script itself puts the values in, further down."""
    behind = (other for other in source.commands[command.order + 1 :] if other.name in ("sed", "perl", "envsubst"))
    return any(target in map(source.script.expand, other.args) for other in behind)


def _target(command: Command, source: Source) -> str:
    """The file that a command writes, by itself or by the `tee` that it feeds."""
    writer = command
    if command.name in ("cat", "echo", "printf") and "tee" in command.feeds:
        writer = next((one for one in source.commands[command.order + 1 :][:2] if one.name == "tee"), command)
    if writer.name == "tee":
        return next((source.script.expand(arg) for arg in writer.args if not arg.startswith("-")), "")
    return source.script.expand(writer.writes[-1]) if writer.name in ("cat", "echo", "printf") and writer.writes else ""


def _blanks(text: str) -> Iterator[tuple[int, str]]:
    """Row, from 0, and name of each secret that somebody is to fill in."""
    for number, row in enumerate(text.splitlines()):
        match = _ROW.match(row[:400]) if any(word in row.lower() for word in _WORDS) else None
        if match and is_secret(match["name"]) and TO_FILL_IN.search(match["value"].strip()):
            yield number, match["name"]
