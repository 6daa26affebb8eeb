"""What Traefik's own files say of the certificates that it cares for."""

import pytest

from holdfast.model.evidence import Gap
from holdfast.readers.repository.proxies.traefik import READER

from ..templates.support import read, told

_YAML = """
    entryPoints:
      web:
        address: ":80"
    certificatesResolvers:
      issuer:
        acme:
          email: ops@shop.example
    http:
      routers:
        shop:
          rule: "Host(`shop.kr`) || Host(`www.shop.kr`)"
    """
_TOML = """
    [entryPoints.web]
    address = ":80"
    [certificatesResolvers.issuer.acme]
    email = "ops@shop.example"
    """


def test_certificates_that_traefik_obtains_it_renews() -> None:
    common = "issuer=letsencrypt"
    assert told(read(READER, _YAML, "compose/production/traefik/traefik.yml")) == [
        f"Certificate 5 {common} domain=shop.kr used_by=host in_code=True renews=True",
        f"Certificate 5 {common} domain=www.shop.kr used_by=host in_code=True renews=True",
        "CertificateRenewal 5 tool=traefik schedule=automatic reloads=True",
    ]
    assert told(read(READER, _TOML, "traefik.toml")) == [
        f"Certificate 3 {common} used_by=host in_code=True renews=True",
        "CertificateRenewal 3 tool=traefik schedule=automatic reloads=True",
    ]


@pytest.mark.parametrize(
    "text",
    ["", "api: {}\n", "certificatesResolvers: {}\n", "certificatesResolvers:\n  ts:\n    tailscale: {}\n", "- a\n"],
)
def test_where_nobody_is_asked_for_certificates_none_is_told(text: str) -> None:
    assert READER.wants("traefik/static.yaml")
    assert not READER.wants("app/settings.yaml")
    assert read(READER, text, "traefik/static.yaml") == []


@pytest.mark.parametrize(
    ("path", "text"),
    [("traefik.yml", "certificatesResolvers: [\n"), ("traefik.toml", "[certificatesResolvers.a.acme\n")],
)
def test_what_cannot_be_read_is_a_gap(path: str, text: str) -> None:
    assert [type(one) for one in read(READER, text, path)] == [Gap]
