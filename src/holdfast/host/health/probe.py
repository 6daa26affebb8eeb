"""The shape of a probe, of its answer, and of everything that is known at one moment."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol

NOTHING: Mapping[str, float] = MappingProxyType({})


class Role(StrEnum):
    """What a failing probe means for the host."""

    LIVE = "live"
    """The application itself: when it is dead the host is neither live nor ready."""
    CRITICAL = "critical"
    """The application cannot serve without it: the host is not ready."""
    DEGRADING = "degrading"
    """The application serves without it, less well: the host stays ready and says so."""


class State(StrEnum):
    """What hysteresis makes of the answers."""

    UNKNOWN = "unknown"
    """Too few answers yet."""
    PASSING = "passing"
    FAILING = "failing"


@dataclass(frozen=True, slots=True)
class Answer:
    """What one question found out."""

    ok: bool
    reason: str = ""
    """What was seen, in words that are safe to show: no exception's text, no value of a secret, no URL."""
    values: Mapping[str, float] = field(default_factory=lambda: NOTHING)
    """Numbers by name, in the unit that the name ends with (`free_bytes`, `used_percent`)."""
    warns: bool = False
    """It passes, and something about it wants attention: connections that run low, a certificate that ends."""
    alive: bool = False
    """It fails and yet shows life: an application that answers 500 is not ready, and not dead either."""


class Probe(Protocol):
    """Something that can be asked how it is."""

    @property
    def name(self) -> str:
        """One of the spec's probe names; of several of a kind `disk:/data`, `application:3001`."""

    @property
    def role(self) -> Role:
        """What its failing means."""

    async def ask(self) -> Answer:
        """Ask once. Must not block the loop; may be cancelled at its time-out."""


@dataclass(frozen=True, slots=True)
class ProbeState:
    """What is known of one probe."""

    name: str
    role: Role
    state: State
    reason: str = ""
    """The reason of the last answer."""
    values: Mapping[str, float] = field(default_factory=lambda: NOTHING)
    """The numbers of the last answer that had any: a dead database's last numbers stay, with their age."""
    age: float | None = None
    """Seconds since the last answer (a time-out is one); None before the first."""
    values_age: float | None = None
    """Seconds since the answer that brought `values`; None before the first."""
    since: float = 0.0
    """Seconds that the state has lasted."""
    stale: bool = False
    """The last answer is older than three intervals, and is not trusted."""
    warns: bool = False
    alive: bool = False

    @property
    def kind(self) -> str:
        """The spec's name of the probe, without what tells several of a kind apart."""
        return self.name.partition(":")[0]

    @property
    def subject(self) -> str:
        """What tells several of a kind apart: a folder, a port, a bucket; empty for the only one."""
        return self.name.partition(":")[2]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything that is known at one moment; pure data."""

    probes: tuple[ProbeState, ...] = ()

    def named(self, name: str) -> ProbeState | None:
        """The probe called `name`, when there is one."""
        return next((probe for probe in self.probes if probe.name == name), None)

    def of_kind(self, kind: str) -> tuple[ProbeState, ...]:
        """Every probe of one kind, in the order of the spec."""
        return tuple(probe for probe in self.probes if probe.kind == kind)
