"""What destroying an environment would delete, and what of it holds data."""

from enum import StrEnum

from holdfast.model.record import record


class Fate(StrEnum):
    """What becomes of something that holds data when its stack is deleted."""

    STAYS = "stays"
    """It is left where it is, outside of any stack."""
    SNAPSHOT = "snapshot"
    """A last snapshot of it is taken, and stays."""
    LOST = "lost"
    """It would be deleted with all that is in it."""


@record(frozen=True, slots=True, kw_only=True)
class Holder:
    """A resource that holds data: where, what, how we know, and what would become of it."""

    stack: str
    logical_id: str
    physical_id: str
    kind: str
    why: str
    fate: Fate


@record(frozen=True, slots=True, kw_only=True)
class Standing:
    """A stack that is there: its name, region, state, ARN, and whether it refuses to be deleted."""

    stack: str
    region: str
    state: str
    id: str
    protected: bool


@record(frozen=True, slots=True, kw_only=True)
class Demolition:
    """What destroying would do: stacks in the order of deletion, and what holds data in them."""

    stacks: tuple[Standing, ...]
    holders: tuple[Holder, ...]

    @property
    def protected(self) -> tuple[str, ...]:
        """The stacks that refuse to be deleted."""
        return tuple(one.stack for one in self.stacks if one.protected)
