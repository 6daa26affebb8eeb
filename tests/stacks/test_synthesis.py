"""From the spec to templates: the order of stacks, what is handed on, and everything that cannot be built at once."""

from typing import Any

import pytest

from holdfast.model.errors import SpecError, UsageError
from holdfast.model.product import Product
from holdfast.stacks.synthesis import synthesize
from tests.stacks.synthesized import SPECS, every, templates


def spec(**more: Any) -> Product:
    return Product.model_validate(
        {"name": "shop", "alerts": {"email": ["a@shop.example"]}, "service": {"command": ["node", "x.js"]}, **more}
    )


def environment(**more: Any) -> dict[str, Any]:
    return {"environments": {"production": {"domains": ["api.shop.example"], **more}}}


@pytest.mark.parametrize("name", SPECS)
def test_each_stack_comes_after_those_that_it_depends_on(name: str) -> None:
    seen: set[str] = set()
    for template in templates(name).values():
        assert set(template.depends_on) <= seen
        seen.add(template.stack)


def test_no_template_needs_a_bootstrap_or_speaks_of_the_cdk() -> None:
    for template in every():
        assert "BootstrapVersion" not in template.body.get("Parameters", {})
        assert "Rules" not in template.body
        assert not any(block["Type"] == "AWS::CDK::Metadata" for block in template.body["Resources"].values())


def test_what_holds_data_in_production_refuses_to_be_deleted() -> None:
    protected = {stack for stack, one in templates("sweetorder").items() if one.protected}
    assert protected == {"sweetorder-artifacts", "sweetorder-production", "sweetorder-production-copy"}


def test_only_the_wanted_environment_is_made_and_the_account_stays_as_it_is() -> None:
    from tests.stacks.synthesized import product

    made = {one.stack: one for one in synthesize(product("sweetorder"), ("staging",))}
    assert not any("production" in stack for stack in made)
    assert made["sweetorder-account"].body == templates("sweetorder")["sweetorder-account"].body
    assert made["sweetorder-staging"].body == templates("sweetorder")["sweetorder-staging"].body


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({"environments": {"production": {}}}, "environments.production.domains"),
        (environment(database={"engine": "mysql"}), "environments.production.database.engine"),
        (environment(database={"placement": "host"}), "environments.production.compute.maximum"),
        (environment(backup={"copy_region": "ap-northeast-2"}), "environments.production.backup.copy_region"),
        (
            environment(database={"placement": "host"}, backup={"engine": "pgbackrest"}),
            "environments.production.backup.engine",
        ),
        ({**environment(), "zone": "other.example"}, "environments.production.domains"),
        ({**environment(), "alerts": {}}, "alerts.email"),
        ({**environment(), "service": {"process_manager": "container"}}, "service.process_manager"),
    ],
)
def test_what_cannot_be_built_is_refused_with_its_key(given: dict[str, Any], key: str) -> None:
    with pytest.raises(SpecError) as error:
        synthesize(spec(**given))
    assert key in {problem.key for problem in error.value.problems}


def test_everything_that_cannot_be_built_is_told_at_once() -> None:
    given = {**environment(database={"engine": "mysql"}), "alerts": {}, "zone": "other.example"}
    with pytest.raises(SpecError) as error:
        synthesize(spec(**given))
    assert len(error.value.problems) == 3


def test_an_unknown_environment_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(UsageError, match="no environment of this name") as error:
        synthesize(spec(**environment()), ("prod",))
    assert "production" in error.value.next_step


def test_a_spec_without_environments_is_refused() -> None:
    with pytest.raises(UsageError, match="no environment to build"):
        synthesize(spec())
