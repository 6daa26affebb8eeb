"""Buckets in Terraform: what becomes of their objects."""

import pytest

from tests.readers.repository.terraform.support import told


@pytest.mark.parametrize(("said", "emptied"), [("true", True), ("false", False)])
def test_a_bucket_that_takes_its_objects_along_says_so(said: str, emptied: bool) -> None:
    [bucket] = told(f'resource "aws_s3_bucket" "photos" {{\n  bucket        = "p"\n  force_destroy = {said}\n}}\n')

    assert ("emptied=True@3" in bucket) is emptied
