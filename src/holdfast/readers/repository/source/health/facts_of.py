"""Makes the facts that several languages share, so that each is filled in one way."""

from holdfast.model.evidence import EvidenceKind, Location
from holdfast.model.facts import HealthHandler
from holdfast.readers.repository.source.code import Source
from holdfast.readers.repository.source.health import health
from holdfast.readers.repository.source.health.outsiders import outsiders
from holdfast.readers.repository.source.health.reasons import reasons


def handler(
    source: Source, span: tuple[int, int], path: str, traits: health.Traits, framework: str, *, role: str | None = None
) -> HealthHandler:
    """The fact of a health handler whose code stands at `span` of `source`."""
    return HealthHandler(
        kind=source.snippet.kind,
        at=source.at(*span),
        path=path,
        role=role or health.role_of(path),
        constant=traits.constant,
        checks=traits.checks,
        fails=traits.fails,
        framework=framework,
        version=traits.version,
        places={
            **({} if "database" in traits.checks else reasons(source, span[0], path)),
            **(outsiders(source, span) if traits.fails else {}),
            **({"said": traits.said} if traits.said is not None else {}),
        },
    )


def ready_made(
    kind: EvidenceKind,
    at: Location,
    path: str,
    framework: str,
    checks: tuple[str, ...] = (),
    *,
    environment: str | None = None,
) -> HealthHandler:
    """The fact of a handler that a library brings: with `checks` it fails when one does, without it is constant."""
    return HealthHandler(
        kind=kind,
        at=at,
        environment=environment,
        path=path,
        role=health.role_of(path),
        constant=not checks,
        checks=checks,
        fails=True if checks else None,
        framework=framework,
    )
