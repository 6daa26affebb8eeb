"""What a plan means for the people who pay and for the controls: two bills, and the controls before and after."""

from collections.abc import Mapping
from dataclasses import field

from holdfast.model.bill import Bill
from holdfast.model.deployment import Plan
from holdfast.model.findings import SLUGS, Status
from holdfast.model.record import record


@record(frozen=True, slots=True, kw_only=True)
class Closing:
    """One control in one environment, before and after.

    Attributes:
        slug: the control.
        environment: where.
        before: its status by the repository and what is deployed now.
        after: its status by the repository and the templates that are planned.
        left: ids of the checks that leave it open afterwards.
    """

    slug: str
    environment: str
    before: Status
    after: Status
    left: tuple[str, ...] = ()

    @property
    def closes(self) -> bool:
        """It is open now and held afterwards."""
        return self.before.is_open and not self.after.is_open

    @property
    def opens(self) -> bool:
        """It is held now and open afterwards."""
        return self.after.is_open and not self.before.is_open


@record(frozen=True, slots=True, kw_only=True)
class Reminder:
    """What a person does by hand, because no template can or should.

    Attributes:
        key: of its text: `second-region`, `empty-secrets` or `left-over`.
        params: what the text names, such as `place`.
    """

    key: str
    params: Mapping[str, str] = field(default_factory=dict)


@record(frozen=True, slots=True, kw_only=True)
class Outlook:
    """A plan with its consequences.

    Attributes:
        plan: what would be done.
        before: what a month costs now.
        after: what it costs then.
        controls: every control of every planned environment.
        sources: where the prices come from, in words with their dates.
        notes: what could not be asked, and what will be short later, in words.
        reminders: what a person does by hand.
    """

    plan: Plan
    before: Bill
    after: Bill
    controls: tuple[Closing, ...] = ()
    sources: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    reminders: tuple[Reminder, ...] = ()

    @property
    def difference_usd(self) -> float:
        """How much more a month costs afterwards; below zero when it costs less."""
        return round(self.after.monthly_usd - self.before.monthly_usd, 2)

    @property
    def costs(self) -> Mapping[str, tuple[float, float]]:
        """What each control costs a month before and after, by slug; the empty slug is the product itself."""
        before, after = self.before.controls, self.after.controls
        slugs = [slug for slug in ("", *SLUGS) if slug in before or slug in after]
        return {slug: (before.get(slug, 0.0), after.get(slug, 0.0)) for slug in slugs}
