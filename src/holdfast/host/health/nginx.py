"""The Nginx configuration before the application: pure text from the spec, in which no value can become a directive."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from holdfast.host.files import host_name
from holdfast.host.health.gate.places import RUN_FOLDER, UPSTREAM_FOLDER, Places, servers_file
from holdfast.host.health.gate.servers import server_lines
from holdfast.host.health.words import Looked, Status, pattern, quoted
from holdfast.model.product import Product

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
"""What a front end of the spec's origins may call; OPTIONS is the question itself and needs no leave."""

_TEXTS = {
    "en": {
        "closed_title": "Back in a moment",
        "closed": "The service is not ready at the moment. Please try again shortly.",
        "lost_title": "Something went wrong",
        "lost": "The answer was lost on its way. Please see whether your request went through before you repeat it.",
        "lang": "en",
    },
    "ko": {
        "closed_title": "잠시 후 다시 찾아 주세요",
        "closed": "서비스가 잠시 준비 중입니다. 조금 뒤에 다시 시도해 주세요.",
        "lost_title": "문제가 생겼습니다",
        "lost": "응답을 받지 못했습니다. 다시 시도하기 전에 요청이 처리되었는지 확인해 주세요.",
        "lang": "ko",
    },
}
# Hash tables of Nginx have room for words of about this length where nobody enlarged them; patterns are not hashed.
_HASHED_LENGTH = 40


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things are on the host; the defaults are Debian's and Ubuntu's.

    Args:
        run_folder: of the gate's files.
        upstream_folder: of the file that lists several servers.
        log_folder: of the access log.
        acme_root: web root that the ACME client writes its challenges under.
        http_port: of plain HTTP.
        https_port: of TLS, where the spec names a certificate.
    """

    run_folder: Path = RUN_FOLDER
    upstream_folder: Path = UPSTREAM_FOLDER
    log_folder: Path = Path("/var/log/nginx")
    acme_root: Path = Path("/var/www/html")
    http_port: int = 80
    https_port: int = 443


@dataclass(frozen=True, slots=True)
class _Site:
    """What the template needs, every value looked at."""

    product: str
    environment: str
    names: tuple[str, ...]
    origins: tuple[str, ...]
    websockets: tuple[str, ...]
    certificate: str
    certificate_key: str
    ports: tuple[int, ...]
    servers_file: Path | None
    agent_port: int
    body_mib: int
    timeout: int
    retry_after: int
    log: str
    status: Status | None


def render_site(
    product: Product, environment: str, *, locale: Literal["en", "ko"] = "en", layout: Layout | None = None
) -> str:
    """The configuration of one product in one environment, for the `http` level of Nginx 1.22 and later.

    The same spec gives the same bytes. Everything that is global in Nginx (upstreams, variables, formats, zones) bears
    the name of product and environment, so several products fit on one host.

    Args:
        product: the spec.
        environment: one of its environments.
        locale: language of the pages that stand in while the application cannot answer.
        layout: where things are on the host.

    Raises:
        SpecError: values of the spec that cannot stand in a configuration; all of them, with line 0.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    layout = layout or Layout()
    site = _site(product, environment, layout)
    name = host_name(site.product, site.environment)
    engine = Environment(  # noqa: S701  # not HTML; every value was looked at, and `quoted` looks again
        loader=PackageLoader("holdfast.host.health", "templates"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    engine.filters.update(quoted=quoted, pattern=pattern)
    text = _TEXTS[locale]
    rendered = engine.get_template("nginx.conf.j2").render(
        site=site,
        layout=layout,
        places=Places(layout.run_folder, name),
        n=f"holdfast-{name}",
        v=f"holdfast_{name.replace('-', '_')}",
        names=" ".join(site.names) or "_",
        log=site.log,
        methods=", ".join(METHODS),
        text=text,
        page=lambda title, words: _page(text["lang"], title, words),
    )
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"\n+(?=\n *\})", "", rendered))


def render_servers(product: Product) -> str:
    """The file of servers as it is before the agent has found any of them down."""
    ports = product.service.ports
    return server_lines(ports, ports)


def _site(product: Product, environment: str, layout: Layout) -> _Site:
    spec, service, proxy = product.environment(environment), product.service, product.service.proxy
    looked = Looked()
    place, front = f"environments.{environment}", "service.proxy"
    taken = frozenset({layout.http_port, layout.https_port, service.health.port, *service.ports})
    for folder in (layout.run_folder, layout.upstream_folder, layout.acme_root):
        looked.path(str(folder), "(folder)")
    if {layout.http_port, layout.https_port} & set(service.ports):
        looked.refuse("service.port", "expected another port than Nginx's own")
    if bool(proxy.certificate) != bool(proxy.certificate_key):
        missing = "certificate_key" if proxy.certificate else "certificate"
        looked.refuse(f"{front}.{missing}", "expected both `certificate` and `certificate_key`, or neither")
    several = len(set(service.ports)) > 1
    name = host_name(product.name, environment)
    site = _Site(
        product=product.name,
        environment=environment,
        names=_unlike(_server_name(looked.host(text, f"{place}.domains[{i}]")) for i, text in enumerate(spec.domains)),
        origins=_unlike(looked.origin(text, f"{place}.origins[{i}]") for i, text in enumerate(spec.origins)),
        websockets=_unlike(looked.path(text, f"{front}.websockets[{i}]") for i, text in enumerate(proxy.websockets)),
        certificate=looked.path(proxy.certificate, f"{front}.certificate") if proxy.certificate else "",
        certificate_key=looked.path(proxy.certificate_key, f"{front}.certificate_key") if proxy.certificate_key else "",
        ports=service.ports,
        servers_file=servers_file(name, layout.upstream_folder) if several else None,
        agent_port=service.health.port,
        body_mib=proxy.body_mib,
        timeout=proxy.timeout_seconds,
        retry_after=_retry_after(product),
        log=looked.path(_log(product, name, layout), "service.metrics.access_log"),
        status=looked.status(service.health.nginx_status, "service.health.nginx_status", taken),
    )
    looked.settle()
    return site


def _log(product: Product, name: str, layout: Layout) -> str:
    """The access log that the agent follows for its numbers."""
    return product.service.metrics.access_log or str(layout.log_folder / f"holdfast-{name}.json")


def _retry_after(product: Product) -> int:
    """Whole seconds after which the host can be ready again at the earliest, at most a minute."""
    timing = product.service.health.timing("application")
    return min(60, max(1, math.ceil(timing.interval_seconds * timing.recover_after)))


def _unlike(texts: Iterable[str]) -> tuple[str, ...]:
    """Each once, in their order: Nginx refuses a location that is named twice."""
    return tuple(dict.fromkeys(text for text in texts if text))


def _server_name(name: str) -> str:
    if len(name) <= _HASHED_LENGTH:
        return name
    return pattern(name).replace(re.escape("*."), r".+\.") if name else ""


def _page(language: str, title: str, words: str) -> str:
    return (
        f'<!doctype html><html lang="{language}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{title}</title><body><main><h1>{title}</h1><p>{words}</p></main></body></html>"
    )
