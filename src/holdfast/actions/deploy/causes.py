"""Turns CloudFormation's reasons into causes that are known, with the particulars that a person needs."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from holdfast.model.deployment import Cause
from holdfast.model.record import record

_NONE: Mapping[str, str] = MappingProxyType({})


@record(frozen=True, slots=True)
class Known:
    """A cause: its key in the texts, the type of resource it is of, and the words by which services tell of it.

    Named groups in the words are particulars of the text; a `2` at the end of a name only tells two apart.
    """

    key: str
    kind: str
    words: tuple[str, ...]


_CERTIFICATE = "AWS::CertificateManager"
_BUCKET = "AWS::S3::Bucket"
KNOWN = (
    Known("expired", "", (r"security token included in the request is expired", r"ExpiredToken")),
    Known(
        "denied",
        "",
        (
            r"is not authorized to perform: (?P<action>[\w-]+:\w+)(?: on resource: (?P<resource>\S+))?",
            r"API: (?P<action2>[\w-]+:\w+) You are not authorized",
            r"Access ?Denied|UnauthorizedOperation",
        ),
    ),
    Known("certificate-timeout", _CERTIFICATE, (r"exceeded attempts to wait", r"did not stabilize", r"timed? ?out")),
    Known("certificate", _CERTIFICATE, (r"(?P<detail>CAA|DOMAIN_NOT_ALLOWED|DOMAIN_VALIDATION_DENIED)",)),
    Known(
        "zone",
        "",
        (
            r"NoSuchHostedZone|No hosted zone found|not permitted in zone",
            r"hosted zone (?P<zone>\S+) .{0,40}(?:not found|does not exist)",
        ),
    ),
    Known(
        "not-offered",
        "",
        (
            r"(?:requested )?instance type \W?(?P<type>[\w.]+)\W? .{0,80}not supported in your requested Availability",
            r"not supported in your requested Availability Zone|InvalidInstanceType",
            r"requested (?:configuration|instance type.{0,40}) is (?:currently )?not supported",
            r"RDS does not support creating a DB instance with the following combination",
        ),
    ),
    Known("capacity", "", (r"InsufficientInstanceCapacity", r"do not have sufficient (?:[\w.]+ )?capacity")),
    Known(
        "quota",
        "",
        (
            r"maximum number of (?P<what>[\w ]+?)(?: has been reached|\.|$)",
            r"too many (?P<what2>[\w ]+)",
            r"Limit ?Exceeded|quota|TooManyBuckets|reached (?:the|your) (?:maximum|limit)",
        ),
    ),
    Known(
        "bucket-taken",
        _BUCKET,
        (r"BucketAlreadyExists|requested bucket name is not available", r"'?(?P<name>[\w.-]+)'? already exists"),
    ),
    Known("alias-taken", "AWS::CloudFront", (r"CNAMEs you provided are already associated", r"CNAMEAlreadyExists")),
    Known(
        "exists",
        "",
        (r"already exists(?: in stack (?P<stack>\S+))?", r"AlreadyExists|already in use|is already taken"),
    ),
    Known(
        "unhealthy-hosts",
        "",
        (r"Received \d+ FAILURE signal|Received 0 SUCCESS signal|Failed to receive \d+ resource signal",),
    ),
    Known("linked-role", "", (r"service[- ]linked role",)),
    Known("full-bucket", _BUCKET, (r"BucketNotEmpty|bucket you tried to delete is not empty",)),
    Known("protected", "", (r"deletion ?protection|termination protection",)),
    Known(
        "version",
        "",
        (
            r"Cannot find version (?P<version>[\w.]+) for (?P<engine>\w+)",
            r"engine version .{0,40}not (?:found|supported)",
        ),
    ),
    Known("throttled", "", (r"Rate exceeded|Throttling|TooManyRequests",)),
    Known("not-stable", "", (r"did not stabilize|exceeded attempts to wait|timed out",)),
)
"""The first whose words are in the reason counts."""


def cause_of(logical_id: str, kind: str, reason: str) -> Cause:
    """The cause behind one failed resource.

    Args:
        logical_id: of the resource.
        kind: its type.
        reason: CloudFormation's words.
    """
    for known in KNOWN:
        found = re.search("|".join(known.words), reason, re.IGNORECASE) if kind.startswith(known.kind) else None
        if found is not None:
            params = {name.rstrip("2"): value.strip("'") for name, value in found.groupdict().items() if value}
            return Cause(key=known.key, logical_id=logical_id, kind=kind, reason=reason, params=params)
    return Cause(key="other", logical_id=logical_id, kind=kind, reason=reason, params=_NONE)
