"""IAM: who is in the account, with what, and how each refusal leaves the rest."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from holdfast.model.environments import WHOLE_PRODUCT
from holdfast.model.evidence import Gap, GapReason
from holdfast.model.facts import AccessKey, Credential, Mfa, Policy, RootUse, Trust
from holdfast.readers.account import iam
from holdfast.readers.account.base import GLOBAL_REGION, Call, Refused
from holdfast.rig.aws import EmbeddedAws
from tests.readers.account.support import FakeAccount, live, read, told

GITHUB = "token.actions.githubusercontent.com"
HEAD = (
    "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,"
    "mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,"
    "access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date"
)
FILES = "arn:aws:s3:::files/*"
HOST = "principal=production-host principal_type=instance-role"
ROOT = "<root_account>,arn:aws:iam::123456789012:root,2020-01-01T00:00:00+00:00"


def document(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(actions: str | list[str], resource: str = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": actions, "Resource": resource, **more}


def trusted(**principal: str) -> dict[str, Any]:
    return {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}


@pytest.fixture(scope="module")
def aws() -> Iterator[EmbeddedAws]:
    # Without AWS's own policies, which moto loads only when told to, nothing could be attached to anybody.
    with pytest.MonkeyPatch.context() as patch, EmbeddedAws.start() as started:
        patch.setenv("MOTO_IAM_LOAD_MANAGED_POLICIES", "true")
        started.reset()
        client = started.client("iam")
        for name in ("kim", "backend", "github-deploy"):
            client.create_user(UserName=name)
        client.create_login_profile(UserName="kim", Password="not-a-secret-1!")  # pragma: allowlist secret
        client.create_access_key(UserName="kim")
        client.create_access_key(UserName="backend")
        client.create_access_key(UserName="github-deploy")
        _permissions(client)
        _roles(client)
        yield started


def _permissions(client: Any) -> None:
    for group in ("administrators", "nobody"):
        client.create_group(GroupName=group)
        client.attach_group_policy(GroupName=group, PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    client.add_user_to_group(GroupName="administrators", UserName="kim")
    client.put_user_policy(UserName="backend", PolicyName="files", PolicyDocument=document(allow("s3:*")))


def _roles(client: Any) -> None:
    client.create_open_id_connect_provider(Url=f"https://{GITHUB}", ThumbprintList=[])
    federated = f"arn:aws:iam::123456789012:oidc-provider/{GITHUB}"
    deploy = {**trusted(Federated=federated), "Condition": {"StringLike": {f"{GITHUB}:sub": "repo:sweet/order:*"}}}
    unknown = trusted(Federated="arn:aws:iam::123456789012:oidc-provider/gitlab.com")
    host = trusted(Service="ec2.amazonaws.com")
    for name, trust, path in (
        ("deploy", deploy, "/"),
        ("old-deploy", unknown, "/"),
        ("production-host", host, "/"),
        ("images", trusted(Service="lambda.amazonaws.com"), "/"),
        ("AWSServiceRoleForRDS", trusted(Service="rds.amazonaws.com"), "/aws-service-role/rds.amazonaws.com/"),
    ):
        client.create_role(RoleName=name, Path=path, AssumeRolePolicyDocument=document(trust))
        client.put_role_policy(RoleName=name, PolicyName="own", PolicyDocument=document(allow("s3:GetObject", FILES)))
    wide = client.create_policy(PolicyName="wide", PolicyDocument=document(allow("*")))["Policy"]["Arn"]
    client.attach_role_policy(RoleName="production-host", PolicyArn=wide)
    client.attach_role_policy(RoleName="images", PolicyArn="arn:aws:iam::aws:policy/AmazonS3FullAccess")


def test_keys_and_second_factors_are_told_from_the_credential_report(aws: EmbeddedAws) -> None:
    later = datetime.now(UTC) + timedelta(days=91)
    found = read(iam.READER, live(aws, now=later), GLOBAL_REGION)

    assert told(found, Mfa, AccessKey, Credential, RootUse) == [
        "Mfa user/kim subject=users enabled=False",
        "AccessKey user/kim user=kim days=91",
        "AccessKey user/backend user=backend days=91",
        "AccessKey user/github-deploy user=github-deploy days=91",
    ]
    assert not [one for one in found if isinstance(one, Gap)]


def test_a_key_in_use_is_held_by_whom_its_user_stands_for(aws: EmbeddedAws) -> None:
    found = read(iam.READER, live(aws, now=datetime.now(UTC)), GLOBAL_REGION)

    assert told(found, Credential) == [
        "Credential user/kim form=static-key holder=person",
        "Credential user/backend form=static-key holder=application",
        "Credential user/github-deploy form=static-key holder=workflow",
    ]


def test_permissions_are_told_for_those_who_have_them_and_trust_for_providers_that_exist(aws: EmbeddedAws) -> None:
    found = read(iam.READER, live(aws), GLOBAL_REGION)

    assert sorted(told(found, Policy, Trust)) == [
        "Policy group/administrators principal=administrators principal_type=group managed=AdministratorAccess",
        f"Policy role/deploy principal=deploy principal_type=deploy-role actions=(s3:GetObject) resources=({FILES})",
        f"Policy role/images [(unassigned)] principal=images actions=(s3:GetObject) resources=({FILES})",
        "Policy role/images principal=images managed=AmazonS3FullAccess",
        f"Policy role/old-deploy principal=old-deploy principal_type=deploy-role actions=(s3:GetObject) resources=({FILES})",
        f"Policy role/production-host [production] {HOST} actions=(*) resources=(*)",
        f"Policy role/production-host [production] {HOST} actions=(s3:GetObject) resources=({FILES})",
        "Policy user/backend principal=backend principal_type=user actions=(s3:*) resources=(*)",
        f"Trust role/deploy role=deploy provider={GITHUB} subjects=(repo:sweet/order:*)",
    ]


def test_each_operation_is_asked_once_and_only_those_declared(aws: EmbeddedAws) -> None:
    asked: Counter[str] = Counter()
    aws.client("iam").generate_credential_report()
    read(iam.READER, live(aws, asked=asked), GLOBAL_REGION)

    assert asked == {
        call.operation: 1 for call in (iam.GENERATION, iam.REPORT, iam.DETAILS, iam.PROVIDERS)
    }  # the summary only stands in for a report that is denied


def test_a_report_that_is_not_there_yet_is_waited_for(aws: EmbeddedAws) -> None:
    aws.reset()
    aws.client("iam").create_user(UserName="kim")
    asked: Counter[str] = Counter()
    found = read(iam.READER, live(aws, asked=asked), GLOBAL_REGION)

    assert asked["generate_credential_report"] == 2
    assert found == []


def report(*rows: str, columns: str = HEAD) -> dict[str, Any]:
    return {"get_credential_report": {"Content": "\n".join((columns, *rows)).encode()}}


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (
            f"{ROOT},not_supported,2026-11-20T09:00:00+00:00,not_supported,not_supported,false,true,2024-01-01T00:00:00Z",
            ["RootUse root act=access-key", "RootUse root act=login", "Mfa root subject=root enabled=False"],
        ),
        (
            f"{ROOT},true,2025-01-01T09:00:00+00:00,not_supported,not_supported,true,false,N/A",
            ["RootUse root act=avoided", "Mfa root subject=root enabled=True"],
        ),
        (f"{ROOT},false,no_information,N/A,N/A,false,false,N/A", ["RootUse root act=avoided"]),
    ],
    ids=["with a key, signed in this week", "locked away with MFA", "member account without root credentials"],
)
def test_the_root_user_is_judged_by_its_row(row: str, expected: list[str]) -> None:
    """No row of moto's is for the root user; the columns are those of the IAM User Guide."""
    assert told(read(iam.READER, FakeAccount(report(row)), GLOBAL_REGION)) == expected


def test_a_key_that_nobody_used_for_long_is_old_but_no_credential_in_use() -> None:
    row = (
        "old,arn:aws:iam::1:user/old,x,false,N/A,N/A,N/A,false,true,2026-01-01T00:00:00+00:00,2026-02-01T00:00:00+00:00"
    )
    found = read(iam.READER, FakeAccount(report(row)), GLOBAL_REGION)

    assert told(found) == ["AccessKey user/old user=old days=328"]


def denied(call: Call) -> Refused:
    return Refused(call, GapReason.DENIED, f"AccessDenied; allow {call.action} on *", GLOBAL_REGION)


def test_without_the_report_the_summary_tells_of_the_root_user_and_the_gap_stays() -> None:
    counts = {"AccountMFAEnabled": 0, "AccountAccessKeysPresent": 1}
    answers = {"get_credential_report": denied(iam.REPORT), "get_account_summary": {"SummaryMap": counts}}

    assert told(read(iam.READER, FakeAccount(answers), GLOBAL_REGION)) == [
        "Gap iam denied: AccessDenied; allow iam:GetCredentialReport on *",
        "RootUse root act=access-key",
        "Mfa root subject=root enabled=False",
    ]


def test_what_is_denied_leaves_what_is_allowed() -> None:
    answers = {
        **report(f"{ROOT},true,N/A,N/A,N/A,true,false,N/A"),
        "get_account_authorization_details": denied(iam.DETAILS),
    }
    found = told(read(iam.READER, FakeAccount(answers), GLOBAL_REGION))

    assert found[:2] == ["RootUse root act=avoided", "Mfa root subject=root enabled=True"]
    assert set(found[2:]) == {"Gap iam denied: AccessDenied; allow iam:GetAccountAuthorizationDetails on *"}


def test_providers_that_are_denied_leave_every_trust_standing() -> None:
    statement = trusted(Federated=f"arn:aws:iam::1:oidc-provider/{GITHUB}")
    role = {
        "RoleName": "deploy",
        "Arn": "arn:aws:iam::1:role/deploy",
        "AssumeRolePolicyDocument": {"Statement": statement},
    }
    answers = {
        **report(),
        "get_account_authorization_details": {"RoleDetailList": [role]},
        "list_open_id_connect_providers": denied(iam.PROVIDERS),
    }

    assert told(read(iam.READER, FakeAccount(answers), GLOBAL_REGION)) == [
        "Gap iam denied: AccessDenied; allow iam:ListOpenIDConnectProviders on *",
        f"Trust role/deploy role=deploy provider={GITHUB}",
    ]


def test_a_permission_within_a_boundary_is_left_to_aws_to_judge() -> None:
    role = {
        "RoleName": "production",
        "Arn": "arn:aws:iam::1:role/production",
        "PermissionsBoundary": {"PermissionsBoundaryArn": "arn:aws:iam::1:policy/limit"},
        "AttachedManagedPolicies": [{"PolicyName": "AdministratorAccess", "PolicyArn": "arn:aws:iam::aws:policy/x"}],
        "RolePolicyList": [{"PolicyName": "own", "PolicyDocument": {"Statement": allow("*")}}],
    }
    answers = {**report(), "get_account_authorization_details": {"RoleDetailList": [role]}}
    found = read(iam.READER, FakeAccount(answers), GLOBAL_REGION)

    assert [one.conditional for one in found if isinstance(one, Policy)] == [True, True]


@pytest.mark.parametrize(
    ("service", "told"),
    [
        ("codedeploy.amazonaws.com", [("AWSCodeDeployRole", ())]),
        ("ec2.amazonaws.com", [(None, ("ec2:TerminateInstances",))]),
    ],
)
def test_what_aws_writes_for_a_service_of_its_own_is_known_by_its_name_and_on_hosts_by_what_it_lets_them_do(
    service: str, told: list[tuple[str | None, tuple[str, ...]]]
) -> None:
    arn = "arn:aws:iam::aws:policy/service-role/AWSCodeDeployRole"
    trusted = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    role = {
        "RoleName": "production",
        "Arn": "arn:aws:iam::1:role/production",
        "AssumeRolePolicyDocument": {"Statement": [trusted]},
        "AttachedManagedPolicies": [{"PolicyName": "AWSCodeDeployRole", "PolicyArn": arn}],
    }
    version = {"IsDefaultVersion": True, "Document": {"Statement": allow("ec2:TerminateInstances")}}
    policy = {"Arn": arn, "PolicyName": "AWSCodeDeployRole", "PolicyVersionList": [version]}
    answers = {**report(), "get_account_authorization_details": {"RoleDetailList": [role], "Policies": [policy]}}
    found = [one for one in read(iam.READER, FakeAccount(answers), GLOBAL_REGION) if isinstance(one, Policy)]

    assert [(one.managed, one.actions) for one in found] == told


@pytest.mark.parametrize("content", [None, "text", b"", b"user\x00,arn", b"\xff\xfe", b"a,b\n1,2"])
def test_a_report_that_is_no_report_is_malformed(content: object) -> None:
    answers = {"get_credential_report": {"Content": content}, "get_account_summary": {}}
    found = told(read(iam.READER, FakeAccount(answers), GLOBAL_REGION))

    assert found == [
        "Gap iam malformed: iam:GetCredentialReport: the report has no such columns",
        "Gap iam malformed: iam:GetAccountSummary: SummaryMap is missing",
    ]


class WholeProduct(FakeAccount):
    """An account in which everything serves the whole product."""

    def environment(self, tags: Mapping[str, str], *names: str | None) -> str:
        return WHOLE_PRODUCT


def test_a_role_that_looks_after_the_account_shows_no_narrow_way_in_and_a_wide_one_reaches_each_environment() -> None:
    narrow = {"PolicyName": "own", "PolicyDocument": {"Statement": allow("iam:ListAccessKeys")}}
    wide = {"PolicyName": "all", "PolicyDocument": {"Statement": allow("*")}}
    role = {"RoleName": "keys", "Arn": "arn:aws:iam::1:role/keys", "RolePolicyList": [narrow, wide]}
    answers = {**report(), "get_account_authorization_details": {"RoleDetailList": [role]}}

    found = [one for one in read(iam.READER, WholeProduct(answers)) if isinstance(one, Policy)]

    assert [(one.actions, one.environment) for one in found] == [(("*",), WHOLE_PRODUCT)]
