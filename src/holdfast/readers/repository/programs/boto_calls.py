"""What programs in Python set up at AWS with its SDK, as the commands that would set up the same."""

import ast
import json
import shlex
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Any

from holdfast.model.evidence import MAX_LINES, GapReason
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reader, Reading, Snippet
from holdfast.readers.repository.configuration.exposed import covered
from holdfast.readers.repository.shell.reader import SERVES, facts_of

_SETUP = regex(
    r"(?i)(?:^|[/_-])(?:set-?up|infra(?:structure)?|provision(?:ing)?|deploy(?:ment)?|create|bootstrap|launch|aws|ec2|rds"
    r"|cloud|configure|stack|main|init|run)[\w-]{0,40}\.py$"
    r"|(?:^|/)(?:scripts?|infra(?:structure)?|aws|deploy(?:ment)?|ops|provision(?:ing)?|devops)/[\w-]{1,60}\.py$"
)
_OTHERS = regex(
    r"(?i)(?:^|/)(?:tests?|migrations|lambdas?|functions|handlers|app|src/app)/|(?:^|/)(?:test_|setup\.py$)"
)
_MAX_CHARACTERS = 200_000

_SETS_UP = frozenset(
    (
        *("run_instances", "create_db_instance", "modify_db_instance", "create_db_cluster", "create_security_group"),
        *("authorize_security_group_ingress", "put_metric_alarm", "create_auto_scaling_group", "put_scaling_policy"),
        *("update_auto_scaling_group", "put_bucket_cors", "put_bucket_lifecycle_configuration", "put_bucket_policy"),
        *("put_bucket_versioning", "put_public_access_block", "delete_public_access_block", "put_bucket_acl"),
        *("create_load_balancer", "create_target_group", "create_listener", "attach_role_policy", "put_role_policy"),
        *("attach_user_policy", "put_user_policy", "create_access_key", "create_budget", "put_retention_policy"),
        *("create_log_group", "register_task_definition", "create_service", "update_service", "create_function"),
        *("create_cache_cluster", "create_replication_group", "create_launch_template", "create_db_snapshot"),
        *("create_topic", "subscribe", "create_instances", "create_bucket", "request_certificate"),
        *("create_deployment",),
    )
)
_SERVICES = {
    "rds": regex(r"_db_"),
    "ec2": regex(r"^(?:run|create)_instances$|security_group|launch_template"),
    "s3api": regex(r"bucket|public_access_block"),
    "cloudwatch": regex(r"metric_alarm"),
    "autoscaling": regex(r"auto_scaling|scaling_policy"),
    "elbv2": regex(r"load_balancer|target_group|listener"),
    "iam": regex(r"(?:role|user)_policy|access_key"),
    "logs": regex(r"log_group|retention_policy"),
    "ecs": regex(r"task_definition|_service$"),
    "elasticache": regex(r"cache_cluster|replication_group"),
}
"""By what the calls are named that no client tells: the other services are only known by theirs."""
_CALLED = {"s3": "s3api", "codedeploy": "deploy"}
_WORDS = regex(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])(?![A-Z]s(?![a-z]))")
"""Where a word of an argument's name begins: `TargetGroupARNs` are the ARNs of target groups."""
_NO_NAME = regex(r"\W+")
_MOST = 200
"""Calls of one file; a program with more is a library."""


def commands_in(tree: ast.Module) -> Iterator[tuple[int, int, str]]:
    """First and last line of each call, and the command that it comes to."""
    clients = _held(sorted(_clients(tree)))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    told = 0
    for call in sorted(calls, key=lambda one: one.lineno):
        method = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        service = _service(call, method, clients) if method in _SETS_UP and call.keywords else ""
        if service and told < _MOST:
            told += 1
            yield call.lineno, call.end_lineno or call.lineno, _command(service, method, call)


def _clients(tree: ast.Module) -> Iterator[tuple[int, str, str]]:
    """The line of each variable that is given a client, its name, and the service."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Call) or not node.value.args:
            continue
        made, first = node.value.func, node.value.args[0]
        named = isinstance(made, ast.Attribute) and made.attr in ("client", "resource")
        if named and isinstance(first, ast.Constant) and isinstance(first.value, str):
            yield from ((node.lineno, ast.unparse(target), first.value) for target in node.targets)


def _held(clients: list[tuple[int, str, str]]) -> dict[str, tuple[list[int], list[str]]]:
    """By the name of a variable: the lines on which it is given a client, in order, and the services."""
    found: dict[str, tuple[list[int], list[str]]] = {}
    for line, name, service in clients:
        lines, services = found.setdefault(name, ([], []))
        lines.append(line)
        services.append(service)
    return found


def _service(call: ast.Call, method: str, clients: dict[str, tuple[list[int], list[str]]]) -> str:
    owner = call.func.value if isinstance(call.func, ast.Attribute) else None
    lines, services = clients.get(ast.unparse(owner), ([], [])) if owner is not None else ([], [])
    # Functions like to call their clients alike: the one that was given last before the call is meant.
    known = services[max(bisect_right(lines, call.lineno) - 1, 0)] if services else None
    if known is not None:
        return _CALLED.get(known, known)
    return next((service for service, pattern in _SERVICES.items() if pattern.search(method)), "")


def _command(service: str, method: str, call: ast.Call) -> str:
    given = {one.arg: _value(one.value) for one in call.keywords if one.arg}
    if method in ("run_instances", "create_instances"):
        method = "run_instances"
        given["Count"] = given.pop("MaxCount", None) or given.get("MinCount") or 1
        given.pop("MinCount", None)
    words = ["aws", service, method.replace("_", "-")]
    for name, value in given.items():
        words += _option(_WORDS.sub("-", name).lower(), value)
    return " ".join(words)


def _option(name: str, value: Any) -> list[str]:
    if isinstance(value, bool):
        return [f"--{name}" if value else f"--no-{name}"]
    if isinstance(value, list) and all(isinstance(one, str | int) for one in value):
        return [f"--{name}", *(shlex.quote(str(one)) for one in value)]
    if isinstance(value, dict | list):
        return [f"--{name}", shlex.quote(json.dumps(value, ensure_ascii=False))]
    text = str(value)
    return [f"--{name}", text if text.startswith("${") else shlex.quote(text)]


def _value(node: ast.expr) -> Any:
    """What an argument is; what only the running program knows is a variable by its name."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str | int | float | bool) else ""
    if isinstance(node, ast.List | ast.Tuple):
        return [_value(one) for one in node.elts]
    if isinstance(node, ast.Dict):
        pairs = zip(node.keys, node.values, strict=True)
        return {str(_value(key)): _value(value) for key, value in pairs if key is not None}
    return f"${{{_NO_NAME.sub('_', ast.unparse(node)).strip('_')[:60]}}}"


def _wants(path: str) -> bool:
    return path.endswith(".py") and _SETUP.search(path) is not None and not _OTHERS.search(path)


def _read(snippet: Snippet) -> Iterable[Reading]:
    if "boto3" not in snippet.text or len(snippet.text) > _MAX_CHARACTERS:
        return
    try:
        calls = list(commands_in(ast.parse(snippet.text)))
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        yield snippet.gap(GapReason.MALFORMED, SERVES, getattr(error, "lineno", None) or 1, "not Python")
        return
    rows = [""] * len(snippet.rows)
    spans: dict[int, tuple[int, int]] = {}
    for first, last, text in calls:
        if first in spans:
            continue
        lines = text.split("\n")
        if len(lines) > last - first + 1:  # its texts say by `\n` where their lines end
            lines = [" ".join(lines)]
        rows[first - 1 : first - 1 + len(lines)] = lines
        spans |= dict.fromkeys(range(first, last + 1), (first, last))
    if spans:
        said = facts_of(replace(snippet, text="\n".join(rows)), errexit=True)
        yield from (_placed(reading, snippet, spans) for reading in said)


def _placed(reading: Reading, snippet: Snippet, spans: dict[int, tuple[int, int]]) -> Reading:
    """The reading where the call itself stands, quoted without what it is given where a secret may be among it."""
    if reading.at.start_line not in spans:
        return reading
    first, last = spans[reading.at.start_line]
    return replace(reading, at=covered(snippet.at(first, min(last, first + MAX_LINES - 1))))


READER = Reader(name="boto3", serves=SERVES, wants=_wants, read=_read)
"""Programs that are named for setting something up; what the product itself asks AWS for is its own reader's."""
