"""Compose files that a pipeline or a script starts on a server, however much their names look like a developer's."""

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator

from holdfast.model.pipelines import is_pipeline
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Tree
from holdfast.readers.repository.compose.called import OVER_THERE, STANDARD
from holdfast.readers.repository.text.command_files import is_script

_JENKINS = regex(r"(?i)(?:^|/)(?:jenkinsfile[\w.-]*|[\w.-]*\.jenkinsfile)$")
_PRODUCTIONS = regex(r"(?i)(?:^|[/_.-])(?:prod(?:uction)?|prd)(?![a-z])")
_UP = regex(
    r"(?m)^[^#\n]{0,300}?\bdocker[- ]compose\b(?P<options>[^\n#;&|]{0,200}) up\b[^\n#;&|]{0,100} (?:-d|--detach)\b"
)
_DOWN = regex(r"\bdocker[- ]compose\b[^\n#;&|]{0,200} (?:down|stop)\b")
_AFTER_A_FAILURE = regex(r"\b(?:failure|unsuccessful|aborted)\s*\{[^{}]{0,2000}\}")
_FILE = regex(r" (?:-f|--file)[ =][\"']?(?P<file>[^\s\"']{1,200})")
_VARIABLE = regex(r"\$\{?(?P<name>\w{1,80})\}?")


def started_by_pipelines(tree: Tree, composed: Iterable[str]) -> frozenset[str]:
    """The paths, of these compose files, that stay up on a server when a pipeline has come to its end.

    Jenkins mostly works on the server itself; the others have to go there.
    """
    return _started(tree, composed, _is_pipelines)


def started_for_production(tree: Tree, composed: Iterable[str]) -> frozenset[str]:
    """The same of a script that is named for production and goes to a server, whatever the file is named for."""
    return _started(tree, composed, _is_productions)


def _started(tree: Tree, composed: Iterable[str], starts: Callable[[str], bool]) -> frozenset[str]:
    paths = frozenset(composed)
    return frozenset(found for name in _named(tree, starts) if (found := _path(name, paths))) if paths else frozenset()


def _is_pipelines(path: str) -> bool:
    return is_pipeline(path) or _JENKINS.search(path) is not None


def _is_productions(path: str) -> bool:
    return is_script(path) and _PRODUCTIONS.search(path) is not None


def _named(tree: Tree, starts: Callable[[str], bool]) -> Iterator[str]:
    for path in filter(starts, tree.paths):
        jenkins = _JENKINS.search(path) is not None
        text = tree.open_text(path)
        if not isinstance(text, str) or "compose" not in text or not (jenkins or OVER_THERE.search(text)):
            continue
        text = text.replace("\\\n", " ")
        for up in _UP.finditer(text):
            if not _is_tried(text, up):
                yield from _files(text, up["options"], plain=jenkins)


def _is_tried(text: str, up: re.Match[str]) -> bool:
    """It is put down again before the end: there was something to be tested with it."""
    return _DOWN.search(_AFTER_A_FAILURE.sub("", text[up.end() :])) is not None


def _files(text: str, options: str, *, plain: bool) -> Iterator[str]:
    """The files that a command names; whoever names none starts the one at the top, where the sources lie as here."""
    named = [match["file"] for match in _FILE.finditer(options)]
    for name in named:
        yield posixpath.normpath(_VARIABLE.sub(lambda match: _value(text, match), name))
    if not named and plain:
        yield from STANDARD


def _value(text: str, variable: re.Match[str]) -> str:
    told = re.search(rf"\b{variable['name']}\s{{0,9}}[:=]\s{{0,9}}[\"']?(?P<value>[\w./-]{{1,200}})", text)
    return told["value"] if told else variable[0]


def _path(name: str, paths: frozenset[str]) -> str | None:
    """The one of these that a name is for: from the top, from a folder of it, or from anywhere on the server."""
    if name in paths:
        return name
    there = name.startswith(("/", "~", "$"))
    found = [path for path in paths if path.endswith(f"/{name}") or (there and name.endswith(f"/{path}"))]
    return max(found, key=len) if found and (there or len(found) == 1) else None
