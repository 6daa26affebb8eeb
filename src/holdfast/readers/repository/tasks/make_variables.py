"""What the variables of a Makefile or a justfile tell: secrets that are written out, and tags made anew at each use."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from holdfast.model.environments import DEVELOPMENT, TEST, environment_of
from holdfast.model.facts import ConfigurationLoader, ExposedSecret, Fact, ScriptFault
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.configuration.exposed import (
    GUESSED,
    covered,
    form_of,
    is_exposed,
    is_own,
    looks_random,
)
from holdfast.readers.repository.configuration.names import is_secret
from holdfast.readers.repository.tasks.recipes import VARIABLE

_CLOCK = regex(r"^(?P<name>[\w-]+)\s*=\s*.*\$\(shell\s+date\b[^)\n]*%[HMSs]")
_NO_RELEASE = regex(r"(?i)(?:^|[_-])(?:tests?|logs?|bench(?:mark)?|te?mp|coverage|reports?)(?=[_-]|$)")
"""What is called so no image carries."""
_USED = regex(r"\$[({]([\w-]{1,100})[)}]")
_REMARK = regex(r"\s+#.*$")
_LOCAL = regex(r"(?i)(?:^|_)(?:local|dev|test|demo|dummy)(?:_|$)")
_FILE = regex(r"(?i)[\w./~-]{1,200}\.(?:pem|key|crt|pub|json|ya?ml|env|txt|p12|jks|gpg|asc|enc)$|[~.]?/")
"""A secret's place instead of the secret."""


def variable_facts(snippet: Snippet, released: str) -> Iterator[Fact]:
    """What the variables say; `released`: the recipes, as a shell has them, that put a release live."""
    handed = set(_USED.findall(released))
    for number, row in enumerate(snippet.rows, start=1):
        match = VARIABLE.match(row[:1_000]) if "=" in row and row[:1] not in "\t #" else None
        if match is not None:
            value = _REMARK.sub("", match["value"]).strip().strip("\"'")
            yield from _secret(snippet, number, match["name"], value, released=match["name"] in handed)
    yield from _clocks(snippet)


def _secret(snippet: Snippet, number: int, name: str, value: str, *, released: bool) -> Iterator[Fact]:
    """A developer's own machine is made with passwords too: what counts is somebody's own, or goes into a release."""
    if _FILE.match(value) or _LOCAL.search(name) or environment_of(name) in (DEVELOPMENT, TEST):
        return
    at = covered(snippet.at(number), value)
    said: dict[str, Any] = {"kind": snippet.kind, "environment": snippet.environment, "old": snippet.old, "at": at}
    own = "://" in value or is_own(value) or looks_random(value) or form_of(name, value) == "aws-key"
    if (own or released) and is_exposed(name, value):
        yield ExposedSecret(**said, name=name, form=form_of(name, value))
    elif released and is_secret(name) and GUESSED.match(value):
        yield ConfigurationLoader(**said, source="file", missing="default", names=(name,))


def _clocks(snippet: Snippet) -> Iterator[ScriptFault]:
    """`TAG = $(shell date …)` is computed anew wherever it stands; `:=` would be computed once."""
    rows = enumerate(snippet.rows, start=1)
    clocks = [(number, match) for number, row in rows if (match := _CLOCK.match(row[:1_000]))]
    uses = Counter(_USED.findall(snippet.text)) if clocks else Counter()
    for number, match in clocks:
        if uses[match["name"]] > 1 and not _NO_RELEASE.search(match["name"]):
            yield ScriptFault(
                kind=snippet.kind,
                at=snippet.at(number),
                environment=snippet.environment,
                old=snippet.old,
                activity="deploy",
                form="tag-computed-twice",
                command=match.string.strip()[:160],
            )
