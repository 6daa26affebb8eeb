from datetime import UTC, datetime, timedelta

from holdfast.actions.deploy.events import Event, first_cause, progress_of

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
STACK = "arn:aws:cloudformation:ap-northeast-2:123456789012:stack/shop/1"


def event(number: int, logical_id: str, state: str, reason: str = "", kind: str = "AWS::S3::Bucket") -> Event:
    of_stack = logical_id == "shop"
    return Event(
        id=str(number),
        at=NOON + timedelta(seconds=number),
        logical_id=logical_id,
        physical_id=STACK if of_stack else logical_id.lower(),
        kind="AWS::CloudFormation::Stack" if of_stack else kind,
        state=state,
        reason=reason,
    )


def test_the_first_failure_that_no_other_one_caused_is_the_cause() -> None:
    events = [
        event(1, "shop", "CREATE_IN_PROGRESS", "User Initiated"),
        event(2, "Topic", "CREATE_FAILED", "Resource creation cancelled"),
        event(3, "Uploads", "CREATE_FAILED", "sweet-uploads already exists (Service: S3, Status Code: 409)"),
        event(4, "Queue", "CREATE_FAILED", "something that failed later"),
        event(5, "shop", "ROLLBACK_IN_PROGRESS", "The following resource(s) failed to create: [Uploads, Topic]."),
    ]
    found = first_cause(events)
    assert found is not None
    assert (found.logical_id, found.key, found.params) == ("Uploads", "bucket-taken", {"name": "sweet-uploads"})


def test_a_stack_that_fails_by_itself_gives_its_own_reason() -> None:
    events = [event(1, "shop", "ROLLBACK_IN_PROGRESS", "Parameter validation failed: no such parameter")]
    found = first_cause(events)
    assert found is not None
    assert (found.logical_id, found.key) == ("shop", "other")


def test_without_a_failure_there_is_no_cause() -> None:
    assert first_cause([event(1, "Uploads", "CREATE_COMPLETE"), event(2, "shop", "CREATE_COMPLETE")]) is None


def test_progress_counts_each_resource_once_and_names_those_under_way_in_their_order() -> None:
    events = [
        event(1, "shop", "CREATE_IN_PROGRESS"),
        event(2, "Uploads", "CREATE_IN_PROGRESS"),
        event(3, "Uploads", "CREATE_IN_PROGRESS", "Resource creation Initiated"),
        event(4, "Database", "CREATE_IN_PROGRESS"),
        event(5, "Uploads", "CREATE_COMPLETE"),
        event(6, "Topic", "CREATE_IN_PROGRESS"),
    ]
    told = progress_of("shop", events, 7, 12.5)
    assert (told.done, told.total, told.under_way) == (1, 7, ("Database", "Topic"))
    assert not told.rolling_back


def test_progress_says_that_it_goes_back() -> None:
    assert progress_of("shop", [event(1, "shop", "UPDATE_ROLLBACK_IN_PROGRESS")], 1, 1).rolling_back
