"""One file of Terragrunt as a unit sees it: what its names mean, what it includes, which inputs come of both."""

import posixpath
from collections.abc import Callable, Container, Iterator
from dataclasses import field
from functools import cached_property

from holdfast.model.evidence import Gap
from holdfast.model.record import record
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.terraform.evaluate import evaluate
from holdfast.readers.repository.terraform.loading import loaded
from holdfast.readers.repository.terraform.project import Module, Project
from holdfast.readers.repository.terraform.scope import ModuleScope
from holdfast.readers.repository.terraform.syntax import Block, Expression
from holdfast.readers.repository.terraform.terragrunt.functions import PLAIN
from holdfast.readers.repository.terraform.terragrunt.merging import over
from holdfast.readers.repository.terraform.terragrunt.paths import absolute, inside, relative
from holdfast.readers.repository.terraform.values import NOTHING, Ref, Value

UNIT = "terragrunt.hcl"
_MOST_AT_ONCE = 20
"""How many files may read one another in a row."""


@record(frozen=False)
class Files:
    """The Terragrunt files of a repository, each parsed once, with the gaps of those that only others name.

    Args:
        project: the Terraform around them.
        known: the paths of the repository's files.
        opened: opens one of them.
        outputs: what the unit in a folder gives out; None where none is told.
    """

    project: Project
    known: Container[str]
    opened: Callable[[str], Snippet | Gap | None]
    outputs: Callable[[str], Value | None] = lambda _: None
    gaps: list[Gap] = field(default_factory=list)
    tops: dict[str, Block | None] = field(default_factory=dict)
    _read: "dict[str, Value]" = field(default_factory=dict)
    _reading: set[str] = field(default_factory=set)

    def top(self, path: str) -> Block | None:
        """The top level of a file; None where there is none, or none that can be opened."""
        if path not in self.tops:
            self.tops[path] = None
            found = self.opened(path) if path in self.known else None
            if isinstance(found, Snippet):
                self.tops[path], gaps = loaded(found)
                self.gaps += gaps
            elif found is not None:
                self.gaps.append(found)
        return self.tops[path]

    def read(self, path: str) -> Value:
        """What `read_terragrunt_config` gives; NOTHING of a file that is being read already."""
        if path in self._reading or len(self._reading) > _MOST_AT_ONCE or self.top(path) is None:
            return NOTHING
        if path not in self._read:
            self._reading.add(path)
            self._read[path] = Config(self, path, posixpath.dirname(path)).exposed()
            self._reading.discard(path)
        return self._read[path]


@record(frozen=True)
class Include:
    """A file that another one includes under a label, and how their inputs are merged."""

    label: str
    config: "Config"
    strategy: str


class Config:
    """One file, run in `folder`; the functions of an included one count from the folder of its `child`.

    `values` are those that a stack gives its unit.
    """

    def __init__(
        self, files: Files, path: str, folder: str, child: "Config | None" = None, values: Value | None = None
    ) -> None:
        self.files = files
        self.path = path
        self.folder = folder
        self.child = child
        self.values = values
        self.top = files.top(path) or Block("", (), Snippet(path, ""), 1, 1)
        self.module = Module(folder, settles=True, snippets=[self.top.snippet])
        for block in self.top.all("locals"):
            self.module.locals.update(block.attributes)
        self.scope = ModuleScope.within(files.project, self.module, self)
        self._including = False
        self._exposed: Value | None = None

    @cached_property
    def includes(self) -> list[Include]:
        """The files that it includes; an included one includes no other."""
        if self.child is not None:
            return []
        self._including = True
        found = list(self._included())
        self._including = False
        return found

    def _included(self) -> Iterator[Include]:
        for block in self.top.all("include"):
            path = self.located(block.attributes.get("path"))
            if path is None or path == self.path or self.files.top(path) is None:
                continue
            told = block.attributes.get("merge_strategy")
            strategy = evaluate(told, self.scope).text() if told is not None else None
            config = Config(self.files, path, self.folder, child=self)
            yield Include("".join(block.labels[:1]), config, strategy or "shallow")

    @property
    def merged(self) -> "list[Config]":
        """The file itself and those that it takes blocks and inputs from, in the order in which the first decides."""
        return [self, *(one.config for one in self.includes if one.strategy != "no_merge")]

    def located(self, expression: Expression | None) -> str | None:
        """The file or folder of the repository that an expression names; None for none, or for one outside."""
        value = evaluate(expression, self.scope) if expression is not None else NOTHING
        text = value.text() if value.known else None
        return inside(text, self.folder) if text else None

    def inputs(self) -> dict[str, Value]:
        """What the module is given: the own inputs, and those of the files that are included below them."""
        told = self.top.attributes.get("inputs")
        value = evaluate(told, self.scope) if told is not None else NOTHING
        given: dict[str, Value] = value.data if isinstance(value.data, dict) else {}
        for one in self.includes:
            if one.strategy != "no_merge":
                given = over(one.config.inputs(), given, one.strategy)
        return given

    def exposed(self) -> Value:
        """What others see of it; nothing while that is being told."""
        if self._exposed is None:
            self._exposed = Value({})
            told = {name: self.scope.lookup("local", name) or NOTHING for name in self.module.locals}
            self._exposed = Value({"locals": Value(told), "inputs": Value(self.inputs())})
        return self._exposed

    def lookup(self, root: str, name: str) -> Value | None:
        """The value of `include.x`, `dependency.x`, `feature.x` or `values.x`; None for other names."""
        if root == "include":
            return self._include(name)
        if root == "dependency":
            return self._dependency(name)
        if root == "feature":
            return self._feature(name)
        if root == "values":
            told = self.values.data if self.values is not None else None
            return told.get(name, NOTHING) if isinstance(told, dict) else NOTHING
        return None

    def _include(self, name: str) -> Value:
        if self._including:
            return NOTHING
        for one in self.includes:
            if one.label == name:
                return one.config.exposed()
            if not one.label:
                exposed: dict[str, Value] = one.config.exposed().data
                return exposed.get(name, NOTHING)
        return NOTHING

    def _dependency(self, name: str) -> Value:
        """What another unit gives out; as of a module that is not at hand where that is not told."""
        family = self.merged if self.child is None else [self, self.child]
        for config in () if self._including else family:
            for block in config.top.all("dependency"):
                if block.labels[:1] == (name,):
                    folder = config.located(block.attributes.get("config_path"))
                    outputs = self.files.outputs(folder) if folder is not None else None
                    return Value({"outputs": outputs}) if outputs is not None else self._untold(name)
        return self._untold(name)

    def _untold(self, name: str) -> Value:
        return Value(Ref((self.folder,), f"dependency.{name}"))

    def _feature(self, name: str) -> Value:
        """What a switch is where nobody turns it."""
        for config in self.merged:
            block = next((one for one in config.top.all("feature") if one.labels[:1] == (name,)), None)
            if block is not None and "default" in block.attributes:
                return Value({"value": evaluate(block.attributes["default"], config.scope)})
        return NOTHING

    def answer(self, function: str, arguments: list[Value]) -> Value | None:
        """What one of Terragrunt's functions gives; None for those of Terraform."""
        if function in PLAIN:
            return PLAIN[function](arguments)
        if function in ("find_in_parent_folders", "read_terragrunt_config"):
            found = self._above(arguments) if function.startswith("find") else self._read(arguments)
            return found if found is not None else (arguments[1] if len(arguments) > 1 else NOTHING)
        if function == "read_tfvars_file":
            return self._values(arguments)
        place = self._place(function, arguments)
        return Value(place) if place is not None else None

    def _place(self, function: str, arguments: list[Value]) -> str | None:
        if function in ("get_terragrunt_dir", "get_original_terragrunt_dir"):
            return absolute(self.folder)
        if function == "get_repo_root":
            return absolute("")
        if function == "get_path_to_repo_root":
            return relative("", self.folder)
        if function == "get_path_from_repo_root":
            return relative(self.folder, "")
        if function == "get_parent_terragrunt_dir":
            return absolute(self._parent(arguments))
        if function == "path_relative_to_include":
            return relative(self.folder, self._parent(arguments))
        return relative(self._parent(arguments), self.folder) if function == "path_relative_from_include" else None

    def _parent(self, arguments: list[Value]) -> str:
        """The folder of the file that is included under this label, or first; the own one where none is."""
        if self.child is not None:
            return posixpath.dirname(self.path)
        label = arguments[0].text() if arguments else None
        found = (one for one in self.includes if label is None or one.label == label) if not self._including else ()
        return next((posixpath.dirname(one.config.path) for one in found), self.folder)

    def _above(self, arguments: list[Value]) -> Value | None:
        """The nearest file of a name in the folders above."""
        name = (arguments[0].text() if arguments[0].known else None) if arguments else UNIT
        folder = self.folder
        while name and folder:
            folder = posixpath.dirname(folder)
            path = inside(name, folder)
            if path is not None and path in self.files.known:
                return Value(absolute(path))
        return None

    def _values(self, arguments: list[Value]) -> Value:
        """What a `.tfvars` file gives, as `jsondecode` takes it."""
        path = inside(arguments[0].text() or "", self.folder) if arguments and arguments[0].known else None
        for file in self.files.project.variables:
            if posixpath.join(file.folder, file.snippet.name) == path:
                return Value({name: evaluate(told, self.scope) for name, told in file.values.items()})
        return NOTHING

    def _read(self, arguments: list[Value]) -> Value | None:
        text = arguments[0].text() if arguments and arguments[0].known else None
        path = inside(text, self.folder) if text else None
        if path is None or self.files.top(path) is None:
            return None
        return self.files.read(path)
