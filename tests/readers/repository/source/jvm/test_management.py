"""Actuator's endpoints that tell or change the inside of an application."""

import pytest

from holdfast.model.facts import OpenManagement

from ..support import told

POM = "<project><artifactId>spring-boot-starter-actuator</artifactId></project>"
GUARDED = POM.replace("<project>", "<project><artifactId>spring-boot-starter-security</artifactId>")
SHOP = "@SpringBootApplication class Shop { void main() { SpringApplication.run(Shop.class); } }\n"
AT = "src/main/resources/application.properties"
INCLUDE = "management.endpoints.web.exposure.include"
CHAIN = "class Guard {\n  SecurityFilterChain chain(HttpSecurity http) {\n    return http.authorizeHttpRequests(a -> a\n%s);\n  }\n}\n"


def opened(settings: str, *, pom: str = POM, guard: str = "", at: str = AT) -> list[str]:
    more = {"src/main/java/Guard.java": CHAIN % guard} if guard else {}
    return told({"pom.xml": pom, "src/main/java/Shop.java": SHOP, at: settings, **more}, OpenManagement)


@pytest.mark.parametrize("value", ["*", "health,env", "health, heapdump", '"*"'])
def test_what_tells_the_inside_is_shown_at_its_line(value: str) -> None:
    (said,) = opened(f"server.port=8080\n{INCLUDE}={value}\n")
    assert said.startswith(f"{AT}:2")


@pytest.mark.parametrize(
    "settings",
    [
        f"{INCLUDE}=health,info,prometheus\n",
        f"{INCLUDE}=*\nmanagement.server.port=9090\n",
        f"{INCLUDE}=*\nmanagement.endpoints.web.exposure.exclude=env,heapdump\n",
        f"{INCLUDE}=*\nmanagement.endpoints.enabled-by-default=false\n",
    ],
)
def test_what_is_left_out_or_listens_elsewhere_is_not_open(settings: str) -> None:
    assert opened(settings) == []


def test_a_developers_file_opens_nothing() -> None:
    assert opened(f"{INCLUDE}=*\n", at="src/main/resources/application-local.properties") == []


@pytest.mark.parametrize(
    ("guard", "is_open"),
    [
        ('.requestMatchers("/actuator/**").permitAll().anyRequest().authenticated()', True),
        (".anyRequest().permitAll()", True),
        ('.requestMatchers("/actuator/health").permitAll().requestMatchers("/actuator/**").hasRole("OPS")', False),
        (".anyRequest().authenticated()", False),
        ('.requestMatchers("/actuator/health").permitAll().anyRequest().authenticated()', False),
    ],
)
def test_spring_security_decides_who_is_let_in(guard: str, is_open: bool) -> None:
    assert bool(opened(f"{INCLUDE}=*\n", pom=GUARDED, guard=guard)) is is_open


def test_spring_security_without_rules_lets_only_those_in_who_log_in() -> None:
    assert opened(f"{INCLUDE}=*\n", pom=GUARDED) == []


_OWN = "class Guard {\n  SecurityFilterChain chain(HttpSecurity http) {\n    return http.securityMatcher(%s).authorizeHttpRequests(a -> a%s).build();\n  }\n}\n"
_REST = ".anyRequest().%s"


@pytest.mark.parametrize("matcher", ['"/actuator/**"', "EndpointRequest.toAnyEndpoint()"])
@pytest.mark.parametrize(
    "free",
    [
        "",
        '.requestMatchers("/actuator/health/**", "/actuator/info").permitAll()',
        '.requestMatchers(EndpointRequest.to("health", "info")).permitAll()',
    ],
)
def test_rules_of_its_own_for_actuator_may_leave_health_open(matcher: str, free: str) -> None:
    def is_open(rest: str) -> bool:
        guard = _OWN % (matcher, free + _REST % rest)
        files = {"pom.xml": GUARDED, "src/main/java/Shop.java": SHOP, AT: f"{INCLUDE}=*\n"}
        return bool(told({**files, "src/main/java/Guard.java": guard}, OpenManagement))

    assert not is_open('hasRole("OPS")')
    assert is_open("permitAll()")


def test_kotlins_rules_are_read_too() -> None:
    guard = """class Guard {
      fun chain(http: HttpSecurity): SecurityFilterChain {
        http {
          securityMatcher("/actuator/**")
          authorizeHttpRequests {
            authorize("/actuator/health", permitAll)
            authorize(anyRequest, %s)
          }
        }
        return http.build()
      }
    }
    """
    files = {"pom.xml": GUARDED, "src/main/java/Shop.java": SHOP, AT: f"{INCLUDE}=*\n"}
    assert told({**files, "src/main/kotlin/Guard.kt": guard % 'hasRole("OPS")'}, OpenManagement) == []
    assert told({**files, "src/main/kotlin/Guard.kt": guard % "permitAll"}, OpenManagement) != []


H2 = POM.replace("<project>", "<project><artifactId>h2database</artifactId>")
CONSOLE = "spring.h2.console.enabled=true\n"


@pytest.mark.parametrize(
    ("settings", "pom", "guard", "is_open"),
    [
        (CONSOLE, H2, "", True),
        (CONSOLE, "", ".requestMatchers(PathRequest.toH2Console()).permitAll().anyRequest().authenticated()", True),
        (CONSOLE, H2, '.requestMatchers("/h2-console/**").permitAll().anyRequest().authenticated()', True),
        (f"{CONSOLE}spring.h2.console.path=/sql\n", H2, '.requestMatchers("/sql/**").permitAll()', True),
        (CONSOLE, H2, ".anyRequest().permitAll()", True),
        (CONSOLE, H2, ".anyRequest().authenticated()", False),
        (CONSOLE, H2, '.requestMatchers("/h2-console/**").hasRole("OPS").anyRequest().permitAll()', False),
        (CONSOLE, POM, "", False),
        ("spring.h2.console.enabled=false\n", H2, "", False),
    ],
)
def test_h2s_console_is_open_where_nothing_stands_before_it(settings: str, pom: str, guard: str, is_open: bool) -> None:
    assert bool(opened(settings, pom=pom, guard=guard)) is is_open
    assert not opened(settings, pom=H2, guard=guard, at="src/main/resources/application-local.properties")


@pytest.mark.parametrize(
    ("profile", "others", "is_open"),
    [("default", "prod", False), ("default", "", True), ("prod", "", True), ("local", "prod", False)],
)
def test_what_is_set_for_no_profile_is_nobodys_but_the_developers_where_there_are_others(
    profile: str, others: str, *, is_open: bool
) -> None:
    on = "spring:\n  config:\n    activate:\n      on-profile: {}\n"
    text = f"{on.format(profile)}  h2:\n    console:\n      enabled: true\n"
    text += f"---\n{on.format(others)}  datasource:\n    url: jdbc:mysql://shop\n" if others else ""
    assert bool(opened(text, pom=H2, guard="", at="src/main/resources/application.yml")) is is_open
