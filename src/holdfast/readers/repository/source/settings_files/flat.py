"""Settings files as flat lists of dotted keys with their lines: Spring's YAML and properties, HOCON, dotenv, JSON."""

import re
from collections.abc import Iterator

from holdfast.model.environments import PRODUCTION, canonical
from holdfast.model.record import record, replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet

_YAML_KEY = regex(
    r"^(?P<indent> *)(?:- +)?(?P<key>\"[^\"]*\"|'[^']*'|[^\s:#'\"{\[][^:#]*?|\[[^\]]*\])\s*:(?:\s+(?P<value>.*))?$"
)
_PROPERTY = regex(r"^\s*(?P<key>[\w.\[\]\-/]+)\s*[=:]\s*(?P<value>.*)$")
_DOTENV = regex(r"^\s*(?:export\s+)?(?P<key>[A-Za-z_][\w.\-]*)\s*=\s*(?P<value>.*)$")
_KTOR = regex(r"[\"']?\$(?P<name>[A-Z][A-Z0-9_]{1,80})(?::(?P<default>.*?))?[\"']?$")
"""How Ktor's YAML names a variable."""
_HOCON = regex(
    r"""(?x)(?P<comment>(?://|\#).*)|(?P<close>\})
    |(?P<key>"[^"\n]{1,100}"|[A-Za-z_][\w.\-]{0,100})\s{0,20}(?:(?P<open>[:=]?\s{0,20}\{)
    |(?:\+?=|:)\s{0,20}(?P<value>(?:"[^"\n]*"|\$\{[^{}\n]{1,200}\}|[^\s",{}\#]|[ ](?!//|\#))+))"""
)
_INSTEAD = regex(r"\$\{\?(?P<name>[A-Z][A-Z0-9_]*)\}")
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
    if any(entry.key.startswith("ktor.") for entry in entries):
        return [replace(entry, value=_KTOR.sub(_placeholder, entry.value)) for entry in entries]
    return entries


def _placeholder(match: re.Match[str]) -> str:
    default = match["default"]
    return f"${{{match['name']}}}" if default is None else f"${{{match['name']}:{default}}}"


def hocon_entries(snippet: Snippet) -> list[Entry]:
    """The settings of a file that Ktor, Play or Akka reads.

    A value in front of a variable that may be missing stands in for it, as a default does in Spring's files.
    """
    found: dict[str, Entry] = {}
    for entry in _hocon(snippet):
        chosen, before = _INSTEAD.fullmatch(entry.value), found.get(entry.key)
        if chosen is not None and before is not None:
            value = before.value.strip("\"'")
            found[entry.key] = before if "${" in value else replace(before, value=f"${{{chosen['name']}:{value}}}")
        else:
            found[entry.key] = entry
    return list(found.values())


def _hocon(snippet: Snippet) -> Iterator[Entry]:
    around: list[str] = []
    for number, row in enumerate(snippet.rows, start=1):
        for match in _HOCON.finditer(row[:2000]):
            if match["comment"]:
                break
            key = (match["key"] or "").strip('"')
            if match["close"]:
                around = around[:-1]
            elif match["open"]:
                around = [*around, key] if len(around) < _DEEPEST else around
            else:
                yield Entry(".".join((*around, key)).lower(), match["value"].strip().strip("\"'"), number)


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


def leaves_production_out(snippet: Snippet) -> bool:
    """Rails' databases of development and the tests stand in it, and none for production: that is said elsewhere."""
    if snippet.name != "database.yml":
        return False
    parts = {entry.key.partition(".")[0] for entry in yaml_entries(snippet)}
    return "development" in parts and PRODUCTION not in parts


_JSON = regex(
    r"\"(?P<key>[\w.\-: ]{1,100})\"\s*:\s*\"(?P<value>(?:[^\"\\]|\\.){1,500})\""
    r"|(?:\"(?P<opened>[\w.\-: ]{1,100})\"\s*:\s*)?(?P<opens>\{)|(?P<closes>\})"
)


def json_entries(snippet: Snippet) -> Iterator[Entry]:
    """The texts of a JSON file by their keys, each with those around it."""
    around: list[str] = []
    for number, row in enumerate(snippet.rows, start=1):
        for match in _JSON.finditer(row[:1000]):
            if match["closes"]:
                around = around[:-1]
            elif match["opens"]:
                around.append(match["opened"] or "")
            else:
                yield Entry(".".join((*filter(None, around), match["key"])), match["value"], number)
