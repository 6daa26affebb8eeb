"""What becomes of stacks: made, changed, put back, and ended."""

import json

import pytest
from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from holdfast.rig import cloudformation
from tests.rig.cloudformation.support import Stacks, bucket, resource, template, topic

pytestmark = pytest.mark.integration

FIRST = topic("first", DisplayName="one")
SECOND = topic("second", DisplayName={"Fn::Sub": "after ${First.TopicName}"})


def names(stacks: Stacks) -> set[str]:
    """Every topic that there is."""
    return {one["TopicArn"].rpartition(":")[2] for one in stacks.client("sns").list_topics()["Topics"]}


def title(stacks: Stacks, name: str) -> str:
    """A topic's display name."""
    arn = f"arn:aws:sns:{stacks.aws.region}:123456789012:{name}"
    return str(stacks.client("sns").get_topic_attributes(TopicArn=arn)["Attributes"]["DisplayName"])


def test_resources_are_made_in_order_and_the_stack_gives_its_outputs(stacks: Stacks) -> None:
    body = template(
        {"Arn": {"Ref": "First"}, "Name": {"Fn::GetAtt": ["First", "TopicName"]}}, Second=SECOND, First=FIRST
    )

    assert stacks.create("shop", body, Tags=[{"Key": "team", "Value": "one"}]) == "CREATE_COMPLETE"

    assert [event for event in stacks.events("shop") if event[1] == "CREATE_COMPLETE"] == [
        ("First", "CREATE_COMPLETE"),
        ("Second", "CREATE_COMPLETE"),
        ("shop", "CREATE_COMPLETE"),
    ]
    assert stacks.outputs("shop") == {"Arn": stacks.physical("shop", "First"), "Name": "first"}
    tags = stacks.client("sns").list_tags_for_resource(ResourceArn=stacks.physical("shop", "First"))["Tags"]
    assert tags == [{"Key": "team", "Value": "one"}]
    assert stacks.losses("shop") == []


def test_what_a_condition_leaves_out_is_not_made(stacks: Stacks) -> None:
    body = template(First=FIRST, Second={**topic("second"), "Condition": "Large"})
    body |= {
        "Parameters": {"Size": {"Type": "String", "Default": "small"}},
        "Conditions": {"Large": {"Fn::Equals": [{"Ref": "Size"}, "large"]}},
    }

    stacks.create("shop", body)
    assert names(stacks) == {"first"}

    stacks.update("shop", body, Parameters=[{"ParameterKey": "Size", "ParameterValue": "large"}])
    assert names(stacks) == {"first", "second"}


def test_a_creation_that_fails_takes_back_what_it_made_and_says_the_first_cause(stacks: Stacks) -> None:
    cloudformation.fail("Second", "The limit is reached (Service: Sns, Status Code: 400)")

    state = stacks.create("shop", template(First=FIRST, Second=SECOND, Third=topic("third", needs="First")))

    assert state == "ROLLBACK_COMPLETE"
    assert names(stacks) == set()
    assert stacks.reason("shop", "Second", "CREATE_FAILED") == "The limit is reached (Service: Sns, Status Code: 400)"
    assert stacks.reason("shop", "Third", "CREATE_FAILED") == "Resource creation cancelled"
    with pytest.raises(ClientError, match="is in ROLLBACK_COMPLETE state and can not be updated"):
        stacks.update("shop", template(First=FIRST))
    assert stacks.delete("shop") == "DELETE_COMPLETE"


@pytest.mark.parametrize(
    ("policy", "left"), [("Retain", {"first"}), ("RetainExceptOnCreate", set()), ("Delete", set())]
)
def test_what_is_retained_survives_a_failed_creation_unless_only_a_deletion_is_meant(
    stacks: Stacks, policy: str, left: set[str]
) -> None:
    cloudformation.fail("Second", "no luck")

    stacks.create("shop", template(First={**FIRST, "DeletionPolicy": policy}, Second=SECOND))

    assert names(stacks) == left


@pytest.mark.parametrize(("wish", "state"), [("DO_NOTHING", "CREATE_FAILED"), ("DELETE", "DELETE_COMPLETE")])
def test_the_caller_chooses_what_becomes_of_a_failed_creation(stacks: Stacks, wish: str, state: str) -> None:
    cloudformation.fail("Second", "no luck")
    stacks.api.create_stack(
        StackName="shop", TemplateBody=json.dumps(template(First=FIRST, Second=SECOND)), OnFailure=wish
    )

    number = stacks.api.list_stacks()["StackSummaries"][0]["StackId"]

    assert stacks.state(number) == state
    assert names(stacks) == ({"first"} if wish == "DO_NOTHING" else set())


def test_an_update_changes_in_place_and_replaces_with_all_that_refers_to_it(stacks: Stacks) -> None:
    third = topic("third", DisplayName={"Ref": "First"})
    stacks.create("shop", template(First=FIRST, Second=SECOND, Third=third))
    before = stacks.physical("shop", "Second")

    state = stacks.update("shop", template(First=topic("renamed", DisplayName="two"), Second=SECOND, Third=third))

    assert state == "UPDATE_COMPLETE"
    assert names(stacks) == {"renamed", "second", "third"}
    assert stacks.physical("shop", "Second") == before
    assert title(stacks, "second") == "after renamed"
    assert title(stacks, "third") == stacks.physical("shop", "First")
    told = stacks.events("shop")
    assert told.index(("shop", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS")) < told.index(("First", "DELETE_COMPLETE"))


def test_a_resource_that_must_be_replaced_and_keeps_its_name_stops_the_update(stacks: Stacks) -> None:
    stacks.create("shop", template(First={**FIRST}))

    state = stacks.update("shop", template(First=topic("first", DisplayName="one", FifoTopic=True)))

    assert state == "UPDATE_ROLLBACK_COMPLETE"
    assert "cannot update a stack when a custom-named resource" in stacks.reason("shop", "First", "UPDATE_FAILED")


def test_an_update_that_fails_puts_everything_back(stacks: Stacks) -> None:
    kept = template({"Title": {"Ref": "First"}}, First=FIRST, Old=topic("old"))
    stacks.create("shop", kept)
    cloudformation.fail("Third", "no luck")

    state = stacks.update(
        "shop",
        template(
            First=topic("first", DisplayName="two"),
            Second=topic("second", needs="First"),
            Third=topic("third", needs="Second"),
        ),
    )

    assert state == "UPDATE_ROLLBACK_COMPLETE"
    assert names(stacks) == {"first", "old"}
    assert title(stacks, "first") == "one"
    assert json.loads(json.dumps(stacks.api.get_template(StackName="shop")["TemplateBody"])) == kept
    assert set(stacks.outputs("shop")) == {"Title"}
    assert stacks.changes("shop", kept) == {}


def test_a_replacement_that_comes_to_nothing_leaves_what_there_was(stacks: Stacks) -> None:
    stacks.create("shop", template(First=FIRST))
    number = stacks.physical("shop", "First")
    cloudformation.fail("Second", "no luck")

    stacks.update("shop", template(First=topic("renamed"), Second=topic("second", needs="First")))

    assert names(stacks) == {"first"}
    assert stacks.physical("shop", "First") == number


def test_a_way_back_that_fails_waits_until_it_is_continued(stacks: Stacks) -> None:
    stacks.create("shop", template(First=FIRST))
    cloudformation.fail("Second", "no luck")
    cloudformation.fail("First", "somebody took its rights away", verb="update", after=1)
    changed = template(First=topic("first", DisplayName="two"), Second=topic("second", needs="First"))

    assert stacks.update("shop", changed) == "UPDATE_ROLLBACK_FAILED"

    assert title(stacks, "first") == "two"
    with pytest.raises(ClientError, match="is in UPDATE_ROLLBACK_FAILED state and can not be updated"):
        stacks.update("shop", changed)
    stacks.api.continue_update_rollback(StackName="shop")
    assert stacks.state("shop") == "UPDATE_ROLLBACK_COMPLETE"
    assert title(stacks, "first") == "one"


def test_what_cannot_be_put_back_is_left_when_that_is_asked_for(stacks: Stacks) -> None:
    stacks.create("shop", template(First=FIRST))
    cloudformation.fail("Second", "no luck")
    cloudformation.fail("First", "gone for good", verb="update", after=1, times=9)
    stacks.update("shop", template(First=topic("first", DisplayName="two"), Second=topic("second", needs="First")))

    stacks.api.continue_update_rollback(StackName="shop", ResourcesToSkip=["First"])

    assert stacks.state("shop") == "UPDATE_ROLLBACK_COMPLETE"
    assert title(stacks, "first") == "two"


def test_a_deletion_goes_backwards_and_leaves_what_is_retained(stacks: Stacks) -> None:
    stacks.create("shop", template(First={**FIRST, "DeletionPolicy": "Retain"}, Second=SECOND))
    number = stacks.describe("shop")["StackId"]

    assert stacks.delete("shop") == "DELETE_COMPLETE"

    assert names(stacks) == {"first"}
    told = [event for event in stacks.events(number, "First", "Second") if event[1].startswith("DELETE")]
    assert told == [("Second", "DELETE_IN_PROGRESS"), ("Second", "DELETE_COMPLETE"), ("First", "DELETE_SKIPPED")]
    with pytest.raises(ClientError, match="does not exist"):
        stacks.describe("shop")


def test_a_bucket_with_something_in_it_stops_a_deletion_until_it_is_left(stacks: Stacks) -> None:
    stacks.create("shop", template(Files=bucket("shop-files"), First=topic("first", DisplayName={"Ref": "Files"})))
    stacks.client("s3").put_object(Bucket="shop-files", Key="a", Body=b"a")

    assert stacks.delete("shop") == "DELETE_FAILED"

    assert "not empty" in stacks.reason("shop", "Files", "DELETE_FAILED")
    assert names(stacks) == set()
    assert stacks.delete("shop", RetainResources=["Files"]) == "DELETE_COMPLETE"
    assert stacks.client("s3").head_bucket(Bucket="shop-files")


def test_a_protected_stack_is_not_deleted(stacks: Stacks) -> None:
    stacks.create("shop", template(First=FIRST), EnableTerminationProtection=True)

    with pytest.raises(ClientError, match="cannot be deleted while TerminationProtection is enabled"):
        stacks.delete("shop")

    stacks.api.update_termination_protection(StackName="shop", EnableTerminationProtection=False)
    assert stacks.delete("shop") == "DELETE_COMPLETE"


def test_what_another_stack_imports_is_not_deleted(stacks: Stacks) -> None:
    giver = template({"Name": {"Ref": "First"}}, First=FIRST)
    giver["Outputs"]["Name"]["Export"] = {"Name": "the-topic"}
    stacks.create("giver", giver)
    stacks.create("taker", template(Second=topic("second", DisplayName={"Fn::ImportValue": "the-topic"})))

    assert title(stacks, "second") == stacks.physical("giver", "First")
    with pytest.raises(ClientError, match="Export the-topic cannot be deleted as it is in use by taker"):
        stacks.delete("giver")
    stacks.delete("taker")
    assert stacks.delete("giver") == "DELETE_COMPLETE"


def test_a_database_leaves_a_snapshot_and_one_that_is_protected_stays(stacks: Stacks) -> None:
    def database(*, protected: bool) -> dict[str, object]:
        return resource(
            "RDS::DBInstance",
            DBInstanceIdentifier="shop",
            Engine="postgres",
            DBInstanceClass="db.t4g.small",
            AllocatedStorage="20",
            MasterUsername="shop",
            ManageMasterUserPassword=True,
            DeletionProtection=protected,
        )

    stacks.create("shop", template(Database=database(protected=True)))
    rds = stacks.client("rds")

    assert stacks.delete("shop") == "DELETE_FAILED"
    assert "Cannot delete protected DB Instance" in stacks.reason("shop", "Database", "DELETE_FAILED")
    rds.modify_db_instance(DBInstanceIdentifier="shop", DeletionProtection=False)
    assert stacks.delete("shop") == "DELETE_COMPLETE"
    kept = [one["DBInstanceIdentifier"] for one in rds.describe_db_snapshots()["DBSnapshots"]]
    assert "shop" in kept
    assert rds.describe_db_instances()["DBInstances"] == []
