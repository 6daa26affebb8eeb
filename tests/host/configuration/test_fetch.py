"""Reading from Secrets Manager and Systems Manager: against an embedded AWS, and against the answers it does not give."""

import json
import socket
import time
from collections.abc import Iterator

import pytest

from holdfast.host.configuration.contents import Contents
from holdfast.host.configuration.fetch import Patience, fetch
from holdfast.host.configuration.references import Reference
from holdfast.model.startup import PlaceKind, ProblemKind
from holdfast.rig.aws import EmbeddedAws
from holdfast.rig.ports import free_port

from .answers import CALLER, Answer, playing

pytestmark = pytest.mark.integration

REGION = "ap-northeast-2"
API = Reference(PlaceKind.SECRET, "shop/api", REGION)
ARN = "arn:aws:secretsmanager:ap-northeast-2:123456789012:secret:shop/other-AbCdEf"
QUICK = Patience(connect_seconds=2, read_seconds=2, attempts=1, total_seconds=20)


@pytest.fixture(scope="module")
def server() -> Iterator[EmbeddedAws]:
    with EmbeddedAws.start() as started:
        yield started


@pytest.fixture
def aws(server: EmbeddedAws, monkeypatch: pytest.MonkeyPatch) -> EmbeddedAws:
    server.reset()
    _use(monkeypatch, server.environment())
    return server


def _use(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)


def ask(*references: Reference, home: str = REGION, patience: Patience = QUICK) -> list[Contents]:
    answers = fetch(references, home_region=home, patience=patience)
    return [answers[one] for one in references]


def values(contents: Contents) -> dict[str, str]:
    return {name: value.get_secret_value() for name, value in contents.variables.items()}


def kinds(contents: Contents) -> list[ProblemKind]:
    return [problem.kind for problem in contents.problems]


def test_a_secret_of_64_kb_with_every_awkward_letter_comes_whole(aws: EmbeddedAws) -> None:
    text = "한\n=\"'\\$(x) `y` \t" * 3000
    document = json.dumps({"BIG": text[:30_000], "B": "a=b"}, ensure_ascii=False)
    aws.client("secretsmanager").create_secret(Name="shop/api", SecretString=document)

    assert values(ask(API)[0]) == {"BIG": text[:30_000], "B": "a=b"}


def test_many_secrets_come_side_by_side_each_to_its_own_reference(aws: EmbeddedAws) -> None:
    names = [f"shop/part-{number}" for number in range(20)]
    for name in names:
        aws.client("secretsmanager").create_secret(Name=name, SecretString=json.dumps({"NAME": name}))

    found = ask(*(Reference(PlaceKind.SECRET, name, REGION) for name in names))

    assert [values(one)["NAME"] for one in found] == names


def test_a_plain_secret_named_by_its_arn_becomes_the_variable_of_its_name(aws: EmbeddedAws) -> None:
    arn = aws.client("secretsmanager").create_secret(Name="shop/jwt-secret", SecretString="plain")["ARN"]

    assert values(ask(Reference(PlaceKind.SECRET, arn, REGION))[0]) == {"JWT_SECRET": "plain"}


def test_parameters_come_decrypted_in_batches_and_the_missing_one_is_named(aws: EmbeddedAws) -> None:
    store = aws.client("ssm")
    names = [f"/shop/key-{number}" for number in range(23)]
    for name in names[:-1]:
        store.put_parameter(Name=name, Value=f"value of {name}", Type="SecureString")

    found = ask(*(Reference(PlaceKind.PARAMETER, name, REGION) for name in names))

    assert [values(one) for one in found[:2]] == [
        {"KEY_0": "value of /shop/key-0"},
        {"KEY_1": "value of /shop/key-1"},
    ]
    assert [kinds(one) for one in found] == [[]] * 22 + [[ProblemKind.NOT_FOUND]]


def test_a_path_gives_every_page_and_what_lies_deeper(aws: EmbeddedAws) -> None:
    store = aws.client("ssm")
    for number in range(23):
        store.put_parameter(Name=f"/shop/p/key-{number}", Value=str(number), Type="SecureString")
    store.put_parameter(Name="/shop/p/db/url", Value="deep", Type="String")

    found = values(ask(Reference(PlaceKind.PARAMETER_PATH, "/shop/p/", REGION))[0])

    assert len(found) == 24
    assert (found["KEY_22"], found["DB_URL"]) == ("22", "deep")


def test_a_path_with_nothing_below_is_a_problem(aws: EmbeddedAws) -> None:
    assert kinds(ask(Reference(PlaceKind.PARAMETER_PATH, "/none/", REGION))[0]) == [ProblemKind.PATH_EMPTY]


def test_a_secret_that_is_not_there_says_which_region_was_asked(aws: EmbeddedAws) -> None:
    problem = ask(API)[0].problems[0]

    assert (problem.kind, problem.params["region"]) == (ProblemKind.NOT_FOUND, REGION)


def test_a_secret_of_the_home_region_asked_elsewhere_is_told_to_be_there(aws: EmbeddedAws) -> None:
    aws.client("secretsmanager").create_secret(Name="shop/api", SecretString='{"A": "canary"}')

    contents = ask(Reference(PlaceKind.SECRET, "shop/api", "us-east-1"))[0]

    assert kinds(contents) == [ProblemKind.WRONG_REGION]
    assert contents.problems[0].params == {"region": "us-east-1", "found": REGION}
    assert contents.variables == {}


def test_a_secret_that_is_in_neither_region_is_told_for_the_one_that_was_asked(aws: EmbeddedAws) -> None:
    problem = ask(Reference(PlaceKind.SECRET, "shop/none", "us-east-1"))[0].problems[0]

    assert (problem.kind, problem.params["region"]) == (ProblemKind.NOT_FOUND, "us-east-1")


def test_binary_and_deleted_secrets_are_told_apart(aws: EmbeddedAws) -> None:
    secrets = aws.client("secretsmanager")
    secrets.create_secret(Name="shop/binary", SecretBinary=b"canary")
    secrets.create_secret(Name="shop/deleted", SecretString="canary")
    secrets.delete_secret(SecretId="shop/deleted", RecoveryWindowInDays=7)

    found = ask(*(Reference(PlaceKind.SECRET, name, REGION) for name in ("shop/binary", "shop/deleted")))

    assert [kinds(one) for one in found] == [[ProblemKind.BINARY], [ProblemKind.DELETED]]


def test_a_refusal_by_an_enforced_policy_names_caller_action_and_resource(
    aws: EmbeddedAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = aws.client("iam")
    people.create_user(UserName="nobody")
    key = people.create_access_key(UserName="nobody")["AccessKey"]
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", key["AccessKeyId"])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", key["SecretAccessKey"])
    aws.enforce_access()
    try:
        problem = ask(API)[0].problems[0]
    finally:
        aws.enforce_access(on=False)

    assert problem.kind is ProblemKind.DENIED
    assert problem.params["caller"].endswith(":user/nobody")
    assert problem.params["action"] == "secretsmanager:GetSecretValue"


PLAYED = [
    (Answer(code="AccessDeniedException", message="no"), ProblemKind.DENIED),
    (Answer(status=403, code="AccessDeniedException", message="no"), ProblemKind.DENIED),
    (Answer(code="AccessDeniedException", message="Access to KMS is not allowed"), ProblemKind.KMS_DENIED),
    (Answer(code="ThrottlingException", message="Rate exceeded"), ProblemKind.THROTTLED),
    (Answer(status=429, body=b""), ProblemKind.THROTTLED),
    (Answer(status=500, code="InternalServiceError"), ProblemKind.SERVER_ERROR),
    (Answer(status=503, body=b"<html>canary</html>"), ProblemKind.SERVER_ERROR),
    (Answer(code="ExpiredTokenException", message="canary"), ProblemKind.EXPIRED_CREDENTIALS),
    (Answer(code="UnrecognizedClientException", message="canary"), ProblemKind.REJECTED_CREDENTIALS),
    (Answer(code="InvalidSignatureException", message="Signature expired: canary"), ProblemKind.CLOCK_WRONG),
    (Answer(code="InvalidRequestException", message="it was marked for deletion."), ProblemKind.DELETED),
    (Answer(status=200, body=b'{"SecretString": "canary'), ProblemKind.ODD_ANSWER),
    (Answer(status=200, body=b"[]"), ProblemKind.ODD_ANSWER),
    (Answer(status=200, body=b"{}"), ProblemKind.ODD_ANSWER),
    (Answer(late_seconds=5), ProblemKind.UNREACHABLE),
    (Answer(hangs_up=True), ProblemKind.UNREACHABLE),
]


@pytest.fixture(scope="module")
def played() -> Iterator[list[Contents]]:
    """What became of every answer in `PLAYED`, asked for at once."""
    answers = {f"shop/{number}": answer for number, (answer, _) in enumerate(PLAYED)}
    with playing(answers) as server, pytest.MonkeyPatch.context() as patch:
        _use(patch, server.environment())
        yield ask(*(Reference(PlaceKind.SECRET, name, REGION) for name in answers))


@pytest.mark.parametrize("number", range(len(PLAYED)), ids=[kind.value for _, kind in PLAYED])
def test_each_answer_of_aws_is_told_apart_and_nothing_of_it_repeated(number: int, played: list[Contents]) -> None:
    assert kinds(played[number]) == [PLAYED[number][1]]
    assert "canary" not in repr(played[number])


GRANTS = {
    API: "arn:aws:secretsmanager:ap-northeast-2:123456789012:secret:shop/api-??????",
    Reference(PlaceKind.SECRET, ARN, REGION): ARN,
    Reference(PlaceKind.PARAMETER, "/shop/KEY", REGION): "arn:aws:ssm:ap-northeast-2:123456789012:parameter/shop/KEY",
    Reference(PlaceKind.PARAMETER_PATH, "/shop/", REGION): "arn:aws:ssm:ap-northeast-2:123456789012:parameter/shop/*",
}


def test_who_was_refused_is_asked_of_sts_when_the_answer_does_not_say(monkeypatch: pytest.MonkeyPatch) -> None:
    with playing([Answer(code="AccessDeniedException", message="Access denied")]) as played:
        _use(monkeypatch, played.environment())
        found = [one.problems[0].params for one in ask(*GRANTS)]

    assert {one["caller"] for one in found} == {CALLER}
    assert [one["resource"] for one in found] == list(GRANTS.values())
    assert [one["action"] for one in found] == [
        "secretsmanager:GetSecretValue",
        "secretsmanager:GetSecretValue",
        "ssm:GetParameters",
        "ssm:GetParametersByPath",
    ]


def test_a_caller_that_sts_does_not_tell_either_leaves_the_account_open(monkeypatch: pytest.MonkeyPatch) -> None:
    with playing([Answer(code="AccessDeniedException", message="Access denied")], identity=False) as played:
        _use(monkeypatch, played.environment())
        params = ask(API)[0].problems[0].params

    assert "caller" not in params
    assert params["resource"] == "arn:aws:secretsmanager:ap-northeast-2:*:secret:shop/api-??????"


def test_throttling_that_passes_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    throttled = Answer(code="ThrottlingException")
    good = Answer(status=200, body=b'{"Name": "shop/api", "SecretString": "{\\"A\\": \\"x\\"}"}')
    with playing([throttled, throttled, good]) as played:
        _use(monkeypatch, played.environment())
        contents = ask(API, patience=Patience())[0]

    assert values(contents) == {"A": "x"}
    assert played.asked == ["GetSecretValue"] * 3


def test_throttling_that_stays_says_how_often_it_was_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    with playing([Answer(code="ThrottlingException")]) as played:
        _use(monkeypatch, played.environment())
        problem = ask(API, patience=Patience(attempts=2))[0].problems[0]

    assert (problem.kind, problem.params["retries"], len(played.asked)) == (ProblemKind.THROTTLED, "1", 2)


def test_one_refused_secret_does_not_hide_another(aws: EmbeddedAws) -> None:
    aws.client("secretsmanager").create_secret(Name="shop/api", SecretString='{"A": "x"}')

    found = ask(API, Reference(PlaceKind.SECRET, "shop/gone", REGION))

    assert [kinds(one) for one in found] == [[], [ProblemKind.NOT_FOUND]]


def test_a_port_where_nobody_listens_is_unreachable(monkeypatch: pytest.MonkeyPatch) -> None:
    with playing([Answer()]) as played:
        _use(monkeypatch, {**played.environment(), "AWS_ENDPOINT_URL": f"http://127.0.0.1:{free_port()}"})
        problem = ask(API)[0].problems[0]

    assert (problem.kind, problem.params["reason"]) == (ProblemKind.UNREACHABLE, "refused")


def test_a_name_that_nobody_knows_is_told_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    with playing([Answer()]) as played:
        _use(monkeypatch, {**played.environment(), "AWS_ENDPOINT_URL": "http://nowhere.invalid"})
        problem = ask(API)[0].problems[0]

    assert (problem.kind, problem.params["reason"]) == (ProblemKind.UNREACHABLE, "dns")


def test_a_server_that_accepts_and_never_answers_ends_at_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with playing([Answer()]) as played:
            _use(monkeypatch, {**played.environment(), "AWS_ENDPOINT_URL": address})
            started = time.monotonic()
            contents = ask(API, patience=Patience(read_seconds=30, total_seconds=0.5))[0]

    assert kinds(contents) == [ProblemKind.TIMED_OUT]
    assert time.monotonic() - started < 10


def test_no_credentials_are_one_problem_about_all(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    with playing([Answer()]) as played:
        _use(monkeypatch, played.environment())
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            monkeypatch.delenv(name)
        monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", f"{tmp_path}/none")
        monkeypatch.setenv("AWS_CONFIG_FILE", f"{tmp_path}/none")
        found = ask(API, Reference(PlaceKind.SECRET, "shop/other", REGION))

    assert found[0].problems == found[1].problems
    assert (kinds(found[0]), found[0].problems[0].key) == ([ProblemKind.NO_CREDENTIALS], "AWS")


@pytest.mark.parametrize(("name", "value"), [("AWS_ENDPOINT_URL", "not a url"), ("AWS_REGION", "")])
def test_an_address_that_is_none_is_told(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with playing([Answer()]) as played:
        _use(monkeypatch, {**played.environment(), name: value})
        contents = ask(Reference(PlaceKind.SECRET, "shop/api", "not a region" if name == "AWS_REGION" else REGION))[0]

    assert kinds(contents) == [ProblemKind.BAD_ENDPOINT]
