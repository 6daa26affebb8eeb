"""What Docker Swarm does when a new release does not come up."""

import pytest

from holdfast.model.facts import Rollback
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.containers import reader as containers


@pytest.mark.parametrize(("action", "lines"), [("rollback", [6]), ("pause", []), ("continue", [])])
def test_an_update_that_goes_back_by_itself_is_a_way_back(action: str, lines: list[int]) -> None:
    text = (
        "services:\n  api:\n    image: registry.example.com/shop:${TAG:?}\n    deploy:\n      update_config:\n"
        f"        failure_action: {action}\n"
    )
    facts = containers.READER.read(Snippet("docker-compose.yml", text))

    assert [one.at.start_line for one in facts if isinstance(one, Rollback) and one.automatic] == lines
