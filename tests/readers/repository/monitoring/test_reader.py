"""Prometheus, Alertmanager, Grafana, Datadog and uptime checkers."""

import pytest

from holdfast.model.facts import MetricSource
from holdfast.readers.repository.monitoring.reader import READER
from tests.readers.repository.terraform.support import readings, told

_RULES = """
    groups:
      - name: host
        rules:
          - alert: HighCPU
            expr: 100 - avg(rate(node_cpu_seconds_total{mode="idle"}[5m])) > 80
          - alert: HostDown
            expr: up == 0
            annotations:
              summary: "{{ $labels.instance }} が応答しません"
          - record: job:errors
            expr: sum(errors)
    """
_ALERTMANAGER = """
    route:
      receiver: team
    receivers:
      - name: team
        slack_configs:
          - channel: "#alerts"
        email_configs:
          - to: ops@shop.co.jp
      - name: nobody
    """


def test_rules_call_somebody_when_alertmanager_has_receivers() -> None:
    files = {"monitoring/alert.rules.yml": _RULES, "monitoring/alertmanager.yml": _ALERTMANAGER}
    assert told(files, reader=READER) == [
        "Alarm monitoring/alert.rules.yml:4 watches=cpu@5 name=HighCPU notifies=True system=prometheus",
        "Alarm monitoring/alert.rules.yml:6 watches=uptime@7 name=HostDown notifies=True system=prometheus",
        "Topic monitoring/alertmanager.yml:4 name=team subscribers=email|slack",
        "Topic monitoring/alertmanager.yml:9 name=nobody",
    ]


@pytest.mark.parametrize("calls", ["", "        # slack_configs: []\n", "        webhook_configs: []\n"])
def test_a_receiver_that_calls_nobody_is_where_the_alerts_end_when_no_other_does(calls: str) -> None:
    text = f"    route:\n      receiver: sometime\n    receivers:\n      - name: sometime\n{calls}"
    assert told({"monitoring/alertmanager.yml": text}, reader=READER) == [
        "Topic monitoring/alertmanager.yml:4 name=sometime for_alarms=True"
    ]


@pytest.mark.parametrize("key", ["webex_configs", "rocketchat_configs", "msteamsv2_configs"])
def test_a_receiver_calls_somebody_by_whichever_service(key: str) -> None:
    text = f"    route:\n      receiver: team\n    receivers:\n      - name: team\n        {key}: [{{ to: night }}]\n"
    (topic,) = told({"monitoring/alertmanager.yml": text}, reader=READER)
    assert "subscribers=" in topic


def test_rules_without_receivers_call_nobody_which_is_said_where_their_list_begins() -> None:
    assert told({"prometheus/rules.yml": _RULES}, reader=READER) == [
        "Alarm prometheus/rules.yml:4 watches=cpu@5 name=HighCPU notifies=False@2 system=prometheus",
        "Alarm prometheus/rules.yml:6 watches=uptime@7 name=HostDown notifies=False@2 system=prometheus",
    ]


def test_scraped_exporters_collect_their_metrics() -> None:
    text = """
        scrape_configs:
          - job_name: node-exporter
          - job_name: pm2
          - job_name: api
        """
    assert told({"prometheus/prometheus.yml": text}, reader=READER) == [
        "MetricSource prometheus/prometheus.yml:2 watches=cpu system=prometheus",
        "MetricSource prometheus/prometheus.yml:2 watches=memory system=prometheus",
        "MetricSource prometheus/prometheus.yml:2 watches=disk system=prometheus",
        "MetricSource prometheus/prometheus.yml:3 watches=process system=prometheus",
        "MetricSource prometheus/prometheus.yml:3 watches=process-memory system=prometheus",
        "MetricSource prometheus/prometheus.yml:4 watches=requests system=prometheus",
    ]


@pytest.mark.parametrize(
    ("job", "collects"),
    [
        ("job_name: shop-backend", True),
        ("job_name: spring-boot\n    metrics_path: /actuator/prometheus", True),
        ("job_name: prometheus-spring\n    metrics_path: /actuator/prometheus", True),
        ("job_name: cadvisor", True),
        ("job_name: prometheus", False),
        ("job_name: jenkins", False),
        ("job_name: health-check\n    metrics_path: /actuator/health", False),
        ("metrics_path: /metrics", False),
    ],
)
def test_what_the_application_tells_of_itself_is_collected(job: str, *, collects: bool) -> None:
    text = f"scrape_configs:\n  - {job}\n"
    assert bool(told({"prometheus/prometheus.yml": text}, reader=READER)) is collects


@pytest.mark.parametrize(
    ("head", "lines"),
    [
        ("alerting:\n  alertmanagers: []\n\n# none yet\nrule_files: []\n", (1, 5)),
        ("rule_files:\n  # - shop.yml\n", (1, 1)),
        ("alerting:\n  alertmanagers:\n    - static_configs:\n        - targets: []\n", (1, 4)),
        ("global:\n  scrape_interval: 15s\n", None),
        ("# alerting:\n#   alertmanagers:\n#     - targets: []\n\nrule_files:\n", (1, 3)),
        ("alerting:\n  alertmanagers: []\n# alerting: see the wiki\n", (1, 2)),
    ],
)
def test_a_configuration_of_prometheus_says_where_alarms_are_lacking(head: str, lines: tuple[int, int] | None) -> None:
    text = f"{head}scrape_configs:\n  - job_name: shop\n"
    (source,) = readings({"prometheus.yml": text}, reader=READER)
    assert isinstance(source, MetricSource)
    place = source.places.get("alarms")
    assert (place and (place.start_line, place.end_line)) == lines


def test_grafana_gives_dashboards_and_its_own_alerts() -> None:
    files = {
        "grafana/dashboards/api.json": '{\n  "panels": [],\n  "schemaVersion": 39,\n  "title": "주문 API"\n}\n',
        "grafana/provisioning/alerting/alerts.yml": """
            apiVersion: 1
            groups:
              - name: api
                rules:
                  - title: Memory high
            contactPoints:
              - name: team
                receivers:
                  - type: slack
            """,
    }
    assert told(files, reader=READER) == [
        "Dashboard grafana/dashboards/api.json:4 name=주문 API system=grafana",
        "Alarm grafana/provisioning/alerting/alerts.yml:5 watches=memory name=Memory high system=grafana",
        "Topic grafana/provisioning/alerting/alerts.yml:7 name=team subscribers=slack",
    ]


def test_monitors_of_datadog_and_uptime_checks_are_alarms() -> None:
    files = {
        "datadog/monitors.json": """
            {
              "name": "CPU is high",
              "type": "metric alert",
              "query": "avg(last_5m):avg:system.cpu.user{*} > 90",
              "message": "look @slack-ops"
            }
            """,
        ".upptimerc.yml": """
            sites:
              - name: API
                url: https://api.example.com/health
            """,
        "gatus/config.yaml": """
            endpoints:
              - name: web
                url: https://www.example.com
            """,
    }
    assert told(files, reader=READER) == [
        "HealthProbe .upptimerc.yml:2 asker=monitor path=/health",
        "Alarm .upptimerc.yml:2 watches=uptime name=API notifies=True system=uptime-service",
        "Alarm datadog/monitors.json:4 watches=cpu name=CPU is high notifies=True system=datadog",
        "HealthProbe gatus/config.yaml:2 asker=monitor path=/ decides=False",
        "Alarm gatus/config.yaml:2 watches=uptime name=web notifies=False system=uptime-service",
    ]


def test_other_files_say_nothing_and_broken_ones_are_gaps() -> None:
    files = {
        "config/rules.yml": "rules: [a]\n",
        "monitoring/package.json": '{"name": "x"}\n',
        "src/alerts.json": '{"message": "x", "query": "y"}\n',
        "monitoring/alerts.yml": "groups:\n  - name: [\n",
    }
    assert told(files, reader=READER) == ["Gap monitoring/alerts.yml:2 malformed"]


@pytest.mark.parametrize(
    "text",
    [
        "groups: x\n",
        "groups: [1, {rules: 2}, {rules: [null, {alert: [1], expr: {a: 1}}]}]\n",
        "receivers: {a: 1}\nroute: x\n",
        "sites: [{url: 'http://[::bad'}, {url: 1}, x]\n",
        '{"panels": ' + "[" * 30_000,
        '[{"query": 1, "message": [], "type": "x"}]\n',
        "scrape_configs:\n" + "  - job_name: node\n" * 2_000,
    ],
)
def test_hostile_files_neither_raise_nor_hang(text: str) -> None:
    readings({"monitoring/alerts.yml": text, "monitoring/alerts.json": text}, READER)
