"""Gathers every fact of a shell script; scripts of one repository are read together, for their clocks and hooks."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, partial
from types import MappingProxyType

from holdfast.model.evidence import GapReason
from holdfast.model.facts import DeveloperMode, Fact
from holdfast.model.pipelines import is_pipeline
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reader, Reading, Snippet, Tree
from holdfast.readers.repository.hooks_by_name import hooks_by_name
from holdfast.readers.repository.shell.access.firewall import firewall_facts
from holdfast.readers.repository.shell.access.forced import forced_facts
from holdfast.readers.repository.shell.access.published import published_facts
from holdfast.readers.repository.shell.access.reader import access_facts
from holdfast.readers.repository.shell.access.rights import rights_facts
from holdfast.readers.repository.shell.access.set_passwords import unchanged_passwords
from holdfast.readers.repository.shell.access.told_keys import told_keys
from holdfast.readers.repository.shell.access.unchecked import unchecked_hosts
from holdfast.readers.repository.shell.availability.mounted import mounted_files
from holdfast.readers.repository.shell.availability.own_clusters import own_clusters
from holdfast.readers.repository.shell.backup.backups import backup_facts
from holdfast.readers.repository.shell.capacity.sized import sized_facts
from holdfast.readers.repository.shell.capacity.swap import swap_facts
from holdfast.readers.repository.shell.certificates.caddy import caddy_facts
from holdfast.readers.repository.shell.certificates.certbot_installed import installed_certbot
from holdfast.readers.repository.shell.certificates.expiry import expiry_facts
from holdfast.readers.repository.shell.certificates.plain import plain_facts
from holdfast.readers.repository.shell.certificates.presented import presented
from holdfast.readers.repository.shell.certificates.said_addresses import said_addresses
from holdfast.readers.repository.shell.certificates.said_to_get import said_to_get, said_to_renew
from holdfast.readers.repository.shell.certificates.untrusted import untrusted_facts
from holdfast.readers.repository.shell.clock.cron import cron_facts
from holdfast.readers.repository.shell.clock.cron_lines import CronLine, cron_lines
from holdfast.readers.repository.shell.clock.run_there import CALLS, run_there
from holdfast.readers.repository.shell.clock.started import schedules_in
from holdfast.readers.repository.shell.clock.told_by_text import FOREIGN, told_by_text
from holdfast.readers.repository.shell.cloud.kept_for_good import kept_for_good
from holdfast.readers.repository.shell.cloud.reader import cloud_facts
from holdfast.readers.repository.shell.cloud.silenced import is_silenced
from holdfast.readers.repository.shell.configuration.blanks import blank_facts
from holdfast.readers.repository.shell.configuration.checked import refused_by_programs
from holdfast.readers.repository.shell.configuration.chosen import chosen_settings
from holdfast.readers.repository.shell.configuration.env_files import env_file_facts, given_facts
from holdfast.readers.repository.shell.configuration.fetched import fetched_settings
from holdfast.readers.repository.shell.configuration.found_nothing import found_nothing
from holdfast.readers.repository.shell.configuration.into_environment import into_environment
from holdfast.readers.repository.shell.configuration.left_open import default_facts, left_open_facts
from holdfast.readers.repository.shell.configuration.loaded import loaded_facts
from holdfast.readers.repository.shell.configuration.made_up import made_up_facts
from holdfast.readers.repository.shell.configuration.only_said import only_said
from holdfast.readers.repository.shell.configuration.own_store import own_store
from holdfast.readers.repository.shell.configuration.picked import picked_settings
from holdfast.readers.repository.shell.configuration.profiles import names_production, profile_facts
from holdfast.readers.repository.shell.configuration.required import required_facts
from holdfast.readers.repository.shell.configuration.secret_files import (
    account_facts,
    property_facts,
    secret_file_facts,
)
from holdfast.readers.repository.shell.configuration.written_settings import switches_written, written_settings
from holdfast.readers.repository.shell.cors.origins_given import origins_given
from holdfast.readers.repository.shell.documents import (
    handed_facts,
    scripts_written,
    written_backups,
    written_facts,
)
from holdfast.readers.repository.shell.faults.left_running import left_running
from holdfast.readers.repository.shell.faults.reader import fault_facts
from holdfast.readers.repository.shell.monitoring.idle_agents import idle_agents
from holdfast.readers.repository.shell.monitoring.looked_at import MEASURES, looked_at, looks
from holdfast.readers.repository.shell.monitoring.watched import watched
from holdfast.readers.repository.shell.releases.made_for_developers import development_servers
from holdfast.readers.repository.shell.releases.releases import release_facts
from holdfast.readers.repository.shell.releases.schema import schema_facts, told_schema_facts
from holdfast.readers.repository.shell.releases.switching import switch_facts
from holdfast.readers.repository.shell.releases.tasks import host_tasks, with_tasks
from holdfast.readers.repository.shell.rollback.ways import unanswered, with_missing_sources
from holdfast.readers.repository.shell.setup import setup_facts
from holdfast.readers.repository.shell.steps.at_hand import TextOf, nothing_at_hand, texts_in
from holdfast.readers.repository.shell.steps.source import ON_AGAIN, Source
from holdfast.readers.repository.shell.syntax.command import Command
from holdfast.readers.repository.shell.syntax.libraries import options_of
from holdfast.readers.repository.shell.syntax.parse import MAX_CHARACTERS, parse

SERVES = frozenset(
    (
        "access",
        "availability",
        "capacity",
        "certificates",
        "configuration",
        "cors",
        "backup",
        "health",
        "monitoring",
        "releases",
        "scaling",
        "cost",
    )
)
_SUFFIXES = (".sh", ".bash", ".zsh", ".ksh", ".command")
_NAMES_USERS = regex(r"cron\.d(?![\w-])|etc/crontab\b")
"""Crontabs of the whole system: each line names who runs it."""


def _installed_clocks(source: Source) -> Iterator[Fact]:
    """The crontab lines that a script installs: piped into `crontab`, or written below `/etc/cron*`."""
    as_user = any(command.name == "crontab" for command in source.commands)
    told = source.known_scripts | written_backups(source) if "cron" in source.snippet.text else frozenset()
    parts = cache(lambda: tuple(scripts_written(source)))
    texts = cache(lambda: {part.name: part.text for part in reversed(parts())})
    looking = cache(lambda: _looking(parts()))

    def text_of(name: str) -> str | None:
        """The text of a script that this one writes, or of another that is at hand."""
        return texts().get(name) or source.text_of(name)

    for command in source.commands:
        written = [source.script.expand(r.target) for r in command.redirects if r.operator in (">", ">>")]
        installs = "crontab" in command.feeds or any("cron" in target for target in written)
        installs = installs or ("tee" in command.feeds and "cron" in source.snippet.text)
        if not installs:
            continue
        system = any(map(_NAMES_USERS.search, (*written, source.snippet.text)))
        for text, row in _texts_of(command, source):
            for line in cron_lines(text, system=system):
                moved = replace(line, line=line.line + row - 1, starts=line.starts or as_user)
                yield from cron_facts(source.snippet, moved, known_scripts=told, text_of=text_of)
                yield from _written_to_look(looking(), moved)


def _looking(parts: Iterable[Snippet]) -> list[Source]:
    """The scripts that measure nothing: what they measure, they tell by themselves."""
    found = (Source(part, parse(part.text)) for part in parts)
    return [one for one in found if not any(command.name in MEASURES for command in one.commands)]


def _written_to_look(looking: Iterable[Source], line: CronLine) -> Iterator[Fact]:
    """What those of some written scripts ask that the clock starts by this line."""
    for one in looking:
        if one.snippet.name in line.command:
            yield from looks(replace(one, schedule=line.schedule))


def _texts_of(command: Command, source: Source) -> list[tuple[str, int]]:
    """What a command writes, and the line that each text begins on."""
    if command.document:
        return [(command.document.text, command.document.line)]
    return [(source.script.expand(arg), row) for arg, row in zip(command.args, command.arg_lines, strict=True)]


_DETECTORS: tuple[Callable[[Source], Iterator[Fact]], ...] = (
    access_facts,
    told_keys,
    unchecked_hosts,
    untrusted_facts,
    firewall_facts,
    plain_facts,
    presented,
    rights_facts,
    secret_file_facts,
    blank_facts,
    written_settings,
    switches_written,
    forced_facts,
    account_facts,
    property_facts,
    left_open_facts,
    default_facts,
    unchanged_passwords,
    loaded_facts,
    env_file_facts,
    given_facts,
    origins_given,
    setup_facts,
    installed_certbot,
    said_to_get,
    said_to_renew,
    said_addresses,
    caddy_facts,
    own_clusters,
    sized_facts,
    published_facts,
    swap_facts,
    mounted_files,
    expiry_facts,
    looked_at,
    idle_agents,
    watched,
    cloud_facts,
    kept_for_good,
    backup_facts,
    release_facts,
    fault_facts,
    required_facts,
    only_said,
    chosen_settings,
    profile_facts,
    development_servers,
    fetched_settings,
    into_environment,
    found_nothing,
    own_store,
    picked_settings,
    made_up_facts,
    schema_facts,
    told_schema_facts,
    switch_facts,
    left_running,
    written_facts,
    handed_facts,
    _installed_clocks,
)

_OF_A_RUN = frozenset(
    (release_facts, fault_facts, schema_facts, told_schema_facts, switch_facts, development_servers, left_running)
)
"""What tells of a script from its first command to its last."""


def wants(path: str) -> bool:
    """Whether a path is a shell script, by its ending."""
    name = path.rpartition("/")[2]
    if FOREIGN.search(path):
        return False
    return name.endswith(_SUFFIXES)


def facts_of(
    snippet: Snippet,
    *,
    errexit: bool = False,
    pipefail: bool = False,
    schedule: str | None = None,
    hooked: bool = False,
    known_scripts: frozenset[str] = frozenset(),
    tasks: Mapping[str, str] | None = None,
    piped: bool = False,
    sent: bool = False,
    libraries: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
    text_of: TextOf = nothing_at_hand,
) -> Iterator[Reading]:
    """Every fact of one script.

    Args:
        snippet: the script.
        errexit: `set -e` is in force at its start, as in a workflow's `run:`.
        pipefail: `set -o pipefail` is in force too, as under `shell: bash`.
        schedule: cron line of what starts it by the clock.
        hooked: something else runs it as a part of its own work (a CodeDeploy hook, a renewal hook).
        known_scripts: file names of the repository's scripts, whose facts are told by themselves.
        tasks: scripts of `package.json` that it may call, by name.
        piped: a pipeline runs it.
        sent: another script, or an action of a pipeline, has a host run it.
        libraries: what `set` is told in the scripts that it may take in, by their files' names.
        text_of: opens another script by its file's name.
    """
    script = parse(snippet.text, errexit=errexit, pipefail=pipefail, libraries=libraries)
    if snippet.given:
        given = {one.name: one.value for one in snippet.given}
        script = replace(script, variables={**given, **script.variables})
    by_hand = len(snippet.text) <= MAX_CHARACTERS  # a longer one was brought along, or made by a program
    if script.broken and by_hand and not snippet.heading and snippet.name.endswith(_SUFFIXES):
        yield snippet.gap(GapReason.MALFORMED, SERVES, script.broken, "not a shell script")
    if not script.commands:
        return
    source = Source(
        snippet,
        script,
        schedule=schedule,
        hooked=hooked,
        known_scripts=known_scripts,
        piped=piped,
        sent=sent,
        text_of=text_of,
    )
    # What its tasks say in themselves is told where they stand; how they follow each other, only here.
    whole = replace(source, script=with_tasks(script, tasks or {}))
    for detect in _DETECTORS:
        yield from detect(whole if detect in _OF_A_RUN else source)


def read(snippet: Snippet) -> Iterable[Reading]:
    """One script by itself; inside a workflow with the shell that GitHub gives it."""
    return facts_of(snippet, errexit=".github/" in snippet.path)


def read_together(tree: Tree, snippets: tuple[Snippet, ...]) -> Iterator[Reading]:
    """All scripts of a repository: what starts them by the clock, and which are parts of something else."""
    scripts = [*snippets, *told_by_text(tree)]
    clocks = schedules_in(tree, scripts)
    hooks = _hooks(tree)
    names = frozenset(snippet.name for snippet in scripts)
    called = _called_by_pipelines(tree)
    sent = run_there(tree, scripts)
    tasks = host_tasks(tree)
    libraries = options_of(scripts)
    at_hand = texts_in(tree)
    # Asked of all files, and so once, however many scripts start something for developers.
    produced = cache(partial(names_production, tree))
    heard_again = any(ON_AGAIN in snippet.text for snippet in scripts)
    for snippet in scripts:
        name = snippet.name
        hooked = any(hook.rpartition("/")[2] == name for hook in hooks) or "renewal-hooks" in snippet.path
        said = facts_of(
            snippet,
            schedule=clocks.get(name),
            hooked=hooked,
            known_scripts=names,
            tasks=tasks,
            piped=snippet.path in called,
            sent=name in sent,
            libraries=libraries,
            text_of=at_hand,
        )
        told = list(said)
        if any(isinstance(fact, DeveloperMode) for fact in told) and produced():
            # The same script serves whoever tries things out; production's profile comes from there.
            told = [fact for fact in told if not isinstance(fact, DeveloperMode)]
        told = [fact for fact in told if not (heard_again and is_silenced(fact))]
        yield from with_missing_sources(tree, snippet, told)
        yield from unanswered(tree, snippet)
        yield from refused_by_programs(tree, snippet)


def _called_by_pipelines(tree: Tree) -> frozenset[str]:
    """Paths of the scripts that a pipeline runs from the top of the repository, by their whole path."""
    found: set[str] = set()
    for path in tree.paths:
        text = tree.open_text(path) if is_pipeline(path) else None
        if isinstance(text, str):
            found.update(match["path"].removeprefix("./") for match in CALLS.finditer(text))
    return frozenset(found)


def _hooks(tree: Tree) -> frozenset[str]:
    """Paths of the scripts that CodeDeploy and Elastic Beanstalk run."""
    found: set[str] = set()
    bare = False
    for path in tree.paths:
        if re.search(r"(?:^|/)appspec\.ya?ml$", path):
            text = tree.open_text(path)
            if isinstance(text, str):
                named = re.findall(r"location:\s*['\"]?([\w./-]{1,200})", text)
                found.update(named)
                bare = bare or not (named or "hooks" in text)
        elif ".platform/hooks/" in path or ".platform/confighooks/" in path:
            found.add(path)
    found.update(hooks_by_name(tree) if bare else ())
    return frozenset(found | _called_by(tree, found))


def _called_by(tree: Tree, scripts: set[str]) -> set[str]:
    """The scripts that these call to have a part of their work done."""
    endings = {script.removeprefix("./").rpartition("/")[2] for script in scripts}
    found: set[str] = set()
    for path in tree.paths if endings else ():
        text = tree.open_text(path) if path.rpartition("/")[2] in endings else None
        if isinstance(text, str):
            found.update(match["path"].removeprefix("./") for match in CALLS.finditer(text))
    return found


READER = Reader(name="shell scripts", serves=SERVES, wants=wants, read=read, read_together=read_together, unasked=True)
"""Shell scripts, and shell inside workflows, guides and templates."""
