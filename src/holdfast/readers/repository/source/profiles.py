"""Spring applications that run with a developer's profile wherever nobody names another."""

import re
from collections.abc import Iterable, Iterator

from holdfast.model.environments import PRODUCTION
from holdfast.model.facts import ConfigurationLoader
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet, Tree
from holdfast.readers.repository.modes import is_profile_for_developers
from holdfast.readers.repository.source.apps import App
from holdfast.readers.repository.source.flat import Entry

_CHOOSES = frozenset(("spring.profiles.active", "spring.profiles.default"))
_OTHERWISE = regex(r"\$\{(?P<name>\w{1,80}):(?P<value>[^{}]{1,80})\}")
_NAMES_IT = regex(r"profiles[._](?:active|default)|\bspring[._]profiles\b", re.IGNORECASE)
_TELLS = regex(
    r"\.(?:ya?ml|sh|bash|service|config|conf|json|tf|md|gradle|kts|xml|env|toml|py|ts)$"
    r"|(?:^|/)(?:Dockerfile|Procfile|Jenkinsfile|Makefile|\.env)[^/]*$",
    re.IGNORECASE,
)


def profiles(tree: Tree, apps: Iterable[App]) -> Iterator[ConfigurationLoader]:
    """The line that chooses a developer's profile, where production has one and nothing that starts it names that."""
    for app in apps:
        found = app.spring_entries
        chosen = next((one for one in found if _is_for_developers(*one)), None)
        produced = any(PRODUCTION in (entry.profile, snippet.environment) for snippet, entry in found)
        if chosen is None or not produced or _is_named(tree, {snippet.path for snippet, _ in found}):
            continue
        snippet, entry = chosen
        otherwise = _OTHERWISE.search(entry.value)
        yield ConfigurationLoader(
            kind=snippet.kind,
            at=snippet.at(entry.line),
            environment=snippet.environment,
            source="environment",
            missing="silent",
            names=(otherwise["name"] if otherwise else "SPRING_PROFILES_ACTIVE",),
        )


def _is_for_developers(snippet: Snippet, entry: Entry) -> bool:
    if entry.key not in _CHOOSES or entry.profile or snippet.name.partition(".")[0] not in ("application", "bootstrap"):
        return False
    value = entry.value.strip("\"' ")
    otherwise = _OTHERWISE.fullmatch(value)
    return is_profile_for_developers(otherwise["value"] if otherwise else value)


def _is_named(tree: Tree, settings: set[str]) -> bool:
    """Something that starts, builds or describes the application says by which profile it runs."""
    for path in tree.paths:
        text = tree.open_text(path) if path not in settings and _TELLS.search(path) else None
        if isinstance(text, str) and _NAMES_IT.search(text):
            return True
    return False
