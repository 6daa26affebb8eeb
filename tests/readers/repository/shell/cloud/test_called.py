"""Functions and loops around `aws` commands: what they open and create, as their calls run them."""

import pytest

from holdfast.model.facts import Alarm, Database, Ingress, Watched
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of

OPEN = """
open_port() {
  local group=$1 port="$2" source=${3:-0.0.0.0/0}
  aws ec2 authorize-security-group-ingress --group-id "$group" --protocol tcp --port "$port" --cidr "$source"
}
"""


def openings(text: str) -> list[tuple[int, tuple[str, ...], int]]:
    facts = facts_of(Snippet("infra/network.sh", text.lstrip("\n")))
    return [(fact.from_port, fact.sources, fact.at.start_line) for fact in facts if isinstance(fact, Ingress)]


def test_a_function_opens_what_its_calls_hand_over() -> None:
    assert openings(OPEN + 'open_port "$WEB" 443\nopen_port "$WEB" 22 10.0.0.0/8\n') == [
        (443, ("0.0.0.0/0",), 3),
        (22, ("10.0.0.0/8",), 3),
    ]


def test_a_call_in_a_loop_is_one_call_for_each_turn() -> None:
    text = OPEN + 'for port in 22 80; do\n  open_port sg-1 "$port"\ndone\n'
    assert [port for port, _, _ in openings(text)] == [22, 80]


def test_a_function_that_nobody_calls_opens_nothing_that_can_be_told() -> None:
    assert openings(OPEN) == []


def test_a_database_gets_the_name_that_the_call_hands_over() -> None:
    text = 'make() {\n  aws rds create-db-instance --db-instance-identifier "$1" --engine "${2:-mysql}"\n}\nmake shop\n'
    (database,) = (fact for fact in facts_of(Snippet("db.sh", text)) if isinstance(fact, Database))
    assert (database.name, database.engine) == ("shop", "mysql")


@pytest.mark.parametrize(
    "loop",
    [
        'PORTS=(22 443)\nfor p in "${PORTS[@]}"; do',
        'PORTS="22 443"\nfor p in $PORTS; do',
        "for p in 22 443; do",
    ],
)
def test_a_loop_over_a_list_that_a_variable_holds_runs_once_for_each(loop: str) -> None:
    text = f"{loop}\n  aws ec2 authorize-security-group-ingress --group-id sg-1 --protocol tcp --port $p --cidr 0.0.0.0/0\ndone\n"
    assert [port for port, _, _ in openings(text)] == [22, 443]


def test_a_list_that_is_only_known_when_it_runs_tells_no_ports() -> None:
    text = "PORTS=$(cat ports)\nfor p in $PORTS; do\n  aws ec2 authorize-security-group-ingress --port $p --cidr 0.0.0.0/0\ndone\n"
    assert openings(text) == []


@pytest.mark.parametrize(
    "command",
    [
        "aws --endpoint-url=http://localhost:4566 {}",
        "aws --endpoint-url $LOCAL {}",
        "AWS_ENDPOINT_URL=http://localstack:4566 aws {}",
    ],
)
def test_what_an_emulator_is_told_says_nothing_of_aws(command: str) -> None:
    opens = "ec2 authorize-security-group-ingress --group-id sg-1 --protocol tcp --port 22 --cidr 0.0.0.0/0"
    assert openings(f"LOCAL=http://127.0.0.1:4566\n{command.format(opens)}\n") == []
    assert openings(f"export AWS_ENDPOINT_URL=http://localhost:4566\naws {opens}\n") == []
    assert len(openings(f"aws --endpoint-url https://vpce-1.s3.eu-west-1.vpce.amazonaws.com {opens}\n")) == 1


BASICS = "--namespace $ns --metric-name $metric --alarm-name web-$name --threshold $limit --alarm-actions $TOPIC"


@pytest.mark.parametrize(
    "body",
    [
        f'local name=$1 ns=$2 metric=$3 limit=$4; shift 4\n  aws cloudwatch put-metric-alarm {BASICS} --dimensions "$@"',
        f'local name=$1; shift\n  local ns=$1 metric=$2 limit=${{3:-80}}; shift 3\n  aws cloudwatch put-metric-alarm --dimensions "$@" {BASICS}',
        f'name=$1; ns=$2; metric="$3"; limit=$4\n  aws cloudwatch put-metric-alarm {BASICS} --dimensions "${{@:5}}"',
        f"local name=$1; shift; local ns=$1; shift; local metric=$1; shift; local limit=$1\n  aws cloudwatch put-metric-alarm {BASICS}",
    ],
)
def test_what_a_function_keeps_for_itself_is_told_by_each_call(body: str) -> None:
    calls = "watch cpu AWS/EC2 CPUUtilization 80 Name=InstanceId,Value=i-1\nwatch slow AWS/ApplicationELB TargetResponseTime 2 Name=LoadBalancer,Value=app/w/1\n"
    text = f"TOPIC=arn:aws:sns:eu-west-1:1:calls\nwatch() {{\n  {body}\n}}\n{calls}"
    alarms = [fact for fact in facts_of(Snippet("ops/alarms.sh", text)) if isinstance(fact, Alarm)]
    told = {(alarm.name, alarm.watches, alarm.notifies) for alarm in alarms if "$" not in str(alarm.name)}
    assert told == {("web-cpu", Watched.CPU, True), ("web-slow", Watched.RESPONSE_TIME, True)}
