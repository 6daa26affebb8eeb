"""Certificates that a program answers with by itself."""

import pytest

from holdfast.model.facts import Certificate

from ..support import EXPRESS, told


@pytest.mark.parametrize(
    ("path", "code", "line"),
    [
        (
            "server.js",
            "https.createServer({ cert: fs.readFileSync('/etc/letsencrypt/live/shop.kr/fullchain.pem') }, app);\n",
            "server.js:1 issuer=letsencrypt domain=shop.kr used_by=host",
        ),
        (
            "server.js",
            "const cert = fs.readFileSync(`/etc/letsencrypt/live/${HOST}/fullchain.pem`);\n",
            "server.js:1 issuer=letsencrypt used_by=host",
        ),
        ("server.js", "// cert: '/etc/letsencrypt/live/shop.kr/fullchain.pem'\n", None),
        ("server.js", "const cert = fs.readFileSync('certs/localhost.pem');\n", None),
        ("server.test.js", "const cert = '/etc/letsencrypt/live/shop.kr/fullchain.pem';\n", None),
    ],
)
def test_a_program_that_reads_what_certbot_got_has_its_certificate_on_the_host(
    path: str, code: str, line: str | None
) -> None:
    assert told({"package.json": EXPRESS, path: code}, Certificate) == ([line] if line else [])


_BOOT = "plugins { id 'org.springframework.boot' version '3.4.0' }\nimplementation 'spring-boot-starter-web'\n"


@pytest.mark.parametrize(
    ("name", "settings", "line"),
    [
        (
            "application.yml",
            "server:\n  ssl:\n    key-store: classpath:keystore.p12\n",
            "3 issuer=imported used_by=host",
        ),
        (
            "application-prod.properties",
            "server.ssl.certificate=/etc/letsencrypt/live/shop.kr/fullchain.pem\n",
            "1 issuer=letsencrypt used_by=host",
        ),
        ("application-local.yml", "server:\n  ssl:\n    key-store: classpath:keystore.p12\n", None),
        ("application.yml", "server:\n  ssl:\n    enabled: false\n    key-store: classpath:keystore.p12\n", None),
        ("application.yml", "server:\n  ssl:\n    key-store:\n", None),
    ],
)
def test_a_spring_application_that_answers_with_a_store_of_keys_has_its_certificate_on_the_host(
    name: str, settings: str, line: str | None
) -> None:
    path = f"src/main/resources/{name}"
    found = told({"build.gradle": _BOOT, path: settings}, Certificate)
    assert found == ([f"{path}:{line}"] if line else [])
