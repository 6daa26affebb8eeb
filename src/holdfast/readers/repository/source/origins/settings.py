"""Cross-origin rules in the settings of an application: Spring's own files, and those of ASP.NET."""

import re
from collections.abc import Iterable, Iterator

from holdfast.model.evidence import MAX_LINES
from holdfast.model.facts import ApplicationCors
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.source.apps import App
from holdfast.readers.repository.source.code import Source
from holdfast.readers.repository.source.origins.rules import Rule
from holdfast.readers.repository.source.settings_files.flat import Entry
from holdfast.readers.repository.source.spring_files import SpringFiles

ORIGINS_KEY = regex(
    r"(?:^|[.\-_])(?:cors[\w.\-\[\]/*]{0,80}origins?|allowed-?_?origins?)(?:-?_?patterns?)?(?:\[\d{1,3}\])?$"
)
_FIELD = regex(
    r"@Value\(\s{0,9}\"\\?\$\{(?P<key>[\w.\-]{1,80})(?::[^{}\n]{0,200})?\}\"\s{0,9}\)\s{0,40}"
    r"(?:(?:private|protected|public|final|lateinit|var|val)\s+){0,4}(?:[A-Z][\w<>\[\], ]{1,40}\s+)?(?P<field>\w{1,60})"
)
_BARE_FIELD = regex(
    r"@Value\(\s{0,9}\"(?P<key>\{[\w.\-]{3,80}\}?|[a-z][\w\-]{0,40}(?:\.[\w\-]{1,40}){1,4})\"\s{0,9}\)\s{0,40}"
    r"(?:(?:private|protected|public|final|lateinit|var|val)\s+){0,4}(?:[A-Z][\w<>\[\], ]{1,40}\s+)?(?P<field>\w{1,60})"
)
"""As before, without the sign in front of the bracket, or without both: the field holds the key itself."""
_RULES = regex(r"llowedOrigin(?:Pattern)?s?(?:\s?=\s?|\()(?P<taken>[^;]{1,300})")
_FILLED_IN = regex(r"@Config(?:urationProperties|Mapping)\b")
_NUMBERED = regex(r"\[\d{1,3}\]$")
_ITEM = regex(r"^\s*-\s+(?P<value>\S.*)$")
_DEFAULT = regex(r"\$\{[\w.\-]{1,80}:(?P<value>[^{}$]{0,400})\}")
_PLACEHOLDER = regex(r"\$\{[^{}]{0,400}\}|#\{[^{}]{0,400}\}|@\w{1,60}@")
_ORIGIN = regex(r"https?://[\w.*\[\]-]+(?::[\d*]+)?|(?<![\w/.])\*(?![\w/.])")
_EVERY = regex(r"(?:^|[\s,\"'])/\^?\.[*+]\$?/(?:$|[\s,\"'])")
"""As Quarkus writes a pattern that every origin matches."""
_NET = regex(
    r'"(?:Cors\w{0,40}|\w{0,40}Origins)"\s{0,9}:\s{0,9}(?:\[(?P<listed>[^\[\]]{0,2000})\]|"(?P<one>[^"\n]{0,400})")'
)
_QUOTED = regex(r'"(?P<value>[^"\n]{1,300})"')


def settled_origins(app: App, *, credentials: bool) -> Iterator[ApplicationCors]:
    """The websites that settings which production takes let in; `credentials` where the program sends cookies along.

    And a key that the program takes for a website, because nothing marks it as one to be filled in.
    """
    yield from _spring(app, credentials=credentials)
    yield from _taken_by_its_name(app, credentials=credentials)
    yield from _aspnet(app, credentials=credentials)


def taken_as_origins(app: App) -> frozenset[str]:
    """The keys of settings, whatever they are called, that a program of Spring hands to its cross-origin rules."""
    return frozenset(
        field["key"].lower()
        for source in (app.serving if app.family == "jvm" else ())
        if "llowedOrigin" in source.text and "@Value" in source.text
        for taken in (" ".join(rule["taken"] for rule in _RULES.finditer(source.code)),)
        for field in _FIELD.finditer(source.code)
        if re.search(rf"\b{field['field']}\b", taken)
    )


def _taken_by_its_name(app: App, *, credentials: bool) -> Iterator[ApplicationCors]:
    for source in app.serving if app.family == "jvm" else ():
        if "llowedOrigin" not in source.text or "@Value" not in source.text:
            continue
        taken = " ".join(rule["taken"] for rule in _RULES.finditer(source.code))
        for field in _BARE_FIELD.finditer(source.code):
            if re.search(rf"\b{field['field']}\b", taken):
                yield ApplicationCors(
                    kind=source.snippet.kind,
                    at=source.at(field.start(), field.end()),
                    environment=source.snippet.environment,
                    origins=(field["key"],),
                    credentials=credentials,
                )


def unfilled(app: App, rules: Iterable[tuple[Source, Rule]]) -> list[tuple[Source, Rule]]:
    """Without what a class holds by itself whose members settings that production takes fill in: it serves nobody."""
    rules, files = list(rules), SpringFiles(app)
    if not any(_FILLED_IN.search(source.text) for source, _ in rules):
        return rules
    given = any(ORIGINS_KEY.search(one.key) and not files.is_elsewhere(snippet, one) for snippet, one in files.entries)
    return [(source, rule) for source, rule in rules if not (given and _FILLED_IN.search(source.text))]


def _spring(app: App, *, credentials: bool) -> Iterator[ApplicationCors]:
    told: dict[tuple[str, str | None, str], list[tuple[int, str]]] = {}
    found: dict[tuple[str, str | None, str], Snippet] = {}
    files, keys = SpringFiles(app), taken_as_origins(app)
    for snippet, entry in files.entries:
        is_rule = ORIGINS_KEY.search(entry.key) or _NUMBERED.sub("", entry.key) in keys
        if not is_rule or files.is_elsewhere(snippet, entry):
            continue
        rule = (snippet.path, entry.profile, _NUMBERED.sub("", entry.key))
        found[rule] = snippet
        told.setdefault(rule, []).extend(_values(snippet, entry))
    for rule, rows in told.items():
        yield from _rule(found[rule], rows, credentials=credentials)


def _values(snippet: Snippet, entry: Entry) -> Iterator[tuple[int, str]]:
    """What a setting says, with its rows: on its own, or as a list below it."""
    if entry.value:
        yield entry.line, entry.value
        return
    for number, row in enumerate(snippet.rows[entry.line : entry.line + MAX_LINES], start=entry.line + 1):
        item = _ITEM.match(row[:500])
        if item is not None:
            yield number, item["value"]
        elif row.strip() and not row.lstrip().startswith("#"):
            return


def _rule(snippet: Snippet, rows: list[tuple[int, str]], *, credentials: bool) -> Iterator[ApplicationCors]:
    """One fact for one setting; a value that stands in for a variable counts only where it lets everybody in."""
    origins: dict[str, int] = {}
    complete = True
    for line, text in rows:
        if any(match["value"].strip("\"' ") == "*" for match in _DEFAULT.finditer(text[:2_000])):
            origins.setdefault("*", line)
        written = _PLACEHOLDER.sub(" ", text[:2_000])
        complete = complete and written == text
        if _EVERY.search(written):
            origins.setdefault("*", line)
        for origin in _ORIGIN.findall(written):
            origins.setdefault(origin, line)
    if origins:
        lines = sorted(origins.values())
        yield ApplicationCors(
            kind=snippet.kind,
            at=snippet.at(lines[0], lines[-1]),
            environment=snippet.environment,
            places={origin: snippet.at(line) for origin, line in origins.items()},
            origins=tuple(origins),
            credentials=credentials,
            complete=complete,
            settled=True,
        )


def _aspnet(app: App, *, credentials: bool) -> Iterator[ApplicationCors]:
    files = [one for one in app.settings if one.name.lower().startswith("appsettings") and one.name.endswith(".json")]
    own = [one for one in files if one.name.lower() == "appsettings.production.json" and _NET.search(one.text)]
    for snippet in own or [one for one in files if one.name.lower() == "appsettings.json"]:
        for match in _NET.finditer(snippet.text):
            first = snippet.text.count("\n", 0, match.start()) + 1
            rows = [
                (first + match[0].count("\n", 0, value.start()), value["value"])
                for value in _QUOTED.finditer(match[0])
                if _ORIGIN.fullmatch(value["value"].rstrip("/"))
            ]
            yield from _rule(snippet, rows, credentials=credentials)
