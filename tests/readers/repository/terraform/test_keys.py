"""Private keys that Terraform makes for logging in, and where it writes them out."""

import pytest

from tests.readers.repository.terraform.support import told

PAIR = """
    resource "tls_private_key" "web" {
      algorithm = "ED25519"
    }
    resource "aws_key_pair" "web" {
      public_key = tls_private_key.web.public_key_openssh
    }
    """


def test_the_private_half_is_told_where_something_is_given_it() -> None:
    text = (
        PAIR
        + """
    resource "aws_s3_object" "key" {
      bucket  = "keys"
      content = tls_private_key.web.private_key_pem
    }
    resource "local_file" "key" {
      filename = "web.pem"
      content  = "${tls_private_key.web.private_key_openssh}\\n"
    }
    resource "aws_ssm_parameter" "plain" {
      type  = "String"
      value = tls_private_key.web.private_key_pem
    }
    resource "aws_ssm_parameter" "encrypted" {
      type  = "SecureString"
      value = tls_private_key.web.private_key_pem
    }
    resource "local_file" "public" {
      content = tls_private_key.web.public_key_pem
    }
    """
    )
    assert told(text, "MadeKey") == [
        "MadeKey main.tf:10 name=web",
        "MadeKey main.tf:14 name=web",
        "MadeKey main.tf:18 name=web",
    ]


@pytest.mark.parametrize(
    ("command", "told_there"),
    [
        ("echo '${tls_private_key.web.private_key_pem}' > web.pem && chmod 400 web.pem", True),
        ("printf %s '${tls_private_key.web.private_key_openssh}' | tee web.pem", True),
        ("echo '${tls_private_key.web.public_key_openssh}' > web.pub", False),
        (
            "aws ssm put-parameter --type SecureString --value '${tls_private_key.web.private_key_pem}' > /dev/null",
            False,
        ),
        ("ssh -i web.pem app@${aws_instance.web.public_ip} uptime > up.txt", False),
    ],
)
@pytest.mark.parametrize("hung_on", ["null_resource", "terraform_data"])
def test_a_command_that_writes_the_private_half_into_a_file_is_told(
    hung_on: str, command: str, *, told_there: bool
) -> None:
    text = (
        PAIR
        + f"""
    resource "{hung_on}" "key" {{
      provisioner "local-exec" {{
        command = "{command}"
      }}
    }}
    """
    )
    assert told(text, "MadeKey") == (["MadeKey main.tf:10 name=web"] if told_there else [])


def test_a_key_that_no_host_takes_is_none_for_logging_in() -> None:
    text = """
    resource "tls_private_key" "signing" {
      algorithm = "RSA"
    }
    resource "local_file" "signing" {
      content = tls_private_key.signing.private_key_pem
    }
    """
    assert told(text, "MadeKey") == []


_USER = """
    resource "aws_iam_user" "files" {
      name = "shop-files"
    }
    resource "aws_iam_user_policy" "files" {
      user = aws_iam_user.files.name
      policy = jsonencode({
        Statement = [{ Effect = "Allow", Action = %s, Resource = "arn:aws:s3:::files/*" }]
      })
    }
    %s
    """
_PASSWORD = 'resource "aws_iam_user_login_profile" "files" { user = aws_iam_user.files.name }'
_TEAM = """
    resource "aws_iam_user_group_membership" "files" {
      user   = aws_iam_user.files.name
      groups = ["developers"]
    }
    """


@pytest.mark.parametrize(
    ("actions", "besides", "keyed"),
    [
        ('["s3:PutObject", "s3:GetObject"]', "", True),
        ('["s3:ListBucket", "s3:GetObject"]', "", True),
        ('"ses:SendRawEmail"', "", True),
        ('["s3:GetObject", "iam:ChangePassword"]', "", False),
        ('["s3:GetObject", "ec2:DescribeInstances"]', "", False),
        ('"ec2:RebootInstances"', "", False),
        ('"s3:PutObject"', _PASSWORD, False),
        ('"s3:PutObject"', _TEAM, False),
    ],
)
def test_a_user_whose_rights_are_a_programs_has_keys_that_somebody_makes(
    actions: str, besides: str, *, keyed: bool
) -> None:
    found = [line for line in told(_USER % (actions, besides)) if line.startswith("Credential")]
    assert found == (["Credential main.tf:1 form=static-key holder=application"] if keyed else [])
