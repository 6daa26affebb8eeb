"""Names that CloudFormation makes up, and what goes wrong in its own words."""

import re
from xml.etree.ElementTree import ParseError

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError  # type: ignore[import-untyped]
from botocore.parsers import ResponseParserError  # type: ignore[import-untyped]

from holdfast.rig.cloudformation.acting import ResourceFaultError, attempt, made_up


@pytest.mark.parametrize("longest", [32, 63, 64, 255])
@pytest.mark.parametrize("stack", ["s", "sweetorder-production", "a-very-long-name-of-a-stack-" * 4])
def test_a_name_is_short_enough_and_has_no_two_hyphens_in_a_row(stack: str, longest: int) -> None:
    name = made_up(stack, "ReadinessTargetsE56CE611", longest, lower=False)

    assert len(name) <= longest
    assert re.fullmatch(r"[a-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*-[A-Z0-9]{12}", name)


def test_a_name_is_in_small_letters_where_the_service_takes_no_others() -> None:
    assert made_up("Stack", "Bucket", 63, lower=True).islower()


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            ClientError({"Error": {"Code": "Throttled", "Message": "later"}}, "Put"),
            'message: "later" (HandlerErrorCode: Th',
        ),
        (EndpointConnectionError(endpoint_url="http://nowhere"), "(HandlerErrorCode: InvalidRequest)"),
        (ResponseParserError("a page that says 500"), "Internal Failure: ResponseParserError"),
        (ParseError("a page that is no XML"), "Internal Failure: ParseError"),
        (KeyError("Name"), "Internal Failure: KeyError: 'Name'"),
    ],
)
def test_whatever_goes_wrong_becomes_a_fault_of_the_resource(error: Exception, said: str) -> None:
    def work() -> None:
        raise error

    with pytest.raises(ResourceFaultError) as caught:
        attempt(work)
    assert said in str(caught.value)
