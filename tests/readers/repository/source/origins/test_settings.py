"""Cross-origin rules in the settings of an application."""

import pytest

from holdfast.model.facts import ApplicationCors
from tests.readers.repository.source.support import told

LOCAL = "http://localhost:3000"
BUILD = 'dependencies { implementation("org.springframework.boot:spring-boot-starter-web") }\n'
SETTINGS = "src/main/resources/application"
PROGRAM = "package shop;\nclass Web { void m(CorsConfiguration c) { c.setAllowCredentials(true); } }\n"


def spring(files: dict[str, str]) -> list[str]:
    every = {f"{SETTINGS}{name}": text for name, text in files.items()}
    return told({"build.gradle.kts": BUILD, **every}, ApplicationCors)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"cors:\n  allowed-origins: {LOCAL}\n", f":2 origins=({LOCAL}) settled=True"),
        (
            f"shop:\n  cors:\n    origins: ${{FRONT}}, {LOCAL}\n",
            f":3 origins=({LOCAL}) complete=False settled=True",
        ),
        (
            f"web:\n  allowed-origins:\n    - https://shop.example\n    # here\n    - {LOCAL}\n",
            f":3-5 origins=(https://shop.example, {LOCAL}) settled=True",
        ),
        ("cors.allowed-origin-patterns: '*'\n", ":1 origins=(*) settled=True"),
        ("cors:\n  allowed-origins: ${FRONT:*}\n", ":2 origins=(*) complete=False settled=True"),
        ("cors:\n  allowed-headers: '*'\n  allowed-methods: '*'\n", None),
        (f"spring:\n  profiles: local\ncors:\n  allowed-origins: {LOCAL}\n", None),
    ],
)
def test_what_a_settings_file_of_spring_lets_in(text: str, expected: str | None) -> None:
    assert spring({".yml": text}) == ([f"{SETTINGS}.yml{expected}"] if expected else [])


def test_a_list_of_numbered_properties_is_one_rule() -> None:
    text = f"cors.allowed-origins[0]=https://shop.example\ncors.allowed-origins[1]={LOCAL}\n"
    assert spring({"-prod.properties": text}) == [
        f"{SETTINGS}-prod.properties:1-2 [production] origins=(https://shop.example, {LOCAL}) settled=True"
    ]


def test_productions_own_settings_take_the_place_of_those_for_all() -> None:
    files = {
        ".yml": f"cors:\n  allowed-origins: {LOCAL}\n",
        "-prod.yml": "cors:\n  allowed-origins: ${FRONT}\n",
        "-local.yml": f"cors:\n  allowed-origins: {LOCAL}\n",
    }
    assert spring(files) == []


def test_cookies_come_with_what_the_settings_let_in_where_the_program_says_so() -> None:
    files = {
        "build.gradle.kts": BUILD,
        f"{SETTINGS}.yml": f"cors:\n  allowed-origins: {LOCAL}\n",
        "src/main/java/shop/Web.java": PROGRAM.replace("c.set", 'c.setAllowedOrigins(List.of("https://a.kr")); c.set'),
    }
    assert f"{SETTINGS}.yml:2 origins=({LOCAL}) credentials=True settled=True" in told(files, ApplicationCors)


@pytest.mark.parametrize("own", [False, True])
def test_what_settings_of_aspnet_let_in_unless_productions_own_say_it(own: bool) -> None:
    rule = '{\n  "AllowedHosts": "*",\n  "Cors": {\n    "AllowedOrigins": [\n      "%s"\n    ]\n  }\n}\n'
    files = {"Shop.csproj": "<Project/>\n", "appsettings.json": rule % LOCAL}
    files["appsettings.Development.json"] = rule % "http://localhost:4000"
    if own:
        files["appsettings.Production.json"] = rule % "https://shop.example"
    expected = (
        "appsettings.Production.json:5 [production] origins=(https://shop.example) settled=True"
        if own
        else f"appsettings.json:5 origins=({LOCAL}) settled=True"
    )
    assert told(files, ApplicationCors) == [expected]


def test_a_pattern_that_every_origin_matches_lets_everybody_in() -> None:
    files = {"pom.xml": "<project/>", "src/main/resources/application.properties": "quarkus.http.cors.origins=/.*/\n"}
    [line] = told(files, ApplicationCors)
    assert "origins=(*)" in line


@pytest.mark.parametrize(
    ("field", "rule", "found"),
    [
        ('@Value("${front.address}")\n  private String front;', "c.setAllowedOrigins(List.of(front));", True),
        ('@Value("${front.address}")\n  private String[] front;', "c.setAllowedOrigins(Arrays.asList(front));", True),
        ('@Value("${front.address:http://x.example}") private List<String> front;', "r.allowedOrigins(front);", True),
        ('@Value("${front.address}") private String front;', "r.setAllowedOrigins(\n    List.of(front));", True),
        ('@Value("${front.address}") private String front;', "r.allowedOriginPatterns(frontend);", False),
        ('@Value("${front.name}") private String front;', "r.allowedOriginPatterns(front);", False),
    ],
)
def test_a_setting_of_any_name_that_a_program_takes_as_its_origins_is_one(
    field: str, rule: str, *, found: bool
) -> None:
    program = f"package shop;\nclass Web {{\n  {field}\n  void m() {{ {rule} }}\n}}\n"
    text = "front:\n  address: https://shop.example, http://localhost:3000\n"
    facts = told(
        {"build.gradle.kts": BUILD, f"{SETTINGS}.yml": text, "src/main/java/shop/Web.java": program}, ApplicationCors
    )
    expected = f"{SETTINGS}.yml:2 origins=(https://shop.example, {LOCAL}) settled=True"
    assert (expected in facts) is found


@pytest.mark.parametrize(
    ("field", "rule", "taken"),
    [
        ('@Value("{cors.allowed-origins")\n  private String[] front;', "r.allowedOriginPatterns(front);", True),
        ('@Value("{front.address}") private String front;', "c.setAllowedOrigins(List.of(front));", True),
        ('@Value("front.address") private String front;', "r.allowedOrigins(front);", True),
        ('@Value("${front.address}") private String front;', "r.allowedOrigins(front);", False),
        ('@Value("#{front.address}") private String front;', "r.allowedOrigins(front);", False),
        ('@Value("front.address") private String front;', "r.allowedOrigins(other);", False),
        ('@Value("https://shop.example") private String front;', "r.allowedOrigins(front);", False),
    ],
)
def test_a_key_that_nothing_marks_as_one_to_be_filled_in_is_the_origin_itself(
    field: str, rule: str, *, taken: bool
) -> None:
    program = f"package shop;\nclass Web {{\n  {field}\n  void m() {{ {rule} }}\n}}\n"
    facts = told({"build.gradle.kts": BUILD, "src/main/java/shop/Web.java": program}, ApplicationCors)

    keys = ("origins=({cors.allowed-origins)", "origins=({front.address})", "origins=(front.address)")
    assert any(key in fact for fact in facts for key in keys) is taken


def test_a_setting_of_any_name_that_a_program_of_kotlin_takes_as_its_origins_is_one() -> None:
    program = (
        'package shop\nclass Web(@Value("\\${front.address}") private val front: String) {\n'
        "  fun m(r: CorsRegistry) { r.allowedOrigins(front) }\n}\n"
    )
    text = "front.address=http://localhost:3000\n"
    files = {"build.gradle.kts": BUILD, f"{SETTINGS}.properties": text, "src/main/kotlin/shop/Web.kt": program}
    assert f"{SETTINGS}.properties:1 origins=({LOCAL}) settled=True" in told(files, ApplicationCors)


@pytest.mark.parametrize(
    ("settings", "serves"),
    [
        ("shop:\n  cors:\n    origins: ${FRONT:https://www.shop.example}\n", False),
        ("shop:\n  cors:\n    origins: ${FRONT}\n", False),
        ("shop:\n  cors:\n    origins:\n      - ${FRONT}\n", False),
        ("shop:\n  name: pears\n", True),
    ],
)
def test_what_a_class_lets_in_by_itself_serves_nobody_where_settings_fill_it_in(settings: str, serves: bool) -> None:
    own = 'package shop;\n@ConfigurationProperties(prefix = "shop")\nclass Shop {\n'
    own += '  static class Cors {\n    private List<String> origins = List.of("*");\n  }\n}\n'
    rule = "package shop;\nclass Web { void m(CorsConfiguration c, Shop shop) {\n"
    rule += "  List<String> origins = shop.getCors().getOrigins();\n  c.setAllowedOriginPatterns(origins);\n} }\n"
    files = {
        "build.gradle.kts": BUILD,
        f"{SETTINGS}.yml": settings,
        "src/main/java/shop/Shop.java": own,
        "src/main/java/shop/Web.java": rule,
    }
    found = told(files, ApplicationCors)
    assert {line.partition(" ")[0] for line in found} == ({"src/main/java/shop/Shop.java:5"} if serves else set())


def test_productions_own_list_replaces_everybodys() -> None:
    rows = "cors:\n  allowed-origins:\n    - {}\n"
    files = {"build.gradle.kts": BUILD, f"{SETTINGS}.yml": rows.format(LOCAL)}
    assert [line.partition(" ")[0] for line in told(files, ApplicationCors)] == [f"{SETTINGS}.yml:3"]
    files[f"{SETTINGS}-prod.yml"] = rows.format("https://shop.example")
    assert [line.partition(" ")[0] for line in told(files, ApplicationCors)] == [f"{SETTINGS}-prod.yml:3"]
