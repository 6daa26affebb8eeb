"""Health and configuration of Spring applications."""

import pytest

from holdfast.model.facts import (
    ConfigurationLoader,
    Database,
    ExposedSecret,
    HealthHandler,
    ReadsSetting,
    RequiredSettings,
)

from ..support import told

_GRADLE = """
    dependencies {
        implementation 'org.springframework.boot:spring-boot-starter-web'
        implementation 'org.springframework.boot:spring-boot-starter-data-jpa'
        implementation 'org.springframework.boot:spring-boot-starter-actuator'
    }
    """
_PLAIN = "dependencies { implementation 'org.springframework.boot:spring-boot-starter-web' }\n"


def test_actuator_with_a_data_source_checks_the_database_and_the_disk() -> None:
    assert told({"api/build.gradle": _GRADLE}, HealthHandler) == [
        "api/build.gradle:4 path=/actuator/health checks=(database, disk) fails=True framework=spring"
    ]


def test_actuator_follows_base_path_context_and_switched_off_parts() -> None:
    settings = """
        server:
          servlet:
            context-path: /api
        management:
          endpoints:
            web:
              base-path: /manage
          health:
            db:
              enabled: false
        """
    files = {"build.gradle.kts": _GRADLE, "src/main/resources/application.yml": settings}
    assert told(files, HealthHandler) == [
        "build.gradle.kts:4 path=/api/manage/health checks=(disk) fails=True framework=spring"
    ]


def test_probes_give_a_live_and_a_ready_endpoint_at_their_setting() -> None:
    settings = "management.endpoint.health.probes.enabled=true\nmanagement.endpoint.health.group.readiness.include=readinessState,db\n"
    files = {"build.gradle": _GRADLE, "src/main/resources/application.properties": settings}
    where = "src/main/resources/application.properties:1"
    assert told(files, HealthHandler)[1:] == [
        f"{where} path=/actuator/health/readiness role=ready checks=(process, database) fails=True framework=spring",
        f"{where} path=/actuator/health/liveness role=live checks=(process) fails=True framework=spring",
    ]


def test_an_endpoint_taken_off_the_web_or_commented_out_does_not_exist() -> None:
    hidden = {
        "build.gradle": _GRADLE,
        "src/main/resources/application.yml": "management:\n  endpoints:\n    web:\n      exposure:\n        include: prometheus\n",
    }
    assert told(hidden, HealthHandler) == []
    commented = "dependencies {\n  // implementation 'org.springframework.boot:spring-boot-starter-actuator'\n}\n"
    assert told({"build.gradle": commented}, HealthHandler) == []


def test_hand_written_handlers_in_java_and_kotlin_are_judged() -> None:
    java = """
        @RestController
        @RequestMapping("/api")
        public class HealthController {
            private final HealthService healthService;

            @GetMapping("/health")
            public ResponseEntity<String> health() {
                return ResponseEntity.ok("OK");
            }

            @GetMapping(value = "/ready")
            public ResponseEntity<?> ready() {
                healthService.verify();
                return ResponseEntity.ok(Map.of("status", "UP"));
            }
        }
        """
    service = """
        @Service
        public class HealthService {
            public void verify() {
                jdbcTemplate.queryForObject("SELECT 1", Integer.class);
            }
        }
        """
    kotlin = """
        @RestController
        class PingController {
            @GetMapping("/ping")
            fun ping(): String = "pong"
        }
        """
    root = "src/main/java/com/example/"
    files = {
        "build.gradle": _PLAIN,
        f"{root}HealthController.java": java,
        f"{root}HealthService.java": service,
        f"{root}PingController.kt": kotlin,
        "src/test/java/com/example/FakeController.java": java,
    }
    assert told(files, HealthHandler) == [
        f"{root}HealthController.java:6-9 path=/api/health constant=True framework=spring-mvc",
        f"{root}HealthController.java:11-15 path=/api/ready role=ready checks=(database) fails=True framework=spring-mvc",
        f"{root}PingController.kt:3-4 path=/ping constant=True framework=spring-mvc",
    ]


@pytest.mark.parametrize(
    ("method", "found"),
    [
        ("public ResponseEntity<String> healthCheck() { return ResponseEntity.ok(BANNER); }", True),
        ("public Status health() { return Status.up(); }", True),
        ("public ResponseEntity<String> index() { return ResponseEntity.ok(BANNER); }", False),
    ],
)
def test_a_method_at_the_root_answers_about_health_where_its_name_says_so(method: str, found: bool) -> None:
    java = f"""
        @RestController
        public class RootController {{
            @GetMapping("/")
            {method}
        }}
        """
    handlers = told({"build.gradle": _PLAIN, "src/main/java/RootController.java": java}, HealthHandler)
    assert [" path=/ " in handler for handler in handlers] == [True] * found


def test_a_handler_that_only_tells_the_time_is_constant_whatever_it_wraps_around() -> None:
    java = """
        @RestController
        class HealthController {
            @GetMapping("/health")
            public ResponseEntity<Map<String, Object>> health() {
                try {
                    return ResponseEntity.ok(Map.of("status", "UP", "at", LocalDateTime.now().toString()));
                } catch (Exception e) {
                    return ResponseEntity.status(500).body(Map.of("error", e.getMessage()));
                }
            }

            @GetMapping("/ready")
            public Answer ready() {
                return new Answer(gate.open().toString());
            }
        }
        """
    path = "src/main/java/shop/HealthController.java"
    assert told({"build.gradle": _PLAIN, path: java}, HealthHandler) == [
        f"{path}:3-10 path=/health constant=True framework=spring-mvc",
        f"{path}:12-15 path=/ready role=ready framework=spring-mvc",
    ]


_FILLED = """
    Map<String, Object> health = new HashMap<>();
    health.put("status", "UP");
    health.put("uptime", getUptime());
    health.put("zone", ZoneId.systemDefault().toString());
    return ResponseEntity.ok(health);
"""
_BUILT = """
    return HealthResponse.builder()
        .status("UP")
        .version(buildProperties.getVersion())
        .timestamp(Instant.now().toEpochMilli())
        .build();
"""


@pytest.mark.parametrize(
    ("body", "judged"),
    [
        (_FILLED, "constant=True"),
        (_BUILT, "constant=True"),
        (_FILLED.replace("getUptime()", "jobs.depth()"), ""),
        (_FILLED.replace("new HashMap<>()", "watcher.report()"), ""),
        (_BUILT.replace('"UP"', "gate.look()"), ""),
        (_BUILT.replace("HealthResponse.builder()", "reports.start(now)"), ""),
    ],
)
def test_what_a_handler_fills_with_times_and_settings_says_nothing_of_health(body: str, judged: str) -> None:
    java = f"""
@RestController
class HealthController {{
    @GetMapping("/health")
    public Object health() {{
        {body}
    }}

    private String getUptime() {{
        long seconds = java.time.Duration.between(started, LocalDateTime.now()).getSeconds();
        return String.format("%ds", seconds);
    }}
}}
"""
    path = "src/main/java/shop/HealthController.java"
    (handler,) = told({"build.gradle": _PLAIN, path: java}, HealthHandler)
    assert handler.partition(" path=/health ")[2] == f"{judged} framework=spring-mvc".strip()


def test_placeholders_without_a_default_are_a_validated_list() -> None:
    settings = """
        spring:
          datasource:
            url: ${DB_URL}
            password: ${DB_PASSWORD} # 운영 DB
        jwt:
          secret: ${JWT_SECRET}
        server:
          port: ${PORT:8080}
        """
    files = {"build.gradle": _PLAIN, "src/main/resources/application.yml": settings}
    assert told(files, RequiredSettings, ConfigurationLoader) == [
        "src/main/resources/application.yml:3-6 names=(DB_URL, DB_PASSWORD, JWT_SECRET) before_serving=True tool=spring"
    ]


def test_a_built_in_secret_is_a_default_except_in_a_local_profile() -> None:
    line = "jwt.secret=${JWT_SECRET:c29tZS1zZWNyZXQtdmFsdWU}\n"
    files = {
        "pom.xml": "<project/>",
        "src/main/resources/application.properties": line,
        "src/main/resources/application-local.properties": line,
    }
    assert told(files, ConfigurationLoader) == [
        "src/main/resources/application.properties:1 source=file missing=default names=(JWT_SECRET)"
    ]


def test_a_secret_that_may_be_empty_is_let_through_beside_those_that_spring_demands() -> None:
    text = "jwt.secret=${JWT_SECRET}\nhook.token=${HOOK_TOKEN:}\nshop.title=${SHOP_TITLE:}\n"
    files = {"pom.xml": "<project/>", "src/main/resources/application.properties": text}
    assert told(files, ConfigurationLoader) == [
        "src/main/resources/application.properties:2 source=file missing=silent names=(HOOK_TOKEN)"
    ]


def test_an_injected_value_without_its_file_is_required_too() -> None:
    code = """
        public class Tokens {
            @Value("${jwt.secret}")
            private String secret;
        }
        """
    assert told({"build.gradle": _PLAIN, "src/main/java/a/Tokens.java": code}, RequiredSettings) == [
        "src/main/java/a/Tokens.java:2 names=(jwt.secret) before_serving=True tool=spring"
    ]


def test_placeholders_in_lower_case_are_required_too_and_names_of_other_settings_are_not() -> None:
    files = {
        "build.gradle": "implementation 'org.springframework.boot:spring-boot-starter-web'",
        "src/main/resources/application-prod.properties": "spring.datasource.url=${jdbc_url}\n"
        "app_name=shop\nspring.application.name=${app_name}\nlog.file=${spring.application.name}.log\n",
    }

    assert told(files, RequiredSettings) == [
        "src/main/resources/application-prod.properties:1 names=(jdbc_url) before_serving=True tool=spring"
    ]


_DOTTED = (
    "llm.api-key=${openai.api-key:}\nmail.password=${mail.secret:hunter2canary}\nmail.from=${mail.sender}\n"
    "app.title=${shop.title:Shop}\nlog.file=${spring.application.name}.log\ncopy.key=${llm.api-key:}\n"
)


def test_placeholders_with_dots_and_dashes_are_read_as_the_variables_that_fill_them() -> None:
    path = "src/main/resources/application.properties"
    files = {"pom.xml": "<project/>", path: _DOTTED}
    assert told(files, RequiredSettings) == [f"{path}:3 names=(MAIL_SENDER) before_serving=True tool=spring"]
    assert told(files, ConfigurationLoader) == [
        f"{path}:2 source=file missing=default names=(MAIL_SECRET)",
        f"{path}:1 source=file missing=silent names=(OPENAI_API_KEY)",
    ]
    assert [one.partition("name=")[2].split()[0] for one in told(files, ReadsSetting)] == [
        *("OPENAI_API_KEY", "MAIL_SECRET", "MAIL_SENDER", "SHOP_TITLE"),
    ]


def test_those_of_developers_settings_and_those_that_the_same_files_give_are_not() -> None:
    local = {"pom.xml": "<project/>", "src/main/resources/application-local.properties": _DOTTED}
    assert told(local, RequiredSettings, ConfigurationLoader, ReadsSetting) == []
    given = "shop.mail-from=a@shop.kr\nmail.from=${shop.mailFrom}\nmail.secret=${shop.mail_from:}\n"
    files = {"pom.xml": "<project/>", "src/main/resources/application.properties": given}
    assert told(files, RequiredSettings, ReadsSetting, ConfigurationLoader) == []


def test_a_dotted_address_of_a_database_on_the_own_machine_is_told_once_by_its_variable() -> None:
    path = "src/main/resources/application.properties"
    line = "spring.datasource.url=${shop.db-url:jdbc:postgresql://localhost:5432/shop}\n"
    assert told({"pom.xml": "<project/>", path: line}, ConfigurationLoader) == [
        f"{path}:1 source=file missing=silent names=(SHOP_DB_URL)"
    ]


def test_an_exposure_that_a_variable_decides_hides_no_endpoint() -> None:
    settings = "management.endpoints.web.exposure.include=%s\n"
    build = "implementation 'org.springframework.boot:spring-boot-starter-actuator'"
    path = "src/main/resources/application.properties"

    assert told({"build.gradle": build, path: settings % "${SHOWN}"}, HealthHandler)
    assert not told({"build.gradle": build, path: settings % "prometheus"}, HealthHandler)


@pytest.mark.parametrize("validated", [True, False])
def test_a_validated_class_of_settings_refuses_to_be_without_its_fields(validated: bool) -> None:
    mark = "@Validated\n" if validated else ""
    kotlin = (
        f'{mark}@ConfigurationProperties("shop.key")\ndata class Key(\n    @field:NotBlank val secret: String,\n)\n'
    )
    found = told({"build.gradle.kts": _PLAIN, "src/main/kotlin/Key.kt": kotlin}, RequiredSettings)
    assert found == (["src/main/kotlin/Key.kt:4 names=(secret) before_serving=True tool=spring"] if validated else [])


def test_settings_of_the_endpoint_tell_of_it_where_no_list_of_packages_names_starters() -> None:
    settings = """
        spring:
          datasource:
            url: jdbc:mysql://${DB_HOST}/shop
        management:
          endpoints:
            web:
              exposure:
                include: health,info
        """
    files = {"shop/src/main/resources/application.yml": settings, "shop/build.gradle": "apply plugin: 'our-service'\n"}
    where = "shop/src/main/resources/application.yml:8"
    assert told(files, HealthHandler) == [
        f"{where} path=/actuator/health checks=(database, disk) fails=True framework=spring"
    ]
    assert told({**files, "shop/build.gradle": _PLAIN}, HealthHandler) == []


def test_what_productions_own_settings_replace_is_not_what_production_runs_with() -> None:
    base = """
        spring:
          datasource:
            password:
        auth:
          secret: ${AUTH_SECRET:not-so-secret-words}
        """
    files = {"build.gradle": _PLAIN, "src/main/resources/application.yml": base}
    own = "spring:\n  datasource:\n    password: ${DB_PASSWORD}\nauth:\n  secret: ${AUTH_SECRET}\n"
    accused = "src/main/resources/application.yml"
    for name, expected in (("prod", 0), ("release", 0), ("real", 0), ("dev", 2)):
        found = told({**files, f"src/main/resources/application-{name}.yml": own}, ConfigurationLoader)
        assert len([one for one in found if one.startswith(f"{accused}:")]) == expected


def test_source_that_uses_actuator_tells_that_it_is_there() -> None:
    files = {
        "build.gradle": "dependencies { implementation libs.bundles.web }\n",
        "src/main/java/Beat.java": "import java.util.List;\nimport org.springframework.boot.actuate.health.Health;\n",
    }
    assert told(files, HealthHandler) == [
        "src/main/java/Beat.java:2 path=/actuator/health checks=(disk) fails=True framework=spring"
    ]


def test_a_handler_that_hands_on_what_actuator_found_fails_only_where_it_maps_the_status() -> None:
    code = """
        @RestController
        class Beat {
            private final HealthEndpoint healthEndpoint;
            @Operation(summary = "Is it ready?")
            @GetMapping("/health/ready")
            ResponseEntity<HealthComponent> ready() {
                return %s;
            }
        }
        """
    body = 'ResponseEntity.ok(healthEndpoint.healthForPath("readiness"))'
    mapped = "ResponseEntity.status(codeOf(healthEndpoint.health())).build()"
    made = "new ResponseEntity<>(healthEndpoint.health(), HttpStatus.OK)"
    said = "ResponseEntity.status(200).body(healthEndpoint.health())"
    either = (
        "ResponseEntity.status(up(healthEndpoint.health()) ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE).build()"
    )
    for returned, fails in ((body, "False"), (made, "False"), (said, "False"), (mapped, "True"), (either, "True")):
        files = {"build.gradle": _PLAIN, "src/main/java/Beat.java": code % returned}
        assert told(files, HealthHandler) == [
            f"src/main/java/Beat.java:5-8 path=/health/ready role=ready checks=(disk) fails={fails} framework=spring-mvc"
        ]


@pytest.mark.parametrize(
    ("key", "value", "guessed"),
    [
        ("jwt.secret", "secretkey", True),
        ("shop.jwt.secret-key", "changeme", True),
        ("jwt.secret", "${JWT_SECRET}", False),
        ("jwt.secret", "ENC(c2hvcA==)", False),
        ("jwt.secret", "encrypted:BDqDBibm4wsYqMpCjTQ6BsDHm", False),
        ("jwt.header", "test", False),
        ("shop.hint.secret", "secretkey", False),
    ],
)
def test_a_word_that_everybody_guesses_signs_tokens_in_production(key: str, value: str, guessed: bool) -> None:
    files = {"src/main/resources/application.properties": f"{key}={value}\n"}
    found = told({"pom.xml": "<project/>", **files}, ConfigurationLoader)
    expected = f"src/main/resources/application.properties:1 source=file missing=default names=({key})"
    assert found == ([expected] if guessed else [])


def test_a_helper_that_is_handed_a_built_in_secret_takes_it() -> None:
    text = 'class A {\n    static final String SECRET = getEnv("JWT_SECRET", "oranges");\n}\n'
    found = told({"pom.xml": "<project/>", "src/main/java/A.java": text + "// System.getenv\n"}, ConfigurationLoader)
    assert found == ["src/main/java/A.java:2 source=environment missing=default names=(JWT_SECRET)"]


def test_a_placeholder_that_a_platform_mostly_fills_is_required_beside_the_others() -> None:
    text = "aws.secret-key=${AWS_SECRET_ACCESS_KEY}\njwt.secret=${JWT_SECRET}\n"
    files = {"pom.xml": "<project/>", "src/main/resources/application.properties": text}
    assert told(files, ConfigurationLoader) == []


@pytest.mark.parametrize(("profile", "listed"), [("'!local'", True), ("'!(local | test)'", True), ("local", False)])
def test_a_profile_that_is_not_a_developers_asks_in_production(profile: str, *, listed: bool) -> None:
    text = f"""
        spring:
          config:
            activate:
              on-profile: {profile}
          datasource:
            password: ${{DB_PASSWORD}}
        """
    files = {"pom.xml": "<project/>", "src/main/resources/application.yml": text}
    assert bool(told(files, RequiredSettings)) is listed
    assert told(files, ConfigurationLoader) == []


def test_a_database_stands_where_productions_part_of_the_settings_leads() -> None:
    text = """
        spring:
          config.activate.on-profile: prod
          datasource:
            url: ${MYSQL_URL}
            driver-class-name: com.mysql.cj.jdbc.Driver
        ---
        spring:
          config:
            activate:
              on-profile: test
          datasource:
            url: jdbc:mysql://localhost:3306/shop_test
        """
    files = {"pom.xml": "<project/>", "src/main/resources/application.yml": text}
    assert [line.partition(" engine")[0] for line in told(files, Database)] == [
        "src/main/resources/application.yml:4-5"
    ]


@pytest.mark.parametrize("path", ["/api/healthy", "/check-health", "/api-health", "/health-test"])
def test_a_path_about_health_may_be_called_in_other_words(path: str) -> None:
    text = (
        f'@RestController\nclass A {{\n    @GetMapping("{path}")\n    String a() {{\n        return "OK";\n    }}\n}}\n'
    )
    files = {"build.gradle": _GRADLE, "src/main/java/A.java": text}
    assert any(f"path={path} constant=True" in line for line in told(files, HealthHandler))


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("jdbc:mysql://db.shop.co.kr:3306/shop?useSSL=true&user=app&password=orange7tree", True),
        ("jdbc:sqlserver://db.shop.co.kr:1433;databaseName=shop;user=app;password=orange7tree", True),
        ("jdbc:mysql://localhost:3306/shop?user=app&password=orange7tree", True),
        ("jdbc:mysql://db.shop.co.kr:3306/shop?user=app&password=${DB_PASSWORD}", False),
        ("jdbc:mysql://db.shop.co.kr:3306/shop?useSSL=true", False),
    ],
)
def test_a_password_among_the_parameters_of_an_address_is_shown(address: str, *, shown: bool) -> None:
    settings = f"spring.datasource.url={address}\n"
    found = told({"build.gradle": _GRADLE, "src/main/resources/application-prod.properties": settings}, ExposedSecret)
    assert bool(found) is shown


def test_settings_of_a_profile_are_read_whatever_joins_their_name() -> None:
    settings = "spring.datasource.password=Harbor!2024river\n"
    for name in ("application-prod.properties", "application_prod.properties"):
        path = f"src/main/resources/{name}"
        found = told({"build.gradle": _GRADLE, path: settings}, ExposedSecret)
        assert [one.split()[0] for one in found] == [f"{path}:1"]


@pytest.mark.parametrize(("off", "expected"), [("mongo", "database, disk"), ("db", "disk")])
def test_a_question_for_a_store_that_is_not_there_says_nothing_when_it_is_switched_off(off: str, expected: str) -> None:
    settings = f"management.health.{off}.enabled=false\nspring.datasource.url=${{DB_URL}}\n"
    files = {"build.gradle": _GRADLE, "src/main/resources/application.properties": settings}
    assert told(files, HealthHandler) == [
        f"build.gradle:4 path=/actuator/health checks=({expected}) fails=True framework=spring"
    ]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("https://your-shop-domain.com", ["silent"]),
        ("https://www.yourdomain.com", ["silent"]),
        ("https://cakes.shop", []),
    ],
)
def test_an_address_that_somebody_was_to_fill_in_goes_unnoticed(value: str, expected: list[str]) -> None:
    settings = f"allowed:\n  urls: ${{ALLOWED_ORIGIN:{value}}}\ndb: ${{DB_HOST}}\n"
    found = told({"build.gradle": _PLAIN, "src/main/resources/application.yml": settings}, ConfigurationLoader)
    assert [one for one in found if "ALLOWED_ORIGIN" in one and "missing=silent" in one] == [
        "src/main/resources/application.yml:2 source=file missing=silent names=(ALLOWED_ORIGIN)" for _ in expected
    ]


@pytest.mark.parametrize(
    ("constant", "path"),
    [('static final String BEAT = "/health";', "/health"), ('static final String BEAT = "/orders";', None), ("", None)],
)
def test_a_path_by_a_constant_is_what_this_file_says_of_it(constant: str, path: str | None) -> None:
    code = f'@RestController\nclass HealthController {{\n  {constant}\n  @GetMapping(BEAT)\n  String beat() {{ return "OK"; }}\n}}\n'
    found = told({"build.gradle": "", "src/main/java/HealthController.java": code}, HealthHandler)
    assert [line.partition("path=")[2].partition(" ")[0] for line in found] == ([path] if path else [])


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ('environment.getProperty("jwt.secret", "sugar")', ["(jwt.secret)"]),
        ('System.getProperty("jwt.secret", "sugar")', ["(jwt.secret)"]),
        ('dotenv.get("JWT_SECRET", "sugar")', ["(JWT_SECRET)"]),
        ('environment.getProperty("shop.title", "sugar")', []),
        ('environment.getProperty("jwt.secret")', []),
    ],
)
def test_a_property_that_is_asked_for_with_a_word_instead(asked: str, found: list[str]) -> None:
    code = f"class Token {{ String word = {asked}; }}\n"
    told_of = told({"build.gradle": _PLAIN, "src/main/java/Token.java": code}, ConfigurationLoader)
    assert [line.rpartition("names=")[2] for line in told_of if "missing=default" in line] == found


@pytest.mark.parametrize(("name", "found"), [("jwt.secret", True), ("jwt.expiration", False)])
def test_the_word_of_a_constant_takes_a_propertys_place(name: str, *, found: bool) -> None:
    code = f'class Token {{\n  Token(@Value("${{{name}:" + DEFAULT_WORD + "}}") String word) {{ }}\n}}\n'
    told_of = told({"build.gradle": _PLAIN, "src/main/java/Token.java": code}, ConfigurationLoader)
    assert any(f"missing=default names=({name})" in line for line in told_of) is found


_ROWS = "spring.datasource.url=jdbc:mysql://{host}/cakes\nspring.datasource.password={password}\n"


@pytest.mark.parametrize(
    ("host", "password", "others", "lines"),
    [
        ("rows.cake.example", "1234", {}, [2]),
        ("rows.cake.example", "password", {"application-local.properties": "spring.datasource.password=root\n"}, [2]),
        ("rows.cake.example", "1234", {"application-prod.properties": "spring.datasource.password=${PW}\n"}, []),
        ("rows.cake.example", "${DB_PASSWORD}", {}, []),
        ("rows.cake.example", "Baked!2024x", {}, []),
        ("rows.cake.example", "ENC(c2hvcA==)", {}, []),
        ("rows.cake.example", "", {}, []),
    ],
)
def test_a_password_that_everybody_would_guess_is_what_production_is_started_with(
    host: str, password: str, others: dict[str, str], lines: list[int]
) -> None:
    folder = "src/main/resources"
    files = {f"{folder}/application.properties": _ROWS.format(host=host, password=password)}
    files |= {f"{folder}/{name}": text for name, text in others.items()}
    found = told({"build.gradle": _PLAIN, **files}, ConfigurationLoader)
    shown = [f"{folder}/application.properties:{line} source=file missing=default names=(password)" for line in lines]
    assert [one for one in found if "missing=default" in one] == shown


def test_a_database_in_memory_may_have_any_password() -> None:
    text = "spring.datasource.url=jdbc:h2:mem:cakes\nspring.datasource.password=sa\n"
    files = {"build.gradle": _PLAIN, "src/main/resources/application.properties": text}
    assert told(files, ConfigurationLoader) == []


@pytest.mark.parametrize(("instead", "shown"), [(" ?: 'sugar'", True), ("", False)])
def test_an_expression_of_spring_may_take_a_word_instead_of_a_variable(instead: str, *, shown: bool) -> None:
    code = f"""class Token {{ @Value("#{{systemEnvironment['JWT_SECRET']{instead}}}") String word; }}\n"""
    found = told({"build.gradle": _PLAIN, "src/main/java/Token.java": code}, ConfigurationLoader)
    assert any("missing=default names=(JWT_SECRET)" in line for line in found) == shown


def test_a_property_of_ktor_may_be_told_by_a_word_instead() -> None:
    code = 'val word = environment.config.propertyOrNull("jwt.secret")?.getString() ?: "sugar"\n'
    found = told({"build.gradle": _PLAIN, "src/main/kotlin/Token.kt": code}, ConfigurationLoader)
    assert any("missing=default names=(jwt.secret)" in line for line in found)


@pytest.mark.parametrize(
    ("settings", "checks"),
    [
        ("spring.jpa.hibernate.ddl-auto=validate\n", "database, disk"),
        ("spring.session.store-type=jdbc\n", "database, disk"),
        ("spring.flyway.enabled=true\n", "database, disk"),
        ("spring.session.store-type=redis\n", "disk"),
        ("spring.application.name=shop\n", "disk"),
    ],
)
def test_settings_of_a_data_source_have_actuator_look_at_it(settings: str, checks: str) -> None:
    build = "implementation 'org.springframework.boot:spring-boot-starter-actuator'\n"
    files = {"build.gradle": build, "src/main/resources/application.properties": settings}
    source = "@SpringBootApplication class Shop { void main() { SpringApplication.run(Shop.class); } }\n"
    (fact,) = told({**files, "src/main/java/Shop.java": source}, HealthHandler)
    assert f"checks=({checks})" in fact


def test_a_variable_in_capitals_is_none_of_the_settings_that_are_called_alike() -> None:
    text = "jwt:\n  secret: ${JWT:c29tZS1zZWNyZXQtdmFsdWU}\n"
    [one] = told({"pom.xml": "<project/>", "src/main/resources/application.yml": text}, ConfigurationLoader)
    assert one.startswith("src/main/resources/application.yml:2")
    assert "missing=default" in one


@pytest.mark.parametrize(
    ("line", "missed"),
    [
        ('System.getProperty("SHOP_COLOUR", "red")', False),
        ('System.getenv().getOrDefault("SHOP_COLOUR", "red")', False),
        ('System.getenv("SHOP_COLOUR")', True),
    ],
)
def test_a_property_with_a_word_instead_is_not_missed(line: str, *, missed: bool) -> None:
    others = ", ".join(f'System.getenv("{name}")' for name in ("SHOP_LEFT", "SHOP_RIGHT", "SHOP_MIDDLE"))
    code = f"class Settings {{ static final String[] ALL = {{ {others}, {line} }}; }}\n"
    [told_of] = told({"pom.xml": "<project/>", "src/main/java/Settings.java": code}, ConfigurationLoader)
    assert ("SHOP_COLOUR" in told_of) == missed
