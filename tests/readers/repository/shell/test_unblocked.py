"""Commands that take from a bucket what guards it."""

import pytest

from holdfast.model.facts import Bucket
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of

_BLOCK = "put-public-access-block --public-access-block-configuration BlockPublicPolicy"


@pytest.mark.parametrize(
    ("verb", "public", "versioned"),
    [
        ("delete-public-access-block", True, None),
        (f"{_BLOCK}=false,RestrictPublicBuckets=false", True, None),
        (f"{_BLOCK}=true,RestrictPublicBuckets=false", False, None),
        ("put-bucket-versioning --versioning-configuration Status=Suspended", None, False),
        ("put-bucket-versioning --versioning-configuration Status=Enabled", None, True),
    ],
)
def test_a_block_taken_away_opens_a_bucket_and_suspended_versions_are_off(
    verb: str, public: bool | None, versioned: bool | None
) -> None:
    facts = facts_of(Snippet("setup.sh", f"aws s3api {verb} --bucket shop-uploads\n"))
    found = next(fact for fact in facts if isinstance(fact, Bucket))

    assert (found.public, found.versioned) == (public, versioned)
