"""Images that obtain certificates and renew them, told by their names and by what they are started with."""

import re
from collections.abc import Iterable

from holdfast.model.regex import regex

_COMPANION = regex(
    r"(?:^|/)(?:acme-companion|caddy-docker-proxy|(?:docker-)?letsencrypt-nginx-proxy-companion|docker-nginx-certbot|nginx-certbot|swag"
    r"|https-portal)(?::|@|$)"
)
"""Images that obtain certificates, renew them and tell the proxy beside them, without further words."""

_MANAGER = regex(r"(?:^|/)nginx-proxy-manager(?::|@|$)")
"""A proxy that people ask for certificates by a page of its own; it renews them by itself."""

_TRAEFIK = regex(r"(?:^|/)traefik(?::|@|$)")
_RESOLVER = regex(r"certificatesresolvers\.[\w-]{1,60}\.acme\.", re.IGNORECASE)
_TLS = regex(r"(?:^|:)443(?::\d+)?(?:/tcp)?$")
"""Also where the program itself answers behind it, on a port that wants no root (`443:8443`)."""
_MOUNTED = regex(r"(?:^|[/_-])(?:letsencrypt|certbot|ssl|certs?|certificates?|tls)(?:/|$)", re.IGNORECASE)
_OF_CERTBOT = regex(r"letsencrypt|certbot|acme", re.IGNORECASE)


def by_itself(image: str, words: Iterable[str], ports: Iterable[str]) -> str | None:
    """Whose certificates this image cares for: "beside" for the containers next to it, "own", or None for nobody's.

    `words` are what it is started with, and `ports` those that are published.
    """
    if _COMPANION.search(image):
        return "beside"
    if _TRAEFIK.search(image) and any(_RESOLVER.search(word) for word in words):
        return "own"
    return "own" if _MANAGER.search(image) and answers_with_tls(ports) else None


def asks_for_itself(word: str) -> bool:
    """A word that Traefik is started with names whom it asks for certificates."""
    return _RESOLVER.search(word) is not None


def answers_with_tls(ports: Iterable[str]) -> bool:
    """One of a container's published ports is that of TLS."""
    return any(_TLS.search(port.strip()) for port in ports)


def issuer_of_mounted(volume: str) -> str | None:
    """Who issued the certificates that a volume hands in, like `/etc/letsencrypt:/etc/letsencrypt:ro`; else None."""
    target = volume.partition(":")[2]
    if not _MOUNTED.search(target.partition(":")[0]) or target.startswith("/var/www"):
        return None
    return "letsencrypt" if _OF_CERTBOT.search(volume) else "imported"
