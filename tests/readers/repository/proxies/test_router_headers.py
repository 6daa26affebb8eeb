"""Whom a router in front of the application lets in: by Traefik's headers, or by Kong's plugin."""

import pytest

from holdfast.model.facts import ApplicationCors, HealthProbe, ProxyRoute
from holdfast.readers.repository.base import Reader, Snippet
from holdfast.readers.repository.containers import reader as containers
from holdfast.readers.repository.kubernetes import reader as kubernetes
from holdfast.readers.repository.proxies import traefik

_COMPOSE = "services:\n  api:\n    build: .\n    labels:\n      - traefik.enable=true\n      - {}\n"
_LABEL = "traefik.http.middlewares.web.headers.accesscontrolalloworiginlist"
_FILE = "http:\n  middlewares:\n    web:\n      headers:\n        {}\n"
_OF_CLUSTER = "apiVersion: traefik.io/v1alpha1\nkind: Middleware\nspec:\n  headers:\n    {}\n"
_KONG = "apiVersion: configuration.konghq.com/v1\nkind: KongPlugin\nplugin: cors\nconfig:\n  {}\n"
_LIST = "accessControlAllowOriginList: [{}]"


@pytest.mark.parametrize(
    ("reader", "path", "text", "expected"),
    [
        (containers.READER, "docker-compose.yml", _COMPOSE.format(f"{_LABEL}=*"), [(6, ("*",))]),
        (containers.READER, "docker-compose.yml", _COMPOSE.format(f"{_LABEL}regex=.*"), [(6, ("*",))]),
        (
            containers.READER,
            "docker-compose.yml",
            _COMPOSE.format(f"{_LABEL}=https://shop.example"),
            [(6, ("https://shop.example",))],
        ),
        (containers.READER, "docker-compose.yml", _COMPOSE.format(f"{_LABEL}regex=^https://shop.example$"), []),
        (traefik.READER, "traefik/web.yml", _FILE.format(_LIST.format('"*"')), [(5, ("*",))]),
        (traefik.READER, "traefik/web.yml", _FILE.format("frameDeny: true"), []),
        (kubernetes.READER, "k8s/web.yaml", _OF_CLUSTER.format(_LIST.format('"*"')), [(5, ("*",))]),
        (kubernetes.READER, "k8s/web.yaml", _KONG.format('origins: ["*"]'), [(5, ("*",))]),
        (kubernetes.READER, "k8s/web.yaml", _KONG.format("methods: [GET]"), [(1, ("*",))]),
    ],
)
def test_who_is_let_in(reader: Reader, path: str, text: str, expected: list[tuple[int, tuple[str, ...]]]) -> None:
    rules = [fact for fact in reader.read(Snippet(path, text)) if isinstance(fact, ApplicationCors)]
    assert [(rule.at.start_line, rule.origins) for rule in rules if rule.origins] == expected


_SERVICE = "http:\n  services:\n    api:\n      loadBalancer:\n        servers:\n          - url: http://api:3000\n"


@pytest.mark.parametrize("asks", [False, True])
def test_traefik_stops_sending_where_it_asks(*, asks: bool) -> None:
    text = _SERVICE + ("        healthCheck: {path: /ready}\n" if asks else "")
    [route] = traefik.READER.read(Snippet("traefik/api.yml", text))
    assert (route.upstreams, route.gated, route.at.start_line) == (("api:3000",), asks, 6)  # type: ignore[union-attr]


_RULE = "traefik.http.routers.api.rule: Host(`shop.example`) && PathPrefix(`/api`)"
_LABELS = "services:\n  api:\n    build: .\n    labels:\n      {}\n      traefik.http.services.api.loadbalancer.{}\n"


@pytest.mark.parametrize(
    ("option", "more", "gated"),
    [
        ("server.port: 3000", "", False),
        ("server.port: 3000", "    healthcheck: {test: curl -f http://localhost:3000/ready}\n", True),
        ("server.port: 3000", "    healthcheck: {disable: true}\n", False),
        ("healthcheck.path: /ready", "", True),
    ],
)
def test_a_label_leads_to_one_container(option: str, more: str, *, gated: bool) -> None:
    facts = list(containers.READER.read(Snippet("docker-compose.yml", _LABELS.format(_RULE, option) + more)))
    [route] = [fact for fact in facts if isinstance(fact, ProxyRoute)]
    assert (route.path, route.server_names, route.gated) == ("/api", ("shop.example",), gated)
    assert route.at.start_line == (6 if "port" in option else 5)
    assert any(isinstance(fact, HealthProbe) and fact.asker == "proxy" for fact in facts) is ("path" in option)
