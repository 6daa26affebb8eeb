"""Facts of how a release reaches the servers, how it is named, and how it goes back."""

from holdfast.model.facts.base import Fact
from holdfast.model.record import record


@record(frozen=True, slots=True, kw_only=True)
class Deployment(Fact):
    """A job or script that puts a new release onto the servers.

    Args:
        method: "ssh", "codedeploy", "ecs", "app-runner", "lightsail", "beanstalk", "kubernetes", "lambda", "ssm",
            "compose", "pm2", "cdk", "terraform", "static", "hosted", "group" (its machines are made anew),
            "unseen" (a script that is not at hand: where to, who asks and what goes back is unknown), "other".
        name: the job, step or script.
        identity: how the release is named on its way: "commit", "tag", "timestamp", "number", "build" (an id that a
            build service makes up), "latest", or "none" (a `git pull` of a branch, an unnamed copy); None when it
            could not be told.
        carries_identity: the running application is told which release it is (an environment variable, a
            file, a build argument, a label).
        asks_health: it asks the application's health before it calls itself done.
        rollback: "automatic" (failure brings the old one back), "procedure" (a named script or job),
            None when nothing does.
        manual: a person does it, following a guide.
        first: it sets the server up; releases after that one may come another way.
        starts: by what the release goes live once it has arrived ("compose", "docker", "pm2", "systemd", "host" for
            a program whose packages the machine itself gets), where `method` only tells the way there ("ssh", "ssm",
            "codedeploy"); None when it could not be told.
        scripts: names of the scripts that its steps speak of, which then go wherever it goes.
    """

    method: str
    name: str | None = None
    identity: str | None = None
    carries_identity: bool | None = None
    asks_health: bool | None = None
    rollback: str | None = None
    manual: bool = False
    first: bool = False
    starts: str | None = None
    scripts: tuple[str, ...] = ()


@record(frozen=True, slots=True, kw_only=True)
class Rollback(Fact):
    """A way back to an earlier release.

    `automatic`: it starts by itself; `works`: false when the text shows that it cannot start.
    `target`: "commit", "tag", "previous", "number", "step" (counted from what stands there, such as `HEAD~1`), or
        "moving" (an image that is pulled anew by a tag which moves, or a mark that somebody sets by hand).
    """

    automatic: bool = False
    works: bool = True
    target: str | None = None


@record(frozen=True, slots=True, kw_only=True)
class ReleaseIdentity(Fact):
    """The release names itself: in "environment", "log", "health", "image-label", "file" or "ledger"."""

    shown_in: str
    source: str | None = None  # "commit", "tag", "timestamp", "number"


@record(frozen=True, slots=True, kw_only=True)
class StandingName(Fact):
    """What a file tells machines to run names no release; whoever delivers may hand in another name.

    A service of containers, a start script, a document of commands, a compose file, or the default of a variable
    that such a file takes. `identity`: "latest", or "none" (whatever a branch, or a fixed key, holds by then).
    `alone`: nothing in the repository ever writes another name into that file, or what has a name is made of what lies
    under this one. `left`: the template leaves it to
    whoever delivers to put another description in its place. `written`: a compose file says it word for word, without
    a variable that whoever delivers could fill.
    """

    name: str | None = None
    identity: str = "latest"
    alone: bool = False
    left: bool = False
    written: bool = False


@record(frozen=True, slots=True, kw_only=True)
class OverwritableTags(Fact):
    """A registry is told in so many words to let a tag be pushed anew: what it named before is lost to that name."""

    name: str | None = None
