"""Websites that the answers of a distribution let in, in each language of templates."""

import pytest

from holdfast.readers.repository.templates.document import READER
from tests.readers.repository.cdk.test_cdk import stack
from tests.readers.repository.templates import support as templates
from tests.readers.repository.terraform.support import told

_TERRAFORM = """
resource "aws_cloudfront_response_headers_policy" "video" {
  cors_config {
    access_control_allow_credentials = %s
    access_control_allow_origins {
      items = ["%s"]
    }
  }
}
"""
_TEMPLATE = """
Resources:
  Video:
    Type: AWS::CloudFront::ResponseHeadersPolicy
    Properties:
      ResponseHeadersPolicyConfig:
        CorsConfig:
          AccessControlAllowCredentials: %s
          AccessControlAllowOrigins:
            Items: ["%s"]
"""
_PROGRAM = """\
    new cloudfront.ResponseHeadersPolicy(this, 'Video', {
      corsBehavior: {
        accessControlAllowCredentials: %s,
        accessControlAllowOrigins: ['%s'],
      },
    });"""


def rules(credentials: str, origin: str) -> list[list[str]]:
    given = (credentials, origin)
    read = (
        told(_TERRAFORM % given),
        templates.told(templates.read(READER, _TEMPLATE % given)),
        stack(_PROGRAM % given),
    )
    found = [[line for line in one if line.startswith("ApplicationCors")] for one in read]
    # One of the languages writes brackets around them.
    return [[line.partition(" origins=")[2].translate({40: "", 41: ""}) for line in one] for one in found]


@pytest.mark.parametrize(
    ("credentials", "origin", "expected"),
    [
        ("true", "http://localhost:8080", ["http://localhost:8080 credentials=True"]),
        ("false", "https://shop.example", ["https://shop.example"]),
        ("true", "*", ["* credentials=True"]),
        ("false", "*", []),
    ],
)
def test_the_websites_that_a_distributions_answers_let_in_are_told(
    credentials: str, origin: str, expected: list[str]
) -> None:
    assert rules(credentials, origin) == [expected] * 3


def test_a_policy_without_a_word_of_websites_tells_none() -> None:
    assert told('resource "aws_cloudfront_response_headers_policy" "a" {\n  security_headers_config {\n  }\n}\n') == []
    assert stack("    new cloudfront.ResponseHeadersPolicy(this, 'A', { securityHeadersBehavior: {} });") == []
