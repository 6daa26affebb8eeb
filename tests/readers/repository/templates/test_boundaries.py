"""Boundaries of permissions in templates and CDK programs, which give nothing."""

import pytest

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Policy
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.cdk import READER as CDK
from holdfast.readers.repository.templates.document import READER
from tests.readers.repository.templates.support import read

_TEMPLATE = """
    AWSTemplateFormatVersion: '2010-09-09'
    Resources:
      {name}:
        Type: AWS::IAM::ManagedPolicy
        Properties:
          PolicyDocument:
            Statement: [{{Effect: Allow, Action: 'ssm:*', Resource: '*'}}]
      App:
        Type: AWS::IAM::Role
        Properties:
          {use}
    """


@pytest.mark.parametrize(
    ("name", "use", "given"),
    [
        ("Limits", "PermissionsBoundary: !Ref Limits", False),
        ("DeployBoundary", "Path: /", False),
        ("Limits", "ManagedPolicyArns: [!Ref Limits]", True),
        ("Limits", "{PermissionsBoundary: !Ref Limits, ManagedPolicyArns: [!Ref Limits]}", True),
        ("Limits", "Path: /", True),
    ],
)
def test_a_managed_policy_that_only_bounds_a_role_gives_nothing(name: str, use: str, *, given: bool) -> None:
    found = read(READER, _TEMPLATE.format(name=name, use=use))
    assert any(isinstance(fact, Policy) and "ssm:*" in fact.actions for fact in found) is given


@pytest.mark.parametrize(
    ("use", "given"),
    [("permissionsBoundary: limits", False), ("managedPolicies: [limits]", True), ("description: 'app'", True)],
)
def test_a_cdk_programs_policy_that_only_bounds_a_role_gives_nothing(use: str, *, given: bool) -> None:
    text = f"""
import * as cdk from 'aws-cdk-lib';
const app = new cdk.App();
class Main extends cdk.Stack {{
  constructor(scope: Construct, id: string) {{
    super(scope, id);
    const limits = new iam.ManagedPolicy(this, 'Limits', {{
      statements: [new iam.PolicyStatement({{ actions: ['ssm:*'], resources: ['*'] }})],
    }});
    new iam.Role(this, 'App', {{ assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'), {use} }});
  }}
}}
new Main(app, 'Main');
"""
    found = CDK.read(Snippet(path="lib/main.ts", text=text, kind=EvidenceKind.DECLARED))
    assert any(isinstance(fact, Policy) and "ssm:*" in fact.actions for fact in found) is given
