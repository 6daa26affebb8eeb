"""Deployments, ways back and health probes in scripts, and what destroys the release one could go back to."""

import re
from collections.abc import Iterator
from itertools import islice, pairwise

from holdfast.model.evidence import EvidenceKind, Location
from holdfast.model.facts import Deployment, Fact, ReleaseIdentity, Rollback, ScriptFault, StandingName
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.availability.database_starts import started_databases
from holdfast.readers.repository.shell.delivery.bundles import MAKES_VERSION, fixed_bundles
from holdfast.readers.repository.shell.delivery.carried import carries_identity, identity_commands
from holdfast.readers.repository.shell.delivery.moving_names import called_latest
from holdfast.readers.repository.shell.delivery.probed import probe_facts
from holdfast.readers.repository.shell.delivery.reader import Probe, identity_of, probes, waits, written_out
from holdfast.readers.repository.shell.delivery.seeming import SWITCH, seems_to_ask
from holdfast.readers.repository.shell.delivery.standing import (
    pulled_facts,
    pushed_facts,
    registered_facts,
    revision_facts,
    standing_facts,
    updater_facts,
)
from holdfast.readers.repository.shell.delivery.taken import taken, taken_otherwise
from holdfast.readers.repository.shell.delivery.to_host import written_host
from holdfast.readers.repository.shell.releases.interruptions import interruptions, renews_container
from holdfast.readers.repository.shell.releases.other_scripts import is_called_otherwise, is_for_something_else
from holdfast.readers.repository.shell.releases.renewed import renewed
from holdfast.readers.repository.shell.releases.scaled_down import scaled_down
from holdfast.readers.repository.shell.releases.sites import sites
from holdfast.readers.repository.shell.releases.tried_beside import tried_beside
from holdfast.readers.repository.shell.releases.unsupervised import takes_the_place
from holdfast.readers.repository.shell.rollback.called import CALLED_ROLLBACK
from holdfast.readers.repository.shell.rollback.chosen_releases import chosen
from holdfast.readers.repository.shell.rollback.gone_before import removed_before
from holdfast.readers.repository.shell.rollback.newest_file import newest_file
from holdfast.readers.repository.shell.rollback.only_lists import only_lists
from holdfast.readers.repository.shell.rollback.rebuilt import rebuilt
from holdfast.readers.repository.shell.rollback.returns import RETAGS, brings_back, returns
from holdfast.readers.repository.shell.rollback.trapped import passed_over
from holdfast.readers.repository.shell.steps.purposes import (
    MADE_ONCE,
    activation,
    is_build,
    is_fetch,
    is_strong,
    starts_bare,
    takes_newest,
)
from holdfast.readers.repository.shell.steps.release_names import sort_of_label
from holdfast.readers.repository.shell.steps.sent import BY_FTP, sends_release, sends_whole
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.steps.spoken import failing_marks
from holdfast.readers.repository.shell.syntax.command import Command
from holdfast.readers.repository.shell.syntax.defaults import default_tag

_DEPLOY_NAME = regex(
    r"(?i)deploy|release|rollout|rolling|publish|blue[-_]?green|zero[-_]?downtime|switch|cutover|배포|무중단|デプロイ"
    r"|^post-(?:receive|update)$"
)
"""Also what a repository on the host does with what is pushed to it."""
_PART_NAME = regex(
    r"^(?!.*(?:watch|monitor|alert|notif|cron|status|uptime|local|(?<![a-z])dev(?![a-z])))"
    r".*(?:health|validate|verify|switch|smoke|healthcheck)",
    re.IGNORECASE,
)
"""Steps of a deployment; what watches a product that runs, or tries it out on a developer's machine, is none."""
_TELLS_IMAGE = regex(r"\b\w{0,40}(?:image|(?<!s)tag|version|commit|release)\w{0,40}=", re.IGNORECASE)
_FIRST_START = regex(r"(?:^|_)(?:init|setup|install|bootstrap|provision|first)", re.IGNORECASE)
_STARTS_ONCE = regex(r"^(?:systemctl\b.* start|service \S+ start|pm2 start)\b")
_RESTARTS = regex(r"^(?:systemctl\b.* (?:restart|reload)|service \S+ (?:restart|reload)|pm2 (?:restart|reload))\b")
_ONE_OF_TWO = regex(r"(?i)[@$\d]|blue|green|canary|standby|next|new|inactive|idle")
_SETS_UP = regex(r"^(?:(?:ba)?sh )?\S*?(?<![a-z])(?:set-?up|init|install|bootstrap|provision)[\w-]*\.sh\b")
_NEAR = 20
"""Lines within which one place shows both where a release comes from and where it starts."""
_INFRASTRUCTURE = frozenset(("cdk", "terraform"))


def is_deploy_script(source: Source) -> bool:
    """A whole script that puts a release live on servers, and is no part of something else that does."""
    if source.embedded or source.instructed or source.hooked:
        return False
    name = source.snippet.name
    acts = source.activations
    if is_for_something_else(source) or not (acts or _only_sends(source)):
        return False
    if _DEPLOY_NAME.search(name):
        return True
    methods = {activation(command) or "" for command in acts}
    strong = any(is_strong(method) for method in methods) or any(command.remote for command in acts)
    # What a template has a machine start with runs once; what it fetches then is told as a name that stands.
    by_hand = source.schedule is None and source.snippet.kind is not EvidenceKind.DECLARED
    replaces = by_hand and takes_the_place(source)
    # A script that stays on the machine is there to be run again.
    renews = (by_hand or source.snippet.called) and renews_container(source)
    if strong or replaces or renews or not by_hand:
        return strong or replaces or bool(renews)
    return not acts or _brings_newest(source, acts) or _builds_anew(source)


PRODUCTION = regex(r"(?i)(?<![a-z])prod(?:uction)?(?![a-z])")


def _builds_anew(source: Source) -> bool:
    """The containers of production, by the name of their file, are built and started in place of the running ones."""

    def of_production(command: Command) -> bool:
        return any(PRODUCTION.search(source.script.expand(file)) for file in command.options("-f", "--file"))

    built = any((is_build(command) or command.has("--build")) and of_production(command) for command in source.commands)
    return built and any(activation(command) == "compose" and of_production(command) for command in source.activations)


def _brings_newest(source: Source, acts: tuple[Command, ...]) -> bool:
    """The newest release is brought before it goes live, be it in a function that calls the one which starts it."""
    if any(takes_newest(command) for command in source.commands[: acts[-1].order]):
        return True
    starting = {command.function for command in acts if command.function}
    for command in source.commands:
        behind = source.commands[command.order + 1 :] if command.function and takes_newest(command) else ()
        if any(other.name in starting for other in behind if other.function == command.function):
            return True
    return False


def is_named_after_releases(source: Source) -> bool:
    """Its name says that it deploys, whatever does so in the end."""
    return names_a_release(source.snippet.name)


def names_a_release(name: str) -> bool:
    """A script of that name deploys."""
    return _DEPLOY_NAME.search(name) is not None and not is_called_otherwise(name)


def _only_sends(source: Source) -> list[Command]:
    """What a script copies to a host, where nothing tells what starts it there.

    One that is not named after deployments has to send the whole of a program to where a server keeps what it serves.
    """
    if source.activations:
        return []
    if not _DEPLOY_NAME.search(source.snippet.name):
        return [one for one in source.commands if sends_whole(one, source.script)]
    return [one for one in source.commands if sends_release(one, source.script) or BY_FTP.match(one.text)]


def release_facts(source: Source) -> Iterator[Fact]:
    """What a script says about releases."""
    asked = list(probes(source.commands, source.script.variables, called=_step(source)))
    yield from probe_facts(asked, _asker(source), source)
    ways = list(_rollbacks(source))
    yield from ways
    for command, shown in identity_commands(source.commands, source.script.variables):
        sort = identity_of((command,), source.script.variables)
        known = sort if sort in ("commit", "tag", "timestamp", "number") else "commit"
        yield ReleaseIdentity(**source.common(command), shown_in=shown, source=known)
    acts = _acts(source)
    if acts:
        deployment = _deployment(source, acts, asked, ways)
        yield deployment
        if deployment.identity == "none" and not source.instructed:
            other = islice(taken_otherwise(source, acts[0]), 3)
            yield from (StandingName(**source.common(one), name=source.snippet.name, identity="none") for one in other)
    elif source.sets_up_host:
        yield from tuple(standing_facts(source)) or pushed_facts(source)
    elif source.whole and not source.embedded and not is_for_something_else(source):
        yield from pushed_facts(source)
        yield from pulled_facts(source) if is_named_after_releases(source) else ()
    if not (source.embedded or source.instructed or source.hooked or is_for_something_else(source)):
        yield from sites(source, named=is_named_after_releases(source))
    yield from registered_facts(source)
    yield from updater_facts(source)
    if not source.embedded or source.instructed:
        versioned = any(one.text.startswith(MAKES_VERSION) for one in source.commands)
        for upload in fixed_bundles(source.commands, source.script.variables):
            yield StandingName(**source.common(upload), name=source.snippet.name, identity="none", alone=versioned)
        yield from revision_facts(source)


def _step(source: Source) -> str:
    """The name of a pipeline's step, or of a script; what a guide's heading promises, its block need not be."""
    if source.instructed:
        return ""
    name = source.snippet.name
    return source.snippet.heading.rpartition(" / ")[2] or (name if name.endswith((".sh", ".bash")) else "")


def _asker(source: Source) -> str:
    if source.instructed:
        return "guide"
    step = not source.snippet.called and _PART_NAME.search(source.snippet.name)
    part = source.embedded or source.hooked or step or is_deploy_script(source)
    return "deploy" if part and not source.schedule else "monitor"


def _switches_after(probe: Probe, source: Source) -> bool:
    """Traffic goes to the new release only once it has answered; until then the old one serves."""
    later = source.commands[probe.command.order + 1 :]
    if not probe.decides or not any(SWITCH.search(command.text) for command in later):
        return False
    return not any(_is_replaced(command) for command in source.commands[: probe.command.order])


def _is_replaced(command: Command) -> bool:
    """What served starts anew in its own place, and is no other of two."""
    restarts = _RESTARTS.search(command.text) and not SWITCH.search(command.text)
    return bool(restarts) and not _ONE_OF_TWO.search(command.text)


def _acts(source: Source) -> list[Command]:
    """The commands by which a script, or a person who types them by a guide, puts the application live."""
    if source.instructed:
        found = [command for command in source.activations if _by_tool(command)]
        if CALLED_ROLLBACK.search(source.snippet.heading):
            return []
    elif is_deploy_script(source):
        if _only_goes_back(source):
            return []
        found = [command for command in source.activations if not in_way_back(command)] or list(source.activations)
        found = found or _only_sends(source)
    else:
        return []
    # The infrastructure on the way says less of the release than what starts the application; so does a first start.
    again = any(_RESTARTS.search(command.text) for command in found)
    return sorted(found, key=lambda command: _remoteness(command, again=again))


def _remoteness(command: Command, *, again: bool) -> tuple[bool, bool, bool]:
    """How far it is from being what each release starts; `again`: something restarts what runs already."""
    first = _in_first_start(command) or any(made.search(command.text) for made in (_SETS_UP, MADE_ONCE))
    first = first or (again and _STARTS_ONCE.search(command.text) is not None)
    stack = activation(command) in _INFRASTRUCTURE
    return (stack, first, stack and not _TELLS_IMAGE.search(command.text))


def _by_tool(command: Command) -> bool:
    """A deployment that can be nothing else, whatever stands around it: no first set-up, no part from elsewhere."""
    if command.text.startswith("aws cloudformation") and not _TELLS_IMAGE.search(command.text):
        return False  # a network, a registry: most stacks carry no application
    first = command.text.startswith("aws ecs create-service")
    return is_strong(activation(command) or "") and not first and not any("://" in arg for arg in command.args)


def _deployment(source: Source, acts: list[Command], asked: list[Probe], ways: list[Rollback]) -> Deployment:
    method = activation(acts[0]) or "other"
    if any((command.remote and command.remote != "ssm") or command.name in ("rsync", "scp") for command in acts):
        method = "ssh"
    turned = any(_switches_after(probe, source) for probe in asked) or tried_beside(asked, source.commands)
    automatic = turned or any(way.automatic and way.works for way in ways)
    identity = renewed(source.commands, identity_of(source.commands, source.script.variables))
    if identity == "tag" and not source.instructed and written_out(source.commands, source.script.variables):
        identity = "none"
    if identity == "none" and _writes_down(source):
        identity = "commit"
    if method in _INFRASTRUCTURE and identity == "none":
        identity = None  # it names what it builds by its contents
    # What has no name is whatever the branch holds at that moment.
    picked = taken(source, acts[0]) or newest_file(source, acts[0]) if identity == "none" else None
    brought = picked if identity == "none" else _named_by_the_clock(source, identity)
    brought = called_latest(source, _place(source, acts)) if identity == "latest" else brought
    brought = default_tag(source.commands) if identity is None else brought
    asks = any(probe.decides for probe in asked) or any(True for _ in waits(source.commands))
    host = written_host(source) if method == "ssh" else None
    seeming = None if asks or source.instructed else seems_to_ask(asked, source)
    return Deployment(
        **source.common(_place(source, acts)),
        places={
            **({"identity": source.place(brought)} if brought else {}),
            **({"asks_health": seeming} if seeming else {}),
            **({"host": source.place(host)} if host else {}),
            **({"fetched": source.place(brought)} if brought and _is_far(brought, acts[0]) else {}),
            **started_databases(source),
        },
        method=method,
        name=source.snippet.name,
        identity=identity,
        carries_identity=carries_identity(source.commands, source.script.variables),
        asks_health=asks,
        rollback="automatic" if automatic else ("procedure" if any(way.works for way in ways) else None),
        starts=activation(acts[0]) or starts_bare(c for c in source.commands if c.remote) if method == "ssh" else None,
    )


def _only_goes_back(source: Source) -> bool:
    """It has a service run whichever of its earlier descriptions it is handed, and makes nothing new."""
    handed = {command.order for command in chosen(source)}
    made = any(is_build(c) or is_fetch(c) or "register-task-definition" in c.args for c in source.commands)
    return bool(handed) and not made and source.activated <= handed


def _writes_down(source: Source) -> bool:
    """Whatever the branch held, the commit that came is noted in a file beside the earlier ones."""
    told = identity_commands(source.commands, source.script.variables)
    return any(shown == "file" and any(r.operator == ">>" for r in one.redirects) for one, shown in told)


def _named_by_the_clock(source: Source, identity: str | None) -> Command | None:
    """Where a release gets the time for its name; None where it is called otherwise, or on the spot."""
    if identity != "timestamp":
        return None
    kept = (command for command in source.commands if command.name == "=")
    return next((command for command in kept if sort_of_label(command.args[0]) == identity), None)


def _is_far(fetch: Command, start: Command) -> bool:
    """What takes the place of the last release stands apart from what starts it."""
    return is_fetch(fetch) and start.end_line - fetch.line >= _NEAR


def _place(source: Source, acts: list[Command]) -> Location:
    """From where the release is fetched to where it goes live, when these are near; else where it goes live."""
    before = [c for c in source.commands if (is_fetch(c) or is_build(c)) and c.order < acts[0].order]
    first = before[0] if before and acts[0].end_line - before[0].line < _NEAR else acts[0]
    return source.place(first, acts[0])


def _in_first_start(command: Command) -> bool:
    return bool(command.function and _FIRST_START.search(command.function))


def in_way_back(command: Command) -> bool:
    """It stands in a function that brings an earlier release back."""
    return bool(command.function and CALLED_ROLLBACK.search(command.function))


def _rollbacks(source: Source) -> Iterator[Rollback]:
    if not source.whole:
        return
    broken = {fault.at.start_line for fault in _broken_ways(source)}
    listing = filter(only_lists, source.commands)
    yield from (Rollback(**source.common(one), target="previous", works=False) for one in listing)
    if not (source.instructed or broken) and is_deploy_script(source):
        yield from (Rollback(**source.common(one), target="commit") for one in islice(chosen(source), 1))
    for way in returns(source.commands):
        at = source.place(way.first, way.last) if way.last.end_line - way.first.line < 20 else source.place(way.first)
        yield Rollback(**source.common(at), automatic=way.automatic, works=not broken, target=way.target)
    if CALLED_ROLLBACK.search(source.snippet.name) and not source.embedded:
        again = (c for c in source.commands if _deploys_again(c, source) or RETAGS.match(c.text))
        acts = source.activations or tuple(again)
        if acts:
            works = not broken and any(map(brings_back, source.commands))
            yield Rollback(**source.common(acts[0]), works=works, target="previous")


def _deploys_again(command: Command, source: Source) -> bool:
    """It hands the team's own script for deployments the release to deploy."""
    words = [word for word in (command.name, *command.args) if not word.startswith("-")]
    own = next((n for n, word in enumerate(words[:2]) if word.rpartition("/")[2] in source.known_scripts), None)
    return own is not None and bool(_DEPLOY_NAME.search(words[own])) and len(words) > own + 1


def release_faults(source: Source) -> Iterator[ScriptFault]:
    """The previous release destroyed or stopped too early, and ways back that cannot start."""
    yield from _broken_ways(source)
    if is_deploy_script(source) or source.run_by_others:
        yield from tuple(interruptions(source)) or scaled_down(source)
    elif not source.embedded and is_named_after_releases(source):
        yield from scaled_down(source)


def _broken_ways(source: Source) -> Iterator[ScriptFault]:
    yield from _unreachable(source)
    for first, last in passed_over(source) if source.whole else ():
        yield source.fault("rollback", "rollback-cannot-start", first, last)
    acts = source.activations if not source.embedded and CALLED_ROLLBACK.search(source.snippet.name) else ()
    blamed = (rebuilt(source) if any(map(brings_back, source.commands)) else acts[0]) if acts else None
    if blamed is not None:
        near = acts[-1].end_line - blamed.line < 20
        yield source.fault("rollback", "rollback-cannot-start", blamed, acts[-1] if near else None)
    for way in returns(source.commands):
        if not way.restores:
            near = way.last.end_line - way.first.line < 20
            yield source.fault("rollback", "rollback-cannot-start", way.first, way.last if near else None)
        for gone in removed_before(way.first, way.last, source):
            yield source.fault("rollback", "rollback-cannot-start", gone)


_BRINGS_BACK = regex(r"(?i)roll[-_]?back|revert|previous|\bold|backup|\.bak\b|restor")
_BRINGS_NOTHING = frozenset(("=", "rm"))


def _unreachable(source: Source) -> Iterator[ScriptFault]:
    """`set -e`, a command, then `if [ $? … ]; then rollback`: the script has ended before it asks."""
    for asked, test in pairwise(source.commands):
        if test.name != "[" or not any("$?" in arg for arg in test.args) or not _ends(asked):
            continue
        behind = source.commands[test.order : test.order + 30]
        marks = failing_marks(asked, behind)
        back = [c for c in behind if not marks.isdisjoint(c.branch) and _BRINGS_BACK.search(c.text)]
        back = [c for c in back if c.name not in source.says and c.name not in _BRINGS_NOTHING]
        if back:
            yield source.fault("rollback", "rollback-cannot-start", asked, back[-1])


def _ends(command: Command) -> bool:
    safe = command.condition or command.negated or command.fallback or command.background
    return command.errexit and not safe and not command.remote and command.name not in ("[", "set", "=")
