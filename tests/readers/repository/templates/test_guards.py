"""What guards a bucket from the world in a template."""

import pytest

from holdfast.readers.repository.templates.document import READER
from tests.readers.repository.templates.support import places, read


@pytest.mark.parametrize(("guards", "off"), [(4, True), (3, False)])
def test_a_bucket_whose_every_guard_is_switched_off_in_a_template_says_so(guards: int, *, off: bool) -> None:
    names = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")[:guards]
    rows = "".join(f"          {name}: false\n" for name in names)
    text = (
        "Resources:\n  Photos:\n    Type: AWS::S3::Bucket\n    Properties:\n"
        f"        PublicAccessBlockConfiguration:\n{rows}"
    )
    (bucket,) = read(READER, text)
    assert (getattr(bucket, "unguarded", None) is True) is off
    assert places(bucket)["unguarded"].startswith("5")


@pytest.mark.parametrize(("rule", "shown"), [("IndexDocument: index.html", True), ("RedirectAllRequestsTo: {}", False)])
def test_a_bucket_that_answers_browsers_says_where(rule: str, *, shown: bool) -> None:
    text = f"Resources:\n  Site:\n    Type: AWS::S3::Bucket\n    Properties:\n      WebsiteConfiguration:\n        {rule}\n"
    (bucket,) = read(READER, text)
    assert ("website" in places(bucket)) is shown
