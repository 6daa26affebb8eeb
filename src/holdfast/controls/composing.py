"""Which compose files start the product, and which lie beside a developer's editor."""

from holdfast.controls.common import solid
from holdfast.model.environments import SERVING
from holdfast.model.estate import View
from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import ComposedAtBirth, Container, Deployment, ExposedSecret, Instance, Platform, Workload
from holdfast.model.regex import regex

TO_HOST = frozenset({"ssh", "pm2", "compose", "codedeploy", "ssm", "docker", "systemd"})
TO_CLUSTER = frozenset({"ecs", "beanstalk", "kubernetes"})
_MAY_COMPOSE = frozenset({"compose", "docker", "ssh"})
"""Deployments that may start what a compose file describes."""

_OWN_DATABASE = regex(
    r"(?:^|_)(?:MYSQL|MARIADB|POSTGRES|PG|MONGO_INITDB|MSSQL|REDIS|DB|DATABASE)_(?:[A-Z]{1,12}_){0,2}PASS(?:WORD|WD)?(?:_[A-Z]+)?$"
)
"""Variables by which a database, or what uses it, is told its password."""


def is_application(container: Container) -> bool:
    """It answers for the product, and is no proxy, store or tool beside it."""
    return container.role == "application"


def is_all_there_is(view: View) -> bool:
    """Nothing tells how releases are made but compose files that start the application: they are taken for it."""
    deployed = any(True for _ in view.every(Deployment))
    return not (deployed or runs_elsewhere(view)) and any(map(is_application, view.every(Container)))


def idle_files(view: View) -> set[str]:
    """Compose files that start the product nowhere: a developer's, or one beside another that is meant to serve."""
    containers = tuple(view.every(Container))
    serving = {fact.file for fact in containers if fact.environment in SERVING}
    started = any((fact.starts or fact.method) == "compose" for fact in view.every(Deployment))
    started = started or bool(tuple(view.every(ComposedAtBirth)))
    lasting = lasting_files(view)
    idle = {
        fact.file
        for fact in containers
        if not (started or fact.file in lasting) or (serving and fact.file not in serving)
    }
    return {file for file in idle if file and not file.endswith(".sh")}  # what a script starts, it starts


def lasting_files(view: View) -> set[str]:
    """The files whose application comes back whenever its host does, as nobody's own machine needs it.

    Where a platform runs the product, the host is a developer's all the same.
    """
    methods = {fact.method for fact in solid(view, Deployment)}
    if methods and only_manifests(view):
        methods -= TO_CLUSTER
    if runs_elsewhere(view) or (methods & TO_CLUSTER and not methods & TO_HOST):
        return set()
    return {fact.file for fact in view.every(Container) if fact.file and _lasts(fact)}


def runs_elsewhere(view: View) -> bool:
    """A platform that a template describes; a function beside the product, that nobody asks, is none."""
    workloads = solid(view, Workload, lambda one: one.platform is not Platform.EC2_GROUP)
    return any(one.serves is not False for one in workloads) and not only_manifests(view)


def only_manifests(view: View) -> bool:
    """Manifests of a cluster that nothing brings to one, beside hosts that a template makes and a file for Compose.

    Where that file has the application come back whenever its host does, the hosts run it and not the cluster.
    """
    workloads = solid(view, Workload)
    told = {one.at.path for one in workloads}
    hosts = solid(view, Instance, lambda one: one.kind is EvidenceKind.DECLARED)
    brought = solid(view, Deployment, lambda one: one.method in TO_CLUSTER and one.at.path not in told)
    if not hosts or brought or any(one.platform is not Platform.KUBERNETES for one in workloads):
        return False
    return any(map(_lasts, view.every(Container)))


def _lasts(container: Container) -> bool:
    return is_application(container) and bool(container.file) and "restart" in container.places


def is_idle(environment: str | None, file: str | None, idle: set[str]) -> bool:
    """What a compose file says holds for developers alone: one of `idle_files` that is not named for visitors."""
    return environment not in SERVING and file in idle


def composes(view: View) -> bool:
    """Releases may be started with Compose, or a machine starts it as it is made, and no other platform runs them.

    Where a platform runs them, too, what somebody starts with Compose is the file that is named for visitors, and
    what a program starts is the only one that there is.
    """
    if runs_elsewhere(view):
        return _serves_beside(view)
    deployments = solid(view, Deployment)
    started = any(map(_may_compose, deployments)) or bool(solid(view, ComposedAtBirth))
    return started or is_all_there_is(view) or bool(lasting_files(view))


def _serves_beside(view: View) -> bool:
    """A release is started with Compose, by a file that is named for visitors, or by a program with the only one."""
    released = solid(view, Deployment, lambda one: (one.starts or one.method) == "compose")
    files = {one.file for one in view.every(Container)}
    alone = len(files) == 1 and any(one.kind is EvidenceKind.CODED for one in released)
    applications = filter(is_application, view.every(Container))
    return bool(released) and any(alone or one.environment in SERVING for one in applications)


def _may_compose(deployment: Deployment) -> bool:
    if deployment.method == "codedeploy" and deployment.starts == "docker":
        return False  # its hooks say themselves what they start
    return (deployment.starts or deployment.method) in _MAY_COMPOSE


def is_developers_secret(view: View, secret: ExposedSecret) -> bool:
    """A password of a compose file's database, or what its application signs with, where nobody is served by it."""
    if not secret.signs and (secret.form != "password" or not _OWN_DATABASE.search(secret.name or "")):
        return False
    composed = any(one.file == secret.at.path for one in view.every(Container))
    deployments = solid(view, Deployment)
    runs = solid(view, Workload, lambda one: one.platform not in (Platform.EC2, Platform.EC2_GROUP))
    return composed and bool(deployments or runs) and not any(map(_may_compose, deployments))
