"""Ansible's modules for AWS's storage, alarms and entrances as the commands of its command line that do the same."""

import json
from collections.abc import Iterable, Iterator

from holdfast.readers.repository.ansible.options import Module, said, spread, value_of
from holdfast.readers.repository.text.nodes import Node

_Words = list[tuple[int, str]]
_GONE = ("absent", "deleted")


def _at(given: Node, name: str) -> int:
    return given.child(name).key_line


def _word(text: str) -> str:
    """One word for a shell that runs nothing of it."""
    return "'" + text.replace("'", "") + "'"


def _bucket(given: Node, _: Node) -> str:
    name = value_of(given, "name", "bucket")
    if not name or value_of(given, "state") in _GONE:
        return ""
    words: _Words = [(given.key_line, f"aws s3api create-bucket --bucket {name}")]
    if given.has("versioning"):
        status = "Enabled" if given.flag("versioning") else "Suspended"
        told = f"&& aws s3api put-bucket-versioning --bucket {name} --versioning-configuration Status={status}"
        words += [(_at(given, "versioning"), told)] if given.flag("versioning") is not None else []
    if value_of(given, "encryption") not in ("", "none"):
        words.append((_at(given, "encryption"), f"&& aws s3api put-bucket-encryption --bucket {name}"))
    blocks = [flag for key in given.child("public_access").entries() if (flag := given.flag("public_access", key))]
    if blocks:
        told = f"&& aws s3api put-public-access-block --bucket {name} --public-access-block-configuration all=true"
        words.append((_at(given, "public_access"), told))
    if given.flag("delete_public_access"):
        words.append((_at(given, "delete_public_access"), f"&& aws s3api delete-public-access-block --bucket {name}"))
    return spread(given.key_line, sorted(words, key=lambda one: one[0]))


_CORS = {
    "allowed_origins": "AllowedOrigins",
    "allowed_methods": "AllowedMethods",
    "allowed_headers": "AllowedHeaders",
    "expose_headers": "ExposeHeaders",
}


def _origins(given: Node, _: Node) -> str:
    name, rules = value_of(given, "name", "bucket"), given.items("rules")
    if not name or not rules or value_of(given, "state") in _GONE:
        return ""
    first, text = given.key_line, '{"CORSRules": ['
    parts: _Words = []
    for number, rule in enumerate(rules):
        parts.append((rule.line, ", {" if number else "{"))
        listed = [(key, node) for key, node in rule.entries().items() if key in _CORS]
        for place, (key, node) in enumerate(listed):
            told = f"{json.dumps(_CORS[key])}: {json.dumps(rule.texts(key), ensure_ascii=False)}"
            parts.append((node.key_line, f"{', ' if place else ''}{told}"))
        parts.append((rule.end, "}"))
    before = _at(given, "rules")
    head = spread(first, [(first, f"aws s3api put-bucket-cors --bucket {name}"), (before, "--cors-configuration")])
    return f"{head} '{text}{_on_rows(before, parts)}]}}'"


def _on_rows(first: int, parts: Iterable[tuple[int, str]]) -> str:
    """Pieces of JSON, in the order in which they stand, each on the line on which it is said."""
    text, now = "", first
    for line, part in parts:
        text += "\n" * max(line - now, 0) + part
        now = max(line, now)
    return text.replace("'", "")


def _lifecycle(given: Node, _: Node) -> str:
    name = value_of(given, "name", "bucket")
    if not name or value_of(given, "state") in _GONE or value_of(given, "status") == "disabled":
        return ""
    rule: dict[str, object] = {"ID": value_of(given, "rule_id") or "rule", "Status": "Enabled"}
    rule["Filter"] = {"Prefix": value_of(given, "prefix")}
    for option, key, inner in (
        ("expiration_days", "Expiration", "Days"),
        ("noncurrent_version_expiration_days", "NoncurrentVersionExpiration", "NoncurrentDays"),
        ("abort_incomplete_multipart_upload_days", "AbortIncompleteMultipartUpload", "DaysAfterInitiation"),
    ):
        if (days := given.integer(option)) is not None:
            rule[key] = {inner: days}
    if (days := given.integer("transition_days")) is not None:
        kind = value_of(given, "storage_class").upper() or "GLACIER"
        rule["Transitions"] = [{"Days": days, "StorageClass": kind}]
    told = _word(json.dumps({"Rules": [rule]}))
    return f"aws s3api put-bucket-lifecycle-configuration --bucket {name} --lifecycle-configuration {told}"


def _alarm(given: Node, _: Node) -> str:
    if value_of(given, "state") == "absent" or not value_of(given, "metric", "metric_name"):
        return ""
    words: _Words = [(given.key_line, "aws cloudwatch put-metric-alarm")]
    words += said(given, "--alarm-name", "name")
    words += said(given, "--metric-name", "metric_name", "metric")
    words += said(given, "--namespace", "namespace")
    if actions := given.texts("alarm_actions"):
        words.append((_at(given, "alarm_actions"), f"--alarm-actions {' '.join(map(_word, actions))}"))
    return spread(given.key_line, words)


def _topic(given: Node, _: Node) -> str:
    name = value_of(given, "name")
    if not name or value_of(given, "state") == "absent":
        return ""
    words: _Words = [(given.key_line, f"aws sns create-topic --name {name}")]
    for one in given.items("subscriptions"):
        protocol, endpoint = one.text("protocol") or "", one.text("endpoint") or ""
        told = f"&& aws sns subscribe --topic-arn {name} --protocol {protocol} --notification-endpoint"
        words.append((one.line, f"{told} {_word(endpoint)}"))
    return spread(given.key_line, words)


def _logs(given: Node, _: Node) -> str:
    name = value_of(given, "log_group_name", "name")
    if not name or value_of(given, "state") == "absent":
        return ""
    words: _Words = [(given.key_line, f"aws logs create-log-group --log-group-name {name}")]
    if days := value_of(given, "retention"):
        told = f"&& aws logs put-retention-policy --log-group-name {name} --retention-in-days {days}"
        words.append((_at(given, "retention"), told))
    return spread(given.key_line, words)


def _images(given: Node, _: Node) -> str:
    name = value_of(given, "name")
    if not name or value_of(given, "state") == "absent":
        return ""
    words: _Words = [(given.key_line, f"aws ecr create-repository --repository-name {name}")]
    if given.has("lifecycle_policy"):
        told = f"&& aws ecr put-lifecycle-policy --repository-name {name}"
        words.append((_at(given, "lifecycle_policy"), told))
    return spread(given.key_line, words)


def _target_group(given: Node, _: Node) -> str:
    name = value_of(given, "name")
    if not name or value_of(given, "state") == "absent":
        return ""
    words: _Words = [(given.key_line, f"aws elbv2 create-target-group --name {name}")]
    for option in ("protocol", "port", "health_check_path"):
        words += said(given, f"--{option.replace('_', '-')}", option)
    return spread(given.key_line, words)


def _balancer(kind: str) -> Module:
    def balancer(given: Node, _: Node) -> str:
        name = value_of(given, "name")
        if not name or value_of(given, "state") == "absent":
            return ""
        words: _Words = [(given.key_line, f"aws elbv2 create-load-balancer --name {name} --type {kind}")]
        if subnets := [text.replace(" ", "") for text in given.texts("subnets")]:
            words.append((_at(given, "subnets"), f"--subnets {' '.join(subnets)}"))
        words += said(given, "--scheme", "scheme")
        return spread(given.key_line, [*words, *_listeners(given)])

    return balancer


def _listeners(given: Node) -> Iterator[tuple[int, str]]:
    for one in given.items("listeners"):
        protocol = one.text("Protocol") or one.text("protocol") or ""
        actions = [*one.items("DefaultActions"), *one.items("default_actions")]
        leads = ["redirect" for action in actions if (action.text("Type") or action.text("type")) == "redirect"]
        told = f"&& aws elbv2 create-listener --protocol {protocol}"
        yield one.line, f"{told} --default-actions Type={leads[0]}" if leads else told


def _granted(sort: str) -> Module:
    def granted(given: Node, _: Node) -> str:
        name = value_of(given, "name")
        if not name or value_of(given, "state") == "absent":
            return ""
        rows = [(item.line, text) for key in _MANAGED for item in given.items(key) if (text := item.text())]
        told = [
            (line, f"{'&& ' if number else ''}aws iam attach-{sort}-policy --{sort}-name {name} --policy-arn {text}")
            for number, (line, text) in enumerate(rows)
        ]
        return spread(given.key_line, told) if told else ""

    return granted


_MANAGED = ("managed_policies", "managed_policy")


def _asked(given: Node, _: Node) -> str:
    path = value_of(given, "resource_path")
    if value_of(given, "state") == "absent" or not path:
        return ""
    return f"aws route53 create-health-check --health-check-config ResourcePath={path}"


SERVICES: dict[str, Module] = {
    "s3_bucket": _bucket,
    "s3_cors": _origins,
    "s3_lifecycle": _lifecycle,
    **dict.fromkeys(("cloudwatch_metric_alarm", "ec2_metric_alarm"), _alarm),
    "sns_topic": _topic,
    "cloudwatchlogs_log_group": _logs,
    "ecs_ecr": _images,
    "elb_target_group": _target_group,
    "elb_application_lb": _balancer("application"),
    "elb_network_lb": _balancer("network"),
    "iam_role": _granted("role"),
    "iam_user": _granted("user"),
    "iam_group": _granted("group"),
    "route53_health_check": _asked,
}
"""By short name."""
