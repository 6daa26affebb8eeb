"""Names and addresses that AWS gave what stands in an account: an endpoint, an ARN, the number of a machine."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from holdfast.model.regex import regex

if TYPE_CHECKING:
    from holdfast.readers.repository.guides.page.blocks import Statement

_OWN = regex(
    r"(?<![\w<{$.-])(?P<own>[\w-]{1,60}\.(?:cluster(?:-ro"
    r"|-custom)?-)?[a-z0-9]{3,20}\.[a-z]{2}(?:-[a-z]{2,9}){1,2}-\d\.rds"
    r"|[\w-]{1,60}\.(?:[\w-]{1,40}\.)?(?:[a-z]{2}(?:-[a-z]{2,9}){1,2}-\d\.)?(?:elb|cache|ecr))\.amazonaws\.com\b"
    r"|\barn:aws:[a-z0-9-]{2,30}:[a-z0-9-]{0,20}:\d{12}:(?P<named>[\w/:.-]{1,120})"
    r"|\bd[a-z0-9]{11,14}\.cloudfront\.net\b|(?<![\w-])(?:i|sg|vpc|subnet|eipalloc|vol)-(?:[0-9a-f]{8}"
    r"|[0-9a-f]{17})(?![\w-])"
)
_MADE_UP = regex(r"(?i)x{3,}|your|example|change-?me|placeholder|<|\{|\*{2,}|\.{3}|…")


def is_own(text: str) -> bool:
    """Something in it was given out for an account, and is no placeholder."""
    return any(not _MADE_UP.search(one[0]) for one in _OWN.finditer(text))


def own_arns(text: str) -> Iterator[str]:
    """The ARNs in it that were given out for an account."""
    return (one[0] for one in _OWN.finditer(text) if one["named"] and not _MADE_UP.search(one[0]))


def standing(said: "Iterable[Statement]") -> frozenset[int]:
    """The lines of the headings below which something of the kind is told."""
    return frozenset(heading.line for one in said if is_own(one.text) for heading in one.trail.headings)
