"""Plans and their execution on the embedded CloudFormation, with small templates."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from holdfast.actions.deploy import artifacts, changes
from holdfast.actions.deploy.cloud import Cloud, CredentialsError
from holdfast.actions.deploy.deploy import Wish, approve, clear_the_way, execute
from holdfast.actions.deploy.deployed import Phase, read_stack
from holdfast.actions.deploy.destroy import HoldsDataError, destroy, see_that_nothing_is_lost, survey
from holdfast.actions.deploy.diff import diff
from holdfast.actions.deploy.events import Progress
from holdfast.actions.deploy.execute import Execution, HalfwayError, StaleError
from holdfast.actions.deploy.plan import make_plan
from holdfast.actions.deploy.preflight import PreflightError, preflight
from holdfast.actions.deploy.session import Session
from holdfast.actions.deploy.states import StateError
from holdfast.model.demolition import Fate
from holdfast.model.deployment import Act, Plan, Source, StackResult, Template, Turn
from holdfast.model.errors import IncompleteError
from holdfast.model.product import Product
from holdfast.readers.account.client import configuration
from holdfast.readers.spec import Spec
from holdfast.rig import cloudformation
from holdfast.rig.aws import EmbeddedAws
from holdfast.rig.cloudformation.state import STATE

pytestmark = pytest.mark.integration
HOME, EDGE = "ap-northeast-2", "us-east-1"


@pytest.fixture(scope="module")
def aws() -> Iterator[EmbeddedAws]:
    with EmbeddedAws.start(HOME) as started:
        yield started


@pytest.fixture(scope="module")
def made(aws: EmbeddedAws) -> Cloud:
    """Its clients are made once: making one takes longer than all that it does here."""
    return Cloud(aws.session(), configuration(8), HOME, aws.url, pace=0.02, patience=60)


@pytest.fixture
def cloud(aws: EmbeddedAws, made: Cloud) -> Iterator[Cloud]:
    aws.reset()
    clients = dict(made._clients)
    yield made
    made._clients.update(clients)


def bucket(name: str, **attributes: Any) -> dict[str, Any]:
    return {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": name}, **attributes}


def body(
    *, outputs: dict[str, Any] | None = None, parameters: tuple[str, ...] = (), **resources: Any
) -> dict[str, Any]:
    return {
        "Parameters": {name: {"Type": "String"} for name in parameters},
        "Resources": resources,
        "Outputs": {name: {"Value": value} for name, value in (outputs or {}).items()},
    }


ARTIFACTS = Template(
    stack="shop-artifacts",
    region=HOME,
    environment="",
    body=body(outputs={"Bucket": {"Ref": "Artifacts"}}, Artifacts=bucket("shop-artifacts-1", DeletionPolicy="Retain")),
    protected=True,
)
GIVER = Template(
    stack="shop-production-edge",
    region=EDGE,
    environment="production",
    body=body(outputs={"Name": {"Ref": "Given"}}, Given=bucket("shop-given")),
    depends_on=("shop-artifacts",),
)
TAKER = Template(
    stack="shop-production",
    region=HOME,
    environment="production",
    body=body(
        parameters=("Name",),
        Uploads=bucket("shop-uploads"),
        Second={"Type": "AWS::S3::Bucket", "Properties": {"BucketName": {"Fn::Sub": "${Name}-second"}}},
    ),
    depends_on=("shop-artifacts",),
    parameters={"Name": Source(stack="shop-production-edge", output="Name")},
)
ALL = (TAKER, GIVER, ARTIFACTS)


def plan(cloud: Cloud, *templates: Template) -> Plan:
    return make_plan(cloud, "shop", templates).plan


def deploy(cloud: Cloud, *templates: Template) -> tuple[StackResult, ...]:
    return Execution(cloud=cloud, plan=plan(cloud, *templates)).run(templates)


def session_of(cloud: Cloud, *templates: Template) -> Session:
    spec = Spec(Product(name="shop", region=HOME), given=True)
    return Session(root=None, spec=spec, cloud=cloud, templates=templates, bundles=(), embedded=True)  # type: ignore[arg-type]


def changed(template: Template, **resources: Any) -> Template:
    """The template with other resources; one that is None is gone."""
    found = {**template.body["Resources"], **resources}
    kept = {name: block for name, block in found.items() if block is not None}
    return replace(template, body={**template.body, "Resources": kept})


def test_a_first_deployment_waits_for_outputs_and_a_second_plan_has_nothing_to_do(cloud: Cloud) -> None:
    first = plan(cloud, *ALL)
    assert [(one.stack, one.turn) for one in first.stacks] == [
        ("shop-artifacts", Turn.CREATE),
        ("shop-production-edge", Turn.CREATE),
        ("shop-production", Turn.CREATE),
    ]
    assert first.stacks[2].awaits == ("shop-production-edge.Name",)
    filled: list[str] = []
    told: list[Progress] = []
    run = Execution(cloud=cloud, plan=first, watch=told.append, fill=lambda _cloud, name: filled.append(name))
    results = run.run(ALL)
    assert [(one.stack, one.state, one.is_well) for one in results] == [
        (one.stack, "CREATE_COMPLETE", True) for one in first.stacks
    ]
    assert filled == ["shop-artifacts-1"]
    assert told[-1].stack == "shop-production"
    assert read_stack(cloud, "shop-artifacts", HOME).protected
    assert cloud.client("s3").head_bucket(Bucket="shop-given-second")
    again = plan(cloud, *ALL)
    assert again.is_empty
    assert again.hash != first.hash
    assert all(not one.there or not one.parts for one in diff(cloud, ALL))


def test_an_update_says_what_is_replaced_and_removed_with_its_data(cloud: Cloud) -> None:
    deploy(cloud, *ALL)
    other = changed(TAKER, Uploads=bucket("shop-others"), Second=None, Third=bucket("shop-third"))
    found = plan(cloud, other, GIVER, ARTIFACTS)
    taker = found.stacks[-1]
    assert {(one.logical_id, one.act, one.loses_data) for one in taker.changes} == {
        ("Uploads", Act.REPLACE, True),
        ("Second", Act.REMOVE, True),
        ("Third", Act.ADD, False),
    }
    assert [change.logical_id for _, change in found.destroys] == ["Second", "Uploads"]
    assert found.stacks[0].turn is Turn.UNCHANGED
    client = cloud.client("cloudformation")
    assert client.list_change_sets(StackName="shop-production")["Summaries"] == []
    assert [one.state for one in deploy(cloud, other, GIVER, ARTIFACTS)] == ["UPDATE_COMPLETE"]


def test_a_stack_that_was_changed_since_the_plan_is_not_touched(cloud: Cloud) -> None:
    deploy(cloud, *ALL)
    stale = plan(cloud, changed(TAKER, Third=bucket("shop-third")), GIVER, ARTIFACTS)
    somebody = changed(TAKER, Fourth=bucket("shop-fourth"))
    deploy(cloud, somebody, GIVER, ARTIFACTS)
    with pytest.raises(StaleError, match="was changed since the plan was made"):
        Execution(cloud=cloud, plan=stale).run((changed(TAKER, Third=bucket("shop-third")), GIVER, ARTIFACTS))
    assert "Fourth" in read_stack(cloud, "shop-production", HOME).template["Resources"]


def test_a_value_that_comes_out_otherwise_never_destroys_what_the_plan_does_not_name(cloud: Cloud) -> None:
    deploy(cloud, *ALL)
    renamed = changed(GIVER, Given=bucket("shop-given-anew"))
    approved = plan(cloud, TAKER, renamed, ARTIFACTS)
    assert approved.stacks[-1].turn is Turn.UNCHANGED
    moved = replace(approved, stacks=tuple(replace(one, turn=Turn.UPDATE) for one in approved.stacks))
    with pytest.raises(StaleError, match="would destroy what the plan does not name: Second"):
        Execution(cloud=cloud, plan=moved).run((TAKER, renamed, ARTIFACTS))


def test_a_failed_first_creation_is_rolled_back_and_begun_anew(cloud: Cloud) -> None:
    deploy(cloud, ARTIFACTS)
    cloudformation.fail("Second", "shop-given-second already exists (Service: S3, Status Code: 409)")
    results = deploy(cloud, *ALL)
    failed = results[-1]
    assert (failed.stack, failed.state, failed.is_rolled_back) == ("shop-production", "ROLLBACK_COMPLETE", True)
    assert failed.cause is not None
    assert (failed.cause.logical_id, failed.cause.key) == ("Second", "bucket-taken")
    again = plan(cloud, *ALL)
    assert again.stacks[-1].turn is Turn.RECREATE
    assert [one.state for one in deploy(cloud, *ALL)] == ["CREATE_COMPLETE"]


def test_what_a_failed_creation_kept_and_is_not_empty_is_not_deleted(cloud: Cloud) -> None:
    deploy(cloud, ARTIFACTS, GIVER)
    keeping = changed(TAKER, Uploads=bucket("shop-uploads", DeletionPolicy="Retain"))
    second = {**keeping.body["Resources"]["Second"], "DependsOn": "Uploads"}
    keeping = changed(keeping, Second=second)
    cloudformation.fail("Second", "no luck")
    assert deploy(cloud, keeping, GIVER, ARTIFACTS)[-1].state == "ROLLBACK_COMPLETE"
    cloud.client("s3").put_object(Bucket="shop-uploads", Key="a", Body=b"a")
    with pytest.raises(StateError, match="shop-uploads that was kept is not empty"):
        deploy(cloud, keeping, GIVER, ARTIFACTS)
    cloud.client("s3").delete_object(Bucket="shop-uploads", Key="a")
    assert deploy(cloud, keeping, GIVER, ARTIFACTS)[-1].state == "CREATE_COMPLETE"


def test_a_failed_update_is_rolled_back_and_can_be_tried_again(cloud: Cloud) -> None:
    deploy(cloud, *ALL)
    other = changed(TAKER, Third=bucket("shop-third"))
    cloudformation.fail("Third", "API: s3:CreateBucket Access Denied")
    failed = deploy(cloud, other, GIVER, ARTIFACTS)[-1]
    assert (failed.state, failed.is_rolled_back, failed.cause and failed.cause.key) == (
        "UPDATE_ROLLBACK_COMPLETE",
        True,
        "denied",
    )
    assert [one.state for one in deploy(cloud, other, GIVER, ARTIFACTS)] == ["UPDATE_COMPLETE"]


class Later:
    """A failure from the second time on: what goes forward works, and what goes back does not."""

    after = 0

    def __init__(self, logical: str, message: str, verb: str) -> None:
        self.logical, self.message, self.verb = logical, message, verb
        self._asked = 0

    @property
    def times(self) -> int:
        self._asked += 1
        return 0 if self._asked == 1 else 2

    @times.setter
    def times(self, value: int) -> None:
        """It does not wear off."""


def test_a_rollback_that_failed_is_told_with_its_resource_and_continued(cloud: Cloud) -> None:
    deploy(cloud, *ALL)
    other = changed(
        TAKER,
        Uploads={
            "Type": "AWS::S3::Bucket",
            "Properties": {"BucketName": "shop-uploads", "Tags": [{"Key": "a", "Value": "b"}]},
        },
        Third={**bucket("shop-third"), "DependsOn": "Uploads"},
    )
    cloudformation.fail("Third", "no luck")
    STATE.failures.append(Later("Uploads", "somebody took its rights away", "update"))  # type: ignore[arg-type]
    results = deploy(cloud, other, GIVER, ARTIFACTS)
    assert results[-1].state == "UPDATE_ROLLBACK_FAILED"
    assert not results[-1].is_rolled_back
    with pytest.raises(StateError) as caught:
        plan(cloud, other, GIVER, ARTIFACTS)
    assert "Uploads (AWS::S3::Bucket): " in str(caught.value)
    assert "--continue-rollback" in caught.value.next_step
    STATE.failures.clear()
    clear_the_way(session_of(cloud, other, GIVER, ARTIFACTS), Wish(continue_rollback=True))
    assert read_stack(cloud, "shop-production", HOME).state == "UPDATE_ROLLBACK_COMPLETE"


def test_the_shell_of_a_change_set_that_nobody_executed_does_not_hinder(cloud: Cloud) -> None:
    changes.create(cloud, ARTIFACTS, parameters={}, deployed={}, bucket="", first=True)
    there = read_stack(cloud, "shop-artifacts", HOME)
    assert (there.state, there.phase) == ("REVIEW_IN_PROGRESS", Phase.ABSENT)
    assert [one.state for one in deploy(cloud, ARTIFACTS)] == ["CREATE_COMPLETE"]


def test_a_template_too_large_for_a_call_goes_through_the_artifact_bucket(cloud: Cloud) -> None:
    deploy(cloud, ARTIFACTS)
    large = changed(GIVER, Given=bucket("shop-given", Metadata={"filler": "x" * artifacts.INLINE_BYTES}))
    assert [one.state for one in deploy(cloud, large, ARTIFACTS)] == ["CREATE_COMPLETE"]
    listed = cloud.client("s3").list_objects_v2(Bucket="shop-artifacts-1", Prefix="templates/")
    assert listed["KeyCount"] == 1
    assert plan(cloud, large, ARTIFACTS).is_empty


def test_a_template_too_large_for_cloudformation_is_refused(cloud: Cloud) -> None:
    deploy(cloud, ARTIFACTS)
    large = changed(GIVER, Given=bucket("shop-given", Metadata={"filler": "x" * artifacts.LARGEST_BYTES}))
    with pytest.raises(IncompleteError, match="CloudFormation takes 1,000,000"):
        deploy(cloud, large, ARTIFACTS)


@dataclass
class Expiring:
    """A client whose credentials expire at one of its calls."""

    real: Any
    call: str

    def __getattr__(self, name: str) -> Any:
        if name != self.call:
            return getattr(self.real, name)
        error = {"Error": {"Code": "ExpiredToken", "Message": "The security token included in the request is expired"}}

        def refuse(**_given: Any) -> Any:
            raise ClientError(error, name)

        return refuse


@pytest.mark.parametrize("call", ["create_change_set", "execute_change_set", "describe_change_set"])
def test_credentials_that_expire_half_way_say_what_is_done_and_deploying_again_continues(
    cloud: Cloud, call: str
) -> None:
    approved = plan(cloud, *ALL)
    real = cloud.client("cloudformation", EDGE)
    cloud._clients["cloudformation", EDGE] = Expiring(real, call)
    with pytest.raises(HalfwayError) as caught:
        Execution(cloud=cloud, plan=approved).run(ALL)
    assert "the credentials have expired\n  done: shop-artifacts" in str(caught.value)
    assert "log in again, then run `holdfast deploy --wait` again" in str(caught.value)
    cloud._clients["cloudformation", EDGE] = real
    assert [one.stack for one in deploy(cloud, *ALL)] == ["shop-production-edge", "shop-production"]


def test_the_hash_of_a_plan_that_an_ended_run_left_in_the_bucket_approves_the_rest(cloud: Cloud) -> None:
    session = session_of(cloud, *ALL)
    approved = plan(cloud, *ALL)
    real = cloud.client("cloudformation", EDGE)
    cloud._clients["cloudformation", EDGE] = Expiring(real, "execute_change_set")
    with pytest.raises(HalfwayError):
        execute(session, approved)
    cloud._clients["cloudformation", EDGE] = real
    rest = plan(cloud, *ALL)
    assert rest.hash != approved.hash
    assert approve(session, rest, Wish(hash=approved.hash), lambda: False)
    results, left = execute(session, rest)
    assert ([one.is_well for one in results], left) == ([True, True], ())
    with pytest.raises(StaleError):
        approve(
            session,
            plan(cloud, changed(TAKER, Third=bucket("shop-third")), GIVER, ARTIFACTS),
            Wish(hash="0" * 16),
            lambda: True,
        )


def test_credentials_that_are_not_valid_are_told_before_anything_else(cloud: Cloud) -> None:
    cloud._clients["sts", HOME] = Expiring(cloud.client("sts"), "get_caller_identity")
    with pytest.raises(CredentialsError, match="the credentials have expired"):
        plan(cloud, *ALL)


def test_preflight_tells_everything_that_would_fail_at_once(cloud: Cloud) -> None:
    cloud.client("s3").create_bucket(
        Bucket="shop-uploads", CreateBucketConfiguration={"LocationConstraint": "ap-northeast-2"}
    )
    launch = {"Type": "AWS::EC2::LaunchTemplate", "Properties": {"LaunchTemplateData": {"InstanceType": "t9.moon"}}}
    subnets = {name: {"Type": "AWS::EC2::Subnet", "Properties": {}} for name in ("A", "B")}
    with pytest.raises(PreflightError) as caught:
        preflight(cloud, (changed(TAKER, Launch=launch, **subnets), GIVER, ARTIFACTS))
    told = str(caught.value)
    assert "2 problems would make the deployment fail; nothing was changed" in told
    assert "the instance type t9.moon is offered nowhere in this region, and 2 zones are needed" in told
    assert "the bucket shop-uploads is there already, in this account and outside of this stack" in told


def test_preflight_knows_its_own_buckets_and_refuses_regions_that_are_not_there(cloud: Cloud) -> None:
    deploy(cloud, *ALL)
    assert preflight(cloud, ALL) == ()
    with pytest.raises(PreflightError, match="region xx-north-1: there is no such region"):
        preflight(cloud, (replace(GIVER, region="xx-north-1"),))


def test_destroying_refuses_what_holds_data_and_what_is_protected(cloud: Cloud) -> None:
    production = (replace(TAKER, protected=True), GIVER)
    deploy(cloud, *production, ARTIFACTS)
    found = survey(cloud, production)
    assert [one.stack for one in found.stacks] == ["shop-production", "shop-production-edge"]
    assert found.holders == ()
    with pytest.raises(HoldsDataError, match="protected against deletion: shop-production"):
        see_that_nothing_is_lost(found, keep_data=False, unprotect=False)
    cloud.client("s3").put_object(Bucket="shop-uploads", Key="a", Body=b"a")
    full = survey(cloud, production)
    assert [(one.logical_id, one.why, one.fate) for one in full.holders] == [
        ("Uploads", "there are objects in it", Fate.LOST)
    ]
    for keep in (False, True):
        with pytest.raises(HoldsDataError, match=r"shop-uploads.*it would be lost"):
            see_that_nothing_is_lost(full, keep_data=keep, unprotect=True)
    cloud.client("s3").delete_object(Bucket="shop-uploads", Key="a")
    empty = survey(cloud, production)
    see_that_nothing_is_lost(empty, keep_data=False, unprotect=True)
    assert [one.state for one in destroy(cloud, empty)] == ["DELETE_COMPLETE", "DELETE_COMPLETE"]
    assert survey(cloud, production).stacks == ()


def test_what_stays_when_its_stack_goes_is_left_behind_only_on_purpose(cloud: Cloud) -> None:
    keeping = changed(GIVER, Given=bucket("shop-given", DeletionPolicy="Retain"))
    deploy(cloud, keeping, ARTIFACTS)
    cloud.client("s3", EDGE).put_object(Bucket="shop-given", Key="a", Body=b"a")
    found = survey(cloud, (keeping,))
    assert [one.fate for one in found.holders] == [Fate.STAYS]
    with pytest.raises(HoldsDataError, match="it would stay behind"):
        see_that_nothing_is_lost(found, keep_data=False, unprotect=False)
    see_that_nothing_is_lost(found, keep_data=True, unprotect=False)
    assert destroy(cloud, found)[0].is_well
    assert cloud.client("s3", EDGE).get_object(Bucket="shop-given", Key="a")


def test_a_difference_is_told_value_by_value(cloud: Cloud) -> None:
    deploy(cloud, *ALL)
    other = changed(TAKER, Uploads=bucket("shop-others"), Second=None)
    parts = {part.name: part for part in diff(cloud, (other, GIVER, ARTIFACTS))[-1].parts}
    assert parts["Second"].act is Act.REMOVE
    assert [(one.path, one.before, one.after) for one in parts["Uploads"].values] == [
        ("BucketName", "shop-uploads", "shop-others")
    ]
