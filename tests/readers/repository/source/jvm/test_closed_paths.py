"""Rules of Spring Security that keep Actuator's endpoint from whoever has no login."""

import pytest

from holdfast.model.facts import HealthHandler

from ..support import read

BUILD = "dependencies { implementation 'org.springframework.boot:spring-boot-starter-actuator' }\n"
PROBES = "management.endpoint.health.probes.enabled=true\n"


def doors(rules: str, before: str = "") -> str:
    return f"""
        package shop;

        {before}
        @Configuration
        class Doors {{
          static final String[] OPEN = {{"/login", "/actuator/health/**"}};

          @Bean
          SecurityFilterChain doors(HttpSecurity http) throws Exception {{
            return http.authorizeHttpRequests(asked -> asked
              {rules}
              .anyRequest().authenticated()).build();
          }}
        }}
    """


def closed(source: str, *, settings: str = "", name: str = "Doors.java") -> dict[str, int]:
    """The line of the rule, by the path that it closes."""
    files = {"build.gradle": BUILD, f"src/main/java/shop/{name}": source}
    files |= {"src/main/resources/application.properties": settings} if settings else {}
    found = [fact for fact in read(files) if isinstance(fact, HealthHandler)]
    return {one.path: one.places["closed"].start_line for one in found if "closed" in one.places}


@pytest.mark.parametrize(
    "rule",
    [
        '.requestMatchers("/actuator/health").hasRole("ADMIN")',
        '.requestMatchers("/actuator/**").hasAnyAuthority("OPS", "ADMIN")',
        '.antMatchers("/metrics", "/actuator/*").authenticated()',
        '.requestMatchers(HttpMethod.GET, "/actuator/health/").denyAll()',
        '.requestMatchers(new AntPathRequestMatcher("/actuator/**")).hasAuthority("ROLE_ADMIN")',
        '.requestMatchers(EndpointRequest.toAnyEndpoint()).hasRole("OPS")',
        '.requestMatchers("/orders").permitAll().requestMatchers("/actuator/**").hasRole("ADMIN")',
    ],
)
def test_a_rule_that_wants_a_login_for_the_endpoint_closes_it(rule: str) -> None:
    assert closed(doors(rule)) == {"/actuator/health": 11}


@pytest.mark.parametrize(
    "rules",
    [
        '.requestMatchers("/actuator/health").permitAll().requestMatchers("/actuator/**").hasRole("ADMIN")',
        '.requestMatchers(OPEN).permitAll().requestMatchers("/actuator/**").hasRole("ADMIN")',
        '.requestMatchers(Paths.OPEN).permitAll().requestMatchers("/actuator/**").hasRole("ADMIN")',
        '.requestMatchers(EndpointRequest.to("health")).permitAll().requestMatchers("/actuator/**").denyAll()',
        '.requestMatchers(HttpMethod.POST, "/actuator/**").hasRole("ADMIN")',
        '.requestMatchers("/actuator/metrics").hasRole("ADMIN")',
        '.requestMatchers("/admin/**").hasRole("ADMIN")',
        '.requestMatchers("/actuator/**").access(hasIpAddress("10.0.0.0/16"))',
        '// .requestMatchers("/actuator/**").hasRole("ADMIN")',
    ],
)
def test_what_another_rule_opens_first_or_may_open_is_not_closed(rules: str) -> None:
    assert closed(doors(rules)) == {}


def test_a_path_that_is_passed_over_by_all_rules_is_open() -> None:
    ignoring = doors('.requestMatchers("/actuator/**").hasRole("ADMIN")').replace(
        "static final", 'void web(WebSecurity web) { web.ignoring().antMatchers("/actuator/health"); }\n static final'
    )
    assert closed(ignoring) == {}


def test_rules_for_a_developers_profile_say_nothing_of_production() -> None:
    assert closed(doors('.requestMatchers("/actuator/**").hasRole("ADMIN")', '@Profile("local")')) == {}


def test_each_of_the_endpoints_is_closed_by_itself() -> None:
    rules = (
        '.requestMatchers("/actuator/health/readiness", "/actuator/health/liveness").permitAll()'
        '.requestMatchers("/actuator/**").hasRole("ADMIN")'
    )
    assert list(closed(doors(rules), settings=PROBES)) == ["/actuator/health"]


def test_the_rules_of_kotlin_are_read_too() -> None:
    source = """
        package shop

        class Doors {
          @Bean
          fun doors(http: HttpSecurity): SecurityFilterChain {
            http {
              authorizeHttpRequests {
                authorize("/login", permitAll)
                authorize("/actuator/**", hasRole("ADMIN"))
                authorize(anyRequest, authenticated)
              }
            }
            return http.build()
          }
        }
    """
    assert closed(source, name="Doors.kt") == {"/actuator/health": 9}
