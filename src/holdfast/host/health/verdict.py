"""What a snapshot means: is the host live, is it ready, and what is shown of it to whom."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from holdfast.host.health.probe import ProbeState, Role, Snapshot, State

_ALTERNATIVES = frozenset({"application"})
"""Kinds of which one is enough: a host with several ports serves while one of them answers."""
_SHARED = frozenset({"database", "bucket", "secrets"})
"""Kinds that other hosts use too: replacing this host would not mend them."""


class Word(StrEnum):
    """The one word of a verdict."""

    LIVE = "live"
    DEAD = "dead"
    READY = "ready"
    DEGRADED = "degraded"
    NOT_READY = "not-ready"
    STARTING = "starting"
    STALE = "stale"
    DRAINING = "draining"
    STOPPING = "stopping"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A word, whether it is good, and the kinds of the probes that made it so."""

    word: Word
    ok: bool
    failing: tuple[str, ...] = ()
    """Kinds that stand against it; for `starting` and `stale` those that are waited for."""
    degraded: tuple[str, ...] = ()
    """Kinds that fail or warn without standing against it."""


def live(snapshot: Snapshot) -> Verdict:
    """Whether the application's own process lives; what is unknown or stale is not dead.

    Follows Kubernetes' liveness probe (kubernetes.io, *Liveness, Readiness, and Startup Probes*, read 2026-11):
    it never looks at what other hosts share, because a restart mends nothing there.
    """
    dead = _met((probe for probe in snapshot.probes if probe.role is Role.LIVE), _is_dead)
    return Verdict(Word.DEAD, ok=False, failing=dead) if dead else Verdict(Word.LIVE, ok=True)


def ready(snapshot: Snapshot, *, draining: bool = False, stopping: bool = False) -> Verdict:
    """Whether requests should come here: everything critical was asked lately, and passes."""
    critical = tuple(probe for probe in snapshot.probes if probe.role is not Role.DEGRADING)
    failing = _met(critical, lambda probe: probe.state is State.FAILING and not probe.stale)
    degraded = tuple(kind for kind in _degraded(snapshot) if kind not in failing)
    if stopping:
        return Verdict(Word.STOPPING, ok=False, failing=failing, degraded=degraded)
    if draining:
        return Verdict(Word.DRAINING, ok=False, failing=failing, degraded=degraded)
    if failing:
        return Verdict(Word.NOT_READY, ok=False, failing=failing, degraded=degraded)
    unmet = _met(critical, lambda probe: probe.stale or probe.state is not State.PASSING)
    if unmet:
        starts = any(probe.kind in unmet and probe.state is State.UNKNOWN for probe in critical)
        return Verdict(Word.STARTING if starts else Word.STALE, ok=False, failing=unmet, degraded=degraded)
    return Verdict(Word.DEGRADED if degraded else Word.READY, ok=True, degraded=degraded)


def upstreams(snapshot: Snapshot, ports: Iterable[int]) -> Mapping[int, bool]:
    """Which of the application's ports answer; what is not known yet may get requests, as it did before."""
    states = {probe.subject: probe for probe in snapshot.of_kind("application")}
    only = states.get("")
    found = {port: states.get(str(port), only) for port in ports}
    return {port: probe is None or probe.state is not State.FAILING for port, probe in found.items()}


def replaceable(snapshot: Snapshot) -> bool:
    """Whether a new host would help: this one is dead, and nothing that hosts share is in doubt.

    An application that waits for a hung database looks dead too. Replacing hosts then turns an outage of the
    database into an outage of everything (AWS Builders' Library, *Implementing health checks*, read 2026-11).
    """
    shared = (probe for probe in snapshot.probes if probe.kind in _SHARED)
    return not live(snapshot).ok and all(probe.state is State.PASSING and not probe.stale for probe in shared)


def details(snapshot: Snapshot) -> list[dict[str, object]]:
    """Everything about every probe, for those who may see it; ages in seconds, null before the first answer."""
    return [
        {
            "name": probe.name,
            "role": probe.role.value,
            "state": probe.state.value,
            "reason": probe.reason,
            "warns": probe.warns,
            "stale": probe.stale,
            "age_seconds": _rounded(probe.age),
            "since_seconds": _rounded(probe.since),
            "values": dict(probe.values),
            "values_age_seconds": _rounded(probe.values_age),
        }
        for probe in snapshot.probes
    ]


def _met(probes: Iterable[ProbeState], condition: Callable[[ProbeState], bool]) -> tuple[str, ...]:
    """Kinds that meet a condition: by all of their probes where one is enough, by any of them elsewhere."""
    by_kind: dict[str, list[bool]] = {}
    for probe in probes:
        by_kind.setdefault(probe.kind, []).append(condition(probe))
    return tuple(kind for kind, met in by_kind.items() if (all(met) if kind in _ALTERNATIVES else any(met)))


def _is_dead(probe: ProbeState) -> bool:
    return probe.state is State.FAILING and not probe.stale and not probe.alive


def _degraded(snapshot: Snapshot) -> tuple[str, ...]:
    """Kinds that want attention: a degrading one that fails or is stale, any that warns, one of several down."""
    bad = (probe.kind for probe in snapshot.probes if probe.warns or probe.state is State.FAILING or probe.stale)
    return tuple(dict.fromkeys(bad))


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 3)
