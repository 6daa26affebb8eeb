"""Tags: those of every resource of a region in one list, for services whose own lists leave them out."""

from collections.abc import Iterator

from holdfast.readers.account.base import Account, AccountReader, Call, Reading, Refused, each, tags_of
from holdfast.readers.account.values import text

RESOURCES = Call("resourcegroupstaggingapi", "get_resources", "tag:GetResources", page=100)


def tags_in(account: Account, region: str) -> dict[str, dict[str, str]]:
    """The tags of the region's resources by their ARNs; empty when they may not be read, which the reader tells."""
    try:
        found = each(account, RESOURCES, region, "ResourceTagMappingList")
        return {text(one, "ResourceARN") or "": tags_of(one) for one in found}
    except Refused:
        return {}


def _tags(account: Account, region: str) -> Iterator[Reading]:
    """Says nothing by itself; a refusal leaves its gap here, once for all that would have used them."""
    account.pages(RESOURCES, region)
    yield from ()


READER = AccountReader(
    name="tag",
    serves=frozenset(["availability", "backup", "certificates", "cors", "cost", "health", "monitoring", "scaling"]),
    calls=(RESOURCES,),
    questions=(_tags,),
)
