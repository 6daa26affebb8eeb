"""Servers that listen with TLS while the certificate that they would present is only remarked on."""

from collections.abc import Iterator, Sequence

from holdfast.model.evidence import Location
from holdfast.model.facts import Certificate
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.nginx.routes import environment
from holdfast.readers.repository.nginx.sites import Server

_REMARKED = regex(r"^\s*#+\s*ssl_certificate(?:_key)?\s+[\"']?(?P<path>[^\s;\"']{1,300})[\"']?\s*;")
_LETSENCRYPT = regex(r"(?i)letsencrypt|certbot|/live/")
_BRINGS = ("ssl_certificate", "include", "ssl_reject_handshake")
"""What gives a server its certificate, may do so from a file that is kept elsewhere, or refuses to speak TLS at all."""


def left_out(server: Server) -> Iterator[Certificate]:
    """The certificate on whose remark such a server waits: where it comes from, and who renews it, nobody says."""
    if server.at is None or not _speaks_tls(server) or server.own(*_BRINGS):
        return
    if any(one.name.startswith("ssl_certificate") for one in server.above):
        return
    source = server.at.source
    found = _remarked(source.rows, server.at.line, server.at.end)
    if found is None:
        return
    first, last, path = found
    yield Certificate(
        kind=source.kind,
        at=source.at(first, last),
        environment=environment(server, server.at),
        old=source.old,
        issuer="letsencrypt" if _LETSENCRYPT.search(path) else "imported",
        domain=next((name for name in server.names if "$" not in name), None),
        used_by="host",
    )


def remarked(text: Snippet) -> Location | None:
    """Where a text first shows a certificate as a remark: its servers are not told to present one."""
    found = _remarked(text.rows, 1, len(text.rows)) if "ssl_certificate" in text.text else None
    return text.at(found[0], found[1]) if found else None


def _remarked(rows: Sequence[str], start: int, end: int) -> tuple[int, int, str] | None:
    """The first and last line of the first such remark, and the certificate that it names."""
    told = enumerate(rows[start - 1 : end], start=start)
    found = [(number, match["path"]) for number, row in told if (match := _REMARKED.match(row[:400]))]
    if not found:
        return None
    first, path = found[0]
    return first, next((number for number, _ in found[1:] if number - first == 1), first), path


def _speaks_tls(server: Server) -> bool:
    return any("ssl" in one.args or one.first.rpartition(":")[2] == "443" for one in server.own("listen"))
