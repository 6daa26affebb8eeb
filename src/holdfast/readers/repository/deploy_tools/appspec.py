"""CodeDeploy's `appspec.yml`: the deployment that it describes, and the scripts that its hooks run."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field
from functools import cache, partial
from itertools import accumulate, chain

from holdfast.model.evidence import GapReason, Location
from holdfast.model.facts import Deployment, HealthProbe, HostRights, ScriptFault, StandingName
from holdfast.model.record import record, replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reader, Reading, Snippet, Tree
from holdfast.readers.repository.deploy_tools.appspec_permissions import everybodys
from holdfast.readers.repository.hooks_by_name import hooks_by_name
from holdfast.readers.repository.policies.rights import application_in
from holdfast.readers.repository.shell import Command
from holdfast.readers.repository.shell.availability.database_starts import runs_database
from holdfast.readers.repository.shell.delivery.carried import carries_identity
from holdfast.readers.repository.shell.delivery.probed import probe_facts
from holdfast.readers.repository.shell.delivery.reader import identity_of, names_release, probes, settled
from holdfast.readers.repository.shell.delivery.seeming import SWITCH, looks_only, seems_to_ask
from holdfast.readers.repository.shell.delivery.written_tags import is_brought
from holdfast.readers.repository.shell.releases.interruptions import interruptions
from holdfast.readers.repository.shell.steps.purposes import activation
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.defaults import default_tag, left_alone
from holdfast.readers.repository.shell.syntax.parse import parse
from holdfast.readers.repository.text.nodes import Node, NodeError, parse_yaml

_SERVES = frozenset(("access", "health", "releases"))
_PATH = regex(r"(?:^|/)appspec[\w.-]*\.(?:ya?ml|json)$", re.IGNORECASE)
_HOOKS = (
    "ApplicationStop",
    "BeforeInstall",
    "AfterInstall",
    "ApplicationStart",
    "ValidateService",
    "BeforeAllowTraffic",
    "AfterAllowTraffic",
)
_ASKED_BY_FUNCTION = ("AfterAllowTestTraffic", "BeforeAllowTraffic", "AfterAllowTraffic")
_BEFORE = ("ApplicationStop", "BeforeInstall")
_VALIDATES = "ValidateService"
# Whatever revision is deployed: a branch, or a bundle under a key that is always the same, is what will run.
_TAKES_WHATEVER = regex(
    r"^(?:sudo )?(?:git (?:-C \S+ )?pull\b|aws s3 cp (?:--\S+ )*s3://[^\s$]{1,200}\.(?:zip|tar\.gz|tgz|jar|war)\b"
    r"|aws s3 (?:sync|cp(?=.* --recursive)) (?:--\S+ )*s3://[^\s$]{1,200} )"
)
_FOLDER = regex(r"^(?:sudo )?aws s3 (?:sync|cp(?=.* --recursive)) (?!.*(?:assets|static|media|uploads|images))")
_PULLS = regex(r"^docker[- ]compose(?: -{1,2}\S+(?: \S+\.ya?ml)?){0,4} pull\b")
_NAMES_RELEASE = regex(r"(?<![A-Z])TAG|VERSION|SHA\b|COMMIT|REVISION|(?i:rev-parse|image[-_]?uri)")
_COMPOSED = regex(r"(?:^|/)[\w.-]{0,60}compose[\w.-]{0,60}\.ya?ml$")
_CALLING = frozenset(("sh", "bash", "source", "."))
_LOADS = regex(r"^(?:(?:source|\.|eval) |export .*[$`<]\(?)")
"""It may be told there what nobody hands it."""
_DEEPEST = 20
"""Folders above a script in a repository, at most."""
_UNPACKS = frozenset(("unzip", "tar", "java", "jar"))
_NO_RELEASE = regex(r"agent|awscli|backup|dump|config|cert|\.env", re.IGNORECASE)


@record(frozen=True)
class _Hooked:
    """A script that a hook runs: where it stands, and its commands; no snippet when it is not in the repository.

    `line` is that of the hook's entry, `variables` what the script sets to words that are written out; `pulls`: what
    it has Docker's compose pull is described on the host alone.
    """

    hook: str
    snippet: Snippet | None
    commands: tuple[Command, ...] = ()
    line: int = 1
    variables: Mapping[str, str] = field(default_factory=dict)
    pulls: bool = False

    def at(self, command: Command) -> Location:
        """Where one of its commands stands."""
        assert self.snippet is not None  # noqa: S101 - there are no commands without it
        return self.snippet.at(command.line, command.end_line)

    def named_at(self, command: Command) -> Location:
        """Where the image of one of its commands is told its name: at the default of its tag, where it has one."""
        return self.at(default_tag(self.commands) or command)


def _wants(path: str) -> bool:
    return bool(_PATH.search(path))


def _read(snippet: Snippet) -> Iterable[Reading]:
    return _facts(snippet, None)


def _read_together(tree: Tree, snippets: tuple[Snippet, ...]) -> Iterator[Reading]:
    # Asked of all files, and so once.
    named = cache(partial(hooks_by_name, tree))
    composed = any(_COMPOSED.search(path) for path in tree.paths) if snippets else True
    for snippet in snippets:
        yield from _facts(snippet, tree, named, composed=composed)


def _facts(
    snippet: Snippet, tree: Tree | None, named: Callable[[], dict[str, str]] = dict, *, composed: bool = True
) -> Iterator[Reading]:
    try:
        root = parse_yaml(snippet.text)
    except NodeError as error:
        yield snippet.gap(GapReason.MALFORMED, _SERVES, error.line, error.detail)
        return
    if not (root.has("hooks") or root.has("files") or root.has("Resources")):
        return
    hooked = list(_hooked(root, snippet, tree, named))
    told = any(_NAMES_RELEASE.search(one.snippet.text) for one in hooked if one.snippet)
    hooked = hooked if composed or told else [replace(one, pulls=True) for one in hooked]
    asked = [fact for one in hooked for fact in _asked(one)]
    yield from asked
    deployment = _deployment(root, snippet, hooked, asks=any(probe.decides for probe in asked))
    yield deployment
    yield from _also_latest(deployment, hooked, snippet)
    yield from _deleted(root, snippet, hooked)
    yield from everybodys(root, snippet)
    yield from _of_root(root, snippet, hooked)
    yield from _stopped(hooked, snippet)


def _asked(one: _Hooked) -> Iterator[HealthProbe]:
    if one.snippet is not None:
        yield from probe_facts(probes(one.commands, called=one.hook), "deploy", _source(one.snippet))


def _also_latest(deployment: Deployment, hooked: list[_Hooked], appspec: Snippet) -> Iterator[StandingName]:
    """Where else the hooks' scripts start, or only pull, what moves under one name: each is to be told the release."""
    shown = deployment.places.get("identity")
    if deployment.identity != "latest" or shown is None:
        return
    for one in {one.snippet.path: one for one in hooked if one.snippet}.values():
        images = [c for c in one.commands if _names_image(c) and identity_of((c,), one.variables) == "latest"]
        # What is started tells more than what is fetched before.
        images.sort(key=lambda command: "run" not in command.args[:2])
        if images and not _stand_together(one.named_at(images[0]), shown):
            yield StandingName(
                kind=appspec.kind,
                at=one.named_at(images[0]),
                environment=appspec.environment,
                old=appspec.old,
                name=one.hook,
                alone=default_tag(one.commands) is not None,
            )


def _stand_together(one: Location, other: Location) -> bool:
    near = abs((one.start_line or 0) - (other.end_line or 0)) < _NEAR
    return one.path == other.path and near


_NEAR = 4


def _of_root(root: Node, snippet: Snippet, hooked: list[_Hooked]) -> Iterator[HostRights]:
    """Hooks that start the application as the user who may do everything."""
    started = {one.line for one in hooked if any(_starts_as_it_is(one, command) for command in one.commands)}
    for item in (item for hook in _HOOKS for item in root.items("hooks", hook)):
        user = item.get("runas")
        if user is not None and item.text("runas") == "root" and item.line in started:
            yield HostRights(
                kind=snippet.kind,
                at=snippet.at(user.key_line, user.end),
                environment=snippet.environment,
                old=snippet.old,
                what="runas: root",
            )


_AS_SOMEBODY = regex(
    r"\b(?:sudo\s+(?:-\w+\s+){0,6}-\w*u|su\s|runuser|gosu|setpriv|setuidgid)\b|\bsu\s+-|--user\b|--uid\b"
)
"""A command that gives the rights up before it starts anything."""


def _starts_as_it_is(one: _Hooked, command: Command) -> bool:
    rows = one.snippet.rows[command.line - 1 : command.end_line] if one.snippet else ()
    return bool(application_in(command.text)) and not _AS_SOMEBODY.search(" ".join(rows))


def _stopped(hooked: list[_Hooked], appspec: Snippet) -> Iterator[ScriptFault]:
    """What one hook's script stops and a later one's starts again, shown at both hooks; none where one does both."""
    first = {one.snippet.path: one for one in reversed(hooked) if one.snippet}
    own = [one for one in hooked if one.snippet and first[one.snippet.path] is one]
    texts = [one.snippet.text.rstrip("\n") for one in own if one.snippet]
    parts = [_source(replace(appspec, text=text)) for text in texts]
    if len(own) < 2 or any(True for part in parts for _ in interruptions(part)):
        return
    joined = _source(replace(appspec, text="\n".join(texts), first_line=1))
    fault = next(interruptions(joined), None)
    if fault is None:
        return
    ends = list(accumulate(text.count("\n") + 1 for text in texts))
    stops = next(number for number, end in enumerate(ends) if fault.at.start_line <= end)
    starts = next((n for n, part in enumerate(parts) if n > stops and part.activations), stops)
    yield replace(fault, at=appspec.at(own[stops].line, own[starts].line))
    script, above = own[stops].snippet, ends[stops - 1] if stops else 0
    if script is not None:
        # What is to be changed stands there.
        yield replace(fault, at=script.at(fault.at.start_line - above, min(fault.at.end_line, ends[stops]) - above))


def _source(snippet: Snippet) -> Source:
    return Source(snippet, parse(snippet.text), hooked=True)


def _deleted(root: Node, snippet: Snippet, hooked: list[_Hooked]) -> Iterator[ScriptFault]:
    """The folder that the new revision goes to, emptied while the old one serves from it."""
    folders = {(item.text("destination") or "").rstrip("/") for item in root.items("files")} - {""}
    for one in hooked:
        for command in one.commands if one.hook in _BEFORE else ():
            words = {settled(word, one.variables).strip("\"'") for word in command.args if not word.startswith("-")}
            whole = {word.removesuffix("*").rstrip("/") for word in words} & folders
            deep = any(re.match(r"-\w*[rR]", arg) for arg in command.args)
            packed = any(_PACKAGE.search(word) and word.rpartition("/")[0] in folders for word in words)
            if command.name == "rm" and ((whole and deep) or packed):
                yield ScriptFault(
                    kind=snippet.kind,
                    at=one.at(command),
                    environment=snippet.environment,
                    old=snippet.old,
                    activity="deploy",
                    form="previous-release-deleted",
                    command=command.text[:160],
                )


_PACKAGE = regex(r"\.(?:jar|war|phar)$")
"""What the release consists of, whatever else lies beside it."""


def _deployment(root: Node, snippet: Snippet, hooked: list[_Hooked], *, asks: bool) -> Deployment:
    every = tuple(command for one in hooked for command in one.commands)
    variables = {name: value for one in hooked for name, value in one.variables.items()}
    identity = identity_of(every, variables) if every else None
    named = identity if identity not in ("none", None) else "none" if any(map(_takes_whatever, hooked)) else None
    # The bundle is that of one release, and its name lies in it.
    named = named or ("tag" if any(names_release(name) and is_brought(variables[name]) for name in variables) else None)
    unseen = any(one.hook == _VALIDATES and one.snippet is None for one in hooked)
    functions = {name for item in root.items("Hooks") for name in item.entries()}
    if functions.intersection(_ASKED_BY_FUNCTION):
        asks = True
    elif not asks and (unseen or root.has("Resources")):
        return _fact(root, snippet, named, hooked, asks=None)
    return _fact(root, snippet, named, hooked, asks=asks)


def _fact(
    root: Node, snippet: Snippet, identity: str | None, hooked: list[_Hooked], *, asks: bool | None
) -> Deployment:
    every = tuple(command for one in hooked for command in one.commands)
    images = (one.named_at(command) for one in hooked for command in one.commands if _names_image(command))
    fetched = (one.at(command) for one in hooked for command in _takes_whatever(one))
    place = next(fetched if identity == "none" else images, None) if identity else None
    seeming = None if asks is not False else next(filter(None, map(_seeming, hooked)), None)
    told = {"identity": place, "asks_health": seeming} | _scripts(hooked)
    if not (root.has("hooks") or root.has("Resources")):
        told["host"] = _started(hooked)  # all that is said here is where the files go
    return Deployment(
        places={name: at for name, at in told.items() if at},
        kind=snippet.kind,
        at=_described(root, snippet),
        environment=snippet.environment,
        old=snippet.old,
        method="codedeploy",
        name=snippet.name,
        identity=identity,
        carries_identity=carries_identity(every),
        asks_health=asks,
        starts=next(filter(None, map(activation, every)), None),
        rollback="automatic" if _switches_once_answered(hooked) else None,
    )


def _described(root: Node, snippet: Snippet) -> Location:
    """The hooks, and above them the files that are laid over what was there, as long as these stand near."""
    hooks = root.get("hooks") or root.get("Resources") or root
    files = root.get("files")
    near = files is not None and files.key_line < hooks.key_line and hooks.end - files.key_line < _SHOWN
    return snippet.at(files.key_line if files is not None and near else hooks.key_line, hooks.end)


_SHOWN = 30
"""Lines of one place, at most: who looks there shall see at a glance what is meant."""


def _started(hooked: list[_Hooked]) -> Location | None:
    """Where a script starts the application on its host."""
    starts = ((one, command) for one in hooked for command in one.commands if activation(command))
    return next((one.at(command) for one, command in starts), None)


def _scripts(hooked: list[_Hooked]) -> dict[str, Location | None]:
    """Each script that starts a database on the servers as a release arrives: it is visitors' and no developer's."""
    found = ((one, command) for one in hooked for command in one.commands if runs_database(command))
    return {f"script {one.snippet.path}": one.at(command) for one, command in found if one.snippet}


def _switches_once_answered(hooked: list[_Hooked]) -> bool:
    """Traffic goes to the new release only behind a question that may end the deployment."""
    answered = False
    for one in hooked:
        decided = (probe.command.order for probe in probes(one.commands, called=one.hook) if probe.decides)
        first = -1 if answered else next(decided, len(one.commands))
        if any(command.order > first and SWITCH.search(command.text) for command in one.commands):
            return True
        answered = answered or first < len(one.commands)
    return False


def _takes_whatever(one: _Hooked) -> list[Command]:
    """The commands of a hook that fetch what runs without saying which release of it."""
    unpacked = any(command.name in _UNPACKS for command in one.commands)
    taken = (command for command in one.commands if _TAKES_WHATEVER.match(command.text))
    pulled = (c for c in one.commands if one.pulls and _PULLS.match(c.text))
    whole = (c for c in taken if c.name == "git" or unpacked or _FOLDER.match(c.text))
    return [*(c for c in whole if not _NO_RELEASE.search(c.text)), *pulled]


def _seeming(one: _Hooked) -> Location | None:
    """Where a hook's script would have to ask the release how it is."""
    if one.snippet is None:
        return None
    source = _source(one.snippet)
    asked = tuple(probes(one.commands, called=one.hook))
    return seems_to_ask(asked, source) or (looks_only(source) if one.hook == _VALIDATES and not asked else None)


def _names_image(command: Command) -> bool:
    return bool(re.match(r"docker (?:container )?(?:run|pull)\b", command.text))


def _hooked(root: Node, snippet: Snippet, tree: Tree | None, named: Callable[[], dict[str, str]]) -> Iterator[_Hooked]:
    # One without a word of hooks is a part of what is deployed; the scripts beside it are called after the moments.
    own = {} if root.has("hooks") or not root.has("files") else named()
    for path, hook in sorted(own.items(), key=lambda one: _HOOKS.index(one[1])):
        yield _with_commands(hook, _script(path, snippet, tree), root.line)
    for hook in _HOOKS:
        for item in root.items("hooks", hook):
            location = (item.text("location") or "").strip()
            found = next(filter(None, (_script(path, snippet, tree) for path in _paths(location))), None)
            one = _with_commands(hook, found, item.line)
            yield one
            yield from _called(one, snippet, tree)


def _paths(location: str) -> Iterator[str]:
    """What a hook's script may be called in the repository: a whole path is that on the host, its end one of ours."""
    parts = [part for part in location.removeprefix("./").split("/") if part]
    ends = range(max(0, len(parts) - _DEEPEST), len(parts)) if location.startswith("/") else range(min(1, len(parts)))
    yield from ("/".join(parts[start:]) for start in ends)


def _called(one: _Hooked, appspec: Snippet, tree: Tree | None) -> Iterator[_Hooked]:
    """The scripts that a hook's script calls: they do their part of the hook's work."""
    for command in one.commands:
        words = [arg for arg in command.args if not arg.startswith("-")] if command.name in _CALLING else [command.name]
        path = words[0].strip("./ ") if words else ""
        if not path.endswith((".sh", ".bash")) or command.remote:
            continue
        tail = path.rpartition("/")[2]
        found = next(filter(None, (_script(name, appspec, tree) for name in (path, tail))), None)
        if found is not None and one.snippet is not None and found.path != one.snippet.path:
            yield _with_commands(one.hook, found, one.line)


def _with_commands(hook: str, found: Snippet | None, line: int) -> _Hooked:
    script = parse(found.text if found else "")
    # CodeDeploy hands a hook five words about the deployment and nothing of its caller's (AWS DevOps Blog, "Using
    # CodeDeploy Environment Variables", read 2026-11).
    loads = any(_LOADS.match(command.text) for command in script.commands)
    return _Hooked(hook, found, script.commands, line, script.variables if loads else left_alone(script.variables))


def _script(location: str, appspec: Snippet, tree: Tree | None) -> Snippet | None:
    """The script of a hook; its path counts from the folder of the appspec, or from the bundle's root."""
    if tree is None:
        return None
    folder = appspec.path.rpartition("/")[0]
    beside = f"{folder}/{location}" if folder else location
    candidates = chain((beside, location), (path for path in tree.paths if path.endswith(f"/{location}")))
    path = next((path for path in candidates if path in tree.known), None)
    text = tree.open_text(path) if path else None
    if path is None or not isinstance(text, str):
        return None
    return Snippet(path=path, text=text, kind=appspec.kind, environment=appspec.environment)


READER = Reader(name="appspec", serves=_SERVES, wants=_wants, read=_read, read_together=_read_together)
