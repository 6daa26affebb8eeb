"""Health handlers of the JVM beside Spring's controllers: JAX-RS (Quarkus, Jersey), Micronaut, functions of WebFlux."""

from collections.abc import Iterator

from holdfast.model.facts import HealthHandler
from holdfast.model.regex import regex
from holdfast.readers.repository.source.code import Source, extent, named
from holdfast.readers.repository.source.health import facts_of, health
from holdfast.readers.repository.source.health.reach import Reach
from holdfast.readers.repository.source.jvm.spring_annotations import modifiers

_JAX_RS, _MICRONAUT, _FUNCTIONS = ".ws.rs", "micronaut.http", "ServerResponse"
_BASE = regex(r"@(?:Path|Controller)\(\s*(?:value\s*=\s*)?\"(?P<path>[^\"\n]{0,120})\"")
_GET = regex(r"@(?:GET\b|Get\b(?:\(\s*(?:uri\s*=\s*|value\s*=\s*)?\"(?P<path>[^\"\n]{0,120})\")?)")
_ROUTED = regex(
    r"\bGET\(\s*\"(?P<path>/[\w/-]{1,120})\"\s*\)?\s*,\s*(?:\w{1,40}::(?P<method>\w{1,60})|\(?\w{1,40}\)?\s*->)"
)


def is_about(source: Source) -> bool:
    """Such a framework is spoken of, and a path about health."""
    words = (_JAX_RS, _MICRONAUT, _FUNCTIONS) if source.language == "java" else (_JAX_RS, _MICRONAUT)
    return any(word in source.text for word in words) and health.may_route(source)


def handlers(source: Source, reach: Reach) -> Iterator[HealthHandler]:
    """Those of one file."""
    if _FUNCTIONS in source.text:
        yield from _by_functions(source, reach)
    else:
        yield from _by_annotations(source, reach)


def _by_annotations(source: Source, reach: Reach) -> Iterator[HealthHandler]:
    framework = "jax-rs" if _JAX_RS in source.text else "micronaut"
    for declared in source.nodes("class_declaration"):
        base = _BASE.search(modifiers(declared))
        body = next((child for child in named(declared) if child.kind() == "class_body"), None)
        for method in named(body) if base else ():
            annotations = modifiers(method)
            asked, own = _GET.search(annotations), _BASE.search(annotations)
            if base is None or asked is None:
                continue
            path = health.joined(base["path"], own["path"] if own else "", asked["path"] or "")
            if health.is_health(path):
                yield facts_of.handler(source, extent(method), path, reach.traits(source, extent(method)), framework)


def _by_functions(source: Source, reach: Reach) -> Iterator[HealthHandler]:
    """`route(GET("/health"), request -> …)`, and `.GET("/health", handler::check)`."""
    for match in _ROUTED.finditer(source.code):
        if not health.is_health(match["path"]):
            continue
        place = reach.find(source, match["method"]) if match["method"] else (source, _call_at(source, match.start()))
        if place is not None:
            yield facts_of.handler(*place, match["path"], reach.traits(*place), "spring-webflux")


def _call_at(source: Source, start: int) -> tuple[int, int]:
    """The innermost call around an offset that goes on behind the path: what is routed, and what answers."""
    around = (extent(call) for call in source.nodes("method_invocation"))
    wider = [span for span in around if span[0] <= start < span[1] and "->" in source.code[slice(*span)]]
    return min(wider, key=lambda span: span[1] - span[0], default=(start, source.code.find("\n", start)))
