"""Statements of IAM as plain data, and the few actions for which AWS takes no resource."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Statement = dict[str, Any]

FORCED: Mapping[str, str] = {
    "cloudwatch:PutMetricData": "takes no resource; the condition binds it to our namespace",
    "cloudwatch:GetMetricStatistics": "takes no resource; numbers only, of CPU credits",
    "codedeploy:BatchGetDeploymentTargets": "takes no resource; how far a deployment is, host by host",
    "codedeploy:ListDeploymentTargets": "takes no resource; the hosts of a deployment",
    "ec2:DescribeVolumes": "takes no resource; the host waits for its data disk",
    "iam:ListUsers": "takes no resource worth naming: it lists every user of the account, to find the age of keys",
    "ssmmessages:CreateControlChannel": "takes no resource; Session Manager in place of SSH",
    "ssmmessages:CreateDataChannel": "takes no resource; Session Manager in place of SSH",
    "ssmmessages:OpenControlChannel": "takes no resource; Session Manager in place of SSH",
    "ssmmessages:OpenDataChannel": "takes no resource; Session Manager in place of SSH",
}
"""Actions that AWS allows on `*` only, and what each is for (Service Authorization Reference, read 2026-11)."""


def sub(text: str) -> dict[str, str]:
    """`Fn::Sub` of a text with pseudo parameters, such as `${AWS::Region}`."""
    return {"Fn::Sub": text}


def arn(service: str, resource: str, *, region: str = "${AWS::Region}", account: str = "${AWS::AccountId}") -> Any:
    """The ARN of something in this account; in this region unless another, or none, is named."""
    return sub(f"arn:${{AWS::Partition}}:{service}:{region}:{account}:{resource}")


def managed(name: str) -> str:
    """The ARN of a policy of AWS's own, as a token."""
    from aws_cdk import Fn

    return str(Fn.sub(f"arn:${{AWS::Partition}}:iam::aws:policy/{name}"))


def bucket_arn(name: str, keys: str = "") -> Any:
    """The ARN of a bucket, or of its objects below `keys`, such as `*` or `host/*`."""
    return arn("s3", f"{name}/{keys}" if keys else name, region="", account="")


def allow(sid: str, actions: Iterable[str], resources: Sequence[Any], **conditions: Mapping[str, Any]) -> Statement:
    """A statement that allows actions on resources.

    Args:
        sid: what it is for; letters and digits.
        actions: such as `s3:GetObject`; none with an asterisk.
        resources: ARNs; `["*"]` only for actions of `FORCED`.
        conditions: by operator, such as `StringEquals={"aws:SourceAccount": …}`.
    """
    statement: Statement = {"Sid": sid, "Effect": "Allow", "Action": sorted(actions), "Resource": list(resources)}
    return {**statement, "Condition": dict(conditions)} if conditions else statement


def forced(sid: str, *actions: str, **conditions: Mapping[str, Any]) -> Statement:
    """A statement of actions for which AWS takes no resource; each has its reason in `FORCED`."""
    unknown = [action for action in actions if action not in FORCED]
    if unknown:
        raise ValueError(f"no reason is known to allow these on everything: {unknown}")
    return allow(sid, actions, ["*"], **conditions)


def document(*statements: Statement) -> Statement:
    """A policy document."""
    return {"Version": "2012-10-17", "Statement": list(statements)}


def trust(service: str, **conditions: Mapping[str, Any]) -> Statement:
    """Who may take a role: a service of AWS, for this account alone where it says for whom it works."""
    statement: Statement = {
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": "sts:AssumeRole",
    }
    return document({**statement, "Condition": dict(conditions)} if conditions else statement)


OWN_ACCOUNT: Mapping[str, Any] = {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}
"""The condition that keeps another account from using a service's rights here (the confused deputy)."""


def tls_only(bucket: Any) -> Statement:
    """The statement of a bucket's policy that refuses requests without TLS."""
    return {
        "Sid": "TlsOnly",
        "Effect": "Deny",
        "Principal": {"AWS": "*"},
        "Action": "s3:*",
        "Resource": [bucket, {"Fn::Join": ["", [bucket, "/*"]]}],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
