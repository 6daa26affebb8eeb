"""The units that Terragrunt runs: folders with a file of their own, and what stacks make of such files."""

import posixpath
from collections.abc import Iterator

from holdfast.model.environments import environment_of
from holdfast.model.record import replace
from holdfast.readers.repository.terraform.evaluate import evaluate
from holdfast.readers.repository.terraform.project import ENVIRONMENT_VARIABLE, Project
from holdfast.readers.repository.terraform.syntax import Block, Expression
from holdfast.readers.repository.terraform.terragrunt.config import UNIT, Config, Files
from holdfast.readers.repository.terraform.terragrunt.generated import generated
from holdfast.readers.repository.terraform.terragrunt.paths import absolute, inside
from holdfast.readers.repository.terraform.values import Value

STACK = "terragrunt.stack.hcl"
_MOST = 400
_DEEPEST = 5
_MOST_MADE = 2_000
"""What stacks may make together: where each takes others several times, that multiplies from one to the next."""
_MOST_AT_ONCE = 12
"""How many units may wait for one another's outputs in a row."""


class Units:
    """All units of a repository by folder, each told when it is first asked for."""

    def __init__(self, project: Project, files: Files) -> None:
        self._project = project
        self._files = files
        self._configs: dict[str, Config] = {}
        self._told: set[str] = set()
        self._waiting: set[str] = set()
        self._left = _MOST_MADE
        files.outputs = self._outputs
        files_of_units = [path for path in files.tops if posixpath.basename(path) == UNIT]
        stacks = [path for path in files.tops if posixpath.basename(path) == STACK]
        made = {path: list(self._stacked(path, posixpath.dirname(path), None, 0)) for path in stacks}
        taken = {config.path for configs in made.values() for config in configs}
        own = [Config(files, path, posixpath.dirname(path)) for path in files_of_units if path not in taken]
        included = {one.config.path for config in own for one in config.includes}
        for config in (*own, *(config for path in stacks if path not in taken for config in made[path])):
            if config.path not in included and _is_run(config, project) and len(self._configs) < _MOST:
                self._configs.setdefault(config.folder, config)

    def all(self) -> Iterator[Config]:
        """Every unit, with the module that it runs."""
        for folder in self._configs:
            yield self._unit(folder)

    def _stacked(self, path: str, folder: str, values: Value | None, depth: int) -> Iterator[Config]:
        """The units that a stack makes, also those of the stacks in it; last the stacks themselves that it takes."""
        stack = Config(self._files, path, folder, values=values)
        for block in stack.top.blocks:
            if self._left <= 0:
                return
            source = stack.located(block.attributes.get("source"))
            name = evaluate(block.attributes["path"], stack.scope).text() if "path" in block.attributes else None
            kept = f"{folder}/.terragrunt-stack" if folder else ".terragrunt-stack"
            place = inside(name, kept) if name is not None else None
            if source is None or place is None or block.type not in ("unit", "stack") or depth > _DEEPEST:
                continue
            given = block.attributes.get("values")
            told = evaluate(given, stack.scope) if given is not None else None
            file = posixpath.join(source, UNIT if block.type == "unit" else STACK)
            if self._files.top(file) is None or file == path:
                continue
            self._left -= 1
            if block.type == "stack":
                yield from self._stacked(file, place, told, depth + 1)
            yield Config(self._files, file, place, values=told)

    def _unit(self, folder: str) -> Config:
        config = self._configs[folder]
        if folder not in self._told:
            self._told.add(folder)
            _calls_its_module(config, self._project)
        return config

    def _outputs(self, folder: str) -> Value | None:
        """What the module of a unit gives out; None of one that is not at hand, or that waits for itself."""
        if folder not in self._configs or folder in self._waiting or len(self._waiting) >= _MOST_AT_ONCE:
            return None
        self._waiting.add(folder)
        scope = self._unit(folder).scope
        name = scope.state.module.calls[0].labels[0] if scope.state.module.calls else ""
        found = scope.called(name) if scope.children(name) else None
        self._waiting.discard(folder)
        return found


def _is_run(config: Config, project: Project) -> bool:
    """It names a module, or Terraform's files stand beside it; and nobody has it passed over."""
    told = config.top.attributes.get("skip")
    if posixpath.basename(config.path) != UNIT or (told is not None and evaluate(told, config.scope).flag()):
        return False
    return _source(config) is not None or config.folder in project.modules


def _source(config: Config) -> Expression | None:
    blocks = (block for one in config.merged for block in one.top.all("terraform"))
    return next((block.attributes["source"] for block in blocks if "source" in block.attributes), None)


def _calls_its_module(config: Config, project: Project) -> None:
    """Make the unit the caller of its module, in the environment that its folder or its inputs name."""
    inputs = {**config.inputs(), **dict(_from_files(config, project))}
    snippet = config.top.snippet
    arguments = {name: Expression(value, snippet) for name, value in inputs.items()}
    state = config.scope.state
    state.named = environment_of(config.folder) or _environment(inputs)
    state.inputs.environment = state.named
    state.inputs.values = arguments
    for part, top in generated(config):
        config.module.add(part, top)
    block = next((b for kind in ("terraform", "include") for b in config.top.all(kind)), config.top)
    name = posixpath.basename(config.folder) or "terragrunt"
    attributes = {**arguments, "source": Expression(_located(config, project), snippet)}
    config.module.calls.append(replace(block, type="module", labels=(name,), attributes=attributes, blocks=[]))


def _environment(inputs: dict[str, Value]) -> str | None:
    """The environment that an input called after it names."""
    texts = (value.text() for name, value in inputs.items() if ENVIRONMENT_VARIABLE.fullmatch(name) and value.known)
    return next((found for text in texts if text and (found := environment_of(text))), None)


def _located(config: Config, project: Project) -> Value:
    """The source of the unit's module: as a path from the repository's folder where it is a folder of this one."""
    expression = _source(config)
    if expression is None:
        return Value(absolute(config.folder))
    owner = next(one for one in config.merged if expression.snippet is one.top.snippet)
    value = evaluate(expression, owner.scope)
    text = value.text() or ""
    told = text.partition("?")[0]
    folder = inside(told.replace("//", "/"), config.folder) if value.known and "::" not in told else None
    if folder is not None and folder in project.modules:
        return Value(absolute(folder), expression.place())
    # A path that leads out of the repository is nobody's here.
    outside = value.known and told.startswith((".", "/"))
    return Value("" if outside else text, expression.place())


def _from_files(config: Config, project: Project) -> Iterator[tuple[str, Value]]:
    """The values of `.tfvars` files that Terraform takes in the unit's folder, or that the unit hands it."""
    every = {posixpath.join(file.folder, file.snippet.name): file for file in project.variables}
    own = [path for path in every if posixpath.dirname(path) == config.folder and _is_taken(path)]
    for path in (*sorted(own), *_handed(config)):
        for name, expression in every[path].values.items() if path in every else ():
            yield name, evaluate(expression, config.scope)


def _is_taken(path: str) -> bool:
    name = posixpath.basename(path).removesuffix(".json")
    return name == "terraform.tfvars" or name.endswith(".auto.tfvars")


def _handed(config: Config) -> Iterator[str]:
    """The files of values among what the unit adds to Terraform's commands."""
    blocks = ((one, block) for one in reversed(config.merged) for block in one.top.all("terraform"))
    extras = [(one, extra) for one, block in blocks for extra in block.all("extra_arguments")]
    for one, extra in extras:
        yield from _files(one, config.folder, extra)


def _files(config: Config, folder: str, extra: Block) -> Iterator[str]:
    for name in ("required_var_files", "optional_var_files", "arguments"):
        expression = extra.attributes.get(name)
        items = evaluate(expression, config.scope).items() if expression is not None else ()
        for text in (item.text() or "" for item in items if item.known):
            path = inside(text.removeprefix("-var-file="), folder)
            if path is not None and (name != "arguments" or text.startswith("-var-file=")):
                yield path
