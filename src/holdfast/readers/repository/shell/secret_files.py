"""Files of secrets that a script copies from somebody's machine to a host, or hands to a program that it starts."""

from collections.abc import Iterator

from holdfast.model.facts import SettingsByHand
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.command import Command
from holdfast.readers.repository.shell.source import Source
from holdfast.readers.repository.shell.unsupervised import is_left_alone

_SECRET_FILE = regex(
    r"(?i)(?:^|/)\.env(?:\.(?!example|sample|template|dist\b)[\w.-]+)?$|(?:^|[/_.-])envs?(?:\.(?:txt|sh|list|prod\w*|live))?$"
    r"|(?:^|/)[\w.-]*(?:secrets?|credentials?|service[-_]account)[\w.-]*\.(?:json|ya?ml|env|txt|properties|toml|ini)$"
)
_SENDS = frozenset(("scp", "rsync", "sftp"))


def sends_secrets(command: Command, source: Source) -> bool:
    """It copies a file of settings or secrets to another machine."""
    if command.name not in _SENDS:
        return False
    words = [source.script.expand(arg) for arg in command.args if not arg.startswith("-")]
    given = {source.script.expand(value) for value in command.options("-i", "-e", "--exclude", "--exclude-from", "-F")}
    sent = [word for word in words[:-1] if word not in given]
    return ":" in (words or [""])[-1] and any(_SECRET_FILE.search(word) and ":" not in word for word in sent)


def secret_file_facts(source: Source) -> Iterator[SettingsByHand]:
    """Each such file where it is copied, or read into the shell that then starts the application."""
    if source.embedded:
        return
    for command in source.commands:
        read = command.name in ("source", ".") and any(map(_SECRET_FILE.search, command.args[:1]))
        if sends_secrets(command, source) or (read and _starts_behind(command, source)):
            yield SettingsByHand(**source.common(command))


def _starts_behind(command: Command, source: Source) -> bool:
    behind = source.commands[command.order + 1 :]
    return any(is_left_alone(other, source) and other.remote == command.remote for other in behind)
