"""Scripts that switch a proxy from one release to the other: they rewrite one of its files and reload it."""

import re
from collections.abc import Callable, Iterator

from holdfast.readers.repository.base import Tree
from holdfast.readers.repository.nginx.routes import Route

Switched = Callable[[Route], bool]
"""Whether something rewrites where a route leads."""

_SCRIPT = re.compile(
    r"\.(?:sh|bash|ya?ml|py|mjs|js)$|(?:^|/)(?:Jenkinsfile|Makefile|[^./]*deploy[^./]*)$", re.IGNORECASE
)
_SOURCE_FOLDER = re.compile(r"(?:^|/)(?:src|app|lib|test|tests|public|components|pages)/")
_RELOADS = re.compile(r"nginx\b[^\n]{0,60}\b(?:reload|restart)|\b(?:reload|restart)\b[^\n]{0,40}nginx", re.IGNORECASE)
_WRITES = re.compile(r">|\btee\b|\bsed\s+-i|\bln\s+-|\bcp\b|\bmv\b|\benvsubst\b")
_BLUE_GREEN = re.compile(r"blue", re.IGNORECASE), re.compile(r"green", re.IGNORECASE)


def switches(tree: Tree) -> Switched:
    """A test for routes, which opens the repository's scripts only when the first route asks."""
    found: list[str] = []
    looked = False

    def switched(route: Route) -> bool:
        nonlocal looked
        if not looked:
            found.extend(_switching_texts(tree))
            looked = True
        return any(_rewrites(text, route) for text in found)

    return switched


def _switching_texts(tree: Tree) -> Iterator[str]:
    for path in tree.paths:
        if not _SCRIPT.search(path) or _SOURCE_FOLDER.search(path):
            continue
        text = tree.open_text(path)
        if isinstance(text, str) and "nginx" in text and _RELOADS.search(text):
            yield text


def _rewrites(text: str, route: Route) -> bool:
    lines = [line for line in text.splitlines() if _WRITES.search(line) and not line.lstrip().startswith("#")]
    if any(name in line for name in route.switched for line in lines):
        return True
    # The file with the address itself: a plain copy installs it, a copy of one of two colours switches.
    two = all(colour.search(text) for colour in _BLUE_GREEN)
    edits = re.compile(r"\bsed\s+-i|\bln\s+-|\bcp\b|\bmv\b|>|\btee\b" if two else r"\bsed\s+-i")
    return any(name in line and edits.search(line) for name in route.fixed for line in lines)
