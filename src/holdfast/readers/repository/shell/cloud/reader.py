"""What `aws` commands in scripts create: the same facts as a template's resources."""

import re
from collections.abc import Callable, Iterator

from holdfast.model.evidence import Location
from holdfast.model.facts import (
    Bucket,
    BucketCors,
    Budget,
    CostReview,
    Credential,
    CredentialForm,
    Dashboard,
    ExposedSecret,
    Fact,
    HealthProbe,
    LifecycleRule,
    Mfa,
    Policy,
    Region,
    ScheduledScaling,
    SecretStore,
    Topic,
)
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.purposes import bucket_purpose
from holdfast.readers.repository.configuration.emulators import emulates
from holdfast.readers.repository.configuration.exposed import covered, is_literal
from holdfast.readers.repository.policies.iam import is_called_boundary, statement_facts
from holdfast.readers.repository.shell.cloud import beanstalk, certificates, compute, lightsail, stores
from holdfast.readers.repository.shell.cloud.alarms import put_alarm
from holdfast.readers.repository.shell.cloud.arguments import (
    document,
    document_facts,
    in_turn,
    named,
    shorthand,
)
from holdfast.readers.repository.shell.cloud.called import as_called
from holdfast.readers.repository.shell.cloud.resized import database_resized, resized
from holdfast.readers.repository.shell.cloud.silenced import silenced
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command

_LONE = frozenset(("--no-cli-pager", "--debug", "--no-verify-ssl", "--no-paginate", "--no-sign-request"))
_REGION = regex(r"^(?:AWS_)?(?:DEFAULT_)?REGION=[\"']?([a-z]{2}(?:-[a-z]+)+-\d)$")


def cloud_facts(source: Source) -> Iterator[Fact]:
    """Facts of every `aws` and `eb` command of a script."""
    for command in source.commands:
        if command.name == "aws":
            yield from _of_service(_service_first(command), source)
        elif command.name == "eb" and command.args[:1] == ("create",):
            yield from beanstalk.environment(command, source)
        elif command.name in ("=", "export"):
            yield from _region(command, source)


def _of_service(command: Command, source: Source) -> Iterator[Fact]:
    # In quotes both are one word, which AWS's tool does not know.
    handler = _HANDLERS.get(" ".join(command.args[:2])) if len(command.args) > 1 else None
    if handler is not None and not _is_emulated(command, source):
        for one in as_called(command, source):
            yield from handler(one, source)


def _is_emulated(command: Command, source: Source) -> bool:
    """What answers is no AWS, but an emulator on a developer's machine."""
    endpoint = named(command, source, "--endpoint-url", "--endpoint") or dict(command.assigns).get("AWS_ENDPOINT_URL")
    return emulates(endpoint or source.script.variables.get("AWS_ENDPOINT_URL", ""))


def _service_first(command: Command) -> Command:
    """`aws --profile x ec2 …` with its global options (each with a value) behind the service and the operation."""
    start = 0
    while start < len(command.args) and command.args[start].startswith("-"):
        start += 1 if "=" in command.args[start] or command.args[start] in _LONE else 2
    if not start or start >= len(command.args):
        return command
    return replace(
        command,
        args=command.args[start:] + command.args[:start],
        words=command.words[start:] + command.words[:start],
        arg_lines=command.arg_lines[start:] + command.arg_lines[:start],
    )


def _region(command: Command, source: Source) -> Iterator[Fact]:
    for arg in command.args:
        match = _REGION.match(arg)
        if match:
            yield Region(**source.common(command), name=match[1])


def _attached(command: Command, source: Source) -> Iterator[Fact]:
    sort = command.args[1].split("-")[1]
    principal = named(command, source, f"--{sort}-name")
    for one in in_turn(command):
        managed = source.script.expand(one.option("--policy-arn") or "").rpartition("/")[2]
        if managed:
            name = principal or ""
            yield Policy(
                **source.common(_written(managed, command, source), name),
                principal=principal,
                principal_type=_principal_type(sort, name),
                managed=managed,
            )


def _written(value: str, command: Command, source: Source) -> Command | Location:
    """Where the list stands that a loop takes the value from; the command itself where it says it."""
    if any(value in arg for arg in command.args):
        return command
    above = range(command.line, 0, -1)
    line = next((line for line in above if value in source.snippet.rows[line - 1][:2_000]), None)
    return source.snippet.at(line) if line else command


def _principal_type(sort: str, name: str) -> str:
    if sort != "role":
        return sort
    if re.search(r"deploy|github|actions|ci\b|oidc", name, re.IGNORECASE):
        return "deploy-role"
    return "instance-role" if re.search(r"ec2|instance", name, re.IGNORECASE) else "role"


def _inline_policy(command: Command, source: Source) -> Iterator[Fact]:
    found = document(command, "--policy-document", "--assume-role-policy-document", "--policy")
    if found is None:
        return
    root, line = found
    sort = next((word for word in ("role", "user", "group") if f"{word}-" in command.args[1]), "role")
    principal = named(command, source, f"--{sort}-name", "--policy-name")
    if command.args[1] == "create-policy" and is_called_boundary(principal):
        return
    for statement in root.items("Statement"):
        plain = statement.plain()
        if not isinstance(plain, dict):
            continue
        at = source.snippet.at(line + statement.line - 1, line + statement.end - 1)
        facts = statement_facts(
            {"Statement": {**plain, "Resource": _spelled_out(plain.get("Resource"), source)}},
            at,
            kind=source.snippet.kind,
            principal=principal,
            principal_type=_principal_type(sort, principal or ""),
            environment=source.snippet.environment,
        )
        yield from facts


def _spelled_out(resource: object, source: Source) -> object:
    """The resources of a statement with the values that the script gives to its variables."""
    if isinstance(resource, list):
        return [_spelled_out(one, source) for one in resource]
    return source.script.expand(resource) if isinstance(resource, str) else resource


def _access_key(command: Command, source: Source) -> Iterator[Fact]:
    """A key for oneself names no user; whoever has a command make another's makes it for a program."""
    user = named(command, source, "--user-name") or ""
    ci = re.search(r"github|deploy|ci\b|actions|jenkins", user, re.IGNORECASE)
    holder = "workflow" if ci else "application" if "--user-name" in command.text else "person"
    yield Credential(**source.common(command), form=CredentialForm.STATIC_KEY, holder=holder)


def _mfa(command: Command, source: Source) -> Iterator[Fact]:
    yield Mfa(**source.common(command), subject="users", enabled=True)


def _bucket(command: Command, source: Source) -> Iterator[Fact]:
    name = named(command, source, "--bucket") or next(
        (source.script.expand(arg).removeprefix("s3://") for arg in command.args if arg.startswith("s3://")), ""
    )
    verb = command.args[1]
    text = command.text
    yield Bucket(
        **source.common(command, name),
        name=name or None,
        purpose="site" if verb in ("website", "put-bucket-website") else bucket_purpose(name),
        versioned=_versioned(verb, text),
        encrypted=True if verb == "put-bucket-encryption" else None,
        public=_public(verb, text.lower()),
        replicated=True if verb == "put-bucket-replication" else None,
    )


def _versioned(verb: str, text: str) -> bool | None:
    if verb != "put-bucket-versioning":
        return None
    return True if "Enabled" in text else False if "Suspended" in text else None


def _public(verb: str, text: str) -> bool | None:
    """A block that is taken away, or set to block nothing, lets policies open the bucket."""
    if verb == "delete-public-access-block":
        return True
    if verb != "put-public-access-block" or "true" in text:
        return False if verb == "put-public-access-block" else None
    return True if "false" in text else None


def _cors(command: Command, source: Source) -> Iterator[Fact]:
    name = named(command, source, "--bucket")
    for fact in document_facts(command, source, "--cors-configuration", BucketCors):
        if isinstance(fact, BucketCors):
            yield replace(fact, bucket=name)


def _lifecycle(command: Command, source: Source) -> Iterator[Fact]:
    name = named(command, source, "--bucket")
    for fact in document_facts(command, source, "--lifecycle-configuration", LifecycleRule):
        if isinstance(fact, LifecycleRule):
            yield replace(fact, bucket=name)


def _dashboard(command: Command, source: Source) -> Iterator[Fact]:
    yield Dashboard(**source.common(command), name=named(command, source, "--dashboard-name"))


def _topic(command: Command, source: Source) -> Iterator[Fact]:
    arn = command.option("--topic-arn") or command.option("--name") or ""
    protocol = command.option("--protocol", "-p") or ""
    endpoint = command.option("--notification-endpoint", "--endpoint") or ""
    slack = re.search(r"slack|chatbot", endpoint, re.IGNORECASE)
    subscribers = (("slack" if slack else protocol),) if command.args[1] == "subscribe" and protocol else ()
    name = "" if re.fullmatch(r"\$\{?\w+\}?", arn) else arn.rpartition(":")[2] if "${" not in arn else arn
    yield Topic(**source.common(command, name), name=name or None, subscribers=subscribers)


def _budget(command: Command, source: Source) -> Iterator[Fact]:
    text = command.option("--budget", "--anomaly-monitor", "--anomaly-subscription") or ""
    amount = shorthand(text, "Amount")
    anomaly = "anomaly" in command.args[1]
    told = command.has("--notifications-with-subscribers") or command.args[1] == "create-anomaly-subscription"
    # Whom it tells may stand in a file, or come by a command of its own.
    open_ = (
        anomaly or command.has("--cli-input-json", "--cli-input-yaml") or "create-notification" in source.snippet.text
    )
    yield Budget(
        **source.common(command),
        amount=float(amount) if amount and re.fullmatch(r"\d{1,9}(?:\.\d+)?", amount) else None,
        anomaly=anomaly,
        notifies=True if told else None if open_ else False,
    )


def _review(command: Command, source: Source) -> Iterator[Fact]:
    verb = command.args[1]
    form = "savings-plan" if "savings" in verb else ("reserved-instances" if "reservation" in verb else "cost-explorer")
    yield CostReview(**source.common(command), form=form)


def _probe(command: Command, source: Source) -> Iterator[Fact]:
    text = command.option("--health-check-config") or ""
    yield HealthProbe(
        **source.common(command), asker="monitor", path=shorthand(text, "ResourcePath") or "/", decides=False
    )


def _stops(command: Command, source: Source) -> Iterator[Fact]:
    if source.schedule and command.args[1] == "stop-instances":
        yield ScheduledScaling(**source.common(command), schedule=source.schedule)


_KEY_OF_HOST = regex(r"(?i)(?:^|/)\.ssh/|\.(?:pem|ppk)$|(?:^|/)(?:id_(?:rsa|ed25519|ecdsa)$|ec2/key-?pair/)")
"""A key by which somebody logs in to a host: the application takes nothing from there."""


def _secret(command: Command, source: Source) -> Iterator[Fact]:
    service = "parameter-store" if command.args[0] == "ssm" else "secrets-manager"
    if service == "parameter-store" and "SecureString" not in command.text and "--with-decryption" not in command.text:
        return
    name = named(command, source, "--name", "--secret-id", "--names", "--path")
    if any(map(_KEY_OF_HOST.search, (name or "", *source.writes(command)))):
        return
    rotates = True if command.args[1] == "rotate-secret" else None
    yield SecretStore(**source.common(command, name or ""), service=service, name=name, rotates=rotates)
    value = command.option("--secret-string", "--value")
    if value and not value.startswith(("{", "file:")) and is_literal(value) and not source.instructed:
        at = covered(source.place(command), value)
        yield ExposedSecret(**source.common(at), name=name or "secret", form="password")


_Handler = Callable[[Command, Source], Iterator[Fact]]
_HANDLERS: dict[str, _Handler] = {
    "ec2 run-instances": compute.run_instances,
    "ec2 create-launch-template": compute.launch_template,
    "ec2 authorize-security-group-ingress": compute.ingress,
    "ec2 modify-instance-attribute": resized,
    "ec2 stop-instances": _stops,
    "autoscaling create-auto-scaling-group": compute.scaling_group,
    "autoscaling update-auto-scaling-group": compute.group_resized,
    "autoscaling put-scaling-policy": compute.scaling_policy,
    "autoscaling put-scheduled-update-group-action": compute.scheduled_action,
    "application-autoscaling register-scalable-target": compute.scalable_target,
    "application-autoscaling put-scaling-policy": compute.scaling_policy,
    "application-autoscaling put-scheduled-action": compute.scheduled_action,
    "events put-rule": compute.schedule_rule,
    "scheduler create-schedule": compute.schedule_rule,
    "ecs create-service": compute.service,
    "ecs update-service": compute.counted,
    "lightsail create-instances": lightsail.instances,
    "lightsail create-container-service": lightsail.containers,
    "lightsail update-container-service": lightsail.containers,
    "lightsail create-relational-database": lightsail.database,
    "lightsail open-instance-public-ports": lightsail.ports,
    "lightsail put-instance-public-ports": lightsail.ports,
    "elasticbeanstalk create-environment": beanstalk.environment,
    "elbv2 create-load-balancer": compute.load_balancer,
    "elb create-load-balancer": compute.load_balancer,
    "elbv2 create-listener": compute.listener,
    "elbv2 modify-listener": certificates.presented,
    "elbv2 add-listener-certificates": certificates.presented,
    "elbv2 create-target-group": compute.target_group,
    "rds create-db-instance": compute.database,
    "rds create-db-cluster": compute.database,
    "rds modify-db-instance": database_resized,
    "rds modify-db-cluster": compute.weakened,
    "dynamodb create-table": compute.table,
    "elasticache create-cache-cluster": stores.cache,
    "elasticache create-replication-group": stores.cache,
    "memorydb create-cluster": stores.cache,
    "mq create-broker": stores.broker,
    "opensearch create-domain": stores.search,
    "es create-elasticsearch-domain": stores.search,
    "iam attach-role-policy": _attached,
    "iam attach-user-policy": _attached,
    "iam attach-group-policy": _attached,
    "iam put-role-policy": _inline_policy,
    "iam put-user-policy": _inline_policy,
    "iam create-policy": _inline_policy,
    "iam create-role": _inline_policy,
    "iam create-access-key": _access_key,
    "iam enable-mfa-device": _mfa,
    "s3 mb": _bucket,
    "s3 website": _bucket,
    "s3api create-bucket": _bucket,
    "s3api put-bucket-website": _bucket,
    "s3api put-bucket-versioning": _bucket,
    "s3api put-bucket-encryption": _bucket,
    "s3api put-public-access-block": _bucket,
    "s3api delete-public-access-block": _bucket,
    "s3api put-bucket-replication": _bucket,
    "s3api put-bucket-policy": _inline_policy,
    "s3api put-bucket-cors": _cors,
    "s3api put-bucket-lifecycle-configuration": _lifecycle,
    "cloudwatch put-metric-alarm": put_alarm,
    "cloudwatch disable-alarm-actions": silenced,
    "cloudwatch put-dashboard": _dashboard,
    "sns create-topic": _topic,
    "sns subscribe": _topic,
    "budgets create-budget": _budget,
    "ce create-anomaly-monitor": _budget,
    "ce create-anomaly-subscription": _budget,
    "ce get-cost-and-usage": _review,
    "ce get-savings-plans-purchase-recommendation": _review,
    "ce get-reservation-purchase-recommendation": _review,
    "acm request-certificate": certificates.requested,
    "acm import-certificate": certificates.requested,
    "route53 create-health-check": _probe,
    "secretsmanager create-secret": _secret,
    "secretsmanager get-secret-value": _secret,
    "secretsmanager rotate-secret": _secret,
    "ssm put-parameter": _secret,
    "ssm get-parameter": _secret,
    "ssm get-parameters": _secret,
    "ssm get-parameters-by-path": _secret,
}
