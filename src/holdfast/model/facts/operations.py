"""Facts of what is watched, who is told, and what it costs."""

from enum import StrEnum

from holdfast.model.facts.base import Fact
from holdfast.model.record import record


class Watched(StrEnum):
    """What an alarm or a metric is about, whatever its name is there."""

    CPU = "cpu"
    MEMORY = "memory"
    CREDITS = "credits"
    DISK = "disk"
    STATUS = "status-check"
    DATABASE_CPU = "database-cpu"
    DATABASE_CONNECTIONS = "database-connections"
    DATABASE_QUERIES = "database-queries"
    DATABASE_IO = "database-io"
    DATABASE_STORAGE = "database-storage"
    RESPONSE_TIME = "response-time"
    ERROR_RATE = "error-rate"
    REQUESTS = "requests"
    UNHEALTHY_HOSTS = "unhealthy-hosts"
    PROCESS = "process"
    PROCESS_MEMORY = "process-memory"
    BUCKET_SIZE = "bucket-size"
    BUCKET_REQUESTS = "bucket-requests"
    CERTIFICATE = "certificate-expiry"
    BACKUP_AGE = "backup-age"
    COST = "cost"
    ROOT_USE = "root-use"
    KEY_AGE = "key-age"
    UPTIME = "uptime"
    LOGS = "logs"
    FUNCTION_ERRORS = "function-errors"
    FUNCTION_DURATION = "function-duration"
    BESIDE = "beside"  # a cache, a queue or a stream, whatever of it
    OTHER = "other"


@record(frozen=True, slots=True, kw_only=True)
class Admitted(Fact):
    """A text says by itself that something is not there which a control asks for; `control`: its slug."""

    control: str


@record(frozen=True, slots=True, kw_only=True)
class Alarm(Fact):
    """A threshold on a metric that calls somebody.

    Args:
        watches: what it is about.
        name: as written.
        notifies: it has an action; None when that could not be told.
        system: "cloudwatch", "prometheus", "datadog", "grafana", "uptime-service", "script".
        composed: it follows other alarms, and calls for them.
        measured: somebody measures what it watches; False for a metric that AWS does not have.
        rings: the value that it waits for can come; its place is `threshold`.
    """

    watches: Watched
    name: str | None = None
    notifies: bool | None = None
    system: str = "cloudwatch"
    composed: bool = False
    measured: bool = True
    rings: bool = True


@record(frozen=True, slots=True, kw_only=True)
class MetricSource(Fact):
    """Something that collects a metric (CloudWatch agent, exporter), without an alarm by itself.

    `by_hand`: nothing collects; somebody looks with the commands that `system` names. `off`: it is switched off.
    """

    watches: Watched
    system: str = "cloudwatch"
    by_hand: bool = False
    off: bool = False


@record(frozen=True, slots=True, kw_only=True)
class Topic(Fact):
    """A place alarms are sent to; `subscribers` are kinds ("email", "slack", "pagerduty"), empty for none.

    `for_alarms`: an alarm is known to call it; None when only its name tells.
    """

    name: str | None = None
    subscribers: tuple[str, ...] = ()
    for_alarms: bool | None = None


@record(frozen=True, slots=True, kw_only=True)
class Dashboard(Fact):
    """A page that shows the main metrics."""

    name: str | None = None
    system: str = "cloudwatch"


@record(frozen=True, slots=True, kw_only=True)
class Budget(Fact):
    """A spending limit that warns, or anomaly detection (`anomaly`); `amount` in USD per month."""

    amount: float | None = None
    anomaly: bool = False
    notifies: bool | None = None


@record(frozen=True, slots=True, kw_only=True)
class CostReview(Fact):
    """Spending is looked at: "cost-explorer", "savings-plan", "reserved-instances", "unused-resources"."""

    form: str


@record(frozen=True, slots=True, kw_only=True)
class CostEstimate(Fact):
    """A text reckons what the product costs a month, and sets no limit to it."""


@record(frozen=True, slots=True, kw_only=True)
class KeptForGood(Fact):
    """What grows with every day or release is kept without an end: `what` is "logs", "images" or "snapshots"."""

    what: str
    name: str | None = None


@record(frozen=True, slots=True, kw_only=True)
class Emptied(Fact):
    """Something deletes by the clock what is old of that which grows: `what` as of `KeptForGood`."""

    what: str


@record(frozen=True, slots=True, kw_only=True)
class IdleResource(Fact):
    """Something that is paid for and unused: "volume", "address", "load-balancer", "snapshot", "instance"."""

    type: str
    name: str | None = None
