"""What templates cannot know and a deployment finds out: handed to them as parameters, by these names."""

from collections.abc import Mapping
from dataclasses import field

from holdfast.model.record import record

HOSTED_ZONE = "HostedZoneId"
"""Id of the hosted zone in Route 53 whose name is the product's `hosted_zone`."""
HOST_KEY = "HostBundleKey"
"""Key of the host bundle in the artifact bucket."""
HOST_DIGEST = "HostBundleDigest"
"""SHA-256 of the host bundle, 64 hexadecimal digits."""
GITHUB_PROVIDER = "GithubProviderArn"
"""ARN of the account's provider for GitHub where one is there already and none of ours; else empty: one is made."""
ANOMALY_MONITOR = "AnomalyMonitorArn"
"""ARN of a cost anomaly monitor over all services where the account has one already, of which it may have only one
(AWS Cost Management, *Quotas*, read 2026-11); else empty: one is made."""
DISTRIBUTION_CERTIFICATE = "DistributionCertificateArn"
"""ARN of CloudFront's certificate: an output of the edge stack."""
COPY_BUCKET = "CopyBucketArn"
"""ARN of the bucket in the second region: an output of the copy stack."""
COPY_VAULT = "CopyVaultArn"
"""ARN of the vault in the second region: an output of the copy stack."""


@record(frozen=True, slots=True, kw_only=True)
class HostBundle:
    """The archive that hosts fetch when they boot: what it is called in the artifact bucket, and what it must be.

    Attributes:
        key: its key, such as `host/production/4f1….tgz`.
        digest: its SHA-256, hexadecimal.
    """

    key: str
    digest: str


@record(frozen=True, slots=True, kw_only=True)
class Given:
    """What was found out before templates are deployed; what is left out has no value yet.

    Attributes:
        hosted_zone: id of the hosted zone, such as `Z0123456789ABC`.
        github_provider: ARN of a provider for GitHub that is not ours; empty: ours is made.
        anomaly_monitor: ARN of a monitor over all services that is not ours; empty: ours is made.
        bundles: host bundles by environment.
    """

    hosted_zone: str = ""
    github_provider: str = ""
    anomaly_monitor: str = ""
    bundles: Mapping[str, HostBundle] = field(default_factory=dict)
