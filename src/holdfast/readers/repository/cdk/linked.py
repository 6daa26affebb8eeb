"""What the files of a CDK program take from one another: classes, tables and settings, whatever they call them."""

from collections.abc import Iterator
from posixpath import join, normpath
from typing import NamedTuple

from holdfast.model.record import record, replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet, Tree
from holdfast.readers.repository.cdk.parts import File, Part, is_own
from holdfast.readers.repository.cdk.program import DEFAULT, parse
from holdfast.readers.repository.cdk.syntax import MODULE, Expr, camel

_IMPORT = regex(
    r"(?m)^\s{0,8}import\s(?:type\s)?(?:(?:\*\sas\s)?(?P<whole>[A-Za-z_$][\w$]{0,80})\s?,?\s?)?"
    r"(?:\{(?P<names>[^{}]{0,2000})\}\s?)?(?:from\s{0,4}|=\s?require\(\s?)[\"'](?P<module>[^\"'\n]{1,200})[\"']"
)
_REQUIRED = regex(
    r"\b(?:const|let|var)\s(?:(?P<whole>[A-Za-z_$][\w$]{0,80})|\{(?P<names>[^{}]{0,2000})\})\s?=\s?"
    r"require\(\s?[\"'](?P<module>[^\"'\n]{1,200})[\"']\s?\)"
)
_FROM = regex(
    r"(?m)^from\s(?P<module>[\w.]{1,200})\simport\s(?:\((?P<several>[^()]{1,2000})\)|(?P<names>[^\n(]{1,400}))"
)
_MODULE = regex(r"(?m)^import\s(?P<module>[a-z_][\w.]{0,200})(?:\sas\s(?P<name>\w{1,80}))?\s*$")
_ONE = regex(r"\b(?P<own>[A-Za-z_$][\w$]{0,80})(?:(?:\s{1,4}as\s{1,4}|\s?:\s?)(?P<name>[A-Za-z_$][\w$]{0,80}))?")
_DEFAULT = regex(
    r"(?m)^\s{0,8}(?:export\sdefault\s(?:(?:(?:abstract|async)\s)?(?:class|function)\s)?|module\.exports\s?=\s?|export\s?=\s?)"
    r"(?P<name>[A-Za-z_$][\w$]{0,80})"
)
_ENDINGS = regex(r"(?:/index|/__init__)?(?:\.[cm]?[jt]sx?|\.py)?$")
_DEFAULTS = (DEFAULT, "module.exports")
_WHOLE = ""
_MOST = 40
_LONGEST_TABLE = 50_000
_MOST_ABOVE = 8


class Import(NamedTuple):
    """One name that a file takes from another: its own there, empty for all that stands there, and the module."""

    name: str
    own: str
    module: str


def imports_of(snippet: Snippet) -> Iterator[Import]:
    """Every name that a file imports, in the order of the text."""
    if snippet.path.endswith(".py"):
        for match in _FROM.finditer(snippet.text):
            for one in _ONE.finditer(match["several"] or match["names"]):
                yield Import(one["name"] or one["own"], one["own"], match["module"])
        for match in _MODULE.finditer(snippet.text):
            yield Import(match["name"] or match["module"], _WHOLE, match["module"])
        return
    for pattern in (_IMPORT, _REQUIRED):
        for match in pattern.finditer(snippet.text):
            if match["whole"]:
                yield Import(match["whole"], _WHOLE, match["module"])
            for one in _ONE.finditer(match["names"] or ""):
                yield Import(one["name"] or one["own"], one["own"], match["module"])


@record(frozen=False)
class Links:
    """The files of a program by the names under which others import them."""

    by_stem: dict[str, File]

    @classmethod
    def of(cls, files: list[File]) -> "Links":
        """Those of these files."""
        return cls({_ENDINGS.sub("", file.snippet.path, count=1): file for file in files})

    def paths(self, snippet: Snippet) -> set[str]:
        """The files that a file imports."""
        return {file.snippet.path for one in imports_of(snippet) for file in self._files(one.module, snippet)}

    def classes(self, snippet: Snippet) -> dict[str, Part]:
        """The classes that a file imports, by the names that it gives them."""
        found = ((one.name, self._class(one, snippet)) for one in imports_of(snippet))
        return {name: part for name, part in found if part is not None}

    def lost(self, snippet: Snippet) -> frozenset[str]:
        """The names that a file imports from a file beside it that is not at hand; Python's packages look no other."""
        python = snippet.path.endswith(".py")
        beside = (one for one in imports_of(snippet) if python or one.module.startswith("."))
        return frozenset(one.name for one in beside if not any(self._files(one.module, snippet)))

    def values(self, snippet: Snippet) -> dict[str, Expr]:
        """What a file imports that others give names to, or export without one."""
        found = ((one.name, self._value(one, snippet)) for one in imports_of(snippet))
        return {name: value for name, value in found if value is not None}

    def functions(self, snippet: Snippet) -> dict[str, Part]:
        """The functions that a file imports, by the names that it gives them."""
        found = (
            (one.name, file.offered.get(self._own(one, file)))
            for one in imports_of(snippet)
            for file in self._files(one.module, snippet)
        )
        return {name: part for name, part in found if part is not None}

    def inherited(self, file: File) -> Iterator[tuple[str, str]]:
        """The methods that its classes call of those that they extend: the path of each, and its class and name."""
        imported = self.classes(file.snippet)
        own = {part.name: part for part in file.parts[1:]}
        for part in file.parts[1:]:
            asked = {str(call.value) for call, _ in part.own_calls() if is_own(call)} - set(part.methods)
            base = imported.get(part.extended) or own.get(part.extended)
            for _ in range(_MOST_ABOVE):
                if base is None or not asked:
                    break
                yield from ((base.file.snippet.path, f"{base.name}.{name}") for name in asked)
                base = self.classes(base.file.snippet).get(base.extended)

    def called(self, file: File) -> Iterator[tuple[str, str]]:
        """The functions of others that make something and that a file calls: the path of each, and its own name."""
        calls = [call for part in file.parts for call, _ in part.own_calls() if not call.new]
        plain = {str(call.value) for call in calls if call.base is None}
        on_modules = [(str(call.base.value), str(call.value)) for call in calls if call.base is not None]
        for one in imports_of(file.snippet):
            for other in self._files(one.module, file.snippet):
                own = self._own(one, other)
                if camel(one.name) in plain and own in other.makers:
                    yield other.snippet.path, own
            asked = {name for module, name in on_modules if module == one.name}
            for other in self._modules(one, file.snippet) if asked else ():
                yield from ((other.snippet.path, name) for name in asked & other.makers)

    @staticmethod
    def _own(one: Import, file: File) -> str:
        """The name by which the file itself knows what another one imports."""
        said = _DEFAULT.search(file.snippet.text)
        unnamed = DEFAULT in file.makers or DEFAULT in file.offered
        if one.own not in (_WHOLE, DEFAULT):
            return camel(one.own)
        return said["name"] if said is not None and not unnamed else DEFAULT

    def _files(self, module: str, snippet: Snippet) -> list[File]:
        """The one that a name leads to; where that is written short, the only one that it may be."""
        if module.startswith(".") and not snippet.path.endswith(".py"):
            path = normpath(join(snippet.path.rpartition("/")[0], module))
            found = self.by_stem.get(_ENDINGS.sub("", path, count=1))
            return [found] if found is not None else []
        dotted = module.lstrip(".").replace(".", "/") if snippet.path.endswith(".py") else module.lstrip("@~#/")
        tail = "/" + _ENDINGS.sub("", dotted, count=1)
        ends = [file for stem, file in self.by_stem.items() if f"/{stem}".endswith(tail) and file.snippet != snippet]
        return ends if len(ends) == 1 else []

    def _modules(self, one: Import, snippet: Snippet) -> list[File]:
        """The files that a name stands for as a whole."""
        within = self._files(f"{one.module}.{one.own}", snippet) if snippet.path.endswith(".py") else []
        return within or (self._files(one.module, snippet) if one.own == _WHOLE else [])

    def _class(self, one: Import, snippet: Snippet) -> Part | None:
        for file in self._files(one.module, snippet):
            named = {part.name: part for part in file.parts[1:]}
            if one.own not in (_WHOLE, DEFAULT):
                return named.get(one.own)
            said = _DEFAULT.search(file.snippet.text)
            unnamed = (part for name, part in named.items() if " " in name)
            return (named.get(said["name"]) if said is not None else None) or next(unnamed, None)
        return None

    def _value(self, one: Import, snippet: Snippet) -> Expr | None:
        for file in self._files(one.module, snippet):
            names = file.parts[0].names
            default = next((names[name] for name in _DEFAULTS if name in names), None)
            if default is not None and default.sort == "name":
                default = names.get(str(default.value), default)
            if one.own == DEFAULT or (one.own == _WHOLE and default is not None):
                return default
            if one.own == _WHOLE:
                return _all_of(file)
            held = default.entries if default is not None and default.sort == "object" else ()
            return names.get(one.own) or next((value for name, _, value in held if name == one.own), None)
        modules = self._modules(one, snippet)  # `from shop import settings`
        return _all_of(modules[0]) if modules else None


def _all_of(file: File) -> Expr:
    entries = tuple((name, value.line, value) for name, value in file.parts[0].names.items() if "." not in name)
    return Expr("object", 1, 1, MODULE, entries=entries)


def linked(files: list[File], tree: Tree | None) -> list[File]:
    """The files with what they import from one another, and the JSON files that they take settings from."""
    tables = [*_tables(files, tree)] if tree is not None else []
    links = Links.of([*files, *tables])
    called: dict[str, set[str]] = {}
    for path, name in (one for file in files for one in (*links.called(file), *links.inherited(file))):
        called.setdefault(path, set()).add(name)
    found = []
    for file in files:
        values = links.values(file.snippet)
        # What is gone over, and what is called, is known only now.
        mine = frozenset(called.get(file.snippet.path, ()))
        again = _again(file, values, mine) if mine or not file.wanted.isdisjoint(values) else file
        for name, value in values.items():
            again.parts[0].names.setdefault(name, value)
        found.append(again)
    return [*found, *tables]


def _again(file: File, values: dict[str, Expr], called: frozenset[str]) -> File:
    """The file with what it goes over; as it is where that is too deep to follow."""
    try:
        return parse(file.snippet, values, called, file.once)
    except RecursionError:
        return file


def _tables(files: list[File], tree: Tree) -> Iterator[File]:
    """JSON is an expression of JavaScript: each such file as one that exports it."""
    paths: dict[str, File] = {}
    for file in files:
        folder = file.snippet.path.rpartition("/")[0]
        for one in imports_of(file.snippet):
            path = normpath(join(folder, one.module)) if one.module.endswith(".json") else ""
            if path in tree.known and len(paths) < _MOST:
                paths.setdefault(path, file)
    for path, taker in paths.items():
        text = tree.open_text(path)
        if isinstance(text, str) and len(text) <= _LONGEST_TABLE:
            whole = Snippet(path=path, text=text, kind=taker.snippet.kind)
            try:
                found = parse(replace(whole, text=f"export default {text}"))
            except RecursionError:
                continue  # no settings look so, and whatever is taken from it stays unknown
            found.snippet = whole
            yield found
