"""Where the product itself presents no certificate: a platform or a tunnel does, or no browser comes in at all."""

from holdfast.controls.certificates_fronts import fronts, plain_doors, public
from holdfast.controls.common import solid
from holdfast.controls.hosting import hands_out_files
from holdfast.controls.openings import has_host_in_reach
from holdfast.model.estate import View
from holdfast.model.facts import (
    Container,
    Deployment,
    Distribution,
    Fact,
    Instance,
    LoadBalancer,
    PlainAddress,
    Platform,
    ProxyRoute,
    Workload,
)
from holdfast.model.regex import regex

_BRINGS_CERTIFICATES = frozenset({Platform.LAMBDA, Platform.HOSTED, Platform.APP_RUNNER, Platform.LIGHTSAIL_CONTAINERS})
_BRING_CERTIFICATES = frozenset({"hosted", "lambda", "app-runner", "lightsail"})
"""The same by how it is deployed: a container service of Lightsail answers at an address of its own, over HTTPS alone
(docs.aws.amazon.com/lightsail, "Container services", read 2026-11)."""


def is_managed(view: View) -> bool:
    """Everything that faces the browser brings a certificate of the platform's own."""
    if _through_tunnel(view):
        return True
    own_front: tuple[Fact, ...] = (*solid(view, ProxyRoute), *public(view))
    if own_front:
        return False
    workloads = solid(view, Workload)
    if workloads:
        # A function that does a chore beside a host does not answer in its place.
        spread = all(workload.platform in _BRINGS_CERTIFICATES for workload in workloads)
        return spread and not has_host_in_reach(view)
    if solid(view, Instance, lambda instance: instance.purpose == "application"):
        # A distribution's own certificate says nothing of the host that answers beside it.
        return False
    deployments = solid(view, Deployment)
    if deployments and not hands_out_files(view):
        return all(deployment.method in _BRING_CERTIFICATES for deployment in deployments)
    return any(fact.default_certificate for fact in solid(view, Distribution))


def is_reached_from_within(view: View) -> bool:
    """All that leads to the product are load balancers that only its own network reaches."""
    balancers = solid(view, LoadBalancer)
    inner = bool(balancers) and all(balancer.internal for balancer in balancers)
    return inner and not (fronts(view) or solid(view, Distribution) or has_host_in_reach(view))


def ends_before(view: View) -> bool:
    """The proxies tell that TLS ends before them, and nothing shows a way in past what stands there."""
    routes = solid(view, ProxyRoute)
    # Those of a name are for browsers; what stands beside them without one is for the hosts themselves.
    front = [route for route in routes if route.server_names] or list(routes)
    told = bool(front) and all("tls before" in route.places for route in front)
    if not told or any(balancer.tls is False for balancer in public(view)):
        return False
    past = solid(view, PlainAddress)
    return not past and (bool(solid(view, Distribution)) or not plain_doors(view))


_TUNNEL = regex(r"(?:^|/)(?:cloudflared|ngrok)(?::|@|$)")


def _through_tunnel(view: View) -> bool:
    """A tunnel leads outwards to whoever ends TLS for it, and nobody comes in past it."""
    containers = solid(view, Container)
    led = any(_TUNNEL.search(container.image or container.name) for container in containers)
    return led and not any("everybody" in one.places for one in containers if one.role in ("application", "proxy"))
