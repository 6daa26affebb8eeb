"""Servers that pass on what came without TLS, although TLS is spoken beside them."""

import pytest

from holdfast.model.facts import PlainBeside
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.nginx import READER

_SPEAKS = "server {\n  listen 443 ssl;\n  server_name shop.example;\n  location / { proxy_pass http://app:80; }\n}\n"
_PLAIN = "server {\n  listen 80;\n  server_name %s;\n  %s\n}\n"
_PASSES = "location / { proxy_pass http://app:80; }"


def found(text: str) -> list[int | None]:
    read = READER.read(Snippet("nginx/site.conf", text))
    return [one.at.start_line for one in read if isinstance(one, PlainBeside)]


@pytest.mark.parametrize(
    ("name", "body", "expected"),
    [
        ("shop.example", _PASSES, [2]),
        ("other.example", _PASSES, []),
        ("shop.example", "location / { return 301 https://$host$request_uri; }", []),
        ("shop.example", "return 301 https://$host$request_uri;", []),
        ("shop.example", "if ($host = shop.example) { return 301 https://$host$request_uri; } return 404;", []),
        ("shop.example", "location /.well-known/acme-challenge/ { root /var/www/certbot; }", []),
    ],
)
def test_a_plain_server_beside_one_of_the_same_name(name: str, body: str, expected: list[int]) -> None:
    assert found(_PLAIN % (name, body) + _SPEAKS) == expected


def test_a_plain_server_alone_is_told_otherwise() -> None:
    assert found(_PLAIN % ("shop.example", _PASSES)) == []


def test_one_server_that_listens_on_both_ports() -> None:
    both = "server {\n  listen 443 ssl;\n  listen 80;\n  server_name shop.example;\n  %s\n}\n"
    assert found(both % _PASSES) == [3]
    assert found(both % f"if ($scheme = http) {{ return 301 https://$host$request_uri; }}\n  {_PASSES}") == []


@pytest.mark.parametrize(
    ("opens", "turns", "ends"),
    [("<% if ssl? %>", "<% else %>", "<% end %>"), ("{% if ssl %}", "{% else %}", "{% endif %}")],
)
def test_the_branches_of_a_template_are_one_or_the_other(opens: str, turns: str, ends: str) -> None:
    told = f"server {{\n{opens}\n  listen 443 ssl;\n{turns}\n  listen 80;\n{ends}\n  server_name shop.example;\n  {_PASSES}\n}}\n"
    assert found(told) == []
    assert found(told.replace(f"{turns}\n", "")) == [4]
