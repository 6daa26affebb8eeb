"""Finds the file of the same application that an import names, in JavaScript, Python and JVM languages."""

import posixpath
import re
from dataclasses import field
from functools import cached_property

from holdfast.model.record import record
from holdfast.model.regex import regex
from holdfast.readers.repository.source import paths
from holdfast.readers.repository.source.code import Source

_ENDINGS = (".ts", ".tsx", ".js", ".mjs", ".cjs", ".jsx", "/index.ts", "/index.js", "/index.tsx", "/index.mjs")
_JS_IMPORT = regex(
    r"""(?x)
    \b(?:import|export)\s+(?P<names>[\w$*{][^'";(]{0,2000}?)\s*from\s*["'](?P<spec>[^"'\n]{1,300})["']
    |\b(?:const|let|var)\s+(?P<bound>\w+|\{[^}]{0,1000}\})\s*=\s*(?:await\s+|\w+\()?(?:require|import)\(\s*["'](?P<required>[^"'\n]{1,300})["']
    """
)
_NAME = regex(r"(?:(?P<was>[\w$]+)\s*(?:\bas\b|:)\s*)?(?P<name>[\w$]+)")
_PY_IMPORT = regex(
    r"(?m)^[ \t]*(?:from[ \t]+(?P<module>[.\w]+)[ \t]+import[ \t]+(?P<names>\([^)]{0,3000}\)|[^\n(]{1,500})"
    r"|import[ \t]+(?P<plain>[\w.]+)(?:[ \t]+as[ \t]+(?P<alias>\w+))?)"
)


@record(frozen=False)
class Imports:
    """The imports among these sources.

    Args:
        sources: of one application.
        root: the application's folder with a trailing slash, or empty.
    """

    sources: list[Source]
    root: str
    _names: dict[str, dict[str, Source]] = field(default_factory=dict)

    @cached_property
    def by_path(self) -> dict[str, Source]:
        """The sources by their paths."""
        return {source.path: source for source in self.sources}

    @cached_property
    def by_stem(self) -> dict[str, Source]:
        """The sources by their file's name without ending: in Java, Kotlin and PHP, the class."""
        return {source.snippet.name.partition(".")[0]: source for source in self.sources}

    def names(self, source: Source) -> dict[str, Source]:
        """What a file imports from the same application: local name to the file it comes from."""
        found = self._names.get(source.path)
        if found is None:
            self._names[source.path] = {}  # two files may import each other
            found = self._names[source.path] = self._read(source)
        return found

    def _read(self, source: Source) -> dict[str, Source]:
        if source.language in paths.JAVASCRIPT:
            return self._javascript(source)
        if source.language == "python":
            return self._python(source)
        if source.language in paths.JVM or source.language == "php":
            return self._classes(source)
        return {}

    def _javascript(self, source: Source) -> dict[str, Source]:
        found: dict[str, Source] = {}
        for match in _JS_IMPORT.finditer(source.code):
            target = self.resolve_javascript(source, match["spec"] or match["required"])
            if target is None:
                continue
            for name in _NAME.finditer(match["names"] or match["bound"]):
                if name["name"] not in {"as", "type", "default"}:
                    found[name["name"]] = self._through_index(target, name["was"] or name["name"])
        return found

    def _through_index(self, target: Source, name: str) -> Source:
        """An index file that only passes a name on is not where the name is defined."""
        if not target.snippet.name.startswith("index."):
            return target
        return self.names(target).get(name, target) if target.path not in self._pending else target

    @property
    def _pending(self) -> set[str]:
        return {path for path, names in self._names.items() if not names}

    def resolve_javascript(self, source: Source, spec: str) -> Source | None:
        """The source that `spec` names when `source` imports it."""
        if spec.startswith("."):
            base = posixpath.normpath(posixpath.join(posixpath.dirname(source.path), spec))
            return self._file(base)
        head, _, rest = spec.partition("/")
        if not rest:
            return None
        if head == "src":
            return self._file(f"{self.root}src/{rest}")
        if head.startswith(("@", "~", "#")):
            return self._file(f"{self.root}src/{rest}") or self._file(f"{self.root}{rest}")
        return None

    def _file(self, base: str) -> Source | None:
        stem = re.sub(r"\.[cm]?js$", "", base)
        options = [base, *(stem + ending for ending in _ENDINGS)]
        return next((self.by_path[option] for option in options if option in self.by_path), None)

    def _python(self, source: Source) -> dict[str, Source]:
        found: dict[str, Source] = {}
        for match in _PY_IMPORT.finditer(source.code):
            if match["plain"]:
                target = self.resolve_python(source, match["plain"])
                if target is not None:
                    found[match["alias"] or match["plain"]] = target
                continue
            module = match["module"]
            for name in match["names"].strip("() \n").split(","):
                was, _, alias = name.strip().partition(" as ")
                inner = module + was if module.endswith(".") else f"{module}.{was}"
                target = self.resolve_python(source, inner) or self.resolve_python(source, module)
                if target is not None and was:
                    found[(alias or was).strip()] = target
        return found

    def resolve_python(self, source: Source, module: str) -> Source | None:
        """The source of a dotted module, absolute or relative to `source`."""
        dots = len(module) - len(module.lstrip("."))
        tail = module.lstrip(".").replace(".", "/")
        if dots:
            folder = posixpath.dirname(source.path)
            for _ in range(dots - 1):
                folder = posixpath.dirname(folder)
            return self._module(posixpath.join(folder, tail) if tail else folder)
        here = [self.root, f"{self.root}src/"]
        folder = posixpath.dirname(source.path)
        while folder and len(here) < 12:
            here.append(folder + "/")
            folder = posixpath.dirname(folder)
        return next((found for start in here if (found := self._module(start + tail)) is not None), None)

    def _module(self, base: str) -> Source | None:
        return self.by_path.get(f"{base}.py") or self.by_path.get(f"{base}/__init__.py")

    def _classes(self, source: Source) -> dict[str, Source]:
        words = set(re.findall(r"\b[A-Z]\w{0,80}", source.code))
        return {word: self.by_stem[word] for word in words if word in self.by_stem and self.by_stem[word] is not source}
