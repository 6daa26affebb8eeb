"""Where single machines stand, and among how many of them a load balancer spreads what it is asked."""

from collections import Counter

from holdfast.model.evidence import Location
from holdfast.model.regex import regex
from holdfast.readers.repository.terraform.resource import Resource, World

_ATTACHMENTS = ("aws_lb_target_group_attachment", "aws_alb_target_group_attachment")
_VARIES = regex(r"\b(?:count|each)\.|\b(?:element|lookup)\b|random_")
"""Each copy may get another one."""


def zone_of(resource: Resource) -> str | None:
    """The zone or subnet that all its copies get, by its name or as it is written; None when not known."""
    for name in ("availability_zone", "subnet_id"):
        written = resource.written(name).strip()
        if written:
            told = resource.literal(name) or f"{'/'.join(resource.scope.path)}:{written}"
            return None if _VARIES.search(written) else told
    return None


def attached_at(resource: Resource, world: World) -> Location | None:
    """Where a target group is given this very machine; None where none is, or each copy of a loop."""
    attachments = (one for sort in _ATTACHMENTS for one in world.pointing(sort, "target_id", resource))
    alone = (one for one in attachments if not one.block.attributes.keys() & {"count", "for_each"})
    return next((one.place.location() for one in alone), None)


def largest_group(world: World) -> int | None:
    """How many machines the largest of the target groups is given one by one; None where none is."""
    sizes: Counter[str] = Counter()
    for attached in world.of(*_ATTACHMENTS):
        group = f"{'/'.join(attached.scope.path)}:{attached.written('target_group_arn')}"
        # How many a loop makes is seldom told to the end.
        sizes[group] += 2 if attached.block.attributes.keys() & {"count", "for_each"} else 1
    return max(sizes.values(), default=None)
