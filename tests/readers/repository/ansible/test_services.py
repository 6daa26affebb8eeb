"""Ansible's modules for AWS: buckets, alarms, entrances, and databases whose options other files hold."""

from textwrap import dedent, indent
from typing import TypeVar

import pytest

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import (
    Alarm,
    Bucket,
    BucketCors,
    Database,
    Fact,
    HealthProbe,
    KeptForGood,
    LifecycleRule,
    LoadBalancer,
    Policy,
    Topic,
    Watched,
)
from holdfast.readers.repository.ansible.reader import READER
from holdfast.readers.repository.base import Snippet, Tree


def read(tasks: str, **others: str) -> list[Fact]:
    """The facts of one play, and of files of variables by the names that they go by in the folder."""
    text = "- hosts: localhost\n  tasks:\n" + indent(dedent(tasks).strip("\n"), "    ") + "\n"
    files = {
        "ansible/shop.yml": text,
        **{f"ansible/group_vars/{name}.yml": dedent(one) for name, one in others.items()},
    }
    tree = Tree(paths=tuple(files), open_text=files.__getitem__)
    snippets = tuple(Snippet(path, body, kind=EvidenceKind.CODED) for path, body in files.items())
    assert READER.read_together is not None
    return [one for one in READER.read_together(tree, snippets) if isinstance(one, Fact)]


T = TypeVar("T")


def only(facts: list[Fact], sort: type[T]) -> list[T]:
    return [fact for fact in facts if isinstance(fact, sort)]


DATABASE = """
- amazon.aws.rds_instance:
    db_instance_identifier: shop
    engine: postgres
    db_instance_class: "{{ store.kind }}"
    multi_az: "{{ store.spread | bool }}"
    backup_retention_period: "{{ store['days'] }}"
"""


def test_options_that_a_map_of_variables_holds_are_told_where_their_values_stand() -> None:
    facts = read(DATABASE, all="store:\n  kind: db.m6g.large\n  spread: true\n  days: 4\n")
    (database,) = only(facts, Database)
    assert (database.instance_class, database.multi_az, database.retention_days) == ("db.m6g.large", True, 4)
    at = database.where("retention_days")
    assert (at.path, at.start_line) == ("ansible/group_vars/all.yml", 4)


def test_a_variable_that_takes_another_one_is_followed() -> None:
    (database,) = only(read(DATABASE, all='days: "{{ long }}"\nlong: 35\nstore:\n  days: "{{ days }}"\n'), Database)
    assert database.retention_days == 35


def test_a_standby_that_an_unknown_variable_decides_is_neither_there_nor_missing() -> None:
    (database,) = only(read(DATABASE), Database)
    assert (database.multi_az, database.retention_days) == (None, None)


@pytest.mark.parametrize("module", ["community.aws.s3_cors", "amazon.aws.s3_cors"])
def test_the_origins_of_a_bucket_stand_on_their_own_lines(module: str) -> None:
    rules = 'rules:\n      - allowed_methods: [PUT]\n        allowed_origins: "{{ fronts }}"\n'
    facts = read(f"- {module}:\n    name: shop-files\n    {rules}", all="fronts: [https://shop.test, '*']\n")
    (rule,) = only(facts, BucketCors)
    assert (rule.bucket, rule.origins, rule.methods) == ("shop-files", ("https://shop.test", "*"), ("PUT",))
    assert (rule.at.start_line, rule.at.end_line) == (6, 7)


def test_a_bucket_tells_of_versions_and_of_whom_it_shuts_out() -> None:
    told = only(
        read("- s3_bucket:\n    name: b\n    versioning: yes\n    public_access: {block_public_acls: yes}\n"), Bucket
    )
    assert [(one.versioned, one.public) for one in told] == [(None, None), (True, None), (None, False)]


def test_a_bucket_that_goes_away_tells_nothing() -> None:
    assert read("- amazon.aws.s3_bucket: {name: b, state: absent}") == []


def test_old_objects_have_an_end() -> None:
    (rule,) = only(read("- s3_lifecycle: {name: logs, expiration_days: 30}"), LifecycleRule)
    assert (rule.bucket, rule.expiration_days) == ("logs", 30)


def test_an_alarm_calls_whoever_its_topic_tells() -> None:
    facts = read(
        """
        - amazon.aws.cloudwatch_metric_alarm:
            name: busy
            metric: CPUUtilization
            namespace: AWS/EC2
            alarm_actions: ["arn:aws:sns:eu-west-1:1:calls"]
        - community.aws.sns_topic:
            name: calls
            subscriptions:
              - {protocol: email, endpoint: ops@shop.test}
        """
    )
    assert [(one.watches, one.notifies) for one in only(facts, Alarm)] == [(Watched.CPU, True)]
    assert {one.subscribers for one in only(facts, Topic)} == {(), ("email",)}


def test_logs_without_an_end_are_kept_for_good() -> None:
    assert [one.what for one in only(read("- cloudwatchlogs_log_group: {log_group_name: shop}"), KeptForGood)] == [
        "logs"
    ]
    assert not only(read("- cloudwatchlogs_log_group: {log_group_name: shop, retention: 30}"), KeptForGood)


def test_an_entrance_asks_where_its_variable_says() -> None:
    facts = read(
        """
        - elb_target_group: {name: web, protocol: http, port: 80, health_check_path: "{{ asks.path }}"}
        - elb_application_lb:
            name: front
            subnets: [subnet-a, subnet-b]
            listeners:
              - {Protocol: HTTPS, Port: 443}
              - {Protocol: HTTP, Port: 80, DefaultActions: [{Type: redirect}]}
        """,
        web="asks: {path: /ready}\n",
    )
    assert [one.path for one in only(facts, HealthProbe)] == ["/ready"]
    assert [(one.name, one.zones, one.tls) for one in only(facts, LoadBalancer)] == [("front", 2, True)]


def test_policies_of_aws_that_a_role_is_given_are_told_one_by_one() -> None:
    facts = read(
        "- iam_role:\n    name: deploy\n    managed_policies:\n      - arn:aws:iam::aws:policy/AdministratorAccess\n"
    )
    assert [(one.managed, one.at.start_line) for one in only(facts, Policy)] == [("AdministratorAccess", 6)]
