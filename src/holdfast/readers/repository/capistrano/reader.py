"""Capistrano's `config/deploy.rb` and its stages: the hosts of each environment, and how a release reaches them.

Every release is a folder of its own, and `cap STAGE deploy:rollback` goes back to the one before (capistranorb.com,
"Structure" and "Rolling back", read 2026-11). The commit of each stands in its `REVISION` file and in the host's
`revisions.log`: where a branch that everybody merges into is written out, they tell what ran when. Where none is
written, or one that somebody works on, or the command asks for one, whatever was meant that day goes out.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from holdfast.model.evidence import Location
from holdfast.model.facts import Database, Deployment, Fact, Instance, Login, Placement, ScriptFault
from holdfast.model.record import record, replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reader, Snippet, Tree
from holdfast.readers.repository.capistrano.tasks import task_faults
from holdfast.readers.repository.deploy_tools.release_branches import LEAST_KEPT, named_by

_SERVES = frozenset(("access", "availability", "backup", "capacity", "health", "releases", "scaling"))
_PATH = regex(
    r"(?:^|/)(?:config/deploy(?:/(?P<stage>[\w-]+))?\.rb|lib/capistrano/(?:[\w-]+/)*[\w-]+\.(?:rake|rb|cap))$"
)
_SERVER = regex(r"\s*server[\s(]+[\"']\s*(?P<host>[^\"'\s]{1,253})\s*[\"']")
_COMPUTED = regex(r"\s*server[\s(]+(?:ENV\b|fetch\b|[A-Za-z_][\w.:]*[\[(.])")
_ROLE = regex(r"\s*role[\s(]+:(?P<role>\w+)\s*,\s*(?P<hosts>[^#\n]{1,2000})")
_ROLES = regex(
    r"\broles?:\s*(?P<roles>\[[^\]\n]{0,200}\]|%[wWi][\[({<][^\])}>\n]{0,200}|:\w+|[\"']\w+[\"'])|:roles\s*=>\s*(?P<old>[^\n]{0,200})"
)
_USER = regex(r"\buser:\s*[\"'](?P<user>[\w.-]+)[\"']|:user\s*=>\s*[\"'](?P<old>[\w.-]+)[\"']|(?P<at>[\w.-]{1,64})@")
_DOMAIN = regex(r"\s*set[\s(]+:domain\s*,\s*[\"'](?P<host>[\w.-]{1,253})[\"']")
"""Mina, which reads the same file, knows one host."""
_DEFAULT_USER = regex(r"(?m)^[ \t]*set[ \t]*\(?[ \t]*:user\s*,\s*[\"'](?P<user>[\w.-]+)[\"']")
_ENTERS = regex(r"[ \t]*set[ \t]*\(?[ \t]*:(?P<what>ssh_options|user)[ \t]*,")
_ADDRESS = regex(r"(?:(?P<user>[\w.-]{1,64})@)?(?P<host>[A-Za-z0-9][\w-]{0,63}(?:\.[\w-]{1,63}){1,10})")
_KEPT = regex(r"\s*set[\s(]+:keep_releases\s*,\s*(?P<count>\d{1,3})\b")
_ENDS = regex(r"\s*(?:invoke!?|execute)[\s(]+[\"']?(?P<what>\w[\w:]{0,60}):stop\b")
_BEGINS = regex(r"\s*(?:invoke!?|execute)[\s(]+[\"']?(?P<what>\w[\w:]{0,60}):start\b")
_WHATEVER_IS_THERE = regex(
    r"\s*(?:ask[\s(]+:branch\b|set[\s(]+:branch\s*,[^#\n]*"
    r"(?:rev-parse --abbrev-ref|symbolic-ref|branch --show-current|git branch))"
)
"""Whoever deploys is asked for a branch, or sends the one that their own machine stands on."""
_LINKED = regex(r"\s*(?:set|append)[\s(]+:linked_files\b[^#]*\bconfig/database\.yml\b")
_BRANCH = regex(r"\s*set[\s(]+:(?:branch|revision)\s*,\s*(?P<value>[^\n]{1,300})")
_RESTARTS = regex(r"\s*task[\s(]+[:\"']?restart\b")
_ONCE_PLACED = regex(r"\s*after[\s(]+(?::|[\"'](?:deploy:)?)(?:published|publishing|finishing|finished)\b")
_NEAR = 6
"""Lines within which one task stops what serves and starts it again."""
_SERVING = frozenset(("app", "web", "all"))
_MOST_LINES = 12  # of one server's options
_MOST_HOSTS = 50


@record(frozen=True, slots=True)
class _Host:
    """A host of a stage on lines `first` to `last`; `name` and `user` are None when they are computed."""

    first: int
    last: int
    name: str | None
    user: str | None
    serves: bool


def _wants(path: str) -> bool:
    return _PATH.search(path) is not None


def _read(snippet: Snippet) -> Iterable[Fact]:
    return _told(snippet, (snippet,))


def _read_together(_: Tree, snippets: tuple[Snippet, ...]) -> Iterator[Fact]:
    """A stage names the hosts, and the file above all stages mostly the branch."""
    shared = [one for one in snippets if one.path.endswith("config/deploy.rb")]
    # How servers restart stands in their plugins; containers have to be written out.
    bare = not any("docker" in one.text for one in snippets)
    for one in shared:
        stages = (stage for stage in snippets if stage is one or _belongs(stage, one))
        if not any(next(_hosts(stage), None) for stage in stages):
            yield from _hostless(one)
        yield from _entered(one)
    for snippet in snippets:
        beside = (one for one in shared if one is not snippet and _belongs(snippet, one))
        for fact in _told(snippet, (snippet, *beside)):
            yield replace(fact, starts="host") if bare and isinstance(fact, Deployment) else fact


def _entered(shared: Snippet) -> Iterator[Login]:
    """With what all stages get in, where their hosts stand in files of their own."""
    if next(_hosts(shared), None):
        return
    rows = enumerate(shared.rows, start=1)
    lines = {match["what"]: number for number, row in rows if (match := _ENTERS.match(row[:500]))}
    # The keys stand among the options; a name alone is a login as well.
    first = lines.get("ssh_options", lines.get("user"))
    if first is not None:
        user = _default_user((shared,))
        host = _Host(first, _end(shared.rows, first), None, user, serves=True)
        yield Login(**_common(shared, host), method="ssh", user=user, actor="script")


def _default_user(files: Iterable[Snippet]) -> str | None:
    found = next(filter(None, (_DEFAULT_USER.search(one.text) for one in files)), None)
    return found["user"] if found else None


def _belongs(stage: Snippet, shared: Snippet) -> bool:
    return stage.path.startswith(shared.path.removesuffix(".rb") + "/")


def _branches(snippets: Iterable[Snippet]) -> list[tuple[str, Location]]:
    """What the branch is set to, and where; a stage's own before what all share."""
    rows = chain.from_iterable(((one, n, row) for n, row in enumerate(one.rows, start=1)) for one in snippets)
    found = ((one, number, _BRANCH.match(row[:500])) for one, number, row in rows)
    return [(match["value"], one.at(number)) for one, number, match in found if match is not None]


def _told(snippet: Snippet, files: tuple[Snippet, ...]) -> Iterator[Fact]:
    """What one file tells; `files`: itself, and those that hold for its stage too."""
    hosts = list(_hosts(snippet))[:_MOST_HOSTS]
    if hosts:
        yield from _facts(snippet, hosts, files)
    yield from _faults(snippet)
    yield from _database(snippet)
    yield from task_faults(snippet)


def _database(snippet: Snippet) -> Iterator[Database]:
    """The settings of Rails' database are linked into each release: there is one, its engine stands in that file."""
    rows = enumerate(snippet.rows, start=1)
    linked = next((number for number, row in rows if _LINKED.match(row[:2_000])), None)
    if linked is not None:
        common: dict[str, Any] = {"at": snippet.at(linked), "environment": snippet.environment, "old": snippet.old}
        yield Database(kind=snippet.kind, **common, engine="sql", placement=Placement.UNKNOWN)


def _faults(snippet: Snippet) -> Iterator[ScriptFault]:
    """Nothing is kept to go back to, any branch may go live, or what serves is stopped before the new one starts."""
    for number, row in enumerate(snippet.rows, start=1):
        kept = _KEPT.match(row[:500])
        if kept is not None and int(kept["count"]) < LEAST_KEPT:
            yield _fault(snippet, number, number, "rollback-cannot-start")
        if _WHATEVER_IS_THERE.match(row[:500]):
            yield _fault(snippet, number, number, "unmerged-deployed")
        ended = _ENDS.match(row[:500])
        if ended is None:
            continue
        for after, other in enumerate(snippet.rows[number : number + _NEAR], start=number + 1):
            begun = _BEGINS.match(other[:500])
            if begun is not None and begun["what"] == ended["what"]:
                yield _fault(snippet, number, after, "stopped-before-start")
                break


def _fault(snippet: Snippet, first: int, last: int, form: str) -> ScriptFault:
    return ScriptFault(
        kind=snippet.kind,
        at=snippet.at(first, last),
        environment=snippet.environment,
        old=snippet.old,
        activity="deploy",
        form=form,
        command=snippet.rows[first - 1].strip()[:160],
    )


def _facts(snippet: Snippet, hosts: list[_Host], files: tuple[Snippet, ...]) -> Iterator[Fact]:
    default = _default_user(files)
    entered: set[str | None] = set()
    for host in hosts:
        common = _common(snippet, host)
        user = host.user or default
        if host.serves:
            yield Instance(**common, name=host.name, purpose="application")
        if user not in entered:
            entered.add(user)
            yield Login(**common, method="ssh", user=user, actor="script")
    stage = _PATH.search(snippet.path)
    named = stage["stage"] if stage and stage["stage"] else None
    yield _deployment(snippet, hosts[0], files, f"cap {named} deploy" if named else "cap deploy")


def _deployment(snippet: Snippet, host: _Host, files: tuple[Snippet, ...], name: str) -> Deployment:
    branches = _branches(files)
    began = next(filter(None, map(_beginning, files)), None)
    return Deployment(
        **_common(snippet, host),
        method="ssh",
        name=name,
        identity=_identity(branches, files),
        places={
            **({"identity": branches[0][1]} if branches else {}),
            # Whoever makes it serve can ask whether it does.
            **({"asks_health": began} if began else {}),
        },
        carries_identity=True,
        asks_health=False,
        rollback="procedure",
    )


def _identity(branches: list[tuple[str, Location]], files: tuple[Snippet, ...]) -> str:
    """A branch that whoever deploys has to give is a commit where the files accept nothing else."""
    named = named_by(branches[0][0]) if branches else "none"
    asked = bool(branches) and _ASKED_FOR.search(branches[0][0]) is not None
    return "commit" if named == "none" and asked and any(_INSISTS.search(one.text) for one in files) else named


_ASKED_FOR = regex(
    r"^\(?\s*(?:-> ?\{\s*)?ENV(?:\.fetch\(\s*[\"']\w{1,60}[\"']\s*\)|\[\s*[\"']\w{1,60}[\"']\s*\])\s*\}?\s*\)?\s*$"
)
_COMMIT = r"(?:\\h|\[(?:0-9a-f|a-f0-9|a-f\\d|\\da-f|[0-9a-fA-F-]{6,12})\])\{(?:7,)?40\}"
_INSISTS = regex(
    rf"(?m)^[^#\n]*\b(?:abort|raise|fail|exit|error)\b[^\n]{{0,300}}{_COMMIT}"
    rf"|^[^#\n]{{0,200}}{_COMMIT}[^\n]{{0,200}}(?:\n[^\n]{{0,200}}){{0,3}}?\n?[^#\n]{{0,60}}\b(?:abort|raise|fail|exit|error)\b"
)
"""It ends where that is not a whole commit."""


def _beginning(snippet: Snippet) -> Location | None:
    """The task that makes a release serve; without one, what is done once it is in its place."""
    rows = list(enumerate(snippet.rows, start=1))
    first = next((number for number, row in rows if _RESTARTS.match(row[:300])), None)
    if first is None:
        hooked = next((number for number, row in rows if _ONCE_PLACED.match(row[:300])), None)
        return snippet.at(hooked) if hooked else None
    row = snippet.rows[first - 1]
    ends = f"{row[: len(row) - len(row.lstrip())]}end"
    last = (number for number, row in rows[first : first + _MOST_LINES] if row.rstrip() == ends)
    return snippet.at(first, next(last, first))


def _hostless(shared: Snippet) -> Iterator[Deployment]:
    """Which hosts a stage has is kept elsewhere; how releases reach them, the file above all stages tells."""
    rows = list(enumerate(shared.rows, start=1))
    told = next((number for number, row in rows if _REPOSITORY.match(row[:500])), None)
    if told is not None:
        number = next((number for number, row in rows if _BRANCH.match(row[:500])), told)
        host = _Host(number, number, None, None, serves=True)
        yield _deployment(shared, host, (shared,), "cap deploy")


_REPOSITORY = regex(r"\s*set[\s(]+:(?:repo_url|repository)\s*,")


def _common(snippet: Snippet, host: _Host) -> dict[str, Any]:
    at = snippet.at(host.first, host.last)
    return {"kind": snippet.kind, "at": at, "environment": snippet.environment, "old": snippet.old}


def _hosts(snippet: Snippet) -> Iterator[_Host]:
    """The hosts of `server` lines, Mina's, and those of `role` lines that no earlier line named."""
    seen: set[str] = set()
    for number, row in enumerate(snippet.rows, start=1):
        server = _SERVER.match(row[:2_000])
        if server is not None or _COMPUTED.match(row[:2_000]):
            last = _end(snippet.rows, number)
            yield _of_server("\n".join(snippet.rows[number - 1 : last]), number, last, server)
            continue
        domain = _DOMAIN.match(row[:500])
        if domain is not None and domain["host"] not in seen:
            seen.add(domain["host"])
            yield _Host(number, number, domain["host"], None, serves=True)
        role = _ROLE.match(row[:2_000])
        for address in _ADDRESS.finditer(role["hosts"]) if role is not None and role["role"] in _SERVING else ():
            if address["host"] not in seen:
                seen.add(address["host"])
                yield _Host(number, number, address["host"], address["user"], serves=True)


def _of_server(text: str, first: int, last: int, server: re.Match[str] | None) -> _Host:
    options = _ROLES.search(text)
    roles = set(re.findall(r"\w+", (options["roles"] or options["old"] or "").removeprefix("%w"))) if options else set()
    user = _USER.search(text)
    return _Host(
        first,
        last,
        server["host"].rpartition("@")[2] if server else None,
        (user["user"] or user["old"] or user["at"]) if user else None,
        serves=not roles or bool(roles & _SERVING),
    )


def _end(rows: list[str], first: int) -> int:
    """The last line of a call that begins on line `first`: it goes on after a comma or inside a bracket."""
    depth = 0
    for number, row in enumerate(rows[first - 1 : first - 1 + _MOST_LINES], start=first):
        code = row.split(" #", 1)[0].rstrip()
        depth += sum(code.count(mark) for mark in "([{") - sum(code.count(mark) for mark in ")]}")
        if depth <= 0 and not code.endswith((",", "\\")):
            return number
    return first


READER = Reader(name="Capistrano", serves=_SERVES, wants=_wants, read=_read, read_together=_read_together)
