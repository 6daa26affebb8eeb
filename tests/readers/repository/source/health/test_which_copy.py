"""Handlers by which a deployment asks which of two copies answers."""

import pytest

from holdfast.model.facts import HealthHandler

from ..support import told

_GRADLE = "dependencies { implementation 'org.springframework.boot:spring-boot-starter-web' }\n"
_PROFILES = """
        List<String> profiles = Arrays.asList(env.getActiveProfiles());
        return profiles.stream().filter(real::contains).findAny().orElse("default");
"""


def handlers(path: str, body: str, field: str = "private final Environment env;") -> list[str]:
    java = f"""@RestController
class CopyController {{
    {field}

    @GetMapping("{path}")
    public String copy() {{
        {body}
    }}
}}
"""
    return told({"build.gradle": _GRADLE, "src/main/java/shop/CopyController.java": java}, HealthHandler)


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/profile", _PROFILES, "private final Environment env;"),
        ("/api/env", "return serverEnv;", '@Value("${server.env}") private String serverEnv;'),
        ("/port", "return port;", '@Value("${server.port}") private String port;'),
        ("/active-profile", "return now;", '@Value("${spring.profiles.active}") private String now;'),
    ],
)
def test_a_name_of_the_copy_that_answers_says_nothing_of_how_it_is(path: str, body: str, field: str) -> None:
    (found,) = handlers(path, body, field)
    assert found.partition(" ")[2] == f"path={path} constant=True framework=spring-mvc"


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/profile", "return members.profileOf(me);", "private final Members members;"),
        ("/orders", _PROFILES, "private final Environment env;"),
        ("/users/{id}/profile", "return members.profileOf(id);", "private final Members members;"),
    ],
)
def test_a_page_of_a_person_is_no_such_handler(path: str, body: str, field: str) -> None:
    assert handlers(path, body, field) == []


def test_what_asks_the_database_before_it_tells_its_name_is_no_constant() -> None:
    (found,) = handlers("/profile", 'jdbcTemplate.queryForObject("SELECT 1", Integer.class);' + _PROFILES)
    assert "checks=(database)" in found
    assert "constant" not in found
