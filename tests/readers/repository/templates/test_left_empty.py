"""Parameters that stand empty unless somebody thinks of them."""

from textwrap import dedent

import pytest

from holdfast.readers.repository.templates.document import READER

from .support import read, told

FUNCTION = """
  Api:
    Type: AWS::Serverless::Function
    Properties:
      Handler: api.handler
      Environment:
        Variables:
          VALUE: {value}
"""
TASK = """
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ContainerDefinitions:
        - Name: api
          Environment:
            - {Name: VALUE, Value: !Ref ClientId}
"""


def left(parameter: str, resources: str = "", conditions: str = "", name: str = "ClientId") -> list[str]:
    body = resources or FUNCTION.format(value=f"!Ref {name}")
    text = f"Parameters:\n  {name}:\n    Type: String\n{parameter}{conditions}Resources:\n{body}"
    return [line for line in told(read(READER, dedent(text))) if line.startswith("ConfigurationLoader")]


@pytest.mark.parametrize("name", ["ClientId", "StripeSecretKey", "ApiUrl", "QueueUrl"])
def test_what_leads_somewhere_or_opens_something_is_missed_where_it_stands_empty(name: str) -> None:
    assert left('    Default: ""\n', name=name) == [
        f"ConfigurationLoader 2-4 source=cloudformation missing=silent names=({name})"
    ]


@pytest.mark.parametrize(
    ("parameter", "name"),
    [
        ('    Default: "7"\n', "ClientId"),
        ("", "ClientId"),
        ('    Default: ""\n    MinLength: 1\n', "ClientId"),
        ('    Default: ""\n    AllowedPattern: ".+"\n', "ClientId"),
        ('    Default: ""\n    Description: Optional; leave empty for none\n', "ClientId"),
        ('    Default: ""\n    Description: 선택 사항, 비워 두면 사용하지 않음\n', "ClientId"),
        ('    Default: ""\n    Description: 任意(空の場合は無効)\n', "ClientId"),
        ('    Default: ""\n', "LogLevel"),
        ('    Default: ""\n', "SentryDsn"),
        ('    Default: ""\n', "CertificateArn"),
    ],
)
def test_what_may_stay_empty_or_may_not_be_left_out_is_not(parameter: str, name: str) -> None:
    assert left(parameter, name=name) == []


@pytest.mark.parametrize("about", ["Required when sign-in is on", "필수 값", "必須"])
def test_what_a_template_calls_required_is_missed_whatever_it_is(about: str) -> None:
    [line] = left(f'    Default: ""\n    Description: {about}\n', name="Tenant")
    assert "names=(Tenant)" in line


def test_only_what_runs_misses_it_and_no_condition_asks_for_it() -> None:
    empty = '    Default: ""\n'
    asks = 'Conditions:\n  Has: !Not [!Equals [!Ref ClientId, ""]]\n'
    refuses = 'Rules:\n  Told:\n    Assertions:\n      - Assert: !Not [!Equals [!Ref ClientId, ""]]\n'
    assert left(empty, conditions=refuses) == []
    assert left(empty, FUNCTION.format(value="7")) == []
    assert left(empty, conditions=asks) == []
    assert len(left(empty, TASK)) == 1
    assert len(left(empty, FUNCTION.format(value="!Sub 'https://${ClientId}/'"))) == 1
    assert len(left(empty, FUNCTION.format(value="!Sub ['https://${ClientId}/${P}', {P: x}]"))) == 1
    assert len(left(empty, FUNCTION.format(value="!Sub ['https://${P}/', {P: !Ref ClientId}]"))) == 1
