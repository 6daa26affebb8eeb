"""Where it is told that the application runs once: on its host, before it, and in what a release starts there."""

from collections.abc import Iterable

from holdfast.controls.common import claimed, current, places, solid
from holdfast.controls.composing import is_application
from holdfast.controls.hosting import HANDED_OVER, Form, Hosting, is_pipeline, is_presupposed
from holdfast.model.environments import SERVING
from holdfast.model.estate import View
from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import (
    Container,
    Deployment,
    Instance,
    KeptProcess,
    Login,
    Platform,
    ProxyRoute,
    Workload,
)
from holdfast.model.findings import Evident
from holdfast.model.own_machine import OWN_MACHINE
from holdfast.model.regex import regex


def composed(view: View) -> tuple[Container, ...]:
    """The application's containers in the compose file that a deployment starts on its host; none without one.

    Those that only work off what is queued are left out beside others that answer. Where a deployment leaves the start
    to a script on the host, the file that is production's by its name is what that starts.
    """
    starts = {fact.starts or fact.method for fact in current(solid(view, Deployment))}
    every = current(solid(view, Container, is_application))
    if "compose" not in starts:
        every = tuple(one for one in every if one.environment in SERVING) if starts == {"ssh"} else ()
    answering = tuple(one for one in every if not one.works_off) or every
    # Of a file and its double for the next release, the one with the plain name is known to everybody.
    return tuple(sorted(answering, key=lambda one: len(one.file or "")))


def at_home(view: View, home: Hosting) -> tuple[Evident, ...]:
    """The best place to say that there is one copy.

    Of a script that runs on the host, the row that starts the program again says less of that than the proxy before
    it, which passes every request to the one program beside itself, and than the number of copies that are kept
    running; the one address that it goes to says more. Of what somebody types by a guide, the row that starts the
    program says less than the way into the host on which it is typed.
    """
    first = home.facts[0]
    if isinstance(first, Deployment) and first.method in HANDED_OVER:
        return ()
    if home.form is Form.DEPLOYED and isinstance(first, Deployment) and _is_typed(first):
        ways = solid(view, Login, lambda one: one.at.path == first.at.path and one.method == "ssh" and not one.tries)
        by_hand = [one for one in ways if one.actor == "person" and one.kind is EvidenceKind.INSTRUCTED]
        return places(by_hand, most=1) or home.anchor
    if home.form is not Form.DEPLOYED or "host" in first.places:
        return home.anchor
    if not isinstance(first, Deployment) or not _restarts(first):
        return home.anchor
    return before_itself(view, first.at.path) or kept_once(view) or home.anchor


def fetched(view: View, home: Hosting) -> tuple[Evident, ...]:
    """Of machines that a service has fetch a release, the proxy on each, or the list of what they do with it."""
    first = home.facts[0]
    if not isinstance(first, Deployment) or first.method != "codedeploy":
        return ()
    listed = [one for one in home.facts if isinstance(one, Deployment) and not is_pipeline(one)]
    return before_itself(view, first.at.path) or places(listed, most=1)


def before_itself(view: View, beside: str = "") -> tuple[Evident, ...]:
    """The proxy that passes every request to the one program on its own host; the one in file `beside` first."""
    routes = solid(view, ProxyRoute, lambda one: len(one.upstreams) == 1 and bool(_OWN.match(one.upstreams[0])))
    nearest = sorted(current(routes), key=lambda one: (one.at.path != beside, len(one.path)))
    return places(nearest, most=1)


def entered(view: View, hosts: Iterable[Instance]) -> tuple[Evident, ...]:
    """The way by hand into a host that its guide only presupposes.

    Words that name its address say as much of it, and so does the step that makes it.
    """
    told = tuple(hosts)
    named = any(_ADDRESS.search(one.at.quote) or _MAKES.search(one.at.quote) for one in told)
    if named or not all(map(is_presupposed, told)):
        return ()
    files = {one.at.path for one in told}
    ways = solid(view, Login, lambda one: one.method == "ssh" and not one.tries and one.at.path in files)
    return places([one for one in ways if one.actor == "person" and one.kind is EvidenceKind.INSTRUCTED], most=1)


def _is_typed(deployment: Deployment) -> bool:
    """A command by which somebody who is on the host already starts the program there."""
    started = deployment.method in ("pm2", "systemd", "docker", "compose", "other")
    return deployment.manual and deployment.kind is EvidenceKind.INSTRUCTED and started


def _restarts(deployment: Deployment) -> bool:
    """A row of a script, or of a play, by which the program starts again; pipelines lie at the top or hidden."""
    at = deployment.at
    own = at.path.endswith(_SCRIPTS) or ("/" in at.path and not at.path.startswith("."))
    return at.start_line == at.end_line and own and not deployment.manual


_SCRIPTS = (".sh", ".bash", ".ps1", ".py", "Makefile")


def single_copies(view: View) -> tuple[Evident, ...]:
    """Where one copy is told on the host itself, whatever the host: behind its proxy, and by what keeps it running."""
    return (*one_upstream(view), *kept_once(view))


def one_upstream(view: View) -> tuple[Evident, ...]:
    """The block of upstreams that could name several servers, and names the one program on its own host."""
    routes = current(solid(view, ProxyRoute, _has_block))
    single = (one for one in routes if len(one.upstreams) == 1 and _OWN.match(one.upstreams[0]))
    return places(single, "upstreams", most=1)


def is_alone(instance: Instance) -> bool:
    """It is the one machine on which the application may run."""
    return instance.purpose in (None, "application") and instance.count == 1


def told_alone(hosts: Iterable[Instance]) -> tuple[Evident, ...]:
    """Where hosts are told to be alone; first where a guide has somebody choose one, if it says that anywhere else.

    A sentence that says so in passing names the problem, and the step makes it.
    """
    hosts = tuple(hosts)
    chosen = (one for one in hosts if one.instance_type or one.name or _MAKES.search(one.at.quote))
    launched = (one for one in chosen if one.kind is EvidenceKind.INSTRUCTED and "count" in one.places)
    return tuple(dict.fromkeys((*places(launched), *places(hosts, "count"))))


def launched_instead(view: View, home: Hosting) -> tuple[Evident, ...]:
    """Where a text has somebody launch a machine for the application: another way than the one that texts keep up.

    Beside a template that keeps several copies it is what was done before.
    """
    if any(fact.kind is not EvidenceKind.INSTRUCTED for fact in home.workloads):
        return ()
    told = solid(view, Instance, lambda one: is_alone(one) and one.kind is EvidenceKind.INSTRUCTED)
    return places([one for one in told if one.instance_type and not one.group], most=1)


def run_instead(view: View) -> tuple[Evident, ...]:
    """Where a text says that a platform runs one copy: another way than the hosts that releases go to."""
    told = solid(view, Workload, lambda one: one.kind is EvidenceKind.INSTRUCTED and one.maximum == 1)
    return places(told, "desired", most=1)


def made_by_hand(view: View, home: Hosting) -> tuple[Workload, ...]:
    """The steps by which a text has somebody make an environment of Beanstalk of one copy, whose settings are kept."""
    if any(fact.platform is not Platform.BEANSTALK or fact.kind is EvidenceKind.INSTRUCTED for fact in home.workloads):
        return ()
    made = solid(view, Workload, lambda one: one.platform is Platform.BEANSTALK and one.minimum == 1)
    return tuple(one for one in made if one.kind is EvidenceKind.INSTRUCTED and _CREATES.search(one.at.quote))


_CREATES = regex(r"\bcreate")
"""The command that makes an environment, of Beanstalk's own tool and of the cloud's."""


_MAKES = regex(
    r"(?i)\b(?:creat|launch|provision|spin(?:ning)? up|set(?:ting)? ?up)\w{0,4}\b[^.\n]{0,60}"
    r"\b(?:instance|server|vm|vps)\b"
    r"|(?:인스턴스|서버)[^.\n]{0,20}(?:생성|만들|시작)|(?:インスタンス|サーバー?)[^。\n]{0,20}(?:作成|作る|作り|起動|立ち上げ)"
)
"""A step by which somebody makes the machine."""
_ADDRESS = regex(r"\d{1,3}(?:\.\d{1,3}){3}|(?<![\w-])ec2-\d|\.compute\.amazonaws")


def without_reminders(hosts: Iterable[Instance]) -> tuple[Instance, ...]:
    """Of the hosts that guides have somebody launch those without a box to tick, where there are any.

    A list to go through reminds of a step, and another text tells how it is done.
    """
    every = tuple(hosts)
    steps = tuple(one for one in every if not (_TO_TICK.match(one.at.quote) and one.kind is EvidenceKind.INSTRUCTED))
    return steps if any(one.kind is EvidenceKind.INSTRUCTED for one in steps) else every


_TO_TICK = regex(r"\s{0,12}(?:[-*+]|\d{1,2}[.)])\s{1,4}\[[ xX]?\]\s|\s{0,12}(?:[-*+]\s{1,4})?[☐☑□]")


def once_a_guide(instances: tuple[Instance, ...]) -> list[Instance]:
    """Of those that a guide speaks of the first: what it says further down is said of the same host."""
    told: dict[object, Instance] = {}
    for instance in without_reminders(instances):
        guided = instance.kind is EvidenceKind.INSTRUCTED
        told.setdefault((instance.at.path, instance.part, instance.environment) if guided else instance.at, instance)
    return list(told.values())


def said_of(view: View, hosts: Iterable[Instance]) -> tuple[Evident, ...]:
    """Its row in a list of machines, of a host of which whatever enters it keeps no more than the address."""
    if any(one.instance_type for one in hosts):
        return ()
    told = claimed(view, Instance, is_alone)
    return places([one for one in told if "listed" in one.places], most=1)


def kept_once(view: View) -> tuple[Evident, ...]:
    """What keeps a single copy running on the host; where the product starts in containers, a file is left from before.

    A guide has somebody do it, whatever else there is.
    """
    kept = solid(view, KeptProcess, lambda one: one.copies == 1)
    return told_kept_once(view) if composed(view) else places(kept, most=1)


def told_kept_once(view: View) -> tuple[Evident, ...]:
    """Where a guide has somebody keep a single copy running.

    A file that says so tells nothing of a host that is described: it takes all copies along.
    """
    kept = solid(view, KeptProcess, lambda one: one.copies == 1 and one.kind is EvidenceKind.INSTRUCTED)
    return places(kept, most=1)


def _has_block(route: ProxyRoute) -> bool:
    """Its upstream is a block of its own, which could name several servers."""
    at = route.places.get("upstreams")
    if at is None or route.kind is EvidenceKind.INSTRUCTED:
        return False
    return at.path != route.at.path or not route.at.start_line <= at.start_line <= route.at.end_line


_OWN = regex(rf"(?:{OWN_MACHINE}(?::\d+)?|unix:\S+)$")
