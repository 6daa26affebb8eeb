"""Actuator as settings and source of Spring applications use it."""

import pytest

from holdfast.model.facts import MetricSource

from .support import told

POM = "<project><artifactId>spring-boot-starter-actuator</artifactId></project>"


def measured(path: str, included: str) -> list[str]:
    text = f"management:\n  endpoints:\n    web:\n      exposure:\n        include: {included}\n"
    source = "@SpringBootApplication class Shop { void main() { SpringApplication.run(Shop.class); } }\n"
    return told({"pom.xml": POM, "src/main/java/Shop.java": source, path: text}, MetricSource)


@pytest.mark.parametrize("included", ["health,prometheus", '"*"', "health, metrics"])
def test_metrics_that_the_settings_expose_are_collected_at_their_line(included: str) -> None:
    path = "src/main/resources/application.yml"

    assert measured(path, included) == [f"{path}:5 watches=requests system=actuator"]


def test_health_alone_or_a_developers_file_collects_nothing() -> None:
    assert measured("src/main/resources/application.yml", "health,info") == []
    assert measured("src/main/resources/application-local.yml", "prometheus") == []
