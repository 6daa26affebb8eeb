"""Secrets that get into every browser by the names under which the source reads them."""

import pytest

from holdfast.model.facts import BuiltInSecret, Credential

from ..support import told

REACT = '{"dependencies": {"react": "18", "react-scripts": "5"}}'
KEYS = """
const store = new S3({
  accessKeyId: process.env.REACT_APP_AWS_ACCESS_KEY_ID,
  secretAccessKey: process.env.REACT_APP_AWS_SECRET_ACCESS_KEY,
});
"""


def found(text: str, path: str = "src/store.js") -> list[str]:
    return told({"package.json": REACT, path: text}, BuiltInSecret, Credential)


def test_a_key_of_aws_in_a_page_is_a_secret_of_the_bundle_and_a_static_key() -> None:
    assert found(KEYS) == [
        "src/store.js:3 names=(REACT_APP_AWS_SECRET_ACCESS_KEY)",
        "src/store.js:3 form=static-key holder=application",
    ]


@pytest.mark.parametrize(
    ("read", "name"),
    [
        ("import.meta.env.VITE_JWT_SECRET", "VITE_JWT_SECRET"),
        ("process.env['NEXT_PUBLIC_DB_PASSWORD']", "NEXT_PUBLIC_DB_PASSWORD"),
        ("env.NEXT_PUBLIC_DB_PASSWORD", "NEXT_PUBLIC_DB_PASSWORD"),
        ("1;\nconst { NEXT_PUBLIC_PAY_SECRET: pay, PORT } = process.env", "NEXT_PUBLIC_PAY_SECRET"),
        ("1;\nconst { PORT, NEXT_PUBLIC_PAY_SECRET = '' } = process.env", "NEXT_PUBLIC_PAY_SECRET"),
        ("1;\nconst { NEXT_PUBLIC_PAY_SECRET } = labels", None),
        ("process.env.EXPO_PUBLIC_SUPABASE_SERVICE_ROLE_KEY", "EXPO_PUBLIC_SUPABASE_SERVICE_ROLE_KEY"),
        ("import.meta.env.VITE_GOOGLE_MAPS_API_KEY", None),
        ("process.env.NEXT_PUBLIC_SMTP_PASS", "NEXT_PUBLIC_SMTP_PASS"),
        ("process.env.NEXT_PUBLIC_MAIL_PWD", "NEXT_PUBLIC_MAIL_PWD"),
        ("process.env.NEXT_PUBLIC_PASS_COUNT", None),
        ("import.meta.env.VITE_PASS_THROUGH", None),
        ("process.env.NEXT_PUBLIC_COMPASS_KEY", None),
        ("process.env.NEXT_PUBLIC_SUPABASE_ANON_KEY", None),
        ("process.env.NEXT_PUBLIC_DEMO_PASSWORD", None),
        ("process.env.REACT_APP_API_URL", None),
        ("process.env.JWT_SECRET", None),
    ],
)
def test_what_bundlers_hand_to_pages_is_told_by_its_prefix(read: str, name: str | None) -> None:
    shown = [line for line in found(f"export const value = {read};\n") if "names=" in line]

    assert [line.partition(" ")[2] for line in shown] == ([f"names=({name})"] if name else [])


def test_a_script_for_node_gets_into_no_page_and_holds_the_key_all_the_same() -> None:
    assert found("const fs = require('fs');\n" + KEYS, "make-tables.js") == [
        "make-tables.js:5 form=static-key holder=application"
    ]
