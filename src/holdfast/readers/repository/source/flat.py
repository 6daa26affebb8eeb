"""Settings files as flat lists of dotted keys with their lines: Spring's YAML and properties, dotenv."""

import re
from collections.abc import Iterator

from holdfast.model.environments import canonical
from holdfast.model.record import record
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet

_YAML_KEY = regex(
    r"^(?P<indent> *)(?:- +)?(?P<key>\"[^\"]*\"|'[^']*'|[^\s:#'\"{\[][^:#]*?|\[[^\]]*\])\s*:(?:\s+(?P<value>.*))?$"
)
_PROPERTY = regex(r"^\s*(?P<key>[\w.\[\]\-/]+)\s*[=:]\s*(?P<value>.*)$")
_DOTENV = regex(r"^\s*(?:export\s+)?(?P<key>[A-Za-z_][\w.\-]*)\s*=\s*(?P<value>.*)$")
_DEEPEST = 30


@record(frozen=True)
class Entry:
    """One setting: dotted key in lower case with dashes kept, its value as written, its line, its profile."""

    key: str
    value: str
    line: int
    profile: str | None = None


def spring_entries(snippet: Snippet) -> list[Entry]:
    """The settings of an application.yml or .properties file; a document of its own profile carries its name."""
    if snippet.name.endswith(".properties"):
        return list(_properties(snippet))
    entries: list[Entry] = []
    start = 0
    rows = snippet.rows
    for index in (*(i for i, row in enumerate(rows) if row.startswith("---")), len(rows)):
        part = list(_yaml(rows[start:index], start))
        profile = next(
            (e.value for e in part if e.key in {"spring.config.activate.on-profile", "spring.profiles"} and e.value),
            None,
        )
        name = canonical(profile.strip("\"'")) if profile else None
        entries += [Entry(e.key, e.value, e.line, name) for e in part]
        start = index + 1
    return entries


def yaml_entries(snippet: Snippet) -> list[Entry]:
    """The settings of any YAML file whose keys are nested by indentation."""
    return list(_yaml(snippet.rows, 0))


def _yaml(rows: list[str], offset: int) -> Iterator[Entry]:
    stack: list[tuple[int, str]] = []
    for number, row in enumerate(rows, start=offset + 1):
        if len(row) > 2000 or not row.strip() or row.lstrip().startswith("#"):
            continue
        match = _YAML_KEY.match(row.rstrip())
        if match is None:
            continue
        indent = len(match["indent"])
        while stack and stack[-1][0] >= indent:
            stack.pop()
        key = match["key"].strip("\"'").strip()
        if len(stack) < _DEEPEST:
            stack.append((indent, key))
        value = re.sub(r"\s+#.*$", "", match["value"] or "").strip()
        yield Entry(".".join(part for _, part in stack).lower(), value, number)


def _properties(snippet: Snippet) -> Iterator[Entry]:
    for number, row in enumerate(snippet.rows, start=1):
        if row.lstrip().startswith(("#", "!")) or len(row) > 4000:
            continue
        match = _PROPERTY.match(row)
        if match is not None:
            yield Entry(match["key"].lower(), match["value"].strip(), number)


def dotenv_entries(snippet: Snippet) -> Iterator[Entry]:
    """The variables of a dotenv file; keys keep their case."""
    for number, row in enumerate(snippet.rows, start=1):
        if row.lstrip().startswith("#") or len(row) > 8000:
            continue
        match = _DOTENV.match(row)
        if match is not None:
            yield Entry(match["key"], re.sub(r"\s+#.*$", "", match["value"]).strip().strip("\"'"), number)
