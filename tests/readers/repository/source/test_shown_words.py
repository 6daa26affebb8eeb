"""Words beside which a program only shows, asks or encodes what a secret looks like."""

import pytest

from holdfast.model.facts import ExposedSecret

from .support import EXPRESS, told


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("if (typeof asked.email === 'string' && typeof asked.password === 'string') enter(asked);", False),
        ("if (asked.password === 'oranges7') enter();", True),
        (
            """throw new Error('wrong settings, write ' +\n '{ session: { secret: "aWordOfYours", store: {} } }');""",
            False,
        ),
        ("module.exports = { session: { secret: 'aWordOfOurs', store: {} } };", True),
        ("const POSTHOG_TOKEN = 'phc_Zr5WxKd92ksLq01mB3nV7cX4tY8uI6oP2aS5dF9gH1j';", False),
        ("const STORE_TOKEN = 'Zr5WxKd92ksLq01mB3nV7cX4tY8uI6oP2aS5dF9gH1j';", True),
    ],
)
def test_kinds_of_values_words_in_messages_and_tokens_of_pages_are_no_secrets(line: str, *, found: bool) -> None:
    assert bool(told({"package.json": EXPRESS, "src/app.js": line + "\n"}, ExposedSecret)) is found


@pytest.mark.parametrize(("folder", "found"), [("test-lib", False), ("test_utils", False), ("lib", True)])
def test_helpers_of_tests_are_as_little_the_application_as_tests(folder: str, *, found: bool) -> None:
    files = {
        "package.json": EXPRESS,
        f"{folder}/start.js": "module.exports = { session: { secret: 'aWordOfOurs' } };\n",
    }
    assert bool(told(files, ExposedSecret)) is found
