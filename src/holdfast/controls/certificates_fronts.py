"""Where browsers come in: the places at which a certificate would stand, if there were one."""

from holdfast.controls.common import places, solid
from holdfast.controls.composing import idle_files
from holdfast.controls.openings import CONSOLES, DATABASE_PORTS, WORLD
from holdfast.model.estate import View
from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import (
    Bucket,
    Container,
    Deployment,
    Distribution,
    Ingress,
    Instance,
    LoadBalancer,
    PlainAddress,
    ProxyRoute,
)
from holdfast.model.findings import Check, Confidence, Evident, Severity

NOT_PRESENTED = Check("certificates.not-presented", Severity.WARNING, Confidence.MEDIUM)

_HTTP, _HTTPS = 80, 443
_WRITTEN = frozenset({EvidenceKind.DECLARED, EvidenceKind.INSTRUCTED})
_APPLICATIONS = range(3000, 9000)
"""The ports that frameworks take by themselves, or a habit away; databases and consoles among them have their own."""


def fronts(view: View) -> tuple[Evident, ...]:
    """Where browsers come in, the nearest to them first; the application and its deployment are no such place."""
    tls = solid(view, ProxyRoute, lambda route: route.tls)
    published = sorted(filter(_is_published, _started(view)), key=_is_behind)
    return (
        *places(tls),
        *places(public(view), "listener"),
        *places(_front_routes(view), "listen"),
        *places(published, "web"),
        *places(solid(view, PlainAddress)),
        *_websites(view),
        *own_port(view),
        *doors(view),
    )


def _websites(view: View) -> tuple[Evident, ...]:
    """Buckets that everybody may read as a website, which only speaks HTTP; a distribution would stand before it."""
    buckets = solid(view, Bucket, lambda one: one.public is True and "website" in one.places)
    return () if solid(view, Distribution) else places(buckets, "website", most=1)


def _started(view: View) -> tuple[Container, ...]:
    """Beside deployments that start no containers, a compose file is for somebody's own machine."""
    idle = idle_files(view) if solid(view, Deployment) else set()
    return solid(view, Container, lambda fact: fact.file not in idle)


def own_port(view: View) -> tuple[Evident, ...]:
    """Where the one application is reached by a port of its own.

    One of several may be for development, or the other half of a pair that something takes turns with.
    """
    reached = tuple(filter(_is_reached_by_port, _started(view)))
    return places(reached if len(reached) == 1 else (), "port")


def plain_proxies(view: View, *, installed: bool) -> tuple[Evident, ...]:
    """Where the proxies of a host listen, if none of them speaks TLS, though a certificate is kept there.

    What only waits as a remark says so best. Where certbot has `installed` it, it has written its own lines; a remark
    beside them is still what the next release puts back.
    """
    routes = solid(view, ProxyRoute)
    if any(route.tls for route in routes) or any(balancer.tls for balancer in public(view)):
        return ()
    # What a guide has somebody type is where certbot then writes its own lines.
    written = [route for route in routes if route.kind is not EvidenceKind.INSTRUCTED and "listen" in route.places]
    if told := waiting(view):
        return told
    return () if installed else places(written, "listen", most=2)


def waiting(view: View) -> tuple[Evident, ...]:
    """Where files of what only speaks HTTP keep as a remark what would make it speak TLS: certificates, a port."""
    routes = solid(view, ProxyRoute, lambda route: route.kind is not EvidenceKind.INSTRUCTED)
    doors = (one for one in _started(view) if "remarked" in one.places)
    return (
        *places((route for route in routes if "remarked" in route.places), "remarked", most=2),
        *places(doors, "remarked", most=1),
    )


def typed(view: View, front: tuple[Evident, ...]) -> tuple[Evident, ...]:
    """The site that a guide has somebody type on the host: a file that says the same does not mend it."""
    routes = solid(view, ProxyRoute, lambda route: route.kind is EvidenceKind.INSTRUCTED)
    listens = places((route for route in routes if "listen" in route.places), "listen", most=1)
    return tuple(one for one in listens if front and one.at.path != front[0].at.path)


def doors(view: View) -> tuple[Evident, ...]:
    """Where the world is let in without TLS, beside no rule for 443: by a rule for port 80, or else its one host.

    It may be the application's own port, where nothing is let in at port 80. A template's rule for 443 shows what is
    meant to answer there, with a certificate of which nothing tells. Beside a distribution the world comes in there.
    """
    if solid(view, Distribution):
        return ()
    rules = _rules_for_all(view)
    plain = plain_doors(view)
    if plain:
        return plain
    meant = [rule for rule in rules if rule.kind is EvidenceKind.DECLARED and rule.from_port == _HTTPS == rule.to_port]
    if meant:
        return places(meant, most=1)
    hosts = solid(view, Instance, lambda host: host.kind is EvidenceKind.DECLARED and host.purpose == "application")
    return places(hosts) if len(hosts) == 1 else ()


def plain_doors(view: View) -> tuple[Evident, ...]:
    """Where rules let the world in without TLS, while none lets it in with TLS."""
    rules = _rules_for_all(view)
    plain = sorted(filter(_is_plain, rules), key=lambda rule: rule.from_port != _HTTP)
    return places(plain, most=1) if not any(rule.from_port <= _HTTPS <= rule.to_port for rule in rules) else ()


def _rules_for_all(view: View) -> tuple[Ingress, ...]:
    return solid(view, Ingress, lambda rule: rule.kind in _WRITTEN and not WORLD.isdisjoint(rule.sources))


def _is_plain(rule: Ingress) -> bool:
    if rule.from_port != rule.to_port:
        return False
    own = rule.from_port in _APPLICATIONS and rule.from_port not in (*DATABASE_PORTS, *CONSOLES)
    return own or rule.from_port == _HTTP


def _is_behind(container: Container) -> bool:
    return container.role != "proxy"


def _is_published(container: Container) -> bool:
    return "web" in container.places and container.role in ("application", "proxy")


def _is_reached_by_port(container: Container) -> bool:
    """The application itself, by a port of its own."""
    return "port" in container.places and container.role == "application"


def public(view: View) -> tuple[LoadBalancer, ...]:
    """The load balancers that a browser can reach: those whose listener is shown speak for one that a text names."""
    found = solid(view, LoadBalancer, lambda balancer: not balancer.internal)
    listening = any("listener" in one.places and one.kind is not EvidenceKind.INSTRUCTED for one in found)
    return tuple(one for one in found if not (listening and _is_only_named(one)))


def _is_only_named(balancer: LoadBalancer) -> bool:
    """A text mentions that there is one, and says nothing of how it is set up."""
    return balancer.kind is EvidenceKind.INSTRUCTED and not (balancer.places or balancer.name or balancer.tls)


def listening(view: View) -> tuple[Evident, ...]:
    """Where proxies listen that are kept in files, whatever else may stand before them."""
    written = (route for route in _front_routes(view) if route.kind is not EvidenceKind.INSTRUCTED)
    return places((route for route in written if "listen" in route.places), "listen")


def _front_routes(view: View) -> tuple[ProxyRoute, ...]:
    return tuple(sorted(solid(view, ProxyRoute), key=lambda route: (not route.server_names, len(route.path))))
