"""Reads where a repository starts its application through Holdfast itself: the launcher, the agent, a release."""

import tomllib
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import Any

from holdfast.model.environments import canonical
from holdfast.model.facts import Fact, HealthHandler, RequiredSettings
from holdfast.model.product import SPEC_FILE
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reader, Reading, Snippet, Tree

_PATH = regex(
    r"(?:^|/)(?:[^/]+\.(?:service|sh)|Procfile|(?:Docker|Container)file[^/]*|(?:docker-)?compose[^/]*\.ya?ml"
    r"|(?:ecosystem|pm2)[^/]*\.(?:[cm]?js|json|ya?ml))$|(?:^|/)\.github/workflows/[^/]+\.ya?ml$"
)
# In a list of words (`["holdfast", "launch"]`) as well as in a line; PM2 has the program apart from its arguments.
_WORDS = r"(?<![\w-])holdfast[\"']?(?:\s*,\s*[\"']|[ \t]+)"
_STARTS = regex(
    rf"{_WORDS}launch\b(?![^\n#]*\s--check\b)"
    r"|[\"']?script[\"']?\s*:\s*[\"'][\w./-]*\bholdfast[\"'][^{}]{0,300}?[\"']?args[\"']?\s*:\s*\[?\s*[\"'`]launch\b"
    rf"|{_WORDS}release[ \t]+deploy\b"
)
_AGENT = regex(
    rf"{_WORDS}agent\b(?![ \t]+(?:status|check)\b)"
    r"|\bsystemctl[ \t]+(?:[-\w]+[ \t]+)*?(?:enable|start)\b[^\n]{0,200}?\bholdfast-agent\b"
)
_FOR = regex(r"--environment[\"']?(?:\s*,\s*[\"']|[ \t=]+)([\w.-]+)")
_COMMENT = regex(r"^\s*(?:#|//|/?\*|;|Description\s*=)")


def _wants(path: str) -> bool:
    return bool(_PATH.search(path))


def _read(snippet: Snippet) -> Iterable[Reading]:
    return _facts(snippet, ())


def _read_together(tree: Tree, snippets: tuple[Snippet, ...]) -> Iterator[Reading]:
    for snippet in snippets:
        yield from _facts(snippet, _required(tree, snippet.path))


def _facts(snippet: Snippet, names: tuple[str, ...]) -> Iterator[Fact]:
    if "holdfast" not in snippet.text:
        return
    text = "\n".join("" if _COMMENT.match(row) else row for row in snippet.rows)
    agents = {text.count("\n", 0, found.start()) for found in _AGENT.finditer(text)}
    for line in sorted(agents):
        yield from _agent(_said(snippet, text, line, line))
    for found in _STARTS.finditer(text):
        first, last = (text.count("\n", 0, place) for place in found.span())
        # The launcher that becomes the agent asks for the agent's settings, not for the application's.
        if names and first not in agents:
            yield RequiredSettings(
                **_said(snippet, text, first, last), names=names, before_serving=True, tool="holdfast"
            )


def _said(snippet: Snippet, text: str, first: int, last: int) -> dict[str, Any]:
    """What the facts of some lines (from 0) begin with; the environment that they name comes before the file's."""
    rows = text.split("\n")[first : last + 4]
    named = _FOR.search(rows[0]) or _FOR.search("\n".join(rows))
    environment = canonical(named[1]) if named else snippet.environment
    at = snippet.at(first + 1, last + 1)
    return {"kind": snippet.kind, "at": at, "environment": environment, "old": snippet.old}


def _agent(said: dict[str, Any]) -> Iterator[HealthHandler]:
    looks = ("database", "disk", "memory", "process")
    ready = HealthHandler(**said, path="/health/ready", role="ready", checks=looks, fails=True, framework="holdfast")
    yield ready
    yield replace(ready, path="/health/live", role="live", checks=("process",), version=True)


def _required(tree: Tree, path: str) -> tuple[str, ...]:
    """The variables that the nearest spec above a file asks for; none without one that can be read."""
    above = (str(folder / SPEC_FILE) for folder in PurePosixPath(path).parents)
    spec = next((place for place in above if place in tree.known), None)
    text = tree.open_text(spec) if spec else ""
    try:
        service = tomllib.loads(text).get("service", {}) if isinstance(text, str) else {}
    except tomllib.TOMLDecodeError:
        return ()  # told by whoever reads the spec
    variables = service.get("variables", []) if isinstance(service, dict) else []
    listed = [one for one in variables if isinstance(one, dict)] if isinstance(variables, list) else []
    return tuple(str(one["name"]) for one in listed if "name" in one)


READER = Reader(
    name="own parts",
    serves=frozenset(["configuration", "health"]),
    wants=_wants,
    read=_read,
    read_together=_read_together,
)
"""Units, process files, images, scripts and workflows that call `holdfast launch`, `agent` or `release deploy`."""
