"""CircleCI's dialect: jobs and commands, orbs, and the workflows that put jobs in order."""

import re
from collections.abc import Iterator

from holdfast.model.environments import environment_of, named_in
from holdfast.model.record import replace
from holdfast.model.redaction import redact
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.pipelines import clocks
from holdfast.readers.repository.pipelines.script import shells
from holdfast.readers.repository.text.nodes import Node
from holdfast.readers.repository.workflows.shape import Job, Step

# Told by the action of GitHub's that does the same, so that both are judged alike.
_ORBS = (
    (r"aws-cli/setup|aws-cli/role", "aws-actions/configure-aws-credentials"),
    (r"aws-ecs/(?:deploy|update)", "aws-actions/amazon-ecs-deploy-task-definition"),
    (r"aws-ecr/build", "aws-actions/ecr-build-image"),
    (r"aws-code-?deploy", "aws-actions/codedeploy"),
    (r"elastic-?beanstalk/deploy", "aws-actions/beanstalk"),
    (r"aws-s3/(?:sync|copy)", "aws-actions/s3-sync"),
    (r"aws-eks|kubernetes/|helm/(?:upgrade|install)", "aws-actions/kubernetes"),
    (r"serverless|aws-sam|aws-lambda", "aws-actions/lambda-deploy"),
    (r"heroku/deploy|vercel|netlify", "aws-actions/heroku"),
)
_MOST_COMMANDS = 200


def jobs(root: Node, snippet: Snippet) -> Iterator[Job]:
    """The jobs of a `config.yml`, and the orb jobs of its workflows, each in the order that workflows give."""
    placed = list(_placed(root))
    timed = clocks.of_circleci(root)
    for name, node in root.child("jobs").entries().items():
        uses = [(shown, use) for wanted, shown, use in placed if wanted == name]
        if placed and not uses:
            continue  # no workflow ever starts it
        job = _job(name, node, root, snippet)
        yield replace(
            job,
            needs=tuple(need for _, use in uses for need in _needs(use)),
            environment=job.environment or _told(uses) or snippet.environment,
            schedule=timed.get(name),
        )
    for wanted, shown, use in placed:
        step = _orb(wanted, use, use)
        if step is not None:
            environment = _told([(shown, use)]) or snippet.environment
            yield Job(name=shown, node=use, steps=(step,), environment=environment, needs=_needs(use), whole=shown)


def _placed(root: Node) -> Iterator[tuple[str, str, Node]]:
    """Each use of a job in a workflow: its key, the name it is given there, and where."""
    for workflow in root.child("workflows").entries().values():
        for item in workflow.items("jobs"):
            if isinstance(item.value, str):
                yield item.value, item.value, Node({}, item.line, item.end, item.line)
            for wanted, use in item.entries().items():
                yield wanted, use.text("name") or wanted, Node(use.value, use.key_line, use.end, use.key_line)


def _needs(use: Node) -> tuple[str, ...]:
    return use.texts("requires")


def _told(uses: list[tuple[str, Node]]) -> str | None:
    """The environment that all uses of a job agree on, by their names, contexts or branches."""
    names: set[str] = set()
    for shown, use in uses:
        words = (shown, *use.texts("context"), *use.texts("filters", "branches", "only"))
        names.update(named_in(" ".join(words)))
    return names.pop() if len(names) == 1 else None


def _job(name: str, node: Node, root: Node, snippet: Snippet) -> Job:
    steps = tuple(_steps(node, root, snippet))
    settings = {key: text for key, value in node.child("environment").entries().items() if (text := value.text())}
    return Job(
        name=name,
        node=node,
        steps=steps,
        environment=environment_of(name),
        settings=settings,
        self_hosted="self-hosted" in str(node.text("resource_class") or ""),
        whole=name,
    )


def _steps(node: Node, root: Node, snippet: Snippet) -> Iterator[Step]:
    waiting = list(reversed(node.items("steps")))
    reaches = _REACHES.search(snippet.text) is not None
    for _ in range(_MOST_COMMANDS):
        if not waiting:
            return
        item = waiting.pop()
        if item.value == "add_ssh_keys" and reaches:
            yield _keys(Node({}, item.line, item.end, item.line), item)
            continue
        bare = {item.value: Node({}, item.line, item.end, item.line)} if isinstance(item.value, str) else {}
        for key, value in (item.entries() or bare).items():
            if key in ("run", "deploy"):  # `deploy` is the old name of `run` in jobs that put something out
                yield _run(value, snippet)
            elif key == "add_ssh_keys" and reaches:
                yield _keys(value, item)
            elif key in ("when", "unless"):
                waiting += reversed(value.items("steps"))
            elif root.has("commands", key):
                waiting += reversed(root.child("commands", key).items("steps"))
            elif (step := _orb(key, value, item)) is not None:
                yield step


def _run(value: Node, snippet: Snippet) -> Step:
    command = value.get("command") or value
    return Step(
        node=Node({}, value.key_line, max(value.end, command.end), value.key_line),
        name=value.text("name") or redact((command.text() or "").strip().partition("\n")[0])[:60],
        settings=value.child("environment").entries(),
        shells=shells([command], snippet.rows),
        condition="failure()" if value.text("when") == "on_fail" else "",
    )


_REACHES = regex(r"\b(?:ssh|scp|rsync|sftp|cap|mina|fab|dep|envoy|kamal|shipit|ansible(?:-playbook)?)\b|\.sh\b")
"""Something goes to a host; keys alone may be for the forge, where a job leaves a tag."""


def _keys(value: Node, at: Node) -> Step:
    """Keys of CircleCI's own store, told as an action that hands a key to an agent."""
    named = value.get("fingerprints")
    told = named.key_line if named else at.line
    given = Node("from the store", told, named.end if named else at.end, told)
    return Step(node=Node({}, at.line, at.end, at.line), name="ssh", uses="actions/ssh-agent", inputs={"key": given})


def _orb(name: str, value: Node, at: Node) -> Step | None:
    if "/" not in name:
        return None
    uses = next((action for pattern, action in _ORBS if re.search(pattern, name)), "")
    renamed = {"role_arn": "role-to-assume", "aws_access_key_id": "aws-access-key-id", "region": "aws-region"}
    own = uses.endswith("credentials")
    given = {renamed.get(key.replace("-", "_"), key) if own else key: node for key, node in value.entries().items()}
    if own and given.keys().isdisjoint(("role-to-assume", "aws-access-key-id")):
        # Without a role it takes the keys that the project keeps under the usual names (aws-cli orb, 2026).
        given["aws-access-key-id"] = Node("AWS_ACCESS_KEY_ID", at.line, at.end, at.line)
    return Step(
        node=Node({}, at.line, max(at.end, at.line), at.line),
        name=name,
        uses=uses,
        inputs=given,
    )
