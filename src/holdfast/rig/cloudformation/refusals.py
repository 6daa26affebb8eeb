"""Where moto refuses what AWS takes: calls over TLS, and logs before their bucket's policy is there."""

from typing import Any


def install() -> None:
    """Take what AWS takes; nothing happens the second time.

    Every call counts as one over TLS, as AWS's are: moto looks at no condition, so that a bucket which refuses plain
    HTTP would refuse everything. And S3 takes a bucket for logs by its owner alone: it asks for no policy that lets
    them be delivered (only where ACLs rule it looks at them), and templates have the policy follow.
    """
    from moto.iam.access_control import IAMPolicyStatement, PermissionResult
    from moto.s3.models import FakeBucket

    statement: Any = IAMPolicyStatement
    if getattr(statement, "knows_transport", False):
        return
    judge = statement.is_action_permitted

    def judged(self: Any, *args: Any, **kwargs: Any) -> Any:
        return PermissionResult.NEUTRAL if _of_plain_http(self._statement) else judge(self, *args, **kwargs)

    statement.is_action_permitted = judged
    statement.knows_transport = True
    bucket: Any = FakeBucket
    bucket._log_permissions_enabled_policy = staticmethod(lambda **_: True)


def _of_plain_http(statement: Any) -> bool:
    """Whether a statement is about calls without TLS alone."""
    conditions = statement.get("Condition") or {}
    return any(
        key.lower() == "aws:securetransport" and str(value).lower() in {"false", "['false']"}
        for test, values in conditions.items()
        if test.lower().startswith("bool")
        for key, value in values.items()
    )
