"""Reads recipes of Makefiles and justfiles, and scripts of package.json: shell that is run by name."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field, replace

from holdfast.model.environments import environment_of
from holdfast.model.evidence import Gap, GapReason
from holdfast.model.facts import Deployment, Fact, HealthProbe, ReleaseIdentity, Rollback, ScriptFault
from holdfast.model.record import record
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reader, Reading, Snippet
from holdfast.readers.repository.json_nodes import parse_json
from holdfast.readers.repository.just import as_makefile, is_justfile
from holdfast.readers.repository.nodes import NodeError
from holdfast.readers.repository.shell import Script, facts_of, parse
from holdfast.readers.repository.shell.carried import carries_identity
from holdfast.readers.repository.shell.command import Command
from holdfast.readers.repository.shell.delivery import identity_of, probes, waits
from holdfast.readers.repository.shell.releases import taken
from holdfast.readers.repository.shell.returns import brings_back, returns
from holdfast.readers.repository.shell.source import Source
from holdfast.readers.repository.shell.standing import pushed_facts
from holdfast.readers.repository.shell.steps import MAKES_IMAGE, activation

_SERVES = frozenset(("access", "backup", "certificates", "health", "releases"))
_TARGET = regex(r"^(?P<names>[\w./%$() -]{1,200}?)\s*::?(?!=)(?P<needs>[^=\n]*)$")
_OTHER_STAGE = regex(r"--(?:stage|env|environment)[ =](?:dev|development|test|local|sandbox)\b", re.IGNORECASE)
"""It says itself that it is for no customers."""
_CLOCK_VARIABLE = regex(r"^(?P<name>[\w-]+)\s*=\s*.*\$\(shell\s+date\b[^)\n]*%[HMSs]")
_DEPLOYS = regex(r"deploy|release|publish|rollout|ship|배포", re.IGNORECASE)
_PRODUCTION = regex(r"\bcompose\b.* (?:-f|--file|--env-file)[ =]\S*prod\S* .*\bup\b.*(?: -\w*d\b| --detach)")
"""A recipe of any name starts what is for production."""
_LOCAL = regex(
    r"local|(?<![a-z])dev(?![a-z])|test|contract|docs|storybook|gh-pages|chromatic|npm|package", re.IGNORECASE
)
_OTHER = regex(r"(?i)local|(?<![a-z])dev(?![a-z])|test|base|cache")
"""What is pushed for developers, or for what builds the product."""
_VARIABLE = regex(r"^(?:export\s+)?(?P<name>[A-Za-z_]\w*)\s*[:?]{0,2}=\s*(?P<value>[^\n]{1,300})$")
_REFERENCE = regex(r"\$\(([A-Za-z_]\w*)\)")
_SHELL = regex(r"\$\(shell\s+([^()\n]{1,200})\)")
_PUTS_LIVE = regex(r"^aws s3 (?:sync|cp)\b|^(?:rsync|scp)\b")


@record(frozen=True, slots=True)
class Recipe:
    """A named piece of shell: `line` is that of its first line in the file, `start` that of its name.

    `needs`: names of the recipes that run before it; `held`: what variables of its file hold.
    """

    name: str
    text: str
    line: int
    start: int
    needs: tuple[str, ...] = ()
    held: Mapping[str, str] = field(default_factory=dict)


def _wants(path: str) -> bool:
    name = path.rpartition("/")[2]
    return name in ("package.json", "Makefile", "makefile", "GNUmakefile") or name.endswith(".mk") or is_justfile(path)


def _read(snippet: Snippet) -> Iterable[Reading]:
    if snippet.name.endswith(".json"):
        return _package(snippet)
    return _makefile(replace(snippet, text=as_makefile(snippet.text)) if is_justfile(snippet.path) else snippet)


def recipes_of(text: str) -> tuple[dict[str, Recipe], dict[str, str]]:
    """The recipes of a Makefile by their names, and what its variables hold."""
    rows = text.splitlines()
    held = dict(_variables(rows))
    recipes = [replace(recipe, text=_as_shell(recipe.text, held), held=held) for recipe in _recipes(rows)]
    # What a name needs may be said once more, apart from what it does.
    recipes.sort(key=lambda recipe: bool(recipe.text))
    return {name: recipe for recipe in recipes for name in recipe.name.split()}, held


def scripts_of(text: str) -> dict[str, str]:
    """The scripts of a `package.json` by their names; none where it is malformed."""
    try:
        entries = parse_json(text).child("scripts").entries()
    except NodeError:
        return {}
    return {name: node.value for name, node in entries.items() if isinstance(node.value, str)}


def needed(recipe: Recipe, by_name: Mapping[str, Recipe]) -> tuple[Recipe, ...]:
    """The recipes that run before one, in their order: what it needs, and what they need in their turn."""
    found: dict[str, Recipe] = {}
    waiting = [(name, False) for name in reversed(recipe.needs)]
    seen = {recipe.name}
    while waiting:
        name, ready = waiting.pop()
        if ready:
            found[name] = by_name[name]
        elif name in by_name and name not in seen:
            seen.add(name)
            waiting += [(name, True), *((need, False) for need in reversed(by_name[name].needs))]
    return tuple(found.values())


def _makefile(snippet: Snippet) -> Iterator[Reading]:
    by_name, _ = recipes_of(snippet.text)
    for recipe in {recipe.start: recipe for recipe in by_name.values()}.values():
        yield from _recipe_facts(snippet, recipe, needed(recipe, by_name))
    yield from _clock_variables(snippet)


def _variables(rows: list[str]) -> Iterator[tuple[str, str]]:
    """The variables of a Makefile, each with what it holds as a shell writes it."""
    for row in rows:
        match = _VARIABLE.match(row[:1_000])
        if match:
            value = _SHELL.sub(r"$(\1)", match["value"].strip())
            yield match["name"], _REFERENCE.sub(r"${\1}", value) if "$(shell" not in match["value"] else value


def _as_shell(text: str, held: Mapping[str, str]) -> str:
    """A recipe with references to the file's variables, and doubled dollars, as a shell writes them."""

    def shown(match: re.Match[str]) -> str:
        return f"${{{match[1]}}}" if match[1] in held else match[0]

    return _REFERENCE.sub(shown, text).replace("$$", "$")


def _recipes(rows: list[str]) -> Iterator[Recipe]:
    name, start, first, lines = "", 0, 0, list[str]()
    needs: tuple[str, ...] = ()
    for number, row in enumerate(rows, start=1):
        if row.startswith("\t") and name:
            if not lines:
                first = number
            lines += [""] * (number - first - len(lines))
            # make runs each line in a shell of its own and stops at the first that fails, unless it begins with `-`.
            bare = row[1:].lstrip("@+ ")
            lines.append(f"{bare[1:]} || true" if bare.startswith("-") and not bare.endswith("\\") else bare)
            continue
        match = _TARGET.match(row[:1_000])
        if match or (row and not row.startswith(("#", " ", "\t"))):
            if lines or needs:
                yield Recipe(name, "\n".join(lines), first if lines else start, start, needs)
            name, start, lines = (match["names"].strip() if match else ""), number, []
            # Names that begin with a dot are make's own; what stands behind `;` or `#` is needed by nothing.
            told = match["needs"] if match and not name.startswith(".") else ""
            needs = tuple(re.split(r"[;#]", told, maxsplit=1)[0].split())
    if lines or needs:
        yield Recipe(name, "\n".join(lines), first if lines else start, start, needs)


def _package(snippet: Snippet) -> Iterator[Reading]:
    if '"scripts"' not in snippet.text:
        return
    try:
        root = parse_json(snippet.text)
    except NodeError as error:
        yield snippet.gap(GapReason.MALFORMED, _SERVES, error.line, error.detail)
        return
    for name, node in root.child("scripts").entries().items():
        if isinstance(node.value, str) and re.search(
            r"aws|ssh|rsync|scp|docker|pm2|eb |sls|serverless|cdk|sam |pg_dump|mysqldump|migrat", node.value
        ):
            yield from _recipe_facts(snippet, Recipe(name, node.value, node.line, node.line))


def _recipe_facts(snippet: Snippet, recipe: Recipe, before: tuple[Recipe, ...] = ()) -> Iterator[Reading]:
    if not recipe.text:
        composed = _composed(snippet, recipe, before)
        yield from (composed,) if composed else ()
        return
    part = _part(snippet, recipe)
    for fact in facts_of(part, errexit=True):
        if isinstance(fact, Gap) or (
            isinstance(fact, (HealthProbe, ReleaseIdentity)) and not _DEPLOYS.search(recipe.name)
        ):
            continue
        yield fact
    script = parse(recipe.text, errexit=True)
    deployment = _deployment(part, recipe, snippet, script, before)
    if deployment is not None:
        yield deployment
    elif not _OTHER.search(recipe.name):
        held = {**recipe.held, **script.variables}
        yield from pushed_facts(Source(part, replace(script, variables=held)))
    yield from _way_back(part, recipe, script)


def _part(snippet: Snippet, recipe: Recipe) -> Snippet:
    named = environment_of(recipe.name)
    return snippet.part(recipe.text, recipe.line, environment=named or "", heading=f"recipe {recipe.name}")


def _composed(snippet: Snippet, recipe: Recipe, before: tuple[Recipe, ...]) -> Deployment | None:
    """A deployment that is nothing but others' work in its order: told at the last one that puts something live."""
    if any(one.text and _DEPLOYS.search(one.name) for one in before):
        return None
    acting = (one for one in reversed(before) if any(map(activation, parse(one.text, errexit=True).commands)))
    last = next(acting, None) if _DEPLOYS.search(recipe.name) else None
    if last is None:
        return None
    others = tuple(one for one in before if one is not last)
    part = replace(_part(snippet, last), environment=environment_of(recipe.name) or snippet.environment)
    return _deployment(part, replace(last, name=recipe.name), snippet, parse(last.text, errexit=True), others)


_BACK = regex(r"(?i)(?:^|[:_-])roll[-_]?back(?![a-z])")
_OF_SCHEMA = regex(r"(?i)migrat|schema|knex|sequelize|typeorm|prisma|alembic|(?<![a-z])(?:db|database)(?![a-z])")


def _way_back(part: Snippet, recipe: Recipe, script: Script) -> Iterator[Rollback]:
    """A recipe that is called so, and starts an earlier release; what it does to a schema is another matter."""
    if not _BACK.search(recipe.name) or _OF_SCHEMA.search(f"{recipe.name} {recipe.text}"):
        return
    acts = [command for command in script.commands if activation(command)]
    if acts:
        yield Rollback(
            kind=part.kind,
            at=part.at(acts[0].line, acts[0].end_line),
            environment=part.environment,
            old=part.old,
            works=any(map(brings_back, script.commands)),
            target="previous",
        )


def _deployment(
    part: Snippet, recipe: Recipe, snippet: Snippet, script: Script, before: tuple[Recipe, ...]
) -> Deployment | None:
    named = _DEPLOYS.search(recipe.name) or any(_PRODUCTION.search(command.text) for command in script.commands)
    if not named or _LOCAL.search(recipe.name) or "rollback" in recipe.name or _OTHER_STAGE.search(recipe.text):
        return None
    acts = [command for command in script.commands if activation(command)]
    live = acts or [c for c in script.commands if _PUTS_LIVE.match(c.text) and re.search(r"s3://|@|:", c.text)]
    if not live:
        return None
    method = activation(live[0]) or ("static" if live[0].name == "aws" else "ssh")
    ways = [way for way in returns(script.commands) if way.restores]
    parts = [_told(one) for one in before]
    earlier = [command for commands in parts for command in commands]
    identity = identity_of((*earlier, *script.commands), {**recipe.held, **script.variables})
    brought = taken(Source(part, script), live[0])
    making = ([command for command in commands if MAKES_IMAGE.match(command.text)] for commands in reversed(parts))
    made = next(filter(None, making), [])
    return Deployment(
        kind=snippet.kind,
        at=part.at(live[0].line, live[0].end_line),
        environment=part.environment,
        old=snippet.old,
        places={
            **({"identity": part.at(brought.line, brought.end_line)} if brought and identity == "none" else {}),
            **({"identity": snippet.at(made[0].line, made[-1].end_line)} if made and identity == "latest" else {}),
        },
        method="ssh" if live[0].remote else method,
        name=recipe.name,
        identity=identity,
        carries_identity=carries_identity((*earlier, *script.commands)),
        asks_health=any(probe.decides for probe in probes(script.commands))
        or any(True for _ in waits(script.commands)),
        rollback="automatic" if any(way.automatic for way in ways) else ("procedure" if ways else None),
    )


def _told(recipe: Recipe) -> list[Command]:
    """The commands of a recipe with their rows in the file."""
    above = recipe.line - 1
    commands = parse(recipe.text, errexit=True).commands
    return [replace(one, line=one.line + above, end_line=one.end_line + above) for one in commands]


def _clock_variables(snippet: Snippet) -> Iterator[Fact]:
    """`TAG = $(shell date …)` is computed anew wherever it stands; `:=` would be computed once."""
    for number, row in enumerate(snippet.rows, start=1):
        match = _CLOCK_VARIABLE.match(row[:1_000])
        if match is None:
            continue
        uses = re.findall(rf"\$[({{]{re.escape(match['name'])}[)}}]", snippet.text)
        if len(uses) > 1:
            yield ScriptFault(
                kind=snippet.kind,
                at=snippet.at(number),
                environment=snippet.environment,
                old=snippet.old,
                activity="deploy",
                form="tag-computed-twice",
                command=row.strip()[:160],
            )


READER = Reader(name="tasks", serves=_SERVES, wants=_wants, read=_read)
"""Recipes of Makefiles, scripts of package.json."""
