"""What runs the application, as far as the evidence tells; asked by every control that judges hosts."""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import TypeVar

from holdfast.controls.common import claimed, current, gaps_of, places, solid, strongest
from holdfast.controls.composing import TO_CLUSTER, TO_HOST, is_application, only_manifests
from holdfast.model import pipelines
from holdfast.model.environments import SERVING
from holdfast.model.estate import View
from holdfast.model.evidence import Absent, Evidence, EvidenceKind, Found, Unreadable
from holdfast.model.facts import (
    Container,
    Database,
    Deployment,
    Distribution,
    Fact,
    Instance,
    OwnCluster,
    Platform,
    ProxyRoute,
    ReadsSetting,
    ScheduledScaling,
    ServesHttp,
    Workload,
)
from holdfast.model.findings import Evident
from holdfast.model.record import record
from holdfast.model.regex import regex

F = TypeVar("F", bound=Fact)

_BESIDE = frozenset({Platform.LAMBDA, Platform.HOSTED})
"""Platforms that often stand beside the product's own hosts (an image resizer, a front end)."""

_MACHINES = frozenset({Platform.EC2, Platform.EC2_GROUP, Platform.ECS, Platform.BEANSTALK, Platform.LIGHTSAIL})

_KEEP_COPIES = frozenset({Platform.ECS, Platform.FARGATE, Platform.KUBERNETES, Platform.BEANSTALK})

_TO_PLATFORM = frozenset({"lambda", "hosted", "static", "app-runner"})

HANDED_OVER = frozenset({"ecs"})
"""Deployments to what is called by its name alone: how many copies that keeps, they do not know."""

KEEPS_RUNNING = frozenset({Platform.LAMBDA, Platform.HOSTED, Platform.APP_RUNNER})
"""Platforms that spread, size and multiply the application by themselves."""


class Form(StrEnum):
    """By what kind of evidence the application's home is known."""

    WORKLOAD = "workload"  # something that keeps copies running
    HOST = "host"  # instances, told one by one
    DEPLOYED = "deployed"  # nothing but a deployment onto some host
    COMPOSED = "composed"  # nothing but a compose file
    UNTOLD = "untold"  # a deployment whose target is described nowhere
    PLATFORM = "platform"  # a platform that takes care of it all


@record(frozen=True, slots=True)
class Hosting:
    """What runs the application: its form, and the facts of that form, the most telling first."""

    form: Form
    facts: tuple[Fact, ...]

    @property
    def workloads(self) -> tuple[Workload, ...]:
        """Those of its facts that are workloads."""
        return tuple(fact for fact in self.facts if isinstance(fact, Workload))

    @property
    def instances(self) -> tuple[Instance, ...]:
        """Those of its facts that are instances."""
        return tuple(fact for fact in self.facts if isinstance(fact, Instance))

    @property
    def anchor(self) -> tuple[Evident, ...]:
        """The one best place to say something about the application's home."""
        return places(sisters(self.facts), "host" if self.form is Form.DEPLOYED else "")

    @property
    def on_hosts(self) -> bool:
        """It runs on machines whose processor, memory and disk the team looks after."""
        if self.form is Form.WORKLOAD:
            return any(fact.platform in _MACHINES for fact in self.workloads) or bool(self.instances)
        return self.form in (Form.HOST, Form.DEPLOYED, Form.COMPOSED)


def sisters(facts: tuple[F, ...]) -> tuple[F, ...]:
    """The first of `facts`, and one that brings another part live by the same means, from a pipeline beside its own."""
    first = facts[:1]
    if not first or not isinstance(first[0], Deployment) or not is_pipeline(first[0]):
        return first
    folder, method = first[0].at.path.rpartition("/")[0], first[0].method
    same = (one for one in facts if isinstance(one, Deployment) and one.method == method and is_pipeline(one))
    other = [one for one in same if one.at.path != first[0].at.path and one.at.path.rpartition("/")[0] == folder]
    return (*first, *other[:1])


def is_pipeline(deployment: Deployment) -> bool:
    """A machine runs it with every change, which says more than a script that somebody may call."""
    return not deployment.manual and pipelines.is_pipeline(deployment.at.path)


def hosting(view: View) -> Evidence[Hosting]:
    """What runs the application in this environment.

    The strongest evidence decides: a template that describes a group hides a guide that launches one server
    by hand. A database's, bastion's or build server's instance is not the application's home.
    """
    files = hands_out_files(view)
    if files:
        return Found((Hosting(Form.PLATFORM, files),))
    looks = (
        view.look(Workload),
        view.look(Instance, _may_serve),
        view.look(Deployment),
        view.look(Container, is_application),
    )
    workloads, instances, deployments, containers = looks
    kept = _beyond_one_node(view, _told_whole(_current(workloads)))
    found = _best(kept, _current(instances), _current(deployments), _current(containers))
    if found:
        return Found((found,))
    gaps = gaps_of(*looks)
    if gaps:
        return Unreadable(gaps)
    site = view.look(Distribution)
    if isinstance(site, Found) and not any(view.every(ServesHttp)) and not any(view.every(Database)):
        # Files that a content network hands out: nothing of the team's runs anywhere.
        return Found((Hosting(Form.PLATFORM, site.facts[:1]),))
    # Words for a platform that multiplies by itself accuse nobody of a single host.
    spoken = claimed(view, Workload, lambda one: one.platform not in KEEPS_RUNNING)
    claims = (*spoken, *claimed(view, Instance, _may_serve))
    return Absent((Hosting(Form.UNTOLD, claims),) if claims else ())


_RUNS = (Workload, Instance, Container, Database, ProxyRoute, ServesHttp, ReadsSetting)
INFRASTRUCTURE = frozenset({"cdk", "terraform"})
"""Deployments that may carry no application at all."""


def hands_out_files(view: View) -> tuple[Fact, ...]:
    """What hands out the product's files, where these are all there is: nothing of the team's runs anywhere."""
    # What could not be read may run as well; of an account, a control is told only of the gaps that are its own.
    if view.gaps or view.there or any(True for kind in _RUNS for _ in view.every(kind)):
        return ()
    if any(fact.method not in ("static", *INFRASTRUCTURE) for fact in view.every(Deployment)):
        return ()
    sends = tuple(fact for fact in solid(view, Deployment) if fact.method == "static")
    return sends or solid(view, Distribution)[:1]


def _beyond_one_node(view: View, workloads: tuple[Workload, ...]) -> tuple[Workload, ...]:
    """Without the copies in a cluster that the team set up on its one machine: they all go down with it."""
    if only_manifests(view):
        return tuple(one for one in workloads if one.platform is not Platform.KUBERNETES)
    clusters = solid(view, OwnCluster)
    machines = solid(view, Instance, _may_serve)
    alone = sum(machine.count for machine in machines) == 1 and not any(machine.group for machine in machines)
    if not clusters or not alone or any(cluster.joins for cluster in clusters):
        return workloads
    return tuple(one for one in workloads if one.platform is not Platform.KUBERNETES)


def _told_whole(workloads: tuple[Workload, ...]) -> tuple[Workload, ...]:
    """Without those parts that leave every number to another part of the same workload, as settings files do.

    Beside what keeps copies on a platform of its own, a task that no service is seen to run is left out as well.
    """
    counted = {(w.platform, w.name) for w in workloads if _has_counts(w)}
    kept = max((w.kind.strength for w in workloads if _has_counts(w) and w.platform in _KEEP_COPIES), default=0)
    told = (w for w in workloads if _has_counts(w) or (w.platform, w.name) not in counted)
    return tuple(w for w in told if not (kept >= w.kind.strength and is_bare(w)))


def is_bare(workload: Workload) -> bool:
    """It describes a task by itself: no service is seen that would keep so many copies of it."""
    described = workload.behind_load_balancer is not None or workload.zones is not None or "desired" in workload.places
    return _is_of_ecs(workload) and not described and not _has_counts(workload)


def _has_counts(workload: Workload) -> bool:
    return any(number is not None for number in (workload.minimum, workload.maximum, workload.desired))


def _best(
    workloads: tuple[Workload, ...],
    instances: tuple[Instance, ...],
    deployments: tuple[Deployment, ...],
    containers: tuple[Container, ...],
) -> Hosting | None:
    single = _described([i for i in instances if not i.group])
    kept = () if _is_released_to_hosts(workloads, deployments) else workloads
    homes = _homes([*(w for w in kept if w.platform not in _BESIDE), *single])
    if homes:
        return homes
    to_host = _deployed(deployments, TO_HOST)
    renewed = _deployed(deployments, frozenset({"group"}))
    if renewed and all(fact.manual for fact in to_host):
        return Hosting(Form.UNTOLD, renewed)  # a pipeline has a group make its machines anew, whatever is typed beside
    if to_host:
        by_hand = all(fact.manual and fact.method == "compose" and fact.first for fact in to_host)
        return Hosting(Form.DEPLOYED, (*containers, *to_host) if by_hand else to_host)
    named = _deployed(deployments, TO_CLUSTER)
    if named:
        return Hosting(Form.UNTOLD, named)
    if workloads:
        return Hosting(Form.PLATFORM, workloads)
    groups = tuple(instance for instance in instances if instance.group)
    if groups:
        return Hosting(Form.UNTOLD, groups)
    to_platform = _deployed(deployments, _TO_PLATFORM)
    if to_platform:
        return Hosting(Form.PLATFORM, to_platform)
    if containers:
        return Hosting(Form.COMPOSED, containers)
    # What somebody types builds the infrastructure; where it tells of an application, that is read by itself.
    others = tuple(fact for fact in deployments if not (fact.manual and fact.method in INFRASTRUCTURE))
    return Hosting(Form.UNTOLD, others) if others else None


def _is_released_to_hosts(workloads: tuple[Workload, ...], deployments: tuple[Deployment, ...]) -> bool:
    """Pipelines release to hosts alone, and a platform that keeps copies is only a text's other way to run it all."""
    methods = {fact.method for fact in deployments if is_pipeline(fact)}
    guided = all(fact.kind is EvidenceKind.INSTRUCTED for fact in workloads)
    return guided and bool(methods & TO_HOST) and methods <= TO_HOST | {"static", "hosted"}


def _described(instances: list[Instance]) -> list[Instance]:
    """Without those that a guide only presupposes, where another place tells more of them."""
    return [one for one in instances if not is_presupposed(one)] or instances


def is_presupposed(instance: Instance) -> bool:
    """Words for a host in a guide, without its size, its number or its name: what whoever follows it is to have."""
    if instance.kind is not EvidenceKind.INSTRUCTED or instance.count != 1:
        return False
    # A database beside it is told at its own place.
    told = instance.places.keys() - {"hosts_database"}
    return not (instance.name or instance.instance_type or instance.purpose or told)


def _homes(facts: list[Fact]) -> Hosting | None:
    """Workloads before single instances: beside a group, an instance without a purpose is mostly a bastion."""
    facts = _with_numbers(facts)
    workloads = _without_watchers([fact for fact in facts if isinstance(fact, Workload)])
    instances = [fact for fact in facts if isinstance(fact, Instance)]
    if not workloads:
        application = [fact for fact in instances if fact.purpose == "application"]
        return Hosting(Form.HOST, tuple(application or instances)) if instances else None
    serving = _serving(workloads)
    if any(fact.platform is Platform.ECS for fact in serving):
        # Containers are no more redundant than the hosts below them.
        serving += [fact for fact in workloads if fact.platform is Platform.EC2_GROUP and fact not in serving]
    if all(fact.platform in KEEPS_RUNNING for fact in serving):
        return Hosting(Form.PLATFORM, tuple(serving))
    return Hosting(Form.WORKLOAD, tuple(fact for fact in serving if fact.platform not in KEEPS_RUNNING))


WATCHERS = r"prometheus|grafana|alert-?manager|kibana|jaeger|zipkin|cadvisor|loki|node-?exporter|otel"
"""Names of what watches an application."""
_WATCHES = regex(rf"(?i)(?<![a-z])(?:{WATCHERS})(?![a-z])")


def _without_watchers(workloads: list[Workload]) -> list[Workload]:
    """Without what only the team looks at, unless that is all there is."""
    return [fact for fact in workloads if not _WATCHES.search(fact.name or "")] or workloads


def _serving(workloads: list[Workload]) -> list[Workload]:
    """Those behind a load balancer, with what else says how many of them there are; all where none is behind one."""
    names = {fact.name for fact in workloads if fact.behind_load_balancer}
    bounds = (fact for fact in workloads if _bounds_tasks(fact))
    theirs = [fact for fact in bounds if fact.name is None or "$" in fact.name or fact.name in names]
    # Another command for the same service need not say again what stands before it.
    theirs += [fact for fact in workloads if fact.behind_load_balancer is None and fact.name and fact.name in names]
    # What a text says of an environment is said of the one that is made, whatever Beanstalk would make by itself.
    theirs += [fact for fact in workloads if fact.platform is Platform.BEANSTALK and fact.maximum == 1]
    return [fact for fact in workloads if fact.behind_load_balancer or fact in theirs] if names else workloads


def _bounds_tasks(workload: Workload) -> bool:
    """It says how far a service of tasks scales that is described elsewhere."""
    described = (workload.behind_load_balancer, workload.zones, workload.desired) != (None, None, None)
    return _is_of_ecs(workload) and workload.minimum is not None and not described


def _with_numbers(facts: list[Fact]) -> list[Fact]:
    """The strongest; where those leave open how many there are, what a text makes of them tells that.

    So it is with definitions of tasks, and with options of Beanstalk that are about the program alone.
    """
    top = list(strongest(facts))
    for is_ours in (_is_of_ecs, _is_of_beanstalk):
        made: list[Fact] = [one for one in facts if is_ours(one) and isinstance(one, Workload) and _has_counts(one)]
        bare = all(is_ours(one) and isinstance(one, Workload) and not _has_counts(one) for one in top)
        if top and bare and made:
            return made
    return top


def _is_of_beanstalk(fact: Fact) -> bool:
    return isinstance(fact, Workload) and fact.platform is Platform.BEANSTALK


def _is_of_ecs(fact: Fact) -> bool:
    return isinstance(fact, Workload) and fact.platform in (Platform.ECS, Platform.FARGATE)


def _deployed(deployments: tuple[Deployment, ...], methods: frozenset[str]) -> tuple[Deployment, ...]:
    """Deployments by one of `methods`; what a machine does says more than what a guide has somebody do.

    Those of developers come last: they only stand in where nothing else is told.
    """
    fitting = tuple(fact for fact in deployments if fact.method in methods)
    return tuple(sorted(fitting, key=lambda fact: (fact.manual, _is_lesser(fact), not is_pipeline(fact))))


def without_lesser(deployments: tuple[Deployment, ...]) -> tuple[Deployment, ...]:
    """Without those to the developers' own, where others go to who is served."""
    served = any(fact.environment in SERVING for fact in deployments)
    return tuple(fact for fact in deployments if not (served and _is_lesser(fact)))


def _is_lesser(deployment: Deployment) -> bool:
    return deployment.environment not in (None, *SERVING)


def _may_serve(instance: Instance) -> bool:
    return instance.purpose in (None, "application")


def _current(looked: Evidence[F]) -> tuple[F, ...]:
    return current(looked.facts) if isinstance(looked, Found) else ()


def is_fixed(group: Workload) -> bool:
    """It may not grow."""
    return group.maximum is not None and group.maximum <= (group.minimum or group.desired or 1)


def sleeps(view: View) -> bool:
    """The clock has ended the hosts of a group, and will start them again."""
    clocked = {schedule.workload for schedule in solid(view, ScheduledScaling)}
    return any(clocked & {None, group.name} for group in solid(view, Workload, lambda group: group.desired == 0))


def that_release(every: Iterable[Deployment], told: list[Deployment]) -> Iterator[Deployment]:
    """Without what only brings the infrastructure up to date, where something else releases the application."""
    aside = {"hosted"} | (INFRASTRUCTURE if any(one.method not in INFRASTRUCTURE for one in told) else set())
    return (fact for fact in every if fact.method not in aside)
