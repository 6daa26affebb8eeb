"""What a look before a deployment finds, as one kind of thing for everybody who looks."""

from holdfast.model.record import record


@record(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that would make the deployment fail; sentences without a full stop."""

    where: str
    happened: str
    next_step: str
