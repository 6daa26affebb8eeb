"""The host bundle: everything that a host needs on its first boot, so that no public registry is asked at 3 a.m.

Its layout is what `stacks/user_data.py` unpacks: `wheels/`, `pm2/` and `root/`.
"""

import gzip
import hashlib
import io
import tarfile
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path

from holdfast.actions.deploy import wheels
from holdfast.actions.deploy.artifacts import upload
from holdfast.actions.deploy.cloud import Cloud
from holdfast.actions.deploy.deployed import Phase, read_stack
from holdfast.actions.render import KINDS, SEVERAL
from holdfast.host.files import host_name
from holdfast.host.health.gate.places import servers_file
from holdfast.model.deployment import digest
from holdfast.model.product import Product
from holdfast.model.record import record
from holdfast.model.releases import place_name
from holdfast.stacks.place import Place, is_arm

_AGENT = "opt/aws/amazon-cloudwatch-agent/etc/amazon-cloudwatch-agent.json"


@record(frozen=True, slots=True, kw_only=True)
class HostBundle:
    """One archive for the hosts of one environment.

    Attributes:
        environment: whose hosts fetch it.
        key: in the artifact bucket; has the digests of what it is made of and of itself.
        digest: SHA-256, hexadecimal.
        data: its bytes; None where the deployed stack names it already.
    """

    environment: str
    key: str
    digest: str
    data: bytes | None = field(default=None, repr=False)

    def upload(self, cloud: Cloud, bucket: str) -> None:
        """Put it into the bucket, unless it is there already.

        Raises:
            CloudError: AWS refused, or did not answer.
        """
        if self.data is not None:
            upload(cloud, bucket, self.key, self.data, "application/gzip")


def bundle_of(cloud: Cloud, product: Product, environment: str, spec: bytes, *, embedded: bool) -> HostBundle:
    """The bundle of one environment: the deployed one where it is made of the same, else a new one.

    Args:
        cloud: the account.
        product: the spec.
        environment: one of its own.
        spec: the bytes of holdfast.toml, which hosts have, too.
        embedded: no host will ever fetch it: it is made without a network.

    Raises:
        IncompleteError: what it is made of cannot be fetched; AWS refused, or did not answer.
        SpecError: the spec has values that cannot stand in a host's files.
    """
    arm = is_arm(product.environment(environment).compute.instance_type)
    barman = Place(product, environment).archives_wal
    root = host_files(product, environment, spec)
    made_of = {name: hashlib.sha256(data).hexdigest() for name, data in root.items()}
    about = digest(
        {"root": made_of, "wheels": wheels.recipe(arm=arm, barman=barman), "pm2": _pm2_lock(product), "alone": embedded}
    )
    prefix = f"host/{environment}/{about[:16]}-"
    there = read_stack(cloud, place_name(product.name, environment), product.region, template=False)
    key, known = there.parameters.get("HostBundleKey", ""), there.parameters.get("HostBundleDigest", "")
    if there.phase is not Phase.ABSENT and key.startswith(prefix) and known:
        return HostBundle(environment=environment, key=key, digest=known)
    contents = {f"root/{name}": data for name, data in root.items()}
    if embedded:
        name, wheel = wheels.own_wheel()
        contents[f"wheels/{name}"] = wheel
    else:
        contents |= {f"wheels/{name}": wheel for name, wheel in wheels.wheels(arm=arm, barman=barman).items()}
        contents |= {f"pm2/{name}": data for name, data in _pm2(product).items()}
    data = packed(contents)
    whole = hashlib.sha256(data).hexdigest()
    return HostBundle(environment=environment, key=f"{prefix}{whole[:16]}.tgz", digest=whole, data=data)


def host_files(product: Product, environment: str, spec: bytes) -> dict[str, bytes]:
    """The files of a host by their paths without the first slash, as `holdfast render` makes them.

    Raises:
        SpecError: the spec has values that cannot stand in them.
    """
    name = host_name(product.name, environment)
    kinds: dict[str, str] = {
        f"etc/nginx/conf.d/{name}.conf": "nginx",
        servers_file(name).as_posix().lstrip("/"): "upstreams",
        f"etc/logrotate.d/holdfast-{name}": "logrotate",
        "etc/systemd/system/holdfast-agent.service": "systemd",
        _AGENT: "cloudwatch-agent",
    }
    locale = product.locale or "en"
    made = {path: KINDS[kind](product, environment, locale).encode() for path, kind in kinds.items()}
    if any(bucket.purpose == "backup" for bucket in product.environment(environment).buckets):
        units = SEVERAL["backup-timers"](product, environment)
        made |= {f"etc/systemd/system/{unit}": text.encode() for unit, text in units.items()}
    made["etc/holdfast/holdfast.toml"] = spec
    return made


def packed(contents: Mapping[str, bytes]) -> bytes:
    """A gzipped tar archive that is the same for the same contents, whenever and by whomever it is made."""
    whole = io.BytesIO()
    with (
        # Wheels are compressed already: more than a little zeal gains nothing.
        gzip.GzipFile(fileobj=whole, mode="wb", mtime=0, compresslevel=1) as zipped,
        tarfile.open(fileobj=zipped, mode="w") as archive,
    ):
        for name, data in sorted(contents.items()):
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            entry.mode = 0o755 if name.startswith("pm2/bin/") else 0o644
            archive.addfile(entry, io.BytesIO(data))
    return whole.getvalue()


def _pm2_folder() -> Path:
    from holdfast.rig import pm2

    return Path(pm2.__file__).parent / "packages" / "pm2"


def _pm2_lock(product: Product) -> str:
    if product.service.process_manager != "pm2":
        return ""
    return hashlib.sha256((_pm2_folder() / "package-lock.json").read_bytes()).hexdigest()


def _pm2(product: Product) -> dict[str, bytes]:
    """The npm package `pm2` with its `node_modules`, by paths in it; nothing where PM2 is not used."""
    if product.service.process_manager != "pm2":
        return {}
    from holdfast.rig import npm

    modules = npm.install(_pm2_folder()) / "node_modules"
    found: dict[str, bytes] = {}
    for path in sorted(modules.rglob("*")):
        place = path.relative_to(modules)
        if path.is_symlink() or not path.is_file() or place.parts[0].startswith("."):
            continue
        own = place.parts[0] == "pm2"
        found["/".join(place.parts[1:]) if own else f"node_modules/{place.as_posix()}"] = path.read_bytes()
    return found
