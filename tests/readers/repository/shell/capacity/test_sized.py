"""Machines that the comments of a script name."""

import pytest

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Instance
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of


def sizes(text: str, path: str = "ops/setup-ec2.sh") -> list[tuple[int, str | None, EvidenceKind]]:
    facts = facts_of(Snippet(path, f"#!/bin/bash\n{text}\nsudo apt-get install -y nginx\n"))
    return [(fact.at.start_line, fact.instance_type, fact.kind) for fact in facts if isinstance(fact, Instance)]


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("#  1. Launch Ubuntu on EC2 (t3.small, 30 GB)", "t3.small"),
        ("# 인스턴스 권장 사양: t4g.medium 이상", "t4g.medium"),
        ("# 1. インスタンスを起動する (m5.xlarge)", "m5.xlarge"),
    ],
)
def test_a_script_that_sets_a_machine_up_names_it_in_its_comments(text: str, size: str) -> None:
    assert sizes(text) == [(2, size, EvidenceKind.INSTRUCTED)]


@pytest.mark.parametrize("text", ["echo 'Launch a t3.small instance'", "# Needs t3.small.example", "# see m5 docs"])
def test_other_lines_name_no_machine(text: str) -> None:
    assert sizes(text) == []


def test_other_scripts_and_those_that_make_the_machine_say_it_elsewhere() -> None:
    text = "# Launch an EC2 instance: t3.small"
    assert sizes(text, "bin/deploy.sh") == []
    assert sizes(f"{text}\naws ec2 run-instances --instance-type t3.large") == [(3, "t3.large", EvidenceKind.CODED)]
