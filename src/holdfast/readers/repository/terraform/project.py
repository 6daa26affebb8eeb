"""The Terraform of a repository: its modules, who calls them, and the environments that its files name."""

import posixpath
import re
from collections.abc import Callable, Iterable
from dataclasses import field
from functools import cached_property

from holdfast.model.environments import SERVING, canonical, environment_of, named_in
from holdfast.model.record import record
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.terraform.syntax import Block, Expression
from holdfast.readers.repository.terraform.values import Value
from holdfast.readers.repository.text.nodes import Node

ENVIRONMENT_VARIABLE = regex(r"(?:app_|deploy(?:ment)?_|target_)?(?:environment|env|stage)(?:_name)?", re.IGNORECASE)
"""Names of variables that hold the environment's name."""

_NAMED = r"(?:(?:var|local)\.(?:\w*env(?:ironment)?(?:_name)?|stage)|terraform\.workspace)"
_COMPARED = regex(
    rf'{_NAMED}(?:\s*\)|\}}")?\s*[!=]=\s*"([\w-]{{1,40}})"'
    rf'|"([\w-]{{1,40}})"\s*[!=]=\s*(?:\w{{1,20}}\(\s*|"\$\{{)?{_NAMED}'
)
_LISTED = regex(rf"contains\(\s*\[([^\]\n]{{1,300}})\]\s*,\s*{_NAMED}")
_CHOSEN = regex(rf"\[\s*{_NAMED}\s*\]|lookup\([^\n]{{1,200}}{_NAMED}")
_INLINE = regex(rf"\{{([^{{}}\n]{{1,300}})\}}\s*[\[,]\s*{_NAMED}")
_KEY = regex(r"([\w-]{1,40})\"?\s*[=:]")
_WORD = regex(r'"([\w-]{1,40})"')

FROM_TOP = "/./"
"""How a path begins that counts from the repository's own folder, and not from the machine's."""

_OF_MODULES = frozenset(["modules", "module"])
_NOT_OURS = frozenset(["modules", "module", "examples", "example", "fixtures", "templates"])
_DATABASES = frozenset(["aws_db_instance", "aws_rds_cluster"])
_OF_DATABASE = regex(r"(?i)rds|aurora|database|postgres|mysql")
"""In the source of a module that is not at hand."""


@record(frozen=False)
class Module:
    """The files of one folder, which Terraform reads as one."""

    folder: str
    variables: dict[str, Block] = field(default_factory=dict)
    locals: dict[str, Expression] = field(default_factory=dict)
    outputs: dict[str, Block] = field(default_factory=dict)
    calls: list[Block] = field(default_factory=list)
    resources: list[Block] = field(default_factory=list)
    providers: list[Block] = field(default_factory=list)
    snippets: list[Snippet] = field(default_factory=list)
    settles: bool = False
    """It has a provider or a backend, as only the module that is run has."""

    def add(self, snippet: Snippet, top: Block) -> None:
        """Take in one file."""
        self.snippets.append(snippet)
        for block in top.blocks:
            name = block.labels[0] if block.labels else ""
            match block.type:
                case "resource" | "data" if len(block.labels) == 2:
                    self.resources.append(block)
                case "module" if name:
                    self.calls.append(block)
                case "variable" if name:
                    self.variables[name] = block
                case "output" if name:
                    self.outputs[name] = block
                case "locals":
                    self.locals.update(block.attributes)
                case "provider":
                    self.providers.append(block)
                    self.settles = True
                case "terraform":
                    self.settles = self.settles or any(inner.type in ("backend", "cloud") for inner in block.blocks)
                case _:
                    pass

    @cached_property
    def spellings(self) -> dict[str, str]:
        """The environments that its expressions tell apart: canonical name to the word used for it."""
        return _spelled(self._words(_words_of))

    @cached_property
    def allowed(self) -> dict[str, str]:
        """The environments that it lets its variable be, spelled likewise."""
        return _spelled(self._words(_listed_in))

    def _words(self, told: Callable[[str], list[str]]) -> list[str]:
        words: list[str] = []
        for snippet in self.snippets:
            if "env" not in snippet.text and "workspace" not in snippet.text and "stage" not in snippet.text:
                continue
            for row in snippet.rows:
                words += told(row)
            if told is _words_of and _CHOSEN.search(snippet.text):
                words += self._keys()
        return words

    def _keys(self) -> list[str]:
        defaults = (block.attributes["default"] for block in self.variables.values() if "default" in block.attributes)
        found: list[str] = []
        for expression in (*self.locals.values(), *defaults):
            keys = list(entries_of(expression))
            if sum(bool(named_in(key)) for key in keys) > 1:
                found += keys
        return found


def _spelled(words: list[str]) -> dict[str, str]:
    return {canonical(word): word for word in reversed(words) if word not in ("", "default")}


def _words_of(row: str) -> list[str]:
    if row.lstrip().startswith(("#", "//")):
        return []
    words = [one or other for one, other in _COMPARED.findall(row)]
    words += [key for entries in _INLINE.findall(row) for key in _KEY.findall(entries) if named_in(key)]
    return words if "condition" in row else [*words, *_listed_in(row)]


def _listed_in(row: str) -> list[str]:
    if row.lstrip().startswith(("#", "//")):
        return []
    return [word for listed in _LISTED.findall(row) for word in _WORD.findall(listed)]


@record(frozen=True)
class VariablesFile:
    """A `.tfvars` file: values for the variables of a module that is run.

    `example`: it is a pattern to copy, so that its values only stand in where there are no others.
    """

    snippet: Snippet
    folder: str
    environment: str | None
    example: bool
    values: dict[str, Expression]


@record(frozen=False)
class Project:
    """All modules by folder, and the files with values."""

    modules: dict[str, Module] = field(default_factory=dict)
    units: list[Module] = field(default_factory=list)
    """What Terragrunt runs: each calls a module, with inputs of its own."""
    variables: list[VariablesFile] = field(default_factory=list)
    snippet: Callable[[str], Snippet | None] = lambda _: None
    """A file of the repository by its path, for what the configuration decodes; None where there is none."""

    @cached_property
    def serves(self) -> bool:
        """Some folder, file or block is called after an environment that serves people."""
        words = [*self.modules, *(unit.folder for unit in self.units)]
        words += [file.snippet.name for file in self.variables]
        for module in (*self.modules.values(), *self.units):
            words += [snippet.name for snippet in module.snippets]
            words += [block.labels[-1] for block in (*module.resources, *module.calls)]
        return any(name in SERVING for word in words for name in named_in(word))

    def resolve(self, source: str, folder: str) -> Module | None:
        """The local module that `source` names, seen from `folder`; None for one of a registry."""
        local = source.split("?", maxsplit=1)[0]
        if "}" in local:  # Terragrunt: `${get_repo_root()}/modules/rds`
            tail = local.rpartition("}")[2].replace("//", "/").strip("/")
            fitting = [path for path in self.modules if tail and (path == tail or path.endswith(f"/{tail}"))]
            return self.modules[fitting[0]] if len(fitting) == 1 else None
        if local.startswith(FROM_TOP):
            return self.modules.get(normal(local))
        if not local.startswith("."):
            return None
        return self.modules.get(normal(f"{folder}/{local.replace('//', '/')}"))

    def roots(self) -> list[Module]:
        """The modules that somebody runs: called by none, and not lying unused among the module folders."""
        every = (*self.modules.values(), *self.units)
        called = {
            module.folder
            for caller in every
            for call in caller.calls
            if (module := self.resolve(source_of(call), caller.folder)) is not None and module is not caller
        }
        candidates = [*(module for folder, module in self.modules.items() if folder not in called), *self.units]
        # Where no file at hand calls any module, what calls them all lies elsewhere, and each is run all the same.
        aside = _NOT_OURS if called else _NOT_OURS - _OF_MODULES
        own = [module for module in candidates if not aside & set(module.folder.split("/"))]
        settled = [module for module in own if module.settles]
        if settled:
            # Stacks that lie side by side are run one after the other, whichever of them says where its state is.
            beside = {posixpath.dirname(module.folder) for module in settled if module.folder}
            own = [
                module
                for module in own
                if module.settles or posixpath.dirname(module.folder) in beside or not self._needs_a_caller(module)
            ]
        return [*own, *self._data_aside(own, candidates)] if own else candidates

    def _data_aside(self, own: list[Module], candidates: list[Module]) -> list[Module]:
        """The folder of a module that no file at hand calls, where it makes the only database that the product has."""
        if any(_keeps_data(module) for root in own for module in self.reachable(root)):
            return []
        lying = (module for module in candidates if not (_NOT_OURS - _OF_MODULES) & set(module.folder.split("/")))
        kept = [module for module in lying if module not in own and _keeps_data(module)]
        return kept if len(kept) == 1 else []

    def defaults_above(self, root: Module) -> dict[str, Expression]:
        """What the folder around the module folders gives the variables of a module that no file at hand calls."""
        steps = root.folder.split("/")
        at = next((at for at, step in enumerate(steps) if step in _OF_MODULES), None)
        if at is None:
            return {}
        folder = "/".join(steps[:at])
        above = self.modules.get(folder)
        named = above.variables.items() if above is not None else ()
        found = {name: block.attributes["default"] for name, block in named if "default" in block.attributes}
        for file in self.variables:
            if file.folder == folder and not (file.environment or file.example):
                found.update(file.values)
        return found

    def _needs_a_caller(self, module: Module) -> bool:
        given = any(file.folder == module.folder for file in self.variables)
        return not given and any("default" not in block.attributes for block in module.variables.values())

    def reachable(self, root: Module) -> list[Module]:
        """`root` and every local module that it calls, directly or not."""
        found: dict[str, Module] = {}
        waiting = [root]
        while waiting:
            module = waiting.pop()
            if module.folder in found:
                continue
            found[module.folder] = module
            for call in module.calls:
                target = self.resolve(source_of(call), module.folder)
                if target is not None:
                    waiting.append(target)
        return list(found.values())

    def files_for(self, root: Module, roots: Iterable[Module]) -> list[VariablesFile]:
        """The files with values for `root`: in its folder, below it, or beside it when it is the only one."""
        folders = [module.folder for module in roots]
        return [file for file in self.variables if _owner(file.folder, folders) == root.folder]


def _owner(folder: str, roots: list[str]) -> str | None:
    above = [root for root in roots if root in ("", folder) or folder.startswith(f"{root}/")]
    if above:
        return max(above, key=len)
    return roots[0] if len(roots) == 1 else None


def normal(path: str) -> str:
    """A path relative to the repository, without `.` and `..`; "" for the repository itself."""
    return posixpath.normpath(f"/{path}").lstrip("/")


def folder_of(snippet: Snippet) -> str:
    """The folder of a file; "" for the repository itself."""
    return posixpath.dirname(snippet.path)


def source_of(call: Block) -> str:
    """The source of a module call, as written, without its quotes."""
    expression = call.attributes.get("source")
    if expression is None:
        return ""
    if isinstance(expression.node, (Node, Value)):
        return expression.node.text() or ""
    return expression.node.text().strip().strip('"')


def variables_file(snippet: Snippet, top: Block) -> VariablesFile:
    """The values that a `.tfvars` file gives; its environment is the one its path names."""
    name = snippet.name
    return VariablesFile(
        snippet=snippet,
        folder=folder_of(snippet),
        environment=environment_of(name) or environment_of(snippet.path),
        example=not name.endswith((".tfvars", ".tfvars.json")) or "example" in name or "sample" in name,
        values=top.attributes,
    )


def entries_of(expression: Expression) -> dict[str, Expression]:
    """The entries of an object that is written out, by key; empty for anything else."""
    if isinstance(expression.node, Value):
        return {}
    if isinstance(expression.node, Node):
        return {key: Expression(node, expression.snippet) for key, node in expression.node.entries().items()}
    inner = expression.node.child(0)
    holder = inner.child(0) if inner is not None and inner.kind() == "collection_value" else None
    if holder is None or holder.kind() != "object":
        return {}
    entries: dict[str, Expression] = {}
    for element in holder.children():
        parts = [part for part in element.children() if part.kind() == "expression"]
        if element.kind() == "object_elem" and len(parts) == 2:
            entries[parts[0].text().strip('"')] = Expression(parts[1], expression.snippet)
    return entries


def _keeps_data(module: Module) -> bool:
    made = any(block.labels[0] in _DATABASES for block in module.resources)
    return made or any(_OF_DATABASE.search(source_of(call)) for call in module.calls)
