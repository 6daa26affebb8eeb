"""MongoDB Atlas beside what runs on AWS: who reaches its clusters, and which of them keep snapshots."""

from collections.abc import Iterator

from holdfast.model.facts import Database, Fact, Ingress, Placement
from holdfast.model.regex import regex
from holdfast.readers.repository.terraform.resource import Resource, Section, World

_EVERYBODY = regex(r"(?:[0.]{7}|::)(?:/0)?$")
"""Atlas takes the bare address for the whole of the network, too (terraform-provider-mongodbatlas, issue 864)."""
_FREE = ("M0",)
_SHARED = ("M2", "M5", "FLEX", "SERVERLESS")
"""Atlas keeps snapshots of these by itself, for eight days; of a free cluster it keeps none (November 2026)."""
_BY_TYPE = {"mongodbatlas_flex_cluster": "FLEX", "mongodbatlas_serverless_instance": "SERVERLESS"}
_KEEPS = ("backup_enabled", "cloud_backup", "provider_backup_enabled")
_SHARED_DAYS = 8
_DEFAULT_DAYS = 7
"""How long the policy that a cluster begins with keeps the snapshots of a day."""


def access_list(resource: Resource, _: World) -> Iterator[Fact]:
    """One entry of the list of networks that reach a project's clusters; all others are kept out."""
    for name in ("cidr_block", "ip_address"):
        source = resource.text(name)
        if source is None:
            continue
        source = "0.0.0.0/0" if _EVERYBODY.match(source) else source
        said = resource.said(sources=name)
        yield Ingress(**said, from_port=27017, to_port=27017, sources=(source,), target="MongoDB Atlas")


def cluster(resource: Resource, _: World) -> Iterator[Fact]:
    """A cluster of any size; each is three hosts in different zones."""
    sized, attribute = _sized(resource)
    size = _BY_TYPE.get(resource.type) or (sized.text(attribute) or "").upper()
    kept = next((name for name in _KEEPS if resource.has(name)), "")
    days: int | None = _DEFAULT_DAYS if kept and resource.flag(kept) else 0
    if size in _SHARED:
        days = _SHARED_DAYS
    elif size in _FREE:
        days = 0
    elif kept and resource.flag(kept) is None:
        days = None
    place = (resource, kept) if kept else (sized, attribute) if size in _FREE else (resource, "")
    yield Database(
        **resource.said(name="name", retention_days=place, instance_class=(sized, attribute)),
        engine="mongodb",
        placement=Placement.EXTERNAL,
        name=resource.name,
        instance_class=size or None,
        multi_az=True,
        retention_days=days,
        point_in_time=resource.flag("pit_enabled", default=False),
    )


def _sized(resource: Resource) -> tuple[Section, str]:
    """What tells the cluster's size, and under which name."""
    for specs in resource.sections("replication_specs"):
        for region in specs.sections("region_configs"):
            hosts = region.section("electable_specs")
            if hosts.has("instance_size"):
                return hosts, "instance_size"
    return resource, "provider_instance_size_name"
