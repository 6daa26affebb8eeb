"""Runs each Terraform configuration in thought, once for each environment, and gathers the facts."""

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from holdfast.model.environments import DEVELOPMENT, PRODUCTION, canonical, environment_of
from holdfast.model.evidence import EvidenceKind, Gap
from holdfast.model.facts import Fact
from holdfast.model.record import record, replace
from holdfast.readers.repository.base import Reading, Snippet, Tree
from holdfast.readers.repository.terraform import supposed, switched
from holdfast.readers.repository.terraform.commanded import commanded
from holdfast.readers.repository.terraform.loading import loaded
from holdfast.readers.repository.terraform.newest import newest_by_variable
from holdfast.readers.repository.terraform.project import (
    ENVIRONMENT_VARIABLE,
    Module,
    Project,
    folder_of,
    source_of,
    variables_file,
)
from holdfast.readers.repository.terraform.providers import asked_keys, home_regions, is_emulated, provider_keys
from holdfast.readers.repository.terraform.registry import made_by, registry_type
from holdfast.readers.repository.terraform.resource import Resource, World
from holdfast.readers.repository.terraform.scope import Inputs, ModuleScope
from holdfast.readers.repository.terraform.syntax import Block
from holdfast.readers.repository.terraform.table import facts_of
from holdfast.readers.repository.terraform.terragrunt.config import UNIT, Config, Files
from holdfast.readers.repository.terraform.terragrunt.units import STACK, Units
from holdfast.readers.repository.terraform.variables import built_in_secrets, with_takers

_MAX_ENVIRONMENTS = 6
_MAX_RESOURCES = 5000


def read_all(tree: Tree | None, snippets: Iterable[Snippet]) -> Iterator[Reading]:
    """Facts and gaps of all Terraform texts together."""
    project = Project(snippet=partial(_opened, tree) if tree is not None else lambda _: None)
    given = tuple(snippets)
    files = Files(
        project,
        tree.known if tree is not None else frozenset(map(_path, given)),
        partial(_found, tree) if tree is not None else lambda _: None,
    )
    for snippet in given:
        yield from _load(project, files, snippet)
    units = {unit.module.folder: unit for unit in Units(project, files).all()} if files.tops else {}
    project.units += (unit.module for unit in units.values())
    yield from files.gaps
    worlds = _worlds(units.values(), tree)
    roots = project.roots()
    if tree is not None and len(roots) == 1:
        project.variables += commanded(tree, roots[0])
    for root in roots:
        unit = units.get(root.folder)
        if unit is not None and unit.module is root:
            yield from _of_unit(unit, worlds[root.folder])
        else:
            yield from _of_root(project, root, roots, tree)


def _found(tree: Tree, path: str) -> Snippet | Gap | None:
    return tree.snippet(path, EvidenceKind.DECLARED) if path in tree.known else None


def _opened(tree: Tree, path: str) -> Snippet | None:
    found = _found(tree, path)
    return found if isinstance(found, Snippet) else None


def _path(snippet: Snippet) -> str:
    """Where the file stands, or would, that a text in a guide is to be written into."""
    return posixpath.join(folder_of(snippet), snippet.name)


def _load(project: Project, files: Files, snippet: Snippet) -> Iterator[Reading]:
    top, gaps = loaded(snippet)
    yield from gaps
    if snippet.name in (UNIT, STACK):
        files.tops[_path(snippet)] = top
        return
    if ".tfvars" in snippet.name:
        project.variables.append(variables_file(snippet, top))
        return
    folder = folder_of(snippet)
    project.modules.setdefault(folder, Module(folder)).add(snippet, top)


@record(frozen=True)
class _Run:
    """One environment of one root; `own`: the facts hold for it even when there is no other."""

    environment: str | None
    inputs: Inputs
    own: bool = False


def _of_root(project: Project, root: Module, roots: list[Module], tree: Tree | None) -> Iterator[Reading]:
    embedded = root.snippets[0].environment if len(root.snippets) == 1 and tree is None else None
    named = environment_of(root.folder) or embedded or (DEVELOPMENT if is_emulated(root) else None)
    runs = _runs(project, root, roots, named)
    found: list[list[Reading]] = []
    done: dict[object, Any] = {}
    for run in runs:
        scope = ModuleScope.root(project, root, run.inputs, named)
        found.append(facts_in(scope, tree, done))
    yield from _merged(runs, found)


def _of_unit(unit: Config, world: World) -> Iterator[Reading]:
    """One run of a unit's module: its folder or its inputs say in which environment."""
    state = unit.scope.state
    run = _Run(state.named, state.inputs, own=state.named is not None)
    yield from _merged([run], [_facts(unit.scope, world)])


def _worlds(units: Iterable[Config], tree: Tree | None) -> dict[str, World]:
    """What each unit makes, by its folder; the outputs of one refer to what another makes."""
    worlds: dict[str, World] = {}
    for unit in units:
        state = unit.scope.state
        state.named = state.named or (DEVELOPMENT if is_emulated(unit.module) else None)
        worlds[unit.module.folder] = World({}, tree, worlds)
        _collect(unit.scope, worlds[unit.module.folder])
    return worlds


def _runs(project: Project, root: Module, roots: list[Module], named: str | None) -> list[_Run]:
    files = project.files_for(root, roots)
    common = {}
    fallback = project.defaults_above(root)
    for file in files:
        if file.example:
            fallback.update(file.values)
        elif file.environment is None or file.environment == named:
            common.update(file.values)
    by_environment = {
        file.environment: file.values for file in files if file.environment and not file.example and not named
    }
    spelled: dict[str, str] = {}
    allowed: dict[str, str] = {}
    for module in project.reachable(root):
        spelled.update(module.spellings)
        allowed.update(module.allowed)
    spelled = {**({} if by_environment or not spelled else allowed), **spelled}
    if named:
        return [_Run(named, Inputs({**allowed, **spelled}.get(named, named), common, fallback), own=True)]
    told = _told(project, root, spelled, common)
    if told and not (by_environment or allowed or PRODUCTION in told):
        # What is told apart from the others by its name has another beside it, of which the files need not speak.
        told.append(PRODUCTION)
    environments = list(dict.fromkeys([*by_environment, *told]))[:_MAX_ENVIRONMENTS]
    if not environments:
        return [_Run(None, Inputs(None, common, fallback))]
    return [
        _Run(
            name,
            Inputs(spelled.get(name, name), {**common, **by_environment.get(name, {})}, fallback),
            own=name in by_environment,
        )
        for name in environments
    ]


def _told(project: Project, root: Module, spelled: dict[str, str], common: Mapping[str, object]) -> list[str]:
    """The environments that expressions tell apart, and the one that the variable has by itself."""
    if not spelled:
        return []
    names = list(spelled)
    scope = ModuleScope.root(project, root, Inputs(), None)
    for variable in root.variables:
        if ENVIRONMENT_VARIABLE.fullmatch(variable):
            if variable in common:
                return []
            default = scope.lookup("var", variable)
            text = default.text() if default is not None and default.known else None
            if text and canonical(text) not in names:
                names.append(canonical(text))
    return names


def facts_in(scope: ModuleScope, tree: Tree | None, done: dict[object, Any] | None = None) -> list[Reading]:
    """All facts of one configuration in one environment; `done` is shared between its environments."""
    world = World({} if done is None else done, tree)
    _collect(scope, world)
    return _facts(scope, world)


def _facts(scope: ModuleScope, world: World) -> list[Reading]:
    found: list[Reading] = [*home_regions(scope), *provider_keys(scope), *asked_keys(scope), *built_in_secrets(scope)]
    for resource in world.resources:
        found.extend(with_takers(resource, reading) for reading in facts_of(resource, world, world.tree))
    for resource in world.off:
        found.extend(switched.switched_off(resource))
    found.extend(list(newest_by_variable(scope, found)))
    return found


@record(frozen=True)
class _Visit:
    """A module, and the same where somebody gives what is null by default; `supposed`: only then it is there at all."""

    scope: ModuleScope
    then: ModuleScope | None = None
    supposed: bool = False


def _collect(scope: ModuleScope, world: World) -> None:
    waiting = [_Visit(scope, supposed.second_look(scope))]
    while waiting and len(world.resources) < _MAX_RESOURCES:
        visit = waiting.pop()
        taken = supposed.Beside(visit.scope, visit.then).supposed() if visit.then is not None else frozenset[int]()
        for block in visit.scope.state.module.resources:
            then = visit.then if id(block) in taken else None
            _resources(block, then or visit.scope, world, only_then=visit.supposed)
        for call in visit.scope.state.module.calls:
            then = visit.then if id(call) in taken else None
            waiting += _called(call, visit, then, world)


def _resources(block: Block, scope: ModuleScope, world: World, *, only_then: bool) -> None:
    sort = block.labels[0] if block.type == "resource" else f"data.{block.labels[0]}"
    copies = scope.copies(block)
    for copy in copies if not only_then or supposed.may_exist(sort) else ():
        world.add(Resource(sort, block, copy.scope, key=copy.key, count=copy.count, entry=copy.entry))
    if not copies and sort in switched.TYPES:
        world.off.append(Resource(sort, block, scope))


def _called(call: Block, visit: _Visit, then: ModuleScope | None, world: World) -> Iterator[_Visit]:
    """The modules that a call leads to; one that is not at hand is read by what it is given."""
    scope = then or visit.scope
    children = scope.children(call.labels[0])
    others = {child.path: child for child in visit.then.children(call.labels[0])} if visit.then is not None else {}
    for child in children:
        yield _Visit(child, None if then else others.get(child.path), supposed=visit.supposed or then is not None)
    absent = not children and scope.state.project.resolve(source_of(call), scope.folder) is None
    sort = (registry_type(source_of(call)) or "module.unknown") if absent else ""
    if any(_declares_nothing(child.state.module) for child in children):
        sort = "arguments"
    if sort:
        _package(sort, call, scope, world)


def _declares_nothing(module: Module) -> bool:
    """The file with its variables is not at hand: what takes the arguments is not, either."""
    return not module.variables and any("var." in snippet.text for snippet in module.snippets)


def _package(sort: str, call: Block, scope: ModuleScope, world: World) -> None:
    for copy in scope.copies(call):
        for made, block in (*made_by(sort, call), (sort, call)):
            world.add(
                Resource(made, block, copy.scope, key=copy.key, count=copy.count, address=f"module.{call.labels[0]}")
            )


def _merged(runs: list[_Run], found: list[list[Reading]]) -> Iterator[Reading]:
    """The facts of all runs: what is the same in all of them names no environment."""
    if len(runs) == 1:
        run = runs[0]
        for reading in found[0]:
            if isinstance(reading, Fact) and run.own and reading.environment is None:
                yield replace(reading, environment=run.environment)
            else:
                yield reading
        return
    environments = {run.environment for run in runs}
    amounts: dict[Reading, int] = {}
    for readings in found:
        for reading in dict.fromkeys(readings):
            amounts[reading] = amounts.get(reading, 0) + 1
    # Where several files say the same, the one for production is what there is to change.
    first = sorted(zip(runs, found, strict=True), key=lambda pair: pair[0].environment != PRODUCTION)
    shown: dict[Reading, Reading] = {}
    for reading in (reading for _, readings in first for reading in readings):
        shown.setdefault(reading, reading)
    given: set[Reading] = set()
    told = ((run, reading) for run, readings in zip(runs, found, strict=True) for reading in readings)
    for run, reading in told:
        if not isinstance(reading, Fact) or amounts[reading] == len(runs):
            if reading not in given:
                yield shown[reading]
            given.add(reading)
        elif reading.environment is None:
            yield replace(reading, environment=run.environment)
        elif reading.environment == run.environment or reading.environment not in environments:
            yield reading
