"""Which files are the source of what runs: neither tests nor what stands in for it at a developer's desk."""

import pytest

from holdfast.model.facts import ExposedSecret
from holdfast.readers.repository.source.paths import is_source

from .support import told

_KEY = 'from flask import Flask\n\nSECRET_KEY = "k9#dks83kd92ksLq01kd83"\n'


@pytest.mark.parametrize(
    ("path", "is_ours"),
    [
        ("shop/orders/tests.py", False),
        ("shop/test_utils/project/urls.py", False),
        ("testing/cluster/settings.py", False),
        ("shop/testserver.py", False),
        ("shop/settings_test.py", False),
        ("integration-tests/run.py", False),
        ("tutorial/app.py", False),
        ("shop/orders/views.py", True),
        ("shop/contests.py", True),
        ("shop/latest/app.py", True),
        ("src/main/java/kr/shop/testing/Orders.java", True),
        ("src/test.controller.ts", True),
    ],
)
def test_tests_and_lessons_are_not_the_program(path: str, *, is_ours: bool) -> None:
    assert is_source(path) is is_ours


@pytest.mark.parametrize(
    ("path", "is_found"),
    [
        ("extras/development/settings.py", False),
        ("devtools/server/settings.py", False),
        ("shop/settings.py", True),
        ("develop_shop/settings.py", True),
    ],
)
def test_settings_of_a_developers_desk_are_not_those_that_serve(path: str, *, is_found: bool) -> None:
    assert bool(told({path: _KEY}, ExposedSecret)) is is_found
