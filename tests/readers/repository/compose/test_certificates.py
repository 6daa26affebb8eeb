"""What containers of a compose file do about certificates."""

from textwrap import dedent

import pytest

from holdfast.model.facts import Certificate, CertificateRenewal
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.containers import reader as containers


def read(text: str) -> tuple[list[Certificate], list[CertificateRenewal]]:
    facts = list(containers.READER.read(Snippet("docker-compose.yml", dedent(text))))
    obtained = [fact for fact in facts if isinstance(fact, Certificate)]
    return obtained, [fact for fact in facts if isinstance(fact, CertificateRenewal)]


_RENEWING = """\
    services:
      app:
        build: .
      web:
        image: nginx:1.27{proxy}
      certbot:
        image: certbot/certbot:v2.11.0
        volumes:
          - certs:/etc/letsencrypt
        entrypoint: {renewing}
    """
_LOOP = "\"/bin/sh -c 'trap exit TERM; while :; do certbot renew; sleep 12h & wait $${!}; done;'\""
_RELOADING = '\n        command: "/bin/sh -c \'while :; do sleep 6h & wait $${!}; nginx -s reload; done & nginx -g \\"daemon off;\\"\'"'


def test_a_container_that_renews_in_a_loop_renews_for_a_proxy_that_loads_anew() -> None:
    _, [renewal] = read(_RENEWING.format(renewing=_LOOP, proxy=_RELOADING))

    assert (renewal.schedule, renewal.reloads) == ("loop", True)


def test_a_renewal_that_nobody_loads_is_shown_where_it_is_started() -> None:
    _, [renewal] = read(_RENEWING.format(renewing=_LOOP, proxy=""))

    assert (renewal.reloads, renewal.at.start_line, renewal.at.end_line) == (False, 10, 10)


@pytest.mark.parametrize(
    "renewing",
    [
        '["/bin/sh", "-c", "while :; do certbot renew --deploy-hook \'nginx -s reload\'; sleep 1d; done"]',
        '/bin/sh -c "while true; do certbot renew -q && docker exec web nginx -s reload; sleep 12h; done"',
    ],
)
def test_a_hook_or_a_reload_behind_the_renewal_reaches_the_proxy(renewing: str) -> None:
    _, [renewal] = read(_RENEWING.format(renewing=renewing, proxy=""))

    assert renewal.reloads is True


def test_a_container_that_only_asks_for_a_certificate_renews_none() -> None:
    text = """\
        services:
          app:
            build: .
          certbot:
            image: certbot/certbot
            command: certonly --webroot -w /var/www/certbot --agree-tos -d shop.example.kr -m ops@example.kr
        """
    [certificate], renewals = read(text)

    assert (certificate.issuer, certificate.domain, certificate.at.start_line) == ("letsencrypt", "shop.example.kr", 6)
    assert renewals == []


@pytest.mark.parametrize(
    ("image", "more", "domain"),
    [
        ("nginxproxy/acme-companion:2.4", "", "shop.example.kr"),
        ("traefik:v3.1", '\n    command: ["--certificatesresolvers.le.acme.email=ops@example.kr"]', None),
        ("jc21/nginx-proxy-manager:2.12.1", '\n    ports: ["80:80", "443:443"]', None),
    ],
)
def test_a_helper_that_needs_nobody_renews_by_itself(image: str, more: str, domain: str | None) -> None:
    text = f"""\
services:
  app:
    image: ghcr.io/shop/app:1.4.0
    environment:
      LETSENCRYPT_HOST: shop.example.kr
  front:
    image: {image}{more}
"""
    [certificate], [renewal] = read(text)

    assert (certificate.domain, certificate.renews, renewal.reloads) == (domain, True, True)


@pytest.mark.parametrize("image", ["traefik:v3.1", 'jc21/nginx-proxy-manager:2.12.1\n    ports: ["80:80", "81:81"]'])
def test_a_proxy_without_a_resolver_or_a_port_for_it_obtains_nothing(image: str) -> None:
    assert read(f"services:\n  app:\n    build: .\n  front:\n    image: {image}\n") == ([], [])


_FRONT = "services:\n  app: {{build: .}}\n  front:\n    image: nginx:1.27\n    ports: [{port}]\n    volumes:\n      - ./conf:/etc/nginx/conf.d\n      - {volume}\n"


@pytest.mark.parametrize(
    ("volume", "port", "issuer"),
    [
        ("./certbot/conf:/etc/letsencrypt:ro", '"443:443"', "letsencrypt"),
        ("/etc/letsencrypt/live/shop.kr:/etc/nginx/ssl", '"443:443"', "letsencrypt"),
        ("./ssl:/etc/nginx/ssl", '"0.0.0.0:443:443"', "imported"),
        ("/etc/letsencrypt:/etc/letsencrypt:ro", '"443:8443"', "letsencrypt"),
        ("{type: bind, source: ./keys, target: /etc/nginx/certs}", '"443:443"', "imported"),
        ("./ssl:/etc/nginx/ssl", '"80:80"', None),
        ("./certbot/www:/var/www/certbot", '"443:443"', None),
        ("./html:/usr/share/nginx/html", '"443:443"', None),
    ],
)
def test_a_proxy_that_answers_with_tls_presents_what_its_host_hands_it(
    volume: str, port: str, issuer: str | None
) -> None:
    found, renewals = read(_FRONT.format(volume=volume, port=port))

    assert [(one.issuer, one.at.start_line) for one in found] == ([(issuer, 8)] if issuer else [])
    assert renewals == []


def test_what_is_obtained_beside_a_proxy_is_told_once() -> None:
    asked = "  certbot:\n    image: certbot/certbot\n    command: certonly --webroot -w /var/www -d shop.kr\n"
    found, _ = read(_FRONT.format(volume="./certs:/etc/letsencrypt", port='"443:443"') + asked)

    assert [(one.domain, one.at.start_line) for one in found] == [("shop.kr", 11)]


def test_certbot_that_is_told_nothing_is_where_the_renewal_of_a_proxys_certificates_would_stand() -> None:
    idle = "  certbot:\n    image: certbot/certbot\n    volumes: [./certs:/etc/letsencrypt]\n"
    [found], renewals = read(_FRONT.format(volume="./certs:/etc/letsencrypt", port='"443:443"') + idle)

    assert (found.issuer, found.at.start_line, found.at.end_line) == ("letsencrypt", 9, 11)
    assert renewals == []


@pytest.mark.parametrize(
    ("told", "volume", "issuer"),
    [
        ("command: renew --webroot -w /var/www/certbot", "./certs:/etc/letsencrypt", "letsencrypt"),
        ("entrypoint: certbot renew --quiet", "./certs:/etc/nginx/certs:ro", "letsencrypt"),
        ("command: renew", "./bought:/etc/nginx/certs:ro", "imported"),
    ],
)
def test_certbot_that_renews_once_as_it_starts_does_not_come_again(told: str, volume: str, issuer: str) -> None:
    once = f"  certbot:\n    image: certbot/certbot\n    volumes: [./certs:/etc/letsencrypt]\n    {told}\n"
    [found], renewals = read(_FRONT.format(volume=volume, port='"443:443"') + once)

    assert (found.issuer, found.at.start_line == 9, renewals) == (issuer, issuer == "letsencrypt", [])


def test_a_proxy_that_stands_alone_with_certbot_serves() -> None:
    _, [renewal] = read(_RENEWING.format(renewing=_LOOP, proxy="").replace("  app:\n    build: .\n", ""))

    assert renewal.reloads is False


@pytest.mark.parametrize(
    "asked",
    [
        "environment: [VIRTUAL_HOST=shop.example.com, LETSENCRYPT_HOST=shop.example.com]",
        "environment: {LETSENCRYPT_HOST: shop.example.com}",
        "labels: [traefik.http.routers.shop.tls.certresolver=le]",
        "deploy: {labels: {traefik.http.routers.shop.tls.certresolver: le}}",
    ],
)
def test_a_container_that_asks_its_hosts_proxy_for_a_certificate_has_one(asked: str) -> None:
    [certificate], _ = read(f"services:\n  app:\n    image: acme/shop\n    {asked}\n")

    assert (certificate.at.start_line, certificate.issuer, certificate.renews) == (4, "letsencrypt", True)


@pytest.mark.parametrize("asked", ["LETSENCRYPT_HOST=", "LETSENCRYPT_EMAIL=team@example.com"])
def test_a_container_that_names_no_host_asks_for_no_certificate(asked: str) -> None:
    certificates, _ = read(f"services:\n  app:\n    image: acme/shop\n    environment: ['{asked}']\n")

    assert certificates == []


@pytest.mark.parametrize("key", ["command", "labels"])
def test_a_proxy_that_asks_for_certificates_is_shown_where_it_is_told_whom_to_ask(key: str) -> None:
    text = f"""\
        services:
          app:
            build: .
          proxy:
            image: traefik:v3.1
            {key}:
              - --entrypoints.websecure.address=:443
              - --certificatesresolvers.le.acme.email=ops@example.kr
              - --certificatesresolvers.le.acme.storage=/acme.json
        """
    obtained, renewals = read(text)
    assert [one.at.start_line for one in (*obtained, *renewals)] == [8, 8]
