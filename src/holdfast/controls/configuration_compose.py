"""Whether what compose files say of settings counts: they describe what runs, or only how developers start it."""

from holdfast.controls.common import solid
from holdfast.controls.configuration_unlooked import is_unlooked
from holdfast.controls.hosting import is_all_there_is
from holdfast.model.estate import View
from holdfast.model.facts import (
    ComposedAtBirth,
    ConfigurationLoader,
    Container,
    Deployment,
    ExposedSecret,
    Fact,
    Platform,
    RequiredSettings,
    Workload,
)
from holdfast.model.regex import regex

_MAY_COMPOSE = frozenset({"compose", "docker", "ssh"})
"""Deployments that may start what a compose file describes."""

_OWN_DATABASE = regex(r"(?:MYSQL|MARIADB|POSTGRES|MONGO_INITDB|MSSQL|REDIS)_\w*PASS\w*$")
"""Variables by which the images of databases set their password up."""


def idle_settings(view: View) -> tuple[Fact, ...]:
    """What compose files demand, or put in a secret's place, where it runs elsewhere, and what is judged by itself."""
    composed = (
        *solid(view, ConfigurationLoader, lambda loader: loader.source == "compose"),
        *solid(view, RequiredSettings, lambda settings: settings.tool == "compose"),
    )
    taken = solid(view, ConfigurationLoader, is_unlooked)
    return taken if composes(view) else (*taken, *composed)


def composes(view: View) -> bool:
    """Releases may be started with Compose, or a machine starts it as it is made, and no other platform runs them."""
    if solid(view, Workload, lambda workload: workload.platform is not Platform.EC2_GROUP):
        return False
    deployments = solid(view, Deployment)
    return is_all_there_is(view) or any(map(_may_compose, deployments)) or bool(solid(view, ComposedAtBirth))


def _may_compose(deployment: Deployment) -> bool:
    return (deployment.starts or deployment.method) in _MAY_COMPOSE


def is_developers_database(view: View, secret: ExposedSecret) -> bool:
    """The password of a compose file's own database, where what runs is started without Compose."""
    if secret.form != "password" or not _OWN_DATABASE.match(secret.name or ""):
        return False
    composed = any(one.file == secret.at.path for one in view.every(Container))
    deployments = solid(view, Deployment)
    runs = solid(view, Workload, lambda one: one.platform not in (Platform.EC2, Platform.EC2_GROUP))
    return composed and bool(deployments or runs) and not any(map(_may_compose, deployments))
