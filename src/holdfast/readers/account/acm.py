"""ACM: certificates with the days they have left, who presents them, and whether they renew themselves."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial

from holdfast.model.environments import UNASSIGNED
from holdfast.model.evidence import Location
from holdfast.model.facts import Certificate
from holdfast.readers.account.base import (
    GLOBAL_REGION,
    Account,
    AccountReader,
    Call,
    Reading,
    Record,
    Refused,
    each,
    one,
    seen,
)
from holdfast.readers.account.cloudfront import DISTRIBUTIONS, Presenter, certificates_named
from holdfast.readers.account.details import of_each
from holdfast.readers.account.tagging import RESOURCES, tags_in
from holdfast.readers.account.values import child, records, text, texts

CERTIFICATES = Call("acm", "list_certificates", "acm:ListCertificates", page=1000)
CERTIFICATE = Call(
    "acm",
    "describe_certificate",
    "acm:DescribeCertificate",
    resource="arn:aws:acm:*:*:certificate/*",
    absent=frozenset(["ResourceNotFoundException"]),
)

_KEY_TYPES = (
    "RSA_1024",
    "RSA_2048",
    "RSA_3072",
    "RSA_4096",
    "EC_prime256v1",
    "EC_secp384r1",
    "EC_secp521r1",
)
"""All of them: without a list, ACM leaves out every certificate but those of RSA up to 2048 bits (2026, API)."""

_PRESENTED = frozenset(["ISSUED", "EXPIRED", "INACTIVE", "REVOKED"])
_USERS = (
    ("cloudfront", ":cloudfront:"),
    ("load-balancer", ":elasticloadbalancing:"),
    ("api", ":apigateway:"),
)


def _certificates(account: Account, region: str) -> Iterator[Reading]:
    listed = each(account, CERTIFICATES, region, "CertificateSummaryList", Includes={"keyTypes": _KEY_TYPES})
    found = [summary for summary in listed if text(summary, "Status") in _PRESENTED]
    tags = tags_in(account, region) if found else {}
    presented = _presented(account, region) if found else {}
    yield from of_each(found, partial(_certificate, account, region, tags, presented))


def _presented(account: Account, region: str) -> dict[str, Presenter]:
    """Certificates that distributions name; ACM learns of a use only some time after it began."""
    if region != GLOBAL_REGION:
        return {}
    try:
        return certificates_named(account, region)
    except Refused:
        return {}  # the distributions' own reader leaves the gap


def _certificate(
    account: Account,
    region: str,
    tags: Mapping[str, dict[str, str]],
    presented: Mapping[str, Presenter],
    summary: Record,
) -> Iterator[Reading]:
    arn = text(summary, "CertificateArn") or ""
    # Who uses it, and how it was validated, only the description says; for an unused one nobody asks.
    unused = summary.get("InUse") is False and arn not in presented
    answer = None if unused else one(account, CERTIFICATE, region, CertificateArn=arn)
    described = child(answer, "Certificate")
    both = {**summary, **described}
    domain = text(both, "DomainName")
    presenter = presented.get(arn, Presenter(""))
    users = texts(both, "InUseBy") or tuple(filter(None, (presenter.arn,)))
    by = _used_by(users)
    method = _validation(both)
    imported = both.get("Type") == "IMPORTED"
    ends = both.get("NotAfter")
    days = (ends - account.now).days if isinstance(ends, datetime) else None
    other_names = (*texts(both, "SubjectAlternativeNames"), *texts(both, "SubjectAlternativeNameSummaries"))
    environment: str | None = account.environment(tags.get(arn, {}), domain, *other_names)
    if environment == UNASSIGNED:
        environment = _of_users(account, tags, users, presenter)
    end = f"NotAfter: {ends.date().isoformat()}" if isinstance(ends, datetime) else ""
    yield Certificate(
        **seen(arn, f"DomainName: {domain or ''}", environment),
        issuer="imported" if imported else "acm",
        domain=domain,
        region=region,
        validation=method,
        used_by=by,
        # One that nobody uses is not renewed, and one whose DNS record is gone is not eligible.
        renews=not imported and method == "dns" and both.get("RenewalEligibility") == "ELIGIBLE",
        in_use=bool(users),
        days_left=days,
        places={
            "region": Location(arn=arn, quote=f"CertificateArn: {arn}"),
            "days_left": Location(arn=arn, quote=end),
            "used_by": Location(arn=arn, quote=f"InUseBy: {', '.join(users)}"),
        },
    )


def _of_users(
    account: Account, tags: Mapping[str, dict[str, str]], users: tuple[str, ...], presenter: Presenter
) -> str | None:
    """The environment of what presents it, where its own names tell none; None when that is several environments'."""
    names = {user: (presenter.names if user == presenter.arn else user.split("/")[2:3]) for user in users}
    told = {account.environment(tags.get(user, {}), *names[user]) for user in users} - {UNASSIGNED}
    return None if len(told) > 1 else next(iter(told), UNASSIGNED)


def _used_by(users: tuple[str, ...]) -> str | None:
    return next((name for name, mark in _USERS for user in users if mark in user), None)


def _validation(certificate: Record) -> str | None:
    methods = (text(option, "ValidationMethod") for option in records(certificate, "DomainValidationOptions"))
    return next((method.lower() for method in methods if method and method.lower() in ("dns", "email")), None)


READER = AccountReader(
    name="acm",
    serves=frozenset(["certificates"]),
    calls=(CERTIFICATES, CERTIFICATE, DISTRIBUTIONS, RESOURCES),
    questions=(_certificates,),
    shows=(Certificate,),
)
