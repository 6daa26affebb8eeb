"""Settings that a template gives what runs, and that only keep a place until somebody sets the real ones."""

from collections.abc import Iterator

from holdfast.controls.common import listed, names, places, solid
from holdfast.model.facts import ConfigurationLoader, StandIn
from holdfast.model.findings import Check, Confidence, Finding, Scope, Severity

STAND_IN = Check("configuration.stand-in-value", Severity.WARNING, Confidence.MEDIUM)


def stand_ins(scope: Scope, unused: frozenset[str | None]) -> Iterator[Finding]:
    """What somebody sets by hand afterwards, the next run of the template takes back.

    `unused`: compose files that start nothing in production.
    """
    kept = solid(scope.view, StandIn, lambda fact: fact.at.path not in unused)
    if kept:
        yield STAND_IN.failed(*places(kept), to=listed(fact.to for fact in kept), names=names(kept))


def once_a_file(guessed: tuple[ConfigurationLoader, ...]) -> tuple[ConfigurationLoader, ...]:
    """Without what a compose file says of the same settings again: the nodes of a cluster take one password."""
    first: dict[object, ConfigurationLoader] = {}
    for loader in guessed:
        again = loader.source == "compose" and loader.names
        first.setdefault((loader.at.path, loader.names) if again else loader.at, loader)
    return tuple(first.values())
