"""Names that CloudFormation makes up."""

import re

import pytest

from holdfast.rig.cloudformation.acting import made_up


@pytest.mark.parametrize("longest", [32, 63, 64, 255])
@pytest.mark.parametrize("stack", ["s", "sweetorder-production", "a-very-long-name-of-a-stack-" * 4])
def test_a_name_is_short_enough_and_has_no_two_hyphens_in_a_row(stack: str, longest: int) -> None:
    name = made_up(stack, "ReadinessTargetsE56CE611", longest, lower=False)

    assert len(name) <= longest
    assert re.fullmatch(r"[a-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*-[A-Z0-9]{12}", name)


def test_a_name_is_in_small_letters_where_the_service_takes_no_others() -> None:
    assert made_up("Stack", "Bucket", 63, lower=True).islower()
