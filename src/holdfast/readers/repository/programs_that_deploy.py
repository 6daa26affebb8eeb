"""Programs in JavaScript, TypeScript and PHP that bring a release by shell: deploy scripts, receivers of webhooks."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reader, Reading, Snippet
from holdfast.readers.repository.remote_script import deployed
from holdfast.readers.repository.shell.reader import SERVES

_ENDS = (".js", ".cjs", ".mjs", ".ts", ".php")
_TESTS = regex(
    r"(?i)(?:^|/)(?:__tests__|tests?|spec|e2e|docs?|examples?)/|\.(?:test|spec|min|bundle|stories)\."
    r"|(?:^|[/._-])(?:local|dev|set-?up|install|init|bootstrap|seed|prompts?|fixtures?)[\w-]{0,40}\.\w{2,3}$"
)
"""What tries a release out, or sets up a developer's machine, and texts about commands."""
_SAYS = ("git pull", "git fetch", "git reset", "docker pull", "docker compose pull", "docker-compose pull")
"""Plain words to look for first: hardly any program says them."""
_CALL = regex(
    r"(?<![\w$])(?:(?:(?:exec|spawn|execFile)(?:Sync|Async|Promise|Command)?|runCommand|runRemote|runSSH|ssh|run|sh"
    r"|shell_exec|passthru|system)\([^\S\n]{0,4}\n?[^\S\n]{0,40}|\$(?=`))"
    r"(?:(?P<quote>[\"'])(?P<line>(?:(?!(?P=quote))[^\n]){3,1000})(?P=quote)|`(?P<block>[^`]{3,4000})`)"
)
_MAX_CHARACTERS = 200_000


def _wants(path: str) -> bool:
    return path.endswith(_ENDS) and not _TESTS.search(path)


def _read(snippet: Snippet) -> Iterable[Reading]:
    if len(snippet.text) > _MAX_CHARACTERS or not any(word in snippet.text for word in _SAYS):
        return
    lines = dict(_typed(snippet))
    if lines:
        first, last = min(lines), max(lines)
        text = "\n".join(lines.get(number, "") for number in range(first, last + 1))
        yield from deployed(replace(snippet.part(text, first), heading=snippet.name))


def _typed(snippet: Snippet) -> Iterator[tuple[int, str]]:
    """What the program has a shell do, by line; what stands in a comment is nothing that it does."""
    number, counted = 1, 0
    for match in _CALL.finditer(snippet.text):
        start = match.start("line") if match["line"] else match.start("block")
        number, counted = number + snippet.text.count("\n", counted, start), start
        if snippet.rows[number - 1].lstrip().startswith(("//", "*", "/*", "#")):
            continue
        for offset, row in enumerate((match["line"] or match["block"]).split("\n")):
            yield number + offset, row


READER = Reader(name="programs that deploy", serves=SERVES, wants=_wants, read=_read)
