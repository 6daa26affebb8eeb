"""What all tests share: a test with real parts that fails is tried once more before it counts."""

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give tests with real programs a second try.

    Programs on a busy machine miss a moment now and then, and one such miss in a thousand tests must not hold up what
    is right. A second try is named in the summary, so that what needs one often is seen and mended.
    """
    for item in items:
        if item.get_closest_marker("integration"):
            item.add_marker(pytest.mark.flaky(reruns=1))
