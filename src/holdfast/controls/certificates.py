"""Certificates: whether each stands in the region that can use it, renews itself, and warns before it expires."""

from collections.abc import Iterator
from typing import assert_never

from holdfast.controls.certificates_elsewhere import ends_before, is_managed, is_reached_from_within
from holdfast.controls.certificates_fronts import (
    NOT_PRESENTED,
    doors,
    fronts,
    listening,
    own_port,
    plain_proxies,
    public,
    typed,
    waiting,
)
from holdfast.controls.certificates_renewal import (
    BLOCKED,
    NO_RENEWAL,
    domains,
    is_on_host,
    renewal,
    told_best,
    told_by,
)
from holdfast.controls.common import apart, claimed, current, listed, places, silence, solid
from holdfast.model.estate import View
from holdfast.model.evidence import Absent, EvidenceKind, Found, Unreadable
from holdfast.model.facts import (
    Alarm,
    Certificate,
    CertificateRenewal,
    Distribution,
    Fact,
    LoadBalancer,
    PlainAddress,
    PlainBeside,
    PlainTaken,
    Region,
    ScriptFault,
    SelfSigned,
    UncheckedCertificate,
    Watched,
)
from holdfast.model.findings import Check, Confidence, Control, Evident, Finding, Scope, Severity
from holdfast.model.record import replace
from holdfast.model.regex import regex

WRONG_REGION = Check("certificates.cloudfront-outside-us-east-1", Severity.CRITICAL)
COPIED = Check("certificates.copied-by-hand", Severity.WARNING)
NO_ALARM = Check(
    "certificates.no-expiry-alarm",
    Severity.WARNING,
    Confidence.MEDIUM,
    references=("prowler:acm_certificates_expiration_check", "config:ACM_CERTIFICATE_EXPIRATION_CHECK"),
)
NO_REASON = Check("certificates.region-reason-not-recorded", Severity.NOTICE)
NO_TLS = Check(
    "certificates.no-tls",
    Severity.WARNING,
    Confidence.MEDIUM,
    references=("checkov:CKV_AWS_2", "checkov:CKV_AWS_103", "prowler:elbv2_ssl_listeners"),
)

SELF_SIGNED = Check("certificates.self-signed", Severity.WARNING, Confidence.MEDIUM)

PLAIN_ORIGIN = Check(
    "certificates.plain-origin",
    Severity.NOTICE,
    references=("prowler:cloudfront_distributions_origin_traffic_encrypted",),
)

PLAIN_BESIDE = Check(
    "certificates.plain-beside-tls",
    Severity.NOTICE,
    references=("prowler:elbv2_ssl_listeners", "prowler:cloudfront_distributions_https_enabled", "checkov:CKV_AWS_34"),
)

UNCHECKED = Check("certificates.unchecked", Severity.WARNING)

EXPIRES_SOON = Check(
    "certificates.expires-soon",
    Severity.WARNING,
    references=("prowler:acm_certificates_expiration_check", "config:ACM_CERTIFICATE_EXPIRATION_CHECK"),
)

CHECKS = (
    WRONG_REGION,
    NO_RENEWAL,
    BLOCKED,
    COPIED,
    NO_ALARM,
    NO_REASON,
    NO_TLS,
    NOT_PRESENTED,
    SELF_SIGNED,
    PLAIN_ORIGIN,
    PLAIN_BESIDE,
    UNCHECKED,
    EXPIRES_SOON,
)

CLOUDFRONT_REGION = "us-east-1"
"""CloudFront takes its certificates from this region only, wherever the rest of the product lives."""

SOON_DAYS = 30
"""AWS begins to renew 60 days before the end: with half of them gone, the renewal has failed."""

_LAST_DAYS = 7


def judge(scope: Scope) -> Iterator[Finding]:
    """Judge the region of each certificate, its renewal on hosts, and who is told before it expires."""
    view = scope.view
    yield from _wrong_region(view)
    asking = tuple(_plain_origin(view))
    yield from asking
    # What a distribution asks without TLS has to answer so until that is mended.
    yield from _plain_beside(view, asked=bool(asking))
    unchecked = tuple(apart(solid(view, UncheckedCertificate)))
    if unchecked:
        yield UNCHECKED.failed(*places(unchecked, most=3), where=listed(fact.at.path for fact in unchecked))
    copied = _copied(view)
    if copied:
        yield COPIED.failed(*places(copied), where=listed(fault.at.path for fault in copied))
    # What an account shows that nobody presents may end unnoticed.
    answer = view.look(Certificate, lambda certificate: certificate.in_use is not False)
    match answer:
        case Found(facts):
            plain = _plain(view, facts)
            if plain:
                yield NO_TLS.unproven(*places(plain, "listener"))
            else:
                yield from _each(view, current(facts))
        case Absent() | Unreadable():
            if not copied:
                yield from _no_certificate(view, answer)
        case _:
            assert_never(answer)


def _copied(view: View) -> tuple[ScriptFault, ...]:
    """What is copied by hand; a chapter that may be left out tells it where a container presents what was copied."""
    copied = solid(view, ScriptFault, _is_of_certificate)
    mounted = solid(view, Certificate, lambda fact: "mounted" in fact.places)
    return copied or (claimed(view, ScriptFault, _is_of_certificate) if mounted else ())


def _is_of_certificate(fault: ScriptFault) -> bool:
    return fault.activity == "certificate" or "certificate" in fault.form


def _plain(view: View, certificates: tuple[Certificate, ...]) -> tuple[LoadBalancer, ...]:
    """Load balancers that templates open without TLS, while nothing takes up the certificates: the template wins.

    Guides only tell of them, or a template requests some that neither a listener nor a distribution is given.
    """
    if not all(fact.kind is EvidenceKind.INSTRUCTED or _is_left_lying(fact) for fact in certificates):
        return ()
    if solid(view, Distribution) and any(fact.kind is not EvidenceKind.INSTRUCTED for fact in certificates):
        return ()
    opened = tuple(fact for fact in public(view) if fact.kind is EvidenceKind.DECLARED)
    return opened if opened and all(fact.tls is False for fact in opened) else ()


def _is_left_lying(certificate: Certificate) -> bool:
    return certificate.kind is EvidenceKind.DECLARED and certificate.issuer == "acm" and certificate.used_by is None


def _plain_origin(view: View) -> Iterator[Finding]:
    """A distribution that speaks TLS with browsers, and none with what answers behind it."""
    asking = solid(view, Distribution, lambda fact: fact.plain_origin)
    if asking:
        # The load balancer behind it has to speak TLS first.
        behind = tuple(balancer for balancer in public(view) if balancer.tls is False)
        shown = (*places(asking, "plain_origin"), *places(behind, "listener", most=2))
        yield PLAIN_ORIGIN.failed(*shown, name=listed(fact.name or fact.at.path for fact in asking))


def _plain_beside(view: View, *, asked: bool) -> Iterator[Finding]:
    """What serves without TLS beside what it serves with it, and is not `asked` so by a distribution."""
    serving = solid(view, PlainBeside, lambda fact: fact.visitors or not asked)
    if serving:
        yield PLAIN_BESIDE.failed(*places(serving, most=3), name=listed(dict.fromkeys(fact.name for fact in serving)))


def _wrong_region(view: View) -> Iterator[Finding]:
    certificates = solid(view, Certificate, _is_out_of_reach)
    distributions = solid(view, Distribution, lambda fact: fact.certificate_region not in (None, CLOUDFRONT_REGION))
    # The certificate's own line is the one to change; its distribution shows what it was meant for.
    if certificates:
        yield WRONG_REGION.failed(
            *places(certificates, "region"),
            *places(distributions, "certificate_region", most=2),
            domain=domains(certificates),
            region=listed(fact.region for fact in certificates),
        )
    elif distributions:
        yield WRONG_REGION.failed(
            *places(distributions, "certificate_region"),
            domain=listed(alias for fact in distributions for alias in fact.aliases) or distributions[0].at.path,
            region=listed(fact.certificate_region for fact in distributions),
        )


def _is_out_of_reach(certificate: Certificate) -> bool:
    return (
        certificate.used_by == "cloudfront"
        and certificate.issuer in ("acm", "imported")
        and certificate.region not in (None, CLOUDFRONT_REGION)
    )


def _each(view: View, certificates: tuple[Certificate, ...]) -> Iterator[Finding]:
    own = tuple(certificate for certificate in told_best(certificates) if certificate.issuer != "managed")
    if not own:
        yield NO_ALARM.not_applicable("managed-certificates")
        return
    stale = tuple(fact for fact in own if is_on_host(fact))
    self_signed = solid(view, SelfSigned) if all(fact.issuer == "imported" for fact in _presented(own)) else ()
    if self_signed and stale:
        # What a host presents as brought from elsewhere is the one that is made there.
        yield SELF_SIGNED.failed(*places(self_signed), where=listed(fact.at.path for fact in self_signed))
    unrenewed = tuple(renewal(view, stale))
    # Where nothing tells how it is renewed, whoever is told before the end hears when it is not.
    heard = bool(_telling(view)) and not solid(view, CertificateRenewal)
    yield from (replace(one, severity=Severity.NOTICE) if heard else one for one in unrenewed)
    yield from _expires_soon(own)
    installed = any(fact.in_use for fact in stale)
    if stale and (plain := plain_proxies(view, installed=installed)):
        yield NOT_PRESENTED.failed(*plain, domain=domains(stale))
    yield from _expiry_alarm(view, own, renewal_failed=bool(unrenewed))
    yield from _reason(view, own)


def _presented(own: tuple[Certificate, ...]) -> tuple[Certificate, ...]:
    """Without those of which a text only says whose they might be, where a server's own settings present one."""
    settled = tuple(fact for fact in own if fact.kind is not EvidenceKind.INSTRUCTED)
    typed = tuple(fact for fact in own if fact not in settled and (fact.domain or _GETS.match(fact.at.quote)))
    return (*settled, *typed) if settled else own


_GETS = regex(r"[\s$>#]{0,20}(?:sudo )?(?:certbot|\S{0,80}acme\.sh|lego) ")
"""A line by which somebody gets a certificate, whatever names stand in it."""


def _expires_soon(own: tuple[Certificate, ...]) -> Iterator[Finding]:
    """Those in use whose end an account shows to be near, or past; the first to end decides how bad it is."""
    left = {fact: fact.days_left for fact in own if fact.days_left is not None and fact.days_left < SOON_DAYS}
    if left:
        ending = tuple(sorted(left, key=left.__getitem__))
        yield EXPIRES_SOON.failed(
            *places(ending, "days_left"),
            severity=Severity.CRITICAL if min(left.values()) <= _LAST_DAYS else None,
            domain=domains(ending),
            days=listed(str(left[fact]) for fact in ending),
        )


def _telling(view: View) -> tuple[Fact, ...]:
    """Who tells somebody before a certificate ends."""
    return (
        *solid(view, Alarm, lambda alarm: alarm.watches is Watched.CERTIFICATE and alarm.notifies is not False),
        # A dry run in a guide or a set-up was tried once; only what runs by itself tells of a renewal that fails.
        *solid(view, CertificateRenewal, _is_checked_by_itself),
    )


def _expiry_alarm(view: View, own: tuple[Certificate, ...], *, renewal_failed: bool) -> Iterator[Finding]:
    told = _telling(view)
    if told:
        yield NO_ALARM.met(*places(told), domain=domains(own))
        return
    by_itself = tuple(fact for fact in own if _renews_in_acm(fact))
    others = tuple(fact for fact in own if not _renews_in_acm(fact))
    # A host whose renewal is in doubt was named for it at the same place: its mending brings the check along.
    others = tuple(fact for fact in others if not (renewal_failed and is_on_host(fact)))
    if by_itself:
        yield NO_ALARM.failed(*places(by_itself), severity=Severity.NOTICE, domain=domains(by_itself))
    if others:
        # Who renews on a host is who would have to tell that it failed.
        renewing = solid(view, CertificateRenewal) if any(map(is_on_host, others)) else ()
        shown = dict.fromkeys((*places(others), *told_by(view, renewing)))
        remark = _seen_to(renewing)
        yield NO_ALARM.failed(*shown, severity=remark, domain=domains(others))
        if remark and not renewal_failed:
            yield NO_RENEWAL.met(*places(renewing, most=2), domain=domains(others))
    if by_itself and not others and not renewal_failed:
        yield NO_RENEWAL.met(*places(by_itself), domain=domains(by_itself))


def _seen_to(renewing: tuple[CertificateRenewal, ...]) -> Severity | None:
    """A remark where the set-up tries the renewal, or people look whether its timer runs.

    A trial that a guide has somebody make says only that it went well on that day, and a server that renews by itself
    (Caddy, Traefik) tells nobody when it no longer can: Let's Encrypt has sent no mails about it since June 2025.
    """
    tried = any(one.checked and one.kind is not EvidenceKind.INSTRUCTED for one in renewing)
    return Severity.NOTICE if tried or any("looked" in one.places for one in renewing) else None


def _is_checked_by_itself(renewal: CertificateRenewal) -> bool:
    return renewal.checked and renewal.schedule is not None and renewal.kind is not EvidenceKind.INSTRUCTED


def _renews_in_acm(certificate: Certificate) -> bool:
    """AWS renews it alone as long as its DNS record stays: the code keeps it, or the account says that it does.

    What a load balancer, an API or CloudFront presents is renewed where it lies, whoever requested it: the record that
    somebody made by hand stays as well, until somebody takes it away.
    """
    if certificate.kind is EvidenceKind.OBSERVED:
        return certificate.issuer == "acm" and certificate.renews is True
    presented = certificate.used_by in ("load-balancer", "api", "cloudfront")
    kept = certificate.in_code or presented
    return certificate.issuer == "acm" and kept and certificate.validation in ("dns", None)


def _reason(view: View, own: tuple[Certificate, ...]) -> Iterator[Finding]:
    homes = {region.name for region in solid(view, Region)}
    if not homes - {CLOUDFRONT_REGION}:
        return
    # An account has nowhere to write a reason down: what the text says is asked of the text.
    told = tuple(fact for fact in own if fact.kind is not EvidenceKind.OBSERVED)
    silent = tuple(
        fact for fact in told if fact.issuer == "acm" and fact.region == CLOUDFRONT_REGION and not fact.reason_recorded
    )
    if silent:
        elsewhere = listed(sorted(homes - {CLOUDFRONT_REGION}))
        yield NO_REASON.failed(*places(silent, "region"), domain=domains(silent), region=elsewhere)


def _no_certificate(view: View, answer: Absent[Certificate] | Unreadable) -> Iterator[Finding]:
    match answer:
        case Absent() if is_managed(view) and not _passed_on(view):
            yield NO_TLS.not_applicable("managed-certificates")
        case Absent(claims=claims) if not claims and is_reached_from_within(view):
            yield NO_TLS.not_applicable("reached-from-within")
        case Absent() if self_signed := solid(view, SelfSigned):
            yield SELF_SIGNED.failed(*places(self_signed), where=listed(fact.at.path for fact in self_signed))
        case Absent() if renewals := solid(view, CertificateRenewal):
            yield _renewed(view, renewals)
        case Absent() if ends_before(view):
            yield NO_TLS.not_applicable("tls-ends-before")
        case Absent(claims=claims):
            yield _without_tls(view, claims)
        case Unreadable():
            yield silence(NO_TLS, answer)
        case _:
            assert_never(answer)


def _renewed(view: View, renewals: tuple[CertificateRenewal, ...]) -> Finding:
    """What is renewed on a host is there, wherever somebody got it; who tells of its end is asked as of any other."""
    where = listed(fact.at.path for fact in renewals)
    if told := _telling(view):
        return NO_ALARM.met(*places(told), domain=where)
    return NO_ALARM.failed(*told_by(view, renewals), domain=where)


def _without_tls(view: View, claims: tuple[Certificate, ...]) -> Finding:
    """Nobody says that what faces the browser speaks TLS: where it listens its certificate would be said."""
    told = (*dict.fromkeys((*_passed_on(view), *_came_in(view))), *places(claims, most=2))
    taken = solid(view, PlainTaken)
    meant = places((fact for fact in taken if fact.on_purpose), most=2)
    return NO_TLS.unproven(*told, *meant, *(() if told or meant else places(taken, most=1)))


def _passed_on(view: View) -> tuple[Evident, ...]:
    """Where a front end's host asks the product without TLS."""
    passed_on = solid(view, PlainAddress, lambda fact: fact.passed_on)
    return places(passed_on, most=1)


def _came_in(view: View) -> tuple[Evident, ...]:
    """Where the front listens, and what sends people there: the places where a certificate would be said."""
    came_in = fronts(view)[:1]
    balancers = places(public(view), "listener", most=3)
    came_in = balancers if came_in == balancers[:1] else came_in
    came_in += tuple(one for one in listening(view) if all(one.at.path != front.at.path for front in came_in))[:1]
    told = solid(view, PlainAddress, lambda fact: not fact.passed_on)
    sent = places(told, most=2)
    let_in = (*own_port(view), *doors(view)) if came_in and came_in == sent[:1] else ()
    # Beside a front whoever only asks whether it answers is sent nowhere.
    sent = tuple(one for one in sent if not (came_in and _ASKS.match(one.at.quote)))
    beside = tuple(one for one in (*sent, *let_in) if one not in came_in)
    return (*came_in, *waiting(view), *typed(view, came_in), *beside)


_ASKS = regex(r"[\s$>]*(?:curl|wget)\s")
"""A line that looks whether the product answers."""


CONTROL = Control(6, "certificates", CHECKS, judge)
