"""Facts of how anybody can tell that the application is well, and of who asks."""

from holdfast.model.facts.base import Fact
from holdfast.model.record import record

UNROUTED = "unrouted"
"""Nobody is seen to route a handler: its path is a guess."""


@record(frozen=True, slots=True, kw_only=True)
class HealthHandler(Fact):
    """A handler in the application that answers about its health.

    Args:
        path: as routed, with a leading slash and the router's prefix where known (`/health/ready`).
        role: "live", "ready" or "general"; by its path and what it does.
        constant: it answers the same whatever happens.
        checks: what it looks at: "database", "cache", "disk", "memory", "storage" (S3), "secrets",
            "process", "queue", "http".
        fails: it answers with an error status when a check fails; None when it checks nothing.
        framework: "express", "nestjs", "fastify", "koa", "next", "fastapi", "flask", "django", "rails",
            "spring" (Actuator), "spring-mvc" (a handler of its own), …; `UNROUTED` when it is known by its name alone.
        version: the answer names the release that runs.

    `places["checks"]`: where the framework is told what its own handler asks, or is told of nothing; `places["said"]`:
    the function that a handler leaves its whole answer to.
    """

    path: str
    role: str = "general"
    constant: bool = False
    checks: tuple[str, ...] = ()
    fails: bool | None = None
    framework: str | None = None
    version: bool = False


@record(frozen=True, slots=True, kw_only=True)
class HealthProbe(Fact):
    """Somebody asks the application how it is.

    Args:
        asker: "deploy", "load-balancer", "container", "group", "proxy", "monitor", "guide".
        path: of the URL; "" when only the port is opened; None when it is a variable.
        port: None when not said.
        decides: a bad answer has a consequence (the step fails, the target is taken out).
        answered: somebody there answers well now; None when that could not be told.
        awaits: nobody stands there now who could answer.
        within: the folder of the program that is asked, where that is told; "" for the repository's own.

    Where it decides nothing, `places` may tell where a bad answer is only spoken of ("decides").
    """

    asker: str
    path: str | None = None
    port: int | None = None
    decides: bool = True
    answered: bool | None = None
    awaits: bool = False
    within: str | None = None


@record(frozen=True, slots=True, kw_only=True)
class ServesHttp(Fact):
    """The application listens for HTTP here; `framework` as in `HealthHandler`.

    `places["routes"]` is the application's own table of routes, for frameworks that keep one; `places["left out"]`
    where an endpoint about health stands in a remark; `places["page"]` what answers at the first page.
    """

    framework: str | None = None
