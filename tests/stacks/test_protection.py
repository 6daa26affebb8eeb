"""What is made without protection at first, and nothing else of a template."""

from typing import Any

from holdfast.stacks.protection import at_first
from tests.stacks.synthesized import every, resources, templates

BALANCER, DATABASE = "AWS::ElasticLoadBalancingV2::LoadBalancer", "AWS::RDS::DBInstance"


def protected(body: Any) -> set[str]:
    return {
        block["Type"]
        for block in body["Resources"].values()
        if block["Properties"].get("DeletionProtection") is True
        or {"Key": "deletion_protection.enabled", "Value": "true"}
        in block["Properties"].get("LoadBalancerAttributes", ())
    }


def test_a_new_stack_has_no_protection_that_would_hinder_its_rollback() -> None:
    body = templates("sweetorder")["sweetorder-production"].body
    assert protected(body) == {BALANCER, DATABASE}
    first = at_first(body, ())
    assert protected(first) == set()
    changed = {name for name, block in body["Resources"].items() if first["Resources"][name] != block}
    assert {body["Resources"][name]["Type"] for name in changed} == {BALANCER, DATABASE}


def test_what_is_there_keeps_its_protection_while_something_new_is_made() -> None:
    template = templates("sweetorder")["sweetorder-production"]
    first = at_first(template.body, resources(template, DATABASE))
    assert protected(first) == {DATABASE}


def test_a_template_with_nothing_new_to_protect_stays_the_very_same() -> None:
    for one in every():
        assert at_first(one.body, one.body["Resources"]) is one.body
    staging = templates("sweetorder")["sweetorder-staging"].body
    assert at_first(staging, ()) is staging
