"""Facts of what stands between the browser and the application: certificates, distributions, proxies."""

from holdfast.model.facts.base import Fact
from holdfast.model.record import record


@record(frozen=True, slots=True, kw_only=True)
class Certificate(Fact):
    """A TLS certificate.

    Args:
        issuer: "acm", "letsencrypt" (certbot, acme.sh, lego), "imported", "managed" (the platform's own).
        domain: as written.
        region: where an ACM certificate lives.
        validation: "dns" or "email".
        used_by: "cloudfront", "load-balancer", "host", "api" or None.
        in_code: requested by template or program; false when a person requests it by hand.
        reason_recorded: the text says why it must be in that region.
        renews: it is renewed by itself *and* the renewal reaches the server; None when not said.
        in_use: something presents it; None when not said.
        days_left: whole days until it ends, negative once it has; None when not said.
    """

    issuer: str
    domain: str | None = None
    region: str | None = None
    validation: str | None = None
    used_by: str | None = None
    in_code: bool = False
    reason_recorded: bool = False
    renews: bool | None = None
    in_use: bool | None = None
    days_left: int | None = None


@record(frozen=True, slots=True, kw_only=True)
class CertificateRenewal(Fact):
    """Something renews certificates on a host by the clock; `reloads`: the server takes the new one."""

    tool: str = "certbot"
    schedule: str | None = None
    reloads: bool | None = None
    checked: bool = False  # a dry run or an expiry check tells when renewal fails


@record(frozen=True, slots=True, kw_only=True)
class Distribution(Fact):
    """A CloudFront distribution; `certificate_region` where its certificate lives, when that is told.

    `plain_origin`: it asks an origin without TLS, although that is no website of S3, which speaks nothing else.
    """

    name: str | None = None
    aliases: tuple[str, ...] = ()
    certificate_region: str | None = None
    default_certificate: bool = False
    plain_origin: bool = False


@record(frozen=True, slots=True, kw_only=True)
class PlainAddress(Fact):
    """A text sends people to the product by an address that begins with `http://`, of a host and not of this one.

    `passed_on`: what stands before the product asks it by that address, over the internet, for everybody.
    """

    passed_on: bool = False


@record(frozen=True, slots=True, kw_only=True)
class PlainTaken(Fact):
    """The application takes visitors in without TLS, or sends them to `http://`: its settings, source or host say so.

    `on_purpose`: somebody wrote so; otherwise it is what comes of saying nothing.
    """

    on_purpose: bool = False


@record(frozen=True, slots=True, kw_only=True)
class PlainBeside(Fact):
    """What serves over TLS serves here without it, too, and sends nobody there.

    `name` tells what it is; `visitors`: to visitors alone, for nothing stands before it that asks it without TLS.
    """

    name: str
    visitors: bool = False


@record(frozen=True, slots=True, kw_only=True)
class SelfSigned(Fact):
    """A certificate that no browser trusts, for its own key signed it, is made or presented on a server."""


@record(frozen=True, slots=True, kw_only=True)
class UncheckedCertificate(Fact):
    """Whoever asks the product over TLS here takes every certificate, one that has ended or is somebody else's too."""


@record(frozen=True, slots=True, kw_only=True)
class Zone(Fact):
    """A public DNS zone of the account.

    Args:
        domain: of the zone, in lower case, without the last dot.
        names: host names with an address or an alias there, in the same form and in order; `*.` begins a wildcard.
    """

    domain: str
    names: tuple[str, ...] = ()


@record(frozen=True, slots=True, kw_only=True)
class Region(Fact):
    """The AWS region where the product lives."""

    name: str


@record(frozen=True, slots=True, kw_only=True)
class ProxyRoute(Fact):
    """One location of a reverse proxy.

    Args:
        path: as written in the location (`/`, `/health`, `= /health`); regular expressions keep their `~`.
        server_names: of the enclosing server.
        upstreams: addresses behind it (`127.0.0.1:3000`, `api:8080`), of the named upstream where it is one.
        answers: status code, when the proxy answers by itself (`return 200`).
        gated: it stops routing when the application is not ready (a readiness file, an active check, a
            switch that a script rewrites).
        retries: `proxy_next_upstream` or passive checks with several servers.
        tls: the enclosing server terminates TLS.
        strips_prefix: the path that the application sees differs (`proxy_pass http://x/`); None if unknown.
    """

    path: str
    server_names: tuple[str, ...] = ()
    upstreams: tuple[str, ...] = ()
    answers: int | None = None
    gated: bool = False
    retries: bool = False
    tls: bool = False
    strips_prefix: bool | None = None
