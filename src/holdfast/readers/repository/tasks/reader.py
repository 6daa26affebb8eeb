"""Reads recipes of Makefiles and justfiles, and scripts of package.json: shell that is run by name."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, lru_cache, partial

from holdfast.model.environments import environment_of
from holdfast.model.evidence import Gap, GapReason, Location
from holdfast.model.facts import Deployment, Fact, HealthProbe, ReleaseIdentity, Rollback
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reader, Reading, Snippet, Tree
from holdfast.readers.repository.shell import Script, facts_of, parse
from holdfast.readers.repository.shell.access.package_starts import start_faults, start_secrets
from holdfast.readers.repository.shell.clock.started import clocks_of
from holdfast.readers.repository.shell.delivery.carried import carries_identity
from holdfast.readers.repository.shell.delivery.reader import identity_of, probes, waits
from holdfast.readers.repository.shell.delivery.standing import pushed_facts
from holdfast.readers.repository.shell.delivery.taken import taken
from holdfast.readers.repository.shell.delivery.to_host import is_address
from holdfast.readers.repository.shell.releases.interruptions import interruptions
from holdfast.readers.repository.shell.releases.replaced_there import replaces_there
from holdfast.readers.repository.shell.rollback.returns import brings_back, returns
from holdfast.readers.repository.shell.steps.purposes import MAKES_IMAGE, activation, takes_newest
from holdfast.readers.repository.shell.steps.release_names import sort_of_label
from holdfast.readers.repository.shell.steps.sent import is_started_there, own_starts, sends_release, sends_whole
from holdfast.readers.repository.shell.steps.serving import stays
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command
from holdfast.readers.repository.tasks import go_task
from holdfast.readers.repository.tasks.just import as_makefile
from holdfast.readers.repository.tasks.make_variables import variable_facts
from holdfast.readers.repository.tasks.recipes import DEPLOYS, PRODUCTION, VARIABLE, Recipe, needed, recipes_of
from holdfast.readers.repository.tasks.script_tables import tables
from holdfast.readers.repository.text.command_files import is_justfile, is_recipes, is_table, is_taskfile
from holdfast.readers.repository.text.json_nodes import parse_json
from holdfast.readers.repository.text.nodes import NodeError

_SERVES = frozenset(("access", "backup", "certificates", "configuration", "health", "releases"))
_OTHER_STAGE = regex(r"--(?:stage|env|environment)[ =](?:dev|development|test|local|sandbox)\b", re.IGNORECASE)
"""It says itself that it is for no customers."""
_LOCAL = regex(
    r"local|(?<![a-z])dev(?![a-z])|test|contract|docs|storybook|gh-pages|chromatic|npm|package", re.IGNORECASE
)
_OTHER = regex(r"(?i)local|(?<![a-z])dev(?![a-z])|test|base|cache")
"""What is pushed for developers, or for what builds the product."""
_AWAY = regex(r"s3://|@|:")
_KEEPS = regex(r"^docker push\b|^docker(?:-compose| compose)\b.* push\b")
_ON_A_SERVER = regex(r"(?i)(?:^|[_.-])(?:prod(?:uction)?|live|server|remote|ec2)(?:$|[_.-])")
_COPIES = regex(r"(?i)dump|backup|snapshot|백업|バックアップ")
_ACTS = regex(r"aws|ssh|rsync|scp|docker|pm2|eb |sls|serverless|cdk|sam |pg_dump|mysqldump|migrat")
"""What of a manifest's commands reaches further than the program itself."""
_DEEPEST = 4
_PUTS_LIVE = regex(r"^aws s3 (?:sync|cp)\b|^(?:rsync|scp)\b")
_Clocks = Callable[[], Mapping[str, str]]
"""The clocks of the repository, looked for once somebody asks."""


def _read(snippet: Snippet, clocks: _Clocks = dict) -> Iterable[Reading]:
    if is_table(snippet.path):
        return _table(snippet, clocks)
    if snippet.name.endswith(".json"):
        return _package(snippet, clocks)
    if is_justfile(snippet.path):
        return _makefile(replace(snippet, text=as_makefile(snippet.text)), clocks)
    if is_taskfile(snippet.path):
        return _makefile(replace(snippet, text=go_task.as_makefile(snippet.text)), clocks)
    return _makefile(snippet, clocks)


def _read_together(tree: Tree, snippets: tuple[Snippet, ...]) -> Iterator[Reading]:
    clocks = cache(partial(clocks_of, tree))
    for snippet in snippets:
        yield from _read(snippet, clocks)
        _parsed.cache_clear()


@lru_cache(maxsize=2_000)
def _parsed(text: str) -> Script:
    """The script of a recipe: it is asked for again with every other recipe that needs, calls or follows it."""
    return parse(text, errexit=True)


def _makefile(snippet: Snippet, clocks: _Clocks) -> Iterator[Reading]:
    by_name, _ = recipes_of(snippet.text)
    steps = {by_name[name].start for one in _deploying(by_name) for c in _told(one) for name in _called(c, by_name)}
    for recipe in {recipe.start: recipe for recipe in by_name.values()}.values():
        facts = _recipe_facts(snippet, recipe, clocks, needed(recipe, by_name))
        part = recipe.start in steps and not DEPLOYS.search(recipe.name)
        yield from (fact for fact in facts if not (part and isinstance(fact, Deployment)))
    yield from _runs(snippet, by_name)
    yield from _sent(snippet, by_name)
    yield from variable_facts(snippet, _released(by_name))


def _released(by_name: Mapping[str, Recipe]) -> str:
    """What the recipes run that by their names put a release live."""
    return "\n".join(one.text for one in _deploying(by_name))


def _deploying(by_name: Mapping[str, Recipe]) -> Iterator[Recipe]:
    named = (one for one in by_name.values() if DEPLOYS.search(one.name) and not _LOCAL.search(one.name))
    return (one for one in named if not _OTHER_STAGE.search(one.text))


def _package(snippet: Snippet, clocks: _Clocks) -> Iterator[Reading]:
    if '"scripts"' not in snippet.text:
        return
    try:
        root = parse_json(snippet.text)
    except NodeError as error:
        yield snippet.gap(GapReason.MALFORMED, _SERVES, error.line, error.detail)
        return
    yield from start_faults(snippet, root.child("scripts").entries())
    yield from start_secrets(snippet, root.child("scripts").entries())
    recipes = [
        Recipe(name, node.value, node.line, node.line)
        for name, node in root.child("scripts").entries().items()
        if isinstance(node.value, str) and _ACTS.search(node.value)
    ]
    for recipe in recipes:
        yield from _recipe_facts(snippet, recipe, clocks)
    yield from _sent(snippet, {recipe.name: recipe for recipe in recipes})


def _table(snippet: Snippet, clocks: _Clocks) -> Iterator[Reading]:
    for recipe in tables(snippet):
        if _ACTS.search(recipe.text):
            yield from _recipe_facts(snippet, recipe, clocks)


def _recipe_facts(
    snippet: Snippet, recipe: Recipe, clocks: _Clocks, before: tuple[Recipe, ...] = ()
) -> Iterator[Reading]:
    if not recipe.text:
        composed = _composed(snippet, recipe, before)
        yield from (composed,) if composed else ()
        return
    part = _part(snippet, recipe)
    for fact in facts_of(part, errexit=True, schedule=_clock(snippet, recipe, clocks)):
        if isinstance(fact, Gap) or (
            isinstance(fact, (HealthProbe, ReleaseIdentity)) and not DEPLOYS.search(recipe.name)
        ):
            continue
        yield fact
    script = _parsed(recipe.text)
    deployment = _deployment(part, recipe, snippet, script, before)
    if deployment is not None:
        yield deployment
    elif not _OTHER.search(recipe.name):
        held = {**recipe.held, **script.variables}
        yield from pushed_facts(Source(part, replace(script, variables=held)))
    yield from _way_back(part, recipe, script)


def _clock(snippet: Snippet, recipe: Recipe, clocks: _Clocks) -> str | None:
    """The clock by which a recipe that copies data is started; none is looked for otherwise."""
    if not _COPIES.search(recipe.text):
        return None
    runner = "npm" if snippet.name.endswith(".json") else "just" if is_justfile(snippet.path) else "make"
    return next((clock for name in recipe.name.split() if (clock := clocks().get(f"{runner} {name}"))), None)


def _part(snippet: Snippet, recipe: Recipe) -> Snippet:
    named = environment_of(recipe.name)
    return snippet.part(recipe.text, recipe.line, environment=named or "", heading=f"recipe {recipe.name}")


def _composed(snippet: Snippet, recipe: Recipe, before: tuple[Recipe, ...]) -> Deployment | None:
    """A deployment that is nothing but others' work in its order: told at the last one that puts something live."""
    if any(one.text and DEPLOYS.search(one.name) for one in before):
        return None
    acting = (one for one in reversed(before) if any(map(_is_live, _parsed(one.text).commands)))
    last = next(acting, None) if DEPLOYS.search(recipe.name) else None
    if last is None:
        return None
    others = tuple(one for one in before if one is not last)
    part = replace(_part(snippet, last), environment=environment_of(recipe.name) or snippet.environment)
    return _deployment(part, replace(last, name=recipe.name), snippet, _parsed(last.text), others)


_BACK = regex(r"(?i)(?:^|[:_-])roll[-_]?back(?![a-z])")
_HANDS_OVER = regex(
    r"^(?:ansible-playbook\b.*(?:\s-e\s?|--extra-vars|rollback)|fab \S*rollback|envoy run \S*rollback"
    r"|gh workflow run\b.*\s-f\s)"
)
"""A tool that is told which release it shall bring, or that this is the way back."""
_OF_SCHEMA = regex(r"(?i)migrat|schema|knex|sequelize|typeorm|prisma|alembic|(?<![a-z])(?:db|database)(?![a-z])")


def _way_back(part: Snippet, recipe: Recipe, script: Script) -> Iterator[Rollback]:
    """A recipe that is called so, and starts an earlier release; what it does to a schema is another matter."""
    if not _BACK.search(recipe.name) or _OF_SCHEMA.search(f"{recipe.name} {recipe.text}"):
        return
    acts = [command for command in script.commands if activation(command)]
    handed = [command for command in script.commands if _HANDS_OVER.match(command.text)]
    if acts or handed:
        acts = acts or handed[-1:]
        yield Rollback(
            kind=part.kind,
            at=part.at(acts[0].line, acts[0].end_line),
            environment=part.environment,
            old=part.old,
            works=bool(handed) or any(map(brings_back, script.commands)),
            target="previous",
        )


def _deployment(
    part: Snippet,
    recipe: Recipe,
    snippet: Snippet,
    script: Script,
    before: tuple[Recipe, ...] = (),
    *,
    known: bool = False,
) -> Deployment | None:
    """What it puts live where it is called after that, or is `known` for it by what it does."""
    named = known or DEPLOYS.search(recipe.name) or any(PRODUCTION.search(command.text) for command in script.commands)
    named = named or replaces_there(script.commands)
    if not named or _LOCAL.search(recipe.name) or "rollback" in recipe.name or _OTHER_STAGE.search(recipe.text):
        return None
    acts = [command for command in script.commands if activation(command)]
    acts = acts or [command for command in own_starts(script, deploys=True) if stays(command, script)]
    live = acts or list(filter(_is_live, script.commands))
    if not live:
        return None
    method = activation(live[0]) or ("static" if live[0].name == "aws" else "ssh")
    ways = [way for way in returns(script.commands) if way.restores]
    parts = [_told(one) for one in before]
    earlier = [command for commands in parts for command in commands]
    identity = identity_of((*earlier, *script.commands), {**recipe.held, **script.variables})
    brought = taken(Source(part, script), live[0])
    # What is made on the spot of whatever a branch holds is called the latest without being kept anywhere.
    pulls = any(map(takes_newest, script.commands)) and not any(map(_KEEPS.match, (c.text for c in script.commands)))
    nameless = identity == "none" or (identity == "latest" and pulls)
    sent = [command for command in earlier if _is_live(command) and not activation(command)]
    making = ([command for command in commands if MAKES_IMAGE.match(command.text)] for commands in reversed(parts))
    made = next(filter(None, making), [])
    drawn = next(filter(takes_newest, earlier), None) if identity in ("none", "latest") else None
    return Deployment(
        kind=snippet.kind,
        at=part.at(live[0].line, live[0].end_line),
        environment=part.environment,
        old=snippet.old,
        places={
            **({"identity": snippet.at(sent[0].line, sent[0].end_line)} if sent and identity == "none" else {}),
            **({"identity": part.at(brought.line, brought.end_line)} if brought and nameless else {}),
            **({"identity": snippet.at(made[0].line, made[-1].end_line)} if made and identity == "latest" else {}),
            **({"held": snippet.at(drawn.line, drawn.end_line)} if drawn else {}),
            **(_timed(snippet, recipe, (*earlier, *script.commands)) if identity == "timestamp" else {}),
            **_host(snippet, live[0]),
        },
        method="ssh" if live[0].remote else method,
        name=recipe.name,
        identity=identity,
        carries_identity=carries_identity((*earlier, *script.commands)),
        asks_health=any(probe.decides for probe in probes(script.commands)) or any(waits(script.commands)),
        rollback="automatic" if any(way.automatic for way in ways) else ("procedure" if ways else None),
    )


def _timed(snippet: Snippet, recipe: Recipe, commands: tuple[Command, ...]) -> dict[str, Location]:
    """The row of the variable by which the recipe names its release after the time: the name is mended there."""
    used = {name for command in commands for name in _HELD.findall(command.text)} & recipe.held.keys()
    timed = {name for name in used if sort_of_label(recipe.held[name]) == "timestamp"}
    rows = enumerate(snippet.rows, start=1)
    told = (number for number, row in rows if (match := VARIABLE.match(row[:1_000])) and match["name"] in timed)
    number = next(told, None)
    return {"identity": snippet.at(number)} if number else {}


_HELD = regex(r"\$\{?(\w+)")
_WORD = regex(r"[\w.-]+")


def _host(snippet: Snippet, live: Command) -> dict[str, Location]:
    """The row that holds the address of the one host which a command speaks to, where a variable of the file has it."""
    if not live.remote and live.name not in ("rsync", "scp"):
        return {}
    addresses = _addresses(snippet.text)
    rows = [addresses[word] for word in _WORD.findall(f"{live.remote} {live.text}") if word in addresses]
    return {"host": snippet.at(min(rows))} if rows else {}


@lru_cache(maxsize=1)
def _addresses(text: str) -> dict[str, int]:
    """The addresses that variables of a file hold, each with its first row."""
    found: dict[str, int] = {}
    for number, row in enumerate(text.splitlines(), start=1):
        match = VARIABLE.match(row[:1_000]) if "=" in row else None
        value = match["value"].strip() if match else ""
        if is_address(value):
            found.setdefault(value, number)
    return found


def _is_live(command: Command) -> bool:
    return activation(command) is not None or bool(_PUTS_LIVE.match(command.text) and _AWAY.search(command.text))


def _runs(snippet: Snippet, by_name: Mapping[str, Recipe]) -> Iterator[Fact]:
    """Releases that a recipe leaves to others by calling `make` again, here or on a host: one run from end to end."""
    calling = {one.start: one for one in by_name.values() if any(_called(c, by_name) for c in _told(one))}
    found: dict[str, Deployment] = {}
    for recipe in calling.values():
        commands = tuple(replace(one, order=n) for n, one in enumerate(_run(recipe, by_name, ())))
        script = Script(commands, dict(recipe.held))
        named = DEPLOYS.search(recipe.name) or (any(map(takes_newest, commands)) and _is_served(recipe, commands))
        told_apart = any(DEPLOYS.search(word) for one in _told(recipe) for word in _called(one, by_name))
        if not named or told_apart:
            continue
        part = replace(snippet, heading=f"recipe {recipe.name}")
        deployment = _deployment(part, recipe, snippet, script, known=True)
        # A recipe that only has a host run another one is that one.
        if deployment is not None and str(deployment.at) not in found:
            found[str(deployment.at)] = deployment
            yield _at_its_calls(deployment, recipe, snippet, by_name)
            yield from interruptions(Source(part, script))


def _at_its_calls(
    deployment: Deployment, recipe: Recipe, snippet: Snippet, by_name: Mapping[str, Recipe]
) -> Deployment:
    """The deployment at the calls of the recipe that is named for it, where several others do all the work.

    Of a single one it is no more than another name.
    """
    calls = [one for one in _told(recipe) if _called(one, by_name)]
    within = recipe.line <= (deployment.at.start_line or 0) < recipe.line + len(recipe.text.splitlines())
    if within or len(calls) < 2 or not DEPLOYS.search(recipe.name):
        return deployment
    return replace(deployment, at=snippet.at(calls[0].line, calls[-1].end_line))


def _sent(snippet: Snippet, by_name: Mapping[str, Recipe]) -> Iterator[Fact]:
    """Releases that recipes of any other name send to a host, where it is told to start them or serves what lies there.

    What a recipe for deployments has done on its way is told with that.
    """
    named = [one for one in by_name.values() if DEPLOYS.search(one.name)]
    apart = {need.start for one in named for need in (one, *needed(one, by_name))}
    apart |= {by_name[name].start for one in named for c in _told(one) for name in _called(c, by_name)}
    every = {one.start: one for one in by_name.values()}
    scripts = {start: _parsed(one.text) for start, one in every.items()}
    sends = {start: [c for c in script.commands if sends_release(c, script)] for start, script in scripts.items()}
    senders = [every[start] for start, sending in sends.items() if sending and start not in apart]
    for recipe in senders[:_MOST_SENDERS]:
        script, sending = scripts[recipe.start], sends[recipe.start]
        others = (command for one in every.values() if one is not recipe for command in scripts[one.start].commands)
        commands = tuple(replace(one, order=n) for n, one in enumerate((*script.commands, *others)))
        live = is_started_there(replace(script, commands=commands)) or any(sends_whole(c, script) for c in sending)
        deployment = _deployment(_part(snippet, recipe), recipe, snippet, script, known=True) if live else None
        if deployment is not None:
            yield deployment


_MOST_SENDERS = 20
"""Recipes told apart: each is compared with what all the others run."""


def _is_served(recipe: Recipe, commands: tuple[Command, ...]) -> bool:
    """What it brings up to date runs on a server, by its name or by what it does, and not on a developer's machine."""
    there = any(command.remote or PRODUCTION.search(command.text) for command in commands)
    return there or _ON_A_SERVER.search(recipe.name) is not None


def _run(recipe: Recipe, by_name: Mapping[str, Recipe], above: tuple[str, ...]) -> Iterator[Command]:
    """The commands of a recipe and of those that it needs or calls, in the order in which they run."""
    for need in recipe.needs:
        if need in by_name and need not in above:
            yield from _run(by_name[need], by_name, (*above, recipe.name))
    for command in _told(recipe):
        called = [name for name in _called(command, by_name) if name not in above] if len(above) < _DEEPEST else []
        for name in called:
            within = _run(by_name[name], by_name, (*above, recipe.name))
            yield from (replace(one, remote=one.remote or command.remote) for one in within)
        if not called:
            yield command


def _called(command: Command, by_name: Mapping[str, Recipe]) -> list[str]:
    """The names of the recipes that a line hands over to."""
    return [word for word in command.args if word in by_name] if command.name == "make" else []


def _told(recipe: Recipe) -> list[Command]:
    """The commands of a recipe with their rows in the file."""
    above = recipe.line - 1
    commands = _parsed(recipe.text).commands
    return [replace(one, line=one.line + above, end_line=one.end_line + above) for one in commands]


READER = Reader(name="tasks", serves=_SERVES, wants=is_recipes, read=_read, read_together=_read_together)
"""Recipes of Makefiles, scripts of package.json."""
