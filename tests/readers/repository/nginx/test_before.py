"""Servers that tell that TLS ends before them."""

import pytest

from holdfast.model.facts import ProxyRoute
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.nginx import READER

_MAP = "map $http_x_forwarded_proto $scheme_before {\n  default $scheme;\n  https https;\n}\n"
_OTHER_MAP = "map $http_upgrade $scheme_before {\n  default upgrade;\n}\n"


def told(inside: str = "", outside: str = "", listen: str = "80") -> list[int | None]:
    """The lines that tell it, for each route."""
    location = "  location / { proxy_pass http://app:3000; }\n"
    server = f"server {{\n  listen {listen};\n  server_name shop.example;\n  {inside}\n{location}}}\n"
    read = READER.read(Snippet("nginx/site.conf", outside + server))
    routes = [one for one in read if isinstance(one, ProxyRoute)]
    assert routes
    return [one.places["tls before"].start_line for one in routes if "tls before" in one.places]


@pytest.mark.parametrize(
    ("inside", "outside", "lines"),
    [
        ("proxy_set_header X-Forwarded-Proto $http_x_forwarded_proto;", "", [4]),
        ("proxy_set_header X-Forwarded-Proto $scheme_before;", _MAP, [8]),
        ("proxy_set_header X-Forwarded-Proto https;", "", [4]),
        ("if ($http_x_forwarded_proto = http) { return 301 https://$host$request_uri; }", "", [4]),
        ("if ($http_x_forwarded_proto != 'https') { rewrite ^ https://$host$request_uri? permanent; }", "", [4]),
        ("set_real_ip_from 10.0.0.0/16;", "", [4]),
        ("real_ip_header CF-Connecting-IP;", "", [4]),
        ("", "# TLS terminates UPSTREAM at the ALB, hence `listen 80`.\n", [1]),
        ("", "# SSL is terminated by CloudFront\n", [1]),
        ("", "# HTTPS is handled at Cloudflare\n", [1]),
    ],
)
def test_what_tells_that_tls_ended_before(inside: str, outside: str, lines: list[int]) -> None:
    assert told(inside, outside) == lines


@pytest.mark.parametrize(
    ("inside", "outside"),
    [
        ("", ""),
        ("proxy_set_header X-Forwarded-Proto $scheme;", ""),
        ("proxy_set_header X-Forwarded-Proto http;", ""),
        ("proxy_set_header X-Forwarded-Proto $scheme_before;", _OTHER_MAP),
        ("proxy_set_header X-Forwarded-Proto $scheme;", _MAP),
        ("if ($http_x_forwarded_proto = http) { set $plain 1; }", ""),
        ("set_real_ip_from 172.18.0.0/16;", ""),
        ("real_ip_header X-Forwarded-For;", ""),
        ("", "# TODO: terminate TLS at the ALB\n"),
        ("", "# TLS will be terminated at the load balancer\n"),
        ("", "# TLS is not terminated at the ALB\n"),
        ("", "# behind the ALB\n"),
    ],
)
def test_what_does_not(inside: str, outside: str) -> None:
    assert told(inside, outside) == []


def test_a_server_that_speaks_tls_writes_out_that_it_does() -> None:
    assert told("proxy_set_header X-Forwarded-Proto https;", listen="443 ssl") == []
