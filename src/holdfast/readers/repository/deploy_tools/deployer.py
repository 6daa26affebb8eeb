"""Deployer's `deploy.php`: the hosts of each environment, and how a release of PHP reaches them.

Every release is a folder of its own, and `dep rollback` goes back to the one before (deployer.org, "Getting started",
read 2026-11). As with Capistrano the commit that the branch held is written beside each release (`REVISION`).
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from holdfast.model.environments import environment_of
from holdfast.model.evidence import Location
from holdfast.model.facts import Deployment, Fact, Instance, Login, ScriptFault, UncheckedHost
from holdfast.model.record import record, replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reader, Snippet
from holdfast.readers.repository.deploy_tools.release_branches import LEAST_KEPT, named_by
from holdfast.readers.repository.shell import facts_of, parse
from holdfast.readers.repository.shell.delivery.reader import probes

_SERVES = frozenset(("access", "availability", "capacity", "health", "releases", "scaling"))
_PATH = regex(r"(?:^|/)(?:deploy|deployer)\.php$")
_IS_RECIPE = regex(r"\bnamespace\s+Deployer\b|\brequire\w*\s*\(?\s*(?:__DIR__\s*\.\s*)?['\"][\w/.-]{0,60}recipe/")
_HOST = regex(r"\s*(?:\$\w+\s*=\s*)?(?P<what>host|server)\s*\((?P<given>[^\n]{0,500})")
_COMPUTED = regex(r"\bgetenv\s*\(|\$_|\$\w|\bparse\s*\(")
_QUOTED = regex(r"['\"](?P<text>[^'\"\n]{1,253})['\"]")
_NAMED = regex(
    r"->\s*(?:setHostname|hostname|set)\s*\(\s*(?:['\"]hostname['\"]\s*,\s*)?['\"](?P<host>[\w.-]{1,253})['\"]\s*\)"
)
_USER = regex(
    r"->\s*(?:user|setRemoteUser|set)\s*\(\s*(?:['\"](?:remote_)?user['\"]\s*,\s*)?['\"](?P<user>[\w.-]{1,64})['\"]\s*\)"
)
_HOSTNAME = regex(r"->\s*(?:setH|h)ostname\s*\(|->\s*set\s*\(\s*['\"]hostname['\"]")
_REMOTE_USER = regex(r"->\s*(?:user|setRemoteUser)\s*\(|->\s*set\s*\(\s*['\"](?:remote_)?user['\"]")
_DEFAULT_USER = regex(r"(?m)^[^\S\n]*set\s*\(\s*['\"](?:remote_)?user['\"]\s*,\s*['\"](?P<user>[\w.-]{1,64})['\"]")
_STAGE = regex(
    r"->\s*(?:stages?|setLabels|labels|set\s*\(\s*['\"](?:labels|stage)['\"]\s*,)\s*\(?(?P<given>[^)\n;]{1,200})"
)
_UNCHECKED = regex(r"StrictHostKeyChecking['\"]?\s*(?:,|=>|=)\s*['\"]?no\b", re.IGNORECASE)
_BRANCH = regex(r"(?:^\s*|->\s*)set\s*\(\s*['\"]branch['\"]\s*,\s*(?P<value>[^\n]{1,300})")
_REPOSITORY = regex(r"\s*set\s*\(\s*['\"]repository['\"]\s*,")
_KEPT = regex(r"\s*set\s*\(\s*['\"]keep_releases['\"]\s*,\s*(?P<count>\d{1,3})\b")
_WHATEVER_IS_THERE = regex(r"rev-parse --abbrev-ref|symbolic-ref|branch --show-current|\bask\w*\s*\(")
_RUN = regex(r"^\s*(?:\$\w+\s*=\s*)?run\s*\(\s*(?P<quote>['\"])(?P<text>.{1,1000}?)(?<!\\)(?P=quote)\s*[,)]")
_HOLE = regex(r"\{\{\s*(?P<name>[\w/.-]{1,60})\s*\}\}")
_COMMENT = regex(r"\s*(?://|#|\*|/\*)")
_ITSELF = frozenset(("localhost", "127.0.0.1", "local"))
_MOST_LINES = 20  # of one host's options
_MOST_HOSTS = 50


@record(frozen=True, slots=True)
class _Host:
    """A host on lines `first` to `last`; `name` and `user` are None when they are computed."""

    first: int
    last: int
    name: str | None
    user: str | None
    environment: str | None


def _wants(path: str) -> bool:
    return _PATH.search(path) is not None


def _read(snippet: Snippet) -> Iterable[Fact]:
    if not _IS_RECIPE.search(snippet.text):
        return
    rows = ["" if _COMMENT.match(row[:200]) else row[:2_000] for row in snippet.rows]
    hosts = list(_hosts(rows, snippet))
    yield from _of_hosts(hosts, snippet)
    yield from _deployments(hosts, rows, snippet)
    yield from _faults(rows, snippet)
    for number, row in enumerate(rows, start=1):
        if _UNCHECKED.search(row):
            yield UncheckedHost(**_common(snippet, snippet.at(number), None))
    part = _typed(rows, snippet)
    yield from (fact for fact in facts_of(part, errexit=True) if isinstance(fact, ScriptFault))


def _hosts(rows: list[str], snippet: Snippet) -> Iterator[_Host]:
    default = _DEFAULT_USER.search("\n".join(rows))
    for number, row in enumerate(rows, start=1):
        match = _HOST.match(row)
        if match is None:
            continue
        last = _end(rows, number)
        text = "\n".join(rows[number - 1 : last])
        given = match["given"].partition(")")[0]
        words = [] if _COMPUTED.search(given) else [word["text"] for word in _QUOTED.finditer(given)]
        hostname = _HOSTNAME.search(text)
        named = _NAMED.search(text, hostname.start()) if hostname else None
        user = _USER.search(text) if _REMOTE_USER.search(text) else None
        addresses = [] if hostname else words[1:2] if match["what"] == "server" else words
        told = " ".join((*words, *(stage["given"] for stage in _STAGE.finditer(text))))
        for address in ([named["host"]] if named else addresses) or [None]:
            at, _, name = (address or "").rpartition("@")
            if name.lower() in _ITSELF:
                continue
            who = user["user"] if user else at or (default["user"] if default else None)
            yield _Host(number, last, name or None, who, environment_of(told) or snippet.environment)


def _end(rows: list[str], first: int) -> int:
    """The last line of a statement that begins on line `first`."""
    near = enumerate(rows[first - 1 : first - 1 + _MOST_LINES], start=first)
    return next((number for number, row in near if row.rstrip().endswith(";")), first)


def _of_hosts(hosts: list[_Host], snippet: Snippet) -> Iterator[Fact]:
    entered: set[str | None] = set()
    for host in hosts[:_MOST_HOSTS]:
        said = _common(snippet, snippet.at(host.first, host.last), host.environment)
        yield Instance(**said, name=host.name, purpose="application")
        if host.user not in entered:
            entered.add(host.user)
            yield Login(**said, method="ssh", user=host.user, actor="script")


def _deployments(hosts: list[_Host], rows: list[str], snippet: Snippet) -> Iterator[Deployment]:
    """One for each environment, at its first host; where the hosts are kept elsewhere, at what goes out."""
    first = {host.environment: host for host in reversed(hosts)}
    places = [(snippet.at(host.first, host.last), environment) for environment, host in first.items()]
    if not places:
        number = next((number for number, row in enumerate(rows, start=1) if _REPOSITORY.match(row)), None)
        places = [(snippet.at(number), snippet.environment)] if number else []
    branches = [(number, match) for number, row in enumerate(rows, start=1) if (match := _BRANCH.search(row))]
    asks = any(probe.decides for probe in probes(parse(_typed(rows, snippet).text, errexit=True).commands))
    for at, environment in reversed(places):
        own = (one for one in branches if at.start_line <= one[0] <= at.end_line)
        branch = next(own, None) or next(iter(branches), None)
        yield Deployment(
            **_common(snippet, at, environment),
            method="ssh",
            name="dep deploy",
            identity=named_by(branch[1]["value"]) if branch else "none",
            places={"identity": snippet.at(branch[0])} if branch else {},
            carries_identity=True,
            asks_health=asks,
            rollback="procedure",
            starts=None if "docker" in snippet.text else "host",
        )


def _faults(rows: list[str], snippet: Snippet) -> Iterator[ScriptFault]:
    """Nothing is kept to go back to, or any branch may go live."""
    for number, row in enumerate(rows, start=1):
        kept, branch = _KEPT.match(row), _BRANCH.search(row)
        if kept is not None and int(kept["count"]) < LEAST_KEPT:
            yield _fault(snippet, number, "rollback-cannot-start", row)
        if branch is not None and _WHATEVER_IS_THERE.search(branch["value"]):
            yield _fault(snippet, number, "unmerged-deployed", row)


def _fault(snippet: Snippet, number: int, form: str, row: str) -> ScriptFault:
    said = _common(snippet, snippet.at(number), snippet.environment)
    return ScriptFault(**said, activity="deploy", form=form, command=row.strip()[:160])


def _typed(rows: list[str], snippet: Snippet) -> Snippet:
    """What tasks have hosts run, as shell at its lines."""
    lines = []
    for row in rows:
        call = _RUN.match(row)
        lines.append(
            _HOLE.sub(lambda hole: f"${{{re.sub(r'[^A-Za-z0-9_]', '_', hole['name'])}}}", call["text"]) if call else ""
        )
    return replace(snippet.part("\n".join(lines), 1), heading="deployer")


def _common(snippet: Snippet, at: Location, environment: str | None) -> dict[str, Any]:
    return {"kind": snippet.kind, "at": at, "environment": environment, "old": snippet.old}


READER = Reader(name="Deployer", serves=_SERVES, wants=_wants, read=_read)
