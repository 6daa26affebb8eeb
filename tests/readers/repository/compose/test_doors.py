"""Which ways into a container the rows of its service show."""

import pytest

from holdfast.readers.repository.compose.doors import built_there, left_out, rows_of
from holdfast.readers.repository.text.nodes import parse_yaml


@pytest.mark.parametrize(
    ("image", "service", "expected"),
    [
        ("phpmyadmin:5", "ports:\n  - 8081:80", {"port": 2, "everybody": 2, "console": 2}),
        ("redis/redisinsight", "ports:\n  - 127.0.0.1:5540:5540", {}),
        ("qdrant/qdrant", 'ports:\n  - "${PORT}:6333"', {"everybody": 2, "store": 2}),
        ("edoburu/pgbouncer:v1.24", "ports:\n  - 6432:6432", {"port": 2, "everybody": 2, "store": 2}),
        ("edoburu/pgbouncer:v1.24", "ports:\n  - 127.0.0.1:6432:6432", {}),
        ("confluentinc/cp-kafka:7", "ports:\n  - 9092:9092", {"port": 2, "everybody": 2, "store": 2}),
        ("docker.elastic.co/elasticsearch/elasticsearch:8", "ports: [127.0.0.1:9200:9200]", {}),
        ("rabbitmq:3-management", "ports:\n  - 5672:5672\n  - 15672:15672", {"port": 2, "everybody": 2, "console": 3}),
        ("minio/minio", "ports:\n  - 9000:9000\n  - 9001:9001", {"port": 2, "everybody": 2, "console": 3}),
        ("minio/minio", "ports:\n  - 9000-9001:9000-9001", {"everybody": 2, "console": 2}),
        ("minio/minio", "ports:\n  - 9002-9005:9002-9005", {"everybody": 2}),
        ("minio/minio", "ports:\n  - 127.0.0.1:9000-9001:9000-9001", {}),
        ("rabbitmq:3", "ports:\n  - 5672:5672", {"port": 2, "everybody": 2}),
        (
            "jc21/nginx-proxy-manager:2",
            "ports:\n  - 80:80\n  - 81:81",
            {"web": 2, "port": 2, "everybody": 2, "console": 3},
        ),
        ("shop/api:3", "ports:\n  - target: 80\n    published: 8080", {"port": 2, "everybody": 2}),
        ("traefik:v3", "volumes:\n  - /var/run/docker.sock:/var/run/docker.sock:ro", {"socket": 2}),
        ("traefik:v3", "volumes:\n  - type: bind\n    source: /run/docker.sock\n    target: /s", {"socket": 2}),
        (
            "traefik:v3",
            "command:\n  - --api.insecure=true\nports:\n  - 8080:8080",
            {"port": 4, "everybody": 4, "console": 2},
        ),
        ("traefik:v3", "command: --api.insecure=true\nports:\n  - 443:443", {"web": 3, "port": 3, "everybody": 3}),
        ("traefik:v3", "ports:\n  - 8080:8080", {"port": 2, "everybody": 2, "console": 2}),
        ("mher/flower", "ports:\n  - 5555:5555", {"port": 2, "everybody": 2, "console": 2}),
        ("prom/node-exporter", "ports:\n  - 9100:9100", {"port": 2, "everybody": 2, "console": 2}),
        ("jenkins/jenkins:lts", "ports:\n  - 127.0.0.1:8080:8080", {}),
        ("grafana/grafana:11", "ports:\n  - ${PORT}:3000", {"everybody": 2, "console": 2}),
        (
            "grafana/grafana:11",
            "ports: [3001:3000]\nenvironment:\n  - GF_SECURITY_ADMIN_PASSWORD=${GRAFANA_PASSWORD}",
            {"port": 1, "everybody": 1, "environment": 2},
        ),
        (
            "grafana/grafana:11",
            "ports: [3001:3000]\nenvironment:\n  GF_SECURITY_ADMIN_PASSWORD__FILE: /run/secrets/grafana",
            {"port": 1, "everybody": 1, "environment": 2},
        ),
        (
            "grafana/grafana:11",
            "ports: [3001:3000]\nenvironment:\n  - GF_SECURITY_ADMIN_PASSWORD=${GRAFANA_PASSWORD:-admin}",
            {"port": 1, "everybody": 1, "console": 1, "environment": 2},
        ),
        (
            "grafana/grafana:11",
            (
                "ports: [3001:3000]\nenvironment:\n  - GF_SECURITY_ADMIN_PASSWORD=${GRAFANA_PASSWORD}\n"
                "  - GF_AUTH_ANONYMOUS_ENABLED=true"
            ),
            {"port": 1, "everybody": 1, "console": 1, "environment": 2},
        ),
        ("axllent/mailpit", "ports:\n  - 1025:1025\n  - 8025:8025", {"port": 2, "everybody": 2, "console": 3}),
        (
            "shop/api:3",
            "command: celery -A shop flower --port=5555\nports:\n  - 5555:5555",
            {"port": 3, "everybody": 3, "console": 3},
        ),
        ("shop/api:3", "command: celery -A shop worker\nports:\n  - 5555:5555", {"port": 3, "everybody": 3}),
        ("shop/api:3", "privileged: true", {"privileged": 1}),
        ("shop/api:3", "privileged: false\ncap_add: [NET_ADMIN]", {}),
        ("shop/api:3", "pid: host", {"privileged": 1}),
        ("shop/api:3", "cap_drop: [ALL]\ncap_add:\n  - CHOWN\n  - SYS_ADMIN", {"privileged": 4}),
        ("traefik:v3", "command: --api.insecure=false\nports:\n  - 8080:8080", {"port": 3, "everybody": 3}),
        ("redis:7", "image: redis:7\nnetwork_mode: host", {"everybody": 2}),
        ("redis:7", "network_mode: host\ncommand: redis-server --bind 127.0.0.1", {}),
        ("postgres:16", "network_mode: host\ncommand: [postgres, -c, listen_addresses=localhost]", {}),
        ("postgres:16", "network_mode: bridge", {}),
        ("shop/api:3", "network_mode: host", {}),
        ("postgres:16", "ports:\n  - ${BIND:-0.0.0.0}:${PORT:-5432}:5432", {"everybody": 2}),
        ("postgres:16", "ports:\n  - ${BIND:-127.0.0.1}:${PORT:-5432}:5432", {}),
        ("shop/api:3", "volumes:\n  - ./docker.sock.d:/etc/sockets", {}),
        ("mysql:8", "environment:\n  MYSQL_ALLOW_EMPTY_PASSWORD: 1", {"passwordless": 2, "environment": 1}),
        ("bitnami/redis", "environment:\n  - ALLOW_EMPTY_PASSWORD=yes", {"passwordless": 2, "environment": 1}),
        ("mysql:8", "environment:\n  - MYSQL_ALLOW_EMPTY_PASSWORD=no", {"environment": 1}),
        ("postgres:16", "environment:\n  POSTGRES_HOST_AUTH_METHOD: trust", {"passwordless": 2, "environment": 1}),
        ("postgres:16", "environment:\n  POSTGRES_HOST_AUTH_METHOD: scram-sha-256", {"environment": 1}),
        (
            "mysql:8",
            "ports: [3307:3306]\nenvironment:\n  - MYSQL_DATABASE=shop\n  - MYSQL_ROOT_PASSWORD=toor",
            {"port": 1, "everybody": 1, "password": 4, "environment": 2},
        ),
        (
            "postgres:16",
            "ports: [5433:5432]\nenvironment:\n  POSTGRES_PASSWORD: '{{ password }}'\n  REDIS_PASSWORD: ${PASSWORD:-shop}",
            {"port": 1, "everybody": 1, "environment": 2},
        ),
        ("mongo:7", "environment:\n  MONGO_INITDB_ROOT_PASSWORD: shop", {"environment": 1}),
        ("shop/api:3", "restart: unless-stopped", {"restart": 1}),
        ("shop/api:3", 'restart: "no"', {}),
    ],
)
def test_ports_of_the_host_consoles_and_dockers_socket_are_shown(
    image: str, service: str, expected: dict[str, int]
) -> None:
    found = rows_of(parse_yaml(service), image)
    assert {name: rows[0] for name, rows in found.items()} == expected


@pytest.mark.parametrize(
    ("service", "rows"),
    [
        ("environment:\n  - DATABASE_URL=x\n  - NODE_ENV=production\n", (1, 3)),
        ("environment:\n  API_URL: https://api.example.com\n", (1, 2)),
        ("environment:\n  - NODE_ENV=production\n", None),
        ("environment:\n  TZ: Asia/Seoul\n  PORT: 80\n", None),
        ("environment:\n  - NODE_ENV=production\nenv_file: .env\n", (3, 3)),
        ("environment:\n  - NODE_ENV=production\nvolumes:\n  - /srv/shop.json:/app/src/config.json:ro\n", (4, 4)),
        ("volumes:\n  - ./data:/data\n  - ./prod.yml:/app/config/settings.prod.yml\n", (3, 3)),
        ("volumes:\n  - ./.env:/app/.env\n", (2, 2)),
        ("volumes:\n  - ./data:/app/data\n  - ./nginx.conf:/etc/nginx/nginx.conf\n", None),
    ],
)
def test_the_settings_of_an_application_stand_where_somebody_could_forget_one(
    service: str, rows: tuple[int, int] | None
) -> None:
    assert rows_of(parse_yaml(f"{service}"), "shop").get("environment") == rows


@pytest.mark.parametrize(
    ("ports", "expected"),
    [
        ('  - "80:80"\n  # - "443:443"', (2, 3)),
        ('  - "80:80"\n  # - "443:443"  # HTTPSは後で有効化', (2, 3)),
        ("  # - 443:443\n  - 80:80", (2, 3)),
        ("  - 0.0.0.0:80:8080\n  # later\n  #- '443:8443'", (2, 4)),
        ('  - "80:80"\n  - "443:443"', None),
        ('  - "80:80"\n  - "443:443"\n  # - "443:443/udp"', None),
        ('  - "3000:3000"\n  # - "443:443"', None),
        ('  - "80:80"\n  # - "8443:443"', None),
        ('  - "80:80"\nvolumes:\n  - a:/a\n  - b:/b\n  # - "443:443"', None),
    ],
)
def test_a_port_for_tls_that_waits_as_a_remark_beside_the_plain_one(
    ports: str, expected: tuple[int, int] | None
) -> None:
    text = f"ports:\n{ports}\n"
    assert left_out(parse_yaml(text), text.splitlines()) == expected


@pytest.mark.parametrize(
    ("service", "expected"),
    [
        ("build: .\nimage: shop-api:latest", (1, 2)),
        ("image: shop-api:latest\nbuild:\n  context: .\n  dockerfile: prod/Dockerfile", (1, 4)),
        ("build: .", None),
        ("build: .\nimage: shop-api:${TAG}", None),
        ("build: .\nimage: shop-api:1.4", None),
        ("image: shop-api:latest", None),
    ],
)
def test_an_image_that_is_built_where_it_runs_under_the_name_of_all_others(
    service: str, expected: tuple[int, int] | None
) -> None:
    node = parse_yaml(f"{service}\n")
    assert built_there(node, node.text("image") or "") == expected
