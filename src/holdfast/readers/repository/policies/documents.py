"""Reads JSON documents that AWS takes one by one: policies, CORS, lifecycle, agent settings, task definitions."""

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any

from holdfast.model.evidence import GapReason, Location
from holdfast.model.facts import (
    Alarm,
    BackupJob,
    Bucket,
    BucketCors,
    Budget,
    Dashboard,
    Database,
    Instance,
    MetricSource,
    Mfa,
    Platform,
    RootUse,
    ScalingPolicy,
    StandingName,
    Watched,
    Workload,
)
from holdfast.model.regex import regex
from holdfast.readers.purposes import bucket_purpose
from holdfast.readers.repository.base import Reading, Snippet
from holdfast.readers.repository.configuration.api_cors import answered_cors
from holdfast.readers.repository.configuration.handed import handed_secrets
from holdfast.readers.repository.configuration.lasting_keys import lasting_keys
from holdfast.readers.repository.configuration.modes import modes
from holdfast.readers.repository.configuration.platform_settings import platform_setting
from holdfast.readers.repository.configuration.stand_ins import stand_ins
from holdfast.readers.repository.configuration.variables import database_in, told_by_name
from holdfast.readers.repository.containers.unfilled import image_in_a_guide
from holdfast.readers.repository.images.tags import standing
from holdfast.readers.repository.monitoring.metrics import watched_by
from holdfast.readers.repository.policies.described import described
from holdfast.readers.repository.policies.iam import is_called_boundary, statement_facts
from holdfast.readers.repository.policies.reader import SERVES
from holdfast.readers.repository.templates.compute import metric_word
from holdfast.readers.repository.templates.containers import container_facts, service_facts, task_role
from holdfast.readers.repository.templates.handed import setting_of, settings_files
from holdfast.readers.repository.templates.secrets import task_settings as setting_facts
from holdfast.readers.repository.templates.stack import Resource, Stack
from holdfast.readers.repository.templates.storage import cors_fact, lifecycle_facts
from holdfast.readers.repository.text.json_nodes import parse_json
from holdfast.readers.repository.text.nodes import Node, NodeError, capitalized, parse_yaml

_Document = Callable[[Snippet, Node], Iterator[Reading]]


def _said(snippet: Snippet) -> dict[str, Any]:
    return {"kind": snippet.kind, "environment": snippet.environment, "old": snippet.old}


def _at(snippet: Snippet, node: Node) -> dict[str, Any]:
    return {**_said(snippet), "at": snippet.at(min(node.key_line, node.line), node.end)}


_HOLDERS = (
    ("instance-role", regex(r"ec2|instance|인스턴스|インスタンス", re.IGNORECASE)),
    ("deploy-role", regex(r"deploy|github|oidc|actions|pipeline|배포|デプロイ", re.IGNORECASE)),
    ("user", regex(r"user|사용자|유저|ユーザー", re.IGNORECASE)),
    ("group", regex(r"group|그룹|グループ", re.IGNORECASE)),
)
_PUBLIC_READ = ("s3:GetObject", "s3:*", "*")


def _policy(snippet: Snippet, root: Node) -> Iterator[Reading]:
    words = f"{snippet.heading} {snippet.name}"
    holder = next((kind for kind, pattern in _HOLDERS if pattern.search(words)), "role")
    for statement in root.items("Statement"):
        plain = statement.plain()
        said = _at(snippet, statement)
        facts = statement_facts(
            {"Statement": plain},
            said["at"],
            kind=snippet.kind,
            principal_type=holder,
            environment=snippet.environment,
        )
        if not is_called_boundary(words):
            yield from facts
        if _open_bucket(statement):
            name = (statement.texts("Resource") or ("",))[0].rpartition(":::")[2].partition("/")[0]
            yield Bucket(**said, name=name or None, purpose=bucket_purpose(name), public=True)
        if statement.text("Effect") == "Deny" and "MultiFactorAuthPresent" in str(plain):
            yield Mfa(**said, subject="users", enabled=True)


def _open_bucket(statement: Node) -> bool:
    principal = statement.get("Principal")
    if principal is None or statement.text("Effect") != "Allow" or statement.has("Condition"):
        return False
    anyone = "*" in (*principal.texts(), *principal.texts("AWS"))
    return anyone and any(action in _PUBLIC_READ for action in statement.texts("Action"))


def _answers(snippet: Snippet, root: Node) -> Iterator[Reading]:
    """The parameters of a response of API Gateway, as its command takes them from a file."""
    given = next(
        (one for one in (root.child("responseParameters"), root.child("ResponseParameters")) if one.entries()), root
    )
    yield from answered_cors(_said(snippet), given, lambda node: _at(snippet, node)["at"])


def _cors(snippet: Snippet, root: Node) -> Iterator[Reading]:
    rules = root.items("CORSRules") or root.items("CorsRules") or root.items("CORSConfiguration", "CORSRules")
    if not rules:
        # A whole document that is one rule of a bucket has methods, too; a program's own list of websites has none.
        whole = snippet.text.lstrip().startswith("{")
        rules = [one for one in root.items() if not whole or one.has("AllowedMethods") or one.has("AllowedMethod")]
    rules = [rule for rule in rules if rule.has("AllowedOrigins") or rule.has("AllowedOrigin")]
    if rules:
        at = snippet.at(min(rules[0].key_line, rules[0].line), rules[-1].end)
        yield cors_fact(rules, at, _said(snippet), None, lambda node: _at(snippet, node)["at"])


_XML_ORIGIN = regex(r"<AllowedOrigin>\s*([^<\s]{1,300})\s*</AllowedOrigin>")
_XML_METHOD = regex(r"<AllowedMethod>\s*([A-Z]{1,10})\s*</AllowedMethod>")


def cors_xml(snippet: Snippet) -> Iterator[Reading]:
    """What the CORS of a bucket says, in XML."""
    origins = list(_XML_ORIGIN.finditer(snippet.text))
    if not origins:
        return
    first, last = (snippet.text.count("\n", 0, match.start()) + 1 for match in (origins[0], origins[-1]))
    methods = tuple(dict.fromkeys(match[1] for match in _XML_METHOD.finditer(snippet.text)))
    found = tuple(dict.fromkeys(match[1] for match in origins))
    yield BucketCors(**_said(snippet), at=snippet.at(first, last), origins=found, methods=methods)


def _lifecycle(snippet: Snippet, root: Node) -> Iterator[Reading]:
    for rule in root.items("Rules"):
        yield from lifecycle_facts(rule, _at(snippet, rule)["at"], _said(snippet), None)


def _agent(snippet: Snippet, root: Node) -> Iterator[Reading]:
    for name, block in root.child("metrics", "metrics_collected").entries().items():
        for watched in _collected(name, block):
            yield MetricSource(**_at(snippet, block), watches=watched)
    logs = root.get("logs", "logs_collected")
    if logs is not None:
        yield MetricSource(**_at(snippet, logs), watches=Watched.LOGS)


def _collected(name: str, block: Node) -> Iterator[Watched]:
    if name == "procstat":
        yield Watched.PROCESS
        if any("mem" in str(node.value) for node in block.scalars()):
            yield Watched.PROCESS_MEMORY
        return
    watched = watched_by(name)
    if watched is not Watched.OTHER:
        yield watched


def _dashboard(snippet: Snippet, root: Node) -> Iterator[Reading]:
    widgets = [widget for widget in root.items("widgets") if widget.text("type") in ("metric", "log", "alarm")]
    if widgets:
        yield Dashboard(**_said(snippet), at=snippet.at(1, min(3, len(snippet.rows))))


def _grafana(snippet: Snippet, root: Node) -> Iterator[Reading]:
    if root.items("panels") and root.has("schemaVersion"):
        said = {**_said(snippet), "at": snippet.at(1, min(3, len(snippet.rows)))}
        yield Dashboard(**said, name=root.text("title"), system="grafana")


def _alarm(snippet: Snippet, root: Node) -> Iterator[Reading]:
    for alarm in root.items("MetricAlarms") or root.items():
        metric = alarm.text("MetricName")
        if metric and alarm.has("ComparisonOperator"):
            yield Alarm(
                **_at(snippet, alarm),
                watches=watched_by(metric, alarm.text("Namespace") or ""),
                name=alarm.text("AlarmName"),
                notifies=bool(alarm.items("AlarmActions")) and alarm.flag("ActionsEnabled", default=True) is not False,
            )


def _task(snippet: Snippet, root: Node) -> Iterator[Reading]:
    root = capitalized(root.get("taskDefinition") or root)
    family = root.text("Family") or "task"
    resource = Resource(family, "AWS::ECS::TaskDefinition", root, root, Stack(), snippet)
    yield from task_role(resource)
    first = next(iter(root.items("ContainerDefinitions")), None)
    if first is not None:
        # How many of them run is said elsewhere, where the service is kept.
        fargate = "FARGATE" in root.texts("RequiresCompatibilities")
        said = {**_said(snippet), "at": _launch(snippet, root, first)}
        platform = Platform.FARGATE if fargate else Platform.ECS
        yield Workload(**said, platform=platform, name=family, processor=root.integer("Cpu"))
    by = root.get("RegisteredBy")
    if by is not None and (by.text() or "").endswith(":root"):
        # AWS tells so when it is asked for the task definition.
        yield RootUse(**_at(snippet, by), act="login")
    yield from setting_facts(resource)
    logs = (node for one in root.items("ContainerDefinitions") if (node := one.get("LogConfiguration")) is not None)
    yield from (MetricSource(**_at(snippet, node), watches=Watched.LOGS) for node in islice(logs, 1))
    yield from _each_container(resource, family)
    for container in root.items("ContainerDefinitions"):
        yield from _connected(resource, container)


def _containers(snippet: Snippet, root: Node) -> Iterator[Reading]:
    """The list by itself, as Terraform and a command take it; where the rest of its task stands nobody knows."""
    if not isinstance(root.value, list) or not all(one.has("image") and one.has("name") for one in root.items()):
        return
    task = Node({"ContainerDefinitions": capitalized(root)}, root.line, root.end, root.key_line)
    resource = Resource(snippet.name, "AWS::ECS::TaskDefinition", task, task, Stack(), snippet)
    yield from setting_facts(resource)
    yield from _each_container(resource, snippet.name)


def _each_container(resource: Resource, family: str) -> Iterator[Reading]:
    """What each container of a task is started with, and asked."""
    snippet, root = resource.snippet, resource.properties
    form = _is_form(root)
    for container in root.items("ContainerDefinitions"):
        yield from container_facts(resource, container, image_counts=False)
        yield from image_in_a_guide(snippet, container, family)
        written = [setting_of(snippet, one.text("Name") or "", one) for one in container.items("Environment")]
        said = {**_said(snippet), "at": snippet.at(container.line)}
        yield from handed_secrets(said, container.text("Name") or family, written, yaml=True)
        if not form:
            yield from stand_ins(said, container.text("Name") or family, written)
        yield from modes(said, container.text("Name") or family, written)
        yield from settings_files(resource, container)
        given = [*container.items("Environment"), *container.items("Secrets")]
        yield from lasting_keys(_said(snippet), ((one.text("Name") or "", resource.where(one)) for one in given))


_TO_FILL = regex(r"<[\w .-]{1,60}>|(?i:\byour[-_])|\b(?:AWS_)?ACCOUNT_ID\b")


def _is_form(root: Node) -> bool:
    """What starts, or as whom, is left to be filled in: so is every other value, before anybody hands it to AWS."""
    told = [root.text("ExecutionRoleArn"), root.text("TaskRoleArn")]
    for container in root.items("ContainerDefinitions"):
        told += [container.text("Image"), *(one.text("ValueFrom") for one in container.items("Secrets"))]
    return any(_TO_FILL.search(text[:2_000]) for text in told if text)


def _launch(snippet: Snippet, root: Node, first: Node) -> Location:
    """Where it says on what, and in which size, a task starts; else where its first container begins."""
    told = [node for key in ("RequiresCompatibilities", "Cpu", "Memory") if (node := root.get(key)) is not None]
    if not told:
        return snippet.at(first.line, max(first.line, first.child("Image").line))
    start, end = min(node.key_line for node in told), max(node.end for node in told)
    return snippet.at(start, end) if end - start < _NEAR else snippet.at(told[0].key_line, told[0].end)


_NEAR = 12
"""Lines within which settings of one thing stand together."""


def _connected(resource: Resource, container: Node) -> Iterator[Database]:
    """The database that a container is told to connect to: by its address, or by a setting that is kept as a secret."""
    for setting in container.items("Environment"):
        told = database_in(setting.text("Value") or "")
        if told:
            yield Database(**{**resource.said, "at": resource.where(setting)}, engine=told[0], placement=told[1])
            return
    for secret in container.items("Secrets"):
        told = told_by_name(secret.text("Name") or "")
        if told:
            yield Database(**{**resource.said, "at": resource.where(secret)}, engine=told[0], placement=told[1])
            return


def _services(snippet: Snippet, root: Node) -> Iterator[Reading]:
    """What `aws ecs create-service` or ecspresso is given, or what `describe-services` once answered."""
    for node in map(capitalized, root.items("services") or [root]):
        name = node.text("ServiceName") or snippet.name
        # Some tools keep the names of the service and of its task apart from what they say of it.
        bare = node.has("DesiredCount") and any(map(node.has, _OF_SERVICE))
        if bare or (node.has("ServiceName") and node.has("TaskDefinition")):
            yield from service_facts(Resource(name, "AWS::ECS::Service", node, node, Stack(), snippet))


_OF_SERVICE = ("DeploymentConfiguration", "NetworkConfiguration", "LaunchType", "CapacityProviderStrategy")


def _dockerrun(snippet: Snippet, root: Node) -> Iterator[Reading]:
    """The one image that Elastic Beanstalk runs, in a `Dockerrun.aws.json` of version 1."""
    image = root.get("Image", "Name")
    name = image.text() or "" if image is not None else ""
    bare = "/" in name and not set(":@$<{") & set(name.rpartition("/")[2])
    identity = standing(f"{name}:latest" if bare else name)
    if image is not None and identity:
        yield StandingName(**_said(snippet), at=snippet.at(image.line), name=snippet.name, identity=identity)


def _lightsail(snippet: Snippet, root: Node) -> Iterator[Reading]:
    """The containers of a service of Lightsail, whole or as its `containers` alone."""
    containers = root.child("containers").entries() or root.entries()
    for name, container in containers.items():
        if not container.has("image") or isinstance(container.value, list):
            continue
        image = container.child("image")
        if identity := standing(image.text() or ""):
            yield StandingName(**_at(snippet, image), name=name, identity=identity)
        for setting, value in container.child("environment").entries().items():
            yield from platform_setting(snippet, _said(snippet), setting, value)


def _budget(snippet: Snippet, root: Node) -> Iterator[Reading]:
    limit = root.get("BudgetLimit") or root.get("Budget", "BudgetLimit")
    if limit is not None:
        amount = limit.number("Amount")
        told = bool(root.items("NotificationsWithSubscribers")) or None
        yield Budget(**_at(snippet, limit), amount=amount, notifies=told)


def _tracking(snippet: Snippet, root: Node) -> Iterator[Reading]:
    root = root.get("TargetTrackingScalingPolicyConfiguration") or root.get("TargetTrackingConfiguration") or root
    metric = root.text("PredefinedMetricSpecification", "PredefinedMetricType")
    target = root.number("TargetValue")
    if metric and target is not None:
        said = _at(snippet, root.child("TargetValue"))
        yield ScalingPolicy(**said, metric=metric_word(metric), target=target)


def _snapshots(snippet: Snippet, root: Node) -> Iterator[Reading]:
    details = root.get("PolicyDetails") or root
    for schedule in details.items("Schedules"):
        if schedule.has("CreateRule"):
            hours = schedule.integer("CreateRule", "Interval")
            cron = schedule.text("CreateRule", "CronExpression")
            yield BackupJob(
                **_at(snippet, schedule),
                subject="volume",
                method="dlm",
                schedule=cron or ("daily" if hours == 24 else f"every {hours} hours"),
                destination="aws",
                other_region=bool(schedule.items("CrossRegionCopyRules")),
            )


def _run_instances(snippet: Snippet, root: Node) -> Iterator[Reading]:
    data = root.get("LaunchTemplateData") or root
    kind = data.text("InstanceType")
    if kind and (data.has("ImageId") or data.has("KeyName")):
        said = _at(snippet, data.child("InstanceType"))
        yield Instance(**said, instance_type=kind, role=data.has("IamInstanceProfile"))


_SORTS: Mapping[str, _Document] = {
    "policy": _policy,
    "cors": _cors,
    "answers": _answers,
    "lifecycle": _lifecycle,
    "agent": _agent,
    "dashboard": _dashboard,
    "grafana": _grafana,
    "alarm": _alarm,
    "services": _services,
    "dockerrun": _dockerrun,
    "lightsail": _lightsail,
    "budget": _budget,
    "tracking": _tracking,
    "snapshots": _snapshots,
    "run-instances": _run_instances,
    "described": described,
    "task": _task,
    "containers": _containers,
}


def documents(snippet: Snippet, sorts: list[tuple[frozenset[str], str]], *, yaml: bool) -> Iterator[Reading]:
    """What a text says that is a document of each of these sorts, by the controls that each serves."""
    try:
        root = parse_yaml(snippet.text) if yaml else parse_json(snippet.text)
        for sort in dict.fromkeys(sort for _, sort in sorts):
            yield from _SORTS[sort](snippet, root)
    except NodeError as error:
        # A piece shown in a guide is often cut out of its document; only a whole file can be broken.
        # A list of containers with holes is none yet: who fills it in reads it as well.
        serves = frozenset[str]().union(*(slugs for slugs, sort in sorts if sort != "containers"))
        if snippet.first_line == 1 and serves:
            yield snippet.gap(GapReason.MALFORMED, serves, error.line, error.detail)
    except RecursionError:
        yield snippet.gap(GapReason.MALFORMED, SERVES, 0, "nested too deeply")
