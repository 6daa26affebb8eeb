"""Answers as the API documents them, with fields left out or of another type: a fact, a gap or nothing, never a fault."""

import random
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest
from boto3.session import Session  # type: ignore[import-untyped]

from holdfast.model.evidence import Gap
from holdfast.model.facts import Fact
from holdfast.readers.account import (
    acm,
    application_autoscaling,
    autoscaling,
    backup,
    budgets,
    ce,
    cloudfront,
    cloudtrail,
    cloudwatch,
    codedeploy,
    dlm,
    ec2,
    ecs,
    elb,
    elbv2,
    events,
    iam,
    rds,
    readers,
    route53,
    s3,
    scheduler,
    secretsmanager,
    sns,
    ssm,
    sts,
    tagging,
)
from holdfast.readers.account.base import AccountReader, Call
from tests.readers.account.support import HOME, FakeAccount, read

READERS = (
    *(sts, iam, ec2, autoscaling, elbv2, rds, s3, cloudfront, acm, route53, secretsmanager, ssm, cloudwatch, sns),
    *(backup, dlm, codedeploy, budgets, ce, cloudtrail, scheduler, tagging, application_autoscaling, elb, ecs, events),
)
QUIET = (sts, cloudtrail, events, sns, backup, scheduler, tagging)
"""Those whose facts hang on what no dice throw: the root user, a whole chain, certain words."""
ODD: tuple[Any, ...] = (None, "", "text", 7, True, [], [None], {}, b"\xff")
WORDS = ("", "production", "Online", "true", "tcp", "0.0.0.0/0", "default", "application", "arn:aws:x:y:1:z", "running")


@cache
def client_of(service: str) -> Any:
    session = Session(aws_access_key_id="x", aws_secret_access_key="x", region_name=HOME)  # pragma: allowlist secret
    return session.client(service)


class Answers:
    """Makes answers of the shape that botocore knows: `odd` of a hundred values are of another type."""

    def __init__(self, seed: int, odd: int) -> None:
        self._random = random.Random(seed)
        self._odd = odd

    def of(self, call: Call) -> Any:
        client = client_of(call.service)
        operation = client.meta.method_to_api_mapping[call.operation]
        return self._record(client.meta.service_model.operation_model(operation).output_shape, 0)

    def _value(self, shape: Any, depth: int) -> Any:
        if self._random.randrange(100) < self._odd:
            return self._random.choice(ODD)
        match shape.type_name:
            case "structure":
                return self._record(shape, depth)
            case "list":
                return [self._value(shape.member, depth + 1) for _ in range(self._random.randrange(3))]
            case "map":
                return {self._random.choice(WORDS): self._value(shape.value, depth + 1)}
            case "timestamp":
                return datetime(2025, 1, 1, tzinfo=UTC)
            case "boolean":
                return self._random.random() < 0.5
            case "integer" | "long" | "float" | "double":
                return self._random.randrange(-1, 70000)
            case "blob":
                return b"user,arn,mfa_active\n<root_account>\nx,y,z,1,2\n"
            case _:
                return self._text(shape)

    def _text(self, shape: Any) -> Any:
        if shape.name == "policyDocumentType":  # botocore parses it into the document that it is
            return {"Statement": self._random.choice([{"Effect": "Allow", "Action": "*", "Resource": "*"}, [7], "x"])}
        return self._random.choice(getattr(shape, "enum", None) or WORDS)

    def _record(self, shape: Any, depth: int) -> Any:
        if shape is None or depth > 8:
            return {}
        kept = [name for name in shape.members if self._random.random() < 0.7]
        return {name: self._value(shape.members[name], depth + 1) for name in kept}


class OddAccount(FakeAccount):
    """Answers each call once and for all, as the real client does."""

    def __init__(self, reader: AccountReader, seed: int, odd: int) -> None:
        made = Answers(seed, odd)
        super().__init__({call.operation: made.of(call) for call in reader.calls})


@pytest.mark.parametrize("odd", [0, 10], ids=["fields missing", "of other types"])
@pytest.mark.parametrize("module", READERS, ids=lambda module: module.READER.name)
def test_no_answer_makes_a_reader_fail(module: Any, odd: int) -> None:
    readings = [one for seed in range(25) for one in read(module.READER, OddAccount(module.READER, seed, odd))]

    assert all(isinstance(one, (Fact, Gap)) for one in readings)
    assert all(hash(one) is not None for one in readings)
    assert module in QUIET or any(isinstance(one, Fact) for one in readings)


@pytest.mark.parametrize("module", READERS, ids=lambda module: module.READER.name)
def test_an_empty_account_says_nothing_but_where_an_answer_must_hold_something(module: Any) -> None:
    answers: Mapping[str, Any] = {"get_credential_report": {"Content": b"user,arn,mfa_active\n"}}

    assert read(module.READER, FakeAccount(answers)) == []


@pytest.mark.parametrize("module", READERS, ids=lambda module: module.READER.name)
def test_every_call_only_reads_and_is_one_that_the_service_has(module: Any) -> None:
    for call in module.READER.calls:
        assert call.operation.startswith(("describe_", "list_", "get_", "generate_credential_report")), call
        assert call.operation in client_of(call.service).meta.method_to_api_mapping
        assert not call.operation.startswith(("get_secret_value", "get_parameter", "get_object"))
        client = client_of(call.service)
        pages = client.get_paginator(call.operation)._pagination_cfg if client.can_paginate(call.operation) else {}
        assert call.page is None or "limit_key" in pages, call


def test_no_reader_is_left_out() -> None:
    assert {module.READER.name for module in READERS} == {reader.name for reader in readers()}
