"""Ansible's modules for AWS as the commands of its command line that do the same."""

from holdfast.readers.repository.ansible.options import Module, said, spread, value_of
from holdfast.readers.repository.text.nodes import Node


def _synced(given: Node, _: Node) -> str:
    source, bucket = value_of(given, "file_root"), value_of(given, "bucket")
    prefix = value_of(given, "key_prefix").strip("/")
    return f"aws s3 sync {source} s3://{bucket}/{prefix}" if source and bucket else ""


def _stacked(given: Node, _: Node) -> str:
    name, path = value_of(given, "stack_name"), value_of(given, "template", "template_url")
    if not name or value_of(given, "state") == "absent":
        return ""
    return f"aws cloudformation deploy --stack-name {name} --template-file {path}"


def _object(given: Node, _: Node) -> str:
    remote = f"s3://{value_of(given, 'bucket')}/{value_of(given, 'object').lstrip('/')}"
    match value_of(given, "mode"):
        case "get":
            return f"aws s3 cp {remote} {value_of(given, 'dest')}"
        case "put":
            return f"aws s3 cp {value_of(given, 'src')} {remote}"
        case _:
            return ""


def _hosts(given: Node, _: Node) -> str:
    if value_of(given, "state") in ("absent", "terminated", "stopped"):
        return ""
    first = given.key_line
    kind = list(said(given, "--instance-type", "instance_type")) or [(first, "--instance-type t2.micro")]
    words = [(first, "aws ec2 run-instances"), *kind]
    words += [one for one in said(given, "--count", "exact_count", "count") if one[1].split()[-1].isdigit()]
    words += said(given, "--iam-instance-profile", "iam_instance_profile", "instance_role", "instance_profile_name")
    tagged = (given.text(tags, key) for tags in ("tags", "instance_tags") for key in ("Name", "name"))
    name = value_of(given, "name") or next(filter(None, tagged), "")
    tags = f"--tag-specifications 'ResourceType=instance,Tags=[{{Key=Name,Value={name}}}]'"
    return spread(first, [*words, (first, tags)] if name else words)


def _group(given: Node, _: Node) -> str:
    if value_of(given, "state") == "absent":
        return ""
    first = given.key_line
    words = [(first, f"aws autoscaling create-auto-scaling-group --auto-scaling-group-name {value_of(given, 'name')}")]
    for name in ("min_size", "max_size", "desired_capacity"):
        words += said(given, f"--{name.replace('_', '-')}", name)
    for name, option in (
        ("vpc_zone_identifier", "vpc-zone-identifier"),
        ("availability_zones", "availability-zones"),
        ("target_group_arns", "target-group-arns"),
        ("load_balancers", "load-balancer-names"),
    ):
        if given.has(name):
            listed = [(item.text() or "").replace(" ", "") for item in given.items(name)]
            words.append((given.child(name).key_line, f'--{option} "{",".join(listed)}"'))
    return spread(first, [*words, *said(given, "--health-check-type", "health_check_type")])


def _database(given: Node, _: Node) -> str:
    if not value_of(given, "engine", "db_engine") or value_of(given, "state") in ("absent", "terminated", "stopped"):
        return ""
    first = given.key_line
    words = [(first, "aws rds create-db-instance")]
    for option, names in (
        ("--engine", ("engine", "db_engine")),
        ("--db-instance-identifier", ("db_instance_identifier", "instance_id", "id", "instance_name")),
        ("--db-instance-class", ("db_instance_class", "class", "instance_type")),
        ("--backup-retention-period", ("backup_retention_period", "backup_retention")),
    ):
        words += said(given, option, *names)
    for name in ("multi_az", "publicly_accessible", "deletion_protection", "storage_encrypted"):
        told, option = given.child(name), name.replace("_", "-")
        if given.has(name) or name == "multi_az":
            words.append((told.key_line, _switch(option, told)))
    return spread(first, words)


def _service(given: Node, _: Node) -> str:
    if value_of(given, "state") in ("absent", "deleting") or not value_of(given, "name"):
        return ""
    first = given.key_line
    words = [(first, f"aws ecs create-service --service-name {value_of(given, 'name').replace(' ', '')}")]
    for option in ("cluster", "task_definition", "desired_count", "launch_type"):
        words += said(given, f"--{option.replace('_', '-')}", option)
    if given.has("load_balancers"):
        words.append((given.child("load_balancers").key_line, "--load-balancers targetGroupArn=told"))
    return spread(first, words)


def _cache(given: Node, _: Node) -> str:
    if value_of(given, "state") in ("absent", "rebooted"):
        return ""
    first = given.key_line
    words = [(first, f"aws elasticache create-cache-cluster --cache-cluster-id {value_of(given, 'name')}")]
    for option, name in (("engine", "engine"), ("cache-node-type", "node_type"), ("num-cache-nodes", "num_nodes")):
        words += said(given, f"--{option}", name)
    return spread(first, words)


def _switch(option: str, told: Node) -> str:
    """An option that is on or off; what a variable of unknown value decides stays a variable."""
    flag = told.flag()
    unknown = flag is None and "{{" in (told.text() or "")
    return f"--{option} ${option.replace('-', '_')}" if unknown else f"--{option}" if flag else f"--no-{option}"


def _openings(given: Node, _: Node) -> str:
    name = value_of(given, "name") or "group"
    rows: dict[int, list[str]] = {}
    for rule in given.items("rules"):
        sources = [text for item in rule.items("cidr_ip") if (text := item.text())]
        ports = rule.texts("ports") or ((f"{rule.text('from_port')}-{rule.text('to_port') or rule.text('from_port')}",))
        rows.setdefault(rule.child("ports" if rule.has("ports") else "from_port").key_line, []).extend(
            f"aws ec2 authorize-security-group-ingress --group-name {name} --protocol tcp --port {port} --cidr {source}"
            for source in sources
            for port in ports
            if "None" not in port
        )
    first = given.key_line
    return "\n".join(" && ".join(rows.get(number, ())) for number in range(first, max(rows, default=first) + 1))


CLOUD: dict[str, Module] = {
    "s3_sync": _synced,
    "cloudformation": _stacked,
    **dict.fromkeys(("aws_s3", "s3_object"), _object),
    **dict.fromkeys(("ec2_instance", "ec2"), _hosts),
    **dict.fromkeys(("autoscaling_group", "ec2_asg"), _group),
    **dict.fromkeys(("rds_instance", "rds"), _database),
    **dict.fromkeys(("ec2_security_group", "ec2_group"), _openings),
    "ecs_service": _service,
    "elasticache": _cache,
}
"""By short name."""
