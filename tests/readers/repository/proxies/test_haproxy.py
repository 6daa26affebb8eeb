"""What HAProxy's configuration says about routes, checks, certificates and its own page."""

import pytest

from holdfast.readers.repository.proxies.haproxy import READER

from ..templates.support import places, read, told

PATH = "haproxy/haproxy.cfg"

SITE = """
    defaults
        mode http

    frontend web
        bind *:443 ssl crt /etc/letsencrypt/live/shop.kr/haproxy.pem  # renewed
        default_backend app

    backend app
        option httpchk GET /health
        server a 10.0.0.11:3000 check
        server b 10.0.0.12:3000 check
    """


def test_a_site_gives_its_route_check_and_certificate() -> None:
    readings = read(READER, SITE, PATH)
    assert told(readings) == [
        "Certificate 5 issuer=letsencrypt used_by=host",
        "ProxyRoute 10-11 path=/ upstreams=(10.0.0.11:3000, 10.0.0.12:3000) gated=True retries=True tls=True",
        "HealthProbe 9 asker=proxy path=/health",
    ]
    assert places(readings[1]) == {"upstreams": "10-11", "proxy_pass": "10", "listen": "5"}


@pytest.mark.parametrize(
    ("servers", "gated", "retries"),
    [
        ("server a app:3000", False, False),
        ("server a app:3000 check", False, False),
        ("option httpchk /ready\n        server a app:3000 check", True, False),
        ("server a app:3000\n        server b app2:3000", False, True),
        ("server a app:3000 check\n        server b old:3000 check backup", False, False),
        ("server {{ host }} {{ address }}:3000 check", True, True),
        ("server-template app 3 app:3000 check", True, True),
    ],
)
def test_a_server_that_is_checked_gets_nothing_while_it_is_sick(servers: str, *, gated: bool, retries: bool) -> None:
    text = f"    listen web\n        bind :80\n        {servers}\n"
    (route,) = (row for row in told(read(READER, text, PATH)) if row.startswith("ProxyRoute"))
    assert ("gated=True" in route, "retries=True" in route) == (gated, retries)


@pytest.mark.parametrize(
    ("rows", "open_to_all"),
    [
        ("bind *:8404\n        stats enable\n        stats uri /stats", True),
        ("bind *:8404\n        stats enable\n        stats auth me:$SECRET", False),
        ("bind 127.0.0.1:8404\n        stats enable", False),
        ("bind *:80\n        server a prometheus:9090", True),
        ("bind *:80\n        http-request auth unless staff\n        server a prometheus:9090", False),
        ("bind *:80\n        server a app:3000", False),
    ],
)
def test_pages_for_administrators_that_ask_nobody_are_shown(rows: str, *, open_to_all: bool) -> None:
    text = f"    listen page\n        {rows}\n"
    assert any(row.startswith("ConsoleForAnyone") for row in told(read(READER, text, PATH))) is open_to_all


def test_what_passes_on_a_databases_bytes_is_no_route() -> None:
    text = "    listen store\n        mode tcp\n        bind :5432\n        server a 10.0.0.5:5432 check\n"
    assert read(READER, text, PATH) == []


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("haproxy.cfg", True),
        ("roles/lb/templates/haproxy.cfg.j2", True),
        ("haproxy/conf.d/web.cfg", True),
        ("templates/haproxy.j2", True),
        ("templates/haproxy.conf.j2", True),
        ("lb/haproxy-web.conf", True),
        ("src/haproxy_conf.go", False),
        ("setup.cfg", False),
        ("haproxy/Dockerfile", False),
    ],
)
def test_its_files_are_told_by_their_names(path: str, *, wanted: bool) -> None:
    assert READER.wants(path) is wanted


@pytest.mark.parametrize(
    "text", ["", "server a b:1\n", "backend x\n", "frontend\n  default_backend\n", "listen a\n  server\n"]
)
def test_other_texts_say_nothing(text: str) -> None:
    assert read(READER, text, PATH) == []
