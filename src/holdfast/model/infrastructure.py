"""The spec's tables of what is built on AWS: network, hosts, buckets; and the words that such values are written in."""

from dataclasses import field
from typing import Annotated, Literal

from holdfast.model.record import record
from holdfast.model.table import Limits, Table, key

AwsRegion = Annotated[str, Limits(pattern=r"^[a-z]{2}(-[a-z]+)+-\d$", examples=("ap-northeast-2",))]
InstanceType = Annotated[str, Limits(pattern=r"^(db\.)?[a-z][a-z0-9-]*\.(\d*x?large|nano|micro|small|medium|metal.*)$")]
Cron = Annotated[str, Limits(pattern=r"^\S+(\s+\S+){4,5}$", examples=("0 22 * * *",))]
HostName = Annotated[str, Limits(pattern=r"^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$")]
ZoneName = Annotated[str, Limits(pattern=r"^[a-z]{2}(-[a-z]+)+-\d[a-z]$")]
Cidr = Annotated[str, Limits(pattern=r"^(10|172\.(1[6-9]|2\d|3[01])|192\.168)(\.\d{1,3}){1,3}/1[6-9]$")]
BucketName = Annotated[str, Limits(pattern=r"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$")]
Port = Annotated[int, Limits(ge=1, le=65535)]


@record(frozen=True, kw_only=True)
class Network(Table):
    """The network that `holdfast deploy` builds for each environment."""

    cidr: Cidr = key("10.0.0.0/16", description="Its range of private addresses; of 65,536 to 8,192 addresses.")
    zones: int = key(2, ge=2, le=3, description="In how many availability zones.")
    zone_names: tuple[ZoneName, ...] = key((), description="In which; the first of the region when left out.")
    nat: Literal["none", "gateway"] = key(
        "none", description="`none`: hosts have public addresses and no way in; `gateway`: a NAT gateway in each zone."
    )
    outbound: tuple[Port, ...] = key((80, 443, 587), description="Ports on the internet that hosts may call.")

    def __post_init__(self) -> None:
        """See that zones are named as often as they are wanted; raises ValueError."""
        if self.zone_names and len(set(self.zone_names)) != self.zones:
            raise ValueError("expected as many different `zone_names` as `zones`")


@record(frozen=True, kw_only=True)
class OffPeak(Table):
    """When fewer instances are enough."""

    scale_down: Cron = field(metadata={"description": "When to scale down, a cron line in `time_zone`."})
    scale_up: Cron = field(metadata={"description": "When to scale up again, a cron line in `time_zone`."})
    minimum: int = key(1, ge=0, le=100, description="Instances that stay.")
    time_zone: str = key("Asia/Seoul", description="IANA name of the time zone.")


@record(frozen=True, kw_only=True)
class Compute(Table):
    """The hosts of the application."""

    instance_type: InstanceType = key("t4g.medium", description="EC2 instance type.")
    minimum: int = key(2, ge=0, le=1000, description="Fewest instances.")
    maximum: int = key(10, ge=1, le=1000, description="Most instances.")
    desired: int = key(2, ge=0, le=1000, description="Instances at rest.")
    cpu_target: int = key(60, ge=10, le=90, description="CPU use that scaling aims at, in percent.")
    credits: Literal["unlimited", "standard"] = key(
        "unlimited",
        description="Of burstable instances that have spent theirs: `unlimited` is billed, `standard` slows.",
    )
    disk_gib: int = key(20, ge=8, le=16384, description="Size of each host's own disk in GiB.")
    off_peak: OffPeak | None = key(None, description="Fewer instances by the clock.")

    def __post_init__(self) -> None:
        """See that the counts are in order; raises ValueError."""
        if not self.minimum <= self.desired <= self.maximum:
            raise ValueError("expected minimum ≤ desired ≤ maximum")


@record(frozen=True, kw_only=True)
class Bucket(Table):
    """An S3 bucket of this environment."""

    name: BucketName = field(metadata={"description": "Its name."})
    purpose: Literal["uploads", "site", "backup", "logs", "artifacts"] = key("uploads", description="What it holds.")
    domains: tuple[HostName, ...] = key((), description="Host names under which CloudFront serves what is in it.")
