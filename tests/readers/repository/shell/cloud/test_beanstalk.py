"""Environments of Elastic Beanstalk that a script makes."""

from typing import TypeVar

import pytest

from holdfast.model.facts import Database, ExposedSecret, Fact, Instance, LoadBalancer, Workload
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of

MAKES = "aws elasticbeanstalk create-environment --environment-name shop --option-settings"
KIND_OPTION = '{"Namespace": "aws:autoscaling:launchconfiguration", "OptionName": "InstanceType", "Value": "t2.micro"}'
LEAST_OPTION = '{"Namespace": "aws:autoscaling:asg", "OptionName": "MinSize", "Value": "2"}'
SINGLE_OPTION = "Namespace=aws:elasticbeanstalk:environment,OptionName=EnvironmentType,Value=SingleInstance"
F = TypeVar("F", bound=Fact)


def of(sort: type[F], text: str) -> list[F]:
    return [fact for fact in facts_of(Snippet("deploy/create.sh", text)) if isinstance(fact, sort)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("eb create shop --single --instance-type t3.micro", (1, 1, False, "t3.micro")),
        ("eb create shop --single-instance -i t3.small", (1, 1, False, "t3.small")),
        ("eb create shop -it t3.large,t3.xlarge -im 2 -ix 6", (2, 6, True, "t3.large")),
        ("KIND=t3.nano\neb create shop --instance_type $KIND", (None, None, True, "t3.nano")),
        (
            f"{MAKES} Namespace=aws:ec2:instances,OptionName=InstanceTypes,Value=t3.medium {SINGLE_OPTION}",
            (1, 1, False, "t3.medium"),
        ),
        (
            f"{MAKES} '[{KIND_OPTION}, {LEAST_OPTION}]'",
            (2, None, True, "t2.micro"),
        ),
    ],
)
def test_an_environment_says_its_hosts_and_how_many(text: str, expected: tuple[object, ...]) -> None:
    (group,) = of(Workload, f"{text}\n")
    (host,) = of(Instance, f"{text}\n")
    assert (group.minimum, group.maximum, group.behind_load_balancer, host.instance_type) == expected
    assert (group.name, host.group) == ("shop", "shop")


def test_a_size_that_is_not_told_is_none() -> None:
    assert of(Instance, "eb create shop --instance-type $SIZE\n") == []


def test_the_database_of_an_environment_goes_with_it() -> None:
    text = "eb create shop --database.engine postgres --database.instance db.t3.micro --database.password canary1234\n"
    (database,) = of(Database, text)
    assert (database.engine, database.instance_class, database.multi_az) == ("postgresql", "db.t3.micro", False)
    assert database.final_snapshot is False
    assert of(ExposedSecret, text)
    assert "canary1234" not in str(facts_of(Snippet("deploy/create.sh", text)))


def test_listeners_that_are_given_tell_what_the_load_balancer_speaks() -> None:
    text = "aws elasticbeanstalk create-environment --environment-name shop --option-settings"
    text += " Namespace=aws:elbv2:listener:443,OptionName=Protocol,Value=HTTPS\n"
    (balancer,) = of(LoadBalancer, text)
    assert balancer.tls
