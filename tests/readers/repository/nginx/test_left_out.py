"""Certificates that a server of Nginx would present, were they more than a remark."""

import pytest

from holdfast.model.facts import Certificate, ProxyRoute
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.nginx import READER

_TLS = "server {\n  listen 443 ssl http2;\n  server_name shop.example.kr;\n%s\n  location / { proxy_pass http://app:80; }\n}\n"
_REMARK = (
    "  # you'll need to add your certificates\n  # ssl_certificate %s;\n  # ssl_certificate_key /etc/nginx/ssl/key.pem;"
)


def certificates(text: str) -> list[tuple[int | None, int | None, str | None]]:
    read = READER.read(Snippet("nginx/site.conf", text))
    return [(one.at.start_line, one.at.end_line, one.issuer) for one in read if isinstance(one, Certificate)]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (_REMARK % "/etc/nginx/ssl/cert.pem", [(5, 6, "imported")]),
        (_REMARK % "/etc/letsencrypt/live/shop.example.kr/fullchain.pem", [(5, 6, "letsencrypt")]),
        (_REMARK % "/old.pem" + "\n  include snippets/tls.conf;", []),
        ("  # the certificate is the load balancer's", []),
    ],
)
def test_a_server_that_listens_with_tls_waits_for_its_certificate(body: str, told: list[object]) -> None:
    assert certificates(_TLS % body) == told


def test_what_presents_one_or_speaks_no_tls_waits_for_none() -> None:
    given = "  ssl_certificate /etc/nginx/ssl/cert.pem;\n" + _REMARK % "/old.pem"
    assert certificates(_TLS % given) == [(4, 4, "imported")]
    assert certificates((_TLS % (_REMARK % "/old.pem")).replace("443 ssl http2", "80")) == []
    above = f"http {{\nssl_certificate /etc/nginx/ssl/all.pem;\n{_TLS % (_REMARK % '/old.pem')}}}\n"
    assert certificates(above) == []


def test_routes_without_tls_know_the_remark_of_their_file() -> None:
    text = "server {\n  listen 80;\n  location / { proxy_pass http://app:80; }\n}\n# server {\n#   listen 443 ssl;\n"
    text += "#   ssl_certificate /etc/ssl/a.pem;\n# }\n"
    [route] = [one for one in READER.read(Snippet("nginx/site.conf", text)) if isinstance(one, ProxyRoute)]
    assert route.places["remarked"].start_line == 7
    [plain] = [one for one in READER.read(Snippet("site.conf", text.partition("# ")[0])) if isinstance(one, ProxyRoute)]
    assert "remarked" not in plain.places
