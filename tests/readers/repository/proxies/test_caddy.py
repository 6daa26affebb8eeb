"""What a Caddyfile says about routes, checks and certificates."""

import pytest

from holdfast.model.evidence import EvidenceKind, Location
from holdfast.model.facts import Certificate, ProxyRoute
from holdfast.readers.repository.proxies.caddy import READER, passed_on

from ..templates.support import read, told


def test_a_template_names_its_site_by_a_variable_and_goes_the_first_of_two_ways() -> None:
    text = """
        {% if mail %}
        {
          email {{ mail }}
        }
        {% endif %}
        {% if domain | length > 0 %}
        {{ domain }} {
        {% else %}
        :80 {
        {% endif %}
          reverse_proxy app:5000
        }
        """
    assert told(read(READER, text, "ansible/files/Caddyfile.j2")) == [
        "Certificate 7 issuer=letsencrypt used_by=host renews=True",
        "CertificateRenewal 7 tool=caddy schedule=automatic reloads=True",
        "ProxyRoute 11 path=/ upstreams=(app:5000) strips_prefix=False",
    ]


def test_a_site_by_a_variable_presents_its_certificate_at_its_own_line() -> None:
    text = """
        http://{$API_NAME} {
          redir https://{$API_NAME}{uri} permanent
        }

        https://{$API_NAME} {
          reverse_proxy api:8080
        }
        """
    assert told(read(READER, text, "deploy/Caddyfile"))[0] == (
        "Certificate 5 issuer=letsencrypt used_by=host renews=True"
    )


def test_a_site_gives_its_certificates_and_routes() -> None:
    text = """
        {
          email ops@shop.kr
        }
        api.shop.kr, staging.shop.kr {
          @api path /api/*
          reverse_proxy @api localhost:3000 localhost:3001 {
            health_uri /health/ready
            lb_try_duration 5s
          }
          handle_path /v1/* {
            reverse_proxy app:8080
          }
          respond /ping "ok" 200
          # reverse_proxy old:1
        }
        """
    hosts = "server_names=(api.shop.kr, staging.shop.kr)"
    assert told(read(READER, text, "Caddyfile")) == [
        "Certificate 4 issuer=letsencrypt domain=api.shop.kr used_by=host renews=True",
        "Certificate 4 issuer=letsencrypt domain=staging.shop.kr used_by=host renews=True",
        "CertificateRenewal 4 tool=caddy schedule=automatic reloads=True",
        (
            f"ProxyRoute 6-9 path=/api/ {hosts} upstreams=(localhost:3000, localhost:3001)"
            " gated=True retries=True tls=True strips_prefix=False"
        ),
        "HealthProbe 6-9 asker=proxy path=/health/ready",
        f"ProxyRoute 11 path=/v1/ {hosts} upstreams=(app:8080) tls=True strips_prefix=True",
        f"ProxyRoute 13 path=/ping {hosts} answers=200 tls=True",
    ]


def test_a_file_without_braces_is_one_site() -> None:
    assert told(read(READER, "shop.jp\nreverse_proxy localhost:3000\n", "deploy/Caddyfile")) == [
        "Certificate 1 issuer=letsencrypt domain=shop.jp used_by=host renews=True",
        "CertificateRenewal 1 tool=caddy schedule=automatic reloads=True",
        "ProxyRoute 2 path=/ server_names=(shop.jp) upstreams=(localhost:3000) tls=True strips_prefix=False",
    ]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("http://shop.kr {", []),
        (":80 {", []),
        ("localhost {", []),
        ("shop.kr {\ntls internal", ["SelfSigned 2"]),
        (
            "${domain} {",
            [
                "Certificate 1 issuer=letsencrypt used_by=host renews=True",
                "CertificateRenewal 1 tool=caddy schedule=automatic reloads=True",
            ],
        ),
        ("{$DOMAIN:shop.localhost} {\ntls internal", ["SelfSigned 2"]),
        (":443 {\ntls internal", ["SelfSigned 2"]),
        ("localhost {\ntls internal", []),
        ("{\nlocal_certs\n}\nshop.kr {", ["SelfSigned 4"]),
        ("shop.kr {\ntls /etc/a.pem /etc/a.key", ["Certificate 2 issuer=imported domain=shop.kr used_by=host"]),
        (
            "{$DOMAIN} {",
            [
                "Certificate 1 issuer=letsencrypt used_by=host renews=True",
                "CertificateRenewal 1 tool=caddy schedule=automatic reloads=True",
            ],
        ),
    ],
)
def test_only_public_names_get_a_certificate(address: str, expected: list[str]) -> None:
    readings = told(read(READER, f"{address}\nfile_server\n}}\n", "Caddyfile"))
    assert readings == expected


@pytest.mark.parametrize("text", ["", "}\n}\n{\n", '""" `', "a {\n" * 6_000, "{ " * 5_000, "x " * 100_000])
def test_no_text_makes_the_reader_raise(text: str) -> None:
    assert told(read(READER, text, "Caddyfile")) == []


@pytest.mark.parametrize(
    ("header", "rule"),
    [
        ("header Access-Control-Allow-Origin *", ["ApplicationCors 2 origins=(*)"]),
        ('header /api/* ?Access-Control-Allow-Origin "*"', ["ApplicationCors 2 origins=(*)"]),
        ("header Access-Control-Allow-Origin {http.request.header.Origin}", ["ApplicationCors 2 origins=(*)"]),
        (
            "header {\n  Access-Control-Allow-Credentials true\n  Access-Control-Allow-Origin http://localhost:3000\n }",
            ["ApplicationCors 4 origins=(http://localhost:3000) credentials=True"],
        ),
        ("header @ours Access-Control-Allow-Origin {header.Origin}", []),
        ("header Access-Control-Allow-Origin {$ORIGIN}", []),
        ("header Cache-Control no-store", []),
    ],
)
def test_headers_let_websites_read_what_an_application_answers(header: str, rule: list[str]) -> None:
    facts = told(read(READER, f"api.shop.kr {{\n {header}\n reverse_proxy app:8080\n}}\n", "Caddyfile"))
    assert [line for line in facts if line.startswith("ApplicationCors")] == rule


def test_files_alone_may_be_read_by_every_website() -> None:
    facts = told(read(READER, "www.shop.kr {\n header Access-Control-Allow-Origin *\n file_server\n}\n", "Caddyfile"))
    assert not any(line.startswith("ApplicationCors") for line in facts)


@pytest.mark.parametrize(
    ("said", "open_to_all"),
    [("", True), ("basic_auth { me x }", False), ("@staff remote_ip 10.0.0.0/8", False), ("import staff-auth", False)],
)
def test_a_console_that_everybody_is_let_through_to_is_shown(said: str, open_to_all: bool) -> None:
    text = f"watch.shop.jp {{\n  {said}\n  reverse_proxy prometheus:9090\n}}\n"
    assert ("ConsoleForAnyone 3 name=prometheus port=9090" in told(read(READER, text, "Caddyfile"))) is open_to_all


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("reverse-proxy --from shop.kr --to app:8080", (("app:8080",), "shop.kr")),
        ("reverse-proxy --from=https://shop.kr --to=:3000", ((":3000",), "shop.kr")),
        ("reverse-proxy --from ${DOMAIN} --to app:8080", (("app:8080",), None)),
        ("reverse-proxy -f shop.kr -t http://a:1 -t b:1", (("a:1", "b:1"), "shop.kr")),
        ("reverse-proxy --from shop.kr --to http://me:canary@app:80", (("app:80",), "shop.kr")),
    ],
)
def test_a_site_without_a_file_has_its_certificate_by_itself(
    words: str, told: tuple[tuple[str, ...], str | None]
) -> None:
    facts = list(passed_on(words.split(), {"kind": EvidenceKind.CODED, "at": Location(path="a", start_line=1)}))
    [route] = [one for one in facts if isinstance(one, ProxyRoute)]
    [certificate] = [one for one in facts if isinstance(one, Certificate)]
    assert (route.upstreams, certificate.domain, certificate.renews) == (*told, True)


@pytest.mark.parametrize("words", ["reverse-proxy --to :80", "reverse-proxy --from :80 --to a:1", "file-server", "run"])
def test_other_commands_bring_no_certificate(words: str) -> None:
    said = {"kind": EvidenceKind.CODED, "at": Location(path="a", start_line=1)}
    assert not any(isinstance(one, Certificate) for one in passed_on(words.split(), said))


@pytest.mark.parametrize(
    ("head", "site", "line"),
    [
        ("{\n  auto_https off\n}\n", "shop.example.com", 4),
        ("", ":80", 1),
        ("", "http://shop.example.com", 1),
        ("", "shop.example.com", None),
    ],
)
def test_a_site_without_a_certificate_is_shown_where_it_listens(head: str, site: str, line: int | None) -> None:
    facts = read(READER, f"{head}{site} {{\n  reverse_proxy api:3000\n}}\n", "Caddyfile")
    (route,) = (fact for fact in facts if isinstance(fact, ProxyRoute))
    assert (route.places["listen"].start_line if "listen" in route.places else None) == line
