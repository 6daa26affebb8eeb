"""An account for each file, and no stack left from one test to the next."""

from collections.abc import Iterator

import pytest

from holdfast.rig.aws import EmbeddedAws
from tests.rig.cloudformation.support import Stacks


@pytest.fixture(scope="module")
def account() -> Iterator[Stacks]:
    with EmbeddedAws.start() as started:
        yield Stacks(started)


@pytest.fixture
def stacks(account: Stacks) -> Stacks:
    account.aws.reset()
    return account
