"""CORS: whether buckets, and the application itself, answer exactly each environment's own front ends."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from holdfast.controls.common import listed, spread
from holdfast.controls.cors_buckets import BUCKET_CHECKS, judge_buckets
from holdfast.controls.cors_developers import ONLY_DEVELOPERS, judge_developers_origins, rules_for_visitors
from holdfast.controls.cors_origins import ORIGIN_CHECKS, is_local, judge_origins
from holdfast.model.evidence import EvidenceKind, Location
from holdfast.model.facts import (
    ApplicationCors,
    Container,
)
from holdfast.model.findings import Check, Confidence, Control, Evident, Finding, Scope, Severity
from holdfast.model.sites import ANY, is_anybodys

CREDENTIALS = Check("cors.credentials-for-any-origin", Severity.WARNING)
OPEN_TO_ALL = Check("cors.application-open-to-all", Severity.WARNING, Confidence.MEDIUM)
APPLICATION_LOCAL = Check("cors.application-allows-localhost", Severity.WARNING, Confidence.MEDIUM)

CHECKS = (*BUCKET_CHECKS, CREDENTIALS, OPEN_TO_ALL, APPLICATION_LOCAL, ONLY_DEVELOPERS, *ORIGIN_CHECKS)


def judge(scope: Scope) -> Iterator[Finding]:
    """Judge what the application allows, then the rules of every bucket that browsers reach, where there is one."""
    yield from _application(scope)
    yield from judge_developers_origins(scope)
    yield from judge_origins(scope)
    yield from judge_buckets(scope)


def _application(scope: Scope) -> Iterator[Finding]:
    """What the application's own source lets in: a setting may say it better, so only what is written out counts."""
    rules = rules_for_visitors(scope.view)
    wide = tuple(rule for rule in rules if any(map(partial(_lets_anybody_in, rule), rule.origins)))
    for check, found in (
        (CREDENTIALS, tuple(rule for rule in wide if rule.credentials)),
        (OPEN_TO_ALL, tuple(rule for rule in wide if not rule.credentials)),
    ):
        if found:
            yield check.failed(*_lines(found, is_anybodys), where=listed(r.at.path for r in found))
    # Where anybody may read answers, local pages get nothing more, unless a visitor's cookies come with it.
    whole = tuple(rule for rule in wide if not ANY.isdisjoint(rule.origins))
    more = (r for r in rules if r not in whole and (r.credentials or all(r.at.path != w.at.path for w in whole)))
    local = tuple(filter(_lets_local_in, more))
    # What a compose file puts in an unset variable's place is what production allows until somebody sets it.
    composed = {fact.file for fact in scope.view.every(Container)}
    unset = (rule for rule in rules if rule not in local and rule.at.path in composed)
    local += tuple(rule for rule in unset if rule.origins and all(map(is_local, rule.origins)))
    if local and scope.strict:
        origins = listed(origin for rule in local for origin in rule.origins if is_local(origin))
        where = listed(rule.at.path for rule in local)
        yield APPLICATION_LOCAL.failed(
            *_lines(local, is_local), where=where, origins=origins, environment=scope.view.environment
        )


def _lets_anybody_in(rule: ApplicationCors, origin: str) -> bool:
    """Without cookies, only those who let every website in mean something by it."""
    return is_anybodys(origin) if rule.credentials else origin in ANY


def _lets_local_in(rule: ApplicationCors) -> bool:
    """Local pages get in with cookies, by a whole list, or by settings, a template or script for one environment."""
    for_here = rule.settled or rule.kind is EvidenceKind.DECLARED or rule.at.path.endswith(".sh")
    return any(map(is_local, rule.origins)) and (rule.credentials or rule.complete or for_here)


def _lines(rules: Iterable[ApplicationCors], which: Callable[[str], bool]) -> tuple[Evident, ...]:
    """For each rule where the first of its chosen origins stands, and where another file takes that."""
    found: dict[Location, Evident] = {}
    for rule in rules:
        spots = [rule.places.get(origin, rule.at) for origin in rule.origins if which(origin)]
        first = min(spots, key=lambda spot: spot.start_line)
        for spot in (first, rule.places.get("origins taken", first)):
            found.setdefault(spot, Evident(rule.kind, spot))
    return spread(tuple(found.values()))


CONTROL = Control(5, "cors", CHECKS, judge)
