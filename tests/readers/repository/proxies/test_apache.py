"""Virtual hosts of Apache."""

from textwrap import dedent

import pytest

from holdfast.model.facts import ApplicationCors, Certificate, ProxyRoute, SelfSigned
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.guides import READER as GUIDES
from holdfast.readers.repository.proxies.apache import READER

_PLAIN = """\
<VirtualHost *:80>
    ServerName shop.example.com
    DocumentRoot /var/www/shop/public
</VirtualHost>
"""
_PASSING = """\
<VirtualHost *:80>
  ServerName shop.example.com
  ProxyPass /api http://127.0.0.1:3000/
  ProxyPass / http://127.0.0.1:8080/
</VirtualHost>
"""
_WITH_TLS = """\
<VirtualHost *:80>
  ServerName shop.example.com
  RewriteEngine On
  RewriteRule ^ https://%{SERVER_NAME}%{REQUEST_URI} [END,R=permanent]
</VirtualHost>
<VirtualHost *:443>
  ServerName shop.example.com
  SSLEngine on
  SSLCertificateFile /etc/letsencrypt/live/shop.example.com/fullchain.pem
</VirtualHost>
"""


def routes(text: str) -> list[tuple[int, str, bool]]:
    read = READER.read(Snippet("deploy/shop.conf", text))
    return [(one.places["listen"].start_line, one.path, one.tls) for one in read if isinstance(one, ProxyRoute)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (_PLAIN, [(1, "/", False)]),
        (_PASSING, [(1, "/api", False), (1, "/", False)]),
        (_WITH_TLS, [(6, "/", True)]),
        (_PLAIN.replace("shop.example.com", "shop.local"), []),
        ("server {\n  listen 80;\n}\n", []),
        ("<VirtualHost *:80>\n  ServerName never.closed.com\n", []),
    ],
)
def test_each_host_tells_what_it_passes_on_and_whether_with_a_certificate(
    text: str, expected: list[tuple[int, str, bool]]
) -> None:
    assert routes(text) == expected


def test_a_certificate_is_told_by_its_file() -> None:
    (found,) = (one for one in READER.read(Snippet("a.conf", _WITH_TLS)) if isinstance(one, Certificate))
    assert (found.issuer, found.at.start_line) == ("letsencrypt", 9)


def test_a_certificate_that_nobody_vouches_for_is_none() -> None:
    text = _WITH_TLS.replace(
        "/etc/letsencrypt/live/shop.example.com/fullchain.pem", "/etc/ssl/certs/ssl-cert-snakeoil.pem"
    )
    found = [one for one in READER.read(Snippet("a.conf", text)) if isinstance(one, Certificate | SelfSigned)]
    assert [(type(one), one.at.start_line) for one in found] == [(SelfSigned, 9)]


def test_a_host_in_a_guide_is_read_too() -> None:
    guide = dedent("""\
        # EC2 本番サーバー構築

        ```
        {}```
        """).format(_PLAIN)
    read = GUIDES.read(Snippet("docs/ec2.md", guide))
    assert [one.at.start_line for one in read if isinstance(one, ProxyRoute)] == [4]


_ANYBODY = 'Header always set Access-Control-Allow-Origin *\nHeader set Access-Control-Allow-Credentials "true"\n'


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        (".htaccess", 'RewriteRule . index.php\nHeader set Access-Control-Allow-Origin "*"\n', [(2, "*", False)]),
        (
            "deploy/shop.conf",
            f"<VirtualHost *:443>\nProxyPass / http://127.0.0.1:3000/\n{_ANYBODY}</VirtualHost>\n",
            [(3, "*", True)],
        ),
        (".htaccess", 'Header set Access-Control-Allow-Origin "*"\n', []),
        (
            ".htaccess",
            'RewriteRule . index.php\n<FilesMatch "woff2$">\nHeader set Access-Control-Allow-Origin "*"\n</FilesMatch>\n',
            [],
        ),
        (".htaccess", 'RewriteRule . index.php\nHeader set Access-Control-Allow-Origin "%{ORIGIN}e" env=ORIGIN\n', []),
    ],
)
def test_websites_to_which_a_program_behind_apache_answers(
    path: str, text: str, expected: list[tuple[int, str, bool]]
) -> None:
    found = [fact for fact in READER.read(Snippet(path, text)) if isinstance(fact, ApplicationCors)]
    assert READER.wants(path)
    assert [(fact.at.start_line, fact.origins[0], fact.credentials) for fact in found] == expected
