"""What a valid spec may say and nobody can build: found before anything is synthesized, and told all at once."""

import re
from collections.abc import Iterator
from ipaddress import ip_network
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from holdfast.model.errors import SpecProblem
from holdfast.model.product import Environment, Product
from holdfast.stacks.place import Place
from holdfast.stacks.user_data import OLDEST_POSTGRES

_HOST = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
_PLACE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_LONGEST_PLACE = 57
"""Names of roles have at most 64 characters (IAM, *IAM and AWS STS quotas*, read 2026-11), the longest ending is
`-deploy`; RDS takes no two hyphens in a row in an identifier and none at its end."""
_LONGEST_BUCKET = 63
_LEAST_GIB = 20
"""Of gp3 under PostgreSQL (RDS User Guide, *Amazon RDS DB instance storage*, read 2026-11)."""
_OTHER_PARTITIONS = ("cn-", "us-gov-", "us-iso", "eu-isoe-", "eusc-")
"""Regions that are no part of the ordinary AWS: other accounts, other ARNs, no CloudFront of the same kind."""
_HTTP, _HTTPS = 80, 443


def problems_of(product: Product, environments: tuple[str, ...]) -> Iterator[SpecProblem]:
    """Everything in the spec that cannot be built.

    Args:
        product: the spec.
        environments: names of those that are wanted; what two environments dispute is told whichever is wanted.
    """
    yield from _of_product(product)
    for name in environments:
        yield from _of_place(Place(product, name))
    yield from _disputed(product)


def _of_product(product: Product) -> Iterator[SpecProblem]:
    if not product.alerts.email:
        yield _problem("alerts.email", "expected an address, or nobody would hear an alarm")
    if product.region.startswith(_OTHER_PARTITIONS):
        yield _problem("region", "expected a region of the ordinary AWS: others are not built yet")
    yield from _of_service(product)
    yield from _of_network(product)


def _of_service(product: Product) -> Iterator[SpecProblem]:
    service = product.service
    if service.process_manager not in {"pm2", "systemd"}:
        yield _problem("service.process_manager", "expected `pm2` or `systemd`: others are not built yet")
    if not service.command:
        yield _problem("service.command", "expected the command that starts the application on the hosts")
    taken = {_HTTP: "Nginx", service.health.port: "`holdfast agent`"}
    for key, port in (("service.port", service.port), *(("service.more_ports", one) for one in service.more_ports)):
        if port in taken:
            yield _problem(key, f"expected another port than {port}, on which {taken[port]} listens")


def _of_network(product: Product) -> Iterator[SpecProblem]:
    network = product.network
    try:
        ip_network(network.cidr)
    except ValueError:
        yield _problem("network.cidr", "expected the first address of a range of private ones, such as 10.0.0.0/16")
    elsewhere = [name for name in network.zone_names if name[:-1] != product.region]
    if elsewhere:
        yield _problem("network.zone_names", f"expected zones of {product.region}: not {', '.join(elsewhere)}")
    if _HTTPS not in network.outbound:
        yield _problem("network.outbound", f"expected {_HTTPS} among them: hosts reach AWS by no other port")


def _of_place(place: Place) -> Iterator[SpecProblem]:
    key, about = f"environments.{place.environment}", place.about
    if len(place.name) > _LONGEST_PLACE or not _PLACE.fullmatch(place.name):
        yield _problem(
            key,
            f"expected `{place.name}`, by which AWS would know it, to have at most {_LONGEST_PLACE} characters, and "
            "no hyphen at its end or beside another",
        )
    yield from _of_domains(place, key)
    yield from _of_compute(about, key)
    yield from _of_database(place, key)
    if about.backup.copy_region == place.product.region:
        yield _problem(f"{key}.backup.copy_region", "expected another region than `region`")
    if (about.backup.copy_region or "").startswith(_OTHER_PARTITIONS):
        yield _problem(f"{key}.backup.copy_region", "expected a region of the ordinary AWS")
    if place.copy_bucket and about.backup.kms_key:
        yield _problem(f"{key}.backup.kms_key", "expected none beside `copy_region`, where the key is not")
    if place.copy_bucket and len(place.copy_bucket) > _LONGEST_BUCKET:
        yield _problem(
            f"{key}.backup.copy_bucket",
            f"expected a name: `{place.copy_bucket}` would be longer than {_LONGEST_BUCKET}",
        )


def _of_domains(place: Place, key: str) -> Iterator[SpecProblem]:
    if not place.about.domains:
        yield _problem(f"{key}.domains", "expected the host names that the service answers on")
    zone = place.product.hosted_zone
    for domain in (*place.about.domains, *place.edge_domains):
        if not _HOST.fullmatch(domain):
            yield _problem(f"{key}.domains", f"expected host names in small letters alone: not {domain!r}")
        elif domain != zone and not domain.endswith(f".{zone}"):
            yield _problem(f"{key}.domains", f"expected names in the hosted zone {zone} (`zone`): not {domain}")


def _of_compute(about: Environment, key: str) -> Iterator[SpecProblem]:
    compute = about.compute
    if compute.instance_type.startswith("db."):
        yield _problem(f"{key}.compute.instance_type", "expected a type of EC2: `db.` begins those of RDS")
    if compute.off_peak is None:
        return
    if compute.off_peak.minimum > compute.maximum:
        yield _problem(f"{key}.compute.off_peak.minimum", "expected no more than `compute.maximum`")
    try:
        ZoneInfo(compute.off_peak.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield _problem(f"{key}.compute.off_peak.time_zone", "expected a time zone of IANA, such as Asia/Tokyo")


def _of_database(place: Place, key: str) -> Iterator[SpecProblem]:
    about, database = place.about, place.about.database
    if database.engine not in {"postgresql", "none"}:
        yield _problem(f"{key}.database.engine", "expected `postgresql` or `none`: others are not built yet")
    if database.engine == "none":
        return
    if not re.fullmatch(r"[1-9]\d(\.\d+)?", database.version):
        yield _problem(f"{key}.database.version", "expected a major version of PostgreSQL, such as 16")
    elif place.data_on_host and int(database.version.partition(".")[0]) < OLDEST_POSTGRES:
        yield _problem(
            f"{key}.database.version", f"expected at least {OLDEST_POSTGRES}: hosts have no package of others"
        )
    if place.has_rds and not database.instance_type.startswith("db."):
        yield _problem(f"{key}.database.instance_type", "expected a class of RDS, which `db.` begins")
    if place.has_rds and database.storage_gib < _LEAST_GIB:
        yield _problem(f"{key}.database.storage_gib", f"expected at least {_LEAST_GIB}, as RDS does")
    if place.data_on_host and about.compute.maximum != 1:
        yield _problem(
            f"{key}.compute.maximum", "expected 1: a database on the host has one host (`placement`), or use `rds`"
        )
    if place.archives_wal and about.backup.engine != "barman":
        yield _problem(
            f"{key}.backup.engine", "expected `barman`: Amazon Linux, which hosts run, has no package of pgBackRest"
        )


def _disputed(product: Product) -> Iterator[SpecProblem]:
    """What may be there only once, and two places of the spec name."""
    names: dict[tuple[str, str], str] = {}
    for environment in product.environments:
        place = Place(product, environment)
        for kind, key, name in _names(place):
            owner = names.setdefault((kind, name), key)
            if owner != key:
                yield _problem(key, f"expected another {kind} than {name}, which {owner} has already")


def _names(place: Place) -> Iterator[tuple[str, str, str]]:
    """The kind, the key and the name of everything that AWS knows by a name of the spec; no two keys are the same."""
    key, about = f"environments.{place.environment}", place.about
    for number, domain in enumerate(about.domains):
        yield "host name", f"{key}.domains[{number}]", domain
    for number, bucket in enumerate(about.buckets):
        yield "bucket", f"{key}.buckets[{number}].name", bucket.name
        for each, domain in enumerate(bucket.domains):
            yield "host name", f"{key}.buckets[{number}].domains[{each}]", domain
    if place.copy_bucket:
        yield "bucket", f"{key}.backup.copy_bucket", place.copy_bucket
    for number, secret in enumerate(about.secrets):
        if not secret.startswith("arn:"):  # one that is there already may serve two environments
            yield "secret", f"{key}.secrets[{number}]", secret


def _problem(key: str, expected: str) -> SpecProblem:
    return SpecProblem(0, key, expected)
