"""Facts of what runs the application, and how much of it."""

from enum import StrEnum

from holdfast.model.facts.base import Fact
from holdfast.model.record import record


class Platform(StrEnum):
    """What runs the application."""

    EC2 = "ec2"  # single instances, told one by one
    EC2_GROUP = "ec2-group"  # an Auto Scaling group
    ECS = "ecs"  # containers on instances
    FARGATE = "fargate"
    KUBERNETES = "kubernetes"
    BEANSTALK = "beanstalk"
    LAMBDA = "lambda"
    APP_RUNNER = "app-runner"
    LIGHTSAIL = "lightsail"  # instances
    LIGHTSAIL_CONTAINERS = "lightsail-containers"  # a container service, whose nodes and certificate are Lightsail's
    HOSTED = "hosted"  # a platform outside AWS that runs it for the team (Vercel, Heroku, Fly, Render)


@record(frozen=True, slots=True, kw_only=True)
class Instance(Fact):
    """One EC2 instance (or `count` alike), or the class of instance that a group launches.

    Args:
        name: as written; None when it has none.
        instance_type: such as `t3.small`.
        count: how many; 1 unless said.
        role: an instance profile is attached; None when not said.
        credit_mode: "standard" or "unlimited"; None when not said.
        purpose: "application", "database", "bastion", "ci", "monitoring" or None; a host for application *and* database
            is "application" with `hosts_database`. "sized": only its size is spoken of, whatever makes it.
        hosts_database: a database is set up on this very host; None when not said.
        group: name of the Auto Scaling group it belongs to, when it is a group's template.
        part: which part of the application it runs, where a text sets up one for each ("front", "back", …).
        zone: the availability zone or subnet of all `count`, by whatever name its source has for it; None when not
            known.

    `places["attached"]` is where a load balancer is given this very machine.
    """

    name: str | None = None
    instance_type: str | None = None
    count: int = 1
    role: bool | None = None
    credit_mode: str | None = None
    purpose: str | None = None
    hosts_database: bool | None = None
    part: str | None = None
    group: str | None = None
    zone: str | None = None


@record(frozen=True, slots=True, kw_only=True)
class Workload(Fact):
    """Something that keeps a number of copies of the application running.

    Args:
        name: as written.
        platform: what runs it.
        minimum, maximum, desired: copies; None when not said.
        zones: how many availability zones (or subnets in different ones) it spans; None when not known.
        health_check: for an Auto Scaling group "EC2" or "ELB".
        behind_load_balancer: it is attached to a target group; None when not known.
        instance_type: of its hosts, where that is said here.
        serves: for a function: requests over HTTP reach it; None when not known.
        processor: of one task, in AWS's units of which 1,024 make a virtual processor; None when not known.
        spot: every copy runs on spare capacity that AWS takes back when it needs it; None when not said.
        purpose: of a machine of Lightsail, as of an instance; None when not known.

    `places["unprobed"]` and `places["unsized"]` are where its container is described without probes, without a share.
    """

    platform: Platform
    name: str | None = None
    minimum: int | None = None
    maximum: int | None = None
    desired: int | None = None
    zones: int | None = None
    health_check: str | None = None
    behind_load_balancer: bool | None = None
    instance_type: str | None = None
    serves: bool | None = None
    processor: int | None = None
    spot: bool | None = None
    purpose: str | None = None


@record(frozen=True, slots=True, kw_only=True)
class ScalingPolicy(Fact):
    """The number of copies follows a metric; `target` is the wanted value in the metric's own unit."""

    workload: str | None = None
    metric: str | None = None  # "cpu", "memory", "requests", or as written
    target: float | None = None


@record(frozen=True, slots=True, kw_only=True)
class ScheduledScaling(Fact):
    """The number of copies, or running at all, follows the clock (off-peak scale-down)."""

    workload: str | None = None
    schedule: str | None = None


@record(frozen=True, slots=True, kw_only=True)
class LoadBalancer(Fact):
    """A load balancer in front of the application; `type`: "application", "network", "classic".

    `internal`: it is reached only from within the network; None when not said. `tls`: one of its listeners speaks
    TLS; None when none is shown. `targets`: the most machines that one of its groups is given one by one; None when
    none is.
    """

    name: str | None = None
    type: str = "application"
    zones: int | None = None
    internal: bool | None = None
    tls: bool | None = None
    targets: int | None = None


@record(frozen=True, slots=True, kw_only=True)
class ManagedNode(Fact):
    """The nodes of a service that AWS runs beside the application; `service`: "cache", "broker", "search", "warehouse".

    `nodes`: how many hold the same data; None when not said. `public`: it is reached from outside its network.
    `keeps`: its sort or name tells of sessions or jobs.
    """

    service: str
    name: str | None = None
    node_type: str | None = None
    nodes: int | None = None
    keeps: bool = False
    public: bool | None = None


@record(frozen=True, slots=True, kw_only=True)
class KeptInCache(Fact):
    """The application keeps in Redis or the like what nothing else has: `what` is "sessions" or "jobs"."""

    what: str


@record(frozen=True, slots=True, kw_only=True)
class Container(Fact):
    """A service of a compose file or a like description on one host.

    Args:
        name: the service's name.
        image: as written, with tag.
        role: "application", "database", "proxy", "cache", "other".
        file: the compose file, so that neighbours on one host can be told; "" for one that a script starts alone.
        health_check: it has a health check of its own.
        volume: data outlives the container; None when not known.
        works_off: a queue, a timetable or the start of the others gives it work, and nobody sends it requests.

    Its places tell where it is given a port: "web", "port", "everybody" for one on every address of the host, and
    "console" for one of these behind which people administer something; "socket", where it is handed Docker's own;
    "version", where an image that others make leaves open which version it brings; "password", where that of what
    everybody reaches is written out; "restart", where it is to come back whenever its host does; and "environment",
    where it is given its settings.
    """

    name: str
    file: str
    image: str | None = None
    role: str = "other"
    health_check: bool = False
    volume: bool | None = None
    works_off: bool = False


@record(frozen=True, slots=True, kw_only=True)
class ComposedAtBirth(Fact):
    """What makes a machine a server of the product starts the containers of a compose file on it."""


@record(frozen=True, slots=True, kw_only=True)
class OwnCluster(Fact):
    """Kubernetes that the team sets up on a machine of its own; `joins`: it becomes a part of another's cluster."""

    tool: str
    joins: bool = False


@record(frozen=True, slots=True, kw_only=True)
class KeptProcess(Fact):
    """A manager of processes keeps `copies` of a program running on its host."""

    copies: int


@record(frozen=True, slots=True, kw_only=True)
class Swap(Fact):
    """A host is given swap: its disk stands in for memory."""
