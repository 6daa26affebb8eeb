"""Spring applications that run with a developer's profile wherever nobody names another."""

import re
from collections.abc import Iterable, Iterator

from holdfast.model.environments import PRODUCTION
from holdfast.model.facts import ConfigurationLoader
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet, Tree
from holdfast.readers.repository.configuration.modes import is_profile_for_developers
from holdfast.readers.repository.source.apps import App
from holdfast.readers.repository.source.settings_files.flat import Entry

_CHOOSES = frozenset(("spring.profiles.active", "spring.profiles.default"))
_OTHERWISE = regex(r"\$\{(?P<name>\w{1,80}):(?P<value>[^{}]{1,80})\}")
_NAMES_IT = regex(r"profiles[._](?:active|default)|\bspring[._]profiles\b", re.IGNORECASE)
_WRITES_IT = regex(
    r"(?:>>?|\btee|dest(?:ination)?:|path:)\s*[\"']?[\w./${}-]{0,120}\bapplication\.(?:ya?ml|properties)\b"
)
_TELLS = regex(
    r"\.(?:ya?ml|sh|bash|service|config|conf|json|tf|md|gradle|kts|xml|env|toml|py|ts)$"
    r"|(?:^|/)(?:Dockerfile|Procfile|Jenkinsfile|Makefile|\.env)[^/]*$",
    re.IGNORECASE,
)


def profiles(tree: Tree, apps: Iterable[App]) -> Iterator[ConfigurationLoader]:
    """The line that chooses a developer's profile, where production has another and nothing that starts it names that.

    A variable that it stands in for says that there is another one, wherever its settings lie.
    """
    for app in apps:
        found = app.spring_entries
        chosen = next((one for one in found if _is_for_developers(*one)), None)
        if chosen is None:
            continue
        snippet, entry = chosen
        otherwise = _OTHERWISE.search(entry.value)
        produced = any(PRODUCTION in (one.profile, file.environment) for file, one in found)
        if not (produced or otherwise) or _is_named(tree, {file.path for file, _ in found}, otherwise):
            continue
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


def _is_named(tree: Tree, settings: set[str], otherwise: re.Match[str] | None) -> bool:
    """Something that starts, builds or describes the application says by which profile it runs, or writes its settings.

    A name that is one common word tells of it only where it is given a value.
    """
    given = regex(rf"(?<!\w){otherwise['name']}(?:=|\s*:\s|[\"'],)") if otherwise else _NAMES_IT
    for path in tree.paths:
        text = tree.open_text(path) if path not in settings and _TELLS.search(path) else None
        if isinstance(text, str) and (_NAMES_IT.search(text) or _WRITES_IT.search(text) or given.search(text)):
            return True
    return False
