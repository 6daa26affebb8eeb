"""What an origin says by itself: whose machine it is, and whether any browser ever sends it."""

import re
from collections.abc import Iterator

from holdfast.controls.common import listed, solid, spread
from holdfast.controls.cors_developers import rules_for_visitors
from holdfast.model.environments import named_in
from holdfast.model.facts import ApplicationCors, BucketCors
from holdfast.model.findings import Check, Confidence, Evident, Finding, Scope, Severity
from holdfast.model.own_machine import OWN_MACHINE
from holdfast.model.regex import regex
from holdfast.model.sites import is_look_alike

NEVER_MATCHES = Check("cors.origin-never-matches", Severity.WARNING)
LOOK_ALIKE = Check("cors.look-alike-origin", Severity.WARNING, Confidence.MEDIUM)

ORIGIN_CHECKS = (NEVER_MATCHES, LOOK_ALIKE)

_LOCAL = regex(
    r"^(?:https?://)?(?:(?:[\w-]{1,40}\.)?localhost|(?:[\w-]{1,60}\.){1,4}(?:local|test)|"
    + OWN_MACHINE
    + r"|192\.168\.[\d.*]+|10\.[\d.*]+|172\.(?:1[6-9]|2\d|3[01])\.[\d.*]+|host\.docker\.internal)"
    r"(?::\S*)?/?$",
    re.IGNORECASE,
)
_WITH_PATH = regex(r"(?i)^https?://[\w.-]+(?::\d{1,5})?/")
_ONLY_SLASH = regex(r"^https?://[^/]+/$", re.IGNORECASE)
_NAME = regex(r"(?i)^(?!(?:var|local|module|data|each|props|config|env)\.)(?:[\w-]{1,63}\.)+[a-z]{2,24}(?::\d{1,5})?$")
_WORD = regex(r"^[A-Za-z]\w{3,60}$")
_KEY = regex(r"^\{[\w.-]{3,80}\}?$|^[a-z][\w-]{0,40}(?:\.[\w-]{1,40}){1,4}$")
"""A setting's own name, where its value was to be put in."""
_WORDS_OF_THEIRS = frozenset(("null", "none", "self", "true", "false", "same-origin"))

_TRIMS = (".java", ".kt", ".kts", ".scala", ".groovy")
"""Spring takes a last slash away by itself, since 5.3."""
_TAKES_NAMES = (".rb", ".ru", "settings.py", "base.py", ".yml", ".yaml", ".properties")
"""Rack takes a name for every scheme, and so did old releases of Django's package."""
_TAKES_NO_WORD = (*_TRIMS, ".cs")


def is_local(origin: str) -> bool:
    """It is a developer's own machine, or one of the network at home."""
    return bool(_LOCAL.match(origin))


def host_of(origin: str) -> str:
    """The host, with its port."""
    return origin.partition("://")[2] or origin


def environments_in(origin: str) -> tuple[str, ...]:
    """The environments that its host names: `.dev` at its end is a domain that anybody may buy."""
    host = host_of(origin).partition("/")[0].partition(":")[0]
    return named_in(host.removesuffix(".dev"))


def plain(origin: str) -> str:
    """The origin in the one form by which two are compared."""
    return origin.rstrip("/").lower()


def judge_origins(scope: Scope) -> Iterator[Finding]:
    """What the origins of all rules say by themselves, whatever stands beside them."""
    yield from _never_matching(scope)
    yield from _look_alikes(scope)


def _look_alikes(scope: Scope) -> Iterator[Finding]:
    """Rules that look only at a part of an origin, which whoever registers the right name has in his, too."""
    facts: tuple[ApplicationCors | BucketCors, ...] = (
        *rules_for_visitors(scope.view),
        *solid(scope.view, BucketCors),
    )
    told = [(fact, [one for one in fact.origins if is_look_alike(one)]) for fact in facts]
    found = [(fact, alike) for fact, alike in told if alike]
    if found:
        yield LOOK_ALIKE.failed(
            *_shown(found),
            where=listed(fact.at.path for fact, _ in found),
            origins=listed(origin for _, alike in found for origin in alike),
            environment=scope.view.environment,
        )


def _shown(found: list[tuple[ApplicationCors | BucketCors, list[str]]]) -> tuple[Evident, ...]:
    """One place for each rule: where the first of its origins in question stands."""
    shown = (Evident(fact.kind, fact.places.get(origins[0], fact.where("origins"))) for fact, origins in found)
    return spread(tuple({one.at: one for one in shown}.values()))


def _never_matching(scope: Scope) -> Iterator[Finding]:
    """Origins that are written in a form which no browser sends, and in no other beside it."""
    facts: tuple[ApplicationCors | BucketCors, ...] = (
        *solid(scope.view, ApplicationCors),
        *solid(scope.view, BucketCors),
    )
    found = [(fact, _dead(fact)) for fact in facts]
    found = [(fact, dead) for fact, dead in found if dead]
    if not found:
        return
    yield NEVER_MATCHES.failed(
        *_shown(found),
        where=listed(fact.at.path for fact, _ in found),
        origins=listed(origin for _, dead in found for origin in dead),
        environment=scope.view.environment,
    )


def _dead(fact: ApplicationCors | BucketCors) -> list[str]:
    alive = [one for one in fact.origins if "://" in one and not _WITH_PATH.match(one)]
    dead = [one for one in fact.origins if _is_dead(fact.at.path, one)]
    return [one for one in dead if not any(other != one and _serves(other, one) for other in alive)]


def _is_dead(path: str, origin: str) -> bool:
    if "*" in origin or is_local(origin):
        return False
    if _WITH_PATH.match(origin):
        return not (_ONLY_SLASH.match(origin) and path.endswith(_TRIMS))
    if "://" in origin or origin.lower() in _WORDS_OF_THEIRS or path.endswith(_TAKES_NAMES):
        return False
    word = _WORD.match(origin) or _KEY.match(origin)
    return bool(_NAME.match(origin)) or (path.endswith(_TAKES_NO_WORD) and bool(word))


def _serves(other: str, origin: str) -> bool:
    """The other one is the same front end in the form that browsers send."""
    known = plain(other)
    return plain(origin).startswith(known) or host_of(known) == plain(origin)
