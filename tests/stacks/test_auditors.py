"""Outside auditors on every template: cdk-nag and cfn-lint say nothing that is not accepted with a reason."""

import hashlib
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from holdfast.model.deployment import Template
from holdfast.model.findings import SLUGS
from holdfast.rig.processes import cached
from holdfast.stacks.accepted import ACCEPTED, CUSTODIAN, LINT_ACCEPTED, NAG_ACCEPTED, reason_for
from holdfast.stacks.node import use_wheel
from holdfast.stacks.place import Place
from tests.stacks.synthesized import SPECS, every, product, templates


def found_once(auditor: str, text: str, look: Callable[[], Iterable[str]]) -> list[str]:
    """What an auditor finds in a text; looked for once for each text and release of it, since that takes seconds."""
    name = hashlib.sha256(f"{version(auditor)} {text}".encode()).hexdigest()[:32]

    def work(folder: Path) -> None:
        (folder / "rules.json").write_text(json.dumps(sorted(set(look()))), "utf-8")

    found: list[str] = json.loads((cached(f"{auditor}-{name}", work) / "rules.json").read_text("utf-8"))
    return found


def nag(name: str) -> Iterator[str]:
    """The rules of AwsSolutions that a product breaks, each with what it found where it names that."""
    use_wheel()
    import aws_cdk as cdk
    import cdk_nag

    from holdfast.stacks.application import application

    spec = product(name)
    with tempfile.TemporaryDirectory() as folder:
        app = application(Path(folder), spec, tuple(Place(spec, one) for one in spec.environments))
        cdk.Validations.of(app).add_plugins(cdk_nag.AwsSolutionsChecks(app))
        with pytest.raises(RuntimeError, match="ValidationFailed"):
            app.synth()
        report = json.loads((Path(folder) / "validation-report.json").read_text("utf-8"))
    for one in report["pluginReports"]:
        yield from (violation["ruleName"] for violation in one["violations"])


@cache
def broken() -> frozenset[str]:
    bodies = {name: json.dumps([one.body for one in templates(name).values()], sort_keys=True) for name in SPECS}
    return frozenset(rule for name in SPECS for rule in found_once("cdk-nag", bodies[name], partial(nag, name)))


def test_cdk_nag_finds_nothing_that_is_not_accepted_with_a_reason() -> None:
    assert sorted(rule for rule in broken() if reason_for(rule, NAG_ACCEPTED) is None) == []


def test_nothing_is_accepted_that_cdk_nag_does_not_say_any_more() -> None:
    assert {one for one in NAG_ACCEPTED if one not in {reason_for(rule, NAG_ACCEPTED) for rule in broken()}} == set()


def lint(template: Template) -> list[str]:
    """The ids of cfn-lint's rules that a template breaks."""
    text = json.dumps(template.body, sort_keys=True)

    def look() -> Iterator[str]:
        from cfnlint.api import lint as matches  # type: ignore[import-untyped]
        from cfnlint.config import ManualArgs  # type: ignore[import-untyped]

        for match in matches(text, config=ManualArgs(regions=[template.region])):
            yield match.rule.id

    return found_once("cfn-lint", f"{template.region} {text}", look)


def test_cfn_lint_finds_nothing_that_is_not_accepted_with_a_reason() -> None:
    assert {rule for one in every() for rule in lint(one)} == {one.rule for one in LINT_ACCEPTED}


def test_each_reason_says_more_than_that_it_is_accepted() -> None:
    for one in (one for accepted in ACCEPTED.values() for one in accepted):
        assert len(one.reason.split()) >= 6
        assert one.about
    assert len(ACCEPTED) == 4


def test_what_custodian_finds_is_found_by_a_policy_of_ours_for_a_control() -> None:
    policies = YAML(typ="safe").load((Path(__file__).parent / "custodian.yml").read_text("utf-8"))["policies"]
    names = {policy["name"] for policy in policies}
    assert {one.rule for one in ACCEPTED[CUSTODIAN]} <= names
    assert {name.partition("-")[0] for name in names} == set(SLUGS)
