"""Objects that a program puts into a bucket with an access list that lets everybody read them, or write over them."""

import re
from collections.abc import Iterable, Iterator

from holdfast.model.facts import Policy
from holdfast.model.regex import regex
from holdfast.readers.repository.source.apps import App
from holdfast.readers.repository.source.branches import is_developers, only_for_developers
from holdfast.readers.repository.source.code import Source

_ACL = regex(
    r"""(?i)(?<![a-z])acl["']?\]?\s{0,9}(?::|=>?|,|\()\s{0,9}(?:aws\.String\()?["'`]public-read(?P<write>-write)?["'`]"""
    r"|(?:ObjectCannedACL|CannedAccessControlList|BucketCannedACL|S3CannedACL|types\.ObjectCannedACL)(?:\.|::)?"
    r"PUBLIC_?READ(?P<written>_?WRITE)?\b"
    # Laravel's disks of buckets; its public disk is a folder.
    r"|\bdisk\(\s{0,9}[\"']s3[\"']\s{0,9}\)\s{0,40}->(?:put(?:File)?(?:As)?\([^;]{1,300}?,\s{0,9}[\"']public[\"']\s{0,9}\)|setVisibility\([^;]{1,200}?,\s{0,9}[\"']public[\"'])"
    r"|->storePublicly(?:As)?\([^;]{1,200}?[\"']s3[\"']\s{0,9}\)"
)
_ANOTHER = r"[\w.:]{0,60}(?:CannedA(?:CL|ccessControlList)|_acl)[\w.]{0,60}"
_BEFORE = regex(rf"{_ANOTHER}\s{{0,60}},\s{{0,60}}[\w.:]{{0,40}}$", re.IGNORECASE)
_BEHIND = regex(rf"\s{{0,60}},\s{{0,60}}{_ANOTHER}", re.IGNORECASE)
_NEAR = 300
_MOST = 3


def _is_listed(source: Source, match: re.Match[str]) -> bool:
    """It stands among others of its kind: a list of what may be chosen, from which nothing has been."""
    before = source.code[max(match.start() - _NEAR, 0) : match.start()]
    return _BEHIND.match(source.code, match.end()) is not None or _BEFORE.search(before) is not None


def public_objects(apps: Iterable[App]) -> Iterator[Policy]:
    """Each place that says so, as the policy that it amounts to."""
    for source in (source for app in apps for source in app.serving):
        if not source.mentions("public-read", "publicread", "public_read", "'public'", '"public"', "->storepublicly"):
            continue
        if is_developers(source.path):
            continue
        for match in list(_ACL.finditer(source.code))[:_MOST]:
            if not only_for_developers(source, match.start()) and not _is_listed(source, match):
                at = source.at(match.start(), match.end())
                yield Policy(
                    kind=source.snippet.kind,
                    at=at,
                    principal="*",
                    principal_type="anybody",
                    actions=("s3:PutObject" if match["write"] or match["written"] else "s3:GetObject",),
                    resources=("arn:aws:s3:::bucket/*",),
                    places={"object": at},
                )
