"""Pages that only write into the browser's console that they were built without their server."""

import pytest

from holdfast.model.facts import ConfigurationLoader

from ..support import read

REACT = '{"dependencies": {"react": "18", "vite": "5"}}'
URL, KEY = "import.meta.env.VITE_SUPABASE_URL", "import.meta.env.VITE_SUPABASE_ANON_KEY"
GIVEN = f"const url = {URL};\nconst key = {KEY};\n"
SAYS = "console.warn('Supabase is not set up');"


def warned(text: str, path: str = "src/lib/supabase.ts") -> list[tuple[int, tuple[str, ...]]]:
    """The line and the names of each question that a page only answers with a word."""
    found = [one for one in read({"package.json": REACT, path: text}) if isinstance(one, ConfigurationLoader)]
    return [(one.at.start_line, one.names) for one in found if one.missing == "warns"]


BOTH = ("VITE_SUPABASE_URL", "VITE_SUPABASE_ANON_KEY")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"{GIVEN}if (!url || !key) {{\n  {SAYS}\n}}\n", [(3, BOTH)]),
        (f"const ready = {URL} && {KEY};\n\nif (!ready) {{\n  {SAYS}\n  console.warn('demo mode');\n}}\n", [(3, BOTH)]),
        (f"if (!{URL}) {{ console.error('missing') }}\n", [(1, BOTH[:1])]),
        (
            "const api = process.env.REACT_APP_API_URL\n\nif (!api) {\n  console.error('no API')\n}\n",
            [(3, ("REACT_APP_API_URL",))],
        ),
    ],
)
def test_a_word_in_the_console_is_heard_by_nobody(text: str, found: list[tuple[int, tuple[str, ...]]]) -> None:
    assert warned(text) == found


@pytest.mark.parametrize(
    "text",
    [
        f"{GIVEN}if (!url || !key) {{\n  throw new Error('missing');\n}}\n{SAYS}\n",
        f"{GIVEN}if (!url || !key) {{\n  {SAYS}\n  setBroken(true);\n}}\n",
        f"let {GIVEN[6:]}if (!url) {{\n  {SAYS}\n  url = location.origin;\n}}\n",
        f"{GIVEN}if (import.meta.env.DEV) {{\n  if (!url) {{\n    {SAYS}\n  }}\n}}\n",
        "const dsn = import.meta.env.VITE_SENTRY_DSN;\nif (!dsn) {\n  console.warn('none');\n}\n",
        "const key = import.meta.env.VITE_GOOGLE_MAPS_API_KEY;\nif (!key) {\n  console.warn('none');\n}\n",
        f"{GIVEN}if (!user) {{\n  console.warn('not logged in');\n}}\n",
    ],
)
def test_who_stops_or_tells_the_visitor_and_what_a_page_is_whole_without_are_none(text: str) -> None:
    assert warned(text) == []


HELPER = """
const wanted = (name: string, otherwise = ''): string => {{
  const value = import.meta.env[name];
  if (!value) {{
    {}
  }}
  return value ?? otherwise;
}};
export const api = wanted('{}');
""".strip()


def test_so_is_one_of_a_function_that_looks_any_of_them_up() -> None:
    assert warned(HELPER.format(SAYS, "VITE_API_URL")) == [(3, ("VITE_API_URL",))]
    assert warned(HELPER.format("throw new Error(name);", "VITE_API_URL")) == []
    assert warned(HELPER.format(SAYS, "VITE_SENTRY_DSN")) == []


def test_a_page_of_tests_is_none() -> None:
    assert warned(f"{GIVEN}if (!url || !key) {{\n  {SAYS}\n}}\n", "src/__tests__/supabase.test.ts") == []
