"""What an Nginx text tells of TLS that ends before it: at a load balancer, a content network, or another proxy."""

from collections.abc import Iterable, Iterator

from holdfast.model.evidence import Location
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.nginx.sites import Sites
from holdfast.readers.repository.nginx.tree import Directive, every

_TOLD = frozenset(
    {
        "$http_x_forwarded_proto",
        "$http_x_forwarded_scheme",
        "$http_x_forwarded_ssl",
        "$http_x_forwarded_port",
        "$http_cloudfront_forwarded_proto",
        "$http_cf_visitor",
        "$http_x_scheme",
        "$http_front_end_https",
    }
)
"""What somebody before it says about how the browser came in."""
_NAMES = regex(r"\$\w{1,80}")
_SCHEMES = frozenset({"x-forwarded-proto", "x-forwarded-scheme", "x-scheme", "x-forwarded-ssl"})
_PARAMETERS = frozenset({"https", "http_x_forwarded_proto", "request_scheme", "http_scheme"})
_SECURE = frozenset({"https", "on"})
"""Written out by a server that itself speaks no TLS."""
_TO_TLS = regex(r"https://")
_OF_VPC = regex(r"10\.\d{1,3}\.|172\.31\.|100\.64\.|192\.168\.")
"""Ranges of networks in a cloud; Docker takes those below 172.31 for its own."""
_HEADERS_OF_EDGES = frozenset({"cf-connecting-ip", "true-client-ip", "cloudfront-viewer-address", "fly-client-ip"})
_ENDS = regex(
    r"(?i)\b(?:tls|ssl|https|certificates?|인증서)\b.{0,60}?"
    r"(?:terminat|off-?load|ends?\b|ended\b|handled|managed|종료|처리|終端)"
    r"|(?:terminat\w{1,4}|off-?load\w{0,4})\s.{0,20}?\b(?:tls|ssl|https)\b"
)
_EDGE = regex(
    r"(?i)\b(?:[ane]lb|load[ -]?balancer|cloud ?front|cloud ?flare|cdn|upstream|ingress|traefik|caddy|gateway|"
    r"reverse proxy|(?:the )?(?:outer|front|edge) (?:proxy|nginx))(?![\w-])|로드 ?밸런서|ロードバランサ"
)
_NOT_YET = regex(
    r"(?i)\b(?:todo|fixme|later|should|will|when|once|if|unless|after|before (?:going|launch)|not|no|never|without|"
    r"instead|could|can|may|optional\w*|here|nginx (?:terminates|handles)|this (?:server|proxy))\b|나중|추후|예정|않"
)
"""Words about what is to come, or about what is done in this place."""
_LONGEST_ROW = 400


def ended_before(sites: Sites, top: list[Directive], text: Snippet, *, speaks: bool) -> Location | None:
    """Where a text tells that what comes in without TLS came with it as far as what stands before.

    `speaks`: one of its servers ends TLS itself, and may well write out that it does.
    """
    for one in every(top):
        if _tells(one, sites, speaks=speaks):
            return one.source.at(one.line, one.end)
    numbered = _comments(text.text.split("\n"))
    said = next((n for n, row in numbered if _ENDS.search(row) and _EDGE.search(row) and not _NOT_YET.search(row)), 0)
    return text.at(said) if said else None


def _comments(rows: Iterable[str]) -> Iterator[tuple[int, str]]:
    for number, row in enumerate(rows, 1):
        _, mark, comment = row[:_LONGEST_ROW].partition("#")
        if mark:
            yield number, comment


def _tells(one: Directive, sites: Sites, *, speaks: bool) -> bool:
    if one.name in ("proxy_set_header", "fastcgi_param", "uwsgi_param", "grpc_set_header") and len(one.args) > 1:
        wanted = _SCHEMES if one.name.endswith("header") else _PARAMETERS
        said = _is_from_before(one.args[1], sites) or (not speaks and one.args[1] in _SECURE)
        return said and one.first.lower() in wanted
    if one.name == "if":
        asked = any(_is_from_before(name, sites) for name in _NAMES.findall(" ".join(one.args)))
        return asked and any(
            inner.name in ("return", "rewrite") and _TO_TLS.search(" ".join(inner.args)) for inner in one.inner
        )
    if one.name == "real_ip_header":
        return one.first.lower() in _HEADERS_OF_EDGES
    return one.name == "set_real_ip_from" and _OF_VPC.match(one.first) is not None


def _is_from_before(value: str, sites: Sites) -> bool:
    return value in _TOLD or sites.sources.get(value) in _TOLD
