"""Questions over TLS that a script asks without looking at the certificate of whoever answers."""

from collections.abc import Iterator

from holdfast.model.facts import UncheckedCertificate
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command

_SHORT = regex(r"^-[a-zA-Z#]*k[a-zA-Z#]*$")
_VALUES = regex(r"[dFHmowXAbecCDTuUxyYzEKrtQ]")
"""Letters of curl that take what follows them, so that a `k` behind one is a value."""

_NEAR = regex(
    r"(?i)localhost|127\.\d|\[::1\]|0\.0\.0\.0|\b(?:10|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.\d|169\.254"
    r"|\.(?:local|internal|svc)\b|kubernetes"
)
_PLAIN = regex(r"^http://")


def untrusted_facts(source: Source) -> Iterator[UncheckedCertificate]:
    """Each such question to a machine beyond the script's own; what a person types once into a shell is none."""
    if source.instructed:
        return
    for command in source.commands:
        if _is_careless(command) and any(map(_is_away, _addresses(command, source))):
            yield UncheckedCertificate(**source.common(command))


def _is_careless(command: Command) -> bool:
    if command.name == "curl":
        return command.has("--insecure") or any(map(_turns_off, command.args))
    return command.name == "wget" and command.has("--no-check-certificate")


def _turns_off(word: str) -> bool:
    return bool(_SHORT.match(word)) and not _VALUES.search(word[1 : word.index("k")])


def _addresses(command: Command, source: Source) -> Iterator[str]:
    for word in command.args:
        text = source.script.expand(word)
        if "://" in text or text.startswith(("$", '"$')):
            yield text


def _is_away(address: str) -> bool:
    return not _NEAR.search(address) and not _PLAIN.match(address)
