"""Laravel Envoy's tasks (`Envoy.blade.php`): the hosts of `@servers`, and the shell that each `@task` types there.

See "Laravel Envoy" of Laravel's documentation, read 2026-11.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from holdfast.model.environments import environment_of
from holdfast.model.facts import Fact, Instance, Login
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reader, Reading, Snippet
from holdfast.readers.repository.deploy_tools.remote_script import remote_facts
from holdfast.readers.repository.shell.reader import SERVES

_PATH = regex(r"(?:^|/)(?:Envoy|\w+\.envoy|envoy)\.blade\.php$")
_SERVERS = regex(r"\s*@servers\s*\(")
_TASK = regex(r"\s*@task\s*\(\s*['\"](?P<name>[\w:. -]{1,100})['\"](?P<more>[^\n]{0,300})")
_END = regex(r"\s*@endtask\b")
_DIRECTIVE = regex(r"\s*(?:@\w+|\{\{--)")
_ADDRESS = regex(
    r"['\"](?:(?P<user>[A-Za-z_][\w-]{0,60})@)?(?P<host>[A-Za-z0-9][\w-]*(?:\.[\w-]+)+)(?: [^'\"\n]*)?['\"]"
)
_ITSELF = frozenset(("127.0.0.1", "localhost"))
_MOST_ROWS = 15  # of one list of servers


def _wants(path: str) -> bool:
    return _PATH.search(path) is not None


def _read(snippet: Snippet) -> Iterable[Reading]:
    rows = snippet.rows
    yield from _hosts(snippet, rows)
    opened: tuple[int, str, str] | None = None
    for number, row in enumerate(rows, start=1):
        begun = _TASK.match(row[:1_000])
        if begun is not None:
            opened = (number, begun["name"], begun["more"])
        elif opened is not None and _END.match(row[:100]):
            yield from _task(snippet, rows[opened[0] : number - 1], *opened)
            opened = None


def _task(snippet: Snippet, rows: list[str], line: int, name: str, more: str) -> Iterator[Reading]:
    # What Blade decides by itself leaves its line empty; what it fills in stays, as in every template.
    text = "\n".join("" if _DIRECTIVE.match(row[:200]) else row for row in rows)
    if not text.strip():
        return
    part = snippet.part(text, line + 1, environment=environment_of(f"{name} {more}") or "")
    yield from remote_facts(replace(part, heading=f"envoy {name}"))


def _hosts(snippet: Snippet, rows: list[str]) -> Iterator[Fact]:
    """The hosts that the file names, and as whom they are entered."""
    first = next((number for number, row in enumerate(rows, start=1) if _SERVERS.match(row[:200])), 0)
    if not first:
        return
    entered: set[str | None] = set()
    addressed = False
    for number, address in _addresses(rows, first):
        addressed = True
        said: dict[str, Any] = {
            "kind": snippet.kind,
            "at": snippet.at(number),
            "environment": environment_of(rows[number - 1][:300]) or snippet.environment,
            "old": snippet.old,
        }
        yield Instance(**said, name=address["host"], purpose="application")
        if address["user"] not in entered:
            entered.add(address["user"])
            yield Login(**said, method="ssh", user=address["user"], actor="script")
    if not addressed and not any(host in rows[first - 1] for host in _ITSELF):
        yield Login(
            kind=snippet.kind,
            at=snippet.at(first),
            environment=snippet.environment,
            old=snippet.old,
            method="ssh",
            actor="script",
        )


def _addresses(rows: list[str], first: int) -> Iterator[tuple[int, re.Match[str]]]:
    for number, row in enumerate(rows[first - 1 : first - 1 + _MOST_ROWS], start=first):
        for address in _ADDRESS.finditer(row[:1_000]):
            if address["host"] not in _ITSELF:
                yield number, address
        if ")" in row:
            return


READER = Reader(name="Envoy", serves=SERVES, wants=_wants, read=_read)
