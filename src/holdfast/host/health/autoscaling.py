"""Asks Auto Scaling for a new host when the application on this one stays dead, and never for anything shared."""

from dataclasses import dataclass, field

from holdfast.host.capacity.instance import find_instance
from holdfast.model.errors import HoldfastError
from holdfast.model.product import Database

_AGAIN_SECONDS = 60.0


class NotReportedError(HoldfastError):
    """Auto Scaling was not told; says why."""


class NoInstanceError(NotReportedError):
    """This is no EC2 instance, or none of a group: there is nobody to tell."""


@dataclass(slots=True)
class DeathWatch:
    """Counts how long a new host would have helped, without a break; on the engine's clock alone.

    Args:
        after_seconds: of that, after which it is time.
    """

    after_seconds: float
    _since: float | None = field(default=None, init=False)
    _next: float = field(default=0.0, init=False)

    def is_due(self, *, replaceable: bool, now: float) -> bool:
        """Whether it is time to report, now; one look each second is enough."""
        if not replaceable:
            self._since = None
            return False
        if self._since is None:
            self._since = now
            self._next = now + self.after_seconds
        return now >= self._next

    def done(self) -> None:
        """It was reported, or never can be: not again before the application has lived."""
        self._next = float("inf")

    def failed(self, now: float) -> None:
        """It could not be reported: again in a minute."""
        self._next = now + _AGAIN_SECONDS


def may_replace(database: Database) -> bool:
    """Whether a host may ask to be replaced at all: not one that holds the data."""
    return database.engine == "none" or database.placement != "host"


def report_unhealthy() -> str:
    """Tell Auto Scaling that this instance is unhealthy, grace period respected; gives the instance's id.

    Raises:
        NoInstanceError: this is no instance, or it belongs to no group.
        NotReportedError: the role may not (`autoscaling:SetInstanceHealth`), or AWS cannot be reached.
    """
    from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]
    from botocore.session import Session  # type: ignore[import-untyped]

    found = find_instance()
    if found is None:
        raise NoInstanceError("this is no EC2 instance")
    instance = found.id
    try:
        client = Session().create_client("autoscaling", region_name=found.region)
        client.set_instance_health(InstanceId=instance, HealthStatus="Unhealthy", ShouldRespectGracePeriod=True)
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "")
        if code == "ValidationError":
            raise NoInstanceError("the instance belongs to no Auto Scaling group", where=instance) from None
        step = "allow autoscaling:SetInstanceHealth in the instance's role" if "Denied" in code else "look at AWS"
        raise NotReportedError(f"Auto Scaling refuses ({code})", where=instance, next_step=step) from None
    except BotoCoreError as error:
        raise NotReportedError(f"Auto Scaling cannot be asked ({type(error).__name__})", where=instance) from None
    return instance
