"""Load balancers, certificates and distributions in Terraform."""

import re
from collections.abc import Iterator

from holdfast.model.evidence import Location
from holdfast.model.facts import (
    Certificate,
    Distribution,
    Fact,
    HealthProbe,
    LoadBalancer,
    MetricSource,
    Origin,
    PlainBeside,
    Watched,
)
from holdfast.model.regex import regex
from holdfast.readers.repository.containers.checks import takes_errors, takes_redirects
from holdfast.readers.repository.terraform.compute import zones_of
from holdfast.readers.repository.terraform.placing import largest_group
from holdfast.readers.repository.terraform.project import source_of
from holdfast.readers.repository.terraform.providers import provider_block, region_of
from holdfast.readers.repository.terraform.resource import Resource, Section, World
from holdfast.readers.repository.terraform.values import Partial, Value

_REASON = regex(
    r"(?:#|//|\*).*(?:cloudfront.*(?:us-east-1|virginia|버지니아|バージニア|must|requir|only|need|필요|必要|위해|ため)"
    r"|(?:us-east-1|virginia|버지니아|バージニア).*(?:cloudfront|cdn|must|requir|필요|必要))",
    re.IGNORECASE,
)
_NOT_PAGES = regex(r"^(?:static|cdn|assets?|img|images?|media|files?|api|upload\w*|\*)[.-]", re.IGNORECASE)


def is_page(host: str) -> bool:
    """Whether people open pages under this name, rather than an API, files or images."""
    return not _NOT_PAGES.match(host)


_LISTENERS = ("aws_lb_listener", "aws_alb_listener")


def _speaks_tls(listener: Resource) -> bool:
    """Or leads to one that does, or cannot be told not to."""
    if listener.section("default_action").text("type") == "redirect" or listener.has("certificate_arn"):
        return True
    return (_protocol(listener) or "?") not in ("HTTP", "TCP")


def _protocol(listener: Resource) -> str | None:
    """What it speaks where that is known: one of an application's load balancer HTTP unless told."""
    told = listener.literal("protocol")
    return told if listener.has("protocol") or not listener.has("port") else "HTTP"


def _serves_plain(listener: Resource) -> bool:
    """It hands what came without TLS on to the application."""
    action = listener.section("default_action")
    return _protocol(listener) == "HTTP" and (action.literal("type") == "forward" or action.has("target_group_arn"))


def _presents(listener: Resource) -> bool:
    return listener.has("certificate_arn") or listener.literal("protocol") in ("HTTPS", "TLS")


def _speaks_safely(listener: Section) -> bool | None:
    """Whether a classic load balancer's listener speaks TLS; None where it cannot be told, or hands on what it gets."""
    spoken = (listener.literal("lb_protocol") or "").lower()
    if listener.has("ssl_certificate_id") or spoken in ("https", "ssl"):
        return True
    return False if spoken == "http" else None


def load_balancer(resource: Resource, world: World) -> Iterator[Fact]:
    """An application, network or classic load balancer."""
    classic = resource.type == "aws_elb"
    kind = "classic" if classic else resource.literal("load_balancer_type") or "application"
    mappings = resource.sections("subnet_mapping")
    zones = len(mappings) or zones_of(resource, world, "subnets", "availability_zones", "subnet_ids")
    said = resource.said(type="load_balancer_type", zones="subnets")
    listeners = [found for sort in _LISTENERS for found in world.pointing(sort, "load_balancer_arn", resource)]
    if listeners:
        said["places"]["listener"] = listeners[0].place.location()
    tls = any(_speaks_tls(found) for found in listeners) if listeners else None
    classics = resource.sections("listener") if classic else []
    if classics:
        said["places"].setdefault("listener", classics[0].place.location())
        told = [_speaks_safely(one) for one in classics]
        tls = True if True in told else None if None in told else False
    own = [] if classic else own_listeners(resource)
    if own:
        said["places"].setdefault("listener", own[0].place.location())
        tls = bool(tls) or any(_ready_speaks_tls(found) for found in own)
    yield LoadBalancer(
        **said,
        name=resource.name,
        type=kind,
        zones=zones,
        internal=resource.flag("internal"),
        tls=tls,
        targets=largest_group(world),
    )
    plain = next(filter(_serves_plain, listeners), None)
    if plain is not None and any(map(_presents, listeners)) and resource.flag("internal") is not True:
        yield PlainBeside(**resource.base(plain.place.location()), name=resource.name)
    check = resource.section("health_check")
    target = check.text("target") if classic else None
    if target:
        yield HealthProbe(
            **resource.base(check.at("target")),
            asker="load-balancer",
            path=f"/{target.partition('/')[2]}" if target.upper().startswith("HTTP") else "",
        )


def own_listeners(resource: Resource) -> list[Section]:
    """The listeners that the arguments of a ready-made load balancer list: of its registry module, of `awsx`."""
    found = [one for name in _OWN for one in resource.sections(name)]
    listed = resource.get("listeners")
    named = listed.data.values() if listed is not None and isinstance(listed.data, dict) else ()
    return found + [Section(one.place or resource.place, data=one) for one in named if isinstance(one.data, dict)]


_OWN = ("listener", "https_listeners", "http_tcp_listeners")


def _ready_speaks_tls(listener: Section) -> bool:
    """As `_speaks_tls`; what leaves its protocol out speaks TLS on TLS's own port."""
    leads_on = listener.has("redirect") or listener.text("action_type") == "redirect"
    if leads_on or listener.section("default_action").text("type") == "redirect" or listener.has("certificate_arn"):
        return True
    given = listener.get("protocol")
    if given is None:
        return listener.integer("port") == _TLS
    return (given.text() if given.known else "?") not in ("HTTP", "TCP")


_TLS = 443


def balancer_certificates(resource: Resource, world: World) -> Iterator[Fact]:
    """Certificates that the listeners of a ready-made load balancer take by their ARN, as those of its own resource."""
    for one in own_listeners(resource):
        value = one.get("certificate_arn")
        if value is None or _requested_here(resource) or _in_sight(value, resource, world) is not None:
            continue
        yield from _by_hand(resource, value, "load-balancer")


def target_group(resource: Resource, _: World) -> Iterator[Fact]:
    """What a target group asks: `/` over HTTP unless told otherwise."""
    if resource.text("target_type") in ("lambda", "alb"):
        return
    check = resource.section("health_check")
    if check.flag("enabled") is False:
        return
    protocol = (check.literal("protocol") or resource.literal("protocol") or "HTTP").upper()
    over_http = protocol.startswith("HTTP")
    path = check.get("path")
    chosen = {"path": check.at("path")} if path is not None else {}
    yield HealthProbe(
        **resource.base(_asking(check, over_http=over_http), {**asked(check), **chosen}),
        asker="load-balancer",
        path=_told(path, "/") if over_http or path is not None else "",
        port=check.integer("port"),
        decides=not lenient(check),
    )


def _asking(check: Section, *, over_http: bool) -> Location:
    """Where it stands what is asked; for want of a path, that only the port is opened."""
    told = "path" if check.get("path") is not None else "protocol"
    return check.at(told) if told == "path" or not over_http else check.place.location()


def lenient(check: Section) -> dict[str, Location]:
    """Where a check counts errors as good answers, as a place of its probe; none where it does not."""
    return {"decides": check.at("matcher")} if takes_errors(check.text("matcher")) else {}


def asked(check: Section) -> dict[str, Location]:
    """The places of a probe: where it counts errors, or redirects, as good answers."""
    return {"redirects": check.at("matcher")} if takes_redirects(check.text("matcher")) else lenient(check)


def _told(value: Value | None, default: str) -> str | None:
    if value is None:
        return default
    return value.text() if value.known else None


def health_check(resource: Resource, _: World) -> Iterator[Fact]:
    """Route 53 asks from outside."""
    if resource.text("type") in ("CALCULATED", "CLOUDWATCH_METRIC"):
        return
    yield HealthProbe(
        **resource.said(path="resource_path"),
        asker="monitor",
        path=resource.text("resource_path") or "",
        port=resource.integer("port"),
    )
    yield MetricSource(**resource.said(), watches=Watched.UPTIME)


def canary(resource: Resource, _: World) -> Iterator[Fact]:
    """A synthetic user looks at the product by the clock."""
    yield MetricSource(**resource.said(), watches=Watched.UPTIME)


def certificate(resource: Resource, world: World) -> Iterator[Fact]:
    """A certificate of ACM, with whom it serves and why it is where it is."""
    imported = resource.has("certificate_body") or resource.has("private_key")
    validation = (resource.literal("validation_method") or ("" if imported else "DNS")).lower() or None
    region = region_of(resource)
    said = resource.said(domain="domain_name", validation="validation_method")
    if "provider" in resource.block.attributes:
        said["places"]["region"] = resource.block.attributes["provider"].place().location()
    yield Certificate(
        **said,
        issuer="imported" if imported else "acm",
        domain=resource.text("domain_name"),
        region=region,
        validation=None if imported else validation,
        used_by=_user(resource, world),
        in_code=not imported,
        reason_recorded=_reason(resource),
        renews=True if validation == "dns" and not imported else None,
    )


def found_certificate(resource: Resource, world: World) -> Iterator[Fact]:
    """A certificate that somebody requested outside of this code, unless another part of it does."""
    if _requested_here(resource):
        return
    yield Certificate(
        **resource.said(domain="domain"),
        issuer="acm",
        domain=resource.text("domain"),
        region=region_of(resource),
        used_by=_user(resource, world),
        reason_recorded=_reason(resource),
    )


def _requested_here(resource: Resource) -> bool:
    """Some part of this repository's Terraform requests a certificate."""
    modules = resource.scope.state.project.modules.values()
    made = any(
        block.type == "resource" and block.labels[0] == "aws_acm_certificate"
        for module in modules
        for block in module.resources
    )
    return made or any("terraform-aws-modules/acm" in source_of(call) for module in modules for call in module.calls)


_USES = (
    ("aws_cloudfront_distribution", "viewer_certificate.acm_certificate_arn", "cloudfront"),
    ("aws_lb_listener", "certificate_arn", "load-balancer"),
    ("aws_alb_listener", "certificate_arn", "load-balancer"),
    ("aws_lb_listener_certificate", "certificate_arn", "load-balancer"),
    ("aws_apigatewayv2_domain_name", "certificate_arn", "api"),
    ("aws_api_gateway_domain_name", "certificate_arn", "api"),
)


def _user(resource: Resource, world: World) -> str | None:
    candidates = [resource, *world.pointing("aws_acm_certificate_validation", "certificate_arn", resource)]
    for sort, attribute, user in _USES:
        if any(world.pointing(sort, attribute, candidate) for candidate in candidates):
            return user
    return None


def _reason(resource: Resource) -> bool:
    spans = [(resource.block.snippet, resource.block.line - 4, resource.block.end)]
    provider = provider_block(resource)
    if provider is not None and "provider" in resource.block.attributes:
        spans.append((provider.snippet, provider.line - 4, provider.end))
    return any(
        _REASON.search(row[:500]) for snippet, start, end in spans for row in snippet.rows[max(start - 1, 0) : end]
    )


def server_certificate(resource: Resource, _: World) -> Iterator[Fact]:
    """A certificate copied into IAM, which nobody renews."""
    yield Certificate(**resource.said(), issuer="imported", domain=resource.name, used_by="load-balancer", renews=False)


def listener(resource: Resource, world: World) -> Iterator[Fact]:
    """A listener whose certificate is known by its ARN alone: it was made outside of this code."""
    value = resource.get("certificate_arn")
    if value is None or _requested_here(resource) or _in_sight(value, resource, world) is not None:
        return
    yield from _by_hand(resource, value, "load-balancer")


def _in_sight(arn: Value | None, resource: Resource, world: World) -> Resource | None:
    """What makes a certificate; what a module does that is not at hand, or a parameter holds, nobody here can tell."""
    source = world.target(arn, resource.scope)
    return source if source is not None and "certificate" in source.type else None


def _by_hand(resource: Resource, arn: Value, user: str) -> Iterator[Fact]:
    """A certificate of which this code knows only the ARN, or what makes it elsewhere."""
    if arn.data == "":
        return
    text = arn.text() or ""
    at = arn.place.location() if arn.place is not None else resource.place.location()
    yield Certificate(
        **resource.base(at),
        issuer="acm",
        region=text.split(":")[3] if text.startswith("arn:aws:acm:") else None,
        used_by=user,
    )


def distribution(resource: Resource, world: World) -> Iterator[Fact]:
    """A CloudFront distribution, where its certificate lives, and the front ends it serves."""
    viewer = resource.section("viewer_certificate")
    arn = viewer.get("acm_certificate_arn")
    source = _in_sight(arn, resource, world)
    if source is not None and source.type == "aws_acm_certificate_validation":
        source = world.target(source.get("certificate_arn"), source.scope)
    written = arn.text() if arn is not None and arn.known else None
    region = written.split(":")[3] if written and written.count(":") >= 5 else None
    if source is not None:
        region = region_of(source)
    aliases = tuple(item.text() or "" for item in resource.items("aliases") if not isinstance(item.data, Partial))
    aliases = tuple(alias for alias in aliases if alias and "${" not in alias)
    said = resource.said(
        aliases="aliases",
        certificate_region=(viewer, "acm_certificate_arn"),
        default_certificate=(viewer, "cloudfront_default_certificate"),
    )
    plain = next(filter(_is_plain, _asked(resource)), None)
    if plain is not None:
        said["places"]["plain_origin"] = plain.section("custom_origin_config").at("origin_protocol_policy")
    yield Distribution(
        **said,
        name=resource.text("comment") or resource.label,
        aliases=aliases,
        certificate_region=region,
        default_certificate=bool(viewer.flag("cloudfront_default_certificate")),
        plain_origin=plain is not None,
    )
    for name in ("default_cache_behavior", "ordered_cache_behavior"):
        for behaviour in resource.sections(name):
            if behaviour.literal("viewer_protocol_policy") == "allow-all":
                at = behaviour.at("viewer_protocol_policy")
                called = resource.text("comment") or resource.label
                yield PlainBeside(**resource.base(at), name=called, visitors=True)
    if arn is not None and source is None and not _requested_here(resource):
        yield from _by_hand(resource, arn, "cloudfront")
    for alias in aliases:
        if is_page(alias):
            yield Origin(**resource.base(resource.at("aliases")), origin=f"https://{alias}")


def _asked(distribution: Resource) -> Iterator[Section]:
    """Its origins: blocks, or of the ready-made module a map of them by their names."""
    for origin in distribution.sections("origin"):
        named = origin.data.items() if origin.data is not None and not origin.has("domain_name") else []
        yield from [Section(one.place or origin.place, data=one) for one in named] or [origin]


def _is_plain(origin: Section) -> bool:
    """It is asked without TLS, and might be asked with it: a website of S3 is told by its name, or by who has it."""
    policy = origin.section("custom_origin_config").literal("origin_protocol_policy")
    written = f"{origin.text('domain_name')} {origin.at('domain_name').quote}"
    return policy == "http-only" and "website" not in written
