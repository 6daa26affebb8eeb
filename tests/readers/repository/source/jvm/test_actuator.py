"""Actuator as settings and source of Spring applications use it."""

import pytest

from holdfast.model.facts import HealthHandler, MetricSource, ServesHttp
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.source.jvm.actuator import left_out

from ..support import read, told

POM = "<project><artifactId>spring-boot-starter-actuator</artifactId></project>"


def measured(path: str, included: str) -> list[str]:
    text = f"management:\n  endpoints:\n    web:\n      exposure:\n        include: {included}\n"
    source = "@SpringBootApplication class Shop { void main() { SpringApplication.run(Shop.class); } }\n"
    return told({"pom.xml": POM, "src/main/java/Shop.java": source, path: text}, MetricSource)


@pytest.mark.parametrize("included", ["health,prometheus", '"*"', "health, metrics, prometheus"])
def test_metrics_that_the_settings_expose_are_collected_at_their_line(included: str) -> None:
    path = "src/main/resources/application.yml"

    assert measured(path, included) == [f"{path}:5 watches=requests system=actuator"]


def test_health_alone_or_a_developers_file_collects_nothing() -> None:
    assert measured("src/main/resources/application.yml", "health,info") == []
    assert measured("src/main/resources/application-local.yml", "prometheus") == []


def test_numbers_that_no_collector_could_fetch_are_measured_by_nobody() -> None:
    assert measured("src/main/resources/application.yml", "health,info,metrics") == []


_ON = "implementation 'org.springframework.boot:spring-boot-starter-actuator'"
_IN_POM = "<dependency>\n<artifactId>spring-boot-starter-actuator</artifactId>\n</dependency>\n"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f"dependencies {{\n    // {_ON}\n}}\n", 2),
        (f"dependencies {{\n    //{_ON}\n    {_ON}\n}}\n", None),
        (f"dependencies {{\n    {_ON}\n}}\n", None),
        (f"<!-- later\n{_IN_POM}-->\n", 3),
        (f"<!-- health -->\n{_IN_POM}", None),
        ("dependencies {}\n", None),
    ],
)
def test_what_a_build_file_only_remarks_on_is_left_out(text: str, line: int | None) -> None:
    found = left_out([Snippet("build.gradle", text)])
    assert (found.start_line if found else None) == line


def test_a_program_that_has_no_endpoint_shows_the_remark() -> None:
    files = {
        "build.gradle": f"plugins {{ id 'org.springframework.boot' version '3.3.1' }}\ndependencies {{\n  // {_ON}\n}}\n",
        "src/main/java/shop/App.java": (
            "package shop;\n\n@SpringBootApplication\npublic class App {\n"
            "  public static void main(String[] args) {\n    SpringApplication.run(App.class, args);\n  }\n}\n"
        ),
    }
    [serving] = [fact for fact in read(files) if isinstance(fact, ServesHttp)]
    assert (serving.at.path, serving.where("left out").path) == ("src/main/java/shop/App.java", "build.gradle")


_CONTROLLERS = {
    "src/main/kotlin/shop/Probes.kt": """
        @RestController
        @RequestMapping("/status")
        class Probes(private val endpoint: HealthEndpoint) {
            @GetMapping("/ready")
            fun ready() = told("readiness")

            @GetMapping("/deps")
            fun deps() = told("everything")

            private fun told(group: String): ResponseEntity<String> {
                val now = endpoint.healthForPath(group).status
                return ResponseEntity.status(if (now == Status.UP) 200 else 503).body(now.code)
            }
        }
        """,
    "src/main/java/shop/Probes.java": """
        @RestController
        class Probes {
            private final HealthEndpoint endpoint;

            @GetMapping("/status/live")
            public ResponseEntity<String> live() {
                return told("liveness");
            }

            private ResponseEntity<String> told(String group) {
                return ResponseEntity.status(endpoint.healthForPath(group).getStatus() == Status.UP ? 200 : 503).build();
            }
        }
        """,
}


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (
            "src/main/kotlin/shop/Probes.kt",
            [
                "4-5 path=/status/ready role=ready checks=(process, database) fails=True framework=spring-mvc",
                "7-8 path=/status/deps checks=(database, disk) fails=True framework=spring-mvc",
            ],
        ),
        (
            "src/main/java/shop/Probes.java",
            ["5-8 path=/status/live role=live checks=(process) fails=True framework=spring-mvc"],
        ),
    ],
)
def test_a_handler_of_the_teams_own_hands_on_the_group_that_it_names_through_a_helper(
    path: str, said: list[str]
) -> None:
    files = {
        "pom.xml": "<project><artifactId>spring-boot-starter-data-jpa</artifactId></project>",
        "src/main/resources/application.properties": (
            "management.endpoint.health.group.readiness.include=readinessState,db\n"
        ),
        path: _CONTROLLERS[path],
    }
    found = told(files, HealthHandler)
    assert [one.removeprefix(f"{path}:") for one in found if one.startswith(path)] == said


@pytest.mark.parametrize(("name", "kept"), [("healthCheck", True), ("home", False)])
def test_a_root_that_is_named_for_health_stands_beside_what_actuator_brings(name: str, kept: bool) -> None:
    controller = (
        "package shop;\n\n@RestController\npublic class Root {\n"
        f'  @GetMapping("/")\n  public ResponseEntity<String> {name}() {{\n    return ResponseEntity.ok("here");\n  }}\n}}\n'
    )
    files = {"build.gradle": f"dependencies {{ {_ON} }}\n", "src/main/java/shop/Root.java": controller}

    paths = [fact.path for fact in read(files) if isinstance(fact, HealthHandler)]

    assert paths == ["/actuator/health", *(["/"] if kept else [])]


@pytest.mark.parametrize(
    ("settings", "line"),
    [
        ("management:\n  health:\n    db:\n      enabled: false\n", 4),
        ("management:\n  health:\n    db:\n      enabled: true\n", None),
        ("management:\n  health:\n    redis:\n      enabled: false\n", None),
    ],
)
def test_settings_that_have_the_endpoint_leave_out_the_database_are_told(settings: str, line: int | None) -> None:
    files = {"build.gradle": f"dependencies {{ {_ON} }}\n", "src/main/resources/application.yml": settings}
    files["src/main/java/shop/App.java"] = "package shop;\n\n@SpringBootApplication\npublic class App {}\n"

    [found] = [fact for fact in read(files) if isinstance(fact, HealthHandler)]

    unasked = found.places.get("unasked")
    assert (unasked.start_line if unasked else None) == line
