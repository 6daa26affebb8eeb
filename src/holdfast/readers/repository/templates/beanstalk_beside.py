"""What options of Elastic Beanstalk say beside its hosts: its database, SSH, and what a bad release does."""

from collections.abc import Iterator, Mapping
from typing import Any

from holdfast.model.evidence import Location
from holdfast.model.facts import (
    Alarm,
    Certificate,
    Database,
    ExposedSecret,
    Fact,
    Ingress,
    LoadBalancer,
    MetricSource,
    Placement,
    Rollback,
    ScriptFault,
    StandIn,
    Watched,
)
from holdfast.readers.repository.configuration.exposed import covered, is_set
from holdfast.readers.repository.configuration.stand_ins import is_stand_in
from holdfast.readers.repository.templates.database import engine_of

_DATABASE = "aws:rds:dbinstance/"
_SSH = "aws:autoscaling:launchconfiguration/SSHSourceRestriction"

_KIND = "aws:elasticbeanstalk:environment/LoadBalancerType"
_LISTENERS = ("aws:elbv2:listener:", "aws:elb:listener", "aws:elb:loadbalancer/")
_PRESENTED = ("/SSLCertificateArns", "/SSLCertificateId")
_SPEAKS = ("/Protocol", "/ListenerProtocol")

_POLICY = "aws:elasticbeanstalk:command/DeploymentPolicy"
_GOES_BACK = frozenset({"immutable", "trafficsplitting"})
"""Policies that end the new hosts of a release that does not become well, and leave the old ones as they were."""

_TOLD = (
    "aws:elasticbeanstalk:sns:topics/Notification Endpoint",
    "aws:elasticbeanstalk:sns:topics/Notification Topic ARN",
)
_IGNORES = "aws:elasticbeanstalk:command/IgnoreHealthCheck"
_PASSED_OVER = (
    (_IGNORES, frozenset({"true"})),
    ("aws:elasticbeanstalk:healthreporting:system/HealthCheckSuccessThreshold", frozenset({"degraded", "severe"})),
    ("aws:elasticbeanstalk:command/HealthCheckSuccessThreshold", frozenset({"degraded", "severe"})),
)
"""Options that let an unwell host pass for a well one, and the values that do so; a warning may pass in a while."""

_LOGS = (
    "aws:elasticbeanstalk:cloudwatch:logs/StreamLogs",
    "aws:elasticbeanstalk:cloudwatch:logs:health/HealthStreamingEnabled",
)
"""Options without which nothing that the hosts write leaves them."""

_PLACES = (
    ("multi_az", "MultiAZDatabase"),
    ("instance_class", "DBInstanceClass"),
    ("final_snapshot", "DBDeletionPolicy"),
)

Options = Mapping[str, tuple[str | None, Location]]
"""Options by `namespace/name`: the value, None where it is not told, and where it stands."""


def facts_beside(said: Mapping[str, Any], options: Options, name: str | None) -> Iterator[Fact]:
    """The facts of options that are not about the hosts themselves.

    Args:
        said: what the facts of the environment have in common.
        options: those that are given.
        name: of the environment.
    """
    yield from _ssh(said, options, name)
    yield from _certificates(said, options)
    yield from _database(said, options)
    address, at = next((options[key] for key in _TOLD if key in options), (None, None))
    if at is not None and address != "":
        # Of each change in the environment's health, and of releases (Elastic Beanstalk's guide, "Notifications").
        yield Alarm(**{**said, "at": at}, watches=Watched.UNHEALTHY_HOSTS, name=name, notifies=True)
    for key in _LOGS:
        value, at = options.get(key, (None, None))
        if at is not None and (value or "").lower() == "false":
            yield MetricSource(**{**said, "at": at}, watches=Watched.LOGS, off=True)
    unheard = tuple(_unheard(options))
    policy, at = options.get(_POLICY, (None, None))
    if at is not None and (policy or "").lower() in _GOES_BACK:
        works = not any(key == _IGNORES for key, _ in unheard)  # what is never found unwell is never given up
        yield Rollback(**{**said, "at": at}, automatic=True, works=works, target="previous")
    elif at is not None and (policy or "").lower() == "allatonce":
        told = {**said, "at": at}
        yield ScriptFault(**told, activity="deploy", form="stopped-before-start", command=f"DeploymentPolicy: {policy}")
    for key, at in unheard:
        command = f"{key.rpartition('/')[2]}: {options[key][0]}"
        yield ScriptFault(**{**said, "at": at}, activity="health", form="error-swallowed", command=command)


def _unheard(options: Options) -> Iterator[tuple[str, Location]]:
    """Options by which a release goes on to all hosts whatever the health of those that have it already."""
    for key, taken in _PASSED_OVER:
        value, at = options.get(key, (None, None))
        if at is not None and (value or "").lower() in taken:
            yield key, at


def _certificates(said: Mapping[str, Any], options: Options) -> Iterator[Certificate]:
    """Those that the listeners of the environment's load balancer present."""
    for key, (arn, at) in options.items():
        if key.startswith(_LISTENERS) and key.endswith(_PRESENTED) and arn != "":
            issuer = "imported" if ":iam:" in (arn or "") else "acm"
            region = arn.split(":")[3] if arn and arn.startswith("arn:aws:acm:") else None
            yield Certificate(**{**said, "at": at}, issuer=issuer, region=region, used_by="load-balancer")


def balancer(said: Mapping[str, Any], options: Options, name: str | None) -> Iterator[LoadBalancer]:
    """The load balancer that a file of options says something of, by what its listeners speak."""
    told = {key: value for key, value in options.items() if key.startswith((*_LISTENERS, _KIND))}
    if not told:
        return
    tls = any(key.endswith(_PRESENTED) or (value or "").upper() in ("HTTPS", "SSL") for key, (value, _) in told.items())
    speaks = [at for key, (_, at) in told.items() if key.endswith(_SPEAKS)]
    at = next(at for _, at in told.values())
    kind = options.get(_KIND, (None, at))[0] or ("classic" if any("aws:elb:" in key for key in told) else "application")
    places = {"listener": speaks[0]} if speaks else {}
    yield LoadBalancer(**{**said, "at": at, "places": places}, name=name, type=kind, tls=tls or None)


def _ssh(said: Mapping[str, Any], options: Options, name: str | None) -> Iterator[Ingress]:
    """`tcp, 22, 22, 203.0.113.7/32`: a protocol, two ports and a source."""
    text, at = options.get(_SSH, (None, None))
    parts = [part.strip() for part in (text or "").split(",")]
    if at is not None and len(parts) == 4 and parts[1].isdecimal() and parts[2].isdecimal() and parts[3]:
        low, high = int(parts[1]), int(parts[2])
        yield Ingress(**{**said, "at": at}, from_port=low, to_port=high, sources=(parts[3],), target=name)


def _database(said: Mapping[str, Any], options: Options) -> Iterator[Fact]:
    """The database that an environment makes for itself, with Beanstalk's defaults for what is left out.

    It has no standby, keeps RDS's one day of backups, and goes with its environment unless it is told to stay
    (the option's reference, looked at in November 2026).
    """
    given = {key.removeprefix(_DATABASE): told for key, told in options.items() if key.startswith(_DATABASE)}
    if not given or given.get("HasCoupledDatabase", ("",))[0] == "false":
        return

    def text(key: str) -> str | None:
        return given[key][0] if key in given else None

    at = next(given[key][1] for key in ("DBEngine", "DBInstanceClass", *given) if key in given)
    standby = text("MultiAZDatabase")
    places = {attribute: given[key][1] for attribute, key in _PLACES if key in given}
    yield Database(
        **{**said, "at": at, "places": places},
        engine=engine_of(text("DBEngine") or "mysql"),
        placement=Placement.RDS,
        instance_class=text("DBInstanceClass"),
        multi_az=None if "MultiAZDatabase" in given and standby is None else (standby or "").lower() == "true",
        retention_days=1,
        final_snapshot=(text("DBDeletionPolicy") or "Delete") != "Delete",
    )
    password = text("DBPassword")
    if password and is_stand_in("DBPassword", password):
        yield StandIn(**{**said, "at": given["DBPassword"][1]}, to="Elastic Beanstalk", name="DBPassword")
    elif password and is_set(password):
        yield ExposedSecret(**{**said, "at": covered(given["DBPassword"][1])}, name="DBPassword", form="password")
