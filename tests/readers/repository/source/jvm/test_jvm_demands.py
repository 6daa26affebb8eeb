"""Variables that Java and Kotlin programs end without."""

import pytest

from holdfast.model.facts import ConfigurationLoader, RequiredSettings

from ..support import told

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


_FETCH = """
    class Secrets {{
        String of(String name) {{
            try {{
                return client.getSecretValue(request(name)).secretString();
            }} catch (Exception e) {{
                {then}
            }}
        }}
    }}
    """


@pytest.mark.parametrize(
    ("then", "missing"),
    [
        ("throw new IllegalStateException(e);", "fails"),
        ("log.warn(name); return null;", "warns"),
        ("e.printStackTrace(); return null;", "warns"),
        ("return null;", "silent"),
    ],
)
def test_a_secret_that_could_not_be_fetched_is_missed_or_passed_over(then: str, missing: str) -> None:
    path = "src/main/java/Secrets.java"
    found = told({"pom.xml": "<project/>", path: _FETCH.format(then=then)}, ConfigurationLoader)
    assert found == [f"{path}:5-7 source=secrets-manager missing={missing}"]


def test_in_kotlin_the_attempt_is_a_value() -> None:
    code = "fun of(name: String): String? = try {\n    client.getSecretValue { secretId = name }.secretString\n} catch (e: Exception) {\n    null\n}\n"
    path = "src/main/kotlin/Secrets.kt"
    found = told({"build.gradle.kts": "", path: code}, ConfigurationLoader)
    assert found == [f"{path}:3-5 source=secrets-manager missing=silent"]
