"""Where something is built: the product, one of its environments, and the names that follow from them."""

from collections.abc import Mapping

from holdfast.model.environments import STAGING
from holdfast.model.infrastructure import Bucket
from holdfast.model.product import Environment, Product
from holdfast.model.record import record
from holdfast.model.releases import place_name

EDGE_REGION = "us-east-1"
"""The only region from which CloudFront takes certificates (CloudFront Developer Guide, *Requirements for using
SSL/TLS certificates*, read 2026-11)."""

_BURSTABLE = ("t2.", "t3.", "t3a.", "t4g.", "db.t2.", "db.t3.", "db.t4g.")

_GIB = {"nano": 0.5, "micro": 1, "small": 2, "medium": 4, "large": 8, "xlarge": 16}
"""Memory of general-purpose sizes (EC2 User Guide, *Instance types*, read 2026-11); `c` has half of it, `r` twice."""
_SHARE = {"c": 0.5, "r": 2.0, "x": 4.0}


@record(frozen=True, slots=True)
class Place:
    """One environment of a product.

    Attributes:
        product: the spec.
        environment: its name.
    """

    product: Product
    environment: str

    @property
    def about(self) -> Environment:
        """The environment of the spec."""
        return self.product.environment(self.environment)

    @property
    def name(self) -> str:
        """What its resources are called, and its stack: `PRODUCT-ENVIRONMENT`."""
        return place_name(self.product.name, self.environment)

    @property
    def small(self) -> bool:
        """Everything that costs without need is off."""
        return self.environment == STAGING

    @property
    def log_days(self) -> int:
        """Days that logs are kept: they are paid for by size, and again each month."""
        return 7 if self.small else 30

    @property
    def has_rds(self) -> bool:
        """Its database is RDS's."""
        database = self.about.database
        return database.engine != "none" and database.placement == "rds"

    @property
    def data_on_host(self) -> bool:
        """Its database lies on its one host, on a disk that outlives that host."""
        database = self.about.database
        return database.engine != "none" and database.placement == "host"

    @property
    def archives_wal(self) -> bool:
        """Its host makes base backups and archives WAL, for recovery to any second."""
        return self.data_on_host and self.about.backup.point_in_time

    @property
    def buckets(self) -> tuple[Bucket, ...]:
        """The buckets that browsers reach: uploads and sites."""
        return tuple(one for one in self.about.buckets if one.purpose in {"uploads", "site"})

    @property
    def backup_bucket(self) -> str | None:
        """The bucket that its backups go to."""
        return next((one.name for one in self.about.buckets if one.purpose == "backup"), None)

    @property
    def copy_bucket(self) -> str | None:
        """The bucket in the second region that S3 copies the backups to."""
        if not self.about.backup.copy_region or not self.backup_bucket:
            return None
        return self.about.backup.copy_bucket or f"{self.backup_bucket}-copy"

    @property
    def edge_domains(self) -> tuple[str, ...]:
        """The host names that CloudFront answers on."""
        return tuple(domain for bucket in self.buckets for domain in bucket.domains)

    @property
    def tags(self) -> Mapping[str, str]:
        """What every resource of it carries."""
        return {"holdfast:product": self.product.name, "holdfast:environment": self.environment}


def database_name(product: str) -> str:
    """The database's name: the product's, as PostgreSQL takes it without quotes."""
    return product.replace("-", "_")


def artifacts_stack(product: str) -> str:
    """The stack of the artifact bucket, which is deployed first, from a template that needs no bucket."""
    return f"{product}-artifacts"


def account_stack(product: str) -> str:
    """The stack of what the account has once."""
    return f"{product}-account"


def edge_stack(stack: str) -> str:
    """What belongs to a stack and must lie in us-east-1."""
    return f"{stack}-edge"


def copy_stack(stack: str) -> str:
    """What belongs to a stack and lies in the second region."""
    return f"{stack}-copy"


def is_burstable(instance_type: str) -> bool:
    """Whether it lives on CPU credits."""
    return instance_type.startswith(_BURSTABLE)


def is_arm(instance_type: str) -> bool:
    """Whether its processor is ARM's: a `g` after the generation, as in `t4g` or `m7gd`."""
    family = instance_type.removeprefix("db.").partition(".")[0]
    return "g" in family.lstrip("abcdefghijklmnopqrstuvwxyz").lstrip("0123456789")


def memory_gib(instance_type: str) -> float:
    """Memory of an instance in GiB, as its family and size tell; of an unknown size 4, which is careful."""
    family, _, size = instance_type.removeprefix("db.").partition(".")
    times = size.removesuffix("xlarge") if size.endswith("xlarge") else ""
    base = _GIB.get(size, _GIB["xlarge"] * int(times) if times.isdigit() else 4)
    return base * _SHARE.get(family[:1], 1.0)


def virtual_processors(instance_type: str) -> int:
    """Virtual processors of an instance, as its size tells; two for all sizes below `xlarge`."""
    size = instance_type.rpartition(".")[2]
    if not size.endswith("xlarge"):
        return 2
    times = size.removesuffix("xlarge")
    return 4 * int(times) if times.isdigit() else 4
