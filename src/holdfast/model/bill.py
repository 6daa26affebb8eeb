"""What a month costs: lines with a quantity and a price, each of them for one control or for the product itself."""

from collections.abc import Iterable
from enum import StrEnum

from holdfast.model.findings import SLUGS
from holdfast.model.record import record


class Basis(StrEnum):
    """What stands behind the amount of a line."""

    LISTED = "listed"
    """A price from the dated table, or from AWS's own price list."""
    BY_USE = "by-use"
    """It is billed by what flows or lies there, which no template tells."""
    UNKNOWN = "unknown"
    """Its price is not in the table."""


@record(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing on the bill.

    Attributes:
        item: what it is, as a key of the texts, such as `host`.
        control: slug of the control that it is paid for; empty for what the product costs anyway.
        environment: whose it is; empty for what the account has once.
        stack: whose template declares it.
        resource: its logical id there.
        detail: its type or size, such as `t4g.medium`.
        quantity: how many.
        monthly_usd: for all of them; None unless the basis is `LISTED`.
        basis: what stands behind the amount.
        source: key of the price's source in the table; empty without a price.
        unit: key of the price in the table, such as `gp3`; empty for what is billed by use.
    """

    item: str
    control: str
    environment: str
    stack: str
    resource: str
    detail: str = ""
    quantity: float = 1
    monthly_usd: float | None = None
    basis: Basis = Basis.LISTED
    source: str = ""
    unit: str = ""


@record(frozen=True, slots=True)
class Bill:
    """The lines of some templates together."""

    lines: tuple[Line, ...] = ()

    @property
    def monthly_usd(self) -> float:
        """The sum of what has a price."""
        return total(self.lines)

    @property
    def controls(self) -> dict[str, float]:
        """What each control costs by itself, by slug in their order; first the product itself, whose slug is empty."""
        sums = {slug: self.cost_of(slug) for slug in ("", *SLUGS)}
        return {slug: amount for slug, amount in sums.items() if amount}

    def cost_of(self, slug: str, environment: str | None = None) -> float:
        """What one control costs: in one environment, or in all and the account."""
        wanted = (line for line in self.lines if line.control == slug)
        return total(line for line in wanted if environment is None or line.environment == environment)

    def bases_of(self, slug: str, environment: str) -> frozenset[Basis]:
        """What stands behind the lines of one control in one environment; empty when it has none."""
        wanted = (line for line in self.lines if (line.control, line.environment) == (slug, environment))
        return frozenset(line.basis for line in wanted)

    @property
    def unknown(self) -> tuple[Line, ...]:
        """What costs something that the table does not know."""
        return tuple(line for line in self.lines if line.basis is Basis.UNKNOWN)

    @property
    def by_use(self) -> tuple[Line, ...]:
        """What is billed by use, and is not in the sum."""
        return tuple(line for line in self.lines if line.basis is Basis.BY_USE)


def total(lines: Iterable[Line]) -> float:
    """The sum of the lines that have a price, in US dollars, to the cent."""
    return round(sum(line.monthly_usd or 0 for line in lines), 2)
