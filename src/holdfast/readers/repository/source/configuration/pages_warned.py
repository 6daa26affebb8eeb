"""Pages that find out in the browser that the build left them without their server, say so there, and go on."""

import re
from collections.abc import Iterable, Iterator

from holdfast.model.facts import ConfigurationLoader
from holdfast.model.regex import regex
from holdfast.readers.repository.source import paths
from holdfast.readers.repository.source.access.bundled import PREFIX
from holdfast.readers.repository.source.apps import App
from holdfast.readers.repository.source.branches import is_developers, only_for_developers
from holdfast.readers.repository.source.code import Source
from holdfast.readers.repository.source.configuration.lenient import only_told
from holdfast.readers.repository.source.configuration.only_warned import SAYS

_NAME = regex(rf"\b(?:import\.meta|process)\.env\??\.(?P<name>{PREFIX}[A-Z0-9_]{{1,80}})")
_GIVEN = regex(
    r"\b(?:const|let|var)\s{1,4}(?P<word>[\w$]{1,60})(?:\s?:\s?[\w<>| ]{1,40})?\s{0,4}="
    r"(?P<value>[^;]{1,800}?)(?:;|\n[^\S\n]*\n|\n(?=\S))"
)
_ASKED = regex(r"\bif\s?\((?P<asked>\s?!\s?[\w$.?!|\s]{1,200})\)\s?\{(?P<body>[^{}]{1,1500})\}")
_ENDS = regex(
    r"\bthrow\b|\breturn\b|\bexit\(|\balert\(|\blocation\b|\bset[A-Z]\w{1,40}\(|\brender\w{0,20}\(|\bdocument\."
)
"""It stops, or whoever opened the page is told."""
_ASSIGNED = regex(r"[\"'`][^\"'`\n]*[\"'`]|[!=<>]==?|=>")
_VITAL = regex(
    r"(?:SUPABASE|FIREBASE|COGNITO|APPWRITE|HASURA|PARSE|AUTH0|CLERK|API|BACKEND|SERVER|GRAPHQL|GATEWAY)"
    r"(?:\w*_)?(?:URL|URI|ENDPOINT|HOST|BASE|DOMAIN|KEY|ID)$"
)
_BESIDE = regex(
    r"MAPS?_|SENTRY|ANALYTICS|HOTJAR|POSTHOG|AMPLITUDE|CHANNEL|RECAPTCHA|ADS?_|MEASUREMENT|WEATHER|TRACKING"
)
"""What a page shows beside the product's own data, and is whole without."""


def pages_warned(apps: Iterable[App]) -> Iterator[ConfigurationLoader]:
    """The first such question of each file."""
    for source in (source for app in apps if app.family == "javascript" for source in app.sources):
        if source.language not in paths.JAVASCRIPT or not source.by_hand or is_developers(source.path):
            continue
        if not source.mentions("console.") or not source.mentions("import.meta.env", "process.env"):
            continue
        given = {one["word"]: one["value"] for one in _GIVEN.finditer(source.code)}
        found = next(filter(None, (_of(source, match, given) for match in _ASKED.finditer(source.code))), None)
        found = found or next(_by_helper(source), None)
        if found is not None:
            yield found


def _of(source: Source, match: re.Match[str], given: dict[str, str]) -> ConfigurationLoader | None:
    names = _asked(match["asked"], given)
    if not names or not _only_says(match["body"]) or only_for_developers(source, match.start()):
        return None
    at = source.at(match.start(), match.end())
    return ConfigurationLoader(kind=source.snippet.kind, at=at, source="environment", missing="warns", names=names)


def _by_helper(source: Source) -> Iterator[ConfigurationLoader]:
    """A function of the page's own that is handed the name of what it looks up, and only says that it is not there."""
    for names, start, end in only_told(source) if source.mentions(*_BY_NAME) else ():
        vital = tuple(filter(_is_vital, names))
        if vital and not only_for_developers(source, start):
            at = source.at(start, end)
            kind = source.snippet.kind
            yield ConfigurationLoader(kind=kind, at=at, source="environment", missing="warns", names=vital)


_BY_NAME = ("import.meta.env[", "process.env[")


def _asked(text: str, given: dict[str, str]) -> tuple[str, ...]:
    """The variables without which the page has no server, of those that the question is about."""
    values = [given[word] for word in re.findall(r"[\w$]+", text) if word in given]
    named = (one["name"] for part in (text, *values) for one in _NAME.finditer(part))
    return tuple(dict.fromkeys(name for name in named if _is_vital(name)))


def _is_vital(name: str) -> bool:
    return _VITAL.search(name) is not None and _BESIDE.search(name) is None


def _only_says(body: str) -> bool:
    return bool(SAYS.search(body)) and not _ENDS.search(body) and "=" not in _ASSIGNED.sub("", body)
