"""What every bucket of ours is: closed to the public, encrypted, versioned, over TLS alone, and tidied by itself."""

from collections.abc import Sequence
from typing import Any

from aws_cdk import aws_s3 as s3
from constructs import Construct

from holdfast.stacks.base import kept
from holdfast.stacks.policies import OWN_ACCOUNT, Statement, document, tls_only

_UNFINISHED_DAYS = 7
"""Uploads that were begun and never finished are paid for, and seen by nobody."""


class Bucket(Construct):
    """A bucket that stays when its stack goes.

    Args:
        scope: the stack or construct.
        name: of the construct.
        bucket_name: its name; CloudFormation's choice when None.
        old_days: days after which a version that was replaced or deleted goes.
        expire_days: days after which an object goes; never when 0.
        tiering: whether S3 moves what nobody reads to cheaper storage by itself (Intelligent-Tiering).
        logs: the bucket for its access log; none when empty.
        cors: rules for browsers.
        replication: copying to another bucket.
        measured: whether S3 counts its requests, which is paid for as some 16 metrics.
    """

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        bucket_name: str | None = None,
        old_days: int = 30,
        expire_days: int = 0,
        tiering: bool = False,
        logs: str = "",
        cors: s3.CfnBucket.CorsConfigurationProperty | None = None,
        replication: s3.CfnBucket.ReplicationConfigurationProperty | None = None,
        measured: bool = False,
    ) -> None:
        super().__init__(scope, name)
        target = s3.CfnBucket.LoggingConfigurationProperty(
            destination_bucket_name=logs, log_file_prefix=f"buckets/{bucket_name or name}/"
        )
        self._bucket = s3.CfnBucket(
            self,
            "Bucket",
            bucket_name=bucket_name,
            bucket_encryption=_encryption(),
            public_access_block_configuration=s3.CfnBucket.PublicAccessBlockConfigurationProperty(
                block_public_acls=True,
                block_public_policy=True,
                ignore_public_acls=True,
                restrict_public_buckets=True,
            ),
            ownership_controls=s3.CfnBucket.OwnershipControlsProperty(
                rules=[s3.CfnBucket.OwnershipControlsRuleProperty(object_ownership="BucketOwnerEnforced")]
            ),
            versioning_configuration=s3.CfnBucket.VersioningConfigurationProperty(status="Enabled"),
            lifecycle_configuration=s3.CfnBucket.LifecycleConfigurationProperty(
                rules=_lifecycle(old_days, expire_days, tiering=tiering)
            ),
            cors_configuration=cors,
            logging_configuration=target if logs else None,
            replication_configuration=replication,
            metrics_configurations=[s3.CfnBucket.MetricsConfigurationProperty(id="EntireBucket")] if measured else None,
        )
        kept(self._bucket)

    @property
    def name(self) -> str:
        """Its name."""
        return self._bucket.ref

    @property
    def arn(self) -> str:
        """Its ARN."""
        return self._bucket.attr_arn

    @property
    def domain(self) -> str:
        """The host name under which CloudFront finds it."""
        return self._bucket.attr_regional_domain_name

    def allow(self, statements: Sequence[Statement] = ()) -> s3.CfnBucketPolicy:
        """Give it its policy: TLS alone, and what `statements` allow besides."""
        policy = s3.CfnBucketPolicy(
            self, "Policy", bucket=self.name, policy_document=document(tls_only(self.arn), *statements)
        )
        kept(policy)
        return policy


class LogBucket(Construct):
    """Where the load balancer's and the buckets' access logs go, for as long as the environment keeps logs.

    Args:
        scope: the stack.
        days: that logs are kept.
    """

    def __init__(self, scope: Construct, *, days: int) -> None:
        super().__init__(scope, "Logs")
        self._bucket = Bucket(self, "Logs", old_days=1, expire_days=days)
        self.policy = self._bucket.allow([
            self._delivery("BalancerLogs", "logdelivery.elasticloadbalancing.amazonaws.com", "balancer/AWSLogs", {}),
            self._delivery("BucketLogs", "logging.s3.amazonaws.com", "buckets", {"StringEquals": dict(OWN_ACCOUNT)}),
        ])  # fmt: skip

    @property
    def name(self) -> str:
        """Its name."""
        return self._bucket.name

    def _delivery(self, sid: str, service: str, prefix: str, condition: dict[str, Any]) -> Statement:
        statement: Statement = {
            "Sid": sid,
            "Effect": "Allow",
            "Principal": {"Service": service},
            "Action": "s3:PutObject",
            "Resource": {"Fn::Join": ["/", [self._bucket.arn, prefix, "*"]]},
        }
        return {**statement, "Condition": condition} if condition else statement


def _encryption() -> s3.CfnBucket.BucketEncryptionProperty:
    by_default = s3.CfnBucket.ServerSideEncryptionByDefaultProperty(sse_algorithm="AES256")
    rule = s3.CfnBucket.ServerSideEncryptionRuleProperty(server_side_encryption_by_default=by_default)
    return s3.CfnBucket.BucketEncryptionProperty(server_side_encryption_configuration=[rule])


def _lifecycle(old_days: int, expire_days: int, *, tiering: bool) -> list[s3.CfnBucket.RuleProperty]:
    move = s3.CfnBucket.TransitionProperty(storage_class="INTELLIGENT_TIERING", transition_in_days=0)
    tidy = s3.CfnBucket.RuleProperty(
        id="tidy",
        status="Enabled",
        noncurrent_version_expiration=s3.CfnBucket.NoncurrentVersionExpirationProperty(noncurrent_days=old_days),
        abort_incomplete_multipart_upload=s3.CfnBucket.AbortIncompleteMultipartUploadProperty(
            days_after_initiation=_UNFINISHED_DAYS
        ),
        expiration_in_days=expire_days or None,
        transitions=[move] if tiering else None,
    )
    return [tidy]
