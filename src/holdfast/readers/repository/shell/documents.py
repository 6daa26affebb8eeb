"""Files that a script writes out of here-documents: each handed to the reader of what it is."""

from collections.abc import Iterator

from holdfast.model.facts import Fact
from holdfast.model.regex import regex
from holdfast.readers.repository.embedded import read_embedded
from holdfast.readers.repository.shell.command import Command
from holdfast.readers.repository.shell.source import Source

_LANGUAGES = (
    (regex(r"(?:^|/)Caddyfile$"), "caddyfile"),
    (regex(r"(?:^|/)Dockerfile$"), "dockerfile"),
    (regex(r"\.(?:service|timer)$"), "systemd"),
    (regex(r"\.ya?ml$"), "yaml"),
    (regex(r"\.json$"), "json"),
    (regex(r"\.c?js$"), "js"),
    (regex(r"\.conf$|/(?:sites|conf)-(?:available|enabled)/|/nginx/"), "conf"),
    (regex(r"\.sh$|/s?bin/[\w.-]+$"), "bash"),
)
_SCRIPT = regex(r"#!\S*(?:/|\s)(?:ba|z|da|k)?sh\b")
_EXPANDS = regex(r"\\(?=[$`\\])")
_MOST_NESTED = 20
"""Documents in a written script above which it is not read: each of them may hold the next."""


def written_facts(source: Source) -> Iterator[Fact]:
    """What stands in the files that a script writes: a server block, a compose file, another script."""
    for command in source.commands:
        if command.document is None or command.name not in ("cat", "tee"):
            continue
        text = command.document.text
        language = _language(_target(command, source), text)
        if not language or text.count("<<") > _MOST_NESTED:
            continue
        if not command.document.quoted:
            text = _EXPANDS.sub("", text)
        part = source.snippet.part(text, command.document.line)
        yield from (fact for fact in read_embedded(language, part) if isinstance(fact, Fact))


def _target(command: Command, source: Source) -> str:
    if command.name == "tee":
        return next((source.script.expand(arg) for arg in command.args if not arg.startswith("-")), "")
    if "tee" in command.feeds:
        return ""  # its words are not kept with this command; what it writes tells by its looks, or not at all
    written = [redirect.target for redirect in command.redirects if redirect.operator in (">", ">>", ">|")]
    return source.script.expand(written[-1]) if written else ""


def _language(target: str, text: str) -> str:
    if target and _SCRIPT.match(text.lstrip()):
        return "bash"
    return next((language for pattern, language in _LANGUAGES if pattern.search(target)), "")
