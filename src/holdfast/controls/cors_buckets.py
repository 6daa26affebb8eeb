"""What each bucket's own cross-origin rules say to browsers: whom they let in, and whom they leave out."""

from collections.abc import Callable, Iterable, Iterator
from fnmatch import fnmatchcase
from functools import partial
from typing import assert_never

from holdfast.controls.buckets import is_reached_by_browsers, made_at
from holdfast.controls.common import MOST_PLACES, current, listed, places, silence, solid, strongest
from holdfast.controls.cors_origins import environments_in, host_of, is_local, plain
from holdfast.model.estate import View
from holdfast.model.evidence import Absent, EvidenceKind, Found, Location, Unreadable
from holdfast.model.facts import (
    ApplicationCors,
    Bucket,
    BucketCors,
    Distribution,
    Origin,
    ServesHttp,
    Zone,
)
from holdfast.model.findings import Check, Confidence, Evident, Finding, Scope, Severity
from holdfast.model.record import record, replace
from holdfast.model.regex import regex
from holdfast.model.sites import ANY

MISSING_OWN = Check("cors.missing-own-origin", Severity.WARNING)
WILDCARD = Check("cors.wildcard-origin", Severity.WARNING)
LOCALHOST = Check("cors.localhost-in-production", Severity.WARNING)
OTHERS = Check("cors.other-environments-origin", Severity.WARNING)
SHARED = Check("cors.shared-bucket", Severity.WARNING)
NO_RULES = Check("cors.no-rules", Severity.WARNING, Confidence.MEDIUM)
NOBODY_SERVES = Check("cors.origin-nobody-serves", Severity.WARNING, Confidence.MEDIUM)

BUCKET_CHECKS = (MISSING_OWN, WILDCARD, LOCALHOST, OTHERS, SHARED, NO_RULES, NOBODY_SERVES)

_VARIABLE = regex(r"[${}<>]|^(?:var|local|module|data)\.")

_WAS_READ = (ServesHttp, ApplicationCors)
"""What a program that answers browsers says of itself, on a server or as a function."""


@record(frozen=True)
class _Own:
    """Which origins are this environment's: those that are known, and how to tell another environment's."""

    environment: str
    known: frozenset[str]
    foreign: frozenset[str]
    complete: bool  # the spec lists them, so that each one must be allowed

    def is_other(self, origin: str) -> bool:
        """Its host names another environment, or the spec gives it to another one alone."""
        if origin in self.known:
            return False
        named = environments_in(origin)
        return origin in self.foreign or (bool(named) and self.environment not in named)

    def is_served_by(self, rule: BucketCors) -> bool:
        """The rule allows this environment's front ends; without a spec, one that may be its own is enough."""
        if self.complete:
            return not self.left_out_by(rule)
        return any(self.may_be_own(origin) for origin in rule.origins)

    def left_out_by(self, rule: BucketCors) -> tuple[str, ...]:
        """The known front ends that the rule does not allow."""
        return tuple(sorted(origin for origin in self.known if not _allows(rule, origin)))

    def may_be_own(self, origin: str) -> bool:
        """A real front end that no evidence gives to somebody else."""
        return origin in self.known or not (is_local(origin) or self.is_other(origin))


def judge_buckets(scope: Scope) -> Iterator[Finding]:
    """Judge the rules of every bucket that browsers reach, where there is one."""
    answer = scope.view.look(BucketCors)
    match answer:
        case Found(facts):
            own = _own(scope)
            rules = tuple(fact for fact in _of_each_bucket(current(facts)) if not _belongs_elsewhere(fact, facts, own))
            yield from _rules(scope, rules, own)
        case Absent() | Unreadable():
            yield _without_rules(scope.view, answer)
        case _:
            assert_never(answer)


def _rules(scope: Scope, rules: tuple[BucketCors, ...], own: _Own) -> Iterator[Finding]:
    problems = [*_wildcards(rules), *_shared(scope)]
    closed = tuple(rule for rule in rules if rule.origins and ANY.isdisjoint(rule.origins))
    lacking = tuple(rule for rule in closed if not own.is_served_by(rule))
    if lacking:
        problems.append(
            MISSING_OWN.failed(
                *places(lacking, "origins"),
                bucket=_buckets(lacking),
                origins=listed(origin for rule in lacking for origin in rule.origins),
                missing=_in_brackets(origin for rule in lacking for origin in own.left_out_by(rule)),
                environment=scope.view.environment,
            )
        )
    # Rules that lack their own front ends are accused as a whole; each of their lines needs rewriting anyway.
    rest = tuple(rule for rule in closed if rule not in lacking)
    if scope.strict:
        problems += _strangers(LOCALHOST, rest, is_local, scope.view.environment)
        problems += _strangers(OTHERS, rest, own.is_other, scope.view.environment)
    problems += _unserved(scope.view, closed)
    problems += _left_out(scope.view, rest, own)
    yield from problems
    if not any(finding.opens for finding in problems):
        yield MISSING_OWN.met(
            *places(rules, "origins"),
            bucket=_buckets(rules),
            origins=listed(origin for rule in rules for origin in rule.origins) or _buckets(rules),
            environment=scope.view.environment,
        )


def _own(scope: Scope) -> _Own:
    name = scope.view.environment
    in_spec = frozenset(map(plain, scope.environment.origins)) if scope.spec_given else frozenset()
    evidenced = (fact.origin for fact in solid(scope.view, Origin) if name in (environments_in(fact.origin) or (name,)))
    known = in_spec or frozenset(plain(origin) for origin in evidenced if not is_local(origin))
    theirs = {
        plain(origin)
        for other, spec in scope.product.environments.items()
        if other != name and scope.spec_given
        for origin in spec.origins
    }
    for other, view in scope.others.items():
        theirs |= {plain(fact.origin) for fact in solid(view, Origin) if fact.environment == other}
    return _Own(name, known, frozenset(theirs) - known, complete=bool(in_spec))


def _of_each_bucket(rules: tuple[BucketCors, ...]) -> tuple[BucketCors, ...]:
    """The rules of the strongest evidence for each named bucket; those of unnamed ones as they are."""
    named: dict[str, list[BucketCors]] = {}
    for rule in rules:
        if rule.bucket:
            named.setdefault(rule.bucket, []).append(rule)
    kept = {rule for group in named.values() for rule in strongest(group)}
    return tuple(rule for rule in rules if not rule.bucket or rule in kept)


def _belongs_elsewhere(rule: BucketCors, rules: tuple[BucketCors, ...], own: _Own) -> bool:
    """It speaks only of another environment, while some other rule serves this one: it is that one's bucket."""
    real = [origin for origin in rule.origins if not is_local(origin)]
    if rule.environment or not real or not all(own.is_other(origin) for origin in real):
        return False
    return any(own.may_be_own(origin) for other in rules if other is not rule for origin in other.origins)


def _wildcards(rules: tuple[BucketCors, ...]) -> list[Finding]:
    wide = [rule for rule in rules if not ANY.isdisjoint(rule.origins)]
    evidence = _origin_places(wide, lambda origin: origin in ANY)
    return [WILDCARD.failed(*evidence, bucket=_buckets(wide))] if wide else []


def _strangers(
    check: Check, rules: tuple[BucketCors, ...], is_stranger: Callable[[str], bool], environment: str
) -> list[Finding]:
    """Origins that have no business in these rules."""
    strange = [rule for rule in rules if any(is_stranger(origin) for origin in rule.origins)]
    if not strange:
        return []
    origins = listed(origin for rule in strange for origin in rule.origins if is_stranger(origin))
    evidence = _origin_places(strange, is_stranger)
    return [check.failed(*evidence, bucket=_buckets(strange), origins=origins, environment=environment)]


def _origin_places(rules: Iterable[BucketCors], which: Callable[[str], bool]) -> tuple[Evident, ...]:
    """The lines of the chosen origins, where the reader told them one by one; else those of the whole list."""
    found = [
        Evident(rule.kind, at)
        for rule in rules
        for origin in rule.origins
        if which(origin)
        for at in _origin_place(rule, origin)
    ]
    return tuple({place.at: place for place in found}.values())[:MOST_PLACES]


def _origin_place(rule: BucketCors, origin: str) -> tuple[Location, ...]:
    """Where an origin is written, and the line of the rule that takes a list from elsewhere."""
    if origin in rule.places:
        return (rule.places[origin],)
    taken = rule.places.get("origins taken")
    return (rule.where("origins"),) if taken is None else (rule.where("origins"), taken)


def _unserved(view: View, rules: tuple[BucketCors, ...]) -> list[Finding]:
    """Origins under a DNS zone of the account in which nothing answers to their name.

    Names of zones that stand elsewhere are nobody's business here, and so is a pattern of names.
    """
    served = _Served.of(view)

    def is_unserved(origin: str) -> bool:
        return served.is_ours(origin) and "*" not in origin and not served.answers(origin)

    return _strangers(NOBODY_SERVES, rules, is_unserved, view.environment) if served.zones else []


@record(frozen=True)
class _Served:
    """The host names that an account answers to."""

    zones: tuple[Zone, ...]
    aliases: frozenset[str]

    @classmethod
    def of(cls, view: View) -> "_Served":
        """What a view knows of them."""
        aliases = frozenset(alias for fact in solid(view, Distribution) for alias in fact.aliases)
        return cls(solid(view, Zone), aliases)

    def is_ours(self, origin: str) -> bool:
        """The name stands under a DNS zone of the account."""
        return any(f".{_name(origin)}".endswith(f".{zone.domain}") for zone in self.zones)

    def answers(self, origin: str) -> bool:
        """A record or a distribution has the name."""
        names = self.aliases.union(*(zone.names for zone in self.zones))
        return any(fnmatchcase(_name(origin), name) for name in names)


def _left_out(view: View, rules: tuple[BucketCors, ...], own: _Own) -> list[Finding]:
    """Front ends that a bucket of the account leaves out beside others that it lets in.

    The repository's own rules for the bucket say for certain that a front end belongs there. One that the account
    merely serves may have no business with the bucket, so that is a remark.
    """
    if own.complete:
        return []
    served = _Served.of(view)
    found: list[Finding] = []
    for rule in (rule for rule in rules if rule.kind is EvidenceKind.OBSERVED and rule.bucket):
        told = solid(view, BucketCors, partial(_tells_of, rule))
        promised = {plain(origin) for fact in told for origin in fact.origins if own.may_be_own(origin)}
        fronts = {origin for origin in own.known if served.answers(origin)}
        for wanted, facts, severity in ((promised, (rule, *told), None), (fronts - promised, (rule,), Severity.NOTICE)):
            missing = sorted(origin for origin in wanted if "*" not in origin and not _allows(rule, origin))
            if missing:
                found.append(_lacks(facts, missing, view.environment, severity))
    return found


def _tells_of(rule: BucketCors, other: BucketCors) -> bool:
    """The other speaks of the same bucket, with less weight."""
    return other.bucket == rule.bucket and other.kind.strength < rule.kind.strength


def _lacks(
    facts: tuple[BucketCors, ...], missing: Iterable[str], environment: str, severity: Severity | None
) -> Finding:
    return MISSING_OWN.failed(
        *places(facts, "origins"),
        severity=severity,
        bucket=_buckets(facts),
        origins=listed(facts[0].origins),
        missing=_in_brackets(missing),
        environment=environment,
    )


def _shared(scope: Scope) -> list[Finding]:
    """One bucket in the rules of two environments: whatever is right for one of them is wrong for the other."""
    own = _buckets_of(scope.view, scope.view.environment)
    taken = {name for other, view in scope.others.items() for name in _buckets_of(view, other)}
    shared = [fact for name, fact in own.items() if name in taken]
    if not shared:
        return []
    names = listed(name for name in own if name in taken)
    return [
        SHARED.failed(
            *places(shared, "bucket"), bucket=names, environments=listed((scope.view.environment, *scope.others))
        )
    ]


def _buckets_of(view: View, environment: str) -> dict[str, BucketCors]:
    """The buckets whose rules are this environment's alone, by name; a name with a variable may differ each time."""
    rules = solid(view, BucketCors, lambda rule: rule.environment == environment)
    return {rule.bucket: rule for rule in rules if rule.bucket and not _VARIABLE.search(rule.bucket)}


def _without_rules(view: View, answer: Absent[BucketCors] | Unreadable) -> Finding:
    buckets = view.look(Bucket)
    match buckets:
        case Found(facts):
            reached = sorted(filter(is_reached_by_browsers, current(facts)), key=lambda bucket: not bucket.presigned)
            # Of a program that was read, and signs no address, no browser gets one; a bucket's name alone tells less.
            if not reached or (not reached[0].presigned and any(solid(view, kind) for kind in _WAS_READ)):
                return NO_RULES.not_applicable("no-browser-bucket")
            said = silence(NO_RULES, answer, *reached, bucket=listed(b.name for b in reached) or reached[0].at.path)
            return replace(said, evidence=(*said.evidence, *made_at(reached))) if said.evidence else said
        case Unreadable(gaps):
            return NO_RULES.unreadable(gaps)
        case Absent(claims):
            if isinstance(answer, Absent) and answer.claims:
                return silence(NO_RULES, answer, bucket=_buckets(answer.claims))
            named = tuple(filter(is_reached_by_browsers, claims))
            if named:
                told = replace(buckets, claims=named)
                return silence(NO_RULES, told, bucket=listed(bucket.name for bucket in named) or named[0].at.path)
            return NO_RULES.not_applicable("no-browser-bucket" if claims else "no-bucket")
        case _:
            assert_never(buckets)


def _allows(rule: BucketCors, origin: str) -> bool:
    """S3 lets one `*` stand for any text inside an allowed origin."""
    return any(fnmatchcase(origin, plain(pattern).replace("[", "[[]")) for pattern in rule.origins)


def _name(origin: str) -> str:
    return host_of(plain(origin)).partition(":")[0]


def _buckets(rules: Iterable[BucketCors]) -> str:
    return listed(rule.bucket or rule.at.path for rule in rules)


def _in_brackets(values: Iterable[str]) -> str:
    """The values in brackets after a space, or nothing at all; for the end of a sentence in any language."""
    text = listed(values)
    return f" ({text})" if text else ""
