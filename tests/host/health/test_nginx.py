"""The rendered Nginx configuration: what Nginx itself says of it, and what hostile specs cannot do to it."""

import datetime as dt
import ssl
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path

import crossplane
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.host.health.nginx import Layout, render_servers, render_site
from holdfast.host.monitoring.sources import access_log_path
from holdfast.model.errors import SpecError
from holdfast.model.product import Environment, Health, Product, Proxy, Service
from holdfast.rig.nginx import Nginx, find_binary, wheel_binary
from holdfast.rig.ports import free_port

BINARIES = sorted({str(binary) for binary in (find_binary(), wheel_binary()) if binary is not None})


def product(
    name: str = "shop",
    service: Mapping[str, object] | None = None,
    production: Mapping[str, object] | None = None,
) -> Product:
    front = {"domains": ["api.shop.example"], "origins": ["https://www.shop.example"], **(production or {})}
    return Product.model_validate({"name": name, "service": service or {}, "environments": {"production": front}})


def everything(name: str, status_port: int) -> Product:
    """A spec that asks for all that the template has."""
    long = "a" * 60
    service = {
        "port": 3000,
        "more_ports": [3001],
        "health": {"nginx_status": f"http://127.0.0.1:{status_port}/nginx_status"},
        "proxy": {"websockets": ["/socket.io/", "/", "/소식/"], "body_mib": 20},
    }
    front = {
        "domains": [
            f"api.{name}.example",
            f"{long}.{name}.example",
            f"*.{name}.example",
            f"*.{long}.{name}.kr",
            f"{name}.한국",
        ],
        "origins": [f"https://{long}.shop.example", "http://localhost:5173", f"https://{long}.{long}.example:8443"],
    }
    return product(name, service, front)


def say(binary: str, folder: Path, *sites: str) -> subprocess.CompletedProcess[str]:
    """What `nginx -t` says of these sites together."""
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    if binary == str(wheel_binary()):
        temporary = f"client_body_temp_path {folder}/client_body; proxy_temp_path {folder}/proxy;"
    text = f"pid {folder}/pid;\nevents {{ }}\nhttp {{\naccess_log off;\n{temporary}\n{''.join(sites)}}}\n"
    (folder / "whole.conf").write_text(text, encoding="utf-8")
    command = [binary, "-t", "-p", f"{folder}/", "-c", str(folder / "whole.conf"), "-e", str(folder / "error.log")]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=20)


def layout_in(folder: Path, **ports: int) -> Layout:
    for name in ("run", "upstreams", "log", "acme"):
        (folder / name).mkdir(exist_ok=True)
    return Layout(
        run_folder=folder / "run",
        upstream_folder=folder / "upstreams",
        log_folder=folder / "log",
        acme_root=folder / "acme",
        **ports,
    )


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("certificate")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "api.shop.example")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("api.shop.example")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "chain.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return folder / "chain.pem", folder / "key.pem"


@pytest.mark.integration
@pytest.mark.parametrize("binary", BINARIES)
def test_nginx_takes_two_products_on_one_host_without_a_word_of_warning(binary: str, tmp_path: Path) -> None:
    layout = layout_in(tmp_path, http_port=free_port())
    has_status = (
        "http_stub_status" in subprocess.run([binary, "-V"], check=False, capture_output=True, text=True).stderr
    )
    sites = []
    for name, port in (("shop", free_port()), ("shop-two", free_port())):
        spec = everything(name, port)
        if not has_status:
            spec = replace(spec, service=replace(spec.service, health=Health()))
        (layout.upstream_folder / f"{name}-production.servers.conf").write_text(render_servers(spec))
        sites.append(render_site(spec, "production", locale="ko", layout=layout))

    said = say(binary, tmp_path, *sites)

    assert said.returncode == 0, said.stderr
    assert "[warn]" not in said.stderr
    assert "[emerg]" not in said.stderr


@pytest.mark.integration
@pytest.mark.parametrize("binary", BINARIES)
def test_nginx_takes_a_host_that_ends_tls(binary: str, tmp_path: Path, certificate: tuple[Path, Path]) -> None:
    proxy = {"certificate": str(certificate[0]), "certificate_key": str(certificate[1])}
    layout = layout_in(tmp_path, http_port=free_port(), https_port=free_port())

    said = say(binary, tmp_path, render_site(product(service={"proxy": proxy}), "production", layout=layout))

    assert said.returncode == 0, said.stderr
    assert "[warn]" not in said.stderr


@pytest.mark.integration
@pytest.mark.parametrize("binary", BINARIES)
def test_nginx_takes_a_product_that_says_nothing(binary: str, tmp_path: Path) -> None:
    bare = Product.model_validate({"name": "bare", "environments": {"production": {}}})

    said = say(binary, tmp_path, render_site(bare, "production", layout=layout_in(tmp_path, http_port=free_port())))

    assert said.returncode == 0, said.stderr
    assert "[warn]" not in said.stderr


@pytest.fixture(scope="module")
def tls(
    certificate: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Layout, ssl.SSLContext]]:
    folder = tmp_path_factory.mktemp("tls")
    layout = layout_in(folder, http_port=free_port(), https_port=free_port())
    proxy = {"certificate": str(certificate[0]), "certificate_key": str(certificate[1])}
    spec = product(service={"proxy": proxy, "port": free_port(), "health": {"port": free_port()}})
    trusting = ssl.create_default_context(cafile=str(certificate[0]))
    trusting.check_hostname = False
    with Nginx(folder / "nginx", render_site(spec, "production", layout=layout)):
        yield layout, trusting


def status_of(connection: HTTPConnection, path: str) -> tuple[int, str]:
    connection.request("GET", path, headers={"Host": "api.shop.example"})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status, answer.getheader("Location", "")


@pytest.mark.integration
def test_where_tls_ends_on_the_host_plain_requests_are_led_to_it(tls: tuple[Layout, ssl.SSLContext]) -> None:
    plain = HTTPConnection("127.0.0.1", tls[0].http_port, timeout=5)

    assert status_of(plain, "/orders?page=2") == (308, "https://api.shop.example/orders?page=2")


@pytest.mark.integration
def test_where_tls_ends_on_the_host_challenges_and_health_stay_plain(tls: tuple[Layout, ssl.SSLContext]) -> None:
    challenge = tls[0].acme_root / ".well-known" / "acme-challenge" / "token"
    challenge.parent.mkdir(parents=True, exist_ok=True)
    challenge.write_text("token.thumbprint")
    plain = HTTPConnection("127.0.0.1", tls[0].http_port, timeout=5)

    assert status_of(plain, "/.well-known/acme-challenge/token")[0] == 200
    assert status_of(plain, "/health/ready")[0] == 200


@pytest.mark.integration
def test_where_tls_ends_on_the_host_the_gate_stands_behind_it(tls: tuple[Layout, ssl.SSLContext]) -> None:
    closed = tls[0].run_folder / "shop-production.closed"
    closed.touch()
    try:
        inside = HTTPSConnection("127.0.0.1", tls[0].https_port, timeout=5, context=tls[1])
        assert status_of(inside, "/")[0] == 503
    finally:
        closed.unlink()


def test_the_same_spec_gives_the_same_bytes() -> None:
    assert render_site(everything("shop", 8091), "production") == render_site(everything("shop", 8091), "production")


def test_a_single_port_stands_in_the_site_itself() -> None:
    text = render_site(product(), "production")

    assert "server 127.0.0.1:3000;" in text
    assert "include" not in text


def test_several_ports_stand_in_a_file_of_their_own() -> None:
    spec = product(service={"port": 3000, "more_ports": [3001, 3000]})

    assert "include /etc/nginx/holdfast/shop-production.servers.conf;" in render_site(spec, "production")
    assert [line.split()[1] for line in render_servers(spec).splitlines()] == ["127.0.0.1:3000", "127.0.0.1:3001"]
    assert "down" not in render_servers(spec)


def test_without_origins_cors_is_left_to_the_application() -> None:
    text = render_site(product(production={"origins": []}), "production")

    assert "Access-Control" not in text
    assert "preflight" not in text


def test_a_status_page_of_another_host_is_not_made_here() -> None:
    spec = product(service={"health": {"nginx_status": "http://10.0.0.7/nginx_status"}})

    assert "stub_status" not in render_site(spec, "production")


def test_the_log_is_the_one_that_the_spec_lets_the_agent_follow() -> None:
    spec = product(service={"metrics": {"access_log": "/data/log/shop.json"}})

    assert "access_log /data/log/shop.json holdfast-shop-production;" in render_site(spec, "production")
    assert f"access_log {access_log_path(product(), 'production')} " in render_site(product(), "production")


def test_a_refusal_asks_to_come_again_when_the_host_can_have_recovered() -> None:
    spec = product(service={"health": {"probes": {"application": {"interval_seconds": 2.5, "recover_after": 3}}}})

    assert "add_header Retry-After 8 always;" in render_site(spec, "production")


@pytest.mark.parametrize(
    ("service", "production", "key"),
    [
        ({}, {"domains": ["api.example.com; } server { listen 81"]}, "environments.production.domains[0]"),
        ({}, {"domains": ["ok.example", "a b"]}, "environments.production.domains[1]"),
        ({}, {"domains": ["x\n}"]}, "environments.production.domains[0]"),
        ({}, {"domains": ["$host"]}, "environments.production.domains[0]"),
        ({}, {"domains": ["-a.example"]}, "environments.production.domains[0]"),
        ({}, {"domains": ["a..example"]}, "environments.production.domains[0]"),
        ({}, {"domains": [""]}, "environments.production.domains[0]"),
        ({}, {"domains": [".".join(["a" * 60] * 5)]}, "environments.production.domains[0]"),
        ({"proxy": {"websockets": ["/ws\\"]}}, {}, "service.proxy.websockets[0]"),
        ({"proxy": {"websockets": ["/ws\x7f"]}}, {}, "service.proxy.websockets[0]"),
        ({"proxy": {"websockets": ["/ws\x00"]}}, {}, "service.proxy.websockets[0]"),
        ({"proxy": {"certificate": "/a.pem"}}, {}, "service.proxy.certificate_key"),
        ({"proxy": {"certificate_key": "/a.pem"}}, {}, "service.proxy.certificate"),
        ({"proxy": {"certificate": '/a"; }', "certificate_key": "/k"}}, {}, "service.proxy.certificate"),
        ({"proxy": {"certificate": "a.pem", "certificate_key": "/k"}}, {}, "service.proxy.certificate"),
        ({"proxy": {"certificate": "/$host.pem", "certificate_key": "/k"}}, {}, "service.proxy.certificate"),
        ({"proxy": {"certificate": "/a", "certificate_key": "/k\n}"}}, {}, "service.proxy.certificate_key"),
        ({"health": {"nginx_status": "http://127.0.0.1/"}}, {}, "service.health.nginx_status"),
        ({"health": {"nginx_status": "http://127.0.0.1:3000/"}}, {}, "service.health.nginx_status"),
        ({"health": {"nginx_status": "http://127.0.0.1:99999/"}}, {}, "service.health.nginx_status"),
        ({"health": {"nginx_status": "http://127.0.0.1:8091/a;b"}}, {}, "service.health.nginx_status"),
        ({"health": {"nginx_status": "ftp://127.0.0.1:8091/"}}, {}, "service.health.nginx_status"),
        ({"health": {"nginx_status": "http://[::1"}}, {}, "service.health.nginx_status"),
        ({"metrics": {"access_log": "/a; return 200"}}, {}, "service.metrics.access_log"),
        ({"port": 80}, {}, "service.port"),
        ({"port": 3000, "more_ports": [443]}, {}, "service.port"),
    ],
)
def test_a_value_that_cannot_stand_in_a_configuration_is_named_and_not_rendered(
    service: dict[str, object], production: dict[str, object], key: str
) -> None:
    with pytest.raises(SpecError) as caught:
        render_site(product(service=service, production=production), "production")

    assert [problem.key for problem in caught.value.problems] == [key]


def test_every_problem_is_told_at_once() -> None:
    spec = product(service={"proxy": {"websockets": ["/a\\"]}}, production={"domains": ["a b", "c;d"]})

    with pytest.raises(SpecError) as caught:
        render_site(spec, "production")

    assert len(caught.value.problems) == 3


texts = st.text(st.characters(codec="utf-8"), max_size=30) | st.sampled_from(
    [
        "/a;b",
        '/"',
        "/'",
        "/\\",
        "/$x",
        "/{",
        "/}",
        "/#",
        "/ü",
        "/\u2028",
        "/\n",
        "x; return 200",
        "*.a.example",
        "~^.*$",
    ]
)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(texts, max_size=3),
    st.lists(texts, max_size=2),
    st.lists(texts, max_size=3),
    st.one_of(st.none(), st.tuples(texts, texts)),
    st.one_of(st.none(), texts),
)
def test_no_text_in_a_spec_becomes_a_directive(
    domains: list[str],
    origins: list[str],
    websockets: list[str],
    certificate: tuple[str, str] | None,
    status: str | None,
) -> None:
    """Also with values that the spec's own patterns would have refused."""
    pair = certificate or (None, None)
    proxy = Proxy(websockets=tuple(websockets), certificate=pair[0], certificate_key=pair[1])
    health = Health(nginx_status=status)
    environment = Environment(domains=tuple(domains), origins=tuple(origins))
    service = Service(proxy=proxy, health=health)
    spec = Product(name="shop", service=service, environments={"production": environment})
    try:
        text = render_site(spec, "production")
    except SpecError:
        return

    found = directives(text)
    servers = 1 + ("stub_status;" in text) + ("ssl_certificate " in text)
    assert set(found) <= set(ALL_DIRECTIVES)
    assert found.count(("server",)) == found.count(("server", "listen")) == servers


def directives(text: str) -> list[tuple[str, ...]]:
    """The names of directives, each with those of the blocks around it."""

    def walk(block: list[dict[str, object]], around: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        for one in block:
            name = (*around, str(one["directive"]))
            # The lines of a map are its data.
            if around[-1:] != ("map",):
                yield name
            inner = one.get("block")
            if isinstance(inner, list):
                yield from walk(inner, name)

    with tempfile.NamedTemporaryFile("w", suffix=".conf", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        parsed = crossplane.parse(file.name, single=True, check_args=False, check_ctx=False)
    assert parsed["status"] == "ok", parsed["errors"]
    return list(walk(parsed["config"][0]["parsed"], ()))


TLS = {"proxy": {"websockets": ["/ws"], "certificate": "/a.pem", "certificate_key": "/k.pem"}}
ALL_DIRECTIVES = (
    *directives(render_site(everything("shop", 8091), "production")),
    *directives(render_site(product(service=TLS), "production")),
    *directives(render_site(product(), "production")),
)
