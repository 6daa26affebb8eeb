"""Reads secrets from Secrets Manager and parameters from Systems Manager, side by side and bounded in time."""

import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import botocore.session  # type: ignore[import-untyped]
from botocore.config import Config  # type: ignore[import-untyped]
from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]

from holdfast.host.aws import failures
from holdfast.host.configuration.bounded import run_bounded
from holdfast.host.configuration.contents import Contents, of_secret, of_values, variable_name
from holdfast.host.configuration.references import Reference
from holdfast.model.startup import PlaceKind, Problem, ProblemKind

TOTAL_SECONDS = 45.0
"""How long all questions together may take; with what comes before and after, a start is decided within a minute."""

_BATCH = 10  # most names that one GetParameters takes; Systems Manager API reference, read 2026-11-25
_ACTIONS = {
    PlaceKind.SECRET: "secretsmanager:GetSecretValue",
    PlaceKind.PARAMETER: "ssm:GetParameters",
    PlaceKind.PARAMETER_PATH: "ssm:GetParametersByPath",
}
_ABOUT_ALL = frozenset(
    {
        ProblemKind.NO_CREDENTIALS,
        ProblemKind.EXPIRED_CREDENTIALS,
        ProblemKind.REJECTED_CREDENTIALS,
        ProblemKind.CLOCK_WRONG,
        ProblemKind.BAD_ENDPOINT,
    }
)

Answers = dict[Reference, Contents]


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait: seconds to connect, seconds for an answer, attempts in all (with growing pauses)."""

    connect_seconds: float = 3
    read_seconds: float = 5
    attempts: int = 4
    total_seconds: float = TOTAL_SECONDS


PATIENT = Patience()


@dataclass(frozen=True, slots=True)
class _Aws:
    """One botocore session and its clients; credentials, endpoints and proxies are found as every AWS tool does."""

    patience: Patience
    session: Any = field(default_factory=botocore.session.Session)
    clients: dict[tuple[str, str, int], Any] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def client(self, service: str, region: str, attempts: int | None = None) -> Any:
        attempts = attempts or self.patience.attempts
        config = Config(
            connect_timeout=self.patience.connect_seconds,
            read_timeout=self.patience.read_seconds,
            retries={"mode": "standard", "total_max_attempts": attempts},
            user_agent_extra="holdfast-launch",
        )
        with self.lock:  # making a client is not safe in threads, using one is
            key = (service, region, attempts)
            if key not in self.clients:
                self.clients[key] = self.session.create_client(service, region_name=region, config=config)
            return self.clients[key]


def fetch(references: Sequence[Reference], *, home_region: str, patience: Patience = PATIENT) -> Answers:
    """What every reference holds, or why it cannot be read; always one answer for each.

    Args:
        references: what to read.
        home_region: the spec's region: a secret that is not in the region asked is looked for there.
        patience: the bounds in time.
    """
    aws = _Aws(patience)
    asks = [(group, _ask(aws, group, home_region)) for group in _groups(references)]
    results = run_bounded([ask for _, ask in asks], seconds=patience.total_seconds)
    answers: Answers = {}
    for (group, _), result in zip(asks, results, strict=True):
        answers |= result if result is not None else _all(group, ProblemKind.TIMED_OUT, {})
    return answers


def _groups(references: Sequence[Reference]) -> list[tuple[Reference, ...]]:
    """What is asked in one call: a secret, a path, or up to ten parameters of one region."""
    groups: list[tuple[Reference, ...]] = [(one,) for one in references if one.kind is not PlaceKind.PARAMETER]
    single = [one for one in references if one.kind is PlaceKind.PARAMETER]
    for region in dict.fromkeys(one.region for one in single):
        there = [one for one in single if one.region == region]
        groups += [tuple(there[start : start + _BATCH]) for start in range(0, len(there), _BATCH)]
    return groups


def _ask(aws: _Aws, group: tuple[Reference, ...], home_region: str) -> Callable[[], Answers]:
    def ask() -> Answers:
        first = group[0]
        try:
            match first.kind:
                case PlaceKind.SECRET:
                    return {first: _secret(aws, first, home_region)}
                case PlaceKind.PARAMETER_PATH:
                    return {first: _path(aws, first)}
                case _:
                    return _parameters(aws, group)
        except (ValueError, *failures.RAISED) as error:
            kind, params = failures.of(error)
        if kind in {ProblemKind.DENIED, ProblemKind.KMS_DENIED} and "caller" not in params:
            params |= _caller(aws, first.region)
        return _all(group, kind, params)

    return ask


def _all(group: tuple[Reference, ...], kind: ProblemKind, params: dict[str, str]) -> Answers:
    return {one: Contents(problems=(_problem(one, kind, params),)) for one in group}


def _problem(reference: Reference, kind: ProblemKind, params: dict[str, str]) -> Problem:
    if kind in _ABOUT_ALL:
        return Problem(kind, "AWS", (), params)
    if kind is ProblemKind.DENIED:
        params = {"action": _ACTIONS[reference.kind], "resource": _resource(reference, params), **params}
    if kind is ProblemKind.KMS_DENIED:
        params = {"action": "kms:Decrypt", **params}
    return Problem(kind, reference.name, (reference.place,), {"region": reference.region, **params})


def _resource(reference: Reference, params: dict[str, str]) -> str:
    """The resource to grant, as a policy names it; the account is the caller's."""
    if reference.by_arn:
        return reference.name
    account = re.search(r"::(\d{12}):", params.get("caller", ""))
    owner = f"{reference.region}:{account[1] if account else '*'}"
    if reference.kind is PlaceKind.SECRET:
        # Secrets Manager ends every ARN with a hyphen and six random characters.
        return f"arn:aws:secretsmanager:{owner}:secret:{reference.name}-??????"
    below = "/*" if reference.kind is PlaceKind.PARAMETER_PATH else ""
    return f"arn:aws:ssm:{owner}:parameter/{reference.name.strip('/')}{below}"


def _caller(aws: _Aws, region: str) -> dict[str, str]:
    """Who was refused, asked once and best effort: everybody may ask STS for his own name."""
    try:
        return {"caller": str(aws.client("sts", region, attempts=1).get_caller_identity()["Arn"])}
    except (ClientError, BotoCoreError, ValueError):
        return {}


def _secret(aws: _Aws, reference: Reference, home_region: str) -> Contents:
    try:
        answer = aws.client("secretsmanager", reference.region).get_secret_value(SecretId=reference.name)
    except ClientError as error:
        kind, _ = failures.of_answer(error)
        elsewhere = not reference.by_arn and reference.region != home_region
        if kind is ProblemKind.NOT_FOUND and elsewhere and _is_in(aws, reference, home_region):
            return Contents(problems=(_problem(reference, ProblemKind.WRONG_REGION, {"found": home_region}),))
        raise
    text = answer.get("SecretString")
    if not isinstance(text, str):
        kind = ProblemKind.BINARY if "SecretBinary" in answer else ProblemKind.ODD_ANSWER
        return Contents(problems=(_problem(reference, kind, {}),))
    return of_secret(text, answer.get("Name") or reference.name, reference.place)


def _is_in(aws: _Aws, reference: Reference, region: str) -> bool:
    try:
        aws.client("secretsmanager", region, attempts=1).get_secret_value(SecretId=reference.name)
    except (ClientError, BotoCoreError):
        return False
    return True


def _path(aws: _Aws, reference: Reference) -> Contents:
    pages = aws.client("ssm", reference.region).get_paginator("get_parameters_by_path")
    asked = {"Path": reference.name, "Recursive": True, "WithDecryption": True}
    found = [one for page in pages.paginate(**asked) for one in page["Parameters"]]
    if not found:
        return Contents(problems=(_problem(reference, ProblemKind.PATH_EMPTY, {}),))
    values = {variable_name(one["Name"].removeprefix(reference.name)): one["Value"] for one in found}
    return of_values(values, reference.place)


def _parameters(aws: _Aws, group: tuple[Reference, ...]) -> Answers:
    names = [one.name for one in group]
    answer = aws.client("ssm", group[0].region).get_parameters(Names=names, WithDecryption=True)
    found = {key: one for one in answer["Parameters"] for key in _known_as(one)}
    answers: Answers = {}
    for reference in group:
        one = found.get(reference.name)
        if one is None:
            answers |= _all((reference,), ProblemKind.NOT_FOUND, {})
            continue
        answers[reference] = of_values({variable_name(one["Name"].rsplit("/", 1)[-1]): one["Value"]}, reference.place)
    return answers


def _known_as(parameter: dict[str, str]) -> tuple[str, ...]:
    selector = parameter.get("Selector", "")
    return (
        parameter["Name"],
        parameter["Name"] + selector,
        parameter.get("ARN", ""),
        parameter.get("ARN", "") + selector,
    )
