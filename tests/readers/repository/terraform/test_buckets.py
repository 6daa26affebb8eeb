"""Buckets in Terraform: what becomes of their objects."""

import pytest

from tests.readers.repository.terraform.support import told


@pytest.mark.parametrize(("said", "emptied"), [("true", True), ("false", False)])
def test_a_bucket_that_takes_its_objects_along_says_so(said: str, emptied: bool) -> None:
    [bucket] = told(f'resource "aws_s3_bucket" "photos" {{\n  bucket        = "p"\n  force_destroy = {said}\n}}\n')

    assert ("emptied=True@3" in bucket) is emptied


@pytest.mark.parametrize(("last", "shown"), [("false", "unguarded=True@8"), ("true", None)])
def test_a_bucket_whose_every_guard_is_switched_off_says_so(last: str, shown: str | None) -> None:
    [bucket] = told(
        f"""
        resource "aws_s3_bucket" "photos" {{
          bucket = "p"
        }}

        resource "aws_s3_bucket_public_access_block" "photos" {{
          bucket                  = aws_s3_bucket.photos.id
          block_public_acls       = false
          block_public_policy     = false
          ignore_public_acls      = false
          restrict_public_buckets = {last}
        }}
        """
    )
    assert shown in bucket if shown else "unguarded" not in bucket
