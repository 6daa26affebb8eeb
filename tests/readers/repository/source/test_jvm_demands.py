"""Variables that Java and Kotlin programs end without."""

import pytest

from holdfast.model.facts import RequiredSettings

from .support import told

_HELPER = """
    class Given {{
        static final String URL = demand("DATABASE_URL");

        static String demand(String name) {{
            String value = System.getenv(name);
            if (value == null) {{ {then} }}
            return value;
        }}
    }}
    """


@pytest.mark.parametrize(("then", "listed"), [("throw new Error(name);", True), ("log(name);", False)])
def test_a_function_that_throws_without_a_variable_demands_what_it_is_asked_for(then: str, listed: bool) -> None:
    path = "src/main/java/Given.java"
    found = told({"pom.xml": "<project/>", path: _HELPER.format(then=then)}, RequiredSettings)
    assert found == ([f"{path}:2 names=(DATABASE_URL) before_serving=True tool=spring"] if listed else [])


@pytest.mark.parametrize(
    ("line", "listed"),
    [
        ('val key = System.getenv("JWT_SECRET") ?: error("none")', True),
        ('val key = System.getenv("JWT_SECRET") ?: throw Missing()', True),
        ('val key = requireNotNull(System.getenv("JWT_SECRET"))', True),
        ('val key = System.getenv("JWT_SECRET") ?: "for everybody"', False),
        ('val key = System.getenv("JWT_SECRET")', False),
    ],
)
def test_a_look_up_that_ends_without_a_variable_demands_it(line: str, listed: bool) -> None:
    found = told({"build.gradle.kts": "", "src/main/kotlin/Given.kt": f"{line}\n"}, RequiredSettings)
    assert bool(found) == listed
