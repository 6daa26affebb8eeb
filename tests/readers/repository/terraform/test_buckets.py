"""Buckets in Terraform: what becomes of their objects."""

import pytest

from holdfast.model.facts import Bucket, BucketCors
from tests.readers.repository.terraform.support import readings, told


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


@pytest.mark.parametrize(
    ("bucket", "name"),
    [
        ("var.bucket_id", "photos"),
        ("module.store.bucket", "photos"),
        ("data.aws_s3_bucket.old.id", "photos"),
        ('"p-${var.stage}"', "p-${var.stage}"),
        ('"p"', "p"),
    ],
)
def test_rules_for_a_bucket_that_is_made_elsewhere_are_rules(bucket: str, name: str) -> None:
    [rules] = told(
        f"""
        resource "aws_s3_bucket_cors_configuration" "photos" {{
          bucket = {bucket}
          cors_rule {{
            allowed_methods = ["PUT"]
            allowed_origins = ["*"]
          }}
        }}
        """
    )
    assert f"bucket={name}" in rules


def test_each_of_several_rules_shows_its_own_origins() -> None:
    found = readings(
        {
            "main.tf": """
        resource "aws_s3_bucket" "photos" {
          bucket = "p"
        }

        resource "aws_s3_bucket_cors_configuration" "photos" {
          bucket = aws_s3_bucket.photos.id
          cors_rule {
            allowed_methods = ["GET"]
            allowed_origins = ["https://shop.io"]
          }
          cors_rule {
            allowed_methods = ["PUT"]
            allowed_origins = ["*"]
          }
        }
        """
        }
    )
    [rules] = [fact for fact in found if isinstance(fact, BucketCors)]
    assert {name: str(at) for name, at in rules.places.items()} == {
        "origins": "main.tf:9",
        "methods": "main.tf:8",
        "*": "main.tf:13",
    }


@pytest.mark.parametrize(
    ("name", "purpose"),
    [
        ("orchard-pictures", "purpose=uploads"),
        ("orchard-img", "purpose=uploads"),
        ("orchard.videos", "purpose=uploads"),
        ("orchard-thumbnails", "purpose=uploads"),
        ("orchard-front", "purpose=site"),
        ("orchard-state", "purpose=state"),
    ],
)
def test_a_buckets_name_tells_what_it_is_for(name: str, purpose: str) -> None:
    [bucket] = told(f'resource "aws_s3_bucket" "this" {{\n  bucket = "{name}"\n}}\n')

    assert purpose in bucket


def test_a_name_that_tells_nothing_of_people_is_not_guessed_at() -> None:
    [bucket] = told('resource "aws_s3_bucket" "key_storage" {\n  bucket = "orchard"\n}\n')

    assert "purpose" not in bucket


def test_origins_of_a_variable_are_kept_with_the_line_of_the_rule_that_takes_them() -> None:
    text = """
        variable "sites" {
          default = ["*"]
        }
        resource "aws_s3_bucket" "photos" {
          bucket = "herd-photos"
        }
        resource "aws_s3_bucket_cors_configuration" "photos" {
          bucket = aws_s3_bucket.photos.id
          cors_rule {
            allowed_methods = ["GET"]
            allowed_origins = var.sites
          }
        }
        """
    (found,) = [fact for fact in readings({"main.tf": text}) if isinstance(fact, BucketCors)]
    assert (found.where("origins").start_line, found.places["origins taken"].start_line) == (2, 11)


_SITE = """
    resource "aws_s3_bucket" "site" {
      bucket = "www.shop.kr"
      %s
    }
    %s
    """
_APART = """
    resource "aws_s3_bucket_website_configuration" "site" {
      bucket = aws_s3_bucket.site.id
      %s
    }
    """


@pytest.mark.parametrize(
    ("inside", "apart", "line"),
    [
        ("", _APART % 'index_document { suffix = "index.html" }', 6),
        ('website { index_document = "index.html" }', "", 3),
        ("", _APART % 'redirect_all_requests_to { host_name = "shop.kr" }', None),
        ('website { redirect_all_requests_to = "https://shop.kr" }', "", None),
        ("", "", None),
    ],
)
def test_a_bucket_that_answers_browsers_says_where(inside: str, apart: str, line: int | None) -> None:
    [bucket] = [one for one in readings({"main.tf": _SITE % (inside, apart)}) if isinstance(one, Bucket)]
    place = bucket.places.get("website")
    assert (place.start_line if place else None) == line
