"""Whether something renews the certificates of hosts, can do so, and tells the server that presents them."""

from collections.abc import Iterable, Iterator

from holdfast.controls.common import claimed, listed, places, solid
from holdfast.model.estate import View
from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Certificate, CertificateRenewal, ProxyRoute
from holdfast.model.findings import Check, Confidence, Evident, Finding, Severity

NO_RENEWAL = Check("certificates.host-certificate-renewal", Severity.WARNING, Confidence.MEDIUM)
BLOCKED = Check("certificates.renewal-blocked", Severity.WARNING, Confidence.MEDIUM)


def is_on_host(certificate: Certificate) -> bool:
    """A server of the team's own presents it."""
    return certificate.issuer == "letsencrypt" or certificate.used_by == "host"


def _is_for_nobody(certificate: Certificate) -> bool:
    """A guide requests it in ACM, and gives it to nothing that it names."""
    told = (certificate.kind, certificate.issuer, certificate.used_by, certificate.region)
    return told == (EvidenceKind.INSTRUCTED, "acm", None, None)


def told_best(certificates: tuple[Certificate, ...]) -> tuple[Certificate, ...]:
    """Without those that a container only gets handed, or that a guide requests in ACM and gives to nothing.

    Something has to tell of a host's certificate itself: one of ACM is then the other way, which no host can go.
    """
    told = any(is_on_host(fact) and "mounted" not in fact.places for fact in certificates)
    return tuple(fact for fact in certificates if not (told and ("mounted" in fact.places or _is_for_nobody(fact))))


def renewal(view: View, on_host: tuple[Certificate, ...]) -> Iterator[Finding]:
    """Whether something renews those of hosts, and can, and whether the server hears of it."""
    unsure = tuple(certificate for certificate in on_host if certificate.renews is not True)
    if not unsure:
        return
    told = solid(view, CertificateRenewal)
    renewals = tuple(one for one in told if "by hand" not in one.places)
    blocked = _blocked(view, unsure) if renewals else ()
    by_person = tuple(one for one in unsure if "by person" in one.places)
    # What a text promises wants proof, or is contradicted by what does it.
    promised = places(claimed(view, CertificateRenewal), most=1)
    deaf = tuple(one for one in renewals if one.reloads is False)
    if not renewals:
        unheard = places((one for one in told if "unheard" in one.places), "unheard", most=1)
        by_hand = (*unheard, *places(told, "by hand", most=1))
        # A container of certbot that is told nothing is where the renewal would stand, whoever else presents them.
        idle = places(solid(view, Certificate, lambda one: "idle" in one.places), "idle", most=1)
        shown = dict.fromkeys((*by_hand, *places(unsure), *idle, *promised))
        yield NO_RENEWAL.unproven(*shown, domain=domains(unsure))
    elif blocked:
        yield BLOCKED.failed(*places(renewals, most=2), *places(blocked, "alone", most=2), domain=domains(blocked))
    elif by_person:
        # A timer renews nothing that a person has to answer for.
        yield NO_RENEWAL.unproven(*places(by_person, "by person"), domain=domains(by_person))
    elif len(deaf) == len(renewals):
        shown = dict.fromkeys((*places(deaf, "reloads"), *promised))
        yield NO_RENEWAL.failed(*shown, tool=listed(one.tool for one in deaf), domain=domains(unsure))


def told_by(view: View, renewing: tuple[CertificateRenewal, ...]) -> tuple[Evident, ...]:
    """Where they renew, and first of all where one of them says to nobody that it has failed.

    What a text promises besides is what people rely on until it fails.
    """
    unheard = places((one for one in renewing if "unheard" in one.places), "unheard", most=1)
    promised = places(claimed(view, CertificateRenewal), most=1) if renewing else ()
    return (*unheard, *places(renewing, most=2), *promised)


def _blocked(view: View, on_host: tuple[Certificate, ...]) -> tuple[Certificate, ...]:
    """Those that certbot obtained by answering on port 80 itself, which a proxy holds by the time of the renewal."""
    alone = tuple(one for one in on_host if "alone" in one.places)
    held = alone if solid(view, ProxyRoute) else tuple(one for one in alone if "proxy" in one.places)
    freed = solid(view, CertificateRenewal, lambda one: "frees" in one.places)
    return () if freed else held


def domains(certificates: Iterable[Certificate]) -> str:
    """What they are for, as far as it is told."""
    return listed(one.domain or one.at.path for one in certificates)
