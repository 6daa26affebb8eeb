"""CloudFront: distributions, the names they answer to, and the region of their certificates."""

from collections.abc import Iterator
from dataclasses import dataclass

from holdfast.model.evidence import Location
from holdfast.model.facts import Distribution, Origin
from holdfast.readers.account.base import Account, AccountReader, Call, Reach, Reading, Record, seen
from holdfast.readers.account.tagging import RESOURCES, tags_in
from holdfast.readers.account.values import child, records, region_of, text, texts, word
from holdfast.readers.repository.terraform.edge import is_page

DISTRIBUTIONS = Call("cloudfront", "list_distributions", "cloudfront:ListDistributions", page=100)


@dataclass(frozen=True, slots=True)
class Presenter:
    """A distribution that presents a certificate: its ARN, and the names by which it may tell its environment."""

    arn: str
    names: tuple[str, ...] = ()


def certificates_named(account: Account, region: str) -> dict[str, Presenter]:
    """The distribution that presents a certificate, by the certificate's ARN; the last of several.

    Raises:
        Refused: AWS did not answer.
    """
    named = ((text(child(one, "ViewerCertificate"), "ACMCertificateArn"), one) for one in _enabled(account, region))
    return {
        certificate: Presenter(_arn(account, one), (*_aliases(one), text(one, "Comment") or ""))
        for certificate, one in named
        if certificate
    }


def _aliases(distribution: Record) -> tuple[str, ...]:
    return tuple(alias.lower() for alias in texts(child(distribution, "Aliases"), "Items"))


def _enabled(account: Account, region: str) -> list[Record]:
    pages = account.pages(DISTRIBUTIONS, region)
    listed = (one for page in pages for one in records(child(page, "DistributionList"), "Items"))
    return [one for one in listed if one.get("Enabled") is not False]


def _arn(account: Account, distribution: Record) -> str:
    made = f"arn:{account.partition}:cloudfront::{account.id}:distribution/{distribution.get('Id', '')}"
    return text(distribution, "ARN") or made


def _distributions(account: Account, region: str) -> Iterator[Reading]:
    found = _enabled(account, region)
    tags = tags_in(account, region) if found else {}
    for distribution in found:
        yield from _distribution(account, distribution, tags)


def _distribution(account: Account, distribution: Record, tags: dict[str, dict[str, str]]) -> Iterator[Reading]:
    arn = _arn(account, distribution)
    aliases = _aliases(distribution)
    comment = text(distribution, "Comment")
    environment = account.environment(tags.get(arn, {}), *aliases, comment)
    viewer = child(distribution, "ViewerCertificate")
    certificate = text(viewer, "ACMCertificateArn")
    default = not (certificate or text(viewer, "IAMCertificateId"))
    plain = any(map(_is_plain, records(child(distribution, "Origins"), "Items")))
    listed = Location(arn=arn, quote=f"Aliases: {', '.join(aliases)}")
    yield Distribution(
        **seen(arn, listed.quote, environment),
        name=comment or (text(distribution, "Id") or ""),
        aliases=aliases,
        certificate_region=region_of(certificate),
        default_certificate=default,
        plain_origin=plain,
        places={
            "aliases": listed,
            "certificate_region": Location(arn=arn, quote=f"ACMCertificateArn: {certificate or ''}"),
            "default_certificate": Location(arn=arn, quote=f"CloudFrontDefaultCertificate: {word(default)}"),
            "plain_origin": Location(arn=arn, quote="OriginProtocolPolicy: http-only"),
        },
    )
    for alias in aliases:
        if is_page(alias):
            yield Origin(**seen(arn, listed.quote, environment), origin=f"https://{alias}")


def _is_plain(origin: Record) -> bool:
    """It is asked without TLS; a website of S3 speaks nothing else."""
    policy = text(child(origin, "CustomOriginConfig"), "OriginProtocolPolicy")
    return policy == "http-only" and "s3-website" not in (text(origin, "DomainName") or "")


READER = AccountReader(
    name="cloudfront",
    serves=frozenset(["certificates", "cors"]),
    calls=(DISTRIBUTIONS, RESOURCES),
    questions=(_distributions,),
    reach=Reach.GLOBAL,
    shows=(Distribution,),
)
