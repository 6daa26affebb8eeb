"""Classes and methods of Spring that exist only under a profile for developers."""

import re
from collections.abc import Iterator

from holdfast.model.environments import DEVELOPMENT, PRODUCTION, TEST, named_in
from holdfast.model.evidence import Location
from holdfast.model.facts import ApplicationCors
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.source.apps import App
from holdfast.readers.repository.source.code import Source
from holdfast.readers.repository.source.origins.rules import enclosed, matches

_PROFILE = regex(r"@Profile\(\s*(?:value\s*=\s*)?(?P<names>[^()]{1,200})\)")
_ANSWERS = regex(
    r"\bnew CorsConfiguration\(|(?<!new )\bCorsConfiguration\(\)|\baddCorsMappings\(|@CrossOrigin\b|\bCorsFilter\("
    r"|Access-Control-Allow-Origin|\binstall\(\s*CORS\b"
)
"""Where an application of the JVM lets websites in, whatever the list is."""
_IN_SETTINGS = regex(r"(?i)cors|allowed-?_?origins?")
_NAME = regex(r"!?\s*[\w-]+")
_LOCAL = regex(r"(?i)local\w{0,20}|default")
_BODY = regex(r"(?:\s*@\w+(?:\([^()]*\))?)*[^{};@]{0,400}(?P<open>\{)")
"""What follows the mark of a class or method: other marks, then its head."""


def as_served(app: App, source: Source, offset: int, rule: ApplicationCors) -> Iterator[ApplicationCors]:
    """The rule at `offset` as production has it: none under a developer's profile, which is told if nothing else is."""
    # Where production has no settings of its own, it may well run under the only profile that there is.
    apart = any(snippet.environment == PRODUCTION for snippet in app.settings)
    profile = only_under_profile(source, offset) if apart else None
    if profile is None:
        yield rule
    elif not answers_elsewhere(app):
        yield replace(rule, for_developers=True, places={**rule.places, "profile": profile})


def only_under_profile(source: Source, offset: int) -> Location | None:
    """The mark by which what stands at `offset` is there on developers' machines alone; None where there is none."""
    if source.language not in ("java", "kotlin") or "@Profile" not in source.text:
        return None
    for match in matches(_PROFILE, source):
        body = _BODY.match(source.code, match.end()) if _is_for_developers(match["names"]) else None
        if body is not None and match.start() <= offset < enclosed(source, body.start("open")).end:
            return source.at(match.start(), match.end())
    return None


def answers_elsewhere(app: App) -> bool:
    """Whether production has some cross-origin rule, even one whose origins come from a setting."""
    settings = (snippet for snippet in app.settings if snippet.environment == PRODUCTION)
    if any(_IN_SETTINGS.search(snippet.text) for snippet in settings):
        return True
    return any(
        only_under_profile(source, match.start()) is None
        for source in app.serving
        if source.mentions("cors", "crossorigin", "access-control-allow-origin")
        for match in matches(_ANSWERS, source)
    )


def _is_for_developers(names: str) -> bool:
    told = [name.replace(" ", "") for literal in re.findall(r"\"([^\"]*)\"", names) for name in _NAME.findall(literal)]
    return bool(told) and all(map(_keeps_production_out, told))


def _keeps_production_out(name: str) -> bool:
    named = set(named_in(name))
    if name.startswith("!"):
        return named == {PRODUCTION}
    return bool(_LOCAL.fullmatch(name)) or (bool(named) and named <= {DEVELOPMENT, TEST})
