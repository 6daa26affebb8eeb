"""Lasting keys that a script tells whoever starts it to type in, before it goes on with what these let it do."""

from collections.abc import Iterator

from holdfast.model.facts import Credential, CredentialForm, Fact
from holdfast.model.regex import regex
from holdfast.readers.repository.configuration.emulators import emulates
from holdfast.readers.repository.shell.steps.source import Source

_TYPES_IN = regex(r"\baws configure\b(?! (?:sso|list|get|export|import|set (?!aws_)))")
_KEYS = regex(r"(?i)access[ _-]?key|アクセス ?キー|액세스 ?키|엑세스 ?키|시크릿 ?키|シークレット ?キー")
_SHORT_LIVED = regex(r"(?i)\bsso\b|identity center|\bsaml|assume[- ]role|aws-vault|session[ _]token")
_REFUSED = regex(
    r"(?i)\b(?:never|not|don't|avoid)\b.{0,40}\baws configure\b|\baws configure\b[^.。]{0,60}"
    r"(?:마세요|마십시오|말고|않|금지|しない|使わ(?:ない|ず)|禁止|ません)"
)
_NEAR = 10
"""Rows of what is said below the command; they are one message."""


def told_keys(source: Source) -> Iterator[Fact]:
    """The first message that has somebody type one in, unless it speaks of a way in that ends by itself, too."""
    if source.actor == "workflow" or not _TYPES_IN.search(source.snippet.text):
        return
    said = list(_said(source))
    for index, (line, text) in enumerate(said):
        if not _TYPES_IN.search(text) or _REFUSED.search(text):
            continue
        beside = said[max(0, index - _NEAR) : index + _NEAR + 1]
        near = [(row, words) for row, words in beside if abs(row - line) <= _NEAR]
        keys = [row for row, words in near if row >= line and _KEYS.search(words)]
        if not keys or any(_SHORT_LIVED.search(words) or emulates(words) for _, words in near):
            continue
        common = source.common(source.snippet.at(line, keys[-1]))
        yield Credential(**common, form=CredentialForm.STATIC_KEY, holder="person")
        return


def _said(source: Source) -> Iterator[tuple[int, str]]:
    """The rows of what the script says, each with its line."""
    for command in source.commands:
        if command.name == "cat" and command.document and not command.redirects and not command.feeds:
            rows = enumerate(command.document.text.split("\n"), start=command.document.line)
            yield from rows
        elif command.name in source.says and not command.writes:
            yield command.line, " ".join(command.args)
