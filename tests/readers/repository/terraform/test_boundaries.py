"""Boundaries of permissions in Terraform, which give nothing, and denials of all but a few resources."""

import pytest

from tests.readers.repository.terraform.support import told

_POLICY = """
    resource "aws_iam_policy" "{name}" {{
      policy = jsonencode({{
        Statement = [{{ Effect = "Allow", Action = "*", Resource = "*" }}]
      }})
    }}
    """
_BOUNDED = """
    resource "aws_iam_role" "app" {
      permissions_boundary = aws_iam_policy.limits.arn
    }
    """
_GIVEN = """
    resource "aws_iam_role_policy_attachment" "app" {
      role       = aws_iam_role.app.name
      policy_arn = aws_iam_policy.limits.arn
    }
    """
_LISTED = """
    resource "aws_iam_role" "other" {
      managed_policy_arns = [aws_iam_policy.limits.arn]
    }
    """


@pytest.mark.parametrize(
    ("name", "more", "given"),
    [
        ("limits", _BOUNDED, False),
        ("limits", _BOUNDED.replace("aws_iam_role", "aws_iam_user"), False),
        ("deploy_boundary", "", False),
        ("limits", "", True),
        ("limits", _BOUNDED + _GIVEN, True),
        ("limits", _BOUNDED + _LISTED, True),
    ],
)
def test_a_policy_that_only_bounds_what_others_give_gives_nothing(name: str, more: str, *, given: bool) -> None:
    assert bool(told({"main.tf": _POLICY.format(name=name), "more.tf": more}, "Policy")) is given


def test_a_denial_of_all_but_a_few_resources_says_which_it_leaves() -> None:
    assert told(
        """
        data "aws_iam_policy_document" "app" {
          statement {
            effect        = "Deny"
            actions       = ["kms:Decrypt"]
            not_resources = ["arn:aws:kms:ap-northeast-1:1:key/app"]
          }
        }
        resource "aws_iam_role_policy" "app" {
          role   = "app"
          policy = data.aws_iam_policy_document.app.json
        }
        """
    ) == [
        "Policy main.tf:2-6 principal=app actions=kms:Decrypt@4 spared=arn:aws:kms:ap-northeast-1:1:key/app allow=False"
    ]


def test_a_denial_of_all_but_a_few_actions_denies_none_that_is_told() -> None:
    [fact] = told(
        """
        resource "aws_iam_user_policy" "factor" {
          user   = "kim"
          policy = jsonencode({ Statement = [{ Effect = "Deny", NotAction = ["iam:*"], Resource = "*" }] })
        }
        """
    )
    assert "actions" not in fact
